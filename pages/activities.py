"""Activities of a 年度: where, when, of which kind, and how districts compare."""

from __future__ import annotations

import streamlit as st

from dashboard import state, theme
from dashboard.charts import records as charts_records
from dashboard.charts import timeline as charts
from dashboard.district import changes as district_changes
from dashboard.export import tables as export
from dashboard.formation import headline
from dashboard.indicators import engine, registry, shown
from dashboard.maps import points, view
from dashboard.parts import cards, controls, sources_note, tables
from dashboard.records import queries as queries_records
from dashboard.records import tables as record_tables
from dashboard.text import fiscal_year_label, folder, literal, number, t

database, selection = state.database(), state.current()
st.title(t("activities.title"))

categories, councils = queries_records.activity_choices(database, selection.municipality)
names = queries_records.district_names(database, selection.municipality)
place = queries_records.place(database, selection.municipality)
if not categories:
    st.info(t("activities.empty"), icon=":material/info:")
    st.markdown(t("activities.empty_remedy", folder=folder(selection.municipality, place.municipality)))
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    indicator = controls.indicator("activities")
    category = controls.category(categories)
    council = controls.council(councils)
    whole = controls.whole_period("activities_whole")
selection = state.current()
period = t("activities.whole_period") if whole else fiscal_year_label(selection.fiscal_year)

wanted = queries_records.ActivityFilter(
    municipality=selection.municipality,
    fiscal_year=None if whole else selection.fiscal_year,
    category=category,
    council=council,
)
measured = engine.measured(
    database, selection.municipality, selection.fiscal_year, category=category, council=council, whole=whole
)
places = queries_records.activity_points(database, wanted)
without_point = int(places.loc[places["longitude"].isna(), "activities"].sum())
document_ids = queries_records.activity_sources(database, wanted)
population_ids = queries_records.population_sources(database, selection.municipality)
#: Where nothing at all is recorded there is no total: that is no data, not zero.
every = measured.city(registry.INDICATORS["activities"])
unrecorded = every.value is None
total = int(every.value or 0)
unassigned = int(engine.counted(measured.outside.row, "activities").value or 0)
shown_cards = [
    headline.nothing(t("activities.activities"), t("activities.none_in", period=period))
    if unrecorded
    else cards.Card(t("activities.activities"), t("activities.unit", count=number(total)), period),
    cards.Card(
        t("records.participants"),
        shown.value_text(measured.city(registry.INDICATORS["participants"]), registry.INDICATORS["participants"]),
        t("activities.told", count=number(measured.total("activities_told")), total=number(total)),
    ),
    cards.Card(
        t("activities.unassigned"),
        t("activities.unit", count=number(unassigned)),
        t("activities.unassigned_detail"),
    ),
]
if unrecorded:
    shown_cards = shown_cards[:1]
if names and not unrecorded:
    active = sum(bool(line.row["activities"]) for line in measured.districts)
    shown_cards.insert(
        2,
        cards.Card(
            t("activities.active_districts"),
            t("activities.of", count=active, total=len(names)),
            t("activities.quiet_districts", count=len(names) - active),
        ),
    )
cards.row(shown_cards, key="activities_cards")

if not total and not unrecorded:
    st.info(t("activities.none_found", period=period), icon=":material/info:")

map_side, chart_side = st.columns([3, 2], gap="medium")
with map_side:
    st.subheader(t("activities.map"))
    values, legend = shown.classify(measured.values(indicator), indicator)
    view.of_selection(
        database,
        selection,
        values,
        legend,
        title=t(indicator.label_key),
        points=points.activities(places),
        points_title=t("activities.points"),
        key="activities_map",
    )
    if points.left_out(places):
        st.caption(t("activities.left_out", shown=number(points.MOST), count=number(points.left_out(places))))
    if unassigned or without_point:
        st.caption(t("activities.map_note", unassigned=number(unassigned), without_point=number(without_point)))
with chart_side:
    st.subheader(t("activities.by_month"))
    months = queries_records.activities_by_month(database, wanted)
    if months["month"].notna().any():
        charts.show(charts_records.by_month(months), key="activities_months")
    else:
        st.caption(t("activities.no_months"))
    undated = int(months.loc[months["month"].isna(), "activities"].sum())
    if undated:
        st.caption(t("activities.undated", count=number(undated)))

comparison_tab, list_tab = st.tabs(
    [t("activities.comparison"), t("activities.list")], key="activities_tabs", on_change="rerun"
)
if comparison_tab.open:
    with comparison_tab:
        changes = district_changes.of_city(database, selection.municipality)
        changed = district_changes.changed_since(changes, None if whole else selection.fiscal_year)
        lines = measured.lines(unassigned=t("records.unassigned"), total=t("records.total"))
        table = record_tables.comparison(measured, lines, district_changes.by_district(changed))
        tables.show(
            record_tables.for_screen(table),
            key="activities_comparison",
            ids=[line.key if line.key in names else None for line in lines],
            selected=selection.district,
            placeholder=theme.NOTHINGS["not_applicable"].mark,
        )
        if changed:
            st.caption(
                literal(
                    t(
                        "changes.mark_note",
                        said=district_changes.listed([district_changes.sentence(c) for c in changed]),
                    )
                )
            )
        st.caption(t("activities.comparison_note", threshold=measured.threshold))
        export.download_buttons(
            table,
            title=t("activities.comparison"),
            selection=selection,
            sources=[*document_ids, *population_ids],
            key="activities_comparison_export",
            year=period,
        )
if list_tab.open:
    with list_tab:
        listed = queries_records.activities(database, wanted)
        if controls.only_selected(names, "activities_only"):
            listed = listed[listed["district_id"] == selection.district]
        rows = record_tables.activities(listed)
        st.caption(t("records.shown", count=number(len(rows)), total=number(total)))
        tables.show(record_tables.with_content(rows), key="activities_list", wide={t("records.activity"): "medium"})
        export.download_buttons(
            rows,
            title=t("activities.title"),
            selection=selection,
            sources=document_ids,
            key="activities_list_export",
            year=period,
        )
sources_note.show(database, [*document_ids, *population_ids])
