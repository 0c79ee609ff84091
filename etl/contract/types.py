"""What a column, a table and a closed list are; from them follow headers, checks and ``CREATE TABLE``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal[
    "text", "integer", "number", "boolean", "date", "choice", "code", "list", "geometry", "blob", "timestamp"
]
Language = Literal["ja", "en"]

#: A ``date`` column keeps the precision it came with in ``<name>_precision``: never an invented day.
PRECISIONS = ("day", "month", "year", "fiscal_year")

_SQL_TYPES: dict[str, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "choice": "VARCHAR",
    "code": "VARCHAR",
    "list": "VARCHAR[]",
    "geometry": "GEOMETRY",
    "blob": "BLOB",
    "timestamp": "TIMESTAMP",
}


@dataclass(frozen=True)
class Choice:
    """One value of a closed list: the stored value, its labels, and other spellings that mean it."""

    value: str
    label_ja: str
    label_en: str
    aliases: tuple[str, ...] = ()

    def label(self, language: Language) -> str:
        return self.label_ja if language == "ja" else self.label_en


@dataclass(frozen=True)
class Column:
    """One column: its name, type, labels, checks and the headers under which files carry it.

    ``references`` is ``table.column``.  ``derived`` columns are computed by the build and never read from a file.
    ``generated`` keys may be absent from a file; the build then makes a stable one from the file's name and what the
    row is about (:mod:`etl.rows.keys`).
    ``open_list`` choices accept other values, stored as they are, with an information finding.
    """

    name: str
    type: ColumnType
    label_ja: str
    label_en: str
    help_ja: str = ""
    help_en: str = ""
    required: bool = False
    key: bool = False
    generated: bool = False
    derived: bool = False
    references: str | None = None
    choices: tuple[Choice, ...] = ()
    open_list: bool = False
    default: str | None = None
    aliases: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    example: str = ""

    @property
    def sql_type(self) -> str:
        """The DuckDB type of the column (geometry is EPSG:4326, axis order longitude, latitude)."""
        return _SQL_TYPES[self.type]

    def label(self, language: Language) -> str:
        return self.label_ja if language == "ja" else self.label_en

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header under which a file may carry this column: label, name, aliases."""
        return (self.label_ja, self.name, self.label_en, *self.aliases)


@dataclass(frozen=True)
class Table:
    """One table: its name, grain in words, columns.  ``derived`` tables are made by the build, never read."""

    name: str
    label_ja: str
    label_en: str
    grain_ja: str
    grain_en: str
    columns: tuple[Column, ...]
    derived: bool = False

    def label(self, language: Language) -> str:
        return self.label_ja if language == "ja" else self.label_en

    def column(self, name: str) -> Column:
        """The column of that name; KeyError names the table's columns."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}; it has {', '.join(c.name for c in self.columns)}")

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns if c.key)

    @property
    def input_columns(self) -> tuple[Column, ...]:
        """The columns that a file may carry."""
        return tuple(c for c in self.columns if not c.derived)

    @property
    def physical_columns(self) -> tuple[tuple[str, str], ...]:
        """(name, SQL type) of every column in the database, in order.

        A ``date`` column is followed by ``<name>_precision``; an input table ends with ``origin_file`` and
        ``origin_row``, so that every row can be traced to the file it came from.
        """
        out: list[tuple[str, str]] = []
        for c in self.columns:
            out.append((c.name, c.sql_type))
            if c.type == "date":
                out.append((f"{c.name}_precision", "VARCHAR"))
        if not self.derived:
            out += [("origin_file", "VARCHAR"), ("origin_row", "BIGINT")]
        return tuple(out)

    @property
    def create_sql(self) -> str:
        """The ``CREATE TABLE`` statement of this table."""
        body = ",\n  ".join(f'"{name}" {sql_type}' for name, sql_type in self.physical_columns)
        return f"CREATE TABLE {self.name} (\n  {body}\n)"
