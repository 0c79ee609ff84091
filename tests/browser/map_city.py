"""A small made-up city in a real database, for tests of the server and the map: 9 districts, every status, a backdrop.

Municipality 99901 has the map (one name is hostile on request), 99902 has no boundaries at all.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from etl.contract import TABLES

SCALE = 100_000
LEFT, BOTTOM, CELL = 138.30, 35.00, 0.03
HOSTILE = '<img src=x onerror="window.top.__pwned=1;window.__pwned=1">${window.__pwned=2}{{7*7}}</script>'
#: The same, and all that Markdown and Streamlit's additions to it would make something of.
HOSTILE += (
    " ![x](http://example.invalid/x.png) [a](javascript:alert(1)) :red[x] $x^2$ :material/home: :smile: -> `c` **b**"
    " http://example.invalid/y www.example.invalid a@example.invalid"
)
NAMES = ("浜", "中央", "山手", "川上", "本町", "東", "港南", "緑ヶ丘", "潮見台")
EVENTS = ("founding", "preparation", "substitute", "suspension", "dissolution", "absence_confirmed", "not_applicable")
YEARS = ("2020-05-01", "2021-05-01", "2022-05-01")
SQL = Path(__file__).parents[2] / "etl" / "sql"


def corner(column: int, row: int) -> tuple[float, float]:
    """A corner shared by up to four districts, off the grid so that the city looks like one."""
    bend = 0.35 * CELL
    return (
        LEFT + column * CELL + bend * math.sin(1.7 * row + column),
        BOTTOM + row * CELL + bend * math.cos(1.3 * column + 2 * row),
    )


def ring(column: int, row: int) -> list[tuple[float, float]]:
    return [corner(column + x, row + y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]


def deltas(points: list[tuple[float, float]]) -> list[int]:
    """A path as it travels: first point, then differences, in integers."""
    whole = [(round(x * SCALE), round(y * SCALE)) for x, y in points]
    steps = [whole[0], *((b[0] - a[0], b[1] - a[1]) for a, b in pairwise(whole))]
    return [number for step in steps for number in step]


def middle(points: list[tuple[float, float]]) -> list[int]:
    return [round(sum(p[i] for p in points) / len(points) * SCALE) for i in (0, 1)]


def district_features(hostile: bool) -> list[dict[str, Any]]:
    """The districts in the order of their ids, as the build writes them."""
    features = []
    for index, name in enumerate(NAMES):
        border = ring(index % 3, index // 3)
        shown = HOSTILE if hostile and index == 0 else f"{name}中学校区"
        features.append({"id": f"99901-{name}中学校", "name": shown, "at": middle(border), "g": [[deltas(border)]]})
    return sorted(features, key=lambda feature: str(feature["id"]))


def base_features() -> list[dict[str, Any]]:
    wave: Callable[[float], float] = lambda t: 0.006 * math.sin(6 * t)  # noqa: E731
    river = [(LEFT + 0.045 + wave(t / 20), BOTTOM - 0.02 + t / 20 * 0.14) for t in range(21)]
    rail = [(LEFT - 0.03 + t / 20 * 0.16, BOTTOM + 0.035 + wave(t / 20)) for t in range(21)]
    sea = [(LEFT - 0.1, BOTTOM - 0.1), (LEFT + 0.2, BOTTOM - 0.1), (LEFT + 0.2, BOTTOM - 0.01), (LEFT - 0.1, BOTTOM)]
    return [
        {"layer": "sea", "name": "南海", "rank": 1, "t": "polygon", "g": [[deltas(sea)]]},
        {"layer": "river", "name": "潮見川", "rank": 1, "t": "line", "g": [deltas(river)]},
        {"layer": "rail", "name": "浜線", "rank": 1, "t": "line", "g": [deltas(rail)]},
        {"layer": "station", "name": "浜駅", "rank": 1, "t": "point", "g": middle([rail[8]])},
        {"layer": "place_name", "name": "岬", "rank": 1, "t": "point", "g": middle([(LEFT + 0.1, BOTTOM - 0.005)])},
    ]  # fmt: skip


def layer(name: str, content: dict[str, Any]) -> tuple[str, str, str, bytes]:
    body = json.dumps({"v": 1, "s": SCALE, **content}, ensure_ascii=False, separators=(",", ":")).encode()
    address = f"99901-{name}.{hashlib.sha256(body).hexdigest()[:16]}.json"
    return ("99901", name, address, gzip.compress(body, 9, mtime=0))


def insert(db: duckdb.DuckDBPyConnection, table: str, **values: Any) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    holes = ", ".join("?" for _ in values)
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({holes})", list(values.values()))  # noqa: S608


def fill_events(db: duckdb.DuckDBPyConnection) -> None:
    """Every status among the districts; the first district is founded in 令和4年度, so that the years differ."""
    for index, kind in enumerate(EVENTS):
        kinds = ("founding", kind) if kind in ("suspension", "dissolution") else (kind,)
        for step, each in enumerate(kinds):
            insert(
                db, "council_events", event_id=f"E{index}-{step}", municipality_code="99901",
                district_id=f"99901-{NAMES[index]}中学校", kind=each,
                event_date=YEARS[2] if index == 0 else YEARS[step], event_date_precision="day",
            )  # fmt: skip


def write(path: Path, *, hostile: bool = False) -> Path:
    """The database, complete with the views of the build."""
    with duckdb.connect(str(path)) as db:
        for table in TABLES.values():
            db.execute(table.create_sql)
        insert(
            db,
            "municipalities",
            municipality_code="99901",
            name=f"試験市{HOSTILE}" if hostile else "試験市",
            name_en="Test City",
            prefecture="架空県",
            is_sample=True,
        )
        insert(
            db, "municipalities", municipality_code="99902", name="白紙町", name_en="Blank Town", prefecture="架空県"
        )
        for index, name in enumerate(NAMES):
            border = ring(index % 3, index // 3)
            x, y = middle(border)
            insert(
                db, "districts", district_id=f"99901-{name}中学校", municipality_code="99901",
                school_name=f"{name}中学校", name=HOSTILE if hostile and index == 0 else f"{name}中学校区",
                edition="2023", is_current=True, area_km2=7.5, label_longitude=x / SCALE, label_latitude=y / SCALE,
            )  # fmt: skip
            insert(
                db, "population", municipality_code="99901", district_id=f"99901-{name}中学校", as_of="2020-10-01",
                as_of_precision="day", people=1000 * (index + 1), households=400 * (index + 1), method="official",
            )  # fmt: skip
        fill_events(db)
        rows = [layer("districts", {"d": district_features(hostile)}), layer("base", {"f": base_features()})]
        db.executemany("INSERT INTO map_layers VALUES (?, ?, ?, ?)", rows)
        insert(db, "build_info", build_id="test", built_at="2026-04-01 00:00:00", version="test")
        for script in sorted(SQL.glob("*.sql")):
            db.execute(script.read_text("utf-8"))
    return path
