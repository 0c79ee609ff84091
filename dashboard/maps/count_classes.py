"""Small counts of districts as map classes: existing facilities, open issues.

Light steps only, so that points and marks stand out; zero is a count, nothing known is a kind of nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from dashboard import theme
from dashboard.maps import classes as map_classes
from dashboard.maps.payload import DistrictValue, LegendRow
from dashboard.text import number, t


def classes(
    counts: Mapping[str, int | None], texts: Mapping[str, str] | None = None
) -> tuple[dict[str, DistrictValue], list[LegendRow]]:
    """Districts by their count, at most four classes; ``None`` is no data.

    Args:
        counts: count by district.
        texts: what the tooltip says; the count itself where nothing is given.
    """
    found = map_classes.ranges([count for count in counts.values() if count is not None], classes=4)
    looks = map_classes.styles(len(found), light=True)
    legend = [LegendRow(look, _range(low, high)) for look, (low, high) in zip(looks, found, strict=True)]
    no_data = theme.NOTHINGS["no_data"]
    values = {}
    for district, count in counts.items():
        key = no_data.key if count is None else map_classes.style_of(count, found, looks).key
        word = t(no_data.label_key) if count is None else t("records.count", count=number(count))
        values[district] = DistrictValue(key, (texts or {}).get(district, word))
    return values, legend


def _range(low: int, high: int) -> str:
    return t("records.count", count=number(low) if low == high else t("records.range", low=low, high=high))
