"""Taking data in: files and single entries, seen as a change log before they are accepted, and undone again."""

from __future__ import annotations

import streamlit as st

from dashboard.importing import files_view, forms, gate_view, history_view, jobs, templates_view
from dashboard.text import t

TABS = ("files", "form", "history", "templates")

st.title(t("import.title"))
if not gate_view.passed():
    st.stop()

st.markdown(t("import.lead"))
jobs.wait()
history_view.notices()
files_tab, form_tab, history_tab, templates_tab = st.tabs(
    [t(f"import.tab_{name}") for name in TABS], key="import_tabs", on_change="rerun"
)
# What was chosen and written stays while another tab is open: these two are always drawn.
with files_tab:
    files_view.show()
with form_tab:
    forms.show()
if history_tab.open:
    with history_tab:
        history_view.show()
if templates_tab.open:
    with templates_tab:
        templates_view.show()
gate_view.lock_button()
