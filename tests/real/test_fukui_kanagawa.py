"""Whole prefectures from old editions: 福井県 2016 (66 polygons) and 神奈川県 2013 (438), nothing lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.build.database import Result, build_database

REAL = Path(__file__).parents[2].parent / "shared" / "realdata"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not (REAL / "kanagawa_14").is_dir(), reason="../shared/realdata is not here"),
]


@pytest.fixture(scope="module")
def fukui(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return build_database([REAL / "fukui_18" / "A32-16_18.shp"], [], tmp_path_factory.mktemp("fukui"))


@pytest.fixture(scope="module")
def kanagawa(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return build_database([REAL / "kanagawa_14" / "A32-13_12.shp"], [], tmp_path_factory.mktemp("kanagawa"))


def ask(built: Result, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(built.database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_fukui_is_read_whole(fukui: Result) -> None:
    assert (fukui.rows_read, fukui.rows_loaded, fukui.rows_rejected) == (66, 66, 0)
    assert ask(fukui, "SELECT DISTINCT edition FROM districts") == [("2016",)]
    assert ask(fukui, "SELECT count(*) FROM districts WHERE municipality_code = '18201'")[0][0] > 10
    assert ask(fukui, "SELECT name FROM municipalities WHERE municipality_code = '18201'") == [("福井市",)]


def test_kanagawa_is_read_whole(kanagawa: Result) -> None:
    assert (kanagawa.rows_read, kanagawa.rows_loaded, kanagawa.rows_rejected) == (438, 438, 0)
    merged = sum(
        int("".join(c for c in f.message_ja.split("」の")[1].split("個")[0])) - 1
        for f in kanagawa.findings
        if f.code == "parts_merged"
    )
    assert ask(kanagawa, "SELECT count(*) FROM districts") == [(438 - merged,)]


def test_wards_are_folded_into_their_city(kanagawa: Result) -> None:
    cities = "SELECT name FROM municipalities WHERE municipality_code LIKE '141%' ORDER BY municipality_code"
    assert ask(kanagawa, cities) == [("横浜市",), ("川崎市",), ("相模原市",)]
    wards = ask(kanagawa, "SELECT DISTINCT admin_code FROM districts WHERE municipality_code = '14150' ORDER BY 1")
    assert set(wards) <= {("14151",), ("14152",), ("14153",), ("14150",)}
    (count, distinct) = ask(
        kanagawa, "SELECT count(*), count(DISTINCT school_name) FROM districts WHERE municipality_code = '14150'"
    )[0]
    assert 35 <= distinct <= count <= 39


def test_overlaps_are_reported_not_hidden(kanagawa: Result) -> None:
    overlaps = [f for f in kanagawa.findings if f.code == "overlap"]
    assert overlaps
    assert all("m²" in f.message_ja for f in overlaps)


def test_all_shapes_are_valid_polygons_of_plausible_size(kanagawa: Result) -> None:
    import shapely

    blobs = [bytes(blob) for (blob,) in ask(kanagawa, "SELECT ST_AsWKB(geometry) FROM districts")]
    shapes = shapely.from_wkb(blobs)
    assert shapely.is_valid(shapes).all()
    assert ask(kanagawa, "SELECT round(sum(area_km2)) BETWEEN 2300 AND 2420 FROM districts") == [(True,)]
