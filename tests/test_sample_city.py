"""The invented city: the generator gives the committed files again, areas fit together, records say what they must."""

from __future__ import annotations

import csv
import importlib
import json
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import shapely
from openpyxl import load_workbook

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
BOUNDARIES = DATA / "boundaries" / "99201_潮見野市"
RECORDS = DATA / "activities" / "99201_潮見野市"
#: Open Pacific; the nearest real land lies more than 100 km beyond this box (longitude, latitude).
OPEN_SEA = (141.8, 33.0, 144.5, 35.0)


def features(name: str) -> list[dict[str, Any]]:
    return json.loads((BOUNDARIES / name).read_text("utf-8"))["features"]


def areas(name: str) -> list[shapely.Geometry]:
    return [shapely.geometry.shape(f["geometry"]) for f in features(name)]


def table(name: str, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    with (RECORDS / name).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def sheet(name: str) -> list[tuple[Any, ...]]:
    return list(load_workbook(RECORDS / name).active.iter_rows(values_only=True))


def content(path: Path) -> object:
    """Bytes, or for a workbook the bytes of its members: zlib may pack the same sheet differently elsewhere."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


DISTRICTS = "中学校区_架空データ_A32-21_99201.geojson"
TOWNS = "r2ka99201_架空データ.geojson"


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    folder = tmp_path_factory.mktemp("sample")
    importlib.import_module("data.sample_city.generate").generate(folder)
    return folder


@pytest.mark.parametrize("kind", ["boundaries", "activities"])
def test_the_generator_gives_the_committed_files_again(regenerated: Path, kind: str) -> None:
    made, kept = regenerated / kind / "99201_潮見野市", DATA / kind / "99201_潮見野市"
    assert sorted(p.name for p in made.iterdir()) == sorted(p.name for p in kept.iterdir())
    for path in sorted(made.iterdir()):
        assert content(path) == content(kept / path.name), f"{path.name}: run python -m data.sample_city and commit"


def test_districts_and_towns_each_cover_the_city_without_gap_or_overlap() -> None:
    districts, towns = areas(DISTRICTS), areas(TOWNS)
    assert shapely.coverage_is_valid(districts)
    assert shapely.coverage_is_valid(towns)
    whole, tiled = shapely.union_all(districts), shapely.union_all(towns)
    assert whole.symmetric_difference(tiled).area < 1e-9
    assert 280 < whole.area * 92.42 * 110.92 < 340


def test_nine_schools_one_of_them_with_an_island_of_its_own() -> None:
    parts = Counter(f["properties"]["A32_004"] for f in features(DISTRICTS))
    assert len(parts) == 9
    assert sorted(parts.values()) == [1] * 8 + [2]
    assert all(f["properties"]["A32_001"] == "99201" for f in features(DISTRICTS))


def test_borders_are_neither_rectangles_nor_straight_cuts() -> None:
    for area in areas(DISTRICTS):
        assert shapely.get_num_coordinates(area) > 50
        assert area.area / area.minimum_rotated_rectangle.area < 0.88


def test_ninety_towns_with_people_and_households_and_some_across_a_border() -> None:
    rows = [f["properties"] for f in features(TOWNS)]
    assert len(rows) == 90
    assert len({r["KEY_CODE"] for r in rows}) == 90
    assert sum(r["JINKO"] for r in rows) == 58_000
    assert sum(r["SETAI"] for r in rows) == 24_500
    tree = shapely.STRtree(areas(DISTRICTS))
    inner = [t.buffer(-0.0003) for t in areas(TOWNS)]
    across = [t for t in inner if len(tree.query(t, predicate="intersects")) > 1]
    assert 4 <= len(across) <= 12


def test_everything_lies_in_the_open_sea_away_from_real_land() -> None:
    for path in sorted(BOUNDARIES.glob("*.geojson")):
        west, south, east, north = shapely.total_bounds(areas(path.name))
        assert west > OPEN_SEA[0]
        assert south > OPEN_SEA[1]
        assert east < OPEN_SEA[2]
        assert north < OPEN_SEA[3]


def test_the_backdrop_has_every_layer_and_valid_shapes() -> None:
    names = [p.name for p in BOUNDARIES.glob("背景_*.geojson")]
    layers = {f["properties"]["layer"] for name in names for f in features(name)}
    assert layers == {"sea", "land", "water", "river", "road", "rail", "station", "outline", "place_name"}
    assert all(shapely.is_valid(area) for name in names for area in areas(name))


def test_five_fiscal_years_hold_enough_activities_and_season_as_in_life() -> None:
    counts = [
        len(table("activities_令和3年度_架空データ.csv", "cp932")),
        len(sheet("activities_令和4年度_架空データ.xlsx")) - 4,
        len(table("イベント一覧_令和5年度_架空データ.csv")),
        len(sheet("activities_令和6年度_架空データ.xlsx")) - 3,
        len(table("activities_令和7年度_架空データ.csv")),
    ]
    assert 600 <= sum(counts) <= 800
    assert counts[0] == min(counts)
    events = table("イベント一覧_令和5年度_架空データ.csv")
    assert {e["開始日"][5:7] for e in events if "港まつり" in e["イベント名"]} == {"08"}
    assert {e["開始日"][5:7] for e in events if e["イベント名"] in ("敬老会", "敬老のつどい")} == {"09"}


def test_forty_five_facilities_stand_on_dry_land_in_the_city() -> None:
    existing = table("公共施設一覧_架空データ.csv")
    planned = table("facilities_整備予定_架空データ.csv")
    assert len(existing) + len(planned) == 45
    assert {r["状態"] for r in planned} == {"整備予定", "予定", "仮称", "廃止"}
    assert not any(r["電話番号"] for r in existing)
    city = shapely.union_all(areas(DISTRICTS))
    water = [shapely.geometry.shape(f["geometry"]) for f in features("背景_面_架空データ.geojson")
             if f["properties"]["layer"] in ("water", "sea")]  # fmt: skip
    points = [shapely.Point(float(r["経度"]), float(r["緯度"])) for r in [*existing, *planned] if r["緯度"]]
    assert len(points) == 44
    assert all(shapely.contains(city, points))
    assert not shapely.intersects(shapely.union_all(water), shapely.multipoints(points))


def test_the_first_council_was_founded_in_a_january_and_dates_come_in_every_precision() -> None:
    rows = sheet("協議会の沿革_架空データ.xlsx")[3:]
    founded = [r for r in rows if r[3] == "設立"]
    assert founded[0][4] == "平成20年1月"
    written = {str(r[4]) for r in rows}
    assert {"平成18年度", "平成21年", "H21.10", "平成25年4月1日"} <= written
    assert {r[3] for r in rows} >= {"代替組織", "休止", "再開", "解散", "統合", "改称", "未設立の確認", "準備会発足"}


def test_forty_issues_share_the_topics_of_the_citys_framework() -> None:
    rows = sheet("地域課題整理表_架空データ.xlsx")[3:]
    topics = {r["項目名"] for r in table("topics.csv")}
    assert len(rows) == 40
    assert {r[5] for r in rows} == topics
    assert {r[6] for r in rows} == {"行政", "協議会", "統計"}
    assert {r[7] for r in rows} == {"Plan", "Do", "Check", "Act", "解決"}
    districts_of = {t: {r[1] for r in rows if r[5] == t} for t in topics}
    assert sum(len(d) >= 3 for d in districts_of.values()) >= 5


def test_every_source_says_that_it_is_invented() -> None:
    sources = table("sources.csv")
    assert all(s["種類"] == "架空データ" and s["資料名"].startswith("【架空】") for s in sources)
    assert table("municipalities.csv")[0]["架空データ"] == "○"


def test_the_sample_stays_small() -> None:
    sizes = [p.stat().st_size for folder in (BOUNDARIES, RECORDS) for p in folder.iterdir()]
    assert max(sizes) < 600_000
    assert sum(sizes) < 1_500_000
