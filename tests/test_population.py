"""People shared out to districts: exact sums, what is outside, what is unknown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from hypothesis import given
from hypothesis import strategies as st

from etl.population import Shared, largest_remainder, share_out


def shapes(*geometries: object) -> np.ndarray:
    out = np.empty(len(geometries), dtype=object)
    out[:] = geometries
    return out


EAST, WEST = shapely.box(0, 0, 1000, 1000), shapely.box(-1000, 0, 0, 1000)


def share(*towns: tuple[object, int | None]) -> Shared:
    frame = pd.DataFrame({
        "town_id": [f"t{i}" for i in range(len(towns))],
        "people": pd.array([people for _, people in towns], dtype="Int64"),
        "households": pd.array([people and people // 2 for _, people in towns], dtype="Int64"),
    })  # fmt: skip
    districts = pd.DataFrame({"district_id": ["east", "west"]})
    return share_out(frame, shapes(*(shape for shape, _ in towns)), districts, shapes(EAST, WEST))


def totals(shared: Shared, method: str) -> dict[str | None, int | None]:
    rows = shared.population[shared.population["method"] == method]
    return {
        None if pd.isna(d) else d: None if pd.isna(p) else int(p)
        for d, p in zip(rows["district_id"], rows["people"], strict=True)
    }


@given(
    st.lists(st.floats(0.001, 1), min_size=1, max_size=9),
    st.one_of(st.none(), st.integers(0, 200_000)),
)
def test_whole_numbers_add_up_exactly(weights: list[float], amount: int | None) -> None:
    share_of = pd.Series(weights) / sum(weights)
    counts = largest_remainder(
        pd.Series([0] * len(weights)), share_of, np.array([np.nan if amount is None else float(amount)])
    )
    if amount is None:
        assert counts.isna().all()
    else:
        assert counts.sum() == amount
        assert (counts >= 0).all()
        assert ((counts - share_of * amount).abs() < 1.0001).all()


def test_a_straddling_town_is_divided_by_area_or_goes_with_its_point() -> None:
    shared = share((shapely.box(-250, 0, 750, 100), 101))
    assert totals(shared, "areal_weighting") == {"east": 76, "west": 25}
    assert totals(shared, "representative_point") == {"east": 101}
    assert shared.town_districts["area_share"].round(3).tolist() == [0.75, 0.25]
    assert shared.town_districts["has_representative_point"].tolist() == [True, False]


def test_a_little_outside_is_two_drawings_of_one_outline() -> None:
    shared = share((shapely.box(500, 900, 600, 1004), 100))
    assert totals(shared, "areal_weighting") == {"east": 100}
    assert shared.town_districts["area_share"].tolist() == [1.0]


def test_a_strip_along_the_city_limit_is_nobody_s_home() -> None:
    shared = share((shapely.box(500, 900, 600, 1040), 100))  # 40 m of 140 m lie outside
    assert totals(shared, "areal_weighting") == {"east": 100}


def test_more_outside_stays_unassigned() -> None:
    shared = share((shapely.box(500, 900, 600, 1100), 101), (shapely.box(5000, 5000, 5100, 5100), 7))
    areal = totals(shared, "areal_weighting")
    assert areal[None] is not None
    assert sorted([areal["east"], areal[None] - 7]) == [50, 51]
    point = totals(shared, "representative_point")
    assert sum(v for v in point.values() if v) == 108


def test_unknown_people_are_not_zero() -> None:
    shared = share((shapely.box(100, 100, 200, 200), None), (shapely.box(-200, 100, -100, 200), 0))
    assert totals(shared, "areal_weighting") == {"east": None, "west": 0}


def test_a_town_without_shape_is_unassigned() -> None:
    shared = share((None, 12))
    assert totals(shared, "areal_weighting") == {None: 12}
    assert totals(shared, "representative_point") == {None: 12}


def test_no_districts_at_all() -> None:
    frame = pd.DataFrame({
        "town_id": ["t"], "people": pd.array([5], dtype="Int64"), "households": pd.array([2], dtype="Int64"),
    })  # fmt: skip
    shared = share_out(frame, shapes(EAST), pd.DataFrame({"district_id": pd.array([], dtype="str")}), shapes())
    assert totals(shared, "areal_weighting") == {None: 5}
