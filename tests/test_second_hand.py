"""Boundaries processed by others: municipality and school are found wherever they stand, and it is said where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from etl.build.database import build_database
from etl.readers.folders import RawTable, read_file

SQUARES = [shapely.box(135.70 + 0.02 * i, 34.70, 135.72 + 0.02 * i, 34.72) for i in range(3)]
SCHOOLS = ["架空東中学校", "架空西中学校", "架空西中学校"]  # the second school lies in two parts
CODE = "29209"


def frame(**columns: Any) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(columns, geometry=SQUARES, crs=4326)


def write(data: geopandas.GeoDataFrame, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    drivers = {".geojson": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile"}
    data.to_file(path, driver=drivers[path.suffix])
    return path


def districts(path: Path, root: Path) -> RawTable:
    (table,) = [t for t in read_file(path, root) if t.table == "districts"]
    assert table.rows_read == len(table.frame) + table.rows_rejected
    return table


#: How a copy says code and name -> its columns (the code as text, as a number, or not at all).
COPIES: dict[str, dict[str, Any]] = {
    "renamed name": {"A32_001": [CODE] * 3, "name": SCHOOLS, "address": ["架空町1"] * 3},
    "joined points and row numbers": {
        "ogc_fid": [1, 2, 3], "A32_001": [CODE] * 3, "A32_002": ["生駒市"] * 3, "name": SCHOOLS, "x": [135.7] * 3,
        "y": [34.7] * 3,
    },
    "code as a number": {"code": [29209] * 3, "school": SCHOOLS},
    "code with its check digit": {"市区町村コード": ["292095"] * 3, "中学校": SCHOOLS},
    "names of districts": {"A32_001": [CODE] * 3, "label": [f"{name}区" for name in SCHOOLS]},
    "code in the folder": {"fid": [7, 8, 9], "NAME": SCHOOLS},
}  # fmt: skip


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".shp"])
@pytest.mark.parametrize("copy", COPIES)
def test_code_and_name_are_found_wherever_they_are(copy: str, ending: str, tmp_path: Path) -> None:
    folder = f"{CODE}_生駒市" if copy == "code in the folder" else "copies"
    path = write(frame(**COPIES[copy]), tmp_path / folder / f"districts_copy{ending}")
    table = districts(path, tmp_path)
    assert table.recognised_as == "districts-processed"
    assert table.frame["school_name"].tolist() == SCHOOLS
    assert set(table.frame["municipality_code"]) == {CODE}
    assert table.defaults["area_unit"] == "junior_high"
    (said,) = [f for f in table.findings if f.code == "district_named_by"]
    origin = "フォルダの名前" if copy == "code in the folder" else "列「"
    assert origin in said.message_ja
    if "address" in COPIES[copy]:
        assert table.frame["address"].tolist() == ["架空町1"] * 3


def test_column_names_with_a_language_are_the_official_ones(tmp_path: Path) -> None:
    columns = {"A32_001": [CODE] * 3, "A32_002": ["生駒市立"] * 3, "A32_003": ["C129210000001"] * 3,
               "A32_004_ja": SCHOOLS, "A32_005": ["架空町1"] * 3}  # fmt: skip
    table = districts(write(frame(**columns), tmp_path / "copies" / "copy.geojson"), tmp_path)
    assert (table.recognised_as, table.frame["school_name"].tolist()) == ("ksj-A32-2021", SCHOOLS)
    assert "edition_of_several" in {f.code for f in table.findings}


def test_parts_on_several_rows_are_one_district(tmp_path: Path) -> None:
    path = write(frame(**COPIES["renamed name"]), tmp_path / "copies" / "copy.geojson")
    result = build_database([path], [], tmp_path / "build")
    assert result.tables["districts"] == 2
    assert (result.rows_read, result.rows_loaded) == (3, 3)
    assert [f.value for f in result.findings if f.code == "parts_merged"] == ["架空西中学校"]


def test_collections_give_their_polygons_however_deep(tmp_path: Path) -> None:
    nested = shapely.GeometryCollection([shapely.GeometryCollection([SQUARES[0], shapely.Point(135.7, 34.7)])])
    mixed = shapely.GeometryCollection([SQUARES[1], shapely.LineString([(135.7, 34.7), (135.8, 34.7)])])
    empty = shapely.GeometryCollection([shapely.Point(135.7, 34.7)])
    data = frame(**COPIES["renamed name"]).set_geometry([nested, mixed, empty], crs=4326)
    table = districts(write(data, tmp_path / "copies" / "copy.geojson"), tmp_path)
    assert [(f.code, f.row) for f in table.findings if f.rejected] == [("geometry_not_polygon", 3)]
    assert [shapely.area(g) for g in table.geometry] == pytest.approx([0.0004, 0.0004])
    assert sorted(f.row for f in table.findings if f.code == "geometry_collection") == [1, 2]


def test_rows_of_neighbours_stay_out_of_the_folder(tmp_path: Path) -> None:
    columns = {"A32_001": [CODE, "29201", CODE], "name": SCHOOLS}
    table = districts(write(frame(**columns), tmp_path / f"{CODE}_生駒市" / "copy.geojson"), tmp_path)
    assert table.frame["school_name"].tolist() == [SCHOOLS[0], SCHOOLS[2]]
    assert [f.code for f in table.findings if f.rejected] == ["out_of_scope"]


def test_a_row_without_a_name_is_refused_alone(tmp_path: Path) -> None:
    columns = {"A32_001": [CODE] * 3, "name": [SCHOOLS[0], None, SCHOOLS[2]]}
    table = districts(write(frame(**columns), tmp_path / "copies" / "copy.geojson"), tmp_path)
    assert [(f.code, f.row) for f in table.findings if f.rejected] == [("missing_required", 2)]


def test_polygons_without_any_school_are_not_taken_for_districts(tmp_path: Path) -> None:
    path = write(frame(A32_001=[CODE] * 3, name=["甲", "乙", "丙"]), tmp_path / "copies" / "copy.geojson")
    (table,) = read_file(path, tmp_path)
    assert [f.code for f in table.findings] == ["not_recognised"]
