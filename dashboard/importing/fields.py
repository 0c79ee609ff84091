"""The form of one entry, out of the contract: which fields, in which order, with which choices; and the file it makes.

Pure: knows neither Streamlit nor the database.  A form writes one row in the form of the contract, with the Japanese
headers of the templates, and goes the way of every other file.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from etl import TABLES, Column, PartialDate, Table, neutral, read_date

#: The tables that have a form, in the order of the list.
FORMS = ("council_events", "activities", "issues", "actions")
#: Columns for more than a line.
LONG = ("detail", "note", "how", "result")
#: The selected municipality's, never asked for.
MUNICIPALITY = "municipality_code"

Kind = Literal["reference", "choice", "date", "whole", "number", "long", "text"]


@dataclass(frozen=True)
class Field:
    """One field: its column, and what it can point at (stored id -> name) where it points at rows."""

    column: Column
    options: Mapping[str, str]

    @property
    def kind(self) -> Kind:
        return kind(self.column)

    @property
    def required(self) -> bool:
        return self.column.required


def kind(column: Column) -> Kind:
    """How a column is filled in.

    >>> [kind(TABLES["activities"].column(name)) for name in ("council_id", "category", "start_date", "participants")]
    ['reference', 'choice', 'date', 'whole']
    """
    if column.references:
        return "reference"
    if column.choices:
        return "choice"
    kinds: dict[str, Kind] = {"date": "date", "integer": "whole", "number": "number"}
    return kinds.get(column.type, "long" if column.name in LONG else "text")


def columns(table: Table) -> tuple[Column, ...]:
    """The columns a person fills in: not the key the program makes, not the municipality, no shape; required first."""
    own = [c for c in table.input_columns if not c.generated and c.name != MUNICIPALITY and c.type != "geometry"]
    return tuple(sorted(own, key=lambda c: (not c.required, c.name == "source_id")))


def fields(table: str, options: Mapping[str, Mapping[str, str]]) -> tuple[Field, ...]:
    """The fields of a table's form.

    Args:
        table: one of :data:`FORMS`.
        options: for each table that a column may point at, the stored ids with their names.
    """
    return tuple(
        Field(column, options.get((column.references or "").split(".")[0], {})) for column in columns(TABLES[table])
    )


# ------------------------------------------------------------------------------------------------------ checks
def understood(text: str) -> PartialDate | None:
    """What a date as written means; None where it means nothing."""
    return read_date(text)


def problems(form: Sequence[Field], values: Mapping[str, str]) -> tuple[list[Column], list[Column]]:
    """The required columns that are empty, and the dates and numbers that cannot be read."""
    missing = [field.column for field in form if field.required and not values.get(field.column.name, "").strip()]
    unreadable = [field.column for field in form if unread(field, values.get(field.column.name, "").strip())]
    return missing, unreadable


def unread(field: Field, text: str) -> bool:
    """Whether something is written that cannot be taken.

    >>> unread(Field(TABLES["activities"].column("start_date"), {}), "来週")
    True
    """
    if not text:
        return False
    if field.kind == "date":
        return understood(text) is None
    return False


def needs_place(form: Sequence[Field], values: Mapping[str, str]) -> bool:
    """Whether the entry would belong to no district: neither district nor council nor issue nor point is told."""
    telling = {"district_id", "council_id", "issue_id", "latitude", "facility_id"}
    names = {field.column.name for field in form} & telling
    return not any(values.get(name, "").strip() for name in names)


# -------------------------------------------------------------------------------------------------------- file
def as_csv(table: str, municipality: str, values: Mapping[str, str]) -> bytes:
    """One row as the template of the table would hold it (UTF-8 with BOM); empty fields are left out, no formula made.

    >>> print(as_csv("issues", "99201", {"title": "担い手", "who": ""}).decode("utf-8-sig").splitlines())
    ['市区町村コード,課題', '99201,担い手']
    """
    written = {MUNICIPALITY: municipality, **{name: text.strip() for name, text in values.items() if text.strip()}}
    chosen = [column for column in TABLES[table].input_columns if column.name in written]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.label_ja for column in chosen])
    writer.writerow([neutral(written[column.name]) for column in chosen])
    return buffer.getvalue().encode("utf-8-sig")


def file_name(table: str, moment: datetime.datetime) -> str:
    """A name that no other entry has, so that no entry takes the place of another.

    >>> file_name("issues", datetime.datetime(2026, 4, 1, 9, 30, 5, 120000))
    '入力_課題_20260401-093005-120.csv'
    """
    return f"入力_{TABLES[table].label_ja}_{moment:%Y%m%d-%H%M%S}-{moment.microsecond // 1000:03d}.csv"
