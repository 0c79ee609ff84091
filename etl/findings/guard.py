"""The last guard: an error that nobody foresaw becomes one finding, and its traceback goes to a log file.

The file that brought it is set aside and the others go on.  Such an error is always a bug of this program: the tests
run without the guard (``CHIKU_UNGUARDED``), so that none hides.
"""

from __future__ import annotations

import os
import tempfile
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from etl.findings import Finding, finding

Result = TypeVar("Result")
OFF = "CHIKU_UNGUARDED"
LOG = "unexpected.log"
#: A log longer than this many bytes is begun anew; the one before it is kept.
LONGEST_LOG = 1_000_000
#: So many files of one build are set aside; with more of them something else is wrong.
MOST = 5
#: The findings about files that were set aside.
SET_ASIDE = frozenset(("unexpected", "check_failed"))
_folder: list[Path] = []


def is_on() -> bool:
    return not os.environ.get(OFF)


def log_in(data: Path) -> None:
    """Say where the data folder is: the log lies below it."""
    _folder[:] = [data / "logs"]


def noted(error: BaseException, doing: str) -> str:
    """Write the traceback to the log; the log's path, or a sentence where it cannot be written."""
    folder = _folder[0] if _folder else Path(tempfile.gettempdir()) / "chiku-logs"
    log = folder / LOG
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > LONGEST_LOG:
            log.replace(log.with_suffix(".old.log"))
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"\n{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {doing}\n")
            file.writelines(traceback.format_exception(error))
    except OSError as unwritten:
        return f"記録できません / not written: {unwritten}"
    return str(log)


def told(error: BaseException, *, file: str = "", part: str = "", doing: str = "", doing_en: str = "") -> Finding:
    """The finding about an error, after its traceback was logged.

    Args:
        error: what was raised.
        file: the file concerned, as the user knows it; empty if it is none.
        part: its sheet, layer or member.
        doing: what was being done, as 「…とき」 is put after it; reading the file if empty.
        doing_en: the same in English, after “while”.
    """
    where = f"{file} / {part}" if part else file
    log = noted(error, f"{doing_en or 'reading'} {where}".strip())
    return finding(
        "unexpected", file=file, part=part, value=type(error).__name__, reason=f"{type(error).__name__}: {error}"[:200],
        doing=doing or f"「{where}」を読む", doing_en=doing_en or f"reading “{where}”", log=log,
    )  # fmt: skip


def first_breaking(count: int, works: Callable[[int], bool]) -> int | None:
    """The position of the item with which ``count`` items in a row stop to work; None if they fail without any.

    Args:
        count: of so many items it is known that they do not work together.
        works: whether the first so many do.

    >>> first_breaking(10, lambda first: first < 7)
    6
    """
    low, high = 0, count
    if not works(0):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if works(middle) else (low, middle)
    return high - 1


def setting_aside(
    files: Callable[[], Sequence[tuple[Path, str]]],
    attempt: Callable[[frozenset[Path]], Result],
    foreseen: Callable[[BaseException], bool],
    describe: Callable[[BaseException, str], Finding],
) -> tuple[Result, list[Finding]]:
    """What an attempt gives without the files that break it, and what is said of those.

    Args:
        files: gives the files in the order in which they are read, each as it is shown; asked only after a failure.
        attempt: the work without some files; may be repeated.
        foreseen: whether no file is to blame for an error (a full disk).
        describe: the finding about an error and the file that brought it.

    Raises:
        Exception: an error that no file alone brings, or one where the guard is off.
    """
    said: list[Finding] = []
    aside: frozenset[Path] = frozenset()
    while True:
        try:
            return attempt(aside), said
        except Exception as error:
            if not is_on() or foreseen(error) or len(said) == MOST:
                raise
            kept = [file for file in files() if file[0] not in aside]
            broken = _culprit([path for path, _ in kept], attempt, aside, foreseen)
            if broken is None:
                raise
            path, shown = kept[broken]
            said.append(describe(error, shown))
            aside |= {path}


def _culprit(
    kept: Sequence[Path],
    attempt: Callable[[frozenset[Path]], object],
    aside: frozenset[Path],
    foreseen: Callable[[BaseException], bool],
) -> int | None:
    def works(first: int) -> bool:
        try:
            attempt(aside.union(kept[first:]))
        except Exception as error:  # which one it is does not matter here: the one to be told is at hand
            if foreseen(error):
                raise
            return False
        return True

    return first_breaking(len(kept), works)
