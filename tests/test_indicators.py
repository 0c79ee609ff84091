"""Indicators: sums first, kinds of nothing apart, small numbers withheld, classes for few districts and for ties."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.database import queries
from dashboard.indicators import engine as indicators
from dashboard.indicators import queries as queries_indicators
from tests.tiny_city import CITY, write


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(tmp_path_factory.mktemp("db") / "20260101T000000000000.duckdb")


def rows(db: str, key: str, year: int = 2023, **narrow: str) -> dict[str, dict[str, Any]]:
    frame = indicators.values(db, CITY, year, key, **narrow)
    return {row["district_id"]: row for row in queries.records(frame)}


def test_a_count_is_zero_only_where_records_exist(db: str) -> None:
    found = rows(db, "activities")
    assert {key: (row["value"], row["kind"]) for key, row in found.items()} == {
        "east": (2, None),
        "west": (1, None),
        "north": (1, None),
        "south": (1, None),
        "islet": (None, "not_applicable"),
    }


def test_a_year_without_any_record_is_no_data(db: str) -> None:
    assert {row["kind"] for row in rows(db, "activities", 2019).values()} == {"no_data"}


def test_a_rate_divides_last_and_not_without_people(db: str) -> None:
    found = rows(db, "activities_per_1000")
    assert found["east"]["value"] == pytest.approx(2 / 3000 * 1000)
    assert (found["south"]["value"], found["south"]["kind"]) == (None, "no_data")


def test_small_numbers_of_people_are_withheld_with_a_second_one(db: str) -> None:
    found = rows(db, "participants")
    assert (found["west"]["numerator"], found["west"]["kind"]) == (None, "suppressed")
    assert found["north"]["kind"] == "suppressed"  # or subtraction from the total would reveal the west
    assert found["east"]["value"] == 120
    assert found["south"]["kind"] == "no_data"  # an activity whose participants nobody wrote down


def test_a_filter_narrows_the_numerator_only(db: str) -> None:
    found = rows(db, "activities_per_1000", category="disaster")
    assert (found["east"]["numerator"], found["east"]["denominator"]) == (1, 3000)
    assert found["north"]["value"] == 0


def test_districts_and_unassigned_make_the_total(db: str) -> None:
    (total,) = queries.records(queries_indicators.activity_totals(db, CITY, 2023))
    per_district = queries_indicators.activity_counts(db, CITY, 2023)["activities"].sum()
    assert per_district + total["unassigned"] == total["activities"] == 6


@given(st.lists(st.integers(0, 40), max_size=60))
def test_classes_cover_every_value_once(quanta: list[int]) -> None:
    ranges = indicators.class_ranges(quanta)
    assert len(ranges) <= 5
    assert all(low <= high for low, high in ranges)
    assert all(before[1] < after[0] for before, after in pairwise(ranges))
    assert all(sum(low <= value <= high for low, high in ranges) == 1 for value in quanta)
    assert all(any(low <= value <= high for value in quanta) for low, high in ranges)


def test_every_indicator_has_its_words() -> None:
    from dashboard.text import LANGUAGES, words

    for indicator in indicators.INDICATORS.values():
        assert all({indicator.label_key, indicator.unit_key} <= words(tongue).keys() for tongue in LANGUAGES)
