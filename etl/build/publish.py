"""Files of builds: one at a time, written beside and renamed when complete; the current one is the newest that opens.

A published file never changes.  A build that fails or is killed leaves the last good one; its remains go with the next
build.  A file that cannot be read is never shown, counted or removed, and stands in no build's way.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock

from etl.build.opening import Unreadable, literal, unreadable

SUFFIX = ".duckdb"
BUILDING = ".building"
#: The builds before the current one that are kept.
KEPT = 2
#: The name of a build: the UTC time to the microsecond.
_TIME = "%Y%m%dT%H%M%S%f"
_TIME_LENGTH = len("20260101T000000000000")


@dataclass(frozen=True)
class Slot:
    """The name of a new build: its id (UTC time), the file being written and the file it will become."""

    build_id: str
    building: Path
    published: Path


# ------------------------------------------------------------------------------------------------- what there is
def current_database(out: Path) -> Path | None:
    """The newest published database in the folder that can be read, or None if there is none."""
    return next(_readable(out), None)


def builds(out: Path) -> tuple[Path, ...]:
    """Every published database in the folder that can be read, the newest first."""
    return tuple(_readable(out))


def unreadable_builds(out: Path) -> tuple[Unreadable, ...]:
    """What is wrong with the files that are newer than the current database, the newest first."""
    found = []
    for path in _named(out):
        problem = unreadable(path)
        if problem is None:
            break
        found.append(problem)
    return tuple(found)


def _readable(out: Path) -> Iterator[Path]:
    return (path for path in _named(out) if unreadable(path) is None)


def _named(out: Path) -> list[Path]:
    """Everything that is named like a build, the newest first; what bears no time is older than all that do."""
    found = out.glob(f"*{SUFFIX}") if out.is_dir() else ()
    return sorted(found, key=lambda p: (_time(p.stem) is not None, p.stem), reverse=True)


def _time(build_id: str) -> datetime | None:
    """The time that a build's id begins with; further digits come from versions that lengthened it."""
    head, rest = build_id[:_TIME_LENGTH], build_id[_TIME_LENGTH:]
    if len(head) < _TIME_LENGTH or not (head.replace("T", "", 1) + rest).isdecimal() or not head.isascii():
        return None
    try:
        return datetime.strptime(head, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


# -------------------------------------------------------------------------------------------------- a new build
@contextmanager
def reserve(out: Path) -> Iterator[Slot]:
    """A slot for one build; waits for a build that is under way, and removes what failed builds left.

    Whatever happens inside, no ``.building`` file stays behind unless the process is killed.
    """
    out.mkdir(parents=True, exist_ok=True)
    with FileLock(out / ".lock"):
        _remove_remains(out)
        slot = _new_slot(out)
        try:
            yield slot
        finally:
            _remove_remains(out)


def _new_slot(out: Path) -> Slot:
    """A time later than every published one, also when the clock was set back; what cannot be read counts too."""
    times = [found for path in _named(out) if (found := _time(path.stem)) is not None]
    later = max([datetime.now(UTC), *(_after(found) for found in times)])
    build_id = later.strftime(_TIME)
    return Slot(build_id, out / f"{build_id}{BUILDING}", out / f"{build_id}{SUFFIX}")


def _after(time: datetime) -> datetime:
    try:
        return time + timedelta(microseconds=1)
    except OverflowError:  # the last moment of the calendar
        return time


def _remove_remains(out: Path) -> None:
    """Files being written, and the folders beside them into which DuckDB puts what does not fit into memory."""
    for path in out.glob(f"*{BUILDING}*"):
        if path.is_symlink() or not path.is_dir():
            path.unlink(missing_ok=True)
        elif _time(path.name.partition(".")[0]) is not None:  # another folder is not ours
            shutil.rmtree(path, ignore_errors=True)


def publish(slot: Slot) -> Path:
    """Make the complete file durable, give it its name, and let old builds go."""
    sync(slot.building)
    slot.building.replace(slot.published)
    sync(slot.published.parent)
    _remove_old(slot.published.parent)
    return slot.published


def sync(path: Path) -> None:
    """Ask the system to write a file (or, where it can, a folder's entries) to the disk."""
    flags = os.O_RDONLY if os.name == "posix" or path.is_dir() else os.O_RDWR | getattr(os, "O_BINARY", 0)
    if path.is_dir() and os.name != "posix":
        return
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_old(out: Path) -> None:
    """Keep the current build and the two before it; an older one stays while somebody reads it."""
    for path in builds(out)[KEPT + 1 :]:
        if not _in_use(path):
            path.unlink(missing_ok=True)


def _in_use(path: Path) -> bool:
    """Whether the file cannot be opened for itself alone: another process holds it."""
    import duckdb

    if "?" in literal(
        path
    ):  # never to be opened for writing (see etl.build.opening); such names exist only where a file
        return False  # that is read may be removed
    try:
        duckdb.connect(literal(path)).close()
    except duckdb.Error:
        return True
    return False
