"""Issues: which district has which, by the chosen framework; who shares them; who does what about them."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.charts import records as charts_records
from dashboard.database.queries import records
from dashboard.export import tables as export
from dashboard.issues import classification, matrix
from dashboard.issues import queries as queries_issues
from dashboard.issues import steps as issue_steps
from dashboard.issues import topic_map as issue_map
from dashboard.maps import view
from dashboard.parts import cards, controls, sources_note, tables
from dashboard.records import queries as queries_records
from dashboard.records import tables as record_tables
from dashboard.text import folder, literal, number, t

database, selection = state.database(), state.current()
st.title(t("issues.title"))

known = classification.frameworks(database, selection.municipality, selection.language)
frame = queries_issues.issues(database, selection.municipality)
issues = records(frame)
names = queries_records.district_names(database, selection.municipality)
document_ids = list(frame["source_id"].dropna().unique())

if issues:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        framework = controls.pick(
            "framework", t("issues.framework"), known.options(), help_text=t("issues.framework_help")
        )
        columns = known.columns(framework)
        own = known.is_own(framework)
        table = matrix.build(
            issues,
            columns,
            names,
            framework=framework,
            own=own,
            unclassified=t("issues.unclassified"),
            unassigned=t("records.unassigned"),
        )
        topics = {None: t("issues.every_topic"), **{column.key: column.label for column in table.columns}}
        topic = controls.pick("topic", t("issues.topic"), topics)
    selection = state.current()
    if framework is not None and not own:
        st.info(t("issues.crosswalk_note"), icon=":material/help:")

    unready = sum(matrix.lacks_actor(issue) for issue in issues)
    concerned = len({issue["district_id"] for issue in issues if issue["district_id"] and matrix.is_open(issue)})
    cards.row(
        [
            cards.Card(
                t("issues.open"),
                t("issues.unit", count=number(table.total.open)),
                t("issues.of_all", count=number(table.total.total)),
            ),
            cards.Card(
                t("issues.not_ready_card"), t("issues.unit", count=number(unready)), t("issues.not_ready_detail")
            ),
            cards.Card(
                t("issues.concerned"),
                t("issues.districts", count=number(concerned)),
                t("issues.concerned_detail", total=number(len(names))),
            ),
            cards.Card(
                t("issues.unassigned"),
                t("issues.unit", count=number(table.row_total(matrix.NONE).total)),
                t("issues.unassigned_detail"),
            ),
        ],
        key="issues_cards",
    )

    st.subheader(t("issues.matrix"))
    charts_records.show_matrix(table, selection.district, topic)
    st.caption(t("issues.matrix_note"))

    with st.expander(t("issues.matrix_table"), icon=":material/table:"):
        counted = record_tables.matrix(table)
        tables.show(
            counted,
            key="issues_matrix_table",
            ids=[*(key or None for key, _ in table.rows), None],
            selected=selection.district,
        )
        export.download_buttons(
            counted, title=t("issues.matrix"), selection=selection, sources=document_ids, key="issues_matrix_export"
        )

    st.subheader(t("issues.map", topic=literal(topics[topic])) if topic else t("issues.map_all"))
    values, legend = issue_map.classes(table, topic)
    view.of_selection(
        database,
        selection,
        values,
        legend,
        title=t("issues.legend"),
        key="issues_map",
    )

    st.subheader(t("issues.list"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        voice = controls.voice("issues_voice")
        only = controls.only_selected(names, "issues_only")
        unready_only = st.toggle(t("issues.only_not_ready"), key="issues_unready")
    picked = [
        place
        for place, issue in enumerate(issues)
        if (topic is None or matrix.column_of(table, issue, framework, own) == topic)
        and (not only or issue["district_id"] == selection.district)
        and (voice is None or issue["voice"] == voice)
        and (not unready_only or matrix.lacks_actor(issue))
    ]
    rows = record_tables.issues([issues[place] for place in picked], frame.iloc[picked], selection.language)
    st.caption(t("records.shown", count=number(len(rows)), total=number(len(issues))))
    if rows.empty:
        st.info(t("issues.none_found"), icon=":material/info:")
    else:
        tables.show(
            record_tables.with_content(rows),
            key="issues_list",
            ids=[issues[place]["issue_id"] for place in picked],
            selected=selection.issue,
            field="issue",
            wide={t("records.issue"): "medium"},
        )
    export.download_buttons(
        rows, title=t("issues.list"), selection=selection, sources=document_ids, key="issues_list_export"
    )
    st.caption(t("issues.voices"))

    st.subheader(t("issues.steps"))
    st.caption(t("issues.steps_note"))
    taken = queries_issues.steps(database, selection.municipality)
    steps = records(taken)
    if steps:
        issue = issue_steps.choose([issues[place] for place in picked])
        if issue is not None:
            issue_steps.show(issue, [step for step in steps if step["issue_id"] == issue["issue_id"]])
        with st.expander(t("issues.steps_table"), icon=":material/table:"):
            every = issue_steps.table(taken, steps)
            step_sources = list(taken["source_id"].dropna().unique())
            tables.show(record_tables.with_content(every), key="issues_steps_table")
            export.download_buttons(
                every, title=t("issues.steps"), selection=selection, sources=step_sources, key="issues_steps_export"
            )
        document_ids += step_sources
    else:
        st.info(t("issues.steps_empty"), icon=":material/info:")
        place = queries_records.place(database, selection.municipality)
        st.markdown(t("issues.steps_remedy"))
else:
    st.info(t("issues.empty"), icon=":material/info:")
    city = queries_records.place(database, selection.municipality).municipality
    st.markdown(t("issues.empty_remedy", folder=folder(selection.municipality, city)))

if known.own:
    st.subheader(t("issues.own_frameworks"))
    st.caption(t("issues.no_district_ties"))
    for place, row in enumerate(known.own):
        with st.expander(literal(str(row["label"])), expanded=not issues and place == 0):
            for text in (row["description"], row["note"]):
                if text:
                    st.caption(literal(str(text)))
            tables.show(
                record_tables.framework_topics(known.of(row["framework_id"]), selection.language),
                key=f"issues_topics_{place}",
            )

st.subheader(t("issues.crosswalk"))
st.caption(t("issues.crosswalk_note"))
crosswalk = record_tables.crosswalk(known.classifying, known.topics, selection.language)
record_tables.show_crosswalk(crosswalk, key="issues_crosswalk")
framework_sources = [row["source_id"] for row in (known.classifying if not issues else known.own)]
export.download_buttons(
    crosswalk,
    title=t("issues.crosswalk"),
    selection=selection,
    sources=[row["source_id"] for row in known.classifying],
    key="issues_crosswalk_export",
)
sources_note.show(database, [*document_ids, *framework_sources])
