"""Figures of facilities for cards and map: what stands, what does not yet, how many a district has.

What is planned or has only a provisional name is never counted as existing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard import theme
from dashboard.indicators import class_ranges
from dashboard.maps.payload import DistrictValue, LegendRow
from dashboard.text import number, t

#: Statuses of what does not stand yet.
NOT_YET = ("planned", "provisional")
#: Classes of the map: which steps of the sequence for how many classes.
STEPS = {1: (1,), 2: (0, 2), 3: (0, 1, 2), 4: (0, 1, 2, 3)}


@dataclass(frozen=True)
class FacilityFigures:
    """Counts of a list of facilities; ``same_place`` are those that share their coordinates with another."""

    existing: int
    not_yet: int
    planned_hubs: int
    unassigned: int
    without_point: int
    same_place: int


def figures(frame: pd.DataFrame) -> FacilityFigures:
    """The counts of ``queries_records.facilities``."""
    not_yet = frame["status"].isin(NOT_YET)
    placed = frame[frame["longitude"].notna() & frame["latitude"].notna()]
    return FacilityFigures(
        existing=int((frame["status"] == "existing").sum()),
        not_yet=int(not_yet.sum()),
        planned_hubs=int((not_yet & frame["is_hub"]).sum()),
        unassigned=int(frame["district_id"].isna().sum()),
        without_point=len(frame) - len(placed),
        same_place=int(placed.duplicated(["longitude", "latitude"], keep=False).sum()),
    )


def by_frequency(values: pd.Series) -> list[str]:
    """The distinct values, most frequent first."""
    counts = values.value_counts()
    return sorted((str(value) for value in counts.index), key=lambda value: (-int(counts[value]), value))


def classes(frame: pd.DataFrame, names: Mapping[str, str]) -> tuple[dict[str, DistrictValue], list[LegendRow]]:
    """Existing facilities per district as map classes, light so that the points stand out."""
    existing = frame.loc[frame["status"] == "existing", "district_id"].value_counts()
    counts = {district: int(existing.get(district, 0)) for district in names}
    ranges = class_ranges(list(counts.values()), classes=4)
    styles = [theme.SEQUENTIAL[step] for step in STEPS.get(len(ranges), ())]
    legend = [LegendRow(style, _range(low, high)) for style, (low, high) in zip(styles, ranges, strict=True)]
    values = {
        district: DistrictValue(
            next(style.key for style, (low, high) in zip(styles, ranges, strict=True) if low <= count <= high),
            t("facilities.unit", count=number(count)),
        )
        for district, count in counts.items()
    }
    return values, legend


def _range(low: int, high: int) -> str:
    return t("facilities.unit", count=number(low) if low == high else t("facilities.range", low=low, high=high))
