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
    """One page: its name is its file, its address and the key of its title.

    It has no icon: Streamlit would take the browser's tab icon for it from the network.
    """

    name: str

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.py"


PAGES = (
    Entry("overview"),
    Entry("formation"),
    Entry("activities"),
    Entry("facilities"),
    Entry("issues"),
    Entry("about_data"),
    Entry("import_data"),
)


def menu() -> Any:
    """Streamlit's navigation over the pages, titled in the reader's language; ``run()`` it."""
    pages = [
        st.Page(
            entry.path,
            title=text.t(f"nav.{entry.name}"),
            url_path=entry.name,  # ASCII: other letters break the Back button
            default=entry is PAGES[0],
        )
        for entry in PAGES
        if entry.path.exists()
    ]
    return st.navigation(pages, position="sidebar")
