"""Which published rows an import could have held and does not: candidates for removal, never removed unasked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

from etl.build.opening import open_published
from etl.contract import TABLES, Table
from etl.overlay.precedence import group_columns, keys_of
from etl.readers.accepted import Key


def absent_keys(published: Path, held: Mapping[str, pd.DataFrame]) -> dict[str, tuple[Key, ...]]:
    """The keys of published rows, of the same whole, that are not held.

    What a whole is, :func:`etl.overlay.precedence.group_columns` says.  Rows that the build itself makes are left out:
    no file can hold them.
    """
    out: dict[str, tuple[Key, ...]] = {}
    with open_published(published) as connection:
        known = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        for name, frame in held.items():
            if name in known:
                missing = _missing(connection, TABLES[name], frame)
                if missing:
                    out[name] = missing
    return out


def _missing(connection: duckdb.DuckDBPyConnection, table: Table, frame: pd.DataFrame) -> tuple[Key, ...]:
    groups = group_columns(table)
    wanted = set(keys_of(frame, table, groups))
    here = set(keys_of(frame, table))
    columns = ", ".join(f"CAST({name} AS VARCHAR)" for name in (*table.key, *groups))
    rows = connection.execute(
        f"SELECT {columns} FROM {table.name} WHERE origin_row IS NOT NULL ORDER BY ALL"  # noqa: S608 (contract)
    ).fetchall()
    width = len(table.key)
    return tuple(row[:width] for row in rows if row[width:] in wanted and row[:width] not in here)
