"""The pages in the order of the menu: for a new one, a file in ``pages/``, a line here, a title in ``[nav]``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import text

FOLDER = Path(__file__).parents[1] / "pages"


@dataclass(frozen=True)
class Entry:
    """One page: its name is its file, its address and the key of its title; the icon is of Streamlit's own font."""

    name: str
    icon: str

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.py"


PAGES = (
    Entry("overview", "map"),
    Entry("formation", "timeline"),
    Entry("activities", "event"),
    Entry("facilities", "apartment"),
    Entry("issues", "checklist"),
    Entry("about_data", "database"),
)


def menu() -> Any:
    """Streamlit's navigation over the pages, titled in the reader's language; ``run()`` it."""
    pages = [
        st.Page(
            entry.path,
            title=text.t(f"nav.{entry.name}"),
            icon=f":material/{entry.icon}:",
            url_path=entry.name,  # ASCII: other letters break the Back button
            default=entry is PAGES[0],
        )
        for entry in PAGES
        if entry.path.exists()
    ]
    return st.navigation(pages, position="sidebar")
