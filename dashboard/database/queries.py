"""Questions put to the database: the narrow door ``read``, and what every page asks (municipalities, years, sources).

SQL stands here and in each subject's ``queries.py`` only.  Each question takes the path of the database first, so that
a new build, which has a new name, is asked anew without any invalidation.  A query never writes.
"""

from __future__ import annotations

import threading
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.database.connections import Connections

_connections = Connections()
_taken_up = ""
_taking_up = threading.Lock()


def take_up(database: str) -> None:
    """Say which build is current; when it is another one, the answers kept of builds before it are let go.

    A page that still shows an older build asks again, once.  To be called outside of cached questions.
    """
    global _taken_up
    if database == _taken_up:
        return
    with _taking_up:
        if database != _taken_up:
            before, _taken_up = _taken_up, database
            if before:
                st.cache_data.clear()


def read(database: str, sql: str, **params: Any) -> pd.DataFrame:
    """The answer to one query as a frame; parameters are named (``$municipality``), dates come back as datetime64.

    The one function through which the screen reads: an engine of another kind can stand behind it.
    """
    with _connections.cursor(database) as cursor:
        frame: pd.DataFrame = cursor.execute(sql, params or None).df()
        return frame


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as plain dictionaries in which every missing value is ``None``, never NaN or NaT."""
    names = [str(name) for name in frame.columns]
    columns = [_plain(frame[name]) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(column: pd.Series[Any]) -> list[Any]:
    values, missing = column.tolist(), column.isna()
    return [None if gap else value for value, gap in zip(values, missing, strict=True)] if missing.any() else values


@st.cache_data(show_spinner=False, max_entries=8)
def municipalities(database: str) -> pd.DataFrame:
    """Every municipality with the number of its current districts and its threshold of suppression (people)."""
    return read(
        database,
        """
        SELECT
          m.municipality_code, m.name, coalesce(m.name_en, m.name) AS name_en, m.prefecture,
          coalesce(m.is_sample, false) AS is_sample,
          count(d.district_id) AS district_count,
          coalesce(m.area_unit, 'junior_high') AS area_unit,
          CAST(coalesce(m.small_number_threshold, 10) AS INTEGER) AS small_number_threshold
        FROM municipalities AS m
        LEFT JOIN districts AS d ON d.municipality_code = m.municipality_code AND d.is_current
        GROUP BY ALL
        ORDER BY m.municipality_code
        """,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def fiscal_years(database: str, municipality: str) -> list[int]:
    """The 年度 that can be shown, ascending, each as the calendar year in which it begins."""
    frame = read(
        database,
        "SELECT fiscal_year FROM fiscal_years WHERE municipality_code = $municipality ORDER BY fiscal_year",
        municipality=municipality,
    )
    return [int(year) for year in frame["fiscal_year"]]


@st.cache_data(show_spinner=False, max_entries=64)
def map_layers(database: str, municipality: str) -> dict[str, str]:
    """Name of the geometry file of each layer (``districts``, ``base``); empty where there is no boundary."""
    frame = read(
        database,
        "SELECT layer, name FROM map_layers WHERE municipality_code = $municipality ORDER BY layer",
        municipality=municipality,
    )
    return dict(zip(frame["layer"].astype(str), frame["name"].astype(str), strict=True))


def map_body(database: str, name: str) -> bytes | None:
    """The gzipped JSON of a geometry file, ``None`` if this build has none of that name."""
    with _connections.cursor(database) as cursor:
        row = cursor.execute("SELECT body FROM map_layers WHERE name = $name LIMIT 1", {"name": name}).fetchone()
    return None if row is None or row[0] is None else bytes(row[0])


@st.cache_data(show_spinner=False, max_entries=64)
def districts(database: str, municipality: str) -> pd.DataFrame:
    """The current districts in the order of their ids; people and households are missing where not known."""
    return read(
        database,
        """
        SELECT
          d.district_id, d.name, d.school_name, p.people, p.households,
          d.area_km2, d.label_longitude, d.label_latitude,
          d.edition, d.substitute_note, d.source_id, p.as_of, p.as_of_precision, p.method,
          p.source_id AS population_source_id
        FROM districts AS d
        LEFT JOIN district_population AS p
          ON p.municipality_code = d.municipality_code AND p.district_id = d.district_id
        WHERE d.municipality_code = $municipality AND d.is_current
        ORDER BY d.district_id
        """,
        municipality=municipality,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def sources(database: str, source_ids: tuple[str, ...]) -> pd.DataFrame:
    """The documents and data sets of the given ids in the order of their titles; an unknown id is its own title."""
    return read(
        database,
        """
        SELECT
          w.source_id, coalesce(s.title, w.source_id) AS title, s.publisher, s.kind, s.page, s.terms, s.note,
          s.published, s.published_precision, s.as_of, s.as_of_precision, s.retrieved, s.retrieved_precision
        FROM (SELECT unnest($source_ids) AS source_id) AS w
        LEFT JOIN sources AS s USING (source_id)
        ORDER BY title, w.source_id
        """,
        source_ids=list(source_ids),
    )


@st.cache_data(show_spinner=False, max_entries=8)
def build_info(database: str) -> dict[str, Any]:
    """When and by which version the database was built, and how many rows were read, loaded, rejected."""
    rows = records(read(database, "SELECT * FROM build_info LIMIT 1"))
    return rows[0] if rows else {}
