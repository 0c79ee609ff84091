"""The rows of one table as a file must carry them to be read again as exactly these rows.

Written is what somebody wrote, not what the build made of it: no district that was found through a council, no source
that is only the file itself, no share that was computed.  A date is written as fine as it is known, a choice by its
label, and what another table's row is called by its name where that name means this row and no other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from etl.build.opening import open_published
from etl.contract import TABLES, Column, Table
from etl.links.steps import issue_directory
from etl.overlay.precedence import FILE_SOURCE, keys_of
from etl.readers.accepted import Key
from etl.readers.sheets.form_mark import Mark
from etl.rows.references import Directory, Match, district_directory, named_directory
from etl.rows.typing import LATE_DEFAULTS
from etl.templates.blank import columns_to_fill, tables_to_edit
from etl.templates.book import Cell, Content
from etl.values import normalize
from etl.values.marks import guarded, unguarded

#: Where a column's value was written by somebody and not found or computed by the build (SQL on the table's columns).
_WRITTEN = {
    ("*", "district_id"): "assigned_by IN ('id', 'name', 'successor')",
    ("*", "source_id"): f"NOT starts_with(source_id, '{FILE_SOURCE}')",
    ("district_changes", "people_share"): "share_method = 'stated'",
    ("district_changes", "area_share"): "share_method IN ('stated', 'area')",
}
#: Tables whose rows staff know by name; rows of the others are known by their ids.
_NAMED = ("councils", "facilities", "districts", "issues")
#: Stands for "not known" in a column whose empty cells take a default.
UNKNOWN = "不明"


class TemplateError(Exception):
    """A file cannot be made: one sentence, in Japanese and English, that says why and what to do instead."""

    def __init__(self, japanese: str, english: str) -> None:
        super().__init__(f"{japanese} / {english}")
        self.japanese, self.english = japanese, english


def read_filled(database: Path, table: str, municipality_code: str) -> Content:
    """The rows of a municipality in one table, ready to be written.

    Raises:
        TemplateError: the table is none that a file without shapes can carry.
    """
    shape = TABLES.get(table)
    if shape is None or shape not in tables_to_edit():
        label = shape.label_ja if shape else table
        raise TemplateError(
            f"「{label}」は形状をもつため、この様式では編集できません。地図のファイルを差し替えてください。",
            f"“{table}” cannot be edited in a table, as its rows have shapes. Replace its map file instead.",
        )
    with open_published(database) as connection:
        frame = _rows(connection, shape, municipality_code)
        columns = columns_to_fill(shape)
        find = {c.name: _named(connection, c, municipality_code) for c in columns if c.references}
        build_id, entry = connection.execute("SELECT build_id, journal_entry FROM build_info").fetchall()[0]
    cells = [_column(shape, c, frame, find.get(c.name)) for c in columns]
    rows = list(zip(*cells, strict=True))
    places = [[c.name for c in columns].index(name) for name in shape.key]
    written = tuple(tuple(unguarded(str(row[place])) for place in places) for row in rows)
    mark = Mark(table, municipality_code, build_id, entry or 0, tuple(_keys(frame, shape)), written)
    references = {c.name: _options(name_of) for c in columns if (name_of := find.get(c.name)) is not None}
    return Content(mark, columns, rows, references)


def _keys(frame: pd.DataFrame, table: Table) -> list[Key]:
    return keys_of(frame, table) if len(frame) else []


# ------------------------------------------------------------------------------------------------------ rows
def _rows(connection: duckdb.DuckDBPyConnection, table: Table, municipality_code: str) -> pd.DataFrame:
    """The rows that files gave, in the order of the files; the municipality also where only a map names it."""
    names = {name for name, _ in table.physical_columns}
    cells = [_expression(table, c, names) for c in table.input_columns]
    cells += [f'"{c.name}_precision"' for c in table.input_columns if c.type == "date"]
    owned = "municipality_code = $code"
    if "municipality_code" not in names:
        owned = "framework_id IN (SELECT framework_id FROM frameworks WHERE municipality_code = $code)"
    given = "TRUE" if table.name == "municipalities" else "origin_row IS NOT NULL"
    frame: pd.DataFrame = connection.execute(
        f"SELECT {', '.join(cells)} FROM {table.name} WHERE {owned} AND {given} "  # noqa: S608 (names of the contract)
        f"ORDER BY origin_file, origin_row, {', '.join(table.key)}",
        {"code": municipality_code},
    ).df()
    return frame


def _expression(table: Table, column: Column, names: set[str]) -> str:
    condition = _WRITTEN.get((table.name, column.name)) or _WRITTEN.get(("*", column.name))
    if condition is None or ("assigned_by" in condition and "assigned_by" not in names):
        return f'"{column.name}"'
    return f'CASE WHEN {condition} THEN "{column.name}" END AS "{column.name}"'


# ----------------------------------------------------------------------------------------------------- cells
def _column(table: Table, column: Column, frame: pd.DataFrame, name_of: _Names | None) -> list[Cell]:
    values = frame[column.name].astype(object).tolist()
    empty: Cell = "" if column.default is None or (table.name, column.name) in LATE_DEFAULTS else UNKNOWN
    if column.type == "date":
        precisions = frame[f"{column.name}_precision"].tolist()
        return [empty if _is_missing(v) else written_date(v, p) for v, p in zip(values, precisions, strict=True)]
    write: Callable[[Any], Cell] = name_of.of if name_of else _WRITERS.get(column.type, guarded)
    if column.type == "choice":
        write = partial(written_choice, column)
    elif column.type != "list":
        write = lru_cache(maxsize=None)(write)
    return [empty if _is_missing(v) else write(v) for v in values]


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)


def written_date(day: dt.date, precision: str | None) -> str:
    """A date that is read with the same precision again; nothing that Excel turns into another one.

    >>> [written_date(dt.date(2024, 4, 1), p) for p in ("day", "month", "year", "fiscal_year")]
    ['2024-04-01', '2024年4月', '2024年', '2024年度']
    """
    if precision == "month":
        return f"{day.year}年{day.month}月"
    if precision in {"year", "fiscal_year"}:
        return f"{day.year}年度" if precision == "fiscal_year" else f"{day.year}年"
    return f"{day:%Y-%m-%d}"


@lru_cache(maxsize=4096)
def written_choice(column: Column, value: str) -> str:
    """The label of a stored value; a value beside an open list as it is."""
    label = next((c.label_ja for c in column.choices if c.value == value), guarded(value))
    return label if normalize.choice(column, label).value == value else value


def _list(values: Sequence[str]) -> str:
    return guarded("、".join(values))


def _integer(value: Any) -> int:
    return int(value)


def _number(value: Any) -> float:
    return float(value)


def written_number(value: float) -> str:
    """The shortest digits that are read as exactly this number, without an exponent.

    >>> written_number(143.05), written_number(1e-7), written_number(0.1 + 0.2)
    ('143.05', '0.0000001', '0.30000000000000004')
    """
    return format(Decimal(repr(float(value))), "f").removesuffix(".0")


_WRITERS: dict[str, Callable[[Any], Cell]] = {
    "list": _list,
    "integer": _integer,
    "number": _number,
    "boolean": lambda value: "○" if value else "×",
}


# ----------------------------------------------------------------------------------------------------- names
class _Names:
    """How rows of another table are written in rows of one municipality: by name if that is exact, else by id."""

    def __init__(self, directory: Directory, municipality_code: str, names: dict[str, tuple[str, ...]]) -> None:
        self._directory, self._code, self._names = directory, municipality_code, names

    def of(self, identifier: str) -> str:
        exact = (n for n in self._names.get(identifier, ()) if self._directory.find(self._code, n) == _by(identifier))
        return guarded(next(exact, identifier))

    def all(self) -> list[str]:
        return [self.of(identifier) for identifier in self._names]


def _by(identifier: str) -> Match:
    return Match(identifier, "name")


def _options(name_of: _Names) -> list[str]:
    return sorted(name_of.all())


def _named(connection: duckdb.DuckDBPyConnection, column: Column, code: str) -> _Names | None:
    """The writer of a column that points at a table of named rows; ids of the other tables are written as they are."""
    target = (column.references or "").split(".")[0]
    if target not in _NAMED:
        return None
    frame = connection.execute(f"SELECT * FROM {target}").df()  # noqa: S608 (a name of the contract)
    own = frame[frame["municipality_code"] == code]
    if target == "districts":
        changes = connection.execute("SELECT * FROM district_changes").df()
        directory = district_directory(frame.assign(given_id=None), changes)
        own = own[own["is_current"].astype(bool)]
        return _Names(directory, code, _pairs(own, "district_id", "name", "school_name"))
    if target == "issues":
        places = connection.execute("SELECT district_id, name FROM districts WHERE is_current").fetchall()
        directory = issue_directory(frame, dict(places))
        placed = own["title"] + "（" + own["district_id"].map(dict(places)) + "）"
        return _Names(directory, code, _pairs(own.assign(placed=placed), "issue_id", "title", "placed"))
    key = TABLES[target].key[0]
    directory = named_directory(frame, key)  # a name that two rows share means neither: then the id is written
    return _Names(directory, code, _pairs(own, key, "name"))


def _pairs(frame: pd.DataFrame, key: str, *names: str) -> dict[str, tuple[str, ...]]:
    """The names of each row by its id, those that are missing left out."""
    columns = [frame[name].tolist() for name in names]
    return {
        str(identifier): tuple(n for n in row if isinstance(n, str))
        for identifier, *row in zip(frame[key], *columns, strict=True)
    }
