"""How far formation is: counts, shares, pace, curve, gaps, histories; with a known total and without one."""

from __future__ import annotations

import datetime

import pytest

from dashboard.formation import figures as formation
from dashboard.formation import view as formation_view
from dashboard.formation.figures import Target
from dashboard.state import Selection
from tests.tiny_city import CITY, EMPTY, TOWN, write


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(tmp_path_factory.mktemp("db") / "20260101T000000000000.duckdb")


def target(due: str = "2026-03-31", count: int | None = None) -> Target:
    day = datetime.date.fromisoformat(due)
    return Target(day, "day", day, day.year - (day.month < 4), count, "", None)


def test_the_situation_leaves_out_what_is_not_applicable(db: str) -> None:
    view = formation_view.load(db, Selection(CITY, 2023))
    now = view.situation
    assert now is not None
    assert (now.formed, now.total, now.partly) == (2, 4, 1)
    assert (now.people_formed, now.people, now.people_missing) == (4000, 6000, 1)
    assert now.share == pytest.approx(2 / 3)
    assert sum(now.counts.values()) == 5


def test_a_share_without_any_people_is_no_share() -> None:
    now = formation.situation([{"district_id": "a", "people": None}], {"a": {"status": "formed", "coverage": None}})
    assert (now.formed, now.share) == (1, None)


def test_where_nothing_is_known_no_count_is_a_number() -> None:
    now = formation.situation([{"district_id": "a", "people": 10}], {"a": {"status": "unknown"}})
    assert (now.unknown, now.share, now.total) == (True, None, 1)


def test_a_town_of_councils_only_has_no_total(db: str) -> None:
    view = formation_view.load(db, Selection(TOWN, 2010))
    assert (view.situation, view.total, view.formed_councils) == (None, None, 2)
    assert [view.points[year] for year in (2006, 2007, 2009, 2010)] == [0, 1, 1, 2]
    assert view.pace.state == "unknown_total"
    assert {run.name for run in view.strips} == {"上地域協議会", "下地域協議会"}


def test_a_municipality_with_nothing_has_an_empty_view(db: str) -> None:
    view = formation_view.load(db, Selection(EMPTY, 2024))
    assert (view.districts, view.councils, view.target, view.pace.state) == ([], [], None, "no_target")


@pytest.mark.parametrize(
    ("formed", "total", "aim", "year", "state", "remaining", "per_year"),
    [
        (3, 9, target(), 2021, "open", 6, 1.5),
        (9, 9, target(), 2021, "reached", 0, None),
        (3, 9, target(), 2025, "overdue", 6, None),
        (3, 9, target("2026-03-31", count=5), 2023, "open", 2, 1.0),
        (3, None, target(), 2021, "unknown_total", None, None),
        (3, 9, None, 2021, "no_target", None, None),
    ],
)
def test_the_required_pace(
    formed: int, total: int | None, aim: Target | None, year: int, state: str, remaining: int | None, per_year: float
) -> None:
    pace = formation.required_pace(formed, total, aim, year)
    assert (pace.state, pace.remaining, pace.per_year) == (state, remaining, per_year)


def test_the_next_target_counts_and_after_the_last_one_the_last() -> None:
    rows = [
        {"due_date": d, "due_date_precision": "day", "due_end": d, "due_year": d.year, "target_count": None,
         "scope": None, "source_id": None}
        for d in (datetime.date(2030, 12, 31), datetime.date(2020, 12, 31))
    ]  # fmt: skip
    due = [formation.target_of(rows, year) for year in (2019, 2025, 2035)]
    assert [found.due_year for found in due if found] == [2020, 2030, 2030]
    assert formation.target_of([], 2020) is None


def test_gaps_are_ordered_by_people_and_keep_the_unknown_ones(db: str) -> None:
    view = formation_view.load(db, Selection(CITY, 2023))
    gaps = formation.gaps(view.districts, view.status)
    assert [(row["rank"], row["district_id"], row["status"]) for row in gaps] == [
        (1, "north", "preparing"),
        (2, "south", "unknown"),
    ]


def test_histories_are_times_of_unchanged_status_in_the_order_of_founding(db: str) -> None:
    view = formation_view.load(db, Selection(CITY, 2023))
    assert formation.order_of(view.strips)[:2] == ["east", "west"]
    east = [run for run in view.strips if run.subject == "east"]
    assert [(run.status, run.first) for run in east] == [("none", 2016), ("formed", 2017)]


def test_every_shown_number_has_its_source(db: str) -> None:
    assert formation_view.load(db, Selection(CITY, 2023)).sources == {"plan", "census"}
