"""What filled templates mean for the journal: deleted lines are rows that go; an old form may undo newer changes."""

from __future__ import annotations

from collections.abc import Sequence

from etl.build.database import Candidate
from etl.contract import TABLES
from etl.findings import Finding, finding
from etl.journal.lines import Journal
from etl.overlay.precedence import keys_of
from etl.readers.accepted import Key
from etl.readers.sheets.form_mark import dropped_keys, read_mark

#: Tables of which a missing row never means that it should go: a city is not deleted by a list.
NEVER_REMOVED = frozenset({"municipalities", "sources"})


def deleted_lines(files: Sequence[tuple[str, bytes]], candidate: Candidate) -> dict[str, tuple[Key, ...]]:
    """The rows whose lines were deleted from filled templates; a row that the file holds otherwise stays."""
    out: dict[str, tuple[Key, ...]] = {}
    for _, data in files:
        mark, keys = dropped_keys(data) or (None, ())
        if mark is not None and mark.table not in NEVER_REMOVED:
            held = candidate.work.last_keys.get(mark.table)
            here = set() if held is None else set(keys_of(held, TABLES[mark.table]))
            out[mark.table] = (*out.get(mark.table, ()), *(key for key in keys if key not in here))
    return {table: keys for table, keys in out.items() if keys}


def outdated(files: Sequence[tuple[str, bytes]], journal: Journal) -> list[Finding]:
    """A warning for every filled template whose table was changed by an import since the template was filled."""
    said = []
    for name, data in files:
        mark = read_mark(data)
        if mark is None or not mark.keys:
            continue
        later = [e.number for e in journal.entries if e.number > mark.journal_entry and mark.table in e.difference]
        if later:
            said.append(finding("template_outdated", file=name, entry=later[0]))
    return said
