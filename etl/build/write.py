"""Writing a database: the contract's tables, sorted by key, then sql/, then the checks that guard publication.

Bulk inserts only.  The file is complete and closed when :func:`write_database` returns.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import shapely

from etl.build import load
from etl.build.opening import literal, written_to
from etl.contract import INPUT_TABLES, TABLES, Table
from etl.findings import Finding
from etl.rows.account import Work

SQL_FOLDER = Path(__file__).parents[1] / "sql"
#: Tables whose rows are counted by district: districts + unassigned = total.
_COUNTED = ("facilities", "activities", "issues", "actions")


class CheckFailedError(RuntimeError):
    """The finished database contradicts itself; it must not be published."""


@dataclass(frozen=True)
class Database:
    """What is to be written."""

    build_id: str
    work: Work
    derived: dict[str, pd.DataFrame]
    journal_entry: int = 0


def write_database(path: Path, content: Database) -> None:
    """Write the whole database to a new file.

    Raises:
        OSError: the path holds a sign with which DuckDB cannot name its log.
        CheckFailedError: a check failed; the file must be thrown away.
    """
    with written_to(path) as place, duckdb.connect(literal(place)) as connection:
        for table in TABLES.values():
            connection.execute(table.create_sql)
        for table in INPUT_TABLES:
            _insert(connection, table, content.work.frame(table.name))
        for bulk in content.work.bulks:
            load.insert(connection, bulk)
        derived = content.derived | {
            "files": _files(content.work),
            "findings": _findings(content.work),
            "build_info": _build_info(content),
        }
        for name, frame in derived.items():
            _insert(connection, TABLES[name], frame)
        for script in sorted(SQL_FOLDER.glob("*.sql")):
            connection.execute(script.read_text("utf-8"))
        _check(connection)
        connection.execute("CHECKPOINT")


def _insert(connection: duckdb.DuckDBPyConnection, table: Table, frame: pd.DataFrame) -> None:
    """Insert the rows in the order of the table's key, so that the same inputs give the same table."""
    if frame.empty:
        return
    names = [name for name, _ in table.physical_columns]
    rows = frame[[n for n in names if n in frame.columns]].copy(deep=False)
    geometry = next((c.name for c in table.columns if c.type == "geometry"), None)
    if geometry is not None:
        rows[geometry] = shapely.to_wkb(frame["_geometry"].to_numpy(dtype=object))
    present = [n for n in names if n in rows.columns]
    values = ", ".join(f'ST_GeomFromWKB("{n}")' if n == geometry else f'"{n}"' for n in present)
    order = ", ".join(f'"{key}"' for key in table.key)
    columns = ", ".join(f'"{n}"' for n in present)
    connection.register("incoming", rows)
    connection.execute(
        f"INSERT INTO {table.name} ({columns}) SELECT {values} FROM incoming"  # noqa: S608 (names of the contract)
        + (f" ORDER BY {order} NULLS LAST" if order else "")
    )
    connection.unregister("incoming")


def _files(work: Work) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "file": raw.file,
                "part": raw.part,
                "table_name": raw.table,
                "recognised_as": raw.recognised_as,
                "encoding": raw.encoding,
                "crs": raw.crs,
                "edition": raw.edition,
                "sha256": raw.sha256,
                "size_bytes": raw.size_bytes,
                "rows_read": raw.rows_read,
                "rows_loaded": loaded,
                "rows_rejected": rejected,
            }
            for raw, loaded, rejected in zip(work.raws, work.loaded, work.rejected, strict=True)
        ]
    )


def _findings(work: Work) -> pd.DataFrame:
    frame = pd.DataFrame([vars(f) for f in work.findings], columns=[f.name for f in fields(Finding)])
    return frame.astype({"row": "Int64", "municipality_code": "str"})


def _build_info(content: Database) -> pd.DataFrame:
    work = content.work
    row = {
        "build_id": content.build_id,
        "built_at": np.datetime64(datetime.now(UTC).replace(tzinfo=None), "s"),
        "version": program_version(),
        "journal_entry": content.journal_entry,
        "rows_read": sum(raw.rows_read for raw in work.raws),
        "rows_loaded": sum(work.loaded),
        "rows_rejected": sum(work.rejected),
    }
    return pd.DataFrame([row])


def program_version() -> str:
    """The version of this program; "0" where it runs from a plain copy of its files."""
    try:
        return version("chiku")
    except PackageNotFoundError:
        return "0"


def _check(connection: duckdb.DuckDBPyConnection) -> None:
    """The account of rows closes, and so does that of districts, in the database itself."""
    wrong = connection.execute(
        """SELECT file, part, rows_read, rows_loaded, rows_rejected FROM files
           WHERE rows_read <> rows_loaded + rows_rejected"""
    ).fetchall()
    if wrong:
        raise CheckFailedError(f"rows read are not rows loaded plus rejected: {wrong[:3]}")
    for table in _COUNTED:
        total, inside, unassigned = connection.execute(
            f"""SELECT count(*), count(*) FILTER (d.district_id IS NOT NULL), count(*) FILTER (t.assigned_by = 'none')
                FROM {table} AS t LEFT JOIN districts AS d ON d.district_id = t.district_id AND d.is_current"""  # noqa: S608
        ).fetchall()[0]
        if total != inside + unassigned:
            rows = connection.execute(
                f"""SELECT t.origin_file, t.origin_row FROM {table} AS t
                    LEFT JOIN districts AS d ON d.district_id = t.district_id AND d.is_current
                    WHERE (d.district_id IS NULL) <> (t.assigned_by = 'none') ORDER BY ALL LIMIT 3"""  # noqa: S608
            ).fetchall()
            named = "、".join(f"{file} {row}" for file, row in rows)
            raise CheckFailedError(f"{table}: {inside} in districts + {unassigned} unassigned ≠ {total} ({named})")
    (doubled,) = connection.execute(
        "SELECT count(*) - count(DISTINCT (district_id, fiscal_year)) FROM district_status_by_year"
    ).fetchall()[0]
    if doubled:
        raise CheckFailedError("a district has two statuses in one year")
