"""生駒市 from the official files: 8 districts, 116,675 people, 47,666 households, every shelter in a district."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.build.database import Result, build_database

REAL = Path(__file__).parents[2].parent / "shared" / "realdata"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not (REAL / "ikoma_29209").is_dir(), reason="../shared/realdata is not here"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Result:
    shelters = [REAL / "gsi_shelters" / f"{kind}_292095.json" for kind in ("evacuation", "emergency")]
    return build_database([REAL / "ikoma_29209"], shelters, tmp_path_factory.mktemp("ikoma"))


def ask(built: Result, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(built.database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_row_read_is_accounted_for(built: Result) -> None:
    assert built.rows_read == built.rows_loaded + built.rows_rejected
    assert [f for f in built.findings if f.severity == "error"] == []


def test_eight_districts_of_one_city(built: Result) -> None:
    assert ask(built, "SELECT municipality_code, name, prefecture, area_unit, plane_epsg FROM municipalities") == [
        ("29209", "生駒市", "奈良県", "junior_high", 6674)
    ]
    names = [name for (name,) in ask(built, "SELECT name FROM districts WHERE is_current ORDER BY district_id")]
    assert len(names) == 8
    assert "光明中学校区" in names
    # The N03 outline of the city measures 53.14 km².
    assert ask(built, "SELECT round(sum(area_km2), 1) FROM districts") == [(53.1,)]


def test_people_and_households_by_both_methods(built: Result) -> None:
    found = ask(built, "SELECT method, sum(people), sum(households) FROM population GROUP BY 1 ORDER BY 1")
    assert found == [("areal_weighting", 116_675, 47_666), ("representative_point", 116_675, 47_666)]
    assert ask(built, "SELECT count(*), sum(people), sum(households) FROM district_population") == [
        (8, 116_675, 47_666)
    ]
    assert ask(built, "SELECT sum(people), sum(households), count(*) FROM towns") == [(116_675, 47_666, 123)]


def test_every_shelter_lies_in_a_district(built: Result) -> None:
    found = ask(
        built,
        """SELECT count(*), count(*) FILTER (assigned_by = 'point'), count(DISTINCT district_id) FROM facilities
           WHERE kind IN ('evacuation_shelter', 'evacuation_site')""",
    )
    assert found == [(67, 67, 8)]


def test_neighbours_are_mutual_and_all_connected(built: Result) -> None:
    lonely = """SELECT count(*) FROM adjacency AS a WHERE NOT EXISTS (
                  SELECT 1 FROM adjacency AS b
                  WHERE b.district_id = a.neighbour_id AND b.neighbour_id = a.district_id)"""
    assert ask(built, lonely) == [(0,)]
    assert ask(built, "SELECT count(DISTINCT district_id), min(shared_border_m) > 5 FROM adjacency") == [(8, True)]


def test_the_map_is_small(built: Result) -> None:
    found = ask(built, "SELECT layer, octet_length(body) FROM map_layers ORDER BY layer")
    assert [layer for layer, _ in found] == ["base", "districts"]
    assert all(size < 60_000 for _, size in found)
