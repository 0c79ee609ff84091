"""Questions of the import page: what a form's fields may point at, and to which district changed rows belong."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.database.queries import read, records

#: For each table that a form's field may point at, a query of stored id and name in the order of a list.
_REFERENCED = {
    "districts": """SELECT district_id, name FROM districts
                    WHERE municipality_code = $municipality AND is_current ORDER BY district_id""",
    "councils": "SELECT council_id, name FROM councils WHERE municipality_code = $municipality ORDER BY name",
    "facilities": "SELECT facility_id, name FROM facilities WHERE municipality_code = $municipality ORDER BY name",
    "issues": """SELECT i.issue_id, concat_ws(' / ', i.title, d.name) FROM issues i
                 LEFT JOIN districts d ON d.district_id = i.district_id AND d.is_current
                 WHERE i.municipality_code = $municipality ORDER BY i.title, i.issue_id""",
    "topics": """SELECT t.topic_id, concat_ws(' / ', f.name, t.name)
                 FROM topics t JOIN frameworks f USING (framework_id)
                 WHERE f.municipality_code = $municipality ORDER BY f.framework_id, t.position""",
    "sources": """SELECT source_id, title FROM sources
                  WHERE municipality_code = $municipality OR municipality_code IS NULL ORDER BY title, source_id""",
}


@st.cache_data(show_spinner=False, max_entries=32)
def referenced(database: str, municipality: str) -> dict[str, dict[str, str]]:
    """Table -> stored id -> name, of everything of a municipality that a record may point at."""
    out = {}
    for table, query in _REFERENCED.items():
        frame = read(database, query, municipality=municipality)
        out[table] = {str(key): str(name or key) for key, name in frame.itertuples(index=False, name=None)}
    return out


@st.cache_data(show_spinner=False, max_entries=32)
def districts_of(database: str, table: str, key: str, ids: Sequence[str]) -> dict[str, str]:
    """The district of each row of a table, by its key; rows without one are left out."""
    rows = records(
        read(
            database,
            f"""SELECT CAST({key} AS VARCHAR) AS id, district_id FROM {table}
                WHERE list_contains($ids, CAST({key} AS VARCHAR)) AND district_id IS NOT NULL""",  # noqa: S608 - names of the contract
            ids=list(ids),
        )
    )
    return {str(row["id"]): str(row["district_id"]) for row in rows}
