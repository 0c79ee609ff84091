"""Overview: where councils stand at the end of the 年度, how far from the target, and which district to visit next."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.about import queries as queries_about
from dashboard.charts import timeline as charts
from dashboard.database.queries import records
from dashboard.district import panel as district_panel
from dashboard.export import tables as export
from dashboard.formation import figures as formation
from dashboard.formation import headline
from dashboard.formation import queries as queries_formation
from dashboard.formation import tables as formation_tables
from dashboard.formation import view as formation_view
from dashboard.indicators import engine, registry
from dashboard.maps import view
from dashboard.parts import cards, empty_states, sources_note, tables
from dashboard.text import fiscal_year_label, t

#: Pixels: about as high as the panel and the curve beside it.
MAP_HEIGHT = 620

database, selection = state.database(), state.current()
here = formation_view.load(database, selection)
code, year = selection.municipality, selection.fiscal_year
st.title(t("overview.title", year=fiscal_year_label(year)))

if not here.districts and not here.councils:
    empty_states.nothing_formed(here)
    sources_note.show(database, queries_about.sources_in_use(database, code))
    st.stop()
empty_states.unfinished_year(here)

measured = engine.measured(database, code, year)
issues = records(queries_formation.open_issues(database, code, year))
if here.situation is None:
    first = [headline.councils_card(here.formed_councils, here.beyond)]
else:
    first = [
        headline.councils_card(here.formed_councils, here.beyond, here.situation.total)
        if here.by_council
        else headline.formed_card(here.situation),
        headline.people_card(here.situation, queries_formation.people_outside(database, code)),
    ]
cards.row(
    [
        *first,
        headline.target_card(here.target, here.pace),
        headline.activities_card(measured),
        headline.issues_card(issues),
    ],
    key="overview_cards",
)
titles = formation_view.titles(here)


def curve() -> None:
    st.subheader(t("overview.curve_councils" if here.by_council else "overview.curve"))
    if not here.recorded:
        empty_states.no_councils(here)
        return
    chart = charts.formation_curve(
        here.points,
        fiscal_year=year,
        target=here.target,
        pace=here.pace,
        top=here.total,
        known_until=here.known_until,
        breaks=here.breaks,
    )
    charts.show(chart, key="overview_curve")
    empty_states.break_note(here)
    st.caption(headline.pace_line(here.target, here.pace))
    empty_states.end_of_records(here)


def table(frame: pd.DataFrame, name: str, title: str, ids: list[str], note: str = "") -> None:
    """A table with its note and its export; a row selects a district, or a council where there are no districts."""
    field, selected = ("district", selection.district) if here.districts else ("council", selection.council)
    shown = formation_tables.for_screen(frame)
    tables.show(shown, key=f"overview_{name}", ids=ids, selected=selected, field=field)
    if note:
        st.caption(note)
    export.download_buttons(
        frame, title=title, selection=selection, sources=here.sources, key=f"overview_{name}_export"
    )


if here.districts:
    map_side, panel_side = st.columns([3, 2], gap="medium")
    with map_side:
        st.subheader(t("overview.map"))
        view.of_selection(
            database,
            selection,
            formation_view.status_values(here),
            formation_view.status_legend(here),
            title=t("overview.legend", year=fiscal_year_label(year)),
            key="overview_map",
            height=MAP_HEIGHT,
        )
        empty_states.area_note(here)
        empty_states.untied_note(here)
    with panel_side:
        st.subheader(t("overview.panel"))
        district_panel.show(database, selection, here.status)
        curve()
    gaps = formation.gaps(here.districts, here.status)
    gap_tab, all_tab, curve_tab = st.tabs(
        [
            t("overview.tab", title=t("overview.gaps"), count=len(gaps)),
            t("overview.tab", title=t("overview.all_districts"), count=len(here.districts)),
            t("overview.curve_table"),
        ],
        key="overview_tabs",
    )
    with gap_tab:
        if gaps:
            table(
                formation_tables.gap_table(gaps, titles),
                "gaps",
                t("overview.gaps"),
                [row["district_id"] for row in gaps],
                t("overview.gaps_note"),
            )
        else:
            st.success(t("overview.no_gaps"))
    with all_tab:
        all_districts = formation_tables.district_table(
            here.districts,
            here.status,
            here.councils,
            measured.values(registry.INDICATORS["activities"]),
            measured.values(registry.INDICATORS["participants"]),
            {row["district_id"]: row["issues"] for row in issues},
            titles,
        )
        ids = [row["district_id"] for row in here.districts]
        table(all_districts, "districts", t("overview.all_districts"), ids, t("overview.all_note"))
else:
    curve_side, list_side = st.columns([2, 3], gap="medium")
    with curve_side:
        curve()
    with list_side:
        st.subheader(t("formation.councils"))
        councils = formation_tables.council_table(here.councils, here.council_status, titles)
        table(councils, "councils", t("formation.councils"), [row["council_id"] for row in here.councils])
    empty_states.no_boundaries(here)
    curve_tab = st.expander(t("overview.curve_table"))
with curve_tab:
    table(formation_tables.curve_table(here.points, here.total, here.breaks), "points", t("overview.curve_table"), [])
sources_note.show(database, here.sources)
