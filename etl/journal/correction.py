"""Whether a file is a later version of one that was imported before: the same name, municipality and kind of list.

Two offices may both send an ``活動.csv``: files about different municipalities or tables never replace each other.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.journal.lines import Journal
from etl.journal.model import ImportedName
from etl.rows.account import Work


def same_named(journal: Journal, names: Sequence[ImportedName]) -> tuple[int, ...]:
    """The active entries with a file of the same name, for the same chosen municipality."""
    wanted = {(n.name.casefold(), n.municipality_code) for n in names}
    found = journal.effective_files().items()
    return tuple(e for e, files in found if wanted & {(f.name.casefold(), f.municipality_code) for f in files})


def is_same_list(journal: Journal, number: int, work: Work) -> bool:
    """Whether the last import of ``work`` holds the same kind of rows of the same municipalities as an earlier entry.

    What is not known (an entry of which no row was loaded) is taken for the same.
    """
    earlier = journal.entry(number)
    if earlier is None:
        return False
    tables = {table for f in earlier.files for table, (_, loaded, _) in f.tables.items() if loaded}
    owners = {code for f in earlier.files for code in f.owners}
    return _meet(tables, set(work.last_keys)) and _meet(owners, set(owners_of(work)))


def owners_of(work: Work) -> tuple[str, ...]:
    """The municipalities of the rows of the last import."""
    frames = (f for f in work.last_keys.values() if "municipality_code" in f)
    return tuple(sorted({str(code) for f in frames for code in f["municipality_code"].dropna().unique()}))


def _meet(one: set[str], other: set[str]) -> bool:
    return not one or not other or bool(one & other)
