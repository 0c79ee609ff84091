"""Invented cities of any size as files: hexagonal districts in the open Pacific, activities by district or point.

Only for measuring: the cities have no names worth reading and never stand in data/.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, cos, pi, sin, sqrt
from pathlib import Path

WEST, SOUTH = 143.0, 33.0
SIZE = 0.01  # degrees from the centre of a hexagon to a corner
CATEGORIES = ("防災", "環境・美化", "福祉・見守り", "子ども・教育", "文化・祭り", "会議・研修")


@dataclass(frozen=True)
class CityFolder:
    """The two folders that ``python -m etl build`` takes."""

    boundaries: Path
    activities: Path


def centres(count: int) -> Iterator[tuple[float, float]]:
    """Centres of a honeycomb of about square outline."""
    columns = ceil(sqrt(count))
    for i in range(count):
        row, column = divmod(i, columns)
        yield WEST + SIZE * sqrt(3) * (column + 0.5 * (row % 2)), SOUTH + SIZE * 1.5 * row


def hexagon(x: float, y: float) -> list[list[float]]:
    ring = [[round(x + SIZE * sin(k * pi / 3), 7), round(y + SIZE * cos(k * pi / 3), 7)] for k in range(6)]
    return [*ring, ring[0]]


def write_districts(path: Path, count: int) -> None:
    """``count`` districts in the columns of 国土数値情報 A32 of 2021."""
    features = [
        {
            "type": "Feature",
            "properties": {"A32_001": "99301", "A32_002": "計測市", "A32_003": f"C{i:06d}", "A32_004": f"第{i}中学校"},
            "geometry": {"type": "Polygon", "coordinates": [hexagon(x, y)]},
        }
        for i, (x, y) in enumerate(centres(count))
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")


def activity_rows(districts: int, count: int, by_point: float, seed: int) -> Iterator[list[object]]:
    """Rows of activities; the share ``by_point`` carries coordinates instead of a district's name."""
    rng = random.Random(seed)  # noqa: S311
    places = list(centres(districts))
    for i in range(count):
        k = rng.randrange(districts)
        day = f"令和{rng.randint(4, 7)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日"
        people = rng.randint(5, 400)
        if rng.random() < by_point:
            x, y = places[k]
            where: list[object] = [
                "",
                round(y + rng.uniform(-0.004, 0.004), 6),
                round(x + rng.uniform(-0.004, 0.004), 6),
            ]
        else:
            where = [f"第{k}中学校", "", ""]
        yield [f"行事{i}", rng.choice(CATEGORIES), day, people, *where]


def write_activities(path: Path, districts: int, count: int, *, by_point: float = 0.1, seed: int = 1) -> None:
    with path.open("w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(["活動名", "分野", "実施日", "参加者数", "地区", "緯度", "経度"])
        writer.writerows(activity_rows(districts, count, by_point, seed))


def make_city(folder: Path, districts: int, activities: int) -> CityFolder:
    """Write a city of that many districts and activities below ``folder``."""
    city = CityFolder(folder / "boundaries" / "99301_計測市", folder / "activities" / "99301_計測市")
    for directory in (city.boundaries, city.activities):
        directory.mkdir(parents=True, exist_ok=True)
    write_districts(city.boundaries / "A32-21_99.geojson", districts)
    write_activities(city.activities / "activities.csv", districts, activities)
    return city
