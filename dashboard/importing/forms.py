"""The form of one entry on the page: fields out of the contract, checked as they are written, then a dry run.

There is no field for a person's name.  Dates are written as staff do; each is answered with what was understood.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import state
from dashboard.importing import dry_run, fields, history_view, jobs, proposals
from dashboard.importing import queries as queries_importing
from dashboard.importing.fields import Field
from dashboard.importing.proposals import Answers
from dashboard.text import date_label, t
from etl import TABLES, Column, Upload

COLUMNS = 3


def show() -> None:
    """Choose what is entered, fill it in, see what would change, take it in."""
    language = state.current().language
    table = st.segmented_control(
        t("import.form"), fields.FORMS, default=fields.FORMS[0], required=True, key="import_form",
        format_func=lambda name: TABLES[name].label(language),
    )  # fmt: skip
    st.caption(t("import.form_note"))
    fill_in(str(table))


def fill_in(table: str) -> None:
    """The fields; below them, once asked for, what the entry as it stands would change."""
    selection = state.current()
    form = fields.fields(table, queries_importing.referenced(state.database(), selection.municipality))
    # Another kind of entry, another municipality, the next entry: other fields, empty again.
    prefix = f"form_{table}_{selection.municipality}_{state.kept('form_count') or 0}"
    widgets(form, prefix)
    values = filled(form, prefix)
    draft = proposals.find(own_key(table, values))
    if draft is not None:
        preview(draft)
        return
    missing, unreadable = fields.problems(form, values)
    if not missing and fields.needs_place(form, values):
        st.info(t("import.no_place"), icon=":material/info:")
    if st.button(
        t("import.check_entry"), type="primary", key=f"{prefix}_check", icon=":material/preview:", on_click=check,
        args=(table, form, prefix),
    ):  # fmt: skip
        refuse(missing, unreadable)


def filled(form: Sequence[Field], prefix: str) -> dict[str, str]:
    """What each field holds by now, as a file would."""
    return {field.column.name: state.written(f"{prefix}_{field.column.name}") for field in form}


def own_key(table: str, values: Mapping[str, str]) -> str:
    """The same for the same entry of this session."""
    content = json.dumps([table, state.current().municipality, state.kept("form_count"), dict(values)])
    return f"{state.session_id()}-form-{hashlib.sha256(content.encode()).hexdigest()[:16]}"


def refuse(missing: Sequence[Column], unreadable: Sequence[Column]) -> None:
    """Which fields have to be filled in, and which cannot be read."""
    language = state.current().language
    for key, columns in (("import.missing", missing), ("import.unreadable", unreadable)):
        if columns:
            named = t("import.list").join(column.label(language) for column in columns)
            st.error(t(key, columns=named), icon=":material/close:")


def check(table: str, form: Sequence[Field], prefix: str) -> None:
    """Begin the dry run of the entry as it stands, as a file of one row, if it can be read."""
    values, code = filled(form, prefix), state.current().municipality
    if any(fields.problems(form, values)):
        return
    file = Upload(fields.file_name(table, datetime.datetime.now()), fields.as_csv(table, code, values))
    key = own_key(table, values)
    jobs.begin(lambda tell: proposals.draft_import(key, [file], Answers(code), tell), t("import.checking"))


def preview(draft: proposals.Draft) -> None:
    """What the entry would change, and the button that takes it in."""
    dry_run.findings(draft, "form", place=False)
    if any(f.row for f in draft.proposal.findings):
        st.caption(t("import.form_row"))
    dry_run.changes(draft, "form")
    history_view.signature("form")
    history_view.take_button(
        t("import.take"), draft, "form", key="import_form_take", renew="form_count",
        disabled=not draft.proposal.can_accept,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------- fields
def widgets(form: Sequence[Field], prefix: str) -> None:
    """One widget per field, in rows of three; each holds what a file would."""
    for start in range(0, len(form), COLUMNS):
        for place, field in zip(st.columns(COLUMNS), form[start : start + COLUMNS], strict=False):
            with place:
                widget(field, f"{prefix}_{field.column.name}")


def widget(field: Field, key: str) -> None:
    """The widget of a field; it holds the text that a file would."""
    language = state.current().language
    column = field.column
    label = column.label(language) + (f"（{column.unit}）" if column.unit and language == "ja" else "")
    label = t("import.required", label=label) if field.required else label
    help_text = (column.help_en if language == "en" else column.help_ja) or None
    example = t("import.example", example=column.example) if column.example else ""
    if field.kind == "reference":
        first = state.current().district if column.name == "district_id" else None
        choose(label, dict(field.options), key, help_text, first)
    elif field.kind == "choice":
        choose(label, {choice.label_ja: choice.label(language) for choice in column.choices}, key, help_text)
    elif field.kind == "long":
        st.text_area(label, help=help_text, placeholder=example, key=key, height=68, max_chars=2000)
    else:
        text = st.text_input(label, help=help_text, placeholder=example, key=key, max_chars=300)
        if field.kind == "date" and text.strip():
            answer_date(text)


def choose(label: str, options: dict[str, str], key: str, help_text: str | None, first: str | None = None) -> None:
    """One of what there is, or nothing; ``first`` is chosen to begin with."""
    index = list(options).index(first) if first in options else None
    st.selectbox(
        label, list(options), index=index, format_func=lambda value: options.get(value, value), help=help_text,
        placeholder=t("import.choose_one" if options else "import.none_registered"), key=key, disabled=not options,
    )  # fmt: skip


def answer_date(text: str) -> None:
    """What was understood, as soon as it is written."""
    found = fields.understood(text)
    if found is None:
        st.caption(f":material/error: **{t('import.bad_date')}**")
    else:
        st.caption(t("import.date_read", date=date_label(found.start, found.precision)))
