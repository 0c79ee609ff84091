"""Districts that changed, in sentences, marks and a table: the one owner of how a change of area is said.

旧A・B中学校区→C中学校区、令和5年度.  A change whose date nobody stated lies between two editions, and that is said.
Plain data from the cached queries; nothing is drawn here.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.database import queries
from dashboard.district import queries as queries_changes
from dashboard.text import choice, date_label, fiscal_year_label, t
from etl import CERTAINTIES, DISTRICT_CHANGE_KINDS, SHARE_METHODS

Row = Mapping[str, Any]
#: The sign of a change of area in charts, tables and exports; also in the older encodings of files.
MARK = "‡"
#: So many sentences are written out beneath a picture; the table has all of them.
LISTED = 4
_ENDS = ("義務教育学校区", "小中学校区", "中学校区", "小学校区", "地区")


@dataclass(frozen=True)
class Change:
    """One change: the former districts and those that followed, its date as finely as known.

    ``break_year`` is the first 年度 that ends after it, ``None`` if nothing is known of the date.
    """

    kind: str
    olds: Mapping[str, str]
    news: Mapping[str, str]
    day: datetime.date | None
    precision: str | None
    editions: tuple[str, str] | None
    inferred: bool
    break_year: int | None

    @property
    def when(self) -> str:
        """The date, or the two editions between which it lies; ``""`` if neither is known."""
        if self.day is not None:
            return date_label(self.day, self.precision)
        if self.editions is None:
            return ""
        return t("changes.between", earlier=self.editions[0], later=self.editions[1])


def of_city(database: str, municipality: str) -> list[Change]:
    """Every change of a municipality's districts, the earliest first."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in queries.records(queries_changes.district_changes(database, municipality)):
        subject = row["old_district_id"] if row["kind"] == "split" else row["new_district_id"]
        groups.setdefault((row["kind"], subject, row["change_date"], row["later_edition"]), []).append(row)
    return [_change(rows) for rows in groups.values()]


def _change(rows: Sequence[Row]) -> Change:
    first = rows[0]
    editions = (first["earlier_edition"], first["later_edition"])
    return Change(
        kind=str(first["kind"]),
        olds={row["old_district_id"]: str(row["old_name"]) for row in rows},
        news={row["new_district_id"]: str(row["new_name"]) for row in rows},
        day=first["change_date"],
        precision=first["change_date_precision"],
        editions=editions if all(editions) else None,
        inferred=first["certainty"] == "inferred",
        break_year=None if first["break_year"] is None else int(first["break_year"]),
    )


# -------------------------------------------------------------------------------------------------- sentences
def joined(names: Iterable[str]) -> str:
    """Names of districts in a row; what all of them end in is said once.

    >>> joined(["滝上中学校区", "滝下中学校区"]), joined(["潮見中学校区"]), joined(["東地区", "西中学校区"])
    ('滝上・滝下中学校区', '潮見中学校区', '東地区・西中学校区')
    """
    names = list(dict.fromkeys(names))
    end = next((e for e in _ENDS if len(names) > 1 and all(n.endswith(e) and n != e for n in names)), "")
    return "・".join(name.removesuffix(end) for name in names) + end


def sentence(change: Change) -> str:
    """旧A・B中学校区→C中学校区、令和5年度."""
    olds, news = joined(change.olds.values()), joined(change.news.values())
    return t("changes.sentence" if change.when else "changes.sentence_undated", olds=olds, news=news, when=change.when)


def notices(changes: Iterable[Change], district: str) -> list[str]:
    """How a present district came about, a sentence for each change; empty if nothing is known to have changed."""
    out = []
    for change in changes:
        if district in change.news:
            when = change.when or t("changes.date_unknown")
            said = t(f"changes.notice_{change.kind}", when=when, olds=joined(change.olds.values()))
            out.append(said + (t("changes.inferred") if change.inferred else ""))
    return out


def of_area(changes: Iterable[Change]) -> list[Change]:
    """The changes that moved a border; a district that was only renamed is the same area."""
    return [change for change in changes if change.kind != "renaming"]


def breaks(changes: Iterable[Change], first: int, last: int) -> dict[int, str]:
    """Where a series by 年度 breaks: the first 年度 after each change, with its sentences; never at the first one."""
    out: dict[int, list[str]] = {}
    for change in of_area(changes):
        if change.break_year is not None and first < change.break_year <= last:
            out.setdefault(change.break_year, []).append(sentence(change))
    return {year: t("changes.and").join(sentences) for year, sentences in sorted(out.items())}


def later(changes: Iterable[Change], fiscal_year: int) -> list[Change]:
    """The changes after the end of a 年度: of that time, today's districts are a stand-in."""
    return [change for change in changes if change.break_year is not None and change.break_year > fiscal_year]


def changed_since(changes: Iterable[Change], fiscal_year: int | None) -> list[Change]:
    """The changes of area after the end of a 年度, or at any time."""
    moved = of_area(changes)
    return moved if fiscal_year is None else later(moved, fiscal_year)


def by_district(changes: Iterable[Change]) -> dict[str, str]:
    """What changed the area of each present district, after the mark."""
    out: dict[str, list[str]] = {}
    for change in changes:
        for district in change.news:
            out.setdefault(district, []).append(sentence(change))
    return {district: listed(said) for district, said in out.items()}


def listed(sentences: Sequence[str]) -> str:
    """Sentences in one line after the mark, cut with a count of the others."""
    shown = t("changes.and").join(sentences[:LISTED])
    more = t("changes.more", count=len(sentences) - LISTED) if len(sentences) > LISTED else ""
    return f"{MARK} {shown}{more}"


# --------------------------------------------------------------------------------------------------- editions
def edition_word(edition: str) -> str:
    """An edition as it is called: 2021年版; one without a year as it is."""
    return t("changes.edition", edition=edition) if edition[:4].isdecimal() else edition


def edition_line(found: Row | None, fiscal_year: int) -> str:
    """Which edition a map draws, and whether it stands in for the 年度."""
    if found is None:
        return ""
    drawn, own = str(found["drawn_edition"] or ""), str(found["edition"] or "")
    if not drawn:
        return t("changes.no_edition")
    year, drawn_word = fiscal_year_label(fiscal_year), edition_word(drawn)
    if own == drawn:
        return t("changes.drawn_substitute" if found["is_substitute"] else "changes.drawn", drawn=drawn_word, year=year)
    key = "changes.drawn_nearest" if found["is_substitute"] else "changes.drawn_other"
    return t(key, drawn=drawn_word, year=year, edition=edition_word(own))


def former_layer(found: Row | None, layers: Mapping[str, str]) -> str:
    """The name of the geometry of the edition that goes for a 年度, if it is another than the one that is drawn."""
    if found is None or found["edition"] == found["drawn_edition"]:
        return ""
    return layers.get(f"former:{found['edition']}", "")


# ------------------------------------------------------------------------------------------------------ table
def table(rows: Sequence[Row], titles: Mapping[str, str]) -> pd.DataFrame:
    """The changes as a table, a row for each former and new district."""
    frame = pd.DataFrame(
        {
            t("changes.old"): [row["old_name"] for row in rows],
            t("changes.new"): [row["new_name"] for row in rows],
            t("changes.kind"): [choice(DISTRICT_CHANGE_KINDS, row["kind"]) for row in rows],
            t("changes.date"): [_change([row]).when or t("changes.date_unknown") for row in rows],
            t("changes.people_share"): [_percent(row["people_share"]) for row in rows],
            t("changes.area_share"): [_percent(row["area_share"]) for row in rows],
            t("changes.share_method"): [choice(SHARE_METHODS, row["share_method"]) for row in rows],
            t("changes.certainty"): [choice(CERTAINTIES, row["certainty"]) for row in rows],
            t("changes.note"): [row["note"] or "" for row in rows],
            t("changes.source"): [titles.get(str(row["source_id"]), row["source_id"] or "") for row in rows],
        }
    )
    return frame.drop(columns=[name for name in [t("changes.note")] if not frame[name].astype(bool).any()])


def _percent(share: float | None) -> str:
    return t("changes.share_unknown") if share is None else f"{share:.1%}"
