"""What the cells of a staged file mean: every distinct cell goes through the parsers once, and comes back as a table.

A column with endlessly many distinct cells (free text, coordinates) is asked differently: cells that are plainly what
they should be (:func:`etl.values.columns.plain_sql`) are taken as they are, only the others are parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from etl.contract import Column, Table
from etl.findings import CATALOGUE
from etl.readers.base import LISTED, RawTable
from etl.readers.staged import Rows, Staged
from etl.rows.typing import STATED_UNKNOWN, default_of, needs_a_value
from etl.values import codes
from etl.values.columns import PARSERS, Value, parse_cells, plain_sql, spread
from etl.values.normalize import CellError

#: A column with more distinct cells than this is not parsed cell by cell.
MAPPED = 300_000
_CHUNK = 200_000


@dataclass(frozen=True)
class Reading:
    """How a column is read in SQL, over ``cells AS c``: expressions, the join they need, rows that need a word."""

    column: Column
    value: str
    precision: str = "CAST(NULL AS VARCHAR)"
    end: str = "CAST(NULL AS DATE)"
    end_precision: str = "CAST(NULL AS VARCHAR)"
    join: str = ""
    told: str = ""
    first: Rows = field(default_factory=lambda: np.empty(0, dtype=np.int64))


def read_columns(staged: Staged, raw: RawTable, table: Table) -> dict[str, Reading]:
    """A reading of every input column of the table, present in the file or not."""
    return {column.name: _reading(staged, raw, table, column) for column in table.input_columns}


def _reading(staged: Staged, raw: RawTable, table: Table, column: Column) -> Reading:
    default = _default(column, default_of(raw, table, column))
    if column.name not in staged.columns:
        return _constant(column, default)
    cell = f"c.c{staged.columns[column.name]}"
    plain = plain_sql(column, cell) if _distinct(staged, cell) > MAPPED else None
    name = f"map_{column.name}"
    told, remarks = _parse(staged, column, cell, plain, name)
    if plain is not None and not staged.db.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchall():
        return _as_it_is(column, cell, default)
    sql = _Sql(column, cell, f"m_{column.name}", default)
    reading = Reading(
        column,
        sql.value(plain is not None),
        sql.of("precision", default.precision),
        sql.of("end_value", None, "DATE"),
        sql.of("end_precision", None),
        f"LEFT JOIN {name} AS m_{column.name} ON m_{column.name}.cell = {cell}",
        f"m_{column.name}.told" if told else "",
        remarks,
    )
    if needs_a_value(column):
        return replace(reading, told=f"(coalesce(m_{column.name}.told, false) OR ({reading.value}) IS NULL)")
    return reading


def _as_it_is(column: Column, cell: str, default: Value) -> Reading:
    """A column whose every cell is plainly of its type."""
    read = f"CAST({cell} AS {column.sql_type})"
    value = read if default.value is None else f"coalesce({read}, {literal(default.value, column.sql_type)})"
    return Reading(column, value, told=f"({value}) IS NULL" if needs_a_value(column) else "")


def _distinct(staged: Staged, cell: str) -> int:
    (count,) = staged.db.execute(f"SELECT approx_count_distinct({cell}) FROM cells AS c").fetchall()[0]
    return int(count)


# ------------------------------------------------------------------------------------------------------ parsing
def _parse(staged: Staged, column: Column, cell: str, plain: str | None, name: str) -> tuple[bool, Rows]:
    """Make the table of parsed cells; whether any cell needs a word wherever it stands, and where one is said once."""
    types = ", ".join(f"{n} {t}" for n, t in _COLUMNS.items())
    staged.db.execute(f"CREATE TABLE {name} ({types.format(value=column.sql_type)})")
    told, remarks = False, _Remarks()
    for cells, first in _distinct_cells(staged, cell, plain):
        values, problems = parse_cells(column, cells)
        serious = [i for i, e in problems.items() if CATALOGUE[e.code].severity != "info"]
        remarks.add(values, problems, first)
        bare = [i for i, e in problems.items() if e.code == STATED_UNKNOWN]
        staged.db.register("parsed", _parsed(column, cells, values, serious, bare))
        staged.db.execute(f"INSERT INTO {name} SELECT * FROM parsed")
        staged.db.unregister("parsed")
        told = told or bool(serious)
    return told, remarks.rows()


_COLUMNS = {
    "cell": "VARCHAR", "value": "{value}", "precision": "VARCHAR", "end_value": "DATE", "end_precision": "VARCHAR",
    "told": "BOOLEAN", "bare": "BOOLEAN",
}  # fmt: skip


def _distinct_cells(staged: Staged, cell: str, plain: str | None) -> Iterator[tuple[Any, Rows]]:
    """The distinct cells in the order in which they first appear, with the row of their first appearance."""
    where = f"{cell} IS NOT NULL AND {staged.data}" + ("" if plain is None else f" AND NOT ({plain})")
    staged.db.execute(
        f"""CREATE OR REPLACE TABLE distinct_cells AS SELECT cell, first FROM (
            SELECT {cell} AS cell, min(c.rowid) AS first FROM cells AS c WHERE {where} GROUP BY 1) ORDER BY first"""
    )
    (count,) = staged.db.execute("SELECT count(*) FROM distinct_cells").fetchall()[0]
    for start in range(0, count, _CHUNK):
        chunk = staged.db.sql(
            f"SELECT cell, first FROM distinct_cells WHERE rowid BETWEEN {start} AND {start + _CHUNK - 1}"
        ).to_arrow_table()
        cells = pd.Index(chunk["cell"].to_pandas().astype("str"))
        yield cells, chunk["first"].to_numpy()
    staged.db.execute("DROP TABLE distinct_cells")


def _parsed(column: Column, cells: Any, values: list[Value], serious: list[int], bare: list[int]) -> pa.Table:
    typed = spread(column, values, np.arange(len(values)), None)
    stored = _city_codes(typed.values) if column.type == "code" else typed.values
    arrays = {
        "cell": pa.array(cells, pa.string()),
        "value": pa.array(stored, pa.list_(pa.string())) if column.type == "list" else pa.array(pd.Series(stored)),
        "precision": _texts(typed.precision, len(values)),
        "end_value": pa.nulls(len(values), pa.date32())
        if typed.end is None
        else pa.array(typed.end.astype("datetime64[D]")),
        "end_precision": _texts(typed.end_precision, len(values)),
        "told": _at(serious, len(values)),
        "bare": _at(bare, len(values)),
    }
    return pa.table(arrays)


def _at(positions: list[int], count: int) -> pa.Array:
    return pa.array(np.isin(np.arange(count), positions))


def _city_codes(values: Any) -> Any:
    """Wards of designated cities belong to their city."""
    return pd.Series(values).map(codes.city_of_ward, na_action="ignore").astype("str").array


def _texts(values: Any, count: int) -> pa.Array:
    return pa.nulls(count, pa.string()) if values is None else pa.array(pd.Series(values), pa.string())


@dataclass
class _Remarks:
    """The rows at which something is remarked upon once: the first row of each distinct cell concerned."""

    of_code: dict[str, list[int]] = field(default_factory=dict)

    def add(self, values: list[Value], problems: dict[int, CellError], first: Rows) -> None:
        for i, value in enumerate(values):
            if value.note:
                self._add(value.note, int(first[i]))
        for i, error in problems.items():
            if CATALOGUE[error.code].severity == "info":
                self._add(error.code, int(first[i]))

    def _add(self, code: str, row: int) -> None:
        rows = self.of_code.setdefault(code, [])
        if len(rows) < LISTED or CATALOGUE[code].severity != "info":
            rows.append(row)

    def rows(self) -> Rows:
        return np.array(sorted({row for rows in self.of_code.values() for row in rows}), dtype=np.int64)


# --------------------------------------------------------------------------------------------------------- SQL
def _default(column: Column, written: str | None) -> Value:
    if written is None:
        return Value()
    try:
        return PARSERS[column.type](column, written)
    except CellError:
        return Value()


def literal(value: object, sql_type: str) -> str:
    """A value as SQL text."""
    return f"CAST({'NULL' if value is None else quoted(str(value))} AS {sql_type})"


def quoted(text: str) -> str:
    """Text in SQL's quotes."""
    return "'" + text.replace("'", "''") + "'"


def _constant(column: Column, default: Value) -> Reading:
    """A column that the file does not have."""
    stored = codes.city_of_ward(default.value) if column.type == "code" and default.value else default.value
    value = "CAST(NULL AS VARCHAR[])" if column.type == "list" else literal(stored, column.sql_type)
    return Reading(
        column, value, literal(default.precision, "VARCHAR"),
        told="true" if needs_a_value(column) and default.value is None else "",
    )  # fmt: skip


@dataclass(frozen=True)
class _Sql:
    """Expressions over one column and its table of parsed cells."""

    column: Column
    cell: str
    parsed: str
    default: Value

    def value(self, partly: bool) -> str:
        kind = self.column.sql_type
        read = f"{self.parsed}.value"
        if partly:
            read = f"CASE WHEN {self.parsed}.cell IS NULL THEN CAST({self.cell} AS {kind}) ELSE {read} END"
        if self.default.value is None or self.column.type == "list":
            return read
        return f"CASE WHEN {self._takes_default} THEN {literal(self.default.value, kind)} ELSE {read} END"

    @property
    def _takes_default(self) -> str:
        """An empty cell, or one that says nothing; 不明 is no leave to take the default."""
        return f"({self.parsed}.value IS NULL AND NOT coalesce({self.parsed}.bare, false))"

    def of(self, name: str, default: object, kind: str = "VARCHAR") -> str:
        """Another column of the parsed cells; the default's where the default is taken."""
        read = f"{self.parsed}.{name}"
        return (
            read
            if default is None
            else f"CASE WHEN {self._takes_default} THEN {literal(default, kind)} ELSE {read} END"
        )
