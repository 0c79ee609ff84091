"""Districts beside the city: sums first, the division last, and the small numbers withheld everywhere alike."""

from __future__ import annotations

from typing import Any

from dashboard.activities import comparison
from dashboard.activities.comparison import Figure
from dashboard.indicators.engine import INDICATORS


def row(
    district: str | None, activities: int, participants: int | None, people: int | None = 1000, **more: Any
) -> dict[str, Any]:
    name = f"{district}中学校区" if district else None
    base = {"district_id": district, "district": name, "activities": activities, "participants": participants}
    return {**base, "counted": 0, "people": people, "status": "formed", **more}


def compared(*rows: dict[str, Any], threshold: int = 10) -> comparison.Comparison:
    return comparison.compare(rows, threshold, unassigned="地区不明", total="合計")


ROWS = (row("東", 4, 200, 1000), row("西", 1, 50, 4000), row("南", 0, None, 5000), row(None, 2, 30, None))


def test_districts_and_the_unassigned_are_the_total() -> None:
    made = compared(*ROWS)
    assert made.total.activities == Figure(7)
    assert made.total.participants == Figure(280)
    assert sum(line.activities.value or 0 for line in made.lines[:-1]) == 7
    assert [line.name for line in made.lines] == ["東中学校区", "西中学校区", "南中学校区", "地区不明", "合計"]


def test_the_rate_of_the_city_is_no_average_of_rates() -> None:
    made = compared(*ROWS)
    rate = INDICATORS["activities_per_1000"]
    assert [made.figure(line, rate).value for line in made.districts] == [4.0, 0.25, 0.0]
    assert made.figure(made.total, rate) == Figure(0.5)  # 5 activities of the districts over 10,000 people
    assert made.unassigned is not None
    assert made.figure(made.unassigned, rate).kind == "not_applicable"


def test_no_activity_is_zero_and_unknown_participants_are_no_data() -> None:
    made = compared(row("東", 0, None), row("西", 3, None), row("南", 1, 20))
    assert [line.participants for line in made.districts] == [Figure(0.0), Figure(None, "no_data"), Figure(20.0)]


def test_a_year_without_any_record_is_no_data_everywhere() -> None:
    made = compared(row("東", 0, None), row("西", 0, None))
    assert {line.activities.kind for line in made.lines} == {"no_data"}


def test_small_participants_are_withheld_in_every_indicator() -> None:
    made = compared(row("東", 1, 4), row("西", 1, 30), row("南", 1, 300))
    for key in ("participants", "participants_per_1000"):
        values = made.values(INDICATORS[key])
        assert list(values["kind"]) == ["suppressed", "suppressed", None]
        assert values["value"].notna().tolist() == values["numerator"].notna().tolist() == [False, False, True]
    assert made.total.participants == Figure(334)


def test_without_people_a_rate_is_no_data_but_a_count_is_not() -> None:
    made = compared(row("東", 3, 40, None), row("西", 1, 20))
    assert made.values(INDICATORS["activities_per_1000"])["kind"].tolist() == ["no_data", None]
    assert made.values(INDICATORS["activities"])["value"].tolist() == [3.0, 1.0]


def test_a_district_declared_not_applicable_is_so_until_it_acts() -> None:
    made = compared(row("東", 0, None, status="not_applicable"), row("西", 1, 20, status="not_applicable"))
    assert made.districts[0].activities.kind == "not_applicable"
    assert made.districts[1].activities == Figure(1.0)
