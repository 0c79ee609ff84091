"""Data sets that municipalities publish: both editions, every encoding, and the defects seen in the wild."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.build.database import Result, build_database
from tests.conftest import CODE, box, feature, write_geojson

AGES = [f"{low}-{low + 4}歳の{sex}" for low in range(0, 85, 5) for sex in ("男性", "女性")]
AGES += ["85歳以上の男性", "85歳以上の女性"]
#: Data set and edition -> header and one row, as a mapping; 架空データ.
OLD: dict[str, Any] = {
    "都道府県コード又は市区町村コード": CODE,
    "NO": "1",
    "都道府県名": "架空県",
    "市区町村名": "小浜町",
}
NEW: dict[str, Any] = {"全国地方公共団体コード": CODE, "ID": "F1", "地方公共団体名": "小浜町"}
PLACE: dict[str, Any] = {"所在地_全国地方公共団体コード": CODE, "町字ID": "0001001"}
PLACE |= {"所在地_連結表記": "架空県小浜町1-1", "所在地_都道府県": "架空県", "所在地_市区町村": "小浜町"}
PLACE |= {"所在地_町字": "浜町一丁目", "所在地_番地以下": "1", "建物名等(方書)": ""}
POINT: dict[str, Any] = {"緯度": "33.91", "経度": "143.03"}
HALL: dict[str, Any] = {"名称": "南コミュニティセンター", "名称_カナ": "ミナミ"}
HOURS: dict[str, Any] = {"電話番号": "0000-00-0000", "利用可能曜日": "月火水", "開始時間": "09:00"}
HOURS |= {"終了時間": "21:00", "備考": ""}
EVENT: dict[str, Any] = {"イベント名": "夏まつり", "開始日": "2024-08-03", "終了日": "2024-08-04", "場所名称": "広場"}
LAYOUTS: dict[str, tuple[str, dict[str, Any]]] = {
    "公共施設一覧 推奨": ("facilities", {**OLD, **HALL, "住所": "小浜町1-1", "方書": "", **POINT, **HOURS}),
    "公共施設一覧 標準": ("facilities", {**NEW, **HALL, **PLACE, **POINT, **HOURS, "URL": ""}),
    "イベント一覧 推奨": ("activities", {**OLD, **EVENT, "住所": "小浜町1-1", **POINT, "料金(基本)": "無料"}),
    "イベント一覧 標準": ("activities", {**NEW, **EVENT, **PLACE, **POINT, "料金種別": "無料", "イベント種類": "祭り"}),
    "地域・年齢別人口 推奨": ("population", {
        **OLD, "地域コード": "1", "調査年月日": "2024-04-01", "地域名": "東中学校区", "総人口": "37", "男性": "18",
        "女性": "18", **dict.fromkeys(AGES, "1"), "世帯数": "10", "備考": "",
    }),
    "地域・年齢別人口 標準": ("population", {
        **NEW, "地域コード": "1", "調査年月日": "2024-04-01", "地域名": "東中学校区", "総人口": "37", "男性": "18",
        "女性": "18", **dict.fromkeys(AGES, "1"), "世帯数": "10", "備考": "",
    }),
}  # fmt: skip
PLACED = [name for name, (table, _) in LAYOUTS.items() if table != "population"]


def as_csv(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def build(tmp_path: Path, text: str, encoding: str = "utf-8", folder: str = f"{CODE}_小浜町") -> Result:
    """One file of open data beside the boundaries of two districts."""
    home = tmp_path / "boundaries" / f"{CODE}_小浜町"
    districts = [
        feature(box(x, 0), A32_001=CODE, A32_002="小浜町", A32_003="", A32_004=name, A32_005="")
        for x, name in ((0, "西中学校"), (1, "東中学校"))
    ]
    write_geojson(home / "A32-23_99.geojson", districts)
    path = tmp_path / "activities" / folder / "data.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode(encoding))
    result = build_database([tmp_path / "boundaries"], [tmp_path / "activities"], tmp_path / "build")
    assert result.rows_read == result.rows_loaded + result.rows_rejected
    return result


def ask(result: Result, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(result.database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_in_every_encoding(layout: str, encoding: str, tmp_path: Path) -> None:
    table, row = LAYOUTS[layout]
    result = build(tmp_path, as_csv([row]), encoding)
    assert result.tables[table] == 1
    (found,) = ask(result, "SELECT recognised_as, rows_read, rows_loaded FROM files WHERE file LIKE '%data.csv'")
    assert found[0].startswith("opendata-")
    assert found[1:] == (1, 1)
    if table == "population":
        query = "SELECT people, people_0_14, people_15_64, people_65_over, households FROM district_population"
        assert (37, 6, 20, 10, 10) in ask(result, query)
    else:
        where = f"SELECT district_id, assigned_by, address FROM {table}"  # noqa: S608 - a name of this test
        address = "架空県小浜町1-1" if "標準" in layout else "小浜町1-1"
        assert ask(result, where) == [(f"{CODE}-東中学校", "point", address)]
    assert ("encoding_guessed" in {f.code for f in result.findings}) == (encoding in {"cp932", "utf-16-le"})


DEFECTS: dict[str, tuple[dict[str, Any], str, int]] = {
    "緯度 and 経度 swapped": ({"緯度": "143.03", "経度": "33.91"}, "swapped_coordinates", 1),
    "coordinates blank": ({"緯度": "", "経度": ""}, "coordinates_blank", 1),
    "longitude blank": ({"経度": ""}, "coordinates_blank", 1),
    "degrees out of Japan": ({"緯度": "3.391"}, "out_of_range", 1),
}


@pytest.mark.parametrize("layout", PLACED)
@pytest.mark.parametrize("defect", DEFECTS)
def test_defects_of_coordinates_are_found_and_said(layout: str, defect: str, tmp_path: Path) -> None:
    table, row = LAYOUTS[layout]
    change, code, rows = DEFECTS[defect]
    result = build(tmp_path, as_csv([{**row, **change}]))
    assert [f.rows for f in result.findings if f.code == code] == [rows]
    assert result.tables[table] == 1
    (assigned,) = ask(result, f"SELECT assigned_by FROM {table}")  # noqa: S608 - a name of this test
    assert assigned == ("point" if code == "swapped_coordinates" else "none",)


@pytest.mark.parametrize(("code", "municipality", "said"), [
    ("29209", "29209", set()), ("292095", "29209", set()), ("09201", "09201", set()), ("092011", "09201", set()),
    ("92011", "09201", {"code_interpreted"}), ("9201", "09201", {"code_interpreted"}), ("２９２０９５", "29209", set()),
])  # fmt: skip
@pytest.mark.parametrize("layout", ["公共施設一覧 推奨", "公共施設一覧 標準"])
def test_codes_with_and_without_check_digit_and_leading_zero(
    layout: str, code: str, municipality: str, said: set[str], tmp_path: Path
) -> None:
    _, row = LAYOUTS[layout]
    column = next(c for c in row if c.endswith("コード") or c.endswith("市区町村コード"))
    path = tmp_path / "open" / "data.csv"
    path.parent.mkdir()
    path.write_text(as_csv([{**row, column: code}]), "utf-8")
    result = build_database([], [path], tmp_path / "build")
    assert ask(result, "SELECT municipality_code, name FROM municipalities") == [(municipality, "小浜町")]
    assert {f.code for f in result.findings} & {"code_interpreted", "bad_code"} == said


def test_a_wrong_check_digit_is_an_error(tmp_path: Path) -> None:
    _, row = LAYOUTS["公共施設一覧 推奨"]
    path = tmp_path / "data.csv"
    path.write_text(as_csv([{**row, "都道府県コード又は市区町村コード": "292096"}]), "utf-8")
    result = build_database([], [path], tmp_path / "build")
    assert "check_digit_wrong" in {f.code for f in result.findings}


def test_kinds_of_facilities_come_from_their_names_and_hours_from_three_columns(tmp_path: Path) -> None:
    _, row = LAYOUTS["公共施設一覧 標準"]
    names = ["南コミュニティセンター", "中央公民館", "市立図書館", "光の館"]
    result = build(tmp_path, as_csv([{**row, "ID": str(i), "名称": name} for i, name in enumerate(names)]))
    found = dict(ask(result, "SELECT name, kind FROM facilities"))
    assert [found[name] for name in names] == ["community_center", "public_hall", "library", "other"]
    assert ask(result, "SELECT DISTINCT hours[:9], hours[11:] FROM facilities") == [("月火水 09:00", "21:00")]
    codes = {f.code for f in result.findings}
    assert "facility_kinds_taken" in codes
    assert "personal_column_dropped" in codes


def test_many_rows_of_a_neighbour_are_one_remark(tmp_path: Path) -> None:
    _, row = LAYOUTS["公共施設一覧 推奨"]
    others = [{**row, "NO": str(i), "都道府県コード又は市区町村コード": "29201"} for i in range(2, 40)]
    result = build(tmp_path, as_csv([row, *others]))
    assert [(f.code, f.rows) for f in result.findings if f.rejected] == [("out_of_scope_many", 38)]


def test_people_by_town_complete_the_boundaries_of_the_same_day(tmp_path: Path) -> None:
    """Towns without official codes are known by name; their ages reach the districts."""
    home = tmp_path / "boundaries" / f"{CODE}_小浜町"
    towns = [
        feature(box(x, 0), KEY_CODE=f"{CODE}00{x + 1}0", PREF="99", CITY="202", S_NAME=name, KIGO_E="", HCODE=8101)
        for x, name in ((0, "西町"), (1, "東町一丁目"))
    ]
    write_geojson(home / f"r2ka{CODE}.geojson", towns)
    _, row = LAYOUTS["地域・年齢別人口 標準"]
    rows = [
        {**row, "地域コード": str(i), "地域名": name} for i, name in enumerate(("西町", "東町１丁目", "東町一丁目"))
    ]
    result = build(tmp_path, as_csv([rows[0], rows[2]]))
    assert ask(result, "SELECT name, people, people_65_over, as_of::VARCHAR FROM towns ORDER BY name") == [
        ("東町一丁目", 37, 10, "2024-04-01"), ("西町", 37, 10, "2024-04-01"),
    ]  # fmt: skip
    assert ask(result, "SELECT DISTINCT people_65_over, as_of::VARCHAR FROM district_population") == [
        (10, "2024-04-01")
    ]


def test_people_of_another_day_than_the_census_stay_out(tmp_path: Path) -> None:
    home = tmp_path / "boundaries" / f"{CODE}_小浜町"
    town = feature(box(0, 0), KEY_CODE=f"{CODE}0010", PREF="99", CITY="202", S_NAME="西町", KIGO_E="", HCODE=8101,
                   JINKO=50, SETAI=20, R2KAxx=1)  # fmt: skip
    write_geojson(home / f"r2ka{CODE}.geojson", [town])
    _, row = LAYOUTS["地域・年齢別人口 推奨"]
    result = build(tmp_path, as_csv([{**row, "地域名": "西町"}]))
    assert ask(result, "SELECT people, people_65_over FROM towns") == [(50, None)]
    assert [f.code for f in result.findings if f.rejected] == ["town_counted_twice"]
