"""The counts beneath the indicators: one row per current district, summed in the database, never divided there."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.database.queries import read


@st.cache_data(show_spinner=False, max_entries=256)
def activity_counts(
    database: str, municipality: str, fiscal_year: int, category: str | None = None, council: str | None = None
) -> pd.DataFrame:
    """Activities and participants of a 年度 by district, with the people who live there.

    Columns: district_id, status, people, activities, participants (sum of what is known, missing if nothing is),
    counted (activities whose participants are known).  A district without a record has 0 activities.
    """
    return read(
        database,
        """
        WITH counts AS (
          SELECT district_id, count(*) AS activities, count(participants) AS counted, sum(participants) AS participants
          FROM activities
          WHERE municipality_code = $municipality AND fiscal_year = $fiscal_year AND district_id IS NOT NULL
            AND ($category IS NULL OR category = $category) AND ($council IS NULL OR council_id = $council)
          GROUP BY district_id
        )
        SELECT
          d.district_id, s.status, p.people,
          coalesce(c.activities, 0) AS activities, coalesce(c.counted, 0) AS counted,
          CAST(c.participants AS BIGINT) AS participants
        FROM districts AS d
        LEFT JOIN counts AS c USING (district_id)
        LEFT JOIN district_population AS p
          ON p.municipality_code = d.municipality_code AND p.district_id = d.district_id
        LEFT JOIN district_status_by_year AS s
          ON s.municipality_code = d.municipality_code AND s.district_id = d.district_id
          AND s.fiscal_year = $fiscal_year
        WHERE d.municipality_code = $municipality AND d.is_current
        ORDER BY d.district_id
        """,
        municipality=municipality,
        fiscal_year=fiscal_year,
        category=category,
        council=council,
    )


@st.cache_data(show_spinner=False, max_entries=256)
def activity_totals(database: str, municipality: str, fiscal_year: int) -> pd.DataFrame:
    """One row: activities of a 年度, those with known participants, their participants, those outside every district.

    ``recorded`` tells whether the municipality has any activity in that 年度 at all.
    """
    return read(
        database,
        """
        SELECT
          count(*) AS activities, count(participants) AS counted, CAST(sum(participants) AS BIGINT) AS participants,
          count(*) FILTER (district_id IS NULL) AS unassigned, count(*) > 0 AS recorded
        FROM activities
        WHERE municipality_code = $municipality AND fiscal_year = $fiscal_year
        """,
        municipality=municipality,
        fiscal_year=fiscal_year,
    )
