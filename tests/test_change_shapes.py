"""Shares of former districts out of shapes: they add up, people go before area, two drawings are no change."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.changes.overlap import Weights, detect, overlay

CUTS = st.lists(st.integers(1, 99), max_size=4, unique=True).map(sorted)


def boxes(cuts: list[int], *, upright: bool) -> object:
    """A square of 10 km cut into strips, as polygons in metres."""
    edges = [0, *cuts, 100]
    strips = [(a * 100.0, b * 100.0) for a, b in pairwise(edges)]
    out = np.empty(len(strips), dtype=object)
    out[:] = [shapely.box(a, 0, b, 10_000) if upright else shapely.box(0, a, 10_000, b) for a, b in strips]
    return out


@given(CUTS, CUTS, CUTS, st.lists(st.integers(0, 500), min_size=5, max_size=5))
@settings(max_examples=60, deadline=None)
def test_the_shares_of_a_former_district_add_up_to_one(
    old: list[int], new: list[int], towns: list[int], people: list[int]
) -> None:
    pieces = boxes(towns, upright=False)
    numbers = np.array(people[: len(towns) + 1], dtype=np.float64)
    found = overlay(boxes(old, upright=True), boxes(new, upright=True), [Weights(pieces, numbers, "towns")])
    sums = found.groupby("old")[["area_share", "people_share"]].sum(min_count=1)
    assert list(sums.index) == list(range(len(old) + 1))
    assert sums["area_share"].to_numpy() == pytest.approx(1)
    if numbers.sum() > 0:
        assert sums["people_share"].to_numpy() == pytest.approx(1)
        assert set(found["method"]) == {"towns"}
    else:
        assert found["people_share"].isna().all()  # nobody lives there: the area is left to tell
        assert set(found["method"]) == {"area"}


def test_the_first_pieces_that_cover_a_district_tell_of_its_people() -> None:
    whole, halves = boxes([], upright=True), boxes([50], upright=True)
    corner = np.array([shapely.box(0, 0, 1000, 1000)], dtype=object)
    cells = boxes([25, 50, 75], upright=True)
    towns, mesh = Weights(corner, np.array([999.0]), "towns"), Weights(cells, np.array([1.0, 2, 3, 4]), "mesh")
    found = overlay(whole, halves, [towns, mesh])
    assert found["people_share"].tolist() == pytest.approx([0.3, 0.7])
    assert found["area_share"].tolist() == pytest.approx([0.5, 0.5])
    assert set(found["method"]) == {"mesh"}


@pytest.mark.parametrize(
    ("old", "new", "old_ids", "new_ids", "kinds"),
    [
        ([50], [], "ab", "c", {("a", "c"): "merger", ("b", "c"): "merger"}),
        ([50], [], "ab", "a", {("a", "a"): "merger", ("b", "a"): "merger"}),
        ([4], [], "ab", "b", {("a", "b"): "merger", ("b", "b"): "merger"}),
        ([], [40], "a", "bc", {("a", "b"): "split", ("a", "c"): "split"}),
        ([], [40], "a", "ab", {("a", "a"): "split", ("a", "b"): "split"}),
        ([50], [30], "ab", "ab", {("a", "a"): "split", ("a", "b"): "split"}),
        ([50], [50], "ab", "ac", {("b", "c"): "renaming"}),
        ([50], [53], "ab", "ab", {}),
    ],
)
def test_what_the_shapes_say_happened(
    old: list[int], new: list[int], old_ids: str, new_ids: str, kinds: dict[tuple[str, str], str]
) -> None:
    names = np.array(list(old_ids), dtype=object), np.array(list(new_ids), dtype=object)
    rows = detect(overlay(boxes(old, upright=True), boxes(new, upright=True)), *names)
    assert {
        (names[0][o], names[1][n]): k for o, n, k in zip(rows["old"], rows["new"], rows["kind"], strict=True)
    } == kinds
    assert rows.groupby("old")["area_share"].sum().to_numpy() == pytest.approx(1)
