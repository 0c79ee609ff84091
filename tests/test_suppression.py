"""Small numbers of people are withheld so that no published sum gives them back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.indicators.suppression import withheld

COUNTS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=2), st.one_of(st.none(), st.integers(0, 60)), max_size=12
)


def test_a_single_small_number_takes_the_next_smallest_with_it() -> None:
    assert withheld({"east": 4, "west": 30, "north": 12}, 10) == {"east", "north"}


def test_two_small_numbers_protect_each_other() -> None:
    assert withheld({"east": 4, "west": 9, "north": 12}, 10) == {"east", "west"}


def test_zero_and_unknown_are_not_small() -> None:
    assert withheld({"east": 0, "west": None, "north": 10}, 10) == frozenset()


def test_what_belongs_to_no_district_is_protected_like_one() -> None:
    assert withheld({"": 3, "east": 40, "west": 50}, 10) == {"", "east"}


def test_a_lone_small_number_without_company_is_still_withheld() -> None:
    assert withheld({"east": 4, "west": 0}, 10) == {"east"}


@given(COUNTS, st.integers(0, 20))
def test_no_single_figure_can_be_worked_out(counts: dict[str, int | None], threshold: int) -> None:
    hidden = withheld(counts, threshold)
    small = {key for key, value in counts.items() if value and value < threshold}
    assert small <= hidden
    positive = [key for key, value in counts.items() if value]
    assert len(hidden) != 1 or len(positive) == 1
    assert bool(hidden) == bool(small)
