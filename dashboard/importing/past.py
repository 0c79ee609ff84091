"""The history of imports as a table, and which of them can be taken back.

Times are those of this machine's clock; a hash is cut to its first twelve digits, which are enough to tell files apart.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard.importing.change_log import MARKS
from dashboard.text import number, t
from etl import Entry

HASH_DIGITS = 12


def local_time(at: str) -> str:
    """A moment of the journal (UTC, ISO 8601) on this machine's clock; as it stands if it is no moment.

    >>> local_time("some day")
    'some day'
    """
    try:
        moment = datetime.datetime.fromisoformat(at)
    except ValueError:
        return at
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


def action(entry: Entry) -> str:
    """What was done: an import, or the undoing of which entry."""
    return t("import.action_import") if entry.undoes is None else t("import.action_undo", entry=entry.undoes)


def status(entry: Entry) -> str:
    """Whether an entry counts now."""
    if entry.pending:
        return t("import.status_pending")
    return t("import.status_active" if entry.active else "import.status_undone")


def listing(entries: Sequence[Entry]) -> pd.DataFrame:
    """One row per entry, newest first: when, which files, how many rows, what changed, by whom, whether it counts."""
    read, loaded, rejected = (pd.array([rows(e)[place] for e in entries], dtype="Int64") for place in range(3))
    return pd.DataFrame(
        {
            t("import.entry"): [entry.number for entry in entries],
            t("import.at"): [local_time(entry.at) for entry in entries],
            t("import.action"): [action(entry) for entry in entries],
            t("import.status"): [status(entry) for entry in entries],
            t("about_data.file"): [t("import.list").join(file.name for file in entry.files) for entry in entries],
            t("import.difference"): [difference(entry.difference) for entry in entries],
            t("import.who"): [entry.by for entry in entries],
            t("import.rows_read"): read,
            t("import.rows_loaded"): loaded,
            t("import.rows_rejected"): rejected,
            t("import.remark"): [entry.note for entry in entries],
            t("import.hash"): [t("import.list").join(f.sha256[:HASH_DIGITS] for f in e.files) for e in entries],
        }
    )


def rows(entry: Entry) -> tuple[int | None, int | None, int | None]:
    """Rows read, loaded, rejected of all its files; nothing for an undo, which has none."""
    if not entry.files:
        return None, None, None
    counts = [each for file in entry.files for each in file.tables.values()]
    return sum(c[0] for c in counts), sum(c[1] for c in counts), sum(c[2] for c in counts)


def difference(counts: Mapping[str, tuple[int, int, int]]) -> str:
    """Rows added, changed, removed over all tables: ``＋3 △1 －0``."""
    sums = [sum(each[place] for each in counts.values()) for place in range(3)]
    return " ".join(f"{mark}{number(amount)}" for mark, amount in zip(MARKS.values(), sums, strict=True))


def title(entry: Entry) -> str:
    """An entry in one line, for a list to choose from."""
    files = t("import.list").join(file.name for file in entry.files) or action(entry)
    return t("import.entry_line", entry=entry.number, at=local_time(entry.at), files=files)


def undoable(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries that count now: each can be taken back, an undo too."""
    return tuple(entry for entry in entries if entry.active)
