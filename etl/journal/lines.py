"""The journal: one JSON object a line, appended and made durable, never rewritten.

A line that is cut off (the program was killed while writing it) is no entry; it is told, and the next line begins below
it.  A whole line that cannot be read was an entry: it is told, and its number, under which its files lie, is not given
to another.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from etl.build.opening import open_published
from etl.build.publish import sync
from etl.findings import Finding, finding
from etl.journal.model import Entry, ImportedName, JournalError, Store
from etl.journal.parsing import LARGEST, parsed
from etl.journal.problems import published, reading
from etl.readers.accepted import ImportedFile, ImportLayer, Imports


@dataclass(frozen=True)
class Journal:
    """Every entry, the oldest first, with ``active`` set, and what is wrong with the file.

    ``lost`` counts the entries after the last one whose lines cannot be read.
    """

    entries: tuple[Entry, ...] = ()
    findings: tuple[Finding, ...] = ()
    lost: int = 0

    @property
    def last(self) -> int:
        return (self.entries[-1].number if self.entries else 0) + self.lost

    def entry(self, number: int) -> Entry | None:
        return next((e for e in self.entries if e.number == number), None)

    def effective_files(self) -> dict[int, tuple[ImportedName, ...]]:
        """The files of each active import that no later active import replaces."""
        imports = [e for e in self.entries if e.active and e.action == "import"]
        return {
            e.number: tuple(f for f in e.files if not any(_replaces(later, e, f) for later in imports)) for e in imports
        }

    def with_entry(self, entry: Entry) -> Journal:
        """This journal with one more line."""
        return Journal(_judged((*self.entries, entry)), self.findings)


def _replaces(later: Entry, entry: Entry, file: ImportedName) -> bool:
    names = {(f.name.casefold(), f.municipality_code) for f in later.files}
    return entry.number in later.replaces and (file.name.casefold(), file.municipality_code) in names


def _judged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Whether each entry is active: an active later entry undoes it, or nothing does."""
    undone: set[int] = set()
    out = []
    for entry in sorted(entries, key=lambda e: e.number, reverse=True):
        active = entry.number not in undone
        if active and entry.undoes is not None:
            undone.add(entry.undoes)
        out.append(replace(entry, active=active))
    return tuple(reversed(out))


# ------------------------------------------------------------------------------------------------- reading
def read_journal(store: Store) -> Journal:
    """The journal as it stands; empty if there is none.

    Raises:
        JournalError: there is one, but it cannot be read.
    """
    try:
        content = store.journal.read_bytes()
    except FileNotFoundError:
        return Journal()
    except OSError as error:
        raise JournalError(
            f"取り込みの記録を読めませんでした（{error}）。フォルダの権限を確かめてください。",
            f"The journal of imports could not be read ({error}); check permissions.",
        ) from error
    entries: list[Entry] = []
    findings: list[Finding] = []
    unread: list[int] = []
    name = f"{store.imports.name}/{store.journal.name}"
    *whole, rest = content.split(b"\n")
    for number, line in enumerate((*whole, rest), start=1):
        entry, last = parsed(line), entries[-1].number if entries else 0
        if entry is not None and entry.number > last:
            findings += _unreadable(name, unread, entry.number - last - 1)
            entries.append(entry)
            unread = []
        elif line.strip():
            unread.append(number)
    lost = len(unread) - bool(unread and unread[-1] > len(whole))
    findings += _unreadable(name, unread, lost)
    return Journal(_judged(entries), tuple(findings), lost)


def _unreadable(name: str, lines: Sequence[int], lost: int) -> list[Finding]:
    """What is said of lines that cannot be read, of which ``lost`` had numbers that no other entry has."""
    return [
        finding("journal_damaged" if place < lost else "journal_torn", file=name, row=line)
        for place, line in enumerate(lines)
    ]


# ------------------------------------------------------------------------------------------------- writing
def next_number(journal: Journal) -> int:
    """The number of the next entry.

    Raises:
        JournalError: there is none left.
    """
    if journal.last >= LARGEST:
        raise JournalError(
            f"取り込みの番号が{LARGEST:,}番に達したため、これ以上取り込めません。記録（journal.jsonl）を確かめてください。",
            f"The numbers of imports have reached {LARGEST:,}; nothing more can be taken in. Check journal.jsonl.",
        )
    return journal.last + 1


def append(store: Store, entry: Entry) -> None:
    """Add a line and make it durable; a cut-off line before it is closed first, never touched.

    What could not be written whole is taken away again, so that a full disk leaves no half of a line.
    """
    line = json.dumps(_said(entry), ensure_ascii=False).encode() + b"\n"
    with store.journal.open("ab", buffering=0) as file:
        before = file.tell()
        if before and not _ends_whole(store):
            line = b"\n" + line
        try:
            while line:
                line = line[file.write(line) :]
            os.fsync(file.fileno())
        except OSError:
            file.truncate(before)
            raise
    sync(store.imports)


def _ends_whole(store: Store) -> bool:
    with store.journal.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _said(entry: Entry) -> dict[str, Any]:
    names = ("read", "loaded", "rejected")
    files = [
        {
            "name": f.name,
            "sha256": f.sha256,
            "size_bytes": f.size_bytes,
            "municipality_code": f.municipality_code,
            "owners": list(f.owners),
            "tables": {table: dict(zip(names, counts, strict=True)) for table, counts in f.tables.items()},
        }
        for f in entry.files
    ]
    return {
        "entry": entry.number,
        "action": entry.action,
        "at": entry.at,
        "by": entry.by,
        "note": entry.note,
        "files": files,
        "replaces": list(entry.replaces),
        "removed": {table: [list(key) for key in keys] for table, keys in entry.removed.items()},
        "undoes": entry.undoes,
        "difference": {table: list(counts) for table, counts in entry.difference.items()},
    }


# ------------------------------------------------------------------------------------------------- for others
def imports_of(store: Store, journal: Journal, staged: Path | None = None) -> Imports:
    """What a build takes from a journal; the files of its last entry are in ``staged`` if that is given."""
    files = journal.effective_files()
    layers = []
    for entry in journal.entries:
        if entry.number in files:
            folder = staged if staged is not None and entry.number == journal.last else store.folder(entry.number)
            given = tuple(_at(store, entry.number, folder, f) for f in files[entry.number])
            layers.append(ImportLayer(entry.number, given, entry.removed))
    return Imports(tuple(layers), journal.last, journal.findings)


def _at(store: Store, entry: int, folder: Path, file: ImportedName) -> ImportedFile:
    return ImportedFile(folder / file.name, shown_name(store, entry, file.name), file.municipality_code, file.sha256)


def shown_name(store: Store, entry: int, name: str) -> str:
    """How a file of an entry is named in the database."""
    return f"{store.imports.name}/{entry:06d}/{name}"


def load_imports(store: Store) -> Imports:
    """The accepted imports of a store, for a build."""
    return imports_of(store, read_journal(store))


def history(store: Store) -> tuple[Entry, ...]:
    """Every entry, the newest first."""
    shown = published_entry(store)
    return tuple(replace(e, pending=e.number > shown) for e in reversed(read_journal(store).entries))


def damage(store: Store) -> tuple[Finding, ...]:
    """What is wrong with the file of the journal, by line."""
    return read_journal(store).findings


def pending(store: Store) -> tuple[int, ...]:
    """The entries that are accepted but not in the published database yet."""
    return tuple(e.number for e in reversed(history(store)) if e.pending)


def published_entry(store: Store) -> int:
    """The last entry in the published database; 0 if there is none.

    Raises:
        JournalError: there is one, but it cannot be read.
    """
    database = published(store.out)
    if database is None:
        return 0
    import duckdb

    with reading(database), open_published(database) as connection:
        try:
            row = connection.execute("SELECT journal_entry FROM build_info").fetchone()
        except duckdb.BinderException:  # a build of an older version, which knew no imports
            return 0
    return int(row[0] or 0) if row else 0
