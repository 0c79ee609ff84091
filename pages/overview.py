"""Overview: where councils stand at the end of the 年度, how far from the target, and which district to visit next."""

from __future__ import annotations

import streamlit as st

from dashboard import (
    cards,
    charts,
    district_panel,
    empty_states,
    formation,
    formation_tables,
    formation_view,
    headline,
    indicators,
    queries_formation,
    queries_indicators,
    sources_note,
    state,
    tables,
)
from dashboard.export import tables as export
from dashboard.maps import payload, view
from dashboard.queries import records
from dashboard.text import fiscal_year_label, t

database, selection = state.database(), state.current()
here = formation_view.load(database, selection)
code, year = selection.municipality, selection.fiscal_year
st.title(t("overview.title", year=fiscal_year_label(year)))

if not here.districts and not here.councils:
    empty_states.nothing_formed(here)
    sources_note.show(database, here.sources)
    st.stop()

limit = indicators.threshold(database, code)
totals = records(queries_indicators.activity_totals(database, code, year))[0]
issues = records(queries_formation.open_issues(database, code, year))
if here.situation is None:
    first = [headline.councils_card(here.formed_councils)]
else:
    first = [headline.formed_card(here.situation), headline.people_card(here.situation)]
cards.row(
    [
        *first,
        headline.target_card(here.target, here.pace),
        headline.activities_card(totals),
        headline.participants_card(totals, limit),
        headline.issues_card(issues),
    ],
    key="overview_cards",
)
titles = formation_view.titles(here)

if here.districts:
    map_side, panel_side = st.columns([3, 2], gap="medium")
    with map_side:
        st.subheader(t("overview.map"))
        view.district_map(
            payload.for_districts(
                database,
                code,
                formation_view.status_values(here),
                formation_view.status_legend(here),
                selected=selection.district,
                legend_title=t("overview.legend", year=fiscal_year_label(year)),
            ),
            key="overview_map",
        )
        empty_states.substitute_note(here)
    with panel_side:
        st.subheader(t("overview.panel"))
        district_panel.show(database, selection, here.status)

curve_side, list_side = st.columns([1, 1], gap="medium")
with curve_side:
    st.subheader(t("overview.curve" if here.districts else "overview.curve_councils"))
    charts.show(
        charts.formation_curve(here.points, fiscal_year=year, target=here.target, pace=here.pace, top=here.total),
        key="overview_curve",
    )
    st.caption(headline.target_line(here.target, here.pace))
with list_side:
    if here.districts:
        st.subheader(t("overview.gaps"))
        gaps = formation.gaps(here.districts, here.status)
        gap_table = formation_tables.gap_table(gaps, titles)
        if gaps:
            tables.show(
                gap_table, key="overview_gaps", ids=[row["district_id"] for row in gaps], selected=selection.district
            )
            st.caption(t("overview.gaps_note"))
        else:
            st.success(t("overview.no_gaps"))
        export.download_buttons(
            gap_table, title=t("overview.gaps"), selection=selection, sources=here.sources, key="overview_gaps_export"
        )
    else:
        st.subheader(t("formation.councils"))
        council_table = formation_tables.council_table(here.councils, here.council_status, titles)
        tables.show(
            council_table,
            key="overview_councils",
            ids=[row["council_id"] for row in here.councils],
            selected=selection.council,
            field="council",
        )
        export.download_buttons(
            council_table,
            title=t("formation.councils"),
            selection=selection,
            sources=here.sources,
            key="overview_councils_export",
        )

if here.districts:
    st.subheader(t("overview.all_districts"))
    all_districts = formation_tables.district_table(
        here.districts,
        here.status,
        here.council_names,
        records(indicators.values(database, code, year, "activities")),
        records(indicators.values(database, code, year, "participants")),
        {row["district_id"]: row["issues"] for row in issues},
        titles,
    )
    tables.show(
        all_districts,
        key="overview_districts",
        ids=[row["district_id"] for row in here.districts],
        selected=selection.district,
    )
    export.download_buttons(
        all_districts,
        title=t("overview.all_districts"),
        selection=selection,
        sources=here.sources,
        key="overview_districts_export",
    )
else:
    empty_states.no_boundaries(here)
with st.expander(t("overview.curve_table")):
    points = formation_tables.curve_table(here.points, here.total)
    tables.show(points, key="overview_points")
    export.download_buttons(
        points, title=t("overview.curve_table"), selection=selection, sources=here.sources, key="overview_points_export"
    )
sources_note.show(database, here.sources)
