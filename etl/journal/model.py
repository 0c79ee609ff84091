"""Plain data of imports: where they live, what is uploaded, what a proposal would change, what the journal says.

Every class is frozen and holds plain values, so that it can be kept between two runs of a page.  Nothing here opens a
file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from etl.findings import Finding
from etl.readers.accepted import Key

#: Added, changed, removed.
Counts = tuple[int, int, int]


class JournalError(Exception):
    """An import cannot be proposed, accepted or undone: one sentence, in Japanese and English, that says what to do."""

    def __init__(self, japanese: str, english: str) -> None:
        super().__init__(f"{japanese} / {english}")
        self.japanese, self.english = japanese, english


class DatabaseUnreadableError(JournalError):
    """What is published cannot be read; building it again helps."""


@dataclass(frozen=True)
class Store:
    """Where a data folder keeps its imports, its folders of files and its builds."""

    imports: Path
    boundaries: tuple[Path, ...]
    activities: tuple[Path, ...]
    out: Path

    @classmethod
    def at(cls, data: Path) -> Store:
        """The usual places below a data folder; a folder of files that does not exist is left out."""
        boundaries, activities = ((p,) if p.is_dir() else () for p in (data / "boundaries", data / "activities"))
        return cls(data / "imports", boundaries, activities, data / "build")

    @property
    def journal(self) -> Path:
        return self.imports / "journal.jsonl"

    def folder(self, entry: int) -> Path:
        """The folder with the files of an entry."""
        return self.imports / f"{entry:06d}"

    def staging(self, proposal: str) -> Path:
        return self.imports / ".staging" / proposal


@dataclass(frozen=True)
class Upload:
    """A file as the user chose it."""

    name: str
    data: bytes


@dataclass(frozen=True)
class CellChange:
    """One cell: stored values as text (a choice's value, a date in its precision), None where there is none.

    A shape is told by a fingerprint; the source ``file:`` means the file itself.
    """

    column: str
    before: object
    after: object


@dataclass(frozen=True)
class RowChange:
    """One row that an import adds, changes or removes; of an added row ``before`` is None everywhere, and so on."""

    table: str
    kind: str
    key: tuple[str, ...]
    label: str
    municipality_code: str | None
    cells: tuple[CellChange, ...]


@dataclass(frozen=True)
class Difference:
    """What changes: exact counts per table (tables that change only), and the rows, of which some may be cut."""

    counts: Mapping[str, Counts] = field(default_factory=dict)
    rows: tuple[RowChange, ...] = ()
    cut: bool = False

    @property
    def total(self) -> int:
        """Rows added, changed or removed."""
        return sum(sum(counts) for counts in self.counts.values())


@dataclass(frozen=True)
class FilePart:
    """One part (sheet, layer) of an uploaded file, as it was understood."""

    file: str
    part: str
    table: str
    recognised_as: str
    encoding: str
    edition: str
    sha256: str
    rows_read: int
    rows_loaded: int
    rows_rejected: int


@dataclass(frozen=True)
class ImportedName:
    """A stored file: name, hash, size, the municipality chosen for it, and rows (read, loaded, rejected) per table.

    ``owners`` are the municipalities of the rows of its import.
    """

    name: str
    sha256: str
    size_bytes: int
    municipality_code: str = ""
    tables: Mapping[str, Counts] = field(default_factory=dict)
    owners: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """What an import or an undo would do; nothing is accepted yet.

    ``absent`` counts, per table, the published rows that the files do not hold although they could: they go only if
    ``removed`` names them.  ``same_name`` are the active entries that hold a file of the same name, ``replaces`` those
    whose file is superseded.  ``folder_changes``
    says that files in the folders were changed by hand since the last build, so that the difference holds them too.
    """

    id: str
    parts: tuple[FilePart, ...]
    findings: tuple[Finding, ...]
    difference: Difference
    can_accept: bool
    absent: Mapping[str, int] = field(default_factory=dict)
    same_name: tuple[int, ...] = ()
    replaces: tuple[int, ...] = ()
    removed: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    folder_changes: bool = False
    undoes: int | None = None
    files: tuple[ImportedName, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One line of the journal.  ``pending``: accepted, but not in the published database yet."""

    number: int
    action: str
    at: str
    by: str
    note: str
    files: tuple[ImportedName, ...] = ()
    replaces: tuple[int, ...] = ()
    removed: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    undoes: int | None = None
    difference: Mapping[str, Counts] = field(default_factory=dict)
    active: bool = True
    pending: bool = False
