"""The rows of a staged file that need a word become rows of its frame; the others stay behind, named and counted.

A row needs a word if a cell of it cannot be read, if it is the first of its kind to be interpreted, if a required value
is missing, if its coordinates or dates contradict themselves, or if its key stands twice.  It does no harm to take out
a row too many: it is then treated as any row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from etl.contract import TABLES, Table
from etl.readers.base import LISTED, RawTable
from etl.readers.staged import Rows, Staged
from etl.rows import keys
from etl.rows.reading import Reading, literal, read_columns


@dataclass
class Bulk:
    """The rows of one file that stay in DuckDB.

    ``number`` is the file's position in the build, ``out`` the rows that were taken out.  ``unassigned`` are rows
    without district by municipality, ``strangers`` how many of the rows taken out belong to municipalities that are
    nowhere registered and are only counted.  ``municipality`` and ``source`` stand where the file says nothing.
    """

    staged: Staged
    raw: RawTable
    number: int
    table: Table
    readings: dict[str, Reading]
    out: Rows = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    unassigned: dict[str, int] = field(default_factory=dict)
    strangers: int = 0
    municipality: str = ""
    source: str = ""

    @property
    def rows(self) -> int:
        return self.staged.rows - len(self.staged.gone) - len(self.out)

    def rows_with(self, *columns: str) -> str:
        """The rows as SQL after FROM, with what the readings of these columns need."""
        return "cells AS c " + " ".join(self.readings[name].join for name in dict.fromkeys(columns))

    @property
    def remaining(self) -> str:
        """The condition that a row of ``cells AS c`` is still here."""
        return f"{self.staged.data} AND c.rowid NOT IN (SELECT r FROM taken)"

    def take(self, rows: Rows) -> None:
        """Rows that leave DuckDB."""
        self.out = np.union1d(self.out, np.setdiff1d(rows, self.staged.gone))
        self.staged.mark("taken", self.out)

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
    told: list[tuple[str, tuple[str, ...]]] = [(_odd_place(bulk), _PLACE), (_odd_end(bulk), _TIME)]
    told += [(r.told, (name,)) for name, r in bulk.readings.items() if r.told]
    rows = [
        bulk.staged.numbers(f"SELECT c.rowid FROM {bulk.rows_with(*names)} WHERE {bulk.staged.data} AND {condition}")
        for condition, names in told
    ]
    return np.concatenate(rows)


_PLACE = ("latitude", "longitude")
_TIME = ("start_date", "end_date")


def place(bulk: Bulk) -> tuple[str, str]:
    """Latitude and longitude as they will be stored: both or neither (see :mod:`etl.places.coordinates`)."""
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
    """An end before its start, as :mod:`etl.rows.typing` drops it; days are compared only with whole days."""
    value, precision = end(bulk)
    start = bulk.readings["start_date"].value
    first = f"CASE WHEN ({precision}) = 'day' THEN {start} ELSE CAST(date_trunc('month', {start}) AS DATE) END"
    return f"(({value}) < ({first}) AND ({precision}) NOT IN ('year', 'fiscal_year'))"


def _first_of_years(bulk: Bulk) -> Rows:
    """The rows at which it is said that a whole calendar year lies in no 年度."""
    precision = bulk.readings["start_date"].precision
    return bulk.staged.numbers(
        f"""SELECT c.rowid AS r FROM {bulk.rows_with("start_date")}
            WHERE {bulk.remaining} AND ({precision}) = 'year' ORDER BY r LIMIT {LISTED}"""
    )


def _one_of_each(bulk: Bulk) -> Rows:
    """One row for each municipality and kind of source, so that the build hears of all of them."""
    code, source = bulk.readings["municipality_code"].value, bulk.readings["source_id"].value
    return bulk.staged.numbers(
        f"""SELECT min(c.rowid) FROM {bulk.rows_with("municipality_code", "source_id")} WHERE {bulk.remaining}
            GROUP BY {code}, ({source}) IS NULL"""
    )


# --------------------------------------------------------------------------------------------------------- keys
def key(bulk: Bulk) -> str:
    """The key of a row: as given, a running number with the file's hash in front, or made (see :mod:`etl.rows.keys`).

    Needs :func:`key_join` and the columns of :func:`key_columns`.
    """
    given = bulk.readings[bulk.table.key[0]].value
    if keys.is_running_number(bulk.raw.headers.get(bulk.table.key[0], "")):
        given = f"p.prefix || '-n' || ({given})"
    return f"coalesce({given}, p.prefix || '-' || {identity(bulk)})"


def key_columns(bulk: Bulk) -> tuple[str, ...]:
    """The columns of which a key may be made."""
    return (bulk.table.key[0], *(name.removesuffix("_precision") for name in keys.identity(bulk.table)))


def key_join(bulk: Bulk) -> str:
    """The hash of file and municipality for every municipality of the file."""
    code = bulk.readings["municipality_code"].value
    db = bulk.staged.db
    distinct = db.sql(f"SELECT DISTINCT {code} AS code FROM {bulk.rows_with('municipality_code')}").to_arrow_table()
    codes = distinct["code"].to_pandas().astype("str")
    made = keys.prefixes(codes, bulk.table.name, bulk.raw.key_name, bulk.raw.part)
    db.register(
        "made", pa.table({"code": pa.array(codes.fillna(""), pa.string()), "prefix": pa.array(made, pa.string())})
    )
    db.execute("CREATE OR REPLACE TABLE key_prefix AS SELECT * FROM made")
    db.unregister("made")
    return f"JOIN key_prefix AS p ON p.code = coalesce({code}, '')"


def identity(bulk: Bulk, municipality: str = "") -> str:
    """The digits of a row's identity; ``municipality`` stands where a row gives none."""
    values = {name: _value(bulk, name) for name in keys.identity(bulk.table)}
    values["municipality_code"] = f"coalesce({values['municipality_code']}, {literal(municipality or None, 'VARCHAR')})"
    return keys.identity_sql(list(values.values()))


def _value(bulk: Bulk, name: str) -> str:
    if name.endswith("_precision"):
        return bulk.readings[name.removesuffix("_precision")].precision
    return bulk.readings[name].value


def key_numbers(bulk: Bulk) -> tuple[Rows, Any]:
    """The rows, and for each a number that is the same where the key is the same (and by rare chance elsewhere)."""
    rows = f"{bulk.rows_with(*key_columns(bulk))} {key_join(bulk)}"
    query = bulk.staged.db.sql(f"SELECT c.rowid AS r, hash({key(bulk)}) AS n FROM {rows} WHERE {bulk.staged.data}")
    found = [(batch["r"].to_numpy(), batch["n"].to_numpy()) for batch in query.to_arrow_reader(1_000_000)]
    return np.concatenate([r for r, _ in found]), np.concatenate([n for _, n in found])


def _repeated(bulk: Bulk) -> Rows:
    """Rows whose key stands more than once in the file."""
    rows, numbers = key_numbers(bulk)
    order = np.argsort(numbers)
    same = numbers[order[1:]] == numbers[order[:-1]]
    return np.asarray(rows[np.concatenate([order[1:][same], order[:-1][same]])], dtype=np.int64)
