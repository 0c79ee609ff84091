"""Small counts of districts as map classes: existing facilities, open issues.

Light steps only, so that points and marks stand out; zero is a count, nothing known is a kind of nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from dashboard import theme
from dashboard.indicators.engine import class_ranges
from dashboard.maps.payload import DistrictValue, LegendRow
from dashboard.text import number, t

#: Steps of the sequence for how many classes.
STEPS = {1: (1,), 2: (0, 2), 3: (0, 1, 2), 4: (0, 1, 2, 3)}


def classes(
    counts: Mapping[str, int | None], texts: Mapping[str, str] | None = None
) -> tuple[dict[str, DistrictValue], list[LegendRow]]:
    """Districts by their count, at most four classes; ``None`` is no data.

    Args:
        counts: count by district.
        texts: what the tooltip says; the count itself where nothing is given.
    """
    known = {district: count for district, count in counts.items() if count is not None}
    ranges = class_ranges(list(known.values()), classes=4)
    styles = [theme.SEQUENTIAL[step] for step in STEPS.get(len(ranges), ())]
    legend = [LegendRow(style, _range(low, high)) for style, (low, high) in zip(styles, ranges, strict=True)]
    no_data = theme.NOTHINGS["no_data"]
    values = {}
    for district, count in counts.items():
        key = no_data.key if count is None else _class_of(count, ranges, styles)
        word = t(no_data.label_key) if count is None else t("records.count", count=number(count))
        values[district] = DistrictValue(key, (texts or {}).get(district, word))
    return values, legend


def _class_of(count: int, ranges: list[tuple[int, int]], styles: list[theme.MapClass]) -> str:
    return next(style.key for style, (low, high) in zip(styles, ranges, strict=True) if low <= count <= high)


def _range(low: int, high: int) -> str:
    return t("records.count", count=number(low) if low == high else t("records.range", low=low, high=high))
