"""The map of when: formed districts by the 年度 since which they have had a council, the others by their status.

Plain data for the map; a district whose council lapsed and came back counts from when it came back.
"""

from __future__ import annotations

from dashboard import theme
from dashboard.formation import figures as formation
from dashboard.formation.tables import council_of
from dashboard.formation.view import View
from dashboard.maps import classes as map_classes
from dashboard.maps.payload import DistrictValue, LegendRow
from dashboard.text import fiscal_year_label, short_fiscal_year, t


def since(view: View) -> dict[str, int]:
    """The first 年度 of the run of formed years, whole or in part, in which the chosen 年度 lies, by district."""
    year = view.selection.fiscal_year
    if view.by_council:
        return {}
    out: dict[str, int] = {}
    ended: dict[str, tuple[int, int]] = {}  # of the run before: the 年度 after its end, and its beginning
    for run in view.strips:
        if run.status in (formation.FORMED, formation.FORMED_PART):
            after, began = ended.get(run.subject, (None, 0))
            first = began if after == run.first else run.first
            ended[run.subject] = (run.last + 1, first)
            if run.first <= year <= run.last:
                out[run.subject] = first
    return out


def classes(view: View) -> tuple[dict[str, DistrictValue], list[LegendRow]]:
    """The class and text of each district, and the legend: ranges of 年度 from early to late, then the statuses."""
    formed = since(view)
    ranges = map_classes.ranges(list(formed.values()))
    # Early is dark: those districts have the longest history.
    styles = map_classes.styles(len(ranges), dark_first=True)
    values, occurring = {}, set()
    for row in view.districts:
        district = str(row["district_id"])
        if district in formed:
            first = formed[district]
            style = map_classes.style_of(first, ranges, styles)
            said = t("formation.since", year=fiscal_year_label(first))
            council = council_of(view.status[district], view.councils)
            values[district] = DistrictValue(style.key, t("overview.tip").join(filter(None, [said, council])))
        else:
            status = str(view.status.get(district, {"status": "unknown"})["status"])
            occurring.add(status)
            values[district] = DistrictValue(status)
    legend = [LegendRow(style, _range(low, high)) for style, (low, high) in zip(styles, ranges, strict=True)]
    others = [LegendRow(s, t(s.label_key)) for key, s in theme.STATUSES.items() if key in occurring]
    return values, legend + others


def _range(low: int, high: int) -> str:
    early, late = short_fiscal_year(low), short_fiscal_year(high)
    return early if low == high else t("formation.years", first=early, last=late)
