"""Official files as they come from their publishers are recognised, decoded and placed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
import shapely

from etl.readers.folders import RawTable, read_file, read_folders

REAL = Path(__file__).parents[2].parent / "shared" / "realdata"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not REAL.is_dir(), reason=f"real data is not here: {REAL}"),
]


def one(relative: str, table: str = "districts") -> RawTable:
    path = REAL / relative
    found = [t for t in read_file(path, path.parent) if t.table == table]
    assert len(found) == 1
    return found[0]


def balanced(table: RawTable) -> bool:
    return table.rows_read == len(table.frame) + table.rows_rejected


def codes_of(table: RawTable) -> set[str]:
    return {f.code for f in table.findings}


@pytest.mark.parametrize(
    ("relative", "recognised", "encoding", "crs", "rows"),
    [
        ("ikoma_29209/A32-23_29_GML.zip", "ksj-A32-2023", "utf-8", "EPSG:6668", 88),
        ("ikoma_29209/A27-23_29_GML.zip", "ksj-A27-2023", "utf-8", "EPSG:6668", 166),
        ("fukui_18/A32-16_18.shp", "ksj-A32-2016", "cp932", "EPSG:6668", 66),
        ("fukui_18/A27-16_18.shp", "ksj-A27-2016", "cp932", "EPSG:6668", 167),
        ("kanagawa_14/A32-13_12.shp", "ksj-A32-2013", "cp932", "EPSG:4612", 438),
        ("kanagawa_14/A27-10_12-g_SchoolDistrict.shp", "ksj-A27-2010", "cp932", "EPSG:4612", 886),
    ],
)
def test_school_districts_of_every_edition(relative: str, recognised: str, encoding: str, crs: str, rows: int) -> None:
    table = one(relative)
    assert (table.recognised_as, table.encoding, table.crs, table.rows_read) == (recognised, encoding, crs, rows)
    assert balanced(table)
    assert set(shapely.get_type_id(table.geometry)) <= {3, 6}
    assert table.frame["school_name"].str.contains("学校|学園|校").mean() > 0.9
    assert table.frame["admin_code"].str.fullmatch(r"\d{5}").all()
    assert table.sources[0]["source_id"] == table.defaults["source_id"]


def test_ikoma_keeps_its_eight_districts_and_rejects_its_neighbours() -> None:
    table = one("ikoma_29209/A32-23_29_GML.zip")
    assert (len(table.frame), table.rows_rejected) == (8, 80)
    assert {f.code for f in table.findings if f.rejected} == {"out_of_scope_many"}
    assert set(table.frame["municipality_name"]) == {"生駒市"}
    assert set(table.frame["prefecture_name"]) == {"奈良県"}
    assert set(table.frame["municipality_code"]) == {"29209"}


def test_the_same_layer_twice_in_a_zip_is_read_once() -> None:
    path = REAL / "ikoma_29209/A32-23_29_GML.zip"
    tables = list(read_file(path, path.parent))
    assert [codes_of(t) for t in tables if not t.table] == [{"duplicate_content"}]
    assert sum(t.rows_read for t in tables) == 88


def test_wards_belong_to_their_designated_city() -> None:
    table = one("kanagawa_14/A32-13_12.shp")
    sagamihara = table.frame[table.frame["municipality_code"] == "14150"]
    assert len(sagamihara) == 39
    assert set(sagamihara["admin_code"]) == {"14151", "14152", "14153"}
    assert set(sagamihara["municipality_name"]) == {"相模原市"}
    assert "相模原市緑区" in set(sagamihara["admin_name"])


def test_a_missing_index_is_restored_without_writing_beside_the_input(tmp_path: Path) -> None:
    folder = tmp_path / "18_福井"
    folder.mkdir()
    for suffix in (".shp", ".dbf"):
        shutil.copy(REAL / f"fukui_18/A27-16_18{suffix}", folder)
    before = {p.name: p.stat().st_mtime_ns for p in folder.iterdir()}
    assert sum(t.rows_read for t in read_folders([folder], [])) == 167
    assert {p.name: p.stat().st_mtime_ns for p in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("relative", "recognised", "rows"),
    [
        ("ikoma_29209/P29-21_29_GML.zip", "ksj-P29-2021", 699),
        ("fukui_18/P29-13_18.shp", "ksj-P29-2013", 351),
        ("kanagawa_14/P29-13_12.shp", "ksj-P29-2013", 1750),
    ],
)
def test_schools(relative: str, recognised: str, rows: int) -> None:
    table = one(relative, "facilities")
    assert (table.recognised_as, table.rows_read) == (recognised, rows)
    assert balanced(table)
    assert table.frame["longitude"].between(135, 141).all()
    assert table.frame["name"].str.len().gt(0).all()


def test_municipal_areas() -> None:
    table = one("kanagawa_14/N03-15_12_150101.shp", "base_layers")
    assert (table.recognised_as, table.rows_read, table.encoding) == ("ksj-N03-2015", 1354, "cp932")
    assert balanced(table)
    assert set(table.frame["layer"]) == {"outline"}


@pytest.mark.parametrize(
    ("relative", "rows", "people", "households"),
    [("ikoma_29209/r2ka29209.topojson", 123, 116_675, 47_666), ("komoro_20208/r2ka20208.shp", 131, None, None)],
)
def test_census_towns(relative: str, rows: int, people: int | None, households: int | None) -> None:
    table = one(relative, "towns")
    assert (table.rows_read, len(table.frame), table.defaults["as_of"]) == (rows, rows, "2020-10-01")
    assert table.frame["town_id"].is_unique
    if people is not None:
        assert (table.frame["people"].sum(), table.frame["households"].sum()) == (people, households)
        assert one(relative, "base_layers").frame["layer"].tolist() == ["outline"]


@pytest.mark.parametrize("path", sorted((REAL / "gsi_shelters").glob("*.json")), ids=lambda p: p.stem)
def test_every_shelter_file(path: Path) -> None:
    (table,) = read_file(path, path.parent)
    kind = "evacuation_shelter" if path.name.startswith("evacuation") else "evacuation_site"
    assert (table.table, table.defaults["kind"]) == ("facilities", kind)
    assert balanced(table)
    assert not table.rows_rejected
    assert set(table.frame["municipality_code"]) == {path.stem.split("_")[1][:5]}
    assert table.frame["facility_id"].is_unique
    assert table.frame[["longitude", "latitude"]].notna().all(axis=None)


def test_shelters_of_ikoma() -> None:
    tables = [one(f"gsi_shelters/{kind}_292095.json", "facilities") for kind in ("evacuation", "emergency")]
    both = pd.concat([t.frame for t in tables])
    assert len(both) == 67
    assert set(both["municipality_name"]) == {"生駒市"}
    assert both["facility_id"].is_unique


@pytest.mark.parametrize("path", sorted((REAL / "rail").glob("*.geojson")), ids=lambda p: p.stem)
def test_railways_and_stations(path: Path) -> None:
    (table,) = read_file(path, path.parent)
    assert (table.table, balanced(table)) == ("base_layers", True)
    assert set(table.frame["layer"]) == {"rail" if path.stem.endswith("_rail") else "station"}


@pytest.mark.parametrize("path", sorted((REAL / "n03").glob("*.json")), ids=lambda p: p.stem)
def test_outlines_named_by_their_file(path: Path) -> None:
    (table,) = read_file(path, path.parent)
    assert (table.table, table.recognised_as, balanced(table)) == ("base_layers", "outline-by-file-name", True)
    assert not table.rows_rejected
    assert not table.frame["municipality_name"].str.contains("郡").any()


def test_the_table_of_terms() -> None:
    path = REAL / "ksj_terms" / "R3_Terms_of_use_municipality_data.xlsx"
    (table,) = read_file(path, path.parent)
    assert (table.table, table.recognised_as, table.edition) == ("boundary_terms", "ksj-terms", "2021")
    rows = table.frame
    assert rows.groupby("area_unit").size().to_dict() == {"elementary": 1_610, "junior_high": 1_610}
    junior_high = rows[rows["area_unit"] == "junior_high"].set_index("municipality_code")
    assert (junior_high["terms"] == "オープンデータ公開").sum() == 1_509
    assert junior_high.loc["18207", "terms"] == "商用利用不可"


def test_terms_that_are_not_open_are_told_for_the_municipalities_of_the_build(tmp_path: Path) -> None:
    from etl.build.database import build_database

    result = build_database([REAL / "fukui_18" / "A32-16_18.shp", REAL / "ksj_terms"], [], tmp_path)
    said = [f for f in result.findings if f.code in {"terms_not_open", "terms_unknown"}]
    assert {f.municipality_code for f in said} == {"18202", "18207"}
    assert all("商用利用不可" in f.message_ja for f in said)
    assert result.tables["boundary_terms"] == 2 * result.tables["municipalities"]


def test_a_processed_copy_of_official_districts(tmp_path: Path) -> None:
    """Renamed columns, joined points, an ogc_fid, and a feature collection: the second-hand form of A32."""
    import geopandas

    source = one("ikoma_29209/A32-23_29_GML.zip")
    shapes = [shapely.GeometryCollection([g, shapely.Point(g.centroid)]) for g in source.geometry]
    copy = geopandas.GeoDataFrame(
        {
            "ogc_fid": range(1, 9), "A32_001": source.frame["admin_code"].to_numpy(),
            "name": source.frame["school_name"].to_numpy(), "address": source.frame["address"].to_numpy(),
            "x": 135.7, "y": 34.7,
        },
        geometry=shapes, crs=4326,
    )  # fmt: skip
    path = tmp_path / "生駒_中学校区.geojson"
    copy.to_file(path, driver="GeoJSON")
    (table,) = read_file(path, tmp_path)
    assert (table.table, table.recognised_as, len(table.frame)) == ("districts", "districts-processed", 8)
    assert set(table.frame["municipality_code"]) == {"29209"}
    assert set(table.frame["school_name"]) == set(source.frame["school_name"])
    assert table.headers["school_name"] == "name"
    assert {"district_named_by", "geometry_collection"} <= codes_of(table)
    assert set(shapely.get_type_id(table.geometry)) <= {3, 6}
