"""What both pages on formation start from: the municipality at the end of a 年度, put together from the cached queries.

Plain data; it draws nothing.  A municipality without districts is looked at by its councils, and has no total then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.database import queries
from dashboard.district import changes as district_changes
from dashboard.district.changes import Change
from dashboard.formation import figures as formation
from dashboard.formation import queries as queries_formation
from dashboard.formation.figures import Pace, Run, Situation, Target
from dashboard.maps.payload import DistrictValue, LegendRow
from dashboard.state import Selection
from dashboard.text import t
from dashboard.theme import STATUSES

Row = Mapping[str, Any]


@dataclass(frozen=True)
class View:
    """A municipality at the end of a 年度; its history is known up to ``known_until``, a 年度.

    ``status`` is by district, ``council_status`` by council; ``points`` count formed districts.  Where ``by_council``,
    because there are no districts or no council is tied to one, ``points`` and ``strips`` are those of councils.
    ``situation`` is ``None`` where there are no districts.
    """

    database: str
    selection: Selection
    city: Row
    districts: list[dict[str, Any]]
    status: Mapping[str, Row]
    council_status: Mapping[str, str]
    councils: list[dict[str, Any]]
    targets: list[dict[str, Any]]
    target: Target | None
    situation: Situation | None
    pace: Pace
    points: Mapping[int, int]
    strips: list[Run]
    known_until: int | None
    changes: list[Change]

    @property
    def recorded(self) -> bool:
        """Whether anything is recorded of any council or district at any time."""
        return bool(self.councils) or any(run.status != "unknown" for run in self.strips)

    @property
    def beyond(self) -> int | None:
        """The last 年度 on record if the chosen one lies beyond it, so that its status is only assumed."""
        return (
            self.known_until if self.known_until is not None and self.selection.fiscal_year > self.known_until else None
        )

    @property
    def by_council(self) -> bool:
        """Whether the history can be told by councils only: nothing is known of any district, but of councils."""
        return self.situation is None or (self.situation.unknown and bool(self.councils))

    @property
    def untied(self) -> list[str]:
        """Names of the formed councils that are tied to no district, so that no map can show them."""
        return [
            str(row["name"])
            for row in self.councils
            if row["district_ids"] is None and self.council_status.get(row["council_id"]) == formation.FORMED
        ]

    @property
    def formed_councils(self) -> int:
        return sum(status == formation.FORMED for status in self.council_status.values())

    @property
    def total(self) -> int | None:
        """The number of districts for which a council is foreseen, ``None`` if it is not registered."""
        return None if self.situation is None else self.situation.total

    @property
    def breaks(self) -> dict[int, str]:
        """Where the series of districts break because districts changed: 年度 -> sentence; councils do not break."""
        if self.by_council or not self.points:
            return {}
        return district_changes.breaks(self.changes, min(self.points), max(self.points))

    @property
    def sources(self) -> set[str]:
        """The sources of everything shown: boundaries, people, councils, status, targets."""
        rows = [*self.districts, *self.councils, *self.targets, *self.status.values()]
        names = ("source_id", "population_source_id", "founded_source_id")
        return {str(row[name]) for row in rows for name in names if row.get(name)}


def load(database: str, selection: Selection) -> View:
    """The view of a selection."""
    code, year = selection.municipality, selection.fiscal_year
    districts = queries.records(queries.districts(database, code))
    councils = queries.records(queries_formation.councils(database, code))
    targets = queries.records(queries_formation.targets(database, code))
    by_district = queries.records(queries_formation.district_status(database, code)) if districts else []
    by_council = queries.records(queries_formation.council_status(database, code))
    status = {row["district_id"]: row for row in by_district if row["fiscal_year"] == year}
    council_status = {row["council_id"]: row["status"] for row in by_council if row["fiscal_year"] == year}
    now = formation.situation(districts, status) if districts else None
    untold = now is None or (now.unknown and bool(councils))
    rows, subject = (by_council, "council_id") if untold else (by_district, "district_id")
    points = formation.curve(rows)
    target = formation.target_of(targets, year)
    total = now.total if now and not now.unknown else None
    known = queries_formation.known_until(database, code)
    recent = formation.recent_pace(points, year) if known is not None and year < known + formation.RECENT else None
    pace = formation.required_pace(points.get(year, 0), total, target, year, recent)
    if now and now.unknown and target:
        pace = Pace("unknown_status", target.count or now.total, recent=recent)
    names = (
        {r["council_id"]: r["name"] for r in councils} if untold else {r["district_id"]: r["name"] for r in districts}
    )
    strips = formation.runs(rows, subject, names)
    city = next(r for r in queries.records(queries.municipalities(database)) if r["municipality_code"] == code)
    return View(
        database, selection, city, districts, status, council_status,
        councils, targets, target, now, pace, points, strips, known, district_changes.of_city(database, code),
    )  # fmt: skip


def titles(view: View, source_ids: set[str] | None = None) -> dict[str, str]:
    """Titles of sources by id."""
    wanted = view.sources if source_ids is None else source_ids
    if not wanted:
        return {}
    table = queries.sources(view.database, tuple(sorted(wanted)))
    return dict(zip(table["source_id"], table["title"], strict=True))


def status_values(view: View) -> dict[str, DistrictValue]:
    """The map by status: a district's class, and the name of the council that decides it."""
    from dashboard.formation.tables import council_of, since

    out = {}
    for row in view.districts:
        now = view.status.get(row["district_id"], {"status": "unknown"})
        kind = formation.shown(now)
        parts = [t(STATUSES[kind].label_key), council_of(now, view.councils), since(now)]
        out[row["district_id"]] = DistrictValue(kind, t("overview.tip").join(filter(None, parts)))
    return out


def status_legend(view: View) -> list[LegendRow]:
    """Every status with the number of its districts, so that the legend adds up to all of them."""
    of = [view.status.get(row["district_id"], {"status": "unknown"}) for row in view.districts]
    counts = Counter(formation.shown(row) for row in of)
    return [
        LegendRow(style, t("overview.legend_row", status=t(style.label_key), count=counts[key]))
        for key, style in STATUSES.items()
        if counts[key] or key != formation.FORMED_PART
    ]
