"""Activities of districts side by side and beside the whole city, as plain data for the map and its table.

Sums come first and the division last.  Districts, what belongs to none of them, and the total always agree.  Small
figures of people are withheld here, before anything is drawn, so that map, table and export say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.indicators.engine import Indicator
from dashboard.indicators.suppression import withheld

#: Keys of the two rows that are no district.
UNASSIGNED, TOTAL = "", "total"


@dataclass(frozen=True)
class Figure:
    """A number, or the kind of nothing that stands in its place."""

    value: float | None
    kind: str | None = None


@dataclass(frozen=True)
class Line:
    """One district, the unassigned or the total: key, name, people, and the counted numbers."""

    key: str
    name: str
    people: float | None
    activities: Figure
    participants: Figure

    def figure(self, indicator: Indicator) -> Figure:
        """The indicator of this line: a count, or a count per so many people."""
        count = self.activities if indicator.numerator == "activities" else self.participants
        if indicator.denominator is None or count.kind or count.value is None:
            return count
        return Figure(count.value * indicator.per / self.people) if self.people else Figure(None, "no_data")


@dataclass(frozen=True)
class Comparison:
    """Lines of the districts, of the unassigned if there are any, and the total.

    ``base`` is what rates of the city are made of: the districts whose people are known.
    """

    districts: tuple[Line, ...]
    unassigned: Line | None
    total: Line
    base: Line

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.districts, *([self.unassigned] if self.unassigned else []), self.total)

    def figure(self, line: Line, indicator: Indicator) -> Figure:
        """The indicator of a line; a rate of the total is that of :attr:`base`, of the unassigned not applicable."""
        if indicator.denominator is None:
            return line.figure(indicator)
        if line.key == UNASSIGNED:
            return Figure(None, "not_applicable")
        return (self.base if line.key == TOTAL else line).figure(indicator)

    def people(self, line: Line) -> Figure:
        """The people of a line; those of no district are nobody's to count."""
        if line.key == UNASSIGNED:
            return Figure(None, "not_applicable")
        return Figure(line.people, None if line.people is not None else "no_data")

    def values(self, indicator: Indicator) -> pd.DataFrame:
        """The districts' values as ``indicators.classify`` reads them."""
        figures = [(line, line.figure(indicator)) for line in self.districts]
        frame = pd.DataFrame(
            {
                "district_id": [line.key for line, _ in figures],
                "numerator": [_count(line, indicator).value for line, _ in figures],
                "denominator": [line.people for line, _ in figures],
                "value": [figure.value for _, figure in figures],
                "kind": pd.Series([figure.kind for _, figure in figures], dtype=object),
            }
        )
        return frame.astype(dict.fromkeys(("numerator", "denominator", "value"), float))


def _count(line: Line, indicator: Indicator) -> Figure:
    return line.activities if indicator.numerator == "activities" else line.participants


def compare(rows: Sequence[Mapping[str, Any]], threshold: int, *, unassigned: str, total: str) -> Comparison:
    """Lines from ``queries_records.activities_by_district``; the row without district is what belongs to none.

    Args:
        rows: district_id, district, activities, participants, counted, people, status.
        threshold: the municipality's threshold of suppression, people.
        unassigned: the word for the row that is no district.
        total: the word for the row of the sums.
    """
    recorded = any(row["activities"] for row in rows)
    people = {row["district_id"] or UNASSIGNED: _people_of(row, recorded).value for row in rows}
    hidden = withheld(people, threshold)
    lines = [_line(row, recorded, hidden, unassigned) for row in rows]
    districts = tuple(line for line in lines if line.key != UNASSIGNED)
    rest = next((line for line in lines if line.key == UNASSIGNED and line.activities.value), None)
    based = [row for row in rows if row["people"]]
    return Comparison(districts, rest, _sum(rows, TOTAL, total, recorded), _sum(based, TOTAL, total, recorded))


def _people_of(row: Mapping[str, Any], recorded: bool) -> Figure:
    """Participants of a row: unknown where activities tell none, zero where there was certainly no activity."""
    if not recorded:
        return Figure(None, "no_data")
    if row["status"] == "not_applicable" and not row["activities"]:
        return Figure(None, "not_applicable")
    if not row["activities"]:
        return Figure(0.0)
    return Figure(None, "no_data") if row["participants"] is None else Figure(float(row["participants"]))


def _line(row: Mapping[str, Any], recorded: bool, hidden: frozenset[str], unassigned: str) -> Line:
    key = row["district_id"] or UNASSIGNED
    participants = Figure(None, "suppressed") if key in hidden else _people_of(row, recorded)
    kind = "no_data" if not recorded else None
    if row["status"] == "not_applicable" and not row["activities"]:
        kind = kind or "not_applicable"
    activities = Figure(None, kind) if kind else Figure(float(row["activities"]))
    people = float(row["people"]) if row["people"] is not None else None
    return Line(key, row["district"] or unassigned, people, activities, participants)


def _sum(rows: Sequence[Mapping[str, Any]], key: str, name: str, recorded: bool) -> Line:
    if not recorded:
        return Line(key, name, _added(rows, "people"), Figure(None, "no_data"), Figure(None, "no_data"))
    participants = _added(rows, "participants")
    return Line(
        key,
        name,
        _added(rows, "people"),
        Figure(_added(rows, "activities") or 0.0),
        Figure(participants, None if participants is not None else "no_data"),
    )


def _added(rows: Sequence[Mapping[str, Any]], column: str) -> float | None:
    """The sum of what is known; ``None`` when nothing is."""
    known = [float(row[column]) for row in rows if row[column] is not None]
    return sum(known) if known else None
