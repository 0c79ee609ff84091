"""Files to fill in: blank ones of every table, with drop-downs and an example."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import state
from dashboard.text import t
from etl import TABLES, blank_csv, blank_workbook, tables_to_fill

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show() -> None:
    """Choose a table, take its template."""
    language = state.current().language
    names = [table.name for table in tables_to_fill()]
    st.markdown(t("import.templates_note"))
    name = st.selectbox(
        t("about_data.table"), names, index=names.index("activities"), key="import_template", width=360,
        format_func=lambda each: TABLES[each].label(language),
    )  # fmt: skip
    table = TABLES[str(name)]
    st.caption(table.grain_en if language == "en" else table.grain_ja)
    with st.container(horizontal=True, gap="small"):
        for suffix, label, make, mime in (
            ("xlsx", "import.blank_xlsx", partial(blank_workbook, table), XLSX),
            ("csv", "import.blank_csv", partial(blank_csv, table), "text/csv"),
        ):
            st.download_button(
                t(label), make, file_name=f"{table.label_ja}.{suffix}", mime=mime, on_click="ignore",
                icon=":material/download:", key=f"import_template_{suffix}",
            )  # fmt: skip
