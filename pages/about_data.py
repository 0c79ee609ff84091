"""About the data: where they are from, what was read, what was not, and how to add one's own."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.about import queries as queries_about
from dashboard.about import tables as about_tables
from dashboard.database import queries
from dashboard.export import tables as export
from dashboard.maps import count_classes, view
from dashboard.parts import cards, controls, sources_note, tables
from dashboard.records import queries as queries_records
from dashboard.records import tables as record_tables
from dashboard.text import folder, literal, number, t

#: More findings than this are exported, not listed.
LISTED = 1000
#: Pixels.
MAP_HEIGHT = 460

database, selection = state.database(), state.current()
language = selection.language
place = queries_records.place(database, selection.municipality)
own_folder = folder(selection.municipality, place.municipality)
st.title(t("about_data.title"))

info = queries.build_info(database)
groups = queries_about.finding_groups(database, selection.municipality)
by_severity = groups.groupby("severity")["findings"].sum().to_dict()
read, loaded, rejected = (int(info.get(key) or 0) for key in ("rows_read", "rows_loaded", "rows_rejected"))
cards.row(
    [
        cards.Card(t("about_data.read"), number(read), t("about_data.all_files")),
        cards.Card(
            t("about_data.loaded"),
            number(loaded),
            t("about_data.adds_up", check=about_tables.adds_up(read, loaded, rejected)),
        ),
        cards.Card(t("about_data.rejected"), number(rejected), t("about_data.rejected_detail")),
        cards.Card(
            t("about_data.tab_findings"),
            number(sum(by_severity.values())),
            " / ".join(
                f"{about_tables.severity(key)} {number(by_severity.get(key, 0))}" for key in about_tables.SEVERITIES
            ),
        ),
    ],
    key="about_cards",
)

source_tab, boundary_tab, files_tab, findings_tab, rows_tab, add_tab = st.tabs(
    [t(f"about_data.tab_{name}") for name in ("sources", "boundaries", "files", "findings", "rows", "add")],
    key="about_tabs",
    on_change="rerun",
)

used_by = queries_about.sources_in_use(database, selection.municipality)
documents = queries.sources(database, tuple(used_by))
if source_tab.open:
    with source_tab:
        if documents.empty:
            st.info(t("sources.none"), icon=":material/info:")
        else:
            listing = about_tables.sources(documents, used_by, language)
            tables.show(listing, key="about_sources", wide={t("sources.document"): "large"})
            export.download_buttons(
                listing,
                title=t("about_data.tab_sources"),
                selection=selection,
                sources=list(used_by),
                key="about_sources_export",
            )

if boundary_tab.open:
    with boundary_tab:
        editions = queries_about.editions(database, selection.municipality)
        st.subheader(t("about_data.boundaries"))
        if editions.empty:
            st.info(t("about_data.no_boundaries", folder=literal(own_folder)), icon=":material/info:")
        else:
            st.caption(t("about_data.unit", unit=controls.area_unit(place)))
            tables.show(record_tables.with_content(about_tables.editions(editions)), key="about_editions")
            if editions["source_id"].fillna("").str.startswith("ksj-").any():
                terms = queries_about.boundary_terms(database, selection.municipality)
                for line in about_tables.terms_lines(terms, controls.area_unit(place)):
                    st.caption(line)
            if editions["substitute_note"].notna().any():
                st.caption(t("about_data.substitute_note"))
        st.subheader(t("about_data.population"))
        basis = queries_about.population_basis(database, selection.municipality)
        if basis:
            tables.show(about_tables.population(basis), key="about_population")
            st.caption(t("about_data.population_note"))
        else:
            st.info(t("about_data.no_population"), icon=":material/info:")
        sources_note.show(
            database,
            [*editions["source_id"], *queries_records.population_sources(database, selection.municipality)],
        )

if files_tab.open:
    with files_tab:
        listed = about_tables.files(queries_about.files(database), language)
        st.caption(t("about_data.files_note"))
        tables.show(record_tables.with_content(listed), key="about_files", wide={t("about_data.file"): "medium"})
        export.download_buttons(
            listed, title=t("about_data.tab_files"), selection=selection, sources=(), key="about_files_export"
        )

if findings_tab.open:
    with findings_tab:
        if groups.empty:
            st.success(t("about_data.no_findings"), icon=":material/check:")
        else:
            severity = controls.severity(
                [key for key in about_tables.SEVERITIES if key in by_severity], "about_severity"
            )
            shown_groups = groups if severity is None else groups[groups["severity"] == severity]
            tables.show(
                about_tables.finding_groups(shown_groups, language),
                key="about_groups",
                wide={t("about_data.example"): "large"},
            )
            code = controls.code(list(shown_groups["code"].unique()), "about_code")
            found = queries_about.findings(database, selection.municipality, severity, code)
            st.subheader(t("about_data.findings_count", count=number(len(found))))
            if len(found) > LISTED:
                st.caption(t("about_data.findings_cut", count=number(LISTED)))
            details = about_tables.findings(found, language)
            tables.show(
                details.head(LISTED),
                key="about_findings",
                wide={t("about_data.message"): "large", t("about_data.remedy"): "large"},
            )
            export.download_buttons(
                details,
                title=t("about_data.tab_findings"),
                selection=selection,
                sources=(),
                key="about_findings_export",
            )

if rows_tab.open:
    with rows_tab:
        counted = about_tables.row_counts(queries_about.row_counts(database, selection.municipality), language)
        tables.show(counted, key="about_rows")
        st.caption(t("about_data.rows_note"))
        coverage = queries_about.records_by_district(database, selection.municipality)
        if not coverage.empty:
            st.subheader(t("about_data.coverage"))
            counts = dict(zip(coverage["district_id"], coverage["records"].astype(int), strict=True))
            values, legend = count_classes.classes(counts)
            view.of_selection(
                database,
                selection,
                values,
                legend,
                title=t("about_data.coverage"),
                key="about_map",
                height=MAP_HEIGHT,
            )
            tables.show(
                about_tables.by_district(coverage, language),
                key="about_coverage",
                ids=list(coverage["district_id"]),
                selected=selection.district,
                field="district",
            )
            st.caption(t("about_data.coverage_note"))
        export.download_buttons(
            counted, title=t("about_data.tab_rows"), selection=selection, sources=list(used_by), key="about_rows_export"
        )
        st.caption(
            t(
                "about_data.build",
                id=literal(str(info.get("build_id", ""))),
                time=str(info.get("built_at", "")),
                version=literal(str(info.get("version", ""))),
            )
        )

if add_tab.open:
    with add_tab:
        st.markdown(t("about_data.add", folder=own_folder))
        st.code(t("about_data.add_commands", folder=own_folder), language="sh")
