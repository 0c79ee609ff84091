"""小諸市 from the census: towns with age groups, grid cells, and invented districts over both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.build.database import Result, build_database
from etl.readers.folders import read_file

REAL = Path(__file__).parents[2].parent / "shared" / "realdata"
KOMORO = REAL / "komoro_20208"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not KOMORO.is_dir(), reason="../shared/realdata is not here"),
]
#: The city's own row of 第3表 (総数, 15歳未満, 15〜64歳, 65歳以上); 230 people of unknown age are in no group.
PEOPLE, YOUNG, WORKING, OLD = 40_991, 4_731, 22_257, 13_773


def district(name: str, west: float, south: float, east: float, north: float) -> dict[str, object]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"A32_001": "20208", "A32_002": "小諸市", "A32_003": "", "A32_004": name, "A32_005": ""},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The official files and three invented districts (架空データ), whose borders cut through towns and cells."""
    folder = tmp_path_factory.mktemp("komoro")
    edges = [138.2, 138.4201, 138.4502, 138.6]
    districts = [district(f"架空第{i}中学校", edges[i - 1], 36.2, edges[i], 36.5) for i in (1, 2, 3)]
    invented = folder / "20208_小諸市" / "A32-23_20.geojson"
    invented.parent.mkdir()
    invented.write_text(json.dumps({"type": "FeatureCollection", "features": districts}, ensure_ascii=False), "utf-8")
    files = [KOMORO / "r2ka20208.shp", KOMORO / "nagano_age.csv", KOMORO / "tblT001142Q5438.txt"]
    return build_database([invented.parent, *files, REAL / "n03" / "20208.json"], [], folder / "build")


SUMS = "sum(people), sum(people_0_14), sum(people_15_64), sum(people_65_over)"


def ask(built: Result, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query, in which SUMS stands for the sums of people and of the three groups."""
    with duckdb.connect(str(built.database), read_only=True) as connection:
        return connection.execute(sql.replace("SUMS", SUMS)).fetchall()


def test_every_row_is_accounted_for_without_a_flood_of_remarks(built: Result) -> None:
    assert built.rows_read == built.rows_loaded + built.rows_rejected
    assert len(built.findings) < 40
    assert [f.code for f in built.findings if f.severity == "error"] == []


def test_age_groups_of_the_towns_are_those_of_the_table(built: Result) -> None:
    assert ask(built, "SELECT count(*), SUMS FROM towns") == [(131, PEOPLE, YOUNG, WORKING, OLD)]
    assert ask(built, "SELECT count(*) FROM towns WHERE people_65_over IS NULL OR geometry IS NULL") == [(0,)]
    assert ask(built, "SELECT municipality_code, count(*) FROM municipalities GROUP BY 1") == [("20208", 1)]
    assert not [f for f in built.findings if f.code == "table_total_differs"]
    (taken,) = [f for f in built.findings if f.code == "table_taken" and f.file.endswith("age.csv")]
    assert "230人" in taken.message_ja


def test_suppressed_towns_share_what_they_were_counted_in(built: Result) -> None:
    """甲東雲 (5 people, X) is counted in 甲松井 (203): 16, 112 and 78 people of the three groups together."""
    rows = ask(
        built,
        """SELECT people, people_0_14, people_15_64, people_65_over FROM towns
           WHERE town_id IN ('20208001008', '20208001010') ORDER BY town_id""",
    )
    assert rows == [(203, 16, 109, 76), (5, 0, 3, 2)]


def test_districts_hold_all_people_of_every_group(built: Result) -> None:
    rows = ask(built, "SELECT method, SUMS FROM population GROUP BY 1 ORDER BY 1")
    assert rows[0] == ("areal_weighting", PEOPLE, YOUNG, WORKING, OLD)
    assert rows[2] == ("representative_point", PEOPLE, YOUNG, WORKING, OLD)
    preferred = ask(built, "SELECT count(*), min(method), max(method), SUMS FROM district_population")
    assert preferred == [(3, "areal_weighting", "areal_weighting", PEOPLE, YOUNG, WORKING, OLD)]


def test_grid_cells_come_near_the_census(built: Result) -> None:
    """Within 1 % of the census: cells on the city limit are shared by area, people do not live so evenly."""
    method, people, young, working, old = ask(built, "SELECT method, SUMS FROM population GROUP BY 1 ORDER BY 1")[1]
    assert method == "mesh"
    assert abs(people - PEOPLE) < 0.01 * PEOPLE
    assert abs(young + working + old - people) < 0.01 * PEOPLE
    assert ask(built, "SELECT count(*) FROM mesh_cells WHERE people_65_over IS NULL AND people > 0") == [(0,)]


def test_grid_cells_processed_by_others_are_known_by_their_shape() -> None:
    (table,) = read_file(KOMORO / "mesh250.geojson", KOMORO)
    assert (table.table, table.recognised_as, len(table.frame)) == ("mesh_cells", "mesh-by-shape", 761)
    assert table.headers == {"people": "pop", "people_0_14": "a0", "people_65_over": "a65"}
    official = {t.table: t for t in read_file(KOMORO / "tblT001142Q5438.txt", KOMORO)}["mesh_cells"]
    people = official.frame.set_index("mesh_code")["people"]
    assert (table.frame["people"].to_numpy() == people[table.frame["mesh_code"]].to_numpy()).all()
