"""Points on the map out of activities and facilities: letter, look, name and text of each.

Records without coordinates have no point; the pages count them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.database.queries import records
from dashboard.maps.payload import MapPoint
from dashboard.records.tables import words
from dashboard.text import number, t
from etl import ACTIVITY_CATEGORIES, FACILITY_KINDS, FACILITY_STATUSES

#: More points cannot be told apart, and weigh on every change of the map; the page says how many are left out.
MOST = 400


def activities(frame: pd.DataFrame) -> list[MapPoint]:
    """One point per place and category out of ``queries_records.activity_points``, the most frequent first."""
    placed = frame[frame["longitude"].notna() & frame["latitude"].notna()].head(MOST)
    known = dict(zip(placed["category"], words(ACTIVITY_CATEGORIES, placed["category"]), strict=True))
    return [_activity_point(row, known[row["category"]]) for row in placed.to_dict("records")]


def left_out(frame: pd.DataFrame) -> int:
    """How many points ``activities`` does not draw."""
    return max(0, int((frame["longitude"].notna() & frame["latitude"].notna()).sum()) - MOST)


def _activity_point(row: Mapping[Any, Any], word: str) -> MapPoint:
    style, count = theme.category(row["category"]), int(row["activities"])
    titles = [str(title) for title in row["titles"]]
    more = [t("activities.more", count=number(count - len(titles)))] if count > len(titles) else []
    venue = row["venue"] if isinstance(row["venue"], str) else ""
    return MapPoint(
        id=str(row["activity_id"]),
        longitude=float(row["longitude"]),
        latitude=float(row["latitude"]),
        mark=t(style.mark_key),
        colour=style.colour,
        name=f"{t('activities.point', category=word, count=number(count))} {venue}".strip(),
        text=" / ".join([*titles, *more]),
        kind=word,
        shape=style.shape,
    )


def facilities(frame: pd.DataFrame) -> list[MapPoint]:
    """One point per facility: kind by letter and colour, hollow where it does not stand (yet), hexagon for a hub."""
    placed = frame[frame["longitude"].notna() & frame["latitude"].notna()]
    kinds = words(FACILITY_KINDS, placed["kind"])
    statuses = words(FACILITY_STATUSES, placed["status"])
    return [
        _facility_point(row, kind, status) for row, kind, status in zip(records(placed), kinds, statuses, strict=True)
    ]


def _facility_point(row: dict[str, object], kind: str, status: str) -> MapPoint:
    style = theme.facility(str(row["kind"]))
    stands = row["status"] == "existing"
    mark = {"provisional": t("facilities.provisional_mark"), "closed": t("facilities.closed_mark")}
    hub = [t("facilities.hub")] if row["is_hub"] else []
    return MapPoint(
        id=str(row["facility_id"]),
        longitude=float(str(row["longitude"])),
        latitude=float(str(row["latitude"])),
        mark=mark.get(str(row["status"])) or (t("facilities.hub_mark") if row["is_hub"] else t(style.mark_key)),
        colour=style.colour,
        name=str(row["name"]),
        text=" / ".join([kind, status, *hub, *(str(row[key]) for key in ("address", "hours") if row[key])]),
        kind=t("facilities.legend", kind=kind, status=t("facilities.hub") if stands and hub else status)
        if hub or not stands
        else kind,
        shape="hexagon" if row["is_hub"] else style.shape,
        hollow=not stands,
    )
