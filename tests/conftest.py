"""A tiny invented city in real files, built by the real build: 小浜町 (99202), four districts, in the open Pacific."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from etl.build.database import Result, build_database
from etl.findings import guard
from etl.journal import Store

#: An error that nobody foresaw is a bug: the tests see it, here and in every process that they start.
os.environ[guard.OFF] = "1"
CODE = "99202"
#: South-western corner of the city and the size of a district, in degrees.
WEST, SOUTH, SIZE = 143.0, 33.9, 0.02
#: A district's name that must stay exactly this text wherever it is shown.
HOSTILE = "<img src=x onerror=alert(1)>${1+1}{{7*7}}"


@dataclass(frozen=True)
class City:
    """A built city: its folder (boundaries/, activities/, build/), the database and what the build said."""

    folder: Path
    database: Path
    result: Result

    @property
    def build_folder(self) -> Path:
        return self.folder / "build"


def box(column: float, row: float, width: float = 1, height: float = 1) -> list[list[tuple[float, float]]]:
    """A rectangle in units of districts, as GeoJSON coordinates."""
    west, south = WEST + column * SIZE, SOUTH + row * SIZE
    east, north = west + width * SIZE, south + height * SIZE
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return [[(round(x, 6), round(y, 6)) for x, y in corners]]


def feature(coordinates: Any, kind: str = "Polygon", **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def write_geojson(path: Path, features: Sequence[Mapping[str, object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
    return path


def write_csv(path: Path, rows: Iterable[str]) -> Path:
    """Rows written as ``a|b|c`` become a CSV file with BOM, as Excel saves it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(row.split("|") for row in rows)
    return path


def write_city(folder: Path, *, north: str = "北中学校") -> Path:
    """Write the files of 小浜町 below ``folder``; ``north`` names the school of the northern district."""
    _write_boundaries(folder / "boundaries" / f"{CODE}_小浜町", north)
    _write_records(folder / "activities" / f"{CODE}_小浜町", north)
    return folder


def _write_boundaries(home: Path, north: str) -> None:
    squares = {"東中学校": (1, 0), "西中学校": (0, 0), "南中学校": (1, 1), north: (0, 1)}
    write_geojson(
        home / "A32-23_99.geojson",
        [
            feature(
                box(*at), A32_001=CODE, A32_002="小浜町", A32_003=f"C19920200{i:04d}", A32_004=name, A32_005="小浜町1-1"
            )
            for i, (name, at) in enumerate(squares.items())
        ],
    )
    towns = [
        ("001", "東町", box(1, 0), 1000, 400),
        ("002", "西町", box(0, 0), 800, 300),
        ("003", "南町", box(1, 1), 601, 250),
        ("004", "北町", box(0, 1, 1, 0.75), 301, 120),
        # Three quarters in 北, one quarter in 南.
        ("005", "境町", box(0.25, 1.75, 1, 0.25), 102, 41),
        # An islet outside every district.
        ("006", "沖島", box(3, 3, 0.1, 0.1), 7, 3),
    ]
    write_geojson(
        home / f"r2ka{CODE}.geojson",
        [
            feature(shape, KEY_CODE=f"{CODE}{key}", PREF="99", CITY="202", S_NAME=name, KIGO_E="", HCODE=8101,
                    JINKO=people, SETAI=households)
            for key, name, shape, people, households in towns
        ],
    )  # fmt: skip
    river = [(WEST, SOUTH + 0.01), (WEST + 0.02, SOUTH + 0.012), (WEST + 0.04, SOUTH + 0.01)]
    backdrop = [
        feature(box(-3, -3, 8, 8), layer="sea", name="小浜湾", rank=1),
        feature(box(0, 0, 2, 2), layer="land", name="", rank=1),
        feature(river, "LineString", layer="river", name="小浜川", rank=1),
        feature([WEST + 0.02, SOUTH + 0.02], "Point", layer="place_name", name="小浜", rank=1),
    ]
    write_geojson(home / "base_layers.geojson", backdrop)


def _write_records(home: Path, north: str) -> None:
    write_csv(
        home / "municipalities.csv",
        [
            "市区町村コード|市区町村名|英語名|都道府県名|地区の単位|架空データ",
            f"{CODE}|小浜町|Obama Town|（架空）|中学校区|○",
        ],
    )
    write_csv(
        home / "sources.csv",
        [
            "出典ID|市区町村コード|資料名|発行者|種類|発行日",
            f"obama-2025|{CODE}|小浜町地域づくり白書|小浜町|架空データ|令和7年3月",
        ],
    )
    write_csv(
        home / "councils.csv",
        [
            "協議会ID|市区町村コード|協議会名|法人格|型|活動拠点|出典",
            f"C1|{CODE}|東地区まちづくり協議会|認可地縁団体|一体型|東コミュニティセンター|obama-2025",
            f"C2|{CODE}|西地区設立準備会|任意団体|||obama-2025",
            f"C3|{CODE}|南の会|任意団体|分離型||obama-2025",
        ],
    )
    write_csv(
        home / "council_districts.csv",
        [
            "市区町村コード|協議会|地区|範囲",
            f"{CODE}|C1|東中学校区|全域",
            f"{CODE}|西地区設立準備会|西中|全域",
            f"{CODE}|C3|南|一部",
        ],
    )
    write_csv(
        home / "council_events.csv",
        [
            "出来事ID|市区町村コード|協議会|地区|出来事|年月日|出典",
            f"E1|{CODE}|C1||設立|平成20年1月|obama-2025",
            f"E2|{CODE}|C2||準備会発足|令和6年度|obama-2025",
            f"E3|{CODE}|C3||設立|H22.8.1|obama-2025",
            f"E4|{CODE}|C3||休止|令和3年4月1日|obama-2025",
            f"E5|{CODE}||{north}|代替組織|2015年6月|obama-2025",
        ],
    )
    write_csv(home / "targets.csv", ["目標ID|市区町村コード|期限|対象", f"T1|{CODE}|令和9年度|町内全地区"])
    write_csv(
        home / "facilities.csv",
        [
            "施設ID|市区町村コード|施設名|種別|状態|役割|緯度|経度|地区",
            f"F1|{CODE}|東コミュニティセンター|コミセン|既存|活動拠点|33.91|143.03|",
            f"F2|{CODE}|西公民館|公民館|予定||143.01|33.91|",
            f"F3|{CODE}|南集会所|集会所|仮称||||南",
            f"F4|{CODE}|沖の灯台|その他|既存||33.99|143.09|",
        ],
    )
    write_csv(
        home / "activities.csv",
        [
            "活動ID|市区町村コード|協議会|地区|活動名|分野|実施日|参加者数|会場|緯度|経度",
            f"A1|{CODE}|C1||合同避難訓練|防災|令和6年9月1日（日）|約120名|東コミュニティセンター||",
            f"A2|{CODE}||西中学校区|清掃活動|環境|R6.5.12|３５人|||",
            f"A3|{CODE}|||夏まつり|文化|2024年8月1日〜3日|800|南集会所||",
            f"A4|{CODE}|||朝市|朝市|2025/1/15|—|駅前広場|33.93|143.01",
            f"A5|{CODE}|||研修会|研修|令和5年度||||",
        ],
    )
    write_csv(
        home / "frameworks.csv",
        ["枠組みID|市区町村コード|枠組み名|英語名", f"obama|{CODE}|小浜町の課題分類|Issues of Obama"],
    )
    write_csv(
        home / "topics.csv",
        [
            "項目ID|枠組みID|順序|項目名|英語名|共通の分類",
            "obama-1|obama|1|情報の共有|Information|情報の共有",
            "obama-2|obama|2|担い手|People|意識・人材",
        ],
    )
    write_csv(home / "issues.csv", [
        "課題ID|市区町村コード|地区|協議会|課題|課題分類|誰の声か|段階|提起日|誰が|どう",
        f"I1|{CODE}|東||役員の担い手不足|担い手|協議会の声|Do|令和5年6月|協議会|若手部会",
        f"I2|{CODE}||C3|広報が届かない|obama-1|行政の見解|計画|令和6年度||",
    ])  # fmt: skip


def build_city(folder: Path) -> City:
    """Run the real build over the files below ``folder``."""
    result = build_database([folder / "boundaries"], [folder / "activities"], folder / "build")
    assert result.database is not None
    return City(folder, result.database, result)


@pytest.fixture(scope="session")
def tiny_city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """小浜町, built once; ``tiny_city.database`` is the file, ``tiny_city.folder`` holds the inputs.  Read only."""
    return build_city(write_city(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="session")
def hostile_city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The same city, whose northern district has a name made to break screens.  Read only."""
    return build_city(write_city(tmp_path_factory.mktemp("hostile"), north=HOSTILE))


@pytest.fixture
def make_city(tmp_path: Path) -> Callable[[], Path]:
    """Writes the files of a city of one's own to change and build."""
    return lambda: write_city(tmp_path / "city")


@pytest.fixture
def store(tiny_city: City, tmp_path: Path) -> Store:
    """A data folder of one's own with 小浜町, built, to import into."""
    return Store.at(Path(shutil.copytree(tiny_city.folder, tmp_path / "city")))


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two activities and nothing else, built: quick to build again.  Read only."""
    folder = tmp_path_factory.mktemp("small")
    write_csv(
        folder / "activities" / f"{CODE}_小浜町" / "activities.csv",
        [
            "活動ID|市区町村コード|活動名|分野|実施日|参加者数",
            f"A1|{CODE}|朝市|環境|2024-05-01|5",
            f"A2|{CODE}|清掃活動|環境|2024-05-12|35",
        ],
    )
    build_database([], [folder / "activities"], folder / "build")
    return folder


@pytest.fixture
def small_store(small_folder: Path, tmp_path: Path) -> Store:
    """A copy of the small folder to import into."""
    return Store.at(Path(shutil.copytree(small_folder, tmp_path / "small")))
