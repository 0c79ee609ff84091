"""Which municipalities a build holds: boundaries and records make one, a neighbour's outline does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from etl.__main__ import main
from etl.build.database import Result, build_database, check_files
from tests.conftest import CODE, box, build_city, feature, write_csv, write_geojson

NEIGHBOUR = "99203"


def outline(folder: Path) -> None:
    write_geojson(folder / "boundaries" / f"{NEIGHBOUR}.json", [feature(box(2, 0), name="大浜町")])


def rows(result: Result, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(result.database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_neighbours_outline_is_only_a_backdrop(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    outline(folder)
    result = build_city(folder).result
    assert rows(result, "SELECT municipality_code FROM municipalities") == [(CODE,)]
    assert rows(result, "SELECT name FROM base_layers WHERE layer = 'outline'") == [("大浜町",)]
    assert rows(result, "SELECT DISTINCT municipality_code FROM map_layers") == [(CODE,)]


def test_records_make_its_municipality_one_of_the_build(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    outline(folder)
    write_csv(folder / "activities" / "more.csv", ["市区町村コード|活動名|実施日", f"{NEIGHBOUR}|祭り|R6.8"])
    result = build_city(folder).result
    assert rows(result, "SELECT name FROM municipalities ORDER BY 1") == [("大浜町",), ("小浜町",)]


def test_outlines_alone_can_be_built(tmp_path: Path) -> None:
    outline(tmp_path)
    result = build_database([tmp_path / "boundaries"], [], tmp_path / "build")
    assert rows(result, "SELECT name FROM municipalities") == [("大浜町",)]


def test_records_alone_name_their_municipality(tmp_path: Path) -> None:
    write_csv(tmp_path / "a" / "施設.csv", ["市区町村コード|施設名", "16926|中標津会館"])
    result = build_database([], [tmp_path / "a"], tmp_path / "build")
    assert rows(result, "SELECT municipality_code, prefecture FROM municipalities") == [("01692", "北海道")]


def test_a_copy_processed_by_others_gets_its_name_from_its_addresses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    collection = {"type": "GeometryCollection", "geometries": [
        {"type": "Polygon", "coordinates": box(0, 0)}, {"type": "Point", "coordinates": [143.01, 33.91]},
    ]}  # fmt: skip
    schools = [feature(box(i, 0), A32_001=CODE, name=f"{n}中学校", address=f"十日町市{n}町1", ogc_fid=i)
               for i, n in enumerate("東西南")]  # fmt: skip
    schools[0]["geometry"] = collection
    write_geojson(tmp_path / "b" / "schools.geojson", [*schools, {**schools[1], "geometry": None}])
    assert main(["build", "--boundaries", str(tmp_path / "b"), "--out", str(tmp_path / "build"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["rows"] == {"read": 4, "loaded": 3, "rejected": 1}
    of_row = {(f["code"], f["row"]) for f in said["findings"] if f["code"].startswith("geometry")}
    assert of_row == {("geometry_collection", 1), ("geometry_missing", 4)}
    with duckdb.connect(said["database"], read_only=True) as connection:
        assert connection.execute("SELECT name FROM municipalities").fetchall() == [("十日町市",)]


def test_a_town_is_not_counted_twice(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    write_csv(folder / "activities" / "町丁.csv", [
        "市区町村コード|町丁・字名|人口|世帯数", f"{CODE}|東町|1111|400", f"{CODE}|新町|5|2",
    ])  # fmt: skip
    result = build_city(folder).result
    assert rows(result, "SELECT people FROM towns WHERE name IN ('東町', '新町') ORDER BY 1") == [(5,), (1000,)]
    assert [f.row for f in result.findings if f.code == "town_counted_twice"] == [2]


def test_a_single_file_without_code_can_be_checked(tmp_path: Path) -> None:
    result = check_files([write_csv(tmp_path / "活動.csv", ["活動名|実施日", "清掃|R6.4", "祭り|R6.8"])])
    assert (result.rows_loaded, result.rows_rejected) == (2, 0)
    assert {(f.code, f.severity) for f in result.findings} == {("municipality_not_stated", "info")}


@pytest.mark.parametrize(("name", "edition"), [("0.csv", "2023"), ("districts.csv", "2023"), ("0.csv", "")])
def test_a_table_of_districts_never_takes_their_shapes_away(
    make_city: Callable[[], Path], name: str, edition: str
) -> None:
    folder = make_city()
    header = "市区町村コード|学校名|年版|学校の所在地"
    path = folder / "boundaries" / f"{CODE}_小浜町" / name
    write_csv(path, [header, f"{CODE}|東中学校|{edition}|小浜町9-9", f"{CODE}|新中学校|2023|小浜町8-8"])
    result = build_city(folder).result
    shaped = rows(result, "SELECT school_name, area_km2 > 1 FROM districts WHERE is_current ORDER BY 1")
    assert dict(shaped) == {"北中学校": True, "南中学校": True, "新中学校": None, "東中学校": True, "西中学校": True}
    rejected = [(f.code, f.row, f.value) for f in result.findings if f.rejected and f.file.endswith(name)]
    assert rejected == [("shape_elsewhere", 2, "東中学校")]
