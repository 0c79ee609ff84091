"""A tiny city from real files to a real database: what is loaded, how it is linked, and that nothing is lost."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.build.database import build_database
from tests.conftest import (
    CODE,
    HOSTILE,
    SOUTH,
    WEST,
    City,
    box,
    build_city,
    feature,
    write_city,
    write_csv,
    write_geojson,
)


def rows(city: City, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(city.database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def school(data: str, name: str, shape: Any) -> dict[str, object]:
    """A feature as in the official school-district data of 2021 and 2023."""
    code = f"{'C' if data == 'A32' else 'B'}199202000080"
    values = dict(zip(("001", "002", "003", "004", "005"), (CODE, "小浜町", code, name, "小浜"), strict=True))
    return feature(shape, **{f"{data}_{key}": value for key, value in values.items()})


def test_rows_read_are_loaded_or_rejected(tiny_city: City) -> None:
    assert tiny_city.result.rows_read == tiny_city.result.rows_loaded + tiny_city.result.rows_rejected
    assert rows(tiny_city, "SELECT count(*) FROM files WHERE rows_read <> rows_loaded + rows_rejected") == [(0,)]
    assert rows(tiny_city, "SELECT rows_read, rows_loaded FROM build_info") == [(42, 42)]


def test_districts_have_ids_names_areas_and_points_inside(tiny_city: City) -> None:
    found = rows(
        tiny_city,
        """SELECT district_id, name, edition, admin_code, is_current, round(area_km2, 1),
                  label_longitude BETWEEN 143 AND 143.04 FROM districts ORDER BY 1""",
    )
    assert [r[:2] for r in found] == [
        (f"{CODE}-{n}", f"{n}区") for n in ("北中学校", "南中学校", "東中学校", "西中学校")
    ]
    assert {r[2:] for r in found} == {("2023", CODE, True, 4.1, True)}


def test_neighbours_share_a_border_not_a_corner(tiny_city: City) -> None:
    found = rows(tiny_city, "SELECT district_id, neighbour_id, shared_border_m FROM adjacency")
    pairs = {(a.split("-")[1][0], b.split("-")[1][0]) for a, b, _ in found}
    assert pairs == {(a, b) for a, b in ("東西", "西東", "東南", "南東", "西北", "北西", "南北", "北南")}
    assert all(1_800 < metres < 2_300 for *_, metres in found)


def test_events_keep_their_precision(tiny_city: City) -> None:
    found = rows(
        tiny_city, "SELECT event_id, event_date::VARCHAR, event_date_precision FROM council_events ORDER BY event_id"
    )
    assert found == [
        ("E1", "2008-01-01", "month"),
        ("E2", "2024-04-01", "fiscal_year"),
        ("E3", "2010-08-01", "day"),
        ("E4", "2021-04-01", "day"),
        ("E5", "2015-06-01", "month"),
    ]


def test_status_of_every_district(tiny_city: City) -> None:
    found = rows(
        tiny_city,
        "SELECT district_id, status, coverage FROM district_status_by_year WHERE fiscal_year = 2024 ORDER BY 1",
    )
    assert [(i.split("-")[1][0], s, c) for i, s, c in found] == [
        ("北", "substitute", None),
        ("南", "dormant", "part"),
        ("東", "formed", "whole"),
        ("西", "preparing", "whole"),
    ]


def test_records_reach_their_district_and_say_how(tiny_city: City) -> None:
    facilities = rows(tiny_city, "SELECT facility_id, district_id, assigned_by FROM facilities ORDER BY 1")
    assert facilities == [
        ("F1", f"{CODE}-東中学校", "point"),
        ("F2", f"{CODE}-西中学校", "point"),
        ("F3", f"{CODE}-南中学校", "name"),
        ("F4", None, "none"),
    ]
    activities = rows(tiny_city, "SELECT activity_id, district_id, assigned_by, fiscal_year FROM activities ORDER BY 1")
    assert activities == [
        ("A1", f"{CODE}-東中学校", "council", 2024),
        ("A2", f"{CODE}-西中学校", "name", 2024),
        ("A3", f"{CODE}-南中学校", "facility", 2024),
        ("A4", f"{CODE}-北中学校", "point", 2024),
        ("A5", None, "none", 2023),
    ]


def test_cells_are_read_as_they_were_meant(tiny_city: City) -> None:
    found = rows(
        tiny_city,
        """SELECT activity_id, start_date::VARCHAR, start_date_precision, end_date::VARCHAR, participants, category,
                  facility_id, address FROM activities ORDER BY 1""",
    )
    assert found == [
        ("A1", "2024-09-01", "day", None, 120, "disaster", "F1", None),
        ("A2", "2024-05-12", "day", None, 35, "environment", None, None),
        ("A3", "2024-08-01", "day", "2024-08-03", 800, "culture", "F3", None),
        ("A4", "2025-01-15", "day", None, None, "朝市", None, "駅前広場"),
        ("A5", "2023-04-01", "fiscal_year", None, None, "meeting", None, None),
    ]


def test_links_by_name_become_ids(tiny_city: City) -> None:
    assert rows(tiny_city, "SELECT hub_facility_id FROM councils WHERE council_id = 'C1'") == [("F1",)]
    assert rows(tiny_city, "SELECT council_id, district_id FROM council_districts ORDER BY 1") == [
        ("C1", f"{CODE}-東中学校"),
        ("C2", f"{CODE}-西中学校"),
        ("C3", f"{CODE}-南中学校"),
    ]
    assert rows(tiny_city, "SELECT topic_id FROM issues ORDER BY issue_id") == [("obama-2",), ("obama-1",)]


def test_people_add_up_with_those_outside(tiny_city: City) -> None:
    found = rows(
        tiny_city,
        """SELECT method, sum(people), sum(households), sum(people) FILTER (district_id IS NULL)
           FROM population GROUP BY 1 ORDER BY 1""",
    )
    assert found == [("areal_weighting", 2811, 1114, 7), ("representative_point", 2811, 1114, 7)]
    shared = rows(
        tiny_city,
        "SELECT people, households FROM town_districts WHERE town_id = '99202005' ORDER BY area_share",
    )
    assert shared == [(25, 10), (77, 31)] or shared == [(26, 10), (76, 31)]


def test_every_row_knows_its_source(tiny_city: City) -> None:
    assert rows(
        tiny_city,
        """SELECT count(*) FROM (
             SELECT source_id FROM activities UNION ALL SELECT source_id FROM districts UNION ALL
             SELECT source_id FROM facilities UNION ALL SELECT source_id FROM towns) AS used
           WHERE source_id IS NULL OR source_id NOT IN (SELECT source_id FROM sources)""",
    ) == [(0,)]
    assert rows(tiny_city, "SELECT kind FROM sources WHERE source_id LIKE 'file:%activities.csv'") == [("sample",)]


def test_map_layers_hold_compact_geometry(tiny_city: City) -> None:
    found = rows(tiny_city, "SELECT layer, name, body FROM map_layers ORDER BY layer")
    assert [layer for layer, *_ in found] == ["base", "districts"]
    base, districts = (json.loads(gzip.decompress(body)) for *_, body in found)
    assert {d["id"].split("-")[1] for d in districts["d"]} == {"東中学校", "西中学校", "南中学校", "北中学校"}
    assert districts["s"] == 100_000
    east = next(d for d in districts["d"] if "東" in d["id"])
    ((ring,),) = east["g"]
    assert {abs(n) for n in ring[2:]} == {0, 2000}
    assert all(0 < abs(corner - at) < 2000 for corner, at in zip(ring[:2], east["at"], strict=True))
    assert [(f["layer"], f["t"]) for f in base["f"]] == [
        ("sea", "polygon"), ("land", "polygon"), ("river", "line"), ("place_name", "point"),
    ]  # fmt: skip
    assert found[1][1].startswith(f"{CODE}-districts.")


def test_a_hostile_name_stays_text(hostile_city: City) -> None:
    assert rows(hostile_city, "SELECT name, district_id FROM districts WHERE school_name LIKE '<%'") == [
        (HOSTILE, f"{CODE}-{HOSTILE}")
    ]


def test_same_inputs_same_tables(tiny_city: City, tmp_path: Path) -> None:
    again = build_database(
        [tiny_city.folder / "boundaries"], [tiny_city.folder / "activities"], tmp_path / "again"
    ).database
    with duckdb.connect(str(tiny_city.database), read_only=True) as connection:
        connection.execute(f"ATTACH '{again}' AS again (READ_ONLY)")
        names = "SELECT table_name FROM duckdb_tables() WHERE database_name <> 'again'"
        tables = [name for (name,) in connection.execute(names).fetchall()]
        assert len(tables) > 15
        for table in tables:
            if table != "build_info":
                here = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
                assert connection.execute(f"SELECT * FROM again.{table}").fetchall() == here, table  # noqa: S608


def test_a_folder_of_boundaries_alone_is_enough(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    result = build_database([folder / "boundaries"], [], folder / "build")
    assert result.database is not None
    city = City(folder, result.database, result)
    assert rows(city, "SELECT municipality_code, name, area_unit FROM municipalities") == [
        (CODE, "小浜町", "junior_high")
    ]
    assert "municipality_not_registered" in {f.code for f in result.findings}


def test_a_folder_s_name_registers_its_municipality(tmp_path: Path) -> None:
    folder = tmp_path / "activities" / "99202_小浜町"
    write_csv(folder / "活動.csv", ["活動名|実施日|地区", "清掃|令和6年6月1日|北中学校"])
    result = build_database([], [tmp_path / "activities"], tmp_path / "build")
    assert result.database is not None
    city = City(folder, result.database, result)
    assert rows(city, "SELECT municipality_code, name FROM municipalities") == [(CODE, "小浜町")]
    assert rows(city, "SELECT title, district_id, assigned_by FROM activities") == [("清掃", None, "none")]
    assert "municipality_not_registered" in {f.code for f in result.findings}


def test_nothing_is_not_published(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = build_database([tmp_path / "empty"], [], tmp_path / "build")
    assert result.database is None
    assert list((tmp_path / "build").glob("*.duckdb")) == []
    assert list((tmp_path / "build").glob("*.building*")) == []


def test_problems_cost_the_row_only_where_they_must(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    write_csv(folder / "activities" / f"{CODE}_小浜町" / "activities_more.csv", [
        "活動ID|市区町村コード|協議会|地区|活動名|実施日|参加者数|緯度|経度",
        f"B1|{CODE}|東地区まちずくり協議会||会合|2024-05-01|多数||",
        f"B2|{CODE}|||会合|来週|||",
        f"B3|{CODE}||||2024-05-01|||",
        f"B1|{CODE}|||二重|2024-05-01|||",
        "B5|01205|||よその町|2024-05-01|||",
        f"B6|{CODE}|||座標なし|2024-05-01||0|0",
    ])  # fmt: skip
    city = build_city(folder)
    loaded = rows(
        city,
        """SELECT activity_id, council_id, participants, latitude FROM activities
           WHERE activity_id LIKE 'B%' ORDER BY 1""",
    )
    assert loaded == [("B1", None, None, None), ("B6", None, None, None)]
    of_file = [f for f in city.result.findings if f.file.endswith("activities_more.csv")]
    assert {(f.row, f.code) for f in of_file if f.rejected} == {
        (3, "bad_date"), (4, "missing_required"), (5, "duplicate_key"), (6, "municipality_not_here"),
    }  # fmt: skip
    near = next(f for f in of_file if f.code == "unknown_reference" and f.row == 2)
    assert (near.severity, near.rejected) == ("warning", False)
    assert "もしかして「東地区まちづくり協議会」" in near.message_ja
    assert "activities_more.csv 2" in next(f for f in of_file if f.code == "duplicate_key").message_ja


def test_parts_merge_and_a_second_file_is_a_duplicate(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    home = folder / "boundaries" / f"{CODE}_小浜町"
    known = {"A32_001": CODE, "A32_002": "小浜町", "A32_004": "島中学校", "A32_005": "小浜"}
    write_geojson(
        home / "A32-23_98.geojson",
        [
            feature(box(4, 0), A32_003="C199202000090", **known),
            feature(box(6, 0), A32_003="C199202000090", **known),
            feature(box(1, 0), A32_003="C199202000000", **{**known, "A32_004": "東中学校"}),
        ],
    )
    city = build_city(folder)
    island = rows(city, "SELECT count(*), min(round(area_km2, 1)) FROM districts WHERE school_name = '島中学校'")
    assert island == [(1, 8.2)]
    assert rows(city, "SELECT count(*) FROM districts") == [(5,)]
    codes = {f.code for f in city.result.findings if f.file.endswith(("A32-23_98.geojson", "A32-23_99.geojson"))}
    assert {"parts_merged", "duplicate_key"} <= codes


def test_the_newest_edition_is_current(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    home = folder / "boundaries" / f"{CODE}_小浜町"
    write_geojson(
        home / "A32-21_99.geojson",
        [
            feature(
                box(0, 0, 2, 2),
                A32_001=CODE,
                A32_002="小浜町",
                A32_003="C199202000080",
                A32_004="旧中学校",
                A32_005="小浜",
            )
        ],
    )
    city = build_city(folder)
    found = rows(city, "SELECT edition, count(*) FILTER (is_current), count(*) FROM districts GROUP BY 1 ORDER BY 1")
    assert found == [("2021", 0, 1), ("2023", 4, 4)]


def test_two_municipalities_may_use_the_same_ids(make_city: Callable[[], Path], tmp_path: Path) -> None:
    folder = make_city()
    other = folder / "activities" / "99203_大浜町"
    write_csv(other / "municipalities.csv", ["市区町村コード|市区町村名", "99203|大浜町"])
    write_csv(other / "councils.csv", ["協議会ID|市区町村コード|協議会名", "C1|99203|大浜協議会"])
    write_csv(
        other / "council_events.csv", ["出来事ID|市区町村コード|協議会|出来事|年月日", "E1|99203|C1|設立|平成25年"]
    )
    city = build_city(folder)
    assert rows(city, "SELECT council_id, name FROM councils WHERE municipality_code = '99203'") == [
        ("99203-C1", "大浜協議会")
    ]
    assert rows(city, "SELECT council_id FROM council_events WHERE municipality_code = '99203'") == [("99203-C1",)]
    assert "id_qualified" in {f.code for f in city.result.findings}


@pytest.mark.parametrize("area_unit", ["小学校区", ""])
def test_a_city_with_elementary_districts_only(tmp_path: Path, area_unit: str) -> None:
    home = tmp_path / "boundaries" / f"{CODE}_小浜町"
    write_geojson(
        home / "A27-23_99.geojson",
        [school("A27", "東小学校", box(0, 0))],
    )
    write_csv(
        tmp_path / "activities" / "municipalities.csv",
        ["市区町村コード|市区町村名|地区の単位", f"{CODE}|小浜町|{area_unit}"],
    )
    city = build_city(tmp_path)
    assert rows(city, "SELECT area_unit FROM municipalities") == [("elementary",)]
    assert rows(city, "SELECT name FROM districts") == [("東小学校区",)]


def test_the_other_unit_is_told_and_left_out(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    write_geojson(
        folder / "boundaries" / f"{CODE}_小浜町" / "A27-23_99.geojson",
        [school("A27", "東小学校", box(0, 0))],
    )
    city = build_city(folder)
    assert rows(city, "SELECT count(*) FROM districts") == [(4,)]
    (other,) = [f for f in city.result.findings if f.code == "other_area_unit"]
    assert (other.severity, other.rejected) == ("info", True)


def test_official_population_wins(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    write_csv(folder / "activities" / f"{CODE}_小浜町" / "population.csv", [
        "市区町村コード|地区|基準日|人口|世帯数", f"{CODE}|東中学校区|令和7年4月1日|990|410",
    ])  # fmt: skip
    city = build_city(folder)
    people = "SELECT people, method FROM district_population WHERE regexp_matches(district_id, '東|西') ORDER BY 1"
    assert rows(city, people) == [(800, "areal_weighting"), (990, "official")]


def test_a_calendar_year_is_in_no_fiscal_year_and_an_event_needs_a_subject(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    home = folder / "activities" / f"{CODE}_小浜町"
    write_csv(home / "activities_old.csv", ["活動ID|市区町村コード|活動名|実施日", f"O1|{CODE}|昔の祭り|2010年"])
    write_csv(home / "events_more.csv", ["出来事ID|市区町村コード|出来事|年月日", f"E9|{CODE}|設立|2010年"])
    city = build_city(folder)
    assert rows(city, "SELECT start_date_precision, fiscal_year FROM activities WHERE activity_id = 'O1'") == [
        ("year", None)
    ]
    assert {"fiscal_year_unknown", "event_without_subject"} <= {f.code for f in city.result.findings}


def test_listed_and_unlisted_municipalities_stand_side_by_side(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    home = folder / "boundaries" / "99203_大浜町"
    write_geojson(
        home / "A32-23_97.geojson",
        [feature(box(9, 9), A32_001="99203", A32_002="大浜町", A32_003="C199203000010", A32_004="浜中学校")],
    )
    city = build_city(folder)
    assert rows(city, "SELECT municipality_code, name, origin_row FROM municipalities ORDER BY 1") == [
        (CODE, "小浜町", 2),
        ("99203", "大浜町", None),
    ]


def test_districts_may_be_a_list_without_shapes(tmp_path: Path) -> None:
    home = tmp_path / "activities" / f"{CODE}_小浜町"
    (tmp_path / "boundaries").mkdir()
    write_csv(home / "municipalities.csv", ["市区町村コード|市区町村名", f"{CODE}|小浜町"])
    write_csv(home / "districts.csv", ["市区町村コード|地区ID|学校名", f"{CODE}|1|東中学校", f"{CODE}|2|西中学校"])
    write_csv(home / "councils.csv", ["協議会ID|市区町村コード|協議会名", f"C1|{CODE}|東協議会"])
    write_csv(home / "council_districts.csv", ["市区町村コード|協議会|地区", f"{CODE}|東協議会|1"])
    write_csv(home / "council_events.csv", ["市区町村コード|協議会|出来事|年月日", f"{CODE}|C1|設立|平成20年1月"])
    city = build_city(tmp_path)
    status = "SELECT district_id, status FROM district_status_by_year WHERE fiscal_year = 2007 ORDER BY 1"
    assert rows(city, status) == [(f"{CODE}-東中学校", "formed"), (f"{CODE}-西中学校", "unknown")]
    assert rows(city, "SELECT count(*) FROM map_layers") == [(0,)]


def test_write_city_is_what_the_fixture_says(tmp_path: Path) -> None:
    names = {p.name for p in write_city(tmp_path).rglob("*") if p.is_file()}
    assert {"A32-23_99.geojson", "councils.csv", "issues.csv"} <= names


def test_places_of_records_that_name_their_district_stay(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    places = [
        f"{CODE}|東中学校|訓練|2024-09-01|{SOUTH + 0.01}|{WEST + 0.03}",
        f"{CODE}|西中|祭り|2024-09-02|33.91|143.01",
    ]
    home = folder / "activities" / f"{CODE}_小浜町"
    write_csv(home / "activities.csv", ["市区町村コード|地区|活動名|実施日|緯度|経度", *places])
    found = rows(build_city(folder), "SELECT latitude, longitude, assigned_by FROM activities ORDER BY title")
    assert found == [(33.91, 143.01, "name"), (SOUTH + 0.01, WEST + 0.03, "name")]
