"""A dry run as a change log: which rows are added, changed, removed, in the words of the contract and of the reader.

Pure: plain rows in, frames out.  An id is shown as the name of what it points at, a choice as its label, a date as fine
as it is known; a shape is never shown, only that it changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.records.tables import words
from dashboard.text import t
from etl import TABLES, CellChange, Column, Difference, RowChange

KINDS = ("added", "changed", "removed")
#: The mark of each kind: read without colour.
MARKS = {"added": "＋", "changed": "△", "removed": "－"}
#: Cells of a row that is new or gone which have a column of their own, or go without saying.
_UNSAID = ("municipality_code", "district_id")
_FISCAL_YEAR = re.compile(r"(\d{4})年度")
#: More of a long text would hide the rest of the row.
SHOWN = 80


@dataclass(frozen=True)
class Names:
    """What ids mean: table -> stored id -> name, of the published rows and of those that are added."""

    known: Mapping[str, Mapping[str, str]]

    def of(self, column: Column, value: str) -> str:
        """The name of what an id points at; the id itself where nobody knows it; a word for the file as its source."""
        if value == "file:":
            return t("import.file_itself")
        return self.known.get((column.references or "").split(".")[0], {}).get(value, value)

    def has(self, table: str, value: object) -> bool:
        """Whether an id is known."""
        return str(value) in self.known.get(table, {})


def names(published: Mapping[str, Mapping[str, str]], rows: Iterable[RowChange]) -> Names:
    """Names of the published rows, and of the rows that come."""
    known = {table: dict(ids) for table, ids in published.items()}
    for row in rows:
        if row.kind != "removed" and row.label:
            for part in row.key[:1]:
                known.setdefault(row.table, {}).setdefault(part, row.label)
    return Names(known)


# ------------------------------------------------------------------------------------------------------- words
def kind_word(kind: str) -> str:
    """The word of a kind of change with its mark."""
    return f"{MARKS.get(kind, '')} {t(f'import.{kind}')}".strip()


def value(column: Column, stored: object, known: Names) -> str:
    """A stored value in words; nothing for none."""
    if stored is None or stored == "":
        return ""
    text = str(stored)
    if column.type == "geometry":
        return t("import.shape")
    if column.choices:
        return words(column.choices, [text])[0]
    if column.references:
        return known.of(column, text)
    if column.type == "boolean":
        return t("import.yes" if text.casefold() == "true" else "import.no")
    if column.type == "date" and (match := _FISCAL_YEAR.fullmatch(text)):
        return t("records.fiscal_year", year=int(match[1]))
    return text


def cell(table: str, change: CellChange, known: Names, language: str) -> str:
    """One changed cell: ``参加者数: 120 → 150``; a new or gone one without the arrow."""
    column = TABLES[table].column(change.column)
    label = column.label("en" if language == "en" else "ja")
    if column.type == "geometry" and change.before is not None and change.after is not None:
        return t("import.shape_changed")
    before, after = (short(value(column, stored, known)) for stored in (change.before, change.after))
    if not before or not after:
        empty = t("import.empty")
        return t("import.cell_changed", label=label, before=before or empty, after=after or empty)
    return t("import.cell_changed", label=label, before=before, after=after)


def told(table: str, change: CellChange, known: Names, language: str) -> str:
    """One cell of a row that is new or gone: ``参加者数: 120``."""
    column = TABLES[table].column(change.column)
    stored = change.after if change.after is not None else change.before
    return t("import.cell", label=column.label("en" if language == "en" else "ja"),
             value=short(value(column, stored, known)))  # fmt: skip


def short(text: str) -> str:
    """The beginning of a long text, on one line.

    >>> len(short("a" * 200))
    80
    """
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def content(row: RowChange, known: Names, language: str) -> str:
    """What changes in a row, cell by cell; of a new or gone row everything it holds.

    The source of a new row is left out where it is a data set that the file itself describes: its id would say nothing
    that "recognised as" does not say in words.
    """
    if row.kind == "changed":
        return " / ".join(cell(row.table, change, known, language) for change in row.cells)
    cells = [c for c in row.cells if c.column not in _UNSAID and {c.before, c.after} - {None, "", row.label}]
    cells = [c for c in cells if c.column != "source_id" or known.has("sources", c.after or c.before)]
    return " / ".join(told(row.table, change, known, language) for change in cells)


# ------------------------------------------------------------------------------------------------------ frames
def district_of(row: RowChange, districts: Mapping[tuple[str, str], str]) -> str:
    """The district that a changed row belongs to: told by the row itself, else by the published row of that key."""
    if row.table == "districts":
        return row.key[0]
    for change in row.cells:
        if change.column == "district_id" and (stored := change.after or change.before):
            return str(stored)
    columns = [column for column in TABLES[row.table].columns if column.key]
    named = [part for column, part in zip(columns, row.key, strict=False) if column.name == "district_id"]
    return named[0] if named else districts.get((row.table, row.key[0] if row.key else ""), "")


def frame(
    rows: Sequence[RowChange], known: Names, districts: Mapping[tuple[str, str], str], language: str
) -> pd.DataFrame:
    """The change log as a table."""
    at = [district_of(row, districts) for row in rows]
    district_names = known.known.get("districts", {})
    return pd.DataFrame(
        {
            t("import.kind"): [kind_word(row.kind) for row in rows],
            t("about_data.table"): [table_word(row.table, language) for row in rows],
            t("import.what"): [short(row_label(row, known)) for row in rows],
            t("records.district"): [
                district_names.get(i, i) or place_word(row) for i, row in zip(at, rows, strict=True)
            ],
            t("import.content"): [content(row, known, language) for row in rows],
        }
    )


def place_word(row: RowChange) -> str:
    """What is said where a new record that has a place reached no district."""
    placed = row.kind == "added" and any(column.name == "assigned_by" for column in TABLES[row.table].columns)
    return t("records.unassigned") if placed else ""


def row_label(row: RowChange, known: Names) -> str:
    """What a row is called: its own label in words, else what it points at, else its key."""
    table = TABLES[row.table]
    if row.label and row.label != " / ".join(part for part in row.key if part):
        kinds = [c for c in table.columns if c.name == "kind" and c.choices]
        return value(kinds[0], row.label, known) if kinds else row.label
    keys = [column for column in table.columns if column.key]
    if keys[0].generated:
        told_by = [(table.column(c.column), c.after or c.before) for c in row.cells]
        pointing = [value(c, stored, known) for c, stored in told_by if c.references and c.name not in _UNSAID]
        return pointing[0] if pointing else row.label
    return " / ".join(value(c, part, known) for c, part in zip(keys, row.key, strict=False) if part) or row.label


def table_word(table: str, language: str) -> str:
    """The contract's word for a table."""
    return TABLES[table].label("en" if language == "en" else "ja") if table in TABLES else table


def counts(difference: Difference, language: str) -> pd.DataFrame:
    """How many rows of each table are added, changed, removed."""
    found = [(table, difference.counts[table]) for table in TABLES if table in difference.counts]
    columns: dict[str, list[str] | list[int]] = {
        t("about_data.table"): [table_word(table, language) for table, _ in found]
    }
    for place, kind in enumerate(KINDS):
        columns[kind_word(kind)] = [row[place] for _, row in found]
    return pd.DataFrame(columns)


def touched(rows: Sequence[RowChange], districts: Mapping[tuple[str, str], str]) -> dict[str, int]:
    """Changed rows by district; rows of no district are left out."""
    out: dict[str, int] = {}
    for row in rows:
        if district := district_of(row, districts):
            out[district] = out.get(district, 0) + 1
    return out
