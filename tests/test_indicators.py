"""Every indicator of the registry against figures worked by hand; kinds of nothing apart; small numbers withheld."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.indicators import engine
from dashboard.indicators.engine import Figure
from dashboard.indicators.registry import INDICATORS, MEASURES, Indicator, of_subject
from dashboard.indicators.shown import classify, value_text
from dashboard.maps import classes
from dashboard.text import LANGUAGES, words
from tests import indicator_city
from tests.indicator_city import act, rows
from tests.tiny_city import CITY

NO_DATA, SENSELESS, HIDDEN = "no_data", "not_applicable", "suppressed"
#: 2023年度 (its end is 31 March 2024) of tests/indicator_city.py: east, west, north, south, islet; the whole city.
#: The islet is declared not applicable; of the south nobody knows people or status; the west had 4 participants.
WORKED: dict[str, tuple[list[float | str], float | str]] = {
    "people": ([3000, 1000, 2000, NO_DATA, 0], 6000),
    "households": ([1200, 400, 800, NO_DATA, 0], 2400),
    "people_per_km2": ([300, 250, 80, NO_DATA, 0], 6000 / 41),  # the south's 5 km² are not in the 41
    "share_under_15": ([100 * 300 / 2900, 10, NO_DATA, NO_DATA, SENSELESS], 100 * 400 / 3900),
    "share_65_over": ([100 * 1100 / 2900, 40, NO_DATA, NO_DATA, SENSELESS], 100 * 1500 / 3900),
    "years_since_founding": ([6, 2, SENSELESS, NO_DATA, SENSELESS], SENSELESS),  # since 2017年度 and 2021年度
    "people_covered": ([100, 100, 0, NO_DATA, NO_DATA], 100 * 4000 / 6000),
    "activities": ([2, 1, 1, 1, SENSELESS], 6),  # one belongs to no district
    "activities_per_1000": ([2 / 3, 1, 0.5, NO_DATA, SENSELESS], 4 / 6),
    "participants": ([120, HIDDEN, 60, NO_DATA, SENSELESS], 214),
    "participants_per_1000": ([40, HIDDEN, 30, NO_DATA, SENSELESS], 184 / 6),
    "participants_per_activity": ([120, HIDDEN, 60, NO_DATA, SENSELESS], 214 / 4),
    "active_months": ([2, 1, 1, 1, SENSELESS], SENSELESS),
    "partners": ([2, 0, 1, 0, SENSELESS], SENSELESS),
    "facilities": ([1, 1, 0, 0, 0], 3),  # one belongs to no district
    "facilities_per_10000": ([10 / 3, 10, 0, NO_DATA, SENSELESS], 10 / 3),
    "hub_facilities": ([1, 1, 0, 0, 0], 2),  # one by its role, one as a council says so
    "open_issues": ([2, 0, 0, 0, 0], 2),
    "ready_issues": ([1, 0, 0, 0, 0], 1),
    "solved_share": ([0, 100, SENSELESS, SENSELESS, SENSELESS], 50),  # two of four; one of each belongs to no district
    "issue_steps": ([1, 0, 0, 0, 0], 1),
}
DISTRICTS = ("east", "west", "north", "south", "islet")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    return indicator_city.write(tmp_path_factory.mktemp("db") / "20260101T000000000000.duckdb")


def same(figure: Figure, expected: float | str) -> bool:
    if isinstance(expected, str):
        return (figure.value, figure.kind) == (None, expected)
    return figure.kind is None and figure.value is not None and math.isclose(figure.value, expected, rel_tol=1e-12)


def test_every_indicator_is_worked_by_hand() -> None:
    assert WORKED.keys() == INDICATORS.keys()


@pytest.mark.parametrize("key", INDICATORS)
def test_an_indicator_of_districts_and_of_the_city(db: str, key: str) -> None:
    measured = engine.measured(db, CITY, 2023)
    values, (districts, city) = measured.values(INDICATORS[key]), WORKED[key]
    for name, expected in zip(DISTRICTS, districts, strict=True):
        assert same(values[name], expected), (name, values[name], expected)
    assert same(measured.city(INDICATORS[key]), city), measured.city(INDICATORS[key])


@pytest.mark.parametrize("key", of_subject("activities"))
def test_a_year_without_any_record_is_no_data(db: str, key: str) -> None:
    assert {f.kind for f in engine.measured(db, CITY, 2019).values(INDICATORS[key]).values()} == {NO_DATA}
    assert engine.measured(db, CITY, 2019).city(INDICATORS[key]).value is None


@pytest.mark.parametrize(("table", "subject"), [("facilities", "facilities"), ("issues", "issues")])
def test_where_nothing_is_recorded_a_zero_is_no_zero(tmp_path: Path, table: str, subject: Any) -> None:
    path = indicator_city.write(tmp_path / "20260101T000000000000.duckdb")
    with duckdb.connect(path) as connection:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - a constant
    measured = engine.measured(path, CITY, 2023)
    for indicator in of_subject(subject).values():
        assert {f.kind for f in measured.values(indicator).values()} == {NO_DATA}
        assert measured.city(indicator).kind == NO_DATA


def test_a_measure_that_does_not_exist_stops_the_import() -> None:
    with pytest.raises(KeyError, match="no measure 'meetings'"):
        Indicator("x", "activities", "meetings", "indicators.unit_activities")
    with pytest.raises(KeyError, match="no measure 'everyone'"):
        Indicator("x", "activities", "activities", "indicators.unit_activities", "everyone")


def test_every_measure_is_a_column_of_the_view_and_so_is_what_must_be_recorded(db: str) -> None:
    with duckdb.connect(db, read_only=True) as connection:
        columns = {row[0] for row in connection.execute("DESCRIBE district_year_measures").fetchall()}
    assert {*MEASURES, *(m.recorded for m in MEASURES.values() if m.recorded)} <= columns


def test_a_filter_narrows_what_is_counted_and_nothing_else(db: str) -> None:
    measured = engine.measured(db, CITY, 2023, category="disaster")
    values = measured.values(INDICATORS["activities_per_1000"])
    assert values["east"] == Figure(1 / 3, None, 1, 3000)
    assert (values["north"].value, values["north"].kind) == (0, None)  # activities are recorded, none of this category
    assert engine.measured(db, CITY, 2023, council="C2").city(INDICATORS["activities"]).value == 1


def test_all_years_together_are_the_sum_and_months_of_two_years_are_two(tmp_path: Path) -> None:
    path = indicator_city.write(tmp_path / "20260101T000000000000.duckdb")
    with duckdb.connect(path) as connection:
        connection.execute(
            f"""INSERT INTO activities (activity_id, municipality_code, district_id, title, category, start_date,
                start_date_precision, participants, fiscal_year)
                VALUES ('B1', '{CITY}', 'east', '訓練', 'disaster', '2022-09-01', 'day', 80, 2022),
                       ('B2', '{CITY}', 'east', '集い', 'other', '2022-01-01', 'year', 10, NULL)"""  # noqa: S608
        )
    measured = engine.measured(path, CITY, 2019, whole=True)
    found = {
        key: measured.values(INDICATORS[key])["east"].value for key in ("activities", "participants", "active_months")
    }
    assert found == {"activities": 4, "participants": 210, "active_months": 3}
    assert measured.city(INDICATORS["activities"]).value == 8


def test_activities_known_by_the_year_only_have_no_known_months(tmp_path: Path) -> None:
    path = indicator_city.write(tmp_path / "20260101T000000000000.duckdb")
    with duckdb.connect(path) as connection:
        connection.execute("UPDATE activities SET start_date_precision = 'fiscal_year' WHERE district_id = 'east'")
    assert engine.measured(path, CITY, 2023).values(INDICATORS["active_months"])["east"].kind == NO_DATA


# ------------------------------------------------------------------------------------- rows made by hand
def test_districts_and_the_unassigned_are_the_total() -> None:
    measured = rows(act("東", 4, 200), act("西", 1, 50), act("南", 0, 0), act(None, 2, 30, people=None))
    lines = measured.lines(unassigned="地区不明", total="合計")
    assert [line.name for line in lines] == ["東", "西", "南", "地区不明", "合計"]
    counts = [measured.count(line, "activities").value or 0 for line in lines]
    assert sum(counts[:-1]) == counts[-1] == 7
    assert measured.figure(lines[3], INDICATORS["activities_per_1000"]).kind == SENSELESS
    assert measured.count(lines[4], "participants") == Figure(280, None, 280)


def test_the_rate_of_the_city_is_no_average_of_rates() -> None:
    measured = rows(act("東", 4, 1, people=1000), act("西", 1, 1, people=4000), act("南", 0, 0, people=5000))
    rate = INDICATORS["activities_per_1000"]
    assert [f.value for f in measured.values(rate).values()] == [4.0, 0.25, 0.0]
    assert measured.city(rate) == Figure(0.5, None, 5, 10_000)


def test_the_city_divides_by_the_people_of_those_districts_only_whose_participants_are_known() -> None:
    measured = rows(act("東", 4, 100), act("西", 1, None), act("南", 1, 50, people=None))
    assert measured.city(INDICATORS["participants_per_1000"]) == Figure(100, None, 100, 1000)


def test_small_participants_are_withheld_in_every_indicator_of_them() -> None:
    measured = rows(act("東", 1, 4), act("西", 1, 30), act("南", 1, 300), act(None, 1, 200, people=None))
    for indicator in (i for i in INDICATORS.values() if i.numerator == "participants"):
        assert [f.kind is None or f.kind for f in measured.values(indicator).values()][:2] == [HIDDEN, HIDDEN]
    assert measured.city(INDICATORS["participants"]).value == 534
    # What belongs to no district counts among those by which the small one could be worked out.
    measured = rows(act("東", 1, 4), act("西", 1, 30), act("南", 1, 300), act(None, 1, 20, people=None))
    assert [f.kind for f in measured.values(INDICATORS["participants"]).values()] == [HIDDEN, None, None]
    assert measured.count(measured.outside, "participants").kind == HIDDEN
    assert rows(act("東", 1, 4)).city(INDICATORS["participants"]).kind == HIDDEN


def test_a_district_declared_not_applicable_is_so_until_it_acts() -> None:
    measured = rows(act("東", 0, 0, status="not_applicable"), act("西", 1, 20, status="not_applicable"))
    assert [f.kind for f in measured.values(INDICATORS["activities"]).values()] == [SENSELESS, None]


# ---------------------------------------------------------------------------------------------- on the screen
@given(st.lists(st.integers(0, 40), max_size=60))
def test_classes_cover_every_value_once(numbers: list[int]) -> None:
    ranges = classes.ranges(numbers)
    assert len(ranges) <= 5
    assert len(classes.styles(len(ranges))) == len(ranges)
    assert all(low <= high for low, high in ranges)
    assert all(before[1] < after[0] for before, after in pairwise(ranges))
    assert all(sum(low <= value <= high for low, high in ranges) == 1 for value in numbers)
    assert all(any(low <= value <= high for value in numbers) for low, high in ranges)


def test_the_classes_of_the_map_are_the_figures_rounded_as_they_are_shown(db: str) -> None:
    indicator = INDICATORS["activities_per_1000"]
    values, legend = classify(engine.measured(db, CITY, 2023).values(indicator), indicator)
    assert [row.label for row in legend] == ["0.5件", "0.7件", "1.0件"]
    assert values["east"].text == "千人あたり0.7件（2件÷人口3,000人）"
    assert values["south"].class_key == "no_data"
    assert values["islet"].class_key == "not_applicable"


def test_a_share_says_of_whom_it_is(db: str) -> None:
    figure = engine.measured(db, CITY, 2023).values(INDICATORS["share_65_over"])["east"]
    assert value_text(figure, INDICATORS["share_65_over"]) == "37.9%（1,100人÷年齢の分かる2,900人）"


def test_every_indicator_and_measure_has_its_words() -> None:
    for tongue in LANGUAGES:
        for indicator in INDICATORS.values():
            assert {indicator.label_key, indicator.unit_key, *filter(None, [indicator.each_key])} <= words(
                tongue
            ).keys()
        assert {measure.unit_key for measure in MEASURES.values()} <= words(tongue).keys()
