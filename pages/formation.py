"""Formation: how each district came to its council, what happened when, and the pace that the target asks for."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.about import queries as queries_about
from dashboard.charts import timeline as charts
from dashboard.database.queries import records
from dashboard.district import changes as district_changes
from dashboard.district import queries as queries_changes
from dashboard.export import tables as export
from dashboard.formation import by_year_map as formation_map
from dashboard.formation import headline
from dashboard.formation import queries as queries_formation
from dashboard.formation import tables as formation_tables
from dashboard.formation import view as formation_view
from dashboard.maps import view
from dashboard.parts import cards, empty_states, sources_note, tables
from dashboard.text import fiscal_year_label, t

#: Pixels.
MAP_HEIGHT = 460

database, selection = state.database(), state.current()
here = formation_view.load(database, selection)
st.title(t("formation.title"))

if not here.districts and not here.councils:
    empty_states.nothing_formed(here)
    sources_note.show(database, queries_about.sources_in_use(database, selection.municipality))
    st.stop()

events = records(queries_formation.events(database, selection.municipality))
documents = here.sources | {row["source_id"] for row in events if row["source_id"]}
titles = formation_view.titles(here, documents)

empty_states.unfinished_year(here)
st.subheader(t("formation.pace", year=fiscal_year_label(selection.fiscal_year)))
now = (
    headline.formed_card(here.situation)
    if here.situation and not here.by_council
    else headline.councils_card(here.formed_councils, here.beyond, here.situation and here.situation.total)
)
cards.row([now, *headline.pace_cards(here.target, here.pace, here.beyond)], key="formation_cards")
if here.pace.state == "open":
    st.caption(headline.pace_line(here.target, here.pace))

st.subheader(t("formation.strips_councils" if here.by_council else "formation.strips"))
field, chosen = ("council", selection.council) if here.by_council else ("district", selection.district)
if here.recorded:
    strips = charts.history_strips(
        here.strips,
        fiscal_year=selection.fiscal_year,
        selected=chosen,
        known_until=here.known_until,
        changes=() if here.by_council else here.changes,
    )
    charts.show(strips, key="formation_strips", field=field, selected=chosen)
    st.caption(t("formation.strips_note"))
    empty_states.break_note(here)
    empty_states.end_of_records(here)
else:
    empty_states.no_councils(here)
if here.districts:
    st.subheader(t("formation.map"))
    values, legend = formation_map.classes(here)
    view.of_selection(
        database,
        selection,
        values,
        legend,
        title=t("formation.map_legend", year=fiscal_year_label(selection.fiscal_year)),
        key="formation_map",
        height=MAP_HEIGHT,
    )
    empty_states.area_note(here)
    empty_states.untied_note(here)

st.subheader(t("formation.events"))
event_table = formation_tables.event_table(events)
if events:
    linked = {row["council_id"]: list(row["district_ids"]) for row in here.councils if row["district_ids"] is not None}
    districts = [row["district_id"] or next(iter(linked.get(row["council_id"], [])), None) for row in events]
    tables.show(
        event_table,
        key="formation_events",
        ids=[row["council_id"] for row in events] if here.by_council else districts,
        selected=chosen,
        field=field,
    )
    st.caption(t("formation.events_note"))
else:
    st.info(t("formation.no_events"))
export.download_buttons(
    event_table, title=t("formation.events"), selection=selection, sources=documents, key="formation_events_export"
)

st.subheader(t("formation.councils"))
council_table = formation_tables.council_table(here.councils, here.council_status, titles)
if here.councils:
    tables.show(formation_tables.for_screen(council_table), key="formation_councils")
else:
    st.info(t("formation.no_councils"))
export.download_buttons(
    council_table,
    title=t("formation.councils"),
    selection=selection,
    sources=documents,
    key="formation_councils_export",
)

changed = records(queries_changes.district_changes(database, selection.municipality))
if changed:
    st.subheader(t("changes.table"))
    change_table = district_changes.table(changed, titles)
    tables.show(
        change_table,
        key="formation_changes",
        ids=[row["new_district_id"] for row in changed],
        selected=selection.district,
        field="district",
    )
    st.caption(t("changes.table_note"))
    export.download_buttons(
        change_table,
        title=t("changes.table"),
        selection=selection,
        sources=[row["source_id"] for row in changed],
        key="formation_changes_export",
    )

if here.targets:
    st.subheader(t("formation.targets"))
    target_table = formation_tables.target_table(here.targets, titles)
    tables.show(target_table, key="formation_targets")
    export.download_buttons(
        target_table,
        title=t("formation.targets"),
        selection=selection,
        sources=documents,
        key="formation_targets_export",
    )
if not here.districts:
    empty_states.no_boundaries(here)
sources_note.show(database, documents)
