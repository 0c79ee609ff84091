"""Invented cities of any size as files: a honeycomb of districts in the open Pacific, with records of every kind.

Only for measuring: the cities have no names worth reading and never stand in data/.  The borders are as crooked as real
ones (about 440 corners a district, like 神奈川県 in 国土数値情報 A32), and neighbours share them to the last digit.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, cos, pi, sin, sqrt
from pathlib import Path
from typing import Any

CODE, NAME = "99301", "計測市"
WEST, SOUTH = 143.0, 33.0
SIZE = 0.01  # degrees from the centre of a hexagon to a corner
STEPS = 73  # corners along one side of a hexagon
CATEGORIES = ("防災", "環境・美化", "福祉・見守り", "子ども・教育", "文化・祭り", "会議・研修")
STAGES = ("plan", "do", "check", "act", "solved")
YEARS = range(2014, 2025)  # of the foundings: every 年度 looks different
FACILITIES_EACH, ISSUES_EACH = 5, 10

Point = tuple[float, float]


@dataclass(frozen=True)
class CityFolder:
    """The two folders that ``python -m etl build`` takes."""

    boundaries: Path
    activities: Path


# ------------------------------------------------------------------------------------------------- boundaries
def centres(count: int) -> Iterator[Point]:
    """Centres of a honeycomb of about square outline."""
    columns = ceil(sqrt(count))
    for i in range(count):
        row, column = divmod(i, columns)
        yield WEST + SIZE * sqrt(3) * (column + 0.5 * (row % 2)), SOUTH + SIZE * 1.5 * row


def side(a: Point, b: Point, steps: int) -> list[Point]:
    """A crooked line from ``a`` up to, not including, ``b``; the same points, turned round, from ``b`` to ``a``."""
    start, end = sorted((a, b))
    phase = 997 * (start[0] + end[0]) + 991 * (start[1] + end[1])
    across = (start[1] - end[1], end[0] - start[0])

    def point(k: int) -> Point:
        if k in (0, steps):
            return end if k else start
        t = k / steps
        bend = t * (1 - t) * (0.3 * sin(6 * t + phase) + 0.1 * sin(31 * t + 2 * phase) + 0.04 * sin(97 * t + phase))
        return (
            round(start[0] + t * (end[0] - start[0]) + bend * across[0], 7),
            round(start[1] + t * (end[1] - start[1]) + bend * across[1], 7),
        )

    line = [point(k) for k in range(steps + 1)]
    return (line if a == start else line[::-1])[:-1]


def district(x: float, y: float, steps: int) -> dict[str, Any]:
    """A district around a centre, as GeoJSON geometry."""
    corners = [(round(x + SIZE * sin(k * pi / 3), 6), round(y + SIZE * cos(k * pi / 3), 6)) for k in range(6)]
    ring = [point for k in range(6) for point in side(corners[k], corners[(k + 1) % 6], steps)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]][::-1]]}


def write_districts(path: Path, shapes: Iterable[dict[str, Any]]) -> None:
    """Districts in the columns of 国土数値情報 A32 of 2021, named 第0中学校, 第1中学校, ..."""
    features = [
        {
            "type": "Feature",
            "properties": {"A32_001": CODE, "A32_002": NAME, "A32_003": f"C{i:06d}", "A32_004": f"第{i}中学校"},
            "geometry": shape,
        }
        for i, shape in enumerate(shapes)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")


# ---------------------------------------------------------------------------------------------------- records
def activity_rows(places: Sequence[Point], count: int, by_point: float, seed: int) -> Iterator[list[object]]:
    """Rows of activities; the share ``by_point`` carries coordinates instead of a district's name."""
    rng = random.Random(seed)  # noqa: S311
    for i in range(count):
        k = rng.randrange(len(places))
        day = f"令和{rng.randint(2, 7)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日"
        people = rng.randint(5, 400)
        if rng.random() < by_point:
            x, y = places[k]
            north, east = round(y + rng.uniform(-0.004, 0.004), 6), round(x + rng.uniform(-0.004, 0.004), 6)
            where: list[object] = ["", north, east]
        else:
            where = [f"第{k}中学校", "", ""]
        yield [f"行事{i}", rng.choice(CATEGORIES), day, people, *where]


def event_rows(count: int) -> Iterator[list[object]]:
    """A founding for each district, spread over the years, a preparation two years before."""
    for i in range(count):
        year = YEARS[i % len(YEARS)]
        yield [f"第{i}中学校", "準備会発足", f"{year - 2}年5月"]
        yield [f"第{i}中学校", "設立", f"{year}年6月1日"]


def facility_rows(places: Sequence[Point]) -> Iterator[list[object]]:
    for i, (x, y) in enumerate(places):
        for k in range(FACILITIES_EACH):
            yield [f"F{i}-{k}", f"第{i}会館{k}", "community_center", "existing", round(y + 0.001 * k, 6), round(x, 6)]


def issue_rows(count: int) -> Iterator[list[object]]:
    for i in range(count):
        for k in range(ISSUES_EACH):
            yield [f"第{i}中学校", f"課題{i}-{k}", "council", STAGES[k % len(STAGES)], f"{2018 + k % 7}年5月10日"]


def people_rows(count: int) -> Iterator[list[object]]:
    for i in range(count):
        people = 3000 + 137 * (i % 60)
        yield [f"第{i}中学校", "2020-10-01", people, people * 2 // 5]


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(header)
        writer.writerows(rows)


def write_records(folder: Path, places: Sequence[Point], activities: int, *, by_point: float, seed: int) -> None:
    count = len(places)
    write_csv(
        folder / "activities.csv",
        ["活動名", "分野", "実施日", "参加者数", "地区", "緯度", "経度"],
        activity_rows(places, activities, by_point, seed),
    )
    write_csv(folder / "council_events.csv", ["地区", "出来事", "年月日"], event_rows(count))
    write_csv(folder / "facilities.csv", ["施設ID", "施設名", "種別", "状態", "緯度", "経度"], facility_rows(places))
    write_csv(folder / "issues.csv", ["地区", "課題", "誰の声か", "段階", "提起日"], issue_rows(count))
    write_csv(folder / "population.csv", ["地区", "基準日", "人口", "世帯数"], people_rows(count))


# ------------------------------------------------------------------------------------------------------ cities
def prepare(folder: Path) -> CityFolder:
    city = CityFolder(folder / "boundaries" / f"{CODE}_{NAME}", folder / "activities" / f"{CODE}_{NAME}")
    for directory in (city.boundaries, city.activities):
        directory.mkdir(parents=True, exist_ok=True)
    return city


def make_city(
    folder: Path, districts: int, activities: int, *, by_point: float = 0.1, steps: int = STEPS, seed: int = 1
) -> CityFolder:
    """Write a city of that many districts and activities below ``folder``."""
    city, places = prepare(folder), list(centres(districts))
    write_districts(city.boundaries / "A32-21_99.geojson", (district(x, y, steps) for x, y in places))
    write_records(city.activities, places, activities, by_point=by_point, seed=seed)
    return city


def make_city_of(
    folder: Path, shapes: Sequence[dict[str, Any]], places: Sequence[Point], activities: int
) -> CityFolder:
    """The same records over given districts (GeoJSON geometries and a point in each)."""
    city = prepare(folder)
    write_districts(city.boundaries / "A32-21_99.geojson", shapes)
    write_records(city.activities, places, activities, by_point=0, seed=1)
    return city
