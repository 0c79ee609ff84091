"""Boundaries, points and archives: placed in degrees, of the right municipality, or refused with a reason."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from etl.readers import archive
from etl.readers.folders import RawTable, read_file

SQUARE = shapely.box(135.70, 34.70, 135.72, 34.72)
SCHOOLS = ["光明中学校", "緑ヶ丘中学校", "鹿ノ台中学校"]


def read(path: Path, root: Path | None = None) -> list[RawTable]:
    tables = list(read_file(path, root or path.parent))
    for table in tables:
        assert table.rows_read == len(table.frame) + table.rows_rejected
        assert table.geometry is None or len(table.geometry) == len(table.frame)
    return tables


def one(path: Path, root: Path | None = None) -> RawTable:
    (table,) = read(path, root)
    return table


def codes_of(table: RawTable) -> set[str]:
    return {f.code for f in table.findings}


def squares(count: int) -> list[Any]:
    return [shapely.transform(SQUARE, lambda p, i=i: np.add(p, (0.02 * i, 0))) for i in range(count)]


def districts(**columns: Any) -> geopandas.GeoDataFrame:
    size = len(next(iter(columns.values())))
    return geopandas.GeoDataFrame(columns, geometry=squares(size), crs=4326)


def a32(rows: int = 3, code: str = "29209") -> geopandas.GeoDataFrame:
    return districts(
        A32_001=[code] * rows, A32_002=["生駒市"] * rows, A32_003=[f"C1292100005{i:02d}" for i in range(rows)],
        A32_004=SCHOOLS[:rows], A32_005=["生駒市"] * rows,
    )  # fmt: skip


def geojson(path: Path, features: list[dict[str, Any]], **more: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return path


def feature(geometry: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_a_shapefile_in_cp932_without_code_page_projection_and_index(tmp_path: Path) -> None:
    path = tmp_path / "A32-16_29.shp"
    frame = districts(
        A32_006=["29209"], A32_007=["生駒市"], A32_008=["光明中学校"], A32_009=["生駒市小明町55"], A32_010=["x"]
    )
    frame.to_file(path, encoding="cp932")
    for suffix in (".cpg", ".prj", ".shx"):
        path.with_suffix(suffix).unlink()
    table = one(path)
    assert (table.recognised_as, table.encoding, table.crs) == ("ksj-A32-2016", "cp932", "EPSG:6668")
    assert table.frame.iloc[0][["school_name", "address", "admin_code"]].tolist() == [
        "光明中学校",
        "生駒市小明町55",
        "29209",
    ]
    assert {"encoding_guessed", "crs_assumed_by_edition"} == codes_of(table)
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".dbf", ".shp"]


def test_a_wrong_code_page_does_not_break_the_names(tmp_path: Path) -> None:
    path = tmp_path / "A32-23_29.shp"
    a32().to_file(path, encoding="cp932")
    path.with_suffix(".cpg").write_text("UTF-8")
    assert one(path).frame["school_name"].tolist() == SCHOOLS


def test_the_edition_is_told_by_columns_where_no_name_tells_it(tmp_path: Path) -> None:
    path = tmp_path / "学区.geojson"
    a32().to_file(path, driver="GeoJSON")
    table = one(path)
    assert (table.edition, table.recognised_as) == ("2021", "ksj-A32-2021")
    (told,) = [f for f in table.findings if f.code == "edition_of_several"]
    assert "2021・2023年版" in told.message_ja


def test_codes_of_schools_of_any_form_are_not_taken_for_names(tmp_path: Path) -> None:
    frame = a32()
    frame["A32_003"] = ["1", "2", "3"]
    frame.to_file(tmp_path / "学区.geojson", driver="GeoJSON")
    table = one(tmp_path / "学区.geojson")
    assert (table.recognised_as, table.frame["school_name"].tolist()) == ("ksj-A32-2021", SCHOOLS)
    older = frame.assign(A32_003=SCHOOLS, A32_004="生駒市小明町55", A32_005="x", A32_006="x")
    older.to_file(tmp_path / "旧学区.geojson", driver="GeoJSON")
    table = one(tmp_path / "旧学区.geojson")
    assert (table.recognised_as, table.frame["school_name"].tolist()) == ("ksj-A32-2013", SCHOOLS)
    assert "edition_assumed" in codes_of(table)


def test_rows_of_other_municipalities_are_rejected_one_by_one(tmp_path: Path) -> None:
    folder = tmp_path / "ikoma_292095"
    folder.mkdir()
    frame = a32()
    frame.loc[2, "A32_001"] = "29201"
    frame.to_file(folder / "A32-23_29.geojson", driver="GeoJSON")
    table = one(folder / "A32-23_29.geojson", tmp_path)
    assert (table.rows_read, len(table.frame), len(table.geometry)) == (3, 2, 2)
    (rejected,) = [f for f in table.findings if f.rejected]
    assert (rejected.code, rejected.row, rejected.value) == ("out_of_scope", 3, "29201")


def test_a_projected_layer_comes_in_degrees(tmp_path: Path) -> None:
    path = tmp_path / "A32-23_29.gpkg"
    a32().to_crs(6674).to_file(path, driver="GPKG")
    table = one(path)
    assert table.crs == "EPSG:6674"
    assert np.allclose(shapely.total_bounds(table.geometry), [135.70, 34.70, 135.76, 34.72], atol=1e-6)


def test_degrees_of_jgd2011_are_kept_to_the_last_digit(tmp_path: Path) -> None:
    path = tmp_path / "A32-23_29.gpkg"
    a32().set_crs(6668, allow_override=True).to_file(path, driver="GPKG")
    assert np.array_equal(shapely.get_coordinates(one(path).geometry[0]), shapely.get_coordinates(SQUARE))


def test_an_unknown_coordinate_system_is_never_guessed(tmp_path: Path) -> None:
    path = tmp_path / "境界.shp"
    districts(学校名=SCHOOLS, 市区町村=["29209"] * 3).to_file(path, encoding="utf-8")
    path.with_suffix(".prj").unlink()
    assert codes_of(one(path)) == {"crs_missing"}
    (tmp_path / "境界.shp.toml").write_text('crs = "EPSG:6668"\nmunicipality_code = "29209"', encoding="utf-8")
    assert one(path).frame["school_name"].tolist() == SCHOOLS


@pytest.mark.parametrize(
    ("content", "code"),
    [('crs = "EPSG:99999999"', "crs_invalid"), ('crs = "EPSG:3857"', "coordinates_implausible")],
)
def test_a_coordinate_system_that_cannot_be_is_said(tmp_path: Path, content: str, code: str) -> None:
    path = tmp_path / "A32-23_29.geojson"
    a32().to_file(path, driver="GeoJSON")
    (tmp_path / "A32-23_29.geojson.toml").write_text(content, encoding="utf-8")
    assert codes_of(one(path)) == {code}


def test_swapped_axes_are_refused(tmp_path: Path) -> None:
    frame = a32()
    frame["geometry"] = shapely.transform(frame.geometry.to_numpy(), lambda p: p[:, ::-1])
    frame.to_file(tmp_path / "A32-23_29.geojson", driver="GeoJSON")
    assert codes_of(one(tmp_path / "A32-23_29.geojson")) == {"coordinates_swapped"}


def test_features_without_area_are_rejected_with_their_number(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [135.7, 34.7]}
    area = shapely.geometry.mapping(SQUARE)
    both = {"type": "GeometryCollection", "geometries": [area, point]}
    names = {"A32_001": "29209", "A32_002": "生駒市", "A32_003": "C129210000500", "A32_005": "x"}
    rows = [feature(g, **names, A32_004=f"第{i}中学校") for i, g in enumerate([area, None, point, both])]
    table = one(geojson(tmp_path / "A32-23_29.geojson", rows))
    assert table.frame.index.tolist() == [1, 4]
    rejected = [(f.code, f.row) for f in table.findings if f.rejected]
    assert rejected == [("geometry_missing", 2), ("geometry_not_polygon", 3)]
    assert [(f.code, f.row) for f in table.findings if not f.rejected] == [("geometry_collection", 4)]
    assert table.geometry[1].geom_type == "MultiPolygon"


@pytest.mark.parametrize("folder", ["29209_生駒市", "plain"])
def test_a_processed_copy_without_codes_takes_the_folders(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    path = tmp_path / folder / "districts_2024.geojson"
    districts(name=["光明中学校区", "緑ヶ丘中学校区", "鹿ノ台中学校"], ogc_fid=[1, 2, 3]).to_file(
        path, driver="GeoJSON"
    )
    table = one(path, tmp_path)
    assert (table.recognised_as, table.edition) == ("districts-processed", "2024")
    assert table.frame["school_name"].tolist() == SCHOOLS
    (said,) = [f for f in table.findings if f.code == "district_named_by"]
    assert ("フォルダの名前" in said.message_ja) is (folder != "plain")
    assert table.frame["municipality_code"].tolist() == (["29209"] * 3 if folder != "plain" else [""] * 3)
    assert table.defaults["area_unit"] == "junior_high"


def test_our_own_columns_carry_any_name_as_text(tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)>${1+1}{{7*7}}"
    path = tmp_path / "districts.geojson"
    districts(市区町村コード=["99201"], 学校名=[hostile], 年版=["2025"]).to_file(path, driver="GeoJSON")
    table = one(path)
    assert (table.recognised_as, table.frame["school_name"].tolist()) == ("contract:districts", [hostile])
    assert table.frame["edition"].tolist() == ["2025"]


def test_base_layers_and_points_of_our_own(tmp_path: Path) -> None:
    lines = geopandas.GeoDataFrame(
        {"layer": ["river", "road"], "name": ["潮見川", "国道"], "rank": [1, 2]},
        geometry=[shapely.LineString([(143, 33.9), (143.1, 33.95)])] * 2, crs=4326,
    )  # fmt: skip
    lines.to_file(tmp_path / "base.geojson", driver="GeoJSON")
    assert one(tmp_path / "base.geojson").table == "base_layers"
    points = geopandas.GeoDataFrame(
        {"施設名": ["南公民館"], "種別": ["公民館"], "住所": ["浜町"], "電話番号": ["0"], "市区町村コード": ["99201"]},
        geometry=[shapely.Point(143.05, 33.95)], crs=4326,
    )  # fmt: skip
    points.to_file(tmp_path / "facilities.geojson", driver="GeoJSON")
    table = one(tmp_path / "facilities.geojson")
    assert (table.table, table.geometry) == ("facilities", None)
    assert table.frame.iloc[0][["longitude", "latitude"]].tolist() == [143.05, 33.95]
    assert "personal_column_dropped" in codes_of(table)


def topojson(path: Path) -> Path:
    arcs = [[[135.7, 34.7], [135.72, 34.7], [135.72, 34.72], [135.7, 34.72], [135.7, 34.7]]]
    rows = [
        {"type": "Polygon", "arcs": [[0]], "properties": {
            "KEY_CODE": "29209001", "HCODE": code, "S_NAME": name, "JINKO": 10, "SETAI": 4, "KIGO_E": sign,
            "PREF_NAME": "奈良県", "CITY_NAME": "生駒市", "R2KAxx": 1}}
        for code, name, sign in ((8101, "元町", "E1"), (8101, "元町", "E2"), (8154, "水面", ""))
    ]  # fmt: skip
    content = {
        "type": "Topology",
        "arcs": arcs,
        "objects": {"town": {"type": "GeometryCollection", "geometries": rows}},
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_census_towns_repeat_their_code_and_bring_water(tmp_path: Path) -> None:
    towns, water = read(topojson(tmp_path / "r2ka29209.topojson"))
    assert (towns.table, towns.frame["town_id"].tolist()) == ("towns", ["29209001", "29209001-E2"])
    assert towns.defaults["as_of"] == "2020-10-01"
    assert (water.table, water.frame["layer"].tolist(), water.part) == ("base_layers", ["water"], "（水面）")


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return path


def shapefile_members(folder: Path, stem: str, prefix: str) -> dict[str, bytes]:
    a32().to_file(folder / f"{stem}.shp", encoding="utf-8")
    return {
        f"{prefix}{stem}{s}": (folder / f"{stem}{s}").read_bytes() for s in (".shp", ".shx", ".dbf", ".prj", ".cpg")
    }


@pytest.mark.parametrize("prefix", ["", "A32-23_29_GML/", "A32-23_29_GML\\"])
def test_zipped_shapefiles_are_read_and_never_extracted_by_name(tmp_path: Path, prefix: str) -> None:
    (tmp_path / "made").mkdir()
    members = shapefile_members(tmp_path / "made", "A32-23_29", prefix)
    (tmp_path / "in").mkdir()
    path = zipped(
        tmp_path / "in" / "A32-23_29_GML.zip", {**members, f"{prefix}A32-23_29.geojson": b"{}", "KS-META.xml": b"<a/>"}
    )
    before = sorted(p.as_posix() for p in tmp_path.rglob("*"))
    double, table = read(path)
    assert codes_of(double) == {"duplicate_content"}
    assert (table.recognised_as, table.frame["school_name"].tolist()) == ("ksj-A32-2023", SCHOOLS)
    assert sorted(p.as_posix() for p in tmp_path.rglob("*")) == before


def test_archives_may_hold_sheets_too(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "提供.zip",
        {"活動.csv": "活動名,実施日\n清掃,2024-04-01\n".encode("cp932"), "活動/説明.pdf": b"%PDF"},
    )
    table = one(path)
    assert (table.table, table.rows_read) == ("activities", 1)


def test_zip_bombs_and_passwords_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes_of(one(zipped(tmp_path / "bomb.zip", {"a.csv": b"0" * 30_000_000}))) == {"too_large"}
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    assert codes_of(one(zipped(tmp_path / "many.zip", {f"{i}.csv": b"a" for i in range(4)}))) == {"too_large"}
    data = bytearray(zipped(tmp_path / "secret.zip", {"a.csv": b"abc"}).read_bytes())
    at = data.index(b"PK\x01\x02") + 8
    data[at : at + 2] = struct.pack("<H", 1)
    (tmp_path / "secret.zip").write_bytes(bytes(data))
    assert codes_of(one(tmp_path / "secret.zip")) == {"encrypted"}
    assert codes_of(one(zipped(tmp_path / "none.zip", {"a.doc": b"x"}))) == {"unsupported_format"}


def test_a_shapefile_cut_short_or_alone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "A32-23_29.shp"
    a32().to_file(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - 40])
    assert codes_of(one(path)) == {"unreadable_file"}
    path.write_bytes(whole)
    path.with_suffix(".dbf").unlink()
    assert codes_of(one(path)) == {"unreadable_file"}


def test_polygons_of_unknown_meaning_say_what_was_seen(tmp_path: Path) -> None:
    path = tmp_path / "zones.geojson"
    districts(zoning=["A", "B"], memo=["x", "y"]).to_file(path, driver="GeoJSON")
    (finding,) = one(path).findings
    assert finding.code == "not_recognised"
    assert "zoning" in finding.message_ja
    assert "zones.geojson.toml" in finding.remedy_en


def test_a_table_of_a_geopackage_without_shapes_is_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "市.gpkg"
    frame = pd.DataFrame({"活動名": ["清掃"], "実施日": ["2024-04-01"]})
    pyogrio.write_dataframe(frame, path, layer="activities", driver="GPKG")
    table = one(path)
    assert (table.table, table.frame["title"].tolist(), table.geometry) == ("activities", ["清掃"], None)


def test_columns_of_a_layer_that_were_not_read_are_told(tmp_path: Path) -> None:
    path = tmp_path / "districts.geojson"
    districts(市区町村コード=["99201"], 学校名=["潮見中学校"], 謎=["x"]).to_file(path, driver="GeoJSON")
    assert [f.column for f in one(path).findings if f.code == "header_unknown"] == ["謎"]
