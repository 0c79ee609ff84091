"""Questions about records: sources, activities, facilities.  SQL lives here and in its sisters only.

Every function takes the database's path first; districts and unassigned records together are always the total.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.database import queries
from dashboard.database.queries import read, records


@dataclass(frozen=True)
class Place:
    """A municipality, and a district of it if one is chosen, as far as exports and notes need them."""

    municipality: str
    municipality_en: str
    district: str
    area_unit: str
    is_sample: bool
    small_number_threshold: int


def place(database: str, municipality: str, district: str | None = None) -> Place:
    """The names of a municipality and a district; the code and nothing where the database does not know them."""
    found = [row for row in records(queries.municipalities(database)) if row["municipality_code"] == municipality]
    city = found[0] if found else {"name": municipality}
    return Place(
        municipality=str(city["name"]),
        municipality_en=str(city.get("name_en") or city["name"]),
        district=district_names(database, municipality).get(district or "", ""),
        area_unit=str(city.get("area_unit") or "junior_high"),
        is_sample=bool(city.get("is_sample")),
        small_number_threshold=int(city.get("small_number_threshold") or 0),
    )


# ----------------------------------------------------------------------------------------------- activities
_ACTIVITY_FILTER = """
    a.municipality_code = $municipality
    AND ($fiscal_year IS NULL OR a.fiscal_year = $fiscal_year)
    AND ($category IS NULL OR a.category = $category)
    AND ($council IS NULL OR a.council_id = $council)
"""


@dataclass(frozen=True)
class ActivityFilter:
    """Which activities are counted: of a municipality, in a 年度, of a category, by a council; ``None`` is all."""

    municipality: str
    fiscal_year: int | None = None
    category: str | None = None
    council: str | None = None

    def parameters(self) -> dict[str, object]:
        return {
            "municipality": self.municipality,
            "fiscal_year": self.fiscal_year,
            "category": self.category,
            "council": self.council,
        }


@st.cache_data(show_spinner=False, max_entries=64)
def activities(database: str, wanted: ActivityFilter) -> pd.DataFrame:
    """The activities, newest first, with the names of their district, council and venue.

    ``longitude``, ``latitude`` are the activity's own or its venue's; a current district only, else unassigned.
    """
    return read(
        database,
        f"""
        SELECT a.activity_id, a.start_date, a.start_date_precision, a.end_date, a.end_date_precision, a.title,
               a.council_id, c.name AS council, d.district_id, d.name AS district,
               coalesce(a.category, 'other') AS category,
               a.participants, a.partners, coalesce(f.name, a.facility_id) AS venue, a.fiscal_year,
               CASE WHEN a.longitude IS NULL OR a.latitude IS NULL THEN f.longitude ELSE a.longitude END AS longitude,
               CASE WHEN a.longitude IS NULL OR a.latitude IS NULL THEN f.latitude ELSE a.latitude END AS latitude,
               a.source_id
        FROM activities a
        LEFT JOIN councils c ON c.council_id = a.council_id AND c.municipality_code = a.municipality_code
        LEFT JOIN districts d ON d.district_id = a.district_id AND d.is_current
        LEFT JOIN facilities f ON f.facility_id = a.facility_id AND f.municipality_code = a.municipality_code
        WHERE {_ACTIVITY_FILTER}
        ORDER BY a.start_date DESC, a.activity_id
        """,  # noqa: S608 - a constant of this module
        **wanted.parameters(),
    )


@st.cache_data(show_spinner=False, max_entries=64)
def activity_points(database: str, wanted: ActivityFilter) -> pd.DataFrame:
    """Activities per place and category, the most frequent first; coordinates are NULL in the row of unknown places.

    ``titles`` are the newest three; the place is the activity's own or its venue's.
    """
    return read(
        database,
        f"""
        WITH placed AS (
          SELECT
            CASE WHEN a.longitude IS NULL OR a.latitude IS NULL THEN f.longitude ELSE a.longitude END AS x,
            CASE WHEN a.longitude IS NULL OR a.latitude IS NULL THEN f.latitude ELSE a.latitude END AS y,
            coalesce(a.category, 'other') AS category, a.activity_id, a.title, a.start_date,
            coalesce(f.name, a.facility_id) AS venue
          FROM activities a
          LEFT JOIN facilities f ON f.facility_id = a.facility_id AND f.municipality_code = a.municipality_code
          WHERE {_ACTIVITY_FILTER}
        )
        SELECT x AS longitude, y AS latitude, CASE WHEN x IS NOT NULL THEN category END AS category,
               count(*) AS activities, min(activity_id) AS activity_id, min(venue) AS venue,
               list(title ORDER BY start_date DESC, activity_id)[1:3] AS titles
        FROM placed
        GROUP BY 1, 2, 3
        ORDER BY activities DESC, 1, 2, 3
        """,  # noqa: S608 - a constant of this module
        **wanted.parameters(),
    )


@st.cache_data(show_spinner=False, max_entries=64)
def activity_sources(database: str, wanted: ActivityFilter) -> list[str]:
    """The sources of the activities."""
    frame = read(
        database,
        f"""
        SELECT DISTINCT a.source_id FROM activities a
        WHERE {_ACTIVITY_FILTER} AND a.source_id IS NOT NULL ORDER BY 1
        """,  # noqa: S608 - a constant of this module
        **wanted.parameters(),
    )
    return list(frame["source_id"])


@st.cache_data(show_spinner=False, max_entries=64)
def activities_by_month(database: str, wanted: ActivityFilter) -> pd.DataFrame:
    """Activities per month (1 to 12, NULL where only the year is known) and category."""
    return read(
        database,
        f"""
        SELECT CASE WHEN a.start_date_precision IN ('day', 'month') THEN month(a.start_date) END AS month,
               coalesce(a.category, 'other') AS category, count(*) AS activities,
               sum(a.participants)::BIGINT AS participants
        FROM activities a WHERE {_ACTIVITY_FILTER}
        GROUP BY 1, 2 ORDER BY 1, 2
        """,  # noqa: S608 - a constant of this module
        **wanted.parameters(),
    )


@st.cache_data(show_spinner=False, max_entries=64)
def activity_choices(database: str, municipality: str) -> tuple[list[str], dict[str, str]]:
    """The categories in use, most frequent first, and the councils that have activities (id -> name)."""
    categories = read(
        database,
        """SELECT coalesce(category, 'other') AS category FROM activities WHERE municipality_code = $municipality
           GROUP BY 1 ORDER BY count(*) DESC, 1""",
        municipality=municipality,
    )
    councils = read(
        database,
        """SELECT DISTINCT a.council_id, coalesce(c.name, a.council_id) AS name
           FROM activities a LEFT JOIN councils c USING (municipality_code, council_id)
           WHERE a.municipality_code = $municipality AND a.council_id IS NOT NULL ORDER BY 1""",
        municipality=municipality,
    )
    return list(categories["category"]), dict(zip(councils["council_id"], councils["name"], strict=True))


# ----------------------------------------------------------------------------------------------- facilities
@st.cache_data(show_spinner=False, max_entries=64)
def facilities(database: str, municipality: str, kind: str | None = None, status: str | None = None) -> pd.DataFrame:
    """The facilities with their district's name and the councils that have their hub there; hubs first."""
    return read(
        database,
        """
        SELECT f.facility_id, f.name, coalesce(f.kind, 'other') AS kind, coalesce(f.status, 'existing') AS status,
               coalesce(f.role = 'hub', false) OR h.councils IS NOT NULL AS is_hub, h.councils,
               d.district_id, d.name AS district, f.address, f.hours, f.accessibility, f.opened, f.opened_precision,
               f.longitude, f.latitude, f.note, f.source_id
        FROM facilities f
        LEFT JOIN districts d ON d.district_id = f.district_id AND d.is_current
        LEFT JOIN (
            SELECT municipality_code, hub_facility_id AS facility_id,
                   string_agg(name, '、' ORDER BY council_id) AS councils
            FROM councils WHERE hub_facility_id IS NOT NULL GROUP BY ALL
        ) h ON h.facility_id = f.facility_id AND h.municipality_code = f.municipality_code
        WHERE f.municipality_code = $municipality
          AND ($kind IS NULL OR coalesce(f.kind, 'other') = $kind)
          AND ($status IS NULL OR coalesce(f.status, 'existing') = $status)
        ORDER BY is_hub DESC, f.kind, f.name, f.facility_id
        """,
        municipality=municipality,
        kind=kind,
        status=status,
    )


def district_names(database: str, municipality: str) -> dict[str, str]:
    """The current districts: id -> name, in the order of their ids."""
    frame = queries.districts(database, municipality)
    return dict(zip(frame["district_id"], frame["name"], strict=True))


def population_sources(database: str, municipality: str) -> list[str]:
    """The sources of the people of the current districts, on which every rate rests."""
    return sorted(queries.districts(database, municipality)["population_source_id"].dropna().unique())
