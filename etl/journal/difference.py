"""What differs between two databases, row by row and cell by cell, over all input tables.

Rows are matched by key, a missing part of a key being a value like any other; where a row came from is not compared,
nor what the build derives from the rows.  Both databases are opened read-only.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from etl.build.opening import literal
from etl.contract import INPUT_TABLES, Column, Table
from etl.journal.model import CellChange, Counts, Difference, RowChange
from etl.overlay.precedence import FILE_SOURCE

#: So many rows are listed; the counts are always exact.
LISTED = 5_000
#: Rows of these tables that stand for no file's row follow from others (people by areal weighting, names of files).
_CONSEQUENCES = {"population", "sources"}
#: Columns by database (before, after) and table.
Present = Mapping[tuple[str, str], set[str]]
_KINDS = ("added", "changed", "removed")
_LABELS = ("title", "name", "school_name", "kind")


def difference(before: Path | None, after: Path) -> Difference:
    """How the input tables of ``after`` differ from those of ``before`` (None: from nothing)."""
    with duckdb.connect() as connection:
        if before is None:
            connection.execute("ATTACH ':memory:' AS before")
        else:
            connection.execute(f"ATTACH {_quoted(before)} AS before (READ_ONLY)")
        connection.execute(f"ATTACH {_quoted(after)} AS after (READ_ONLY)")
        counts: dict[str, Counts] = {}
        rows: list[RowChange] = []
        present = _columns(connection)
        for table in INPUT_TABLES:
            found = _compare(connection, table, present)
            if sum(found):
                counts[table.name] = found
                rows += _listed(connection, table, LISTED - len(rows))
    return Difference(counts, tuple(rows), sum(sum(c) for c in counts.values()) > len(rows))


def folder_files_changed(before: Path | None, after: Path, imports: str) -> bool:
    """Whether files outside the imports were added, altered or taken away between the two databases.

    Args:
        before: the published database.
        after: the candidate.
        imports: the name of the folder of imports, with which the names of imported files begin.
    """
    if before is None:
        return False
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {_quoted(before)} AS before (READ_ONLY)")
        connection.execute(f"ATTACH {_quoted(after)} AS after (READ_ONLY)")
        one, other = (
            f"SELECT file, sha256 FROM {side}.files WHERE NOT starts_with(file, $folder)"  # noqa: S608 (two constants)
            for side in ("before", "after")
        )
        row = connection.execute(
            f"SELECT count(*) FROM (({one} EXCEPT {other}) UNION ALL ({other} EXCEPT {one}))",  # noqa: S608
            {"folder": f"{imports}/"},
        ).fetchone()
    return bool(row and row[0])


def _quoted(path: Path) -> str:
    return "'" + literal(path).replace("'", "''") + "'"


# ------------------------------------------------------------------------------------------------- one table
def _columns(connection: duckdb.DuckDBPyConnection) -> Present:
    """The columns of every table with rows; a database of an older version may lack some."""
    out: dict[tuple[str, str], set[str]] = {}
    for side, table, column in connection.execute(
        """SELECT c.database_name, c.table_name, c.column_name
           FROM duckdb_columns() AS c JOIN duckdb_tables() AS t USING (database_oid, table_oid)
           WHERE t.estimated_size > 0"""
    ).fetchall():
        out.setdefault((side, table), set()).add(column)
    return out


def _compare(connection: duckdb.DuckDBPyConnection, table: Table, present: Present) -> Counts:
    """Put the rows that differ into the temporary table ``changes``; how many were added, changed, removed."""
    if ("before", table.name) not in present and ("after", table.name) not in present:
        return 0, 0, 0
    columns = _compared(table)
    same_key = " AND ".join(f"b.k{i} IS NOT DISTINCT FROM a.k{i}" for i in range(len(table.key)))
    differs = " OR ".join(f"b.c{i} IS DISTINCT FROM a.c{i}" for i in range(len(columns)))
    both = ", ".join(f"b.c{i} AS b{i}, a.c{i} AS a{i}" for i in range(len(columns)))
    keys = ", ".join(f"coalesce(b.k{i}, a.k{i}) AS k{i}" for i in range(len(table.key)))
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE changes AS
            SELECT CASE WHEN b.here IS NULL THEN 0 WHEN a.here IS NULL THEN 2 ELSE 1 END AS kind, {keys}, {both}
            FROM ({_side("before", table, present)}) AS b FULL JOIN ({_side("after", table, present)}) AS a
              ON {same_key}
            WHERE b.here IS NULL OR a.here IS NULL OR {differs}"""  # noqa: S608 (names of the contract)
    )
    found = dict(connection.execute("SELECT kind, count(*) FROM changes GROUP BY kind").fetchall())
    return found.get(0, 0), found.get(1, 0), found.get(2, 0)


def _compared(table: Table) -> list[Column]:
    """What a file can say of a row; of the key only dates, whose precision may change."""
    return [c for c in table.input_columns if not c.key or c.type == "date"]


def _side(side: str, table: Table, present: Present) -> str:
    """The rows of one database as text: keys ``k0 …``, compared columns ``c0 …``."""
    known = present.get((side, table.name), set())
    keys = [f"CAST({key} AS VARCHAR) AS k{i}" for i, key in enumerate(table.key)]
    cells = [
        f"{_text(c) if c.name in known else 'CAST(NULL AS VARCHAR)'} AS c{i}" for i, c in enumerate(_compared(table))
    ]
    if not set(table.key) <= known:
        nothing = [f"CAST(NULL AS VARCHAR) AS k{i}" for i in range(len(table.key))]
        nothing += [f"CAST(NULL AS VARCHAR) AS c{i}" for i in range(len(cells))]
        return f"SELECT {', '.join(nothing)}, TRUE AS here WHERE FALSE"
    made = " WHERE origin_row IS NOT NULL" if table.name in _CONSEQUENCES else ""
    return f"SELECT {', '.join([*keys, *cells])}, TRUE AS here FROM {side}.{table.name}{made}"  # noqa: S608


def _text(column: Column) -> str:
    """The cell as text that is equal where the cell is: a date in its precision, a shape as its fingerprint."""
    name = f'"{column.name}"'
    if column.type == "date":
        return f"""CASE "{column.name}_precision" WHEN 'month' THEN strftime({name}, '%Y-%m')
                WHEN 'year' THEN strftime({name}, '%Y') WHEN 'fiscal_year' THEN strftime({name}, '%Y') || '年度'
                ELSE CAST({name} AS VARCHAR) END"""
    if column.type == "list":
        return f"array_to_string({name}, '、')"
    if column.type == "geometry":
        return f"md5(ST_AsWKB({name}))"
    if column.name == "source_id":
        return f"CASE WHEN starts_with({name}, '{FILE_SOURCE}') THEN '{FILE_SOURCE}' ELSE {name} END"
    return f"CAST({name} AS VARCHAR)"


def _listed(connection: duckdb.DuckDBPyConnection, table: Table, limit: int) -> list[RowChange]:
    keys = [f"k{i}" for i in range(len(table.key))]
    columns = _compared(table)
    cells = [f"{side}{i}" for i in range(len(columns)) for side in ("b", "a")]
    found = connection.execute(
        f"SELECT kind, {', '.join(keys + cells)} FROM changes ORDER BY kind, {', '.join(keys)} LIMIT {max(limit, 0)}"  # noqa: S608
    ).fetchall()
    return [_change(table, columns, row) for row in found]


def _change(table: Table, columns: list[Column], row: tuple[Any, ...]) -> RowChange:
    kind, key = _KINDS[row[0]], row[1 : 1 + len(table.key)]
    values = row[1 + len(table.key) :]
    cells = {c.name: (values[2 * i], values[2 * i + 1]) for i, c in enumerate(columns)}
    now = {name: before if kind == "removed" else after for name, (before, after) in cells.items()}
    known = {**now, **dict(zip(table.key, key, strict=True))}
    differing = [(n, b, a) for n, (b, a) in cells.items() if b != a and {b, a} != {None, FILE_SOURCE}]
    label = next((str(known[n]) for n in _LABELS if known.get(n)), " / ".join(k for k in key if k))
    if table.name == "district_changes":  # what it is about, not what kind of change it is
        label = " → ".join(str(district).partition("-")[2] for district in key)
    return RowChange(
        table.name, kind, tuple(k or "" for k in key), label, known.get("municipality_code"),
        tuple(CellChange(*cell) for cell in differing),
    )  # fmt: skip
