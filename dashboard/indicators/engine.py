"""The one engine of indicators: every figure of a district or of the city that a page, a table or an export shows.

Sums come first and the division last; a figure of the city is never an average of rates, and numerator and denominator
are those of the same districts.  A kind of nothing (not applicable, suppressed, no data) is a kind, never a zero.
Small numbers of people are withheld here, before anything is drawn, so that map, table and export say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.database import queries
from dashboard.indicators import queries as queries_indicators
from dashboard.indicators.registry import MEASURES, Indicator
from dashboard.indicators.suppression import withheld

#: Keys of the two lines that are no district.
UNASSIGNED, TOTAL = "", "total"


@dataclass(frozen=True)
class Figure:
    """A number with what it was made of, or the kind of nothing (``theme.NOTHINGS``) that stands in its place."""

    value: float | None
    kind: str | None = None
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True)
class Line:
    """A district, what belongs to none of them, or the city: key, name, and row of measures (the city has none)."""

    key: str
    name: str
    row: Mapping[str, Any]


@dataclass(frozen=True)
class Measured:
    """The measures of a municipality in a 年度: its districts, what belongs to none if anything does, the whole city.

    ``hidden`` names, by measure that counts people, the lines whose number is withheld.
    """

    districts: tuple[Line, ...]
    outside: Line
    hidden: Mapping[str, frozenset[str]]
    threshold: int

    def lines(self, *, unassigned: str, total: str) -> tuple[Line, ...]:
        """The districts, under these words what belongs to none of them (if any activity does), and the city."""
        outside = (Line(UNASSIGNED, unassigned, self.outside.row),) if self.outside.row["activities"] else ()
        return (*self.districts, *outside, Line(TOTAL, total, {}))

    def count(self, line: Line, name: str) -> Figure:
        """A measure of a line."""
        if line.key == TOTAL:
            return self._of_city((name,))
        figure = counted(line.row, name)
        return Figure(None, "suppressed") if line.key in self.hidden.get(name, ()) and not figure.kind else figure

    def figure(self, line: Line, indicator: Indicator) -> Figure:
        """An indicator of a line."""
        if line.key == TOTAL:
            return self.city(indicator)
        counts = [self.count(line, name) for name in indicator.measures]
        return divided(counts, indicator.per)

    def city(self, indicator: Indicator) -> Figure:
        """An indicator of the whole city."""
        return self._of_city(indicator.measures, indicator.per)

    def total(self, name: str) -> float | None:
        """The sum of a measure over the districts and what belongs to none of them; None where nothing is known."""
        return self._of_city((name,)).value

    def values(self, indicator: Indicator) -> dict[str, Figure]:
        """An indicator of every district, by its id."""
        return {line.key: self.figure(line, indicator) for line in self.districts}

    def _of_city(self, names: Sequence[str], per: int = 1) -> Figure:
        """The division of sums, over the lines of which all that is divided is known."""
        if not all(MEASURES[name].additive for name in names):
            return Figure(None, "not_applicable")
        lines = [[counted(line.row, name) for name in names] for line in (*self.districts, self.outside)]
        known = [counts for counts in lines if not any(figure.kind for figure in counts)]
        if not known:
            return Figure(None, "no_data")
        sums = [Figure(sum(counts[i].value or 0.0 for counts in known)) for i in range(len(names))]
        if any(
            MEASURES[name].personal and withheld({0: s.value}, self.threshold)
            for name, s in zip(names, sums, strict=True)
        ):
            return Figure(None, "suppressed")
        return divided(sums, per)


def counted(row: Mapping[str, Any], name: str) -> Figure:
    """A measure of one row of ``district_year_measures``, small or not: the number, or why there is none."""
    measure, value = MEASURES[name], row[name]
    if measure.of_place and row["district_id"] is None:
        return Figure(None, "not_applicable")
    if measure.recorded and not row[measure.recorded]:
        return Figure(None, "no_data")
    if measure.of_council and row["status"] == "not_applicable" and not row["activities"]:
        return Figure(None, "not_applicable")
    if value is None:
        without = measure.of_formed and row["status"] != "unknown"  # whether it has a council, somebody knows
        return Figure(None, "not_applicable" if without else "no_data")
    return Figure(float(value), numerator=float(value))


def divided(counts: Sequence[Figure], per: int) -> Figure:
    """One count, or the first over the second times ``per``; nothing to divide by makes no sense."""
    numerator, *rest = counts
    if missing := next((figure for figure in counts if figure.kind), None):
        return Figure(None, missing.kind, numerator.value, rest[0].value if rest else None)
    top = numerator.value or 0.0
    if not rest:
        return Figure(top * per, None, top)
    bottom = rest[0].value
    return Figure(top * per / bottom, None, top, bottom) if bottom else Figure(None, "not_applicable", top, bottom)


def measured(
    database: str,
    municipality: str,
    fiscal_year: int,
    *,
    category: str | None = None,
    council: str | None = None,
    whole: bool = False,
) -> Measured:
    """The measures of a municipality.

    Args:
        database: path of the build.
        municipality: its code.
        fiscal_year: the 年度 of activities and steps, at whose end status and issues are taken.
        category: only activities of this category.
        council: only activities of this council.
        whole: activities of all 年度 together.
    """
    rows = queries_indicators.measures(database, municipality, fiscal_year, category, council, whole)
    return of_rows(rows, threshold(database, municipality))


def of_rows(rows: Sequence[Mapping[str, Any]], limit: int) -> Measured:
    """As :func:`measured`, from rows of ``district_year_measures`` and the threshold of suppression (people)."""
    lines = [Line(row["district_id"] or UNASSIGNED, row["district"] or "", row) for row in rows]
    hidden = {
        name: withheld({line.key: counted(line.row, name).value for line in lines}, limit)
        for name, measure in MEASURES.items()
        if measure.personal
    }
    districts = tuple(line for line in lines if line.key != UNASSIGNED)
    return Measured(districts, next(line for line in lines if line.key == UNASSIGNED), hidden, limit)


def threshold(database: str, municipality: str) -> int:
    """The number of people below which a count of this municipality is suppressed."""
    table = queries.municipalities(database)
    found = table.loc[table["municipality_code"] == municipality, "small_number_threshold"]
    return int(found.iloc[0]) if len(found) else 10
