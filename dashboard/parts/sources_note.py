"""Where the numbers of a view are from: one click under each view, never more than one.

It shows what the database holds about a source and nothing else; invented data is called so.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from dashboard.database import queries
from dashboard.text import choice, date_label, t
from etl import SOURCE_KINDS


def show(database: str, source_ids: Iterable[str | None]) -> None:
    """The list of sources in an expander; says so when none is recorded."""
    wanted = tuple(sorted({source for source in source_ids if isinstance(source, str) and source}))
    documents = queries.sources(database, wanted) if wanted else pd.DataFrame()
    with st.expander(t("sources.title", count=len(documents)), icon=":material/menu_book:"):
        if documents.empty:
            st.write(t("sources.none"))
            return
        if (documents["kind"] == "sample").any():
            st.warning(t("sources.sample"), icon=":material/science:")
        st.dataframe(listing(documents), hide_index=True, width="stretch", row_height=32)


def listing(documents: pd.DataFrame) -> pd.DataFrame:
    """Sources as rows for reading: kind, title, publisher, page, dates, terms; empty columns are left out."""
    frame = pd.DataFrame(
        {
            t("sources.kind"): [choice(SOURCE_KINDS, kind) for kind in documents["kind"]],
            t("sources.document"): documents["title"],
            t("sources.publisher"): documents["publisher"],
            t("sources.page"): documents["page"],
            t("sources.published"): dates(documents, "published"),
            t("sources.as_of"): dates(documents, "as_of"),
            t("sources.retrieved"): dates(documents, "retrieved"),
            t("sources.terms"): documents["terms"],
            t("sources.note"): documents["note"],
        }
    ).fillna("")
    optional = [column for column in frame.columns[2:] if not frame[column].astype(bool).any()]
    return frame.drop(columns=optional)


def dates(frame: pd.DataFrame, column: str) -> list[str]:
    """A date column in words, each as fine as it is known."""
    return [
        date_label(day, precision) for day, precision in zip(frame[column], frame[f"{column}_precision"], strict=True)
    ]
