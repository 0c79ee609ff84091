"""Questions about the formation of councils: their status by 年度, their events with precision and source, targets.

Also the few counts by district (issues, facilities) that stand beside a status.  Dates come with their precision; the
status of a 年度 is that of the 31 March which ends it (views ``district_status_by_year``, ``council_status_by_year``).
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.database.queries import read


@st.cache_data(show_spinner=False, max_entries=64)
def district_status(database: str, municipality: str) -> pd.DataFrame:
    """Status of every current district in every 年度, with the council and the event that decided it.

    The event is missing where none is known: before the first one, or for a district without any.
    """
    return read(
        database,
        """
        SELECT
          s.district_id, s.fiscal_year, s.status, s.council_id, s.coverage,
          e.kind AS event_kind, e.event_date, e.event_date_precision, coalesce(e.source_id, s.source_id) AS source_id
        FROM district_status_by_year AS s
        LEFT JOIN council_events AS e ON e.municipality_code = s.municipality_code AND e.event_id = s.event_id
        WHERE s.municipality_code = $municipality
        ORDER BY s.district_id, s.fiscal_year
        """,
        municipality=municipality,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def council_status(database: str, municipality: str) -> pd.DataFrame:
    """Status of every council in every 年度: council_id, fiscal_year, status."""
    return read(
        database,
        """
        SELECT council_id, fiscal_year, status FROM council_status_by_year
        WHERE municipality_code = $municipality
        ORDER BY council_id, fiscal_year
        """,
        municipality=municipality,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def councils(database: str, municipality: str) -> pd.DataFrame:
    """The councils by founding, with hub facility, founding date and its precision, and the districts they cover.

    ``district_ids``, ``district_names``, ``coverages``, ``formers`` (the former districts that are its area, or "") are
    lists of equal length, empty where no link is registered.
    """
    return read(
        database,
        """
        WITH foundings AS (
          SELECT council_id, event_date, event_date_precision, source_id
          FROM council_events
          WHERE municipality_code = $municipality AND kind = 'founding' AND council_id IS NOT NULL
          QUALIFY row_number() OVER (PARTITION BY council_id ORDER BY event_date, event_id) = 1
        ),
        links AS (
          SELECT
            l.council_id,
            list(l.district_id ORDER BY l.district_id) AS district_ids,
            list(coalesce(d.name, l.district_id) ORDER BY l.district_id) AS district_names,
            list(coalesce(l.coverage, 'whole') ORDER BY l.district_id) AS coverages,
            list(coalesce(array_to_string(l.former_districts, '・'), '') ORDER BY l.district_id) AS formers
          FROM council_districts AS l
          LEFT JOIN districts AS d
            ON d.municipality_code = l.municipality_code AND d.district_id = l.district_id AND d.is_current
          WHERE l.municipality_code = $municipality
          GROUP BY l.council_id
        )
        SELECT
          c.council_id, c.name, c.kind, c.legal_form, c.structure, c.hub_facility_id,
          coalesce(f.name, c.hub_facility_id) AS hub, c.liaison_section, c.note, c.source_id,
          b.event_date AS founded, b.event_date_precision AS founded_precision, b.source_id AS founded_source_id,
          l.district_ids, l.district_names, l.coverages, l.formers
        FROM councils AS c
        LEFT JOIN foundings AS b USING (council_id)
        LEFT JOIN links AS l USING (council_id)
        LEFT JOIN facilities AS f
          ON f.municipality_code = c.municipality_code AND f.facility_id = c.hub_facility_id
        WHERE c.municipality_code = $municipality
        ORDER BY b.event_date NULLS LAST, c.council_id
        """,
        municipality=municipality,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def known_until(database: str, municipality: str) -> int | None:
    """The 年度 up to which the history of councils is known; ``None`` without any event.

    That of the last event, or the last 年度 that was over when the document of an event was as of, or published.
    """
    frame = read(
        database,
        """
        SELECT max(greatest(
          fiscal_year_of(period_end(e.event_date, e.event_date_precision)),
          coalesce(fiscal_year_of(CAST(period_end(s.as_of, s.as_of_precision) + INTERVAL 1 DAY AS DATE)) - 1, 0),
          coalesce(fiscal_year_of(CAST(period_end(s.published, s.published_precision) + INTERVAL 1 DAY AS DATE)) - 1, 0)
        )) AS last_year
        FROM council_events AS e
        LEFT JOIN sources AS s ON s.source_id = e.source_id
        WHERE e.municipality_code = $municipality
        """,
        municipality=municipality,
    )
    return next((int(year) for year in frame["last_year"].dropna()), None)


@st.cache_data(show_spinner=False, max_entries=64)
def events(database: str, municipality: str) -> pd.DataFrame:
    """Every event of a council or a district, oldest first, with names, precision and source.

    ``first_year`` and ``last_year`` are the 年度 in which it may lie: two for an event known to the calendar year only.
    """
    return read(
        database,
        """
        SELECT
          e.event_id, e.event_date, e.event_date_precision, e.kind,
          fiscal_year_of(e.event_date) AS first_year,
          fiscal_year_of(period_end(e.event_date, e.event_date_precision)) AS last_year,
          e.council_id, c.name AS council,
          e.district_id, coalesce(d.name, f.name) AS district, e.detail,
          e.source_id, s.title AS source, s.page, s.kind AS source_kind
        FROM council_events AS e
        LEFT JOIN councils AS c ON c.municipality_code = e.municipality_code AND c.council_id = e.council_id
        LEFT JOIN districts AS d
          ON d.municipality_code = e.municipality_code AND d.district_id = e.district_id AND d.is_current
        LEFT JOIN (
          SELECT old_district_id, any_value(old_name) AS name FROM district_changes GROUP BY old_district_id
        ) AS f ON f.old_district_id = e.district_id
        LEFT JOIN sources AS s ON s.source_id = e.source_id
        WHERE e.municipality_code = $municipality
        ORDER BY e.event_date, e.event_id
        """,
        municipality=municipality,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def targets(database: str, municipality: str) -> pd.DataFrame:
    """The targets by due date; ``due_end`` is the last day of the due interval, ``due_year`` its 年度."""
    return read(
        database,
        """
        SELECT
          target_id, due_date, due_date_precision, period_end(due_date, due_date_precision) AS due_end,
          fiscal_year_of(period_end(due_date, due_date_precision)) AS due_year, target_count, scope, note, source_id
        FROM targets
        WHERE municipality_code = $municipality
        ORDER BY due_end, target_id
        """,
        municipality=municipality,
    )


@st.cache_data(show_spinner=False, max_entries=256)
def open_issues(database: str, municipality: str, fiscal_year: int) -> pd.DataFrame:
    """Issues open at the end of a 年度 by district; a missing ``district_id`` gathers those of no current district.

    Raised by then or at a date unknown, and not solved by then; ``recorded`` counts every issue ever recorded.
    """
    return read(
        database,
        """
        SELECT
          d.district_id,
          count(*) FILTER (
            issue_raised_by(i.raised_date, fiscal_year_end($fiscal_year))
            AND issue_unsolved_on(s.stage, s.solved_date, fiscal_year_end($fiscal_year))
          ) AS issues,
          count(*) AS recorded
        FROM issues AS i
        JOIN issue_stages AS s ON s.issue_id = i.issue_id
        LEFT JOIN districts AS d
          ON d.municipality_code = i.municipality_code AND d.district_id = i.district_id AND d.is_current
        WHERE i.municipality_code = $municipality
        GROUP BY d.district_id
        ORDER BY d.district_id
        """,
        municipality=municipality,
        fiscal_year=fiscal_year,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def facility_counts(database: str, municipality: str) -> pd.DataFrame:
    """Facilities by district: district_id, existing, coming (planned or provisional); closed ones are left out."""
    return read(
        database,
        """
        SELECT
          district_id,
          count(*) FILTER (coalesce(status, 'existing') = 'existing') AS existing,
          count(*) FILTER (status IN ('planned', 'provisional')) AS coming
        FROM facilities
        WHERE municipality_code = $municipality AND district_id IS NOT NULL
        GROUP BY district_id
        ORDER BY district_id
        """,
        municipality=municipality,
    )


@st.cache_data(show_spinner=False, max_entries=64)
def people_outside(database: str, municipality: str) -> int:
    """People who live in no district, by the method of the districts' figures; 0 where none is told."""
    frame = read(
        database,
        """
        SELECT p.people
        FROM population AS p
        WHERE p.municipality_code = $municipality AND p.district_id IS NULL AND p.people IS NOT NULL
          AND p.method IN (SELECT method FROM district_population WHERE municipality_code = $municipality)
        ORDER BY p.as_of DESC NULLS LAST
        LIMIT 1
        """,
        municipality=municipality,
    )
    return int(frame["people"].iloc[0]) if len(frame) else 0


@st.cache_data(show_spinner=False, max_entries=64)
def contents(database: str, municipality: str) -> dict[str, int]:
    """How much of each kind a municipality has: what an empty page can honestly point at."""
    frame = read(
        database,
        """
        SELECT
          (SELECT count(*) FROM districts WHERE municipality_code = $municipality AND is_current) AS districts,
          (SELECT count(*) FROM councils WHERE municipality_code = $municipality) AS councils,
          (SELECT count(*) FROM activities WHERE municipality_code = $municipality) AS activities,
          (SELECT count(*) FROM facilities WHERE municipality_code = $municipality) AS facilities,
          (SELECT count(*) FROM issues WHERE municipality_code = $municipality) AS issues,
          (SELECT count(*) FROM frameworks WHERE municipality_code = $municipality) AS frameworks,
          (SELECT count(*) FROM topics JOIN frameworks USING (framework_id)
           WHERE frameworks.municipality_code = $municipality) AS topics
        """,
        municipality=municipality,
    )
    return {str(name): int(frame[name].iloc[0]) for name in frame.columns}
