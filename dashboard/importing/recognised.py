"""What the uploaded files were read as, and what is to be said about them: parts and findings as tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from dashboard.about.tables import SEVERITIES, adds_up, table_name
from dashboard.text import t, words
from etl import FilePart, Finding

#: ``ksj-A32-2023``: data set and edition of 国土数値情報.
_KSJ = re.compile(r"ksj-([A-Z]\d+|terms|mesh)(?:-(\d{4}))?")


def word(recognised_as: str, table: str, language: str) -> str:
    """What a file was recognised as, in words: the form of our own template, an official data set, a layout."""
    if not recognised_as:
        return t("recognised.nothing")
    if recognised_as.startswith("contract:"):
        return t("recognised.contract", table=table_name(table, language))
    if (match := _KSJ.fullmatch(recognised_as)) and f"recognised.ksj_{match[1]}" in words("ja"):
        name = t(f"recognised.ksj_{match[1]}")
        return t("recognised.ksj", name=name, edition=match[2]) if match[2] else name
    key = "recognised." + re.sub(r"[^a-z0-9]+", "_", recognised_as.casefold()).strip("_")
    return t(key) if key in words("ja") else recognised_as


def parts(found: Sequence[FilePart], language: str) -> pd.DataFrame:
    """The parts of the files: what they are and what becomes of their rows; read = loaded + rejected."""
    shown = [part for part in found if part.table or part.rows_read or not _read_elsewhere(part, found)]
    return pd.DataFrame(
        {
            t("about_data.file"): [part.file for part in shown],
            t("import.recognised_as"): [word(part.recognised_as, part.table, language) for part in shown],
            t("import.rows_read"): [part.rows_read for part in shown],
            t("import.rows_loaded"): [part.rows_loaded for part in shown],
            t("import.rows_rejected"): [part.rows_rejected for part in shown],
            t("about_data.check"): [adds_up(part.rows_read, part.rows_loaded, part.rows_rejected) for part in shown],
            t("about_data.table"): [table_name(part.table, language) for part in shown],
            t("about_data.part"): [part.part for part in shown],
            t("about_data.edition"): [part.edition for part in shown],
            t("about_data.encoding"): [part.encoding for part in shown],
        }
    )


def _read_elsewhere(part: FilePart, found: Sequence[FilePart]) -> bool:
    """Whether a part without rows is only a remark on a file of which another part was read."""
    return any(other.file == part.file and other.table for other in found)


def findings(found: Sequence[Finding]) -> pd.DataFrame:
    """The findings as the build records them, the severe ones first; for ``about_tables.findings``."""
    order = list(SEVERITIES)
    ordered = sorted(found, key=lambda f: (order.index(f.severity), f.file, f.part, f.row or 0))
    fields = ("severity", "code", "file", "row", "column", "value", "message_ja", "message_en", "remedy_ja",
              "remedy_en", "rejected")  # fmt: skip
    frame = pd.DataFrame({name: [getattr(one, name) for one in ordered] for name in fields})
    return frame.astype({"row": "Int64", "rejected": "bool"})


def listing(frame: pd.DataFrame, *, place: bool = True) -> pd.DataFrame:
    """Findings for the screen: what is wrong and what to do first, then where it is; no codes."""
    first = [t(f"about_data.{name}") for name in ("severity", "row_rejected", "message", "remedy")]
    rest = [name for name in frame.columns if name not in (*first, t("about_data.code"))]
    return frame[[*first, *(rest if place else ())]]
