"""An indicator on the screen: the text of a value, the classes of a map and their legend."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard import text, theme
from dashboard.indicators.engine import Figure
from dashboard.indicators.registry import MEASURES, Indicator
from dashboard.maps import classes
from dashboard.maps.payload import DistrictValue, LegendRow


def classify(figures: Mapping[str, Figure], indicator: Indicator) -> tuple[dict[str, DistrictValue], list[LegendRow]]:
    """The class and text of each district, and the legend from few to many.

    At most five classes with about as many districts in each; equal values never part; every legend row is a closed
    range that occurs (``3〜7件``).  The kinds of nothing get their own class; the map adds their legend rows.
    """
    steps = {key: round(f.value * 10.0**indicator.digits) for key, f in figures.items() if f.value is not None}
    found = classes.ranges(list(steps.values()))  # in whole steps of the last shown digit: classes never overlap
    looks = classes.styles(len(found))
    legend = [LegendRow(look, range_text(edges, indicator)) for look, edges in zip(looks, found, strict=True)]
    values = {
        key: DistrictValue(
            classes.style_of(steps[key], found, looks).key if key in steps else figure.kind or "no_data",
            value_text(figure, indicator),
        )
        for key, figure in figures.items()
    }
    return values, legend


def range_text(edges: classes.Range, indicator: Indicator) -> str:
    """A legend row: ``3件``, ``3〜7件``."""
    shown = [text.number(edge / 10**indicator.digits, indicator.digits) for edge in dict.fromkeys(edges)]
    value = shown[0] if len(shown) == 1 else text.t("indicators.range", low=shown[0], high=shown[1])
    return text.t(indicator.unit_key, value=value)


def value_text(figure: Figure, indicator: Indicator) -> str:
    """What a tooltip says: the value, and for a rate what was divided by what; or the kind of nothing."""
    if figure.value is None:
        mark = theme.NOTHINGS[figure.kind or "no_data"]
        return f"{mark.mark} {text.t(mark.label_key)}"
    value = text.t(indicator.unit_key, value=text.number(figure.value, indicator.digits))
    if not indicator.denominator:
        return value
    each = text.t(indicator.each_key, value=value) if indicator.each_key else value
    return text.t(
        "indicators.rate",
        value=each,
        numerator=_counted(figure.numerator, indicator.numerator),
        denominator=_counted(figure.denominator, indicator.denominator),
    )


def _counted(value: float | None, measure: str) -> str:
    whole = value is None or float(value).is_integer()
    return text.t(MEASURES[measure].unit_key, value=text.number(value, 0 if whole else 2))
