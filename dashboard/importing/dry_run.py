"""The dry run on the page: recognised as, findings, change log, map of the districts concerned, and what to decide."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard import state
from dashboard.about import tables as about_tables
from dashboard.database import queries
from dashboard.export import tables as export
from dashboard.importing import change_log, jobs, proposals, recognised
from dashboard.importing import queries as queries_importing
from dashboard.importing.proposals import Answers, Draft
from dashboard.maps import count_classes, view
from dashboard.parts import controls, tables
from dashboard.records import tables as record_tables
from dashboard.text import number, t
from etl import TABLES, RowChange, findings_workbook

#: More rows than this are exported, not listed.
LISTED = 1000
MAP_HEIGHT = 420
#: Pixels: two columns of text stand side by side on a projector of 1024.
TEXT_WIDTH = 290
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# ------------------------------------------------------------------------------------------- files and findings
def parts(draft: Draft, key: str) -> None:
    """What the files were read as."""
    st.subheader(t("import.read_as"))
    if draft.proposal.parts:
        listing = recognised.parts(draft.proposal.parts, state.current().language)
        tables.show(record_tables.with_content(listing), key=f"{key}_parts", wide={t("about_data.file"): "medium"})


def findings(draft: Draft, key: str, *, place: bool = True) -> None:
    """The findings, the severe ones first, and their file; without ``place`` it is not said in which file and row."""
    language = state.current().language
    found = recognised.findings(draft.proposal.findings)
    st.subheader(t("about_data.findings_count", count=number(len(found))))
    if found.empty:
        st.success(t("about_data.no_findings"), icon=":material/check:")
        return
    present = [name for name in about_tables.SEVERITIES if (found["severity"] == name).any()]
    counted = " / ".join(f"{about_tables.severity(n)} {number((found['severity'] == n).sum())}" for n in present)
    st.caption(counted)
    wanted = controls.severity(present, "_".join((key, *present))) if len(present) > 1 else None
    shown = found if wanted is None else found[found["severity"] == wanted]
    listing = recognised.listing(about_tables.findings(shown, language), place=place)
    if len(listing) > LISTED:
        st.caption(t("about_data.findings_cut", count=number(LISTED)))
    wide = {t("about_data.message"): TEXT_WIDTH, t("about_data.remedy"): TEXT_WIDTH}
    tables.show(
        record_tables.with_content(listing.head(LISTED)), key=f"{key}_findings", wide=wide, wrapped=True, placeholder=""
    )
    take_away(about_tables.findings(found, language), t("about_data.tab_findings"), f"{key}_findings_export")
    if place:
        marked(draft, key)


def marked(draft: Draft, key: str) -> None:
    """The reader's own tables, with the cells marked that a finding is about; made when the button is pressed."""
    st.download_button(
        t("import.marked"), partial(marked_workbook, draft, state.current().language),
        file_name=t("import.marked_name", day=f"{datetime.date.today():%Y%m%d}"), mime=XLSX, on_click="ignore",
        icon=":material/edit_note:", key=f"{key}_marked", help=t("import.marked_help"),
        disabled=not draft.proposal.files,
    )  # fmt: skip


def marked_workbook(draft: Draft, language: state.Language) -> bytes:
    """The files under the names that the findings have for them, which are not always those that were sent."""
    sent = {hashlib.sha256(upload.data).hexdigest(): upload.data for upload in draft.uploads}
    files = {file.name: sent[file.sha256] for file in draft.proposal.files}
    return findings_workbook(files, draft.proposal.findings, language)


def take_away(frame: object, title: str, key: str) -> None:
    """The buttons below a table that comes from no source but the files at hand."""
    export.download_buttons(frame, title=title, selection=state.current(), sources=(), key=key)  # type: ignore[arg-type]


# --------------------------------------------------------------------------------------------------- change log
def changes(draft: Draft, key: str) -> None:
    """What would change, like a change log; or that nothing would."""
    language, found = state.current().language, draft.proposal.difference
    st.subheader(t("import.changes"))
    if draft.proposal.folder_changes:
        st.warning(t("import.folder_changes"), icon=":material/folder:")
    if not found.total:
        st.info(t("import.no_changes"), icon=":material/check:")
        return
    tables.show(change_log.counts(found, language), key=f"{key}_counts")
    rows = chosen_rows(found.rows, key)
    names, districts = meanings(found.rows)
    listing = change_log.frame(rows, names, districts, language)
    if found.cut:
        st.caption(t("import.cut", shown=number(LISTED), count=number(len(found.rows))))
    elif len(listing) > LISTED:
        st.caption(t("about_data.findings_cut", count=number(LISTED)))
    tables.show(
        record_tables.with_content(listing.head(LISTED)), key=f"{key}_changes",
        wide={t("import.what"): "medium", t("import.content"): TEXT_WIDTH}, wrapped=True,
    )  # fmt: skip
    take_away(listing, t("import.changes"), f"{key}_changes_export")
    touched_map(found.rows, districts, key)


def chosen_rows(rows: tuple[RowChange, ...], key: str) -> list[RowChange]:
    """The rows of the chosen table and kind."""
    language = state.current().language
    present = [name for name in TABLES if any(row.table == name for row in rows)]
    kinds = [kind for kind in change_log.KINDS if any(row.kind == kind for row in rows)]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        table = only(t("about_data.table"), {n: change_log.table_word(n, language) for n in present}, f"{key}_table")
        kind = only(t("import.kind"), {k: change_log.kind_word(k) for k in kinds}, f"{key}_kind")
    return [row for row in rows if table in (None, row.table) and kind in (None, row.kind)]


def only(label: str, options: Mapping[str, str], key: str) -> str | None:
    """One of the options, or all; other options are another choice."""
    return st.selectbox(
        label, [None, *options], format_func=lambda value: options[value] if value else t("controls.all"),
        placeholder=t("controls.all"), key="_".join((key, *options)), width=260,
    )  # fmt: skip


def meanings(rows: tuple[RowChange, ...]) -> tuple[change_log.Names, dict[tuple[str, str], str]]:
    """The names of ids in the change log, and the district of each changed row."""
    database = state.database()
    published: dict[str, dict[str, str]] = {}
    for code in sorted({row.municipality_code for row in rows if row.municipality_code}):
        for table, ids in queries_importing.referenced(database, code).items():
            published.setdefault(table, {}).update(ids)
    districts: dict[tuple[str, str], str] = {}
    for table in {row.table for row in rows if row.kind == "changed"}:
        keys = TABLES[table].key
        if len(keys) == 1 and "district_id" in {c.name for c in TABLES[table].columns} - set(keys):
            wanted = tuple(row.key[0] for row in rows if row.table == table and row.key)
            found = queries_importing.districts_of(database, table, keys[0], wanted)
            districts |= {(table, key): district for key, district in found.items()}
    return change_log.names(published, rows), districts


def touched_map(rows: tuple[RowChange, ...], districts: Mapping[tuple[str, str], str], key: str) -> None:
    """The districts concerned, where the selected municipality has them."""
    database, selection = state.database(), state.current()
    own = queries.districts(database, selection.municipality)
    counts = change_log.touched(rows, districts)
    if own.empty or not counts.keys() & set(own["district_id"]):
        return
    values, legend = count_classes.classes({str(i): counts.get(str(i), 0) for i in own["district_id"]})
    st.subheader(t("import.districts"))
    view.of_selection(
        database, selection, values, legend, title=t("import.rows_changed"), key=f"{key}_map", height=MAP_HEIGHT
    )


# ---------------------------------------------------------------------------------------------------- decisions
def questions(draft: Draft, key: str) -> None:
    """What only a person can decide: rows that the files lack, earlier files of the same name."""
    proposal, answers = draft.proposal, draft.answers
    if proposal.same_name:
        st.info(t("import.same_name", numbers=t("import.list").join(map(str, proposal.same_name))))
        wanted = choose(t("import.same_name_answer"), ("replace", "beside"), answers.replace_same_name, key, draft)
        again(draft, replace(answers, replace_same_name=wanted))
    if any(proposal.absent.values()):
        label = "import.removing" if proposal.removed else "import.absent"
        with st.expander(t(label, listing=absent_rows(draft)), icon=":material/help:", expanded=bool(proposal.removed)):
            st.caption(t("import.absent_note"))
            kept = choose(t("import.absent_answer"), ("keep", "remove"), not proposal.removed, key, draft)
            if kept is bool(proposal.removed):
                again(draft, replace(answers, remove_absent=not kept))


def absent_rows(draft: Draft) -> str:
    """How many published rows of each table the files lack; of those that are to go if any are."""
    language, removed = state.current().language, draft.proposal.removed
    counts = {name: len(keys) for name, keys in removed.items()} if removed else draft.proposal.absent
    return t("import.list").join(
        t("import.absent_of", table=change_log.table_word(name, language), count=number(count))
        for name, count in counts.items()
    )


def choose(label: str, options: tuple[str, str], first: bool, key: str, draft: Draft) -> bool:
    """Whether the first of two answers is chosen."""
    chosen = st.radio(
        label, options, index=int(not first), format_func=lambda option: t(f"import.{option}"), horizontal=True,
        key=f"{key}_{options[0]}_{draft.proposal.id}",
    )  # fmt: skip
    return chosen == options[0]


def again(draft: Draft, answers: Answers) -> None:
    """Run the dry run again if the answers are others."""
    if answers != draft.answers:
        jobs.run(lambda tell: proposals.draft_again(draft, answers, tell), t("import.checking"))
