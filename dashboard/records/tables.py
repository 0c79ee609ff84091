"""Records as tables for reading and for export: columns in the reader's language, stored values as their words.

Numbers stay numbers, a date is exactly as fine as it is known, and a kind of nothing keeps its name.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import theme
from dashboard.indicators.engine import Figure, Line, Measured
from dashboard.indicators.registry import of_subject
from dashboard.issues.matrix import Matrix, is_open, lacks_actor
from dashboard.text import choice, t
from etl import (
    ACTIVITY_CATEGORIES,
    CANONICAL_TOPICS,
    CERTAINTIES,
    FACILITY_KINDS,
    FACILITY_STATUSES,
    STAGES,
    VOICES,
    fiscal_year_of,
)

#: Mark of each status of a facility, so that what is not there yet is never taken for what is.
FACILITY_STATUS_MARKS = {"existing": "■", "planned": "□", "provisional": "◇", "closed": "×"}
#: Mark of each voice: whose statement it is.
VOICE_MARKS = {"administration": "▲", "council": "●", "statistics": "■"}


def plain_date(day: datetime.date | None, precision: str | None) -> str:
    """A date that sorts, exactly as fine as it is known (ISO 8601); 年度 in words.

    >>> plain_date(datetime.date(2008, 1, 1), "month"), plain_date(datetime.date(2008, 1, 15), "day")
    ('2008-01', '2008-01-15')
    """
    if day is None or day != day:
        return ""
    if precision == "fiscal_year":
        return t("records.fiscal_year", year=fiscal_year_of(day))
    return day.strftime({"year": "%Y", "month": "%Y-%m"}.get(precision or "day", "%Y-%m-%d"))


def plain_dates(frame: pd.DataFrame, column: str) -> list[str]:
    """A date column with its precision, as text."""
    return [plain_date(day, p) for day, p in zip(frame[column], frame[f"{column}_precision"], strict=True)]


def words(choices: Iterable[Any], values: Iterable[str | None], marks: Mapping[str, str] | None = None) -> list[str]:
    """Stored values as their words, each looked up once; with a mark in front where there is one."""
    known: dict[str | None, str] = {}
    out = []
    for value in values:
        if value not in known:
            mark = (marks or {}).get(value or "", "")
            known[value] = f"{mark} {choice(choices, value)}".strip() if isinstance(value, str) else ""
        out.append(known[value])
    return out


def place_names(names: pd.Series) -> pd.Series:
    """District names, with the word for those that reached none."""
    return names.fillna(t("records.unassigned"))


def with_content(frame: pd.DataFrame, keep: int = 1) -> pd.DataFrame:
    """The columns in which something stands, for the screen; an export has them all.

    >>> list(with_content(pd.DataFrame({"name": ["x"], "note": [None], "hours": [""], "count": [0]})))
    ['name', 'count']
    """
    filled = [place < keep or (frame[name].notna() & (frame[name] != "")).any() for place, name in enumerate(frame)]
    return frame.loc[:, filled]


def activities(frame: pd.DataFrame) -> pd.DataFrame:
    """The list of activities."""
    return pd.DataFrame(
        {
            t("records.date"): plain_dates(frame, "start_date"),
            t("records.activity"): frame["title"],
            t("records.district"): place_names(frame["district"]),
            t("records.council"): frame["council"].fillna(frame["council_id"]),
            t("records.category"): words(ACTIVITY_CATEGORIES, frame["category"]),
            t("records.participants"): frame["participants"].astype("Int64"),
            t("records.partners"): frame["partners"],
            t("records.venue"): frame["venue"],
        }
    )


def comparison(measured: Measured, lines: Sequence[Line], changed: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Districts, the unassigned and the total by the indicators of activities; what is missing as its mark and name.

    ``changed`` says of districts, by id, that their area was another in the period: a column of its own.
    """
    columns: dict[str, list[Any]] = {t("records.district"): [line.name for line in lines]}
    columns[t("records.people")] = [number(measured.count(line, "people")) for line in lines]
    for indicator in of_subject("activities").values():
        columns[t(indicator.label_key)] = [number(measured.figure(line, indicator), indicator.digits) for line in lines]
    if changed:
        columns[t("changes.column")] = [changed.get(line.key, "") for line in lines]
    return pd.DataFrame(columns)


def number(figure: Figure, digits: int = 0) -> float | int | str:
    """A figure as a number, or as the mark and name of the kind of nothing that it is."""
    if figure.value is None or figure.kind:
        nothing = theme.NOTHINGS[figure.kind or "no_data"]
        return f"{nothing.mark} {t(nothing.label_key)}"
    return round(figure.value, digits) if digits else round(figure.value)


def for_screen(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of figures for the screen: a column stays numbers, so that it sorts, unless kinds of nothing meet in it.

    What is not applicable is left missing; the table's placeholder says so.
    """
    out = frame.copy()
    senseless = not_applicable()
    for column in out.columns[1:]:
        values = [None if value == senseless else value for value in out[column]]
        if any(isinstance(value, str) for value in values):
            out[column] = [value if value is None or isinstance(value, str) else f"{value:,}" for value in values]
        else:
            digits = any(isinstance(value, float) for value in values)
            out[column] = pd.array(values, dtype="Float64" if digits else "Int64")
    return out


def not_applicable() -> str:
    """What stands where a figure makes no sense."""
    return str(number(Figure(None, "not_applicable")))


def facilities(frame: pd.DataFrame) -> pd.DataFrame:
    """The list of facilities; status with its mark, hubs starred."""
    return pd.DataFrame(
        {
            t("records.facility"): frame["name"],
            t("records.hub"): ["★" if hub else "" for hub in frame["is_hub"]],
            t("records.status"): words(FACILITY_STATUSES, frame["status"], FACILITY_STATUS_MARKS),
            t("records.kind"): words(FACILITY_KINDS, frame["kind"]),
            t("records.district"): place_names(frame["district"]),
            t("records.address"): frame["address"],
            t("records.hours"): frame["hours"],
            t("records.accessibility"): frame["accessibility"],
            t("records.opened"): plain_dates(frame, "opened"),
            t("records.hub_of"): frame["councils"],
            t("records.note"): frame["note"],
        }
    )


def facilities_by_district(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Facilities per district and status, the unassigned and the total; 0 is a count of the registered ones."""
    statuses = [option for option in FACILITY_STATUSES if option.value in set(frame["status"])]
    keys = frame["district_id"].where(frame["district_id"].notna(), "")
    rows = [*names.items(), *([("", t("records.unassigned"))] if (keys == "").any() else [])]
    columns: dict[str, list[Any]] = {t("records.district"): [*(name for _, name in rows), t("records.total")]}
    for option in statuses:
        of_status = keys[frame["status"] == option.value]
        columns[words(FACILITY_STATUSES, [option.value], FACILITY_STATUS_MARKS)[0]] = _counts(of_status, rows)
    columns[f"★ {t('records.hubs')}"] = _counts(keys[frame["is_hub"]], rows)
    columns[t("records.total")] = _counts(keys, rows)
    return pd.DataFrame(columns)


def _counts(keys: pd.Series, rows: Sequence[tuple[str, str]]) -> list[int]:
    found = keys.value_counts()
    return [*(int(found.get(key, 0)) for key, _ in rows), len(keys)]


def issues(rows: Sequence[Mapping[str, Any]], frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """The list of issues: whose voice, which stage, who and how; what lacks them is flagged."""
    topic = frame["topic_en"] if language == "en" else frame["topic"]
    return pd.DataFrame(
        {
            t("records.voice"): words(VOICES, frame["voice"], VOICE_MARKS),
            t("records.issue"): frame["title"],
            t("records.district"): place_names(frame["district"]),
            t("records.topic"): topic.fillna(frame["topic_id"]).fillna(t("issues.unclassified")),
            t("records.stage"): words(STAGES, frame["stage"]),
            t("records.ready"): [readiness(row) for row in rows],
            t("records.who"): frame["who"],
            t("records.how"): frame["how"],
            t("records.due"): plain_dates(frame, "due_date"),
            t("records.raised"): plain_dates(frame, "raised_date"),
            t("records.council"): frame["council"].fillna(frame["council_id"]),
            t("records.detail"): frame["detail"],
        }
    )


def readiness(issue: Mapping[str, Any]) -> str:
    """Ready to act, or what is still not settled; nothing for a solved one."""
    if not is_open(issue):
        return t("issues.solved")
    if not lacks_actor(issue):
        return t("issues.ready")
    missing = [t(f"issues.{key}") for key in ("who", "how") if not issue[key]]
    return t("issues.not_ready", missing=t("issues.and").join(missing))


def matrix(table: Matrix) -> pd.DataFrame:
    """The matrix as a table, row sums at the right and column sums below; every cell with its mark."""
    names = [name for _, name in table.rows]
    columns: dict[str, list[str]] = {t("records.district"): [*names, t("records.total")]}
    for column in table.columns:
        cells = [table.cell(row, column.key).text for row, _ in table.rows]
        columns[heading(column.label, column.common, columns)] = [*cells, table.column_total(column.key).text]
    columns[t("records.total")] = [*(table.row_total(row).text for row, _ in table.rows), table.total.text]
    return pd.DataFrame(columns)


def heading(label: str, common: str, taken: Iterable[str]) -> str:
    """A column's heading that no other column has."""
    name = f"{label}（{common}）" if common else label
    while name in taken:
        name += " "
    return name


def crosswalk(frameworks: Sequence[Mapping[str, Any]], topics: pd.DataFrame, language: str) -> pd.DataFrame:
    """The frameworks side by side: a row per framework, a column per common topic, in it the framework's own terms."""
    terms = [terms_of(topics, str(framework["framework_id"]), language) for framework in frameworks]
    columns: dict[str, list[str]] = {
        t("records.municipality"): [str(framework["place"]) for framework in frameworks],
        t("issues.framework"): [str(framework["label"]) for framework in frameworks],
    }
    for option, word in zip(
        CANONICAL_TOPICS, words(CANONICAL_TOPICS, [c.value for c in CANONICAL_TOPICS]), strict=True
    ):
        columns[word] = ["・".join(own.get(option.value, ())) or "－" for own in terms]
    return pd.DataFrame(columns)


def show_crosswalk(frame: pd.DataFrame, *, key: str) -> None:
    """The crosswalk on the page: cells wrap, municipality and framework stay in view."""
    config = {
        name: st.column_config.TextColumn(width=110 if place == 0 else 180, pinned=place == 0)
        for place, name in enumerate(frame.columns)
    }
    row = 112
    st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        row_height=row,
        height=min(520, row * len(frame) + 40),
        column_config=config,
        key=key,
    )


def terms_of(topics: pd.DataFrame, framework: str, language: str) -> dict[str, list[str]]:
    """A framework's own terms by common topic, in its order and with its numbers."""
    own = topics[(topics["framework_id"] == framework) & topics["canonical_topic"].notna()]
    out: dict[str, list[str]] = {}
    for canonical, name in zip(own["canonical_topic"], topic_names(own, language), strict=True):
        out.setdefault(canonical, []).append(name)
    return out


def topic_names(topics: pd.DataFrame, language: str) -> list[str]:
    """Topics with their number in the framework's order."""
    names = topics["name_en"] if language == "en" else topics["name"]
    return [f"{circled(int(position))}{name}" for position, name in zip(topics["position"], names, strict=True)]


def circled(number: int) -> str:
    """A number in a circle as Japanese documents count; plain beyond 20.

    >>> circled(4), circled(21)
    ('④', '(21)')
    """
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"({number})"


def framework_topics(topics: pd.DataFrame, language: str) -> pd.DataFrame:
    """The items of one framework: group, number and name, common topic, how certain, note."""
    frame = pd.DataFrame(
        {
            t("issues.group"): topics["group_name"].fillna(""),
            t("records.topic"): topic_names(topics, language),
            t("issues.certainty"): words(CERTAINTIES, topics["certainty"]),
            t("issues.common_topic"): words(CANONICAL_TOPICS, topics["canonical_topic"]),
            t("records.note"): topics["note"].fillna(""),
        }
    )
    return frame.loc[:, [column for column in frame if frame[column].astype(bool).any()]]
