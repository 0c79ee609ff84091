"""Questions about districts over time: what became of former ones, and which edition goes for a 年度."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.database.queries import read, records


@st.cache_data(show_spinner=False, max_entries=64)
def district_changes(database: str, municipality: str) -> pd.DataFrame:
    """Every former and new district with date, precision and shares, the earliest first.

    ``break_year`` is the first 年度 whose end lies after the change; missing where nothing is known of its date.
    """
    return read(
        database,
        """
        WITH names AS (
          SELECT district_id, arg_max(name, edition) AS name FROM districts
          WHERE municipality_code = $municipality GROUP BY district_id
        )
        SELECT
          c.old_district_id, c.old_name, c.new_district_id,
          coalesce(n.name, f.old_name, c.new_district_id) AS new_name, c.kind, c.change_date, c.change_date_precision,
          c.people_share, c.area_share, c.share_method, c.certainty, c.earlier_edition, c.later_edition, t.break_year,
          c.note, c.source_id
        FROM district_changes AS c
        JOIN district_change_dates AS t USING (municipality_code, old_district_id, new_district_id)
        LEFT JOIN names AS n ON n.district_id = c.new_district_id
        LEFT JOIN (
          SELECT old_district_id, any_value(old_name) AS old_name FROM district_changes GROUP BY old_district_id
        ) AS f ON f.old_district_id = c.new_district_id
        WHERE c.municipality_code = $municipality
        ORDER BY t.break_year NULLS LAST, c.change_date NULLS LAST, c.new_district_id, c.old_district_id
        """,
        municipality=municipality,
    )


@st.cache_data(show_spinner=False, max_entries=256)
def edition(database: str, municipality: str, fiscal_year: int) -> dict[str, Any] | None:
    """The edition for a 年度 (``edition``, ``is_substitute``) and the one that maps draw (``drawn_edition``)."""
    frame = read(
        database,
        """
        SELECT edition, is_substitute, drawn_edition FROM edition_by_year
        WHERE municipality_code = $municipality AND fiscal_year = $fiscal_year
        """,
        municipality=municipality,
        fiscal_year=fiscal_year,
    )
    return next(iter(records(frame)), None)
