"""Figures of facilities for cards and map: what stands, what does not yet, how many a district has.

What is planned or has only a provisional name is never counted as existing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

#: Statuses of what does not stand yet.
NOT_YET = ("planned", "provisional")


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


def existing_by_district(frame: pd.DataFrame, names: Mapping[str, str]) -> dict[str, int]:
    """Existing facilities of every district."""
    found = frame.loc[frame["status"] == "existing", "district_id"].value_counts()
    return {district: int(found.get(district, 0)) for district in names}
