"""Files on the page: choose, see what they are and what they would change, take them in."""

from __future__ import annotations

import streamlit as st

from dashboard import state, text
from dashboard.database import queries
from dashboard.importing import dry_run, history_view, jobs, proposals, upload
from dashboard.importing.proposals import Answers
from dashboard.importing.upload import Chosen
from dashboard.records import queries as queries_records
from dashboard.text import number, t


def show() -> None:
    """The steps, one below the other; each appears when the one before is done."""
    st.caption(t("import.formats"))
    count = state.kept("files_count") or 0
    chosen = upload.uploader(f"import_files_{count}")
    cities = queries.records(queries.municipalities(state.database()))
    names = {str(row["municipality_code"]): text.city_name(row) for row in cities}
    code = upload.municipality(names, "import_municipality")
    if not chosen.files or code is None:
        return
    draft = proposals.find(chosen.key(code))
    if draft is None:
        ask(chosen, code)
    else:
        decide(draft)


def ask(chosen: Chosen, code: str) -> None:
    """How much was chosen, and the button to the dry run."""
    st.caption(t("import.chosen", count=number(len(chosen.files)), size=number(upload.total_mb(chosen.files), 1)))
    st.button(
        t("import.check_files"), type="primary", icon=":material/preview:", key="import_check", on_click=check,
        args=(chosen, code),
    )  # fmt: skip


def check(chosen: Chosen, code: str) -> None:
    """Begin the dry run of what was chosen."""
    key, otherwise = chosen.key(code), state.current().municipality
    jobs.begin(
        lambda tell: proposals.draft_import(key, chosen.files, Answers(code), tell, otherwise=otherwise),
        t("import.checking"),
    )


def whose(draft: proposals.Draft) -> None:
    """Say whose the files were taken to be where they do not, and that they concern more than one municipality."""
    if draft.assumed:
        place = queries_records.place(state.database(), draft.assumed)
        name = place.municipality_en if state.current().language == "en" else place.municipality
        st.info(t("import.assumed", name=text.literal(name)), icon=":material/info:")
    read = {part.table for part in draft.proposal.parts}
    rows = (row for row in draft.proposal.difference.rows if row.table in read)
    codes = {row.municipality_code for row in rows if row.municipality_code}
    if len(codes) > 1:
        st.warning(t("import.several", count=number(len(codes))), icon=":material/info:")


def decide(draft: proposals.Draft) -> None:
    """The dry run, what only a person can decide, and the button that takes the files in."""
    dry_run.parts(draft, "files")
    whose(draft)
    dry_run.findings(draft, "files")
    dry_run.changes(draft, "files")
    dry_run.questions(draft, "files")
    st.subheader(t("import.take_title"))
    if not draft.proposal.can_accept:
        st.info(t("import.nothing_to_take"), icon=":material/info:")
        return
    history_view.signature("files")
    history_view.take_button(t("import.take"), draft, "files", key="import_take", renew="files_count")
