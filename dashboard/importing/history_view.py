"""The history on the page: what was taken in and taken back, and taking back with a dry run first."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.importing import dry_run, jobs, past, proposals
from dashboard.parts import damage_view, tables
from dashboard.records import tables as record_tables
from dashboard.text import literal, t
from etl import DatabaseUnreadableError, Entry, JournalError


def show() -> None:
    """The list of entries, and the choice of one to take back."""
    try:
        entries = proposals.entries()
    except JournalError:  # said at the top of the page
        return
    if not entries:
        st.info(t("import.no_history"), icon=":material/info:")
        return
    listing = past.listing(entries)
    tables.show(
        record_tables.with_content(listing, keep=4), key="import_history",
        wide={t("about_data.file"): 160, t("import.remark"): "medium"}, placeholder="",
    )  # fmt: skip
    st.caption(t("import.history_note"))
    dry_run.take_away(listing, t("import.tab_history"), "import_history_export")
    choices = {entry.number: past.title(entry) for entry in past.undoable(entries)}
    if not choices:
        return
    st.subheader(t("import.undo_title"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            t("import.undo_which"), list(choices), index=None, format_func=choices.__getitem__,
            placeholder=t("import.undo_none"), key="import_undo_entry", width=640,
        )  # fmt: skip
        st.button(
            t("import.undo_preview"), disabled=number is None, on_click=state.keep, args=("undo", number),
            key="import_undo_preview", icon=":material/preview:",
        )  # fmt: skip
    undo(choices)


def undo(choices: dict[int, str]) -> None:
    """The dry run of taking back the chosen entry, and the button that does it."""
    chosen = state.kept("undo")
    if chosen is None:
        return
    if chosen not in choices:
        st.info(t("import.undone_already", entry=chosen), icon=":material/info:")
        return
    key = f"{state.session_id()}-undo-{chosen}-{state.database()}"
    draft = proposals.find(key)
    if draft is None:
        jobs.run(lambda tell: proposals.draft_undo(key, int(chosen), tell), t("import.checking"))
        return
    st.markdown(t("import.undo_of", entry=literal(choices[chosen])))
    if draft.proposal.findings:
        dry_run.findings(draft, "undo", place=False)
    dry_run.changes(draft, "undo")
    decide(draft)


def decide(draft: proposals.Draft) -> None:
    """Who takes it back, and the button."""
    signature("undo")
    with st.container(horizontal=True):
        take_button(t("import.undo"), draft, "undo", key="import_undo", icon="undo", done="undone")
        st.button(t("import.stop"), on_click=state.keep, args=("undo", None), key="import_undo_stop")


def signature(place: str) -> None:
    """By whom and why, both optional."""
    left, right = st.columns(2)
    left.text_input(t("import.by"), help=t("import.by_help"), placeholder=t("import.by_example"), max_chars=60,
                    key=f"import_by_{place}")  # fmt: skip
    right.text_input(t("import.note"), max_chars=200, key=f"import_note_{place}")


def take_button(
    label: str,
    draft: proposals.Draft,
    place: str,
    *,
    key: str,
    icon: str = "check",
    done: str = "done",
    renew: str = "undo_count",
    disabled: bool = False,
) -> None:
    """The button that takes a dry run in, signed as written at ``place``; a press is never lost."""
    st.button(
        label, type="primary", icon=f":material/{icon}:", key=key, disabled=disabled, on_click=begin_taking,
        args=(draft, place, done, renew),
    )  # fmt: skip


def begin_taking(draft: proposals.Draft, place: str, done: str, renew: str) -> None:
    """Take a dry run in; what was done is said at the top of the page from then on."""
    by, note = (state.written(f"import_{what}_{place}") for what in ("by", "note"))

    def then(entry: Entry) -> None:
        state.renew(renew)
        state.keep("undo", None)
        state.keep("done", done)
        state.keep("done_entry", entry.number)
        state.keep("done_differs", dict(entry.difference) != dict(draft.proposal.difference.counts))
        go_where(draft)

    jobs.begin(lambda tell: proposals.take(draft, by, note, tell), t("import.taking"), then)


def go_where(draft: proposals.Draft) -> None:
    """Show the municipality that was taken in, if only one was."""
    codes = {row.municipality_code for row in draft.proposal.difference.rows if row.municipality_code}
    if len(codes) == 1:
        state.update(municipality=codes.pop())


def notices() -> None:
    """What was just done, and what still waits to be published."""
    try:
        waiting = proposals.waiting()
    except JournalError as error:
        st.error(literal(proposals.sentence(error, state.current().language)))
        if isinstance(error, DatabaseUnreadableError):
            damage_view.offer_rebuild()
        return
    if state.unreadable_databases():  # the banner says which and why
        damage_view.offer_rebuild()
    if waiting:
        st.warning(t("import.waiting", numbers="、".join(map(str, waiting))), icon=":material/hourglass_top:")
        st.button(t("import.publish"), key="import_publish", on_click=jobs.begin,
                  args=(proposals.publish, t("import.taking")))  # fmt: skip
    if entry := state.kept("done_entry"):
        st.success(t(f"import.{state.kept('done')}", entry=entry), icon=":material/check:")
        if state.kept("done_differs"):
            st.warning(t("import.differs"), icon=":material/info:")
        with st.container(horizontal=True):
            label = "import.undo_this" if state.kept("done") == "done" else "import.redo_this"
            st.button(t(label), on_click=look_back, args=(int(entry),), icon=":material/undo:",
                      key="import_undo_this")  # fmt: skip
            st.button(t("import.close"), on_click=state.keep, args=("done_entry", None), key="import_close")


def look_back(entry: int) -> None:
    """Open the history at an entry."""
    state.keep("done_entry", None)
    state.keep("undo", entry)
    state.preset("import_undo_entry", entry)
    state.preset("import_tabs", t("import.tab_history"))
