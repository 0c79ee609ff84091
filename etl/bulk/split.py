"""The rows of a staged file that need a word become rows of its frame; the others stay behind, named and counted.

A row needs a word if a cell of it cannot be read, if it is the first of its kind to be interpreted, if a required value
is missing, if its coordinates or dates contradict themselves, or if its key stands twice.  It does no harm to take out
a row too many: it is then treated as any row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from etl import keys
from etl.bulk.cells import Reading, joins, read_columns
from etl.bulk.staged import Rows, Staged, row_function
from etl.contract import TABLES, Table
from etl.readers.base import RawTable


@dataclass
class Bulk:
    """The rows of one file that stay in DuckDB.

    ``number`` is the file's position in the build, ``out`` the rows that were taken out, ``identity`` a number per row
    for keys that the file does not give.  ``unassigned`` are rows without district by municipality, ``strangers`` how
    many of the rows taken out belong to municipalities that are nowhere registered and are only counted.
    ``municipality`` and ``source`` stand where the file says nothing.
    """

    staged: Staged
    raw: RawTable
    number: int
    table: Table
    readings: dict[str, Reading]
    identity: Any = None
    out: Rows = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    unassigned: dict[str, int] = field(default_factory=dict)
    strangers: int = 0
    municipality: str = ""
    source: str = ""

    @property
    def rows(self) -> int:
        return self.staged.rows - len(self.staged.gone) - len(self.out)

    @property
    def joins(self) -> str:
        return joins(self.readings)

    @property
    def remaining(self) -> str:
        """The condition that a row of ``cells AS c`` is still here."""
        return f"{self.staged.data} AND c.rowid NOT IN (SELECT r FROM taken)"

    def take(self, rows: Rows) -> None:
        """Rows that leave DuckDB."""
        self.out = np.union1d(self.out, np.setdiff1d(rows, self.staged.gone))
        self.staged.mark("taken", self.out)

    def give_identity(self, connection: duckdb.DuckDBPyConnection) -> None:
        """The SQL function ``identity_of`` of a row."""
        row_function(connection, "identity_of", lambda rows: self.identity[rows], "ubigint")

    def frame(self, rows: Rows) -> pd.DataFrame:
        """Some rows as the reader would have handed them over."""
        cells = self.staged.frame(rows)
        return pd.DataFrame({column: cells[p] for column, p in self.staged.columns.items()}, index=cells.index)


def split(raw: RawTable, number: int) -> Bulk:
    """Leave in ``raw.frame`` all rows that need a word, in the order of the file."""
    staged, table = raw.staged, TABLES[raw.table]
    assert staged is not None  # noqa: S101
    bulk = Bulk(staged, raw, number, table, read_columns(staged, raw, table))
    looked_at = staged.rows_at(raw.frame.index.to_numpy(dtype=np.int64))
    bulk.take(np.concatenate([looked_at, *(r.first for r in bulk.readings.values()), _told(bulk)]))
    bulk.take(np.concatenate([bulk.out, _first_of_years(bulk), _repeated(bulk)]))
    bulk.take(np.concatenate([bulk.out, _one_of_each(bulk)]))
    raw.frame = bulk.frame(bulk.out)
    return bulk


def whole(raw: RawTable) -> None:
    """Take every row of a staged file into its frame after all."""
    assert raw.staged is not None  # noqa: S101
    bulk = Bulk(raw.staged, raw, -1, TABLES[raw.table], {})
    raw.frame = bulk.frame(np.setdiff1d(np.arange(raw.staged.rows), raw.staged.gone))


# ----------------------------------------------------------------------------------------------- needing a word
def _told(bulk: Bulk) -> Rows:
    """Cells that cannot be read, required values that are missing, places and ends that contradict themselves."""
    conditions = [r.told for r in bulk.readings.values() if r.told] + [_odd_place(bulk), _odd_end(bulk)]
    either = " OR ".join(f"coalesce({c}, false)" for c in conditions)
    query = f"SELECT c.rowid FROM cells AS c {bulk.joins} WHERE {bulk.staged.data} AND ({either})"
    return bulk.staged.numbers(query)


def place(bulk: Bulk) -> tuple[str, str]:
    """Latitude and longitude as they will be stored: both or neither (see :func:`etl.assign.settle_coordinates`)."""
    latitude, longitude = (bulk.readings[name].value for name in ("latitude", "longitude"))
    usable = f"{_inside(bulk, 'latitude')} AND {_inside(bulk, 'longitude')}"
    return f"CASE WHEN {usable} THEN {latitude} END", f"CASE WHEN {usable} THEN {longitude} END"


def _inside(bulk: Bulk, name: str) -> str:
    column = bulk.readings[name].column
    return f"(({bulk.readings[name].value}) BETWEEN {column.minimum} AND {column.maximum})"


def _odd_place(bulk: Bulk) -> str:
    """Out of range, except 0/0, which says nothing."""
    latitude, longitude = (bulk.readings[name].value for name in ("latitude", "longitude"))
    zero = f"(coalesce({latitude}, 0) = 0 AND coalesce({longitude}, 0) = 0)"
    return f"(NOT {zero} AND (NOT {_inside(bulk, 'latitude')} OR coalesce(NOT {_inside(bulk, 'longitude')}, false)))"


def end(bulk: Bulk) -> tuple[str, str]:
    """The end that is stored: its own column's, else that of a range in the start's cell."""
    own, start = bulk.readings["end_date"], bulk.readings["start_date"]
    precision = f"CASE WHEN ({own.value}) IS NOT NULL THEN {own.precision} ELSE {start.end_precision} END"
    return f"coalesce({own.value}, {start.end})", precision


def _odd_end(bulk: Bulk) -> str:
    """An end before its start, as :mod:`etl.validate` drops it; days are compared only with whole days."""
    value, precision = end(bulk)
    start = bulk.readings["start_date"].value
    first = f"CASE WHEN ({precision}) = 'day' THEN {start} ELSE CAST(date_trunc('month', {start}) AS DATE) END"
    return f"(({value}) < ({first}) AND ({precision}) NOT IN ('year', 'fiscal_year'))"


def _first_of_years(bulk: Bulk) -> Rows:
    """The rows at which it is said that a whole calendar year lies in no 年度."""
    from etl.assign import LISTED

    precision = bulk.readings["start_date"].precision
    return bulk.staged.numbers(
        f"""SELECT c.rowid AS r FROM cells AS c {bulk.joins}
            WHERE {bulk.remaining} AND ({precision}) = 'year' ORDER BY r LIMIT {LISTED}"""
    )


def _one_of_each(bulk: Bulk) -> Rows:
    """One row for each municipality and kind of source, so that the build hears of all of them."""
    code, source = bulk.readings["municipality_code"].value, bulk.readings["source_id"].value
    return bulk.staged.numbers(
        f"""SELECT min(c.rowid) FROM cells AS c {bulk.joins} WHERE {bulk.remaining}
            GROUP BY {code}, ({source}) IS NULL"""
    )


# --------------------------------------------------------------------------------------------------------- keys
def key(bulk: Bulk) -> str:
    """The key of a row: as given, a running number with the file's hash in front, or made (see :mod:`etl.keys`).

    Needs :data:`KEY_JOIN`, and the function ``identity_of`` where the file does not give every key.
    """
    given = bulk.readings[bulk.table.key[0]].value
    if keys.is_running_number(bulk.raw.headers.get(bulk.table.key[0], "")):
        given = f"p.prefix || '-n' || ({given})"
    if bulk.identity is None:
        return given
    return f"coalesce({given}, p.prefix || '-' || format('{{:012x}}', identity_of(c.rowid) >> 16))"


def key_join(bulk: Bulk) -> str:
    """The hash of file and municipality for every municipality of the file."""
    code = bulk.readings["municipality_code"].value
    db = bulk.staged.db
    distinct = db.sql(f"SELECT DISTINCT {code} AS code FROM cells AS c {bulk.joins}").to_arrow_table()["code"]
    codes = distinct.to_pandas().astype("str")
    made = keys.prefixes(codes, bulk.table.name, bulk.raw.key_name, bulk.raw.part)
    db.register(
        "made", pa.table({"code": pa.array(codes.fillna(""), pa.string()), "prefix": pa.array(made, pa.string())})
    )
    db.execute("CREATE OR REPLACE TABLE key_prefix AS SELECT * FROM made")
    db.unregister("made")
    return f"JOIN key_prefix AS p ON p.code = coalesce({code}, '')"


def _repeated(bulk: Bulk) -> Rows:
    """Rows whose key stands more than once in the file."""
    given = bulk.readings[bulk.table.key[0]].value
    rows = np.empty(0, dtype=np.int64)
    some, all_given = bulk.table.key[0] in bulk.staged.columns, False
    if some:
        rows = bulk.staged.numbers(
            f"""WITH given AS (SELECT c.rowid AS r, {given} AS k FROM cells AS c {bulk.joins})
                SELECT r FROM given JOIN (SELECT k FROM given WHERE k IS NOT NULL GROUP BY k HAVING count(*) > 1)
                USING (k)"""
        )
        missing = f"SELECT 1 FROM cells AS c {bulk.joins} WHERE ({given}) IS NULL LIMIT 1"
        all_given = not bulk.staged.db.execute(missing).fetchall()
    if not all_given:
        bulk.identity = identities(bulk)
        bulk.give_identity(bulk.staged.db)
        rows = np.union1d(rows, _twice(bulk.identity >> np.uint64(16)))
    return rows


def _twice(numbers: Any) -> Rows:
    order = np.argsort(numbers, kind="stable")
    same = numbers[order[1:]] == numbers[order[:-1]]
    again = np.zeros(len(numbers), dtype=bool)
    again[order[1:][same]] = again[order[:-1][same]] = True
    return np.flatnonzero(again).astype(np.int64)


def identities(bulk: Bulk, municipality: str = "") -> Any:
    """The identity of every row: the numbers of its values combined; a free text's number is made here.

    Args:
        bulk: the rows.
        municipality: stands where a row gives none.
    """
    parts = {name: _number(bulk, name) for name in keys.identity(bulk.table)}
    if municipality:
        number = int(keys.numbers(pd.Series([municipality], dtype="str"))[0])
        code = bulk.readings["municipality_code"].value
        parts["municipality_code"] = (
            f"CASE WHEN ({code}) IS NULL THEN CAST({number} AS UBIGINT) ELSE {parts['municipality_code']} END"
        )
    listed = ", ".join(f"{part} AS n{i}" for i, part in enumerate(parts.values()))
    batches = bulk.staged.db.sql(f"SELECT {listed} FROM cells AS c {bulk.joins}").to_arrow_reader(1_000_000)
    return np.concatenate([keys.combined([_as_numbers(a) for a in batch.columns]) for batch in batches])


def _number(bulk: Bulk, name: str) -> str:
    if name.endswith("_precision"):
        return bulk.readings[name.removesuffix("_precision")].precision_number
    return bulk.readings[name].number or bulk.readings[name].value


def _as_numbers(values: pa.Array) -> Any:
    if pa.types.is_uint64(values.type):
        return values.to_numpy(zero_copy_only=False)
    return keys.numbers(values.to_pandas().astype("str"))
