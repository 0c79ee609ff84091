"""The first step: files are chosen or dropped, and said whose they are.

The bytes stay in memory until the dry run stages them; a name that the browser sends is shown, never used as a path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard import state
from dashboard.importing import MAX_FILE_MB
from dashboard.text import t
from etl import Upload, read_municipality_code

#: Where Streamlit's own words stand in the way: the variables of ``page.css`` with ours.
_WORDS = {"--chiku-choose": "import.choose", "--chiku-drop": "import.drop", "--chiku-dropping": "import.dropping"}


@dataclass(frozen=True)
class Chosen:
    """Files as they were chosen: their bytes, and the ids under which the server received them."""

    files: tuple[Upload, ...]
    ids: tuple[str, ...]

    def key(self, municipality: str) -> str:
        """The same for the same files and municipality, so that a dry run is known to be theirs."""
        return "/".join((state.session_id(), municipality, *self.ids))


def uploader(key: str) -> Chosen:
    """The place to drop files on; in the reader's language, which Streamlit's own widget is not."""
    words = "".join(f"{name}:{css_text(t(key_of, size=MAX_FILE_MB))};" for name, key_of in _WORDS.items())
    with st.container(key="import_upload"):
        st.html(f"<style>:root{{{words}}}</style>")
        files = st.file_uploader(
            t("import.files"), accept_multiple_files=True, key=key, max_upload_size=MAX_FILE_MB,
            label_visibility="collapsed",
        )  # fmt: skip
    return Chosen(tuple(Upload(f.name, f.getvalue()) for f in files), tuple(f.file_id for f in files))


def css_text(text: str) -> str:
    r"""A text as a string of CSS inside a style element: letters and digits as they are, the rest by number.

    >>> css_text("a</style>")
    '"a\\00003c\\00002fstyle\\00003e"'
    """
    return '"' + "".join(c if c.isalnum() else f"\\{ord(c):06x}" for c in text) + '"'


def municipality(names: Mapping[str, str], key: str) -> str | None:
    """Whose files they are: what they say, a known municipality, or a code that is typed; ``None`` if it is no code."""
    options = ["", *names]
    chosen = st.selectbox(
        t("import.municipality"),
        options,
        format_func=lambda code: names.get(code, code) if code else t("import.told_by_file"),
        help=t("import.municipality_help"),
        accept_new_options=True,
        key=key,
        width=480,
    )
    if not chosen or chosen in names:
        return str(chosen or "")
    code = read_municipality_code(str(chosen))
    if code is None:
        st.error(t("import.no_code"), icon=":material/close:")
    return code


def total_mb(files: Sequence[Upload]) -> float:
    """How much was chosen, in MB."""
    return sum(len(file.data) for file in files) / 1024**2
