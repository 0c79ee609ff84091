"""Points on the map out of activities and facilities: letter, look, name and text of each.

Records without coordinates have no point; the pages count them.
"""

from __future__ import annotations

import pandas as pd

from dashboard import theme
from dashboard.maps.payload import MapPoint
from dashboard.queries import records
from dashboard.record_tables import plain_date, words
from dashboard.text import number, t
from etl import ACTIVITY_CATEGORIES, FACILITY_KINDS, FACILITY_STATUSES

#: How many titles a point of several activities names.
NAMED = 3


def activities(frame: pd.DataFrame) -> list[MapPoint]:
    """One point per place and category, with the number of activities and the newest of them."""
    placed = frame[frame["longitude"].notna() & frame["latitude"].notna()]
    return [
        _activity_point(float(str(x)), float(str(y)), str(category), group)
        for (x, y, category), group in placed.groupby(["longitude", "latitude", "category"], sort=True)
    ]


def _activity_point(x: float, y: float, category: str, group: pd.DataFrame) -> MapPoint:
    style = theme.category(category)
    word = words(ACTIVITY_CATEGORIES, [category])[0]
    newest = [
        f"{plain_date(row['start_date'], row['start_date_precision'])} {row['title']}"
        for row in records(group.head(NAMED))
    ]
    more = [t("activities.more", count=number(len(group) - NAMED))] if len(group) > NAMED else []
    venue = next((str(name) for name in group["venue"] if isinstance(name, str)), "")
    title = t("activities.point", category=word, count=number(len(group)))
    return MapPoint(
        id=str(group["activity_id"].iloc[0]),
        longitude=x,
        latitude=y,
        mark=t(style.mark_key),
        colour=style.colour,
        name=f"{title} {venue}".strip(),
        text=" / ".join([*newest, *more]),
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
