"""Files to fill in: blank ones of every table, and the present rows to be edited and imported again."""

from __future__ import annotations

import datetime
from functools import partial
from pathlib import Path
from typing import Literal

import streamlit as st

from dashboard import state
from dashboard.importing.dry_run import XLSX
from dashboard.records import queries as queries_records
from dashboard.text import literal, t
from etl import (
    TABLES,
    TemplateError,
    blank_csv,
    blank_workbook,
    filled_csv,
    filled_workbook,
    tables_to_edit,
    tables_to_fill,
)

Form = Literal["xlsx", "utf-8-sig", "cp932"]
FORMS: tuple[Form, ...] = ("xlsx", "utf-8-sig", "cp932")


def show() -> None:
    """Choose a table, take its blank template or its present rows."""
    language = state.current().language
    names = [table.name for table in tables_to_fill()]
    name = str(
        st.selectbox(
            t("about_data.table"), names, index=names.index("activities"), key="import_template", width=360,
            format_func=lambda each: TABLES[each].label(language),
        )
    )  # fmt: skip
    table = TABLES[name]
    st.caption(table.grain_en if language == "en" else table.grain_ja)
    st.subheader(t("import.blank"))
    st.markdown(t("import.templates_note"))
    with st.container(horizontal=True, gap="small"):
        for suffix, make, mime in (
            ("xlsx", partial(blank_workbook, table), XLSX),
            ("csv", partial(blank_csv, table), "text/csv"),
        ):
            st.download_button(
                t(f"export.{suffix}"), make, file_name=f"{table.label_ja}.{suffix}", mime=mime, on_click="ignore",
                icon=":material/download:", key=f"import_template_{suffix}",
            )  # fmt: skip
    if name in {each.name for each in tables_to_edit()}:
        edit(name)


# ------------------------------------------------------------------------------------------------ present rows
def edit(table: str) -> None:
    """The present rows of the selected municipality, made when asked for."""
    code = state.current().municipality
    place = queries_records.place(state.database(), code)
    st.subheader(t("import.filled"))
    name = place.municipality_en if state.current().language == "en" else place.municipality
    st.markdown(t("import.filled_note", name=literal(name)))
    with st.container(horizontal=True, gap="small"):
        for form in FORMS:
            st.button(
                t(f"import.make_{form.replace('-', '_')}"), key=f"import_filled_{form}", icon=":material/table_view:",
                on_click=state.keep, args=("filled", asked_for(table, form, code)),
            )  # fmt: skip
    for form in FORMS:
        if state.kept("filled") == asked_for(table, form, code):
            hand_over(table, code, form, place.municipality)


def asked_for(table: str, form: Form, code: str) -> str:
    """One file of one build: another build makes another file."""
    return "/".join((state.database(), code, table, form))


def hand_over(table: str, code: str, form: Form, city: str) -> None:
    """The button that takes the file, or the sentence why there is none."""
    try:
        data = filled(state.database(), table, code, form)
    except TemplateError as error:
        sentence = error.english if state.current().language == "en" else error.japanese
        st.error(literal(sentence), icon=":material/close:")
        return
    suffix = {"xlsx": "xlsx", "utf-8-sig": "csv", "cp932": "sjis.csv"}[form]
    name = f"{TABLES[table].label_ja}_{city}_{datetime.date.today():%Y%m%d}.{suffix}"
    st.download_button(
        t("import.filled_take", name=literal(name)), data, file_name=name, type="primary", on_click="ignore",
        mime=XLSX if form == "xlsx" else "text/csv", icon=":material/download:", key="import_filled_take",
    )  # fmt: skip


@st.cache_data(show_spinner=False, max_entries=4)
def filled(database: str, table: str, code: str, form: Form) -> bytes:
    """The file of the present rows."""
    if form == "xlsx":
        return filled_workbook(Path(database), table, code)
    return filled_csv(Path(database), table, code, form)
