"""How far the formation of councils is: counts, people, pace, curve, gaps and histories, as plain data.

Pure: knows neither the screen nor its words.  Where the number of districts is not known there is no total and no
share; a district that is not applicable is not reckoned with; a missing number stays missing.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

Row = Mapping[str, Any]

FORMED, NOT_APPLICABLE = "formed", "not_applicable"
#: How a status is shown where a council covers a part of the district only: never as if it were all of it.
FORMED_PART = "formed_part"
#: Years over which the recent pace is reckoned.
RECENT = 5
PaceState = Literal["open", "reached", "overdue", "no_target", "unknown_total", "unknown_status"]


@dataclass(frozen=True)
class Target:
    """By ``due_end``, last day of the due interval, ``count`` districts (``None``: all) are to have a council."""

    due: datetime.date
    precision: str
    due_end: datetime.date
    due_year: int
    count: int | None
    scope: str
    source_id: str | None


@dataclass(frozen=True)
class Situation:
    """The districts at the end of a 年度.  ``total`` leaves out those that are not applicable.

    ``people`` and ``people_formed`` count where a figure is known, in ``total`` districts less ``people_missing``.
    ``partly`` are formed districts of which a council covers a part only.
    """

    counts: Mapping[str, int]
    total: int
    formed: int
    partly: int
    people: int
    people_formed: int
    people_missing: int

    @property
    def unknown(self) -> bool:
        """Whether nothing is known of any district: then no count of formed ones is a number."""
        return self.counts.get("unknown", 0) == self.total

    @property
    def share(self) -> float | None:
        """Share of the people who live in formed districts, 0 to 1; ``None`` if no figure is known."""
        return self.people_formed / self.people if self.people and not self.unknown else None


@dataclass(frozen=True)
class Pace:
    """What is left to the target: districts, years, districts per year; ``recent`` is the pace of the last years."""

    state: PaceState
    goal: int | None = None
    remaining: int | None = None
    years: float | None = None
    per_year: float | None = None
    recent: float | None = None


@dataclass(frozen=True)
class Run:
    """A time of unchanged status of one district or council: 年度 ``first`` to ``last``, both included."""

    subject: str
    name: str
    status: str
    first: int
    last: int


def target_of(rows: Sequence[Row], fiscal_year: int) -> Target | None:
    """The target that counts in a 年度: the next one due, else the last one."""
    ordered = sorted(rows, key=lambda row: row["due_end"])
    row = next((r for r in ordered if r["due_year"] >= fiscal_year), ordered[-1] if ordered else None)
    if row is None:
        return None
    return Target(
        _day(row["due_date"]), str(row["due_date_precision"] or "day"), _day(row["due_end"]), int(row["due_year"]),
        None if row["target_count"] is None else int(row["target_count"]), str(row["scope"] or ""), row["source_id"],
    )  # fmt: skip


def _day(value: datetime.date) -> datetime.date:
    """A timestamp of a frame as the day it stands for."""
    return value.date() if isinstance(value, datetime.datetime) else value


def shown(row: Row) -> str:
    """The status of a row as it is shown.

    >>> shown({"status": "formed", "coverage": "part"}), shown({"status": "preparing", "coverage": "part"})
    ('formed_part', 'preparing')
    """
    return FORMED_PART if row["status"] == FORMED and row.get("coverage") == "part" else str(row["status"])


def situation(districts: Sequence[Row], status: Mapping[str, Row]) -> Situation:
    """The situation of districts (``district_id``, ``people``) whose status rows of one 年度 are given by id."""
    of = {str(d["district_id"]): str(status.get(d["district_id"], {}).get("status", "unknown")) for d in districts}
    reckoned = [d for d in districts if of[d["district_id"]] != NOT_APPLICABLE]
    formed = [d for d in reckoned if of[d["district_id"]] == FORMED]
    return Situation(
        counts=Counter(of.values()),
        total=len(reckoned),
        formed=len(formed),
        partly=sum(status[d["district_id"]].get("coverage") == "part" for d in formed),
        people=sum(int(d["people"] or 0) for d in reckoned),
        people_formed=sum(int(d["people"] or 0) for d in formed),
        people_missing=sum(d["people"] is None for d in reckoned),
    )


def required_pace(
    formed: int, total: int | None, target: Target | None, fiscal_year: int, recent: float | None = None
) -> Pace:
    """Districts per year that the target still asks for, reckoned from the 31 March that ends the 年度.

    Args:
        formed: districts formed by then.
        total: districts in all, ``None`` if not known.
        target: the target, if there is one.
        fiscal_year: the 年度 from whose end is counted.
        recent: pace of the last years, carried along for comparison.
    """
    if target is None:
        return Pace("no_target", recent=recent)
    goal = target.count if target.count is not None else total
    years = round((target.due_end - datetime.date(fiscal_year + 1, 3, 31)).days / 365.25, 1)
    if goal is None:
        return Pace("unknown_total", years=years, recent=recent)
    remaining = max(0, goal - formed)
    if remaining == 0:
        return Pace("reached", goal, 0, years, recent=recent)
    if years <= 0:
        return Pace("overdue", goal, remaining, years, recent=recent)
    return Pace("open", goal, remaining, years, remaining / years, recent)


def curve(status: Iterable[Row]) -> dict[int, int]:
    """Formed districts (or councils) by 年度, ascending.

    >>> curve([{"fiscal_year": 2007, "status": "formed"}, {"fiscal_year": 2006, "status": "none"}])
    {2006: 0, 2007: 1}
    """
    formed: Counter[int] = Counter()
    for row in status:
        formed[int(row["fiscal_year"])] += row["status"] == FORMED
    return dict(sorted(formed.items()))


def recent_pace(points: Mapping[int, int], fiscal_year: int, years: int = RECENT) -> float | None:
    """Net growth per year over the last years up to a 年度; ``None`` where the history is shorter.

    >>> recent_pace({2018: 1, 2023: 4}, 2023), recent_pace({2023: 4}, 2023)
    (0.6, None)
    """
    if fiscal_year not in points or fiscal_year - years not in points:
        return None
    return (points[fiscal_year] - points[fiscal_year - years]) / years


def gaps(districts: Sequence[Row], status: Mapping[str, Row]) -> list[dict[str, Any]]:
    """The districts that are neither formed nor out of scope, most people first, unknown people last.

    Each row: rank, the columns of the district, and the columns of its status row.
    """
    rows = [{**d, **status.get(d["district_id"], {"status": "unknown"})} for d in districts]
    rows = [row for row in rows if row["status"] not in (FORMED, NOT_APPLICABLE)]
    rows.sort(key=lambda row: (row["people"] is None, -(row["people"] or 0), row["district_id"]))
    return [{"rank": rank, **row} for rank, row in enumerate(rows, start=1)]


def runs(status: Iterable[Row], subject: str, names: Mapping[str, str]) -> list[Run]:
    """Status by 年度, as it is shown, in times without a change; ``subject`` is the id column, rows ordered by it."""
    out: list[Run] = []
    for (key, value), group in groupby(status, key=lambda row: (row[subject], shown(row))):
        years = [int(row["fiscal_year"]) for row in group]
        out.append(Run(str(key), names.get(str(key), str(key)), str(value), years[0], years[-1]))
    return out


def order_of(strips: Sequence[Run]) -> list[str]:
    """Subjects by their first founding, those never formed last in the order of their ids."""
    first: dict[str, int] = {}
    for run in strips:
        first.setdefault(run.subject, 9999)
        if run.status in (FORMED, FORMED_PART):
            first[run.subject] = min(first[run.subject], run.first)
    return sorted(first, key=lambda subject: (first[subject], subject))
