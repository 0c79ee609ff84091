"""The tables of the pages on formation, in the reader's words: districts, gaps, councils, events, targets.

Every date is written as finely as it is known; every row names its source.  Numbers stay numbers, so that they sort.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard import text, theme
from dashboard.district import changes as district_changes
from dashboard.formation.figures import shown
from dashboard.indicators.engine import Figure
from dashboard.parts import tables
from dashboard.text import choice, date_label, t
from etl import COVERAGES, EVENT_KINDS, LEGAL_FORMS, SOURCE_KINDS, STRUCTURES

Row = Mapping[str, Any]


def status_word(key: str) -> str:
    """A status as mark and word: ``● 設立済み``."""
    return f"{theme.STATUSES[key].mark} {t(theme.STATUSES[key].label_key)}"


def status_name(key: str) -> str:
    return t(theme.STATUSES[key].label_key)


def for_screen(frame: pd.DataFrame) -> pd.DataFrame:
    """A table with the mark before each status; files go without, since older encodings lack some marks."""
    words = {status_name(key): status_word(key) for key in theme.STATUSES}
    columns = {name: frame[name].replace(words) for name in {t("overview.status"), t("formation.status")} & {*frame}}
    return frame.assign(**columns)


def since(row: Row) -> str:
    """Since when a status is known to hold; where no event tells, that is said."""
    day = date_label(row.get("event_date"), row.get("event_date_precision"))
    return day or t("overview.since_unknown")


def source_title(row: Row, titles: Mapping[str, str]) -> str:
    source = row.get("source_id")
    return titles.get(str(source), str(source)) if source else t("overview.no_source")


def gap_table(rows: Sequence[Row], titles: Mapping[str, str]) -> pd.DataFrame:
    """Districts without a council, in the order in which to visit them: most people first."""
    return pd.DataFrame(
        {
            t("overview.rank"): [row["rank"] for row in rows],
            t("overview.district"): [row["name"] for row in rows],
            t("overview.status"): [status_name(shown(row)) for row in rows],
            t("overview.people"): tables.people([row["people"] for row in rows]),
            t("overview.since"): [since(row) for row in rows],
            t("overview.source"): [source_title(row, titles) for row in rows],
        }
    )


def district_table(
    districts: Sequence[Row],
    status: Mapping[str, Row],
    councils: Sequence[Row],
    activities: Mapping[str, Figure],
    participants: Mapping[str, Figure],
    issues: Mapping[str, int],
    titles: Mapping[str, str],
) -> pd.DataFrame:
    """Every district at the end of the 年度: the map as a table.  ``activities``, ``participants`` as of indicators."""
    of = [status.get(d["district_id"], {"status": "unknown"}) for d in districts]
    withheld = [i for i, d in enumerate(districts) if participants[d["district_id"]].kind == "suppressed"]
    return pd.DataFrame(
        {
            t("overview.district"): [d["name"] for d in districts],
            t("overview.status"): [status_name(shown(row)) for row in of],
            t("overview.council"): [council_of(row, councils) for row in of],
            t("overview.since"): [since(row) for row in of],
            t("overview.people"): tables.people([d["people"] for d in districts]),
            t("overview.households"): tables.people([d["households"] for d in districts]),
            t("overview.activities"): tables.people([activities[d["district_id"]].value for d in districts]),
            t("overview.participants"): tables.people(
                [participants[d["district_id"]].value for d in districts], withheld
            ),
            t("overview.open_issues"): tables.people([issues.get(d["district_id"]) for d in districts]),
            t("overview.source"): [source_title(row, titles) for row in of],
        }
    )


def council_of(row: Row, councils: Sequence[Row]) -> str:
    """The council that decides a status; where its area is not the district, that is said."""
    council = row.get("council_id")
    if not council:
        return ""
    found = next((c for c in councils if c["council_id"] == council), None)
    if found is None:
        return str(council)
    area = area_of(found, str(row.get("district_id")))
    return t("overview.council_area", name=found["name"], area=area) if area else str(found["name"])


def area_of(council: Row, district: str) -> str:
    """How the area of a council differs from one of its districts: a part, a former district, several districts.

    Empty where the two are the same.
    """
    if council["district_ids"] is None or district not in list(council["district_ids"]):
        return ""
    place = list(council["district_ids"]).index(district)
    former = council["formers"][place]
    part = council["coverages"][place] == "part"
    words = [choice(COVERAGES, "part")] if part else []
    words += [t("overview.area_former", names=former)] if former else []
    if len(council["district_ids"]) > 1:
        words.append(t("overview.area_several", names=district_changes.joined(council["district_names"])))
    return t("formation.list").join(words)


def council_table(rows: Sequence[Row], status: Mapping[str, str], titles: Mapping[str, str]) -> pd.DataFrame:
    """The councils, earliest first; columns that no council fills are left out."""
    frame = pd.DataFrame(
        {
            t("formation.council"): [row["name"] for row in rows],
            t("formation.status"): [status_name(status.get(row["council_id"], "unknown")) for row in rows],
            t("formation.founded"): [founded(row) for row in rows],
            t("formation.districts"): [covered(row) for row in rows],
            t("formation.source"): [source_title(row, titles) for row in rows],
            t("formation.kind"): [row["kind"] or "" for row in rows],
            t("formation.legal_form"): [choice(LEGAL_FORMS, row["legal_form"]) for row in rows],
            t("formation.structure"): [choice(STRUCTURES, row["structure"]) for row in rows],
            t("formation.hub"): [row["hub"] or "" for row in rows],
            t("formation.liaison"): [row["liaison_section"] or "" for row in rows],
            t("formation.note"): [row["note"] or "" for row in rows],
        }
    )
    return frame.drop(columns=[name for name in frame.columns[3:] if not frame[name].astype(bool).any()])


def founded(row: Row) -> str:
    return date_label(row["founded"], row["founded_precision"]) or t("formation.no_founding")


def covered(row: Row) -> str:
    """The districts of a council with whole or part, or that no link is registered."""
    if row["district_ids"] is None:
        return t("formation.no_link")
    pairs = zip(row["district_names"], row["coverages"], row["formers"], strict=True)
    out = []
    for name, coverage, former in pairs:
        area = [choice(COVERAGES, coverage), *([t("overview.area_former", names=former)] if former else [])]
        out.append(t("formation.covered", name=name, coverage=t("formation.list").join(area)))
    return t("formation.list").join(out)


def event_table(rows: Sequence[Row]) -> pd.DataFrame:
    """The events, oldest first: date as precise as known, 年度, what happened to whom, source and its kind."""
    frame = pd.DataFrame(
        {
            t("formation.date"): [date_label(row["event_date"], row["event_date_precision"]) for row in rows],
            t("formation.precision"): [
                t(f"formation.precision_{row['event_date_precision'] or 'day'}") for row in rows
            ],
            t("formation.fiscal_year"): [fiscal_years(row) for row in rows],
            t("formation.event"): [choice(EVENT_KINDS, row["kind"]) for row in rows],
            t("formation.subject"): [row["council"] or row["district"] or row["district_id"] or "" for row in rows],
            t("formation.source"): [row["source"] or row["source_id"] or t("overview.no_source") for row in rows],
            t("formation.page"): [row["page"] or "" for row in rows],
            t("formation.source_kind"): [choice(SOURCE_KINDS, row["source_kind"]) for row in rows],
            t("formation.detail"): [row["detail"] or "" for row in rows],
        }
    )
    optional = [t("formation.detail"), t("formation.page")]
    return frame.drop(columns=[name for name in optional if not frame[name].astype(bool).any()])


def fiscal_years(row: Row) -> str:
    """The 年度 of an event; both, where only its calendar year is known."""
    years = dict.fromkeys((int(row["first_year"]), int(row["last_year"])))
    return t("formation.to").join(text.short_fiscal_year(year) for year in years)


def target_table(rows: Sequence[Row], titles: Mapping[str, str]) -> pd.DataFrame:
    """The targets by due date; an empty count means all districts."""
    frame = pd.DataFrame(
        {
            t("formation.due"): [date_label(row["due_date"], row["due_date_precision"]) for row in rows],
            t("formation.scope"): [row["scope"] or t("formation.scope_all") for row in rows],
            t("formation.target_count"): [
                t("formation.scope_all") if row["target_count"] is None else text.number(row["target_count"])
                for row in rows
            ],
            t("formation.note"): [row["note"] or "" for row in rows],
            t("formation.source"): [source_title(row, titles) for row in rows],
        }
    )
    return frame.drop(columns=[name for name in [t("formation.note")] if not frame[name].astype(bool).any()])


def curve_table(points: Mapping[int, int], total: int | None, breaks: Mapping[int, str] | None = None) -> pd.DataFrame:
    """The curve by 年度: formed, of how many where that is known, and where the districts changed (``breaks``)."""
    columns: dict[str, list[Any]] = {
        t("formation.fiscal_year"): [text.fiscal_year_label(year) for year in points],
        t("overview.formed_count"): list(points.values()),
    }
    if total is not None:
        columns[t("overview.total_count")] = [total] * len(points)
    if breaks:
        marked = {year: f"{district_changes.MARK} {said}" for year, said in breaks.items()}
        columns[t("changes.column")] = [marked.get(year, "") for year in points]
    return pd.DataFrame(columns)
