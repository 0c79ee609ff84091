"""The question beneath every indicator: a row of measures per district, summed in the database, not divided there."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.database.queries import read, records


@st.cache_data(show_spinner=False, max_entries=256)
def measures(
    database: str, municipality: str, fiscal_year: int, category: str | None, council: str | None, whole: bool
) -> list[dict[str, Any]]:
    """The rows of ``district_year_measures`` of a 年度, with activities of one category, one council, or all 年度.

    Districts in the order of their ids; last, with no ``district_id``, what belongs to none of them.
    """
    return records(
        read(
            database,
            """
            SELECT * FROM district_measures($category, $council, $whole)
            WHERE municipality_code = $municipality AND fiscal_year = $fiscal_year
            ORDER BY district_id NULLS LAST
            """,
            municipality=municipality,
            fiscal_year=fiscal_year,
            category=category,
            council=council,
            whole=whole,
        )
    )
