"""What the page about the data shows: files, findings, editions, counts, as tables in the reader's language.

Every row read is accounted for: the check of each file stands beside its figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.about import queries as queries_about
from dashboard.parts import sources_note
from dashboard.records.tables import words
from dashboard.text import date_label, literal, t
from etl import POPULATION_METHODS, TABLES

#: Severities in the order of weight, with their marks.
SEVERITIES = {"error": "×", "warning": "▲", "info": "・"}


def severity(value: str) -> str:
    """The word of a severity with its mark."""
    return f"{SEVERITIES.get(value, '')} {t(f'about_data.{value}')}" if value in SEVERITIES else value


def table_name(name: str, language: str) -> str:
    """The contract's word for a table."""
    return TABLES[name].label("en" if language == "en" else "ja") if name in TABLES else name


def adds_up(read: int, loaded: int, rejected: int) -> str:
    """Whether every row read was loaded or rejected, in a word."""
    return t("about_data.matches" if read == loaded + rejected else "about_data.differs")


def files(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """The files that were read, and what became of their rows."""
    counts = frame[["rows_read", "rows_loaded", "rows_rejected"]].fillna(0).astype("int64")
    return pd.DataFrame(
        {
            t("about_data.file"): frame["file"],
            t("about_data.part"): frame["part"],
            t("about_data.table"): [table_name(name, language) for name in frame["table_name"].fillna("")],
            t("about_data.read"): counts["rows_read"],
            t("about_data.loaded"): counts["rows_loaded"],
            t("about_data.rejected"): counts["rows_rejected"],
            t("about_data.check"): [adds_up(*row) for row in counts.itertuples(index=False, name=None)],
            t("about_data.recognised"): frame["recognised_as"],
            t("about_data.encoding"): frame["encoding"],
            t("about_data.crs"): frame["crs"],
            t("about_data.edition"): frame["edition"],
        }
    )


def finding_groups(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """Findings by code: severity, number, rejected rows, an example."""
    return pd.DataFrame(
        {
            t("about_data.severity"): [severity(value) for value in frame["severity"]],
            t("about_data.code"): frame["code"],
            t("about_data.findings"): frame["findings"],
            t("about_data.rejected"): frame["rejected"],
            t("about_data.example"): frame[f"message_{language}"],
        }
    )


def findings(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """The findings one by one: where, which value, what is wrong, what to do."""
    return pd.DataFrame(
        {
            t("about_data.severity"): [severity(value) for value in frame["severity"]],
            t("about_data.file"): frame["file"],
            t("about_data.row"): frame["row"].astype("Int64"),
            t("about_data.column"): frame["column"],
            t("about_data.value"): frame["value"],
            t("about_data.message"): frame[f"message_{language}"],
            t("about_data.remedy"): frame[f"remedy_{language}"],
            t("about_data.row_rejected"): [t("about_data.yes") if x else "" for x in frame["rejected"].fillna(False)],
            t("about_data.code"): frame["code"],
        }
    )


def sources(documents: pd.DataFrame, used_by: Mapping[str, str], language: str) -> pd.DataFrame:
    """The sources, and which tables rest on each."""
    frame = sources_note.listing(documents)
    frame[t("about_data.used_by")] = [
        "、".join(table_name(name, language) for name in used_by.get(source, "").split())
        for source in documents["source_id"]
    ]
    return frame


def row_counts(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """Rows per table; of the records with a place, how many have a district and how many have none."""
    unassigned = frame["unassigned"].astype("Int64")
    return pd.DataFrame(
        {
            t("about_data.table"): [table_name(name, language) for name in frame["table_name"]],
            t("about_data.rows"): frame["records"],
            t("about_data.in_district"): frame["records"].astype("Int64") - unassigned,
            t("about_data.unassigned"): unassigned,
        }
    )


def by_district(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """Registered records with a place, by table and district; few records do not mean little done."""
    counts = {table_name(name, language): frame[name] for name in queries_about.PLACED}
    return pd.DataFrame({t("about_data.district"): frame["name"], **counts, t("about_data.rows"): frame["records"]})


def editions(frame: pd.DataFrame) -> pd.DataFrame:
    """The editions of boundaries, and what each stands in for."""
    return pd.DataFrame(
        {
            t("about_data.edition"): frame["edition"],
            t("about_data.current"): [t("about_data.yes") if current else "" for current in frame["is_current"]],
            t("about_data.districts"): frame["districts"],
            t("about_data.area"): frame["area_km2"].round(2),
            t("about_data.substitute"): frame["substitute_note"],
        }
    )


def terms_lines(rows: Sequence[Mapping[str, Any]], unit: str) -> list[str]:
    """What the publisher of the official boundaries says about their use; a municipality without a word is unconfirmed.

    Args:
        rows: edition, terms, detail.
        unit: the word for the kind of district.
    """
    if not rows:
        return [t("about_data.terms_unknown", unit=unit)]
    lines = []
    for row in rows:
        lines.append(t("about_data.terms_value", edition=row["edition"] or "", unit=unit, terms=literal(row["terms"])))
        if row["detail"]:
            lines.append(t("about_data.terms_detail", detail=literal(row["detail"])))
    return lines


def population(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """How people were counted: method, date, people in districts and outside all of them."""
    return pd.DataFrame(
        {
            t("about_data.method"): words(POPULATION_METHODS, [row["method"] for row in rows]),
            t("about_data.as_of"): [date_label(row["as_of"], row["as_of_precision"]) for row in rows],
            t("about_data.districts"): [row["districts"] for row in rows],
            t("about_data.people"): pd.array([row["people"] for row in rows], dtype="Int64"),
            t("about_data.people_outside"): pd.array([row["people_outside"] for row in rows], dtype="Int64"),
        }
    )
