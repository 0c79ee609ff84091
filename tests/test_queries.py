"""The narrow door to the database and the questions that every page asks."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dashboard.database import queries
from dashboard.formation import queries as queries_formation
from tests.tiny_city import CITY, EMPTY, EVIL, TOWN, write


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(tmp_path_factory.mktemp("db") / "20260101T000000000000.duckdb")


def test_reading_takes_named_parameters_and_leaves_text_as_text(db: str) -> None:
    frame = queries.read(db, "SELECT name FROM districts WHERE district_id = $id", id="south")
    assert list(frame["name"]) == [EVIL]
    assert queries.read(db, "SELECT name FROM districts WHERE district_id = $id", id="' OR 1=1 --").empty


def test_reading_never_writes_and_reaches_no_other_file(db: str, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n", "utf-8")
    with pytest.raises(duckdb.Error):
        queries.read(db, "DELETE FROM districts")
    with pytest.raises(duckdb.Error):
        queries.read(db, f"SELECT * FROM '{tmp_path / 'secret.csv'}'")  # noqa: S608


def test_a_new_build_is_read_while_the_old_one_is_open(db: str, tmp_path: Path) -> None:
    assert queries.build_info(db)["build_id"] == "b1"
    newer = write(tmp_path / "20260102T000000000000.duckdb")
    with duckdb.connect(newer) as writer:  # not yet opened by a reader
        writer.execute("UPDATE build_info SET build_id = 'b2'")
    assert queries.build_info(newer)["build_id"] == "b2"
    assert queries.build_info(db)["build_id"] == "b1"


def test_municipalities_count_their_current_districts(db: str) -> None:
    rows = {row["municipality_code"]: row for row in queries.records(queries.municipalities(db))}
    assert rows[CITY]["district_count"] == 5
    assert rows[TOWN]["district_count"] == 0
    assert rows[TOWN]["name_en"] == "山辺町"
    assert rows[CITY]["is_sample"] is True


def test_the_years_begin_before_the_first_event(db: str) -> None:
    years = queries.fiscal_years(db, CITY)
    assert years[0] == 2016  # 平成30年1月 lies in 平成29年度 (2017)
    assert years == sorted(years)
    assert len(queries.fiscal_years(db, EMPTY)) == 1
    assert queries.fiscal_years(db, "00000") == []


def test_districts_keep_a_missing_population_missing(db: str) -> None:
    rows = {row["district_id"]: row for row in queries.records(queries.districts(db, CITY))}
    assert set(rows) == {"east", "west", "north", "south", "islet"}
    assert rows["south"]["people"] is None
    assert rows["islet"]["people"] == 0


def test_geometry_is_found_by_its_name_only(db: str) -> None:
    layers = queries.map_layers(db, CITY)
    assert queries.map_body(db, layers["districts"]) == b"abc"
    assert queries.map_body(db, "99202-districts.ffffffffffffffff.json") is None
    assert queries.map_layers(db, TOWN) == {}


def test_a_source_that_is_not_listed_stands_as_its_own_title(db: str) -> None:
    assert list(queries.sources(db, ("plan", "lost"))["title"]) == ["lost", "協働の計画"]


def test_status_of_each_year_with_its_event(db: str) -> None:
    rows = {
        (row["district_id"], row["fiscal_year"]): row
        for row in queries.records(queries_formation.district_status(db, CITY))
    }
    assert rows["east", 2016]["status"] == "none"
    assert rows["east", 2017]["status"] == "formed"
    assert (rows["east", 2017]["event_date_precision"], rows["east", 2017]["source_id"]) == ("month", "plan")
    assert (rows["west", 2021]["status"], rows["west", 2021]["coverage"]) == ("formed", "part")
    assert rows["south", 2023]["status"] == "unknown"
    assert rows["islet", 2023]["status"] == "not_applicable"


def test_councils_come_with_their_districts_and_founding(db: str) -> None:
    rows = queries.records(queries_formation.councils(db, CITY))
    assert [row["council_id"] for row in rows] == ["C1", "C2", "C3"]
    assert (list(rows[1]["district_names"]), list(rows[1]["coverages"])) == (["西中学校区"], ["part"])
    assert rows[2]["founded"] is None
    assert queries.records(queries_formation.councils(db, TOWN))[0]["district_ids"] is None


def test_issues_are_open_or_not_at_the_end_of_the_year(db: str) -> None:
    def counts(year: int) -> dict[str | None, int]:
        rows = queries.records(queries_formation.open_issues(db, CITY, year))
        return {row["district_id"]: row["issues"] for row in rows}

    assert counts(2021) == {"east": 0, None: 0}
    assert counts(2023) == {"east": 2, None: 0}  # solved in May 2024, hence still open
    assert counts(2024) == {"east": 1, None: 1}  # of a district that is not current any more: kept, not dropped


def test_events_keep_their_precision_and_their_own_year(db: str) -> None:
    rows = queries.records(queries_formation.events(db, TOWN))
    assert [(row["last_year"], row["event_date_precision"]) for row in rows] == [(2007, "month"), (2010, "month")]


def test_targets_end_with_their_interval(db: str) -> None:
    (row,) = queries.records(queries_formation.targets(db, CITY))
    assert (str(row["due_end"].date()), row["due_year"], row["target_count"]) == ("2026-03-31", 2025, None)


def test_people_in_no_district_are_told_by_the_same_method(db: str) -> None:
    assert queries_formation.people_outside(db, CITY) == 7
    assert queries_formation.people_outside(db, TOWN) == 0


def test_what_a_municipality_has_is_counted(db: str) -> None:
    assert queries_formation.contents(db, CITY)["activities"] == 6
    assert set(queries_formation.contents(db, EMPTY).values()) == {0}
