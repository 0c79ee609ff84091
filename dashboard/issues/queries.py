"""Questions about issues and the frameworks by which they are classified.

A framework's topics are tied to no district here: only an issue that says its district has one.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.database.queries import read


@st.cache_data(show_spinner=False, max_entries=16)
def frameworks(database: str) -> pd.DataFrame:
    """Every framework with its municipality and the number of its topics."""
    return read(
        database,
        """
        SELECT f.framework_id, f.municipality_code, coalesce(m.name, '') AS municipality,
               coalesce(m.name_en, m.name, '') AS municipality_en, coalesce(m.is_sample, false) AS is_sample,
               f.name, coalesce(f.name_en, f.name) AS name_en, f.description, f.note, f.source_id,
               count(t.topic_id) AS topics
        FROM frameworks f
        LEFT JOIN municipalities m USING (municipality_code)
        LEFT JOIN topics t USING (framework_id)
        GROUP BY ALL
        ORDER BY is_sample, f.municipality_code, f.framework_id
        """,
    )


@st.cache_data(show_spinner=False, max_entries=16)
def topics(database: str) -> pd.DataFrame:
    """Every topic of every framework in the framework's order, with its place in the common classification."""
    return read(
        database,
        """
        SELECT topic_id, framework_id, position, name, coalesce(name_en, name) AS name_en, group_name, canonical_topic,
               coalesce(certainty, 'stated') AS certainty, note, source_id
        FROM topics ORDER BY framework_id, position, topic_id
        """,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def issues(database: str, municipality: str) -> pd.DataFrame:
    """The issues of a municipality with the names of district, council and topic; open ones first, then by due date.

    Stage, solution, who and how are those after the issue's last step.
    """
    return read(
        database,
        """
        SELECT i.issue_id, i.title, i.detail, d.district_id, d.name AS district, i.council_id, c.name AS council,
               i.topic_id, t.name AS topic, coalesce(t.name_en, t.name) AS topic_en, t.framework_id, t.canonical_topic,
               i.voice, s.stage, s.who, s.how, s.steps, s.last_step,
               i.raised_date, i.raised_date_precision, i.due_date, i.due_date_precision,
               s.solved_date, s.solved_date_precision, i.source_id
        FROM issues i
        JOIN issue_stages s ON s.issue_id = i.issue_id
        LEFT JOIN districts d ON d.district_id = i.district_id AND d.is_current
        LEFT JOIN councils c ON c.council_id = i.council_id AND c.municipality_code = i.municipality_code
        LEFT JOIN topics t ON t.topic_id = i.topic_id
        WHERE i.municipality_code = $municipality
        ORDER BY s.stage = 'solved' OR s.solved_date IS NOT NULL, i.due_date NULLS LAST, i.issue_id
        """,
        municipality=municipality,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def steps(database: str, municipality: str) -> pd.DataFrame:
    """The steps on the issues of a municipality, issue by issue in the order in which they were taken."""
    return read(
        database,
        """
        SELECT a.action_id, a.issue_id, i.title, d.name AS district, a.position, a.stage, a.action_date,
               a.action_date_precision, a.who, a.how, a.result, a.next_check, a.next_check_precision, a.source_id
        FROM issue_steps a
        JOIN issues i ON i.issue_id = a.issue_id
        LEFT JOIN districts d ON d.district_id = a.district_id AND d.is_current
        WHERE a.municipality_code = $municipality
        ORDER BY a.issue_id, a.position
        """,
        municipality=municipality,
    )
