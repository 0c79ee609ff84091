"""Questions about the data themselves: files, findings, sources, editions, what reached no district.

The figures are those that the build recorded; nothing is counted anew that it has counted.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.database.queries import read, records

#: Tables of records that have a place and so a district, if one could be found.
PLACED = ("facilities", "activities", "issues")
#: Findings of the municipality, and those of no municipality (a file that was not recognised).
_OWN_FINDINGS = "(municipality_code = $municipality OR municipality_code IS NULL)"


@st.cache_data(show_spinner=False, max_entries=16)
def files(database: str) -> pd.DataFrame:
    """Every file part that was read: recognised as, encoding, CRS, edition, rows read, loaded, rejected."""
    return read(
        database,
        """
        SELECT file, part, table_name, recognised_as, encoding, crs, edition, rows_read, rows_loaded, rows_rejected,
               size_bytes, sha256
        FROM files ORDER BY file, part, table_name
        """,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def finding_groups(database: str, municipality: str) -> pd.DataFrame:
    """Findings by code: how many, how many rows were rejected, one example sentence in each language."""
    return read(
        database,
        f"""
        SELECT code, severity, count(*) AS findings,
               coalesce(sum("rows") FILTER (WHERE rejected), 0)::BIGINT AS rejected,
               min(message_ja) AS message_ja, min(message_en) AS message_en
        FROM findings WHERE {_OWN_FINDINGS}
        GROUP BY code, severity
        ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, findings DESC, code
        """,  # noqa: S608 - a constant of this module
        municipality=municipality,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def findings(database: str, municipality: str, severity: str | None, code: str | None) -> pd.DataFrame:
    """The findings of a municipality and the general ones, the severe ones first."""
    return read(
        database,
        f"""
        SELECT severity, code, file, "row", "column", "value", message_ja, message_en, remedy_ja, remedy_en, rejected
        FROM findings
        WHERE {_OWN_FINDINGS} AND ($severity IS NULL OR severity = $severity) AND ($code IS NULL OR code = $code)
        ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, file, "row" NULLS FIRST, "column"
        """,  # noqa: S608 - a constant of this module
        municipality=municipality,
        severity=severity,
        code=code,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def sources_in_use(database: str, municipality: str) -> dict[str, str]:
    """The sources of a municipality: id -> the tables that rest on it, joined by spaces (empty if only listed)."""
    carriers = read(
        database,
        """
        SELECT table_name FROM information_schema.columns
        WHERE column_name IN ('municipality_code', 'source_id') AND table_name IN
              (SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE')
          AND table_name <> 'sources'
        GROUP BY table_name HAVING count(*) = 2 ORDER BY table_name
        """,
    )["table_name"]
    used = " UNION ALL ".join(
        f"SELECT DISTINCT source_id, '{table}' AS used_by FROM {table} WHERE municipality_code = $municipality"  # noqa: S608 - names out of the database's own schema
        for table in carriers
    )
    frame = read(
        database,
        f"""
        SELECT source_id, coalesce(string_agg(used_by, ' ' ORDER BY used_by), '') AS used_by
        FROM (
            {used}
            UNION ALL
            SELECT source_id, NULL FROM sources WHERE municipality_code = $municipality
        )
        WHERE source_id IS NOT NULL GROUP BY source_id ORDER BY source_id
        """,  # noqa: S608 - names out of the database's own schema
        municipality=municipality,
    )
    return dict(zip(frame["source_id"], frame["used_by"], strict=True))


@st.cache_data(show_spinner=False, max_entries=64)
def row_counts(database: str, municipality: str) -> pd.DataFrame:
    """Rows of each table for the municipality, and how many of the records with a place reached no district."""
    places = (*PLACED, "actions")
    tables = ("districts", "councils", "council_events", *places, "population", "towns", "mesh_cells")
    parts = [
        f"""SELECT {position} AS position, '{table}' AS table_name, count(*) AS records,
            {"count(*) FILTER (WHERE district_id IS NULL)" if table in places else "NULL"}::BIGINT AS unassigned
            FROM {table} WHERE municipality_code = $municipality"""  # noqa: S608 - constants of this function
        for position, table in enumerate(tables)
    ]
    return read(database, " UNION ALL ".join(parts) + " ORDER BY position", municipality=municipality)


@st.cache_data(show_spinner=False, max_entries=64)
def records_by_district(database: str, municipality: str) -> pd.DataFrame:
    """Facilities, activities and issues registered for each current district, and their sum ``records``."""
    columns = ", ".join(f"(SELECT count(*) FROM {t} AS r WHERE r.district_id = d.district_id) AS {t}" for t in PLACED)  # noqa: S608 - constants
    return read(
        database,
        f"""
        SELECT *, {" + ".join(PLACED)} AS records FROM (
          SELECT d.district_id, d.name, {columns} FROM districts AS d
          WHERE d.municipality_code = $municipality AND d.is_current
        ) ORDER BY district_id
        """,  # noqa: S608 - constants
        municipality=municipality,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def editions(database: str, municipality: str) -> pd.DataFrame:
    """The editions of boundaries: districts, whether current, what they stand in for, source."""
    return read(
        database,
        """
        SELECT edition, is_current, count(*) AS districts, sum(area_km2) AS area_km2,
               string_agg(DISTINCT substitute_note, ' / ') AS substitute_note, min(source_id) AS source_id
        FROM districts WHERE municipality_code = $municipality
        GROUP BY edition, is_current ORDER BY is_current DESC, edition DESC
        """,
        municipality=municipality,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def boundary_terms(database: str, municipality: str) -> list[dict[str, Any]]:
    """The publisher's terms for the municipality's kind of district, the newest edition first; empty if unconfirmed."""
    return records(
        read(
            database,
            """
            SELECT t.edition, t.terms, t.detail, t.source_id
            FROM boundary_terms AS t
            JOIN municipalities AS m ON m.municipality_code = t.municipality_code AND m.area_unit = t.area_unit
            WHERE t.municipality_code = $municipality ORDER BY t.edition DESC
            """,
            municipality=municipality,
        )
    )


@st.cache_data(show_spinner=False, max_entries=64)
def population_basis(database: str, municipality: str) -> list[dict[str, Any]]:
    """How the people of districts are known: method, date, people within districts and outside every one."""
    return records(
        read(
            database,
            """
            SELECT method, as_of, as_of_precision, count(district_id) AS districts,
                   (sum(people) FILTER (WHERE district_id IS NOT NULL))::BIGINT AS people,
                   coalesce(sum(people) FILTER (WHERE district_id IS NULL), 0)::BIGINT AS people_outside
            FROM population WHERE municipality_code = $municipality
            GROUP BY method, as_of, as_of_precision
            ORDER BY list_position(['official', 'successor', 'areal_weighting', 'mesh'], method) NULLS LAST,
                     as_of DESC
            """,
            municipality=municipality,
        )
    )
