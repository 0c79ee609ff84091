"""The status of councils and districts at the end of each 年度, from events of every precision."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from etl.contract import TABLES

SQL = Path(__file__).parents[1] / "etl" / "sql"
CODE = "99202"


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for table in TABLES.values():
            connection.execute(table.create_sql)
        for path in sorted(SQL.glob("*.sql")):
            connection.execute(path.read_text("utf-8"))
        connection.execute("INSERT INTO municipalities (municipality_code, name) VALUES (?, '小浜町')", [CODE])
        yield connection


def district(db: duckdb.DuckDBPyConnection, name: str = "東") -> None:
    db.execute(
        "INSERT INTO districts (district_id, edition, municipality_code, is_current) VALUES (?, '2023', ?, true)",
        [name, CODE],
    )


def council(db: duckdb.DuckDBPyConnection, council_id: str = "C1", *districts: str, coverage: str = "whole") -> None:
    db.execute("INSERT INTO councils (council_id, municipality_code) VALUES (?, ?)", [council_id, CODE])
    for district_id in districts:
        db.execute(
            "INSERT INTO council_districts (municipality_code, council_id, district_id, coverage) VALUES (?, ?, ?, ?)",
            [CODE, council_id, district_id, coverage],
        )


def event(
    db: duckdb.DuckDBPyConnection,
    kind: str,
    date: str,
    precision: str = "day",
    *,
    council_id: str | None = "C1",
    district_id: str | None = None,
) -> None:
    number = db.execute("SELECT count(*) FROM council_events").fetchall()[0][0]
    db.execute(
        """INSERT INTO council_events
           (event_id, municipality_code, council_id, district_id, kind, event_date, event_date_precision, source_id)
           VALUES (?, ?, ?, ?, ?, ?, ?, 's')""",
        [f"E{number}", CODE, council_id, district_id, kind, date, precision],
    )


def councils_by_year(db: duckdb.DuckDBPyConnection, council_id: str = "C1") -> dict[int, str]:
    rows = db.execute(
        "SELECT fiscal_year, status FROM council_status_by_year WHERE council_id = ? ORDER BY 1", [council_id]
    ).fetchall()
    assert len(rows) == len(dict(rows))
    return dict(rows)


def districts_by_year(db: duckdb.DuckDBPyConnection, district_id: str = "東") -> dict[int, str]:
    rows = db.execute(
        "SELECT fiscal_year, status FROM district_status_by_year WHERE district_id = ? ORDER BY 1", [district_id]
    ).fetchall()
    assert len(rows) == len(dict(rows))
    return dict(rows)


@pytest.mark.parametrize(
    ("date", "precision", "end"),
    [
        ("2008-01-15", "day", "2008-01-15"),
        ("2008-02-01", "month", "2008-02-29"),
        ("2008-01-01", "year", "2008-12-31"),
        ("2019-04-01", "fiscal_year", "2020-03-31"),
    ],
)
def test_period_end(db: duckdb.DuckDBPyConnection, date: str, precision: str, end: str) -> None:
    row = db.execute("SELECT CAST(period_end(CAST(? AS DATE), ?) AS VARCHAR)", [date, precision]).fetchall()[0]
    assert row == (end,)


@pytest.mark.parametrize(("date", "year"), [("2008-01-01", 2007), ("2008-03-31", 2007), ("2008-04-01", 2008)])
def test_fiscal_year_begins_in_april(db: duckdb.DuckDBPyConnection, date: str, year: int) -> None:
    assert db.execute("SELECT fiscal_year_of(CAST(? AS DATE))", [date]).fetchall() == [(year,)]


def test_three_councils_of_which_two_were_founded_between_january_and_march(db: duckdb.DuckDBPyConnection) -> None:
    """As 日南市: 平成20年1月, 平成22年8月, 平成23年3月; formed at the end of 平成19年度 = 1, 平成22年度 = 3."""
    for council_id, date in (("C1", "2008-01-01"), ("C2", "2010-08-01"), ("C3", "2011-03-01")):
        council(db, council_id)
        event(db, "founding", date, "month", council_id=council_id)
    formed = dict(
        db.execute(
            "SELECT fiscal_year, count(*) FILTER (status = 'formed') FROM council_status_by_year GROUP BY 1"
        ).fetchall()
    )
    assert [formed[y] for y in (2006, 2007, 2008, 2009, 2010)] == [0, 1, 1, 1, 3]
    assert councils_by_year(db)[2006] == "none"


def test_month_precision_holds_from_the_end_of_the_month(db: duckdb.DuckDBPyConnection) -> None:
    council(db)
    event(db, "founding", "2008-01-01", "month")
    rows = db.execute(
        "SELECT status, from_date::VARCHAR, to_date::VARCHAR, date_precision FROM status_periods"
    ).fetchall()
    assert rows == [("none", None, "2008-01-31", None), ("formed", "2008-01-31", None, "month")]


def test_fiscal_year_precision_is_known_on_its_last_day(db: duckdb.DuckDBPyConnection) -> None:
    council(db)
    event(db, "founding", "2019-04-01", "fiscal_year")
    years = councils_by_year(db)
    assert (years[2018], years[2019]) == ("none", "formed")


def test_calendar_year_precision_holds_only_from_31_december(db: duckdb.DuckDBPyConnection) -> None:
    council(db)
    event(db, "founding", "2008-01-01", "year")
    years = councils_by_year(db)
    assert (years[2007], years[2008]) == ("none", "formed")


@pytest.mark.parametrize(
    ("date", "before", "after"), [("2010-03-31", "formed", "formed"), ("2010-04-01", "none", "formed")]
)
def test_the_turn_of_the_fiscal_year(db: duckdb.DuckDBPyConnection, date: str, before: str, after: str) -> None:
    council(db)
    event(db, "founding", date)
    years = councils_by_year(db)
    assert (years[2009], years[2010]) == (before, after)


def test_suspension_and_resumption(db: duckdb.DuckDBPyConnection) -> None:
    council(db)
    event(db, "preparation", "2008-05-01", "month")
    event(db, "founding", "2009-05-01", "month")
    event(db, "suspension", "2011-05-01", "month")
    event(db, "renaming", "2012-05-01", "month")
    event(db, "resumption", "2013-05-01", "month")
    years = councils_by_year(db)
    assert [years[y] for y in range(2007, 2014)] == [
        "none", "preparing", "formed", "formed", "dormant", "dormant", "formed",
    ]  # fmt: skip


def test_first_event_a_renaming_shows_that_it_existed(db: duckdb.DuckDBPyConnection) -> None:
    council(db)
    event(db, "renaming", "2012-05-01", "month")
    years = councils_by_year(db)
    assert (years[2011], years[2012]) == ("unknown", "formed")


@pytest.mark.parametrize("kind", ["dissolution", "merger"])
def test_dissolution_and_merger(db: duckdb.DuckDBPyConnection, kind: str) -> None:
    district(db)
    council(db, "C1", "東")
    event(db, "founding", "2010-05-01")
    event(db, kind, "2014-03-31")
    assert [districts_by_year(db)[y] for y in (2009, 2010, 2012, 2013)] == ["none", "formed", "formed", "dissolved"]


def test_substitute_body_then_founding(db: duckdb.DuckDBPyConnection) -> None:
    district(db)
    council(db, "C1", "東")
    event(db, "substitute", "2010-05-01", "month", council_id=None, district_id="東")
    event(db, "founding", "2015-05-01", "month")
    years = districts_by_year(db)
    assert [years[y] for y in (2009, 2010, 2014, 2015)] == ["none", "substitute", "substitute", "formed"]


def test_confirmed_absence_is_not_unknown(db: duckdb.DuckDBPyConnection) -> None:
    district(db)
    district(db, "西")
    event(db, "absence_confirmed", "2020-04-01", council_id=None, district_id="東")
    assert [districts_by_year(db)[y] for y in (2019, 2020)] == ["unknown", "none"]
    assert set(districts_by_year(db, "西").values()) == {"unknown"}


def test_confirmed_absence_outweighs_an_earlier_dissolution_only(db: duckdb.DuckDBPyConnection) -> None:
    district(db)
    council(db, "C1", "東")
    event(db, "founding", "2010-05-01")
    event(db, "absence_confirmed", "2011-05-01", council_id=None, district_id="東")
    event(db, "dissolution", "2013-05-01")
    assert districts_by_year(db)[2013] == "dissolved"
    event(db, "absence_confirmed", "2015-05-01", council_id=None, district_id="東")
    years = districts_by_year(db)
    assert (years[2011], years[2014], years[2015]) == ("formed", "dissolved", "none")


def test_not_applicable_comes_first(db: duckdb.DuckDBPyConnection) -> None:
    district(db)
    council(db, "C1", "東")
    event(db, "founding", "2010-05-01")
    event(db, "not_applicable", "2012-05-01", council_id=None, district_id="東")
    assert [districts_by_year(db)[y] for y in (2011, 2012)] == ["formed", "not_applicable"]


def test_part_of_a_district_names_its_council_and_coverage(db: duckdb.DuckDBPyConnection) -> None:
    district(db)
    council(db, "C1", "東", coverage="part")
    council(db, "C2", "東")
    event(db, "founding", "2010-05-01")
    event(db, "preparation", "2011-05-01", council_id="C2")
    row = db.execute(
        "SELECT status, council_id, coverage, event_id, source_id FROM district_status_by_year WHERE fiscal_year = 2012"
    ).fetchall()
    assert row == [("formed", "C1", "part", "E0", "s")]


def test_every_district_and_year_has_one_row_up_to_now(db: duckdb.DuckDBPyConnection) -> None:
    district(db)
    district(db, "西")
    council(db, "C1", "東", "西")
    event(db, "founding", "2010-05-01")
    (count, years, first, last, now) = db.execute(
        """SELECT
             count(*), count(DISTINCT fiscal_year), min(fiscal_year), max(fiscal_year), fiscal_year_of(current_date)
           FROM district_status_by_year"""
    ).fetchall()[0]
    assert (count, first, last) == (2 * years, 2009, now)


def test_official_population_wins_and_unknown_stays_unknown(db: duckdb.DuckDBPyConnection) -> None:
    for name in ("東", "西", "南"):
        district(db, name)
    db.executemany(
        "INSERT INTO population (municipality_code, district_id, as_of, people, method) VALUES (?, ?, ?, ?, ?)",
        [
            (CODE, "東", "2020-10-01", 100, "areal_weighting"),
            (CODE, "東", "2020-10-01", 90, "representative_point"),
            (CODE, "東", "2019-04-01", 110, "official"),
            (CODE, "東", "2018-04-01", 120, "official"),
            (CODE, "西", "2020-10-01", 90, "representative_point"),
            (CODE, None, "2020-10-01", 5, "areal_weighting"),
        ],
    )
    rows = db.execute("SELECT district_id, people, method FROM district_population ORDER BY 1").fetchall()
    assert rows == [("南", None, None), ("東", 110, "official"), ("西", 90, "representative_point")]
