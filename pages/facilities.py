"""Facilities: what stands, what is planned, where councils have their hub."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.export import tables as export
from dashboard.facilities import figures as facility_figures
from dashboard.formation import headline
from dashboard.maps import count_classes, points, view
from dashboard.parts import cards, controls, sources_note, tables
from dashboard.records import queries as queries_records
from dashboard.records import tables as record_tables
from dashboard.text import folder, number, t

database, selection = state.database(), state.current()
st.title(t("facilities.title"))

everything = queries_records.facilities(database, selection.municipality)
names = queries_records.district_names(database, selection.municipality)
if everything.empty:
    st.info(t("facilities.empty"), icon=":material/info:")
    name = queries_records.place(database, selection.municipality).municipality
    st.markdown(t("facilities.empty_remedy", folder=folder(selection.municipality, name)))
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = controls.facility_kind(facility_figures.by_frequency(everything["kind"]))
    status = controls.facility_status(list(everything["status"].unique()))
selection = state.current()
listed = queries_records.facilities(database, selection.municipality, kind, status)
hubs = listed[listed["is_hub"]]
figures = facility_figures.figures(listed)
document_ids = list(listed["source_id"].dropna().unique())

cards.row(
    [
        cards.Card(t("facilities.existing"), number(figures.existing), t("facilities.of_listed", count=len(listed))),
        cards.Card(t("facilities.not_yet"), number(figures.not_yet), t("facilities.not_yet_detail"))
        if everything["status"].isin(("planned", "provisional")).any()
        else headline.nothing(t("facilities.not_yet"), t("facilities.no_plans")),
        cards.Card(t("records.hubs"), number(len(hubs)), t("facilities.hub_detail", count=figures.planned_hubs))
        if everything["is_hub"].any()
        else headline.nothing(t("records.hubs"), t("facilities.no_hubs")),
        cards.Card(t("facilities.unassigned"), number(figures.unassigned), t("facilities.unassigned_detail")),
    ],
    key="facilities_cards",
)

st.subheader(t("facilities.map"))
values, legend = count_classes.classes(facility_figures.existing_by_district(listed, names))
view.of_selection(
    database,
    selection,
    values,
    legend,
    title=t("facilities.per_district"),
    points=points.facilities(listed),
    points_title=t("facilities.points"),
    key="facilities_map",
    height=600,
)
if figures.existing < len(listed) or len(hubs):
    st.caption(t("facilities.map_note"))
if figures.without_point:
    st.caption(t("facilities.without_point", count=number(figures.without_point)))
if figures.same_place:
    st.caption(t("facilities.same_place", count=number(figures.same_place)))

list_tab, hub_tab, district_tab = st.tabs(
    [t("facilities.list"), t("facilities.hub_list"), t("facilities.by_district")],
    key="facilities_tabs",
    on_change="rerun",
)
for tab, frame, key in ((list_tab, listed, "facilities_list"), (hub_tab, hubs, "facilities_hubs")):
    if not tab.open:
        continue
    with tab:
        if frame.empty:
            st.info(t("facilities.no_hub"), icon=":material/info:")
            continue
        narrowed = controls.only_selected(names, f"{key}_only")
        rows = record_tables.facilities(frame[frame["district_id"] == selection.district] if narrowed else frame)
        st.caption(t("records.shown", count=number(len(rows)), total=number(len(frame))))
        tables.show(
            record_tables.with_content(rows),
            key=key,
            wide={t("records.facility"): "medium", t("records.address"): "medium", t("records.opened"): "small"},
        )
        export.download_buttons(
            rows,
            title=t("facilities.title" if key == "facilities_list" else "records.hubs"),
            selection=selection,
            sources=document_ids,
            key=f"{key}_export",
        )
if district_tab.open:
    with district_tab:
        counted = record_tables.facilities_by_district(listed, names)
        tables.show(
            counted,
            key="facilities_districts",
            ids=[*names, *[None] * (len(counted) - len(names))],
            selected=selection.district,
        )
        export.download_buttons(
            counted,
            title=t("facilities.by_district"),
            selection=selection,
            sources=document_ids,
            key="facilities_districts_export",
        )
sources_note.show(database, document_ids)
