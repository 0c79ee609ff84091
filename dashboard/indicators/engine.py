"""Indicators of districts: which numerator over which denominator, and the classes in which a map shows them.

Sums come first and the division last; a figure of a whole city is never an average of rates.  A kind of nothing
(not applicable, suppressed, no data) is a kind, never a zero: its ``value`` is missing and ``kind`` names it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard import text, theme
from dashboard.database import queries
from dashboard.indicators import queries as queries_indicators
from dashboard.indicators.suppression import withheld
from dashboard.maps.payload import DistrictValue, LegendRow


@dataclass(frozen=True)
class Indicator:
    """A number of a district: ``numerator`` (a column of the counts) over ``denominator`` (or none), times ``per``.

    ``people`` tells that the numerator counts people, so that small ones are suppressed.  ``label_key`` names the
    indicator, ``unit_key`` writes one value.
    """

    key: str
    numerator: str
    label_key: str
    unit_key: str
    denominator: str | None = None
    per: int = 1
    digits: int = 0
    people: bool = False


INDICATORS: dict[str, Indicator] = {
    i.key: i
    for i in (
        Indicator("activities", "activities", "indicators.activities", "indicators.unit_activities"),
        Indicator(
            "activities_per_1000", "activities", "indicators.activities_per_1000", "indicators.unit_activities",
            denominator="people", per=1000, digits=1,
        ),
        Indicator("participants", "participants", "indicators.participants", "indicators.unit_people", people=True),
        Indicator(
            "participants_per_1000", "participants", "indicators.participants_per_1000", "indicators.unit_people",
            denominator="people", per=1000, digits=1, people=True,
        ),
    )
}  # fmt: skip
DEFAULT = "activities"
#: Which of the five steps of the sequence stand for n classes, so that few classes are still far apart.
STEPS = {1: (2,), 2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}


# --------------------------------------------------------------------------------------------------- values
def values(
    database: str,
    municipality: str,
    fiscal_year: int,
    key: str,
    category: str | None = None,
    council: str | None = None,
) -> pd.DataFrame:
    """An indicator by district: ``district_id, numerator, denominator, value, kind``.

    ``kind`` is missing for a number, else one of the kinds of nothing (``theme.NOTHINGS``); ``value`` is missing then.
    """
    indicator = INDICATORS[key]
    counts = queries.records(queries_indicators.activity_counts(database, municipality, fiscal_year, category, council))
    totals = queries.records(queries_indicators.activity_totals(database, municipality, fiscal_year))
    recorded = bool(totals and totals[0]["recorded"])
    rows = [_row(indicator, row, recorded) for row in counts]
    if indicator.people:
        suppress(rows, threshold(database, municipality))
    frame = pd.DataFrame(rows, columns=["district_id", "numerator", "denominator", "value", "kind"])
    frame[["numerator", "denominator", "value"]] = frame[["numerator", "denominator", "value"]].astype(float)
    return frame


def _row(indicator: Indicator, counts: dict[str, object], recorded: bool) -> dict[str, object]:
    """One district: the division, or the kind of nothing that stands in its place."""
    numerator, denominator = _number(counts[indicator.numerator]), None
    if indicator.numerator == "participants" and counts["activities"] == 0:
        numerator = 0.0  # no activity, hence certainly no participant; unknown numbers of known activities stay unknown
    kind: str | None = None
    if not recorded:
        kind = "no_data"
    elif counts["status"] == "not_applicable" and not counts["activities"]:
        kind = "not_applicable"
    elif numerator is None:
        kind = "no_data"
    if indicator.denominator:
        denominator = _number(counts[indicator.denominator])
        kind = kind or (None if denominator else "no_data")
    value = None if kind or numerator is None else numerator * indicator.per / (denominator or 1)
    row = {"district_id": counts["district_id"], "numerator": None if kind else numerator}
    return {**row, "denominator": denominator, "value": value, "kind": kind}


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


# ---------------------------------------------------------------------------------------------- suppression
def threshold(database: str, municipality: str) -> int:
    """The number of people below which a count of this municipality is suppressed."""
    table = queries.municipalities(database)
    found = table.loc[table["municipality_code"] == municipality, "small_number_threshold"]
    return int(found.iloc[0]) if len(found) else 10


def is_small(people: float | None, limit: int) -> bool:
    """Whether a single count of people is too small to show; zero gives nobody away.

    >>> is_small(9, 10), is_small(10, 10), is_small(0, 10), is_small(None, 10)
    (True, False, False, False)
    """
    return bool(withheld({0: people}, limit))


def suppress(rows: list[dict[str, object]], limit: int) -> None:
    """Withhold the counts of people that are small, in place: a kind instead of the number."""
    shown = {str(row["district_id"]): _number(row["numerator"]) for row in rows if row["kind"] is None}
    small = withheld(shown, limit)
    for row in rows:
        if row["district_id"] in small:
            row.update(numerator=None, value=None, kind="suppressed")


# -------------------------------------------------------------------------------------------------- classes
def classify(frame: pd.DataFrame, key: str) -> tuple[dict[str, DistrictValue], list[LegendRow]]:
    """The class and text of each district, and the legend from few to many.

    At most five classes with about as many districts in each; equal values never part; every legend row is a closed
    range that occurs (``3〜7件``).  The kinds of nothing get their own class; the map adds their legend rows.
    """
    indicator = INDICATORS[key]
    rows = queries.records(frame)
    quanta = {row["district_id"]: _quanta(row["value"], indicator.digits) for row in rows if row["kind"] is None}
    ranges = class_ranges(list(quanta.values()))
    styles = [theme.SEQUENTIAL[step] for step in STEPS.get(len(ranges), ())]
    legend = [
        LegendRow(style, range_label(low, high, indicator)) for style, (low, high) in zip(styles, ranges, strict=True)
    ]
    classes = {
        row["district_id"]: DistrictValue(
            row["kind"] or _style_of(quanta[row["district_id"]], ranges, styles), value_text(row, indicator)
        )
        for row in rows
    }
    return classes, legend


def _quanta(value: float, digits: int) -> int:
    """A value in whole steps of its last shown digit, so that classes never overlap on the screen."""
    return round(value * 10.0**digits)


def _style_of(quantum: int, ranges: Sequence[tuple[int, int]], styles: Sequence[theme.MapClass]) -> str:
    return next(style.key for style, (low, high) in zip(styles, ranges, strict=True) if low <= quantum <= high)


def class_ranges(quanta: Sequence[int], classes: int = 5) -> list[tuple[int, int]]:
    """Closed ranges of about equally many values, each holding at least one; ties stay together.

    >>> class_ranges([1, 2, 2, 9]), class_ranges([]), class_ranges([4, 4, 4])
    ([(1, 1), (2, 2), (9, 9)], [], [(4, 4)])
    >>> class_ranges(range(10))
    [(0, 1), (2, 3), (4, 5), (6, 7), (8, 9)]
    """
    ordered = sorted(quanta)
    distinct = sorted(set(ordered))
    if len(distinct) <= classes:
        return [(value, value) for value in distinct]
    tops = {ordered[math.ceil(len(ordered) * part / classes) - 1] for part in range(1, classes + 1)}
    ranges, low = [], distinct[0]
    for top in sorted(tops):
        ranges.append((low, top))
        low = next((value for value in distinct if value > top), top)
    return ranges


def range_label(low: int, high: int, indicator: Indicator) -> str:
    """A legend row: ``3件``, ``3〜7件``."""
    shown = [text.number(edge / 10**indicator.digits, indicator.digits) for edge in dict.fromkeys((low, high))]
    return text.t(indicator.unit_key, value=text.t("indicators.range", low=shown[0], high=shown[1])
                  if len(shown) == 2 else shown[0])  # fmt: skip


def value_text(row: dict[str, object], indicator: Indicator) -> str:
    """What a tooltip says: the value, and for a rate what was divided by what; or the kind of nothing."""
    if row["kind"]:
        mark = theme.NOTHINGS[str(row["kind"])]
        return f"{mark.mark} {text.t(mark.label_key)}"
    value = text.t(indicator.unit_key, value=text.number(_number(row["value"]), indicator.digits))
    if indicator.denominator is None:
        return value
    numerator = text.t(indicator.unit_key, value=text.number(_number(row["numerator"])))
    people = text.number(_number(row["denominator"]))
    return text.t("indicators.rate", value=value, numerator=numerator, people=people, per=text.number(indicator.per))
