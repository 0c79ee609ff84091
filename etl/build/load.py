"""The rows that stayed in DuckDB, written into the table of the database in one statement, in the order of the file."""

from __future__ import annotations

import duckdb

from etl.links.placing import NAMED, links, municipality
from etl.readers.staged import limit, row_function
from etl.rows.reading import literal, quoted
from etl.rows.split import Bulk, end, key, key_join, place
from etl.values.fiscal import fiscal_year_sql


def insert(connection: duckdb.DuckDBPyConnection, bulk: Bulk) -> None:
    """Add the rows of a long file to their table; closes the staged file for everybody else."""
    join = key_join(bulk)
    values = _values(bulk)
    condition = bulk.remaining
    staged = bulk.staged
    staged.close()
    limit(connection, staged.folder)
    connection.execute(f"ATTACH {quoted(str(staged.path))} AS staged (READ_ONLY)")
    if len(staged.breaks_at):
        row_function(connection, "line_of", staged.lines, "bigint")
    names = [name for name, _ in bulk.table.physical_columns]
    columns = ", ".join(f'"{name}"' for name in names)
    listed = ", ".join(f'{values[name]} AS "{name}"' for name in names)
    (home,) = connection.execute("SELECT current_database()").fetchall()[0]
    connection.execute("USE staged")
    connection.execute(
        f"""INSERT INTO "{home}".main.{bulk.table.name} ({columns}) SELECT {listed}
            FROM {bulk.rows_with(*bulk.readings)} {links(bulk)} {join} LEFT JOIN at_point AS here ON here.r = c.rowid
            WHERE {condition}"""
    )
    connection.execute(f'USE "{home}"')
    if len(staged.breaks_at):
        connection.remove_function("line_of")
    connection.execute("DETACH staged")


def _values(bulk: Bulk) -> dict[str, str]:
    """The expression of every physical column."""
    values: dict[str, str] = {}
    for name, reading in bulk.readings.items():
        values[name] = reading.value
        if reading.column.type == "date":
            values[f"{name}_precision"] = reading.precision
    values[bulk.table.key[0]] = key(bulk)
    values["municipality_code"] = f"nullif({municipality(bulk)}, '')"
    values["end_date"], values["end_date_precision"] = end(bulk)
    values["latitude"], values["longitude"] = place(bulk)
    return values | _linked(bulk) | _derived(bulk)


def _linked(bulk: Bulk) -> dict[str, str]:
    venue, address, detail = (f"({bulk.readings[c].value})" for c in ("facility_id", "address", "detail"))
    kept = f"CASE WHEN r_facility_id.id IS NULL AND {address} IS NOT NULL THEN '会場: ' || {venue} END"
    return {
        "council_id": "r_council_id.id",
        "facility_id": "r_facility_id.id",
        "source_id": f"coalesce(r_source_id.id, CASE WHEN ({bulk.readings['source_id'].value}) IS NULL THEN "
        f"{literal(bulk.source, 'VARCHAR')} END)",
        "address": f"coalesce({address}, CASE WHEN r_facility_id.id IS NULL THEN {venue} END)",
        "detail": f"CASE WHEN {kept} IS NULL THEN {detail} ELSE concat_ws('、', {detail}, {kept}) END",
        "district_id": f"coalesce({NAMED}, here.id)",
        "assigned_by": """CASE WHEN r_district_id.id IS NOT NULL THEN r_district_id.how
            WHEN r_council_id.home IS NOT NULL THEN 'council' WHEN r_facility_id.home IS NOT NULL THEN 'facility'
            WHEN here.id IS NOT NULL THEN 'point' ELSE 'none' END""",
    }


def _derived(bulk: Bulk) -> dict[str, str]:
    start = bulk.readings["start_date"]
    return {
        "fiscal_year": f"CASE WHEN ({start.precision}) <> 'year' THEN {fiscal_year_sql(start.value)} END",
        "origin_file": literal(bulk.raw.file, "VARCHAR"),
        "origin_row": "line_of(c.rowid)" if len(bulk.staged.breaks_at) else f"c.rowid + {bulk.staged.line}",
    }
