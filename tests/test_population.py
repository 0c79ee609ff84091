"""People shared out to districts: exact sums, what is outside, what is unknown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.people.apportion import Shared, by_area, share_out
from etl.readers.published.merged_areas import Shares, spread
from etl.values.counts import QUANTITIES, largest_remainder


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


@settings(deadline=None)
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


COUNTS = st.tuples(*[st.integers(0, 500)] * 3)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(-1500, 1400), st.integers(0, 900), COUNTS), min_size=1, max_size=8))
def test_pieces_of_any_kind_keep_every_group_s_total(pieces: list[tuple[int, int, tuple[int, ...]]]) -> None:
    """Districts and outside together are the pieces, for people, households and each age group."""
    frame = pd.DataFrame({
        "people": [sum(ages) for _, _, ages in pieces], "households": [ages[1] for _, _, ages in pieces],
        **{name: [ages[i] for _, _, ages in pieces] for i, name in enumerate(QUANTITIES[2:])},
    }).astype("Int64")  # fmt: skip
    plane = shapes(*(shapely.box(x, y, x + 250, y + 250) for x, y, _ in pieces))
    rows = by_area(frame, plane, pd.DataFrame({"district_id": ["east", "west"]}), shapes(EAST, WEST), "mesh")
    assert set(rows["method"]) <= {"mesh"}
    for name in QUANTITIES:
        assert rows[name].sum() == frame[name].sum()


def test_ages_unknown_somewhere_are_unknown_for_the_district() -> None:
    frame = pd.DataFrame({
        "people": [10, 5, 0], "people_65_over": pd.array([4, None, None], dtype="Int64"),
    }).astype("Int64")  # fmt: skip
    plane = shapes(shapely.box(10, 10, 20, 20), shapely.box(-20, 10, -10, 20), shapely.box(30, 30, 40, 40))
    rows = by_area(frame, plane, pd.DataFrame({"district_id": ["east", "west"]}), shapes(EAST, WEST), "mesh")
    old = dict(zip(rows["district_id"], rows["people_65_over"], strict=True))
    assert old["east"] == 4  # the third piece has nobody in it
    assert pd.isna(old["west"])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 300)), min_size=2, max_size=9), st.booleans())
def test_people_counted_elsewhere_are_shared_out_without_loss(rows: list[tuple[int, int]], by_people: bool) -> None:
    """Every group of areas keeps its host's count; an area that stands alone keeps its own."""
    codes = pd.Series([f"a{i}" for i in range(len(rows))])
    host = pd.Series([f"a{min(target, i)}" for i, (target, _) in enumerate(rows)])
    host = host.where(host.map(dict(zip(codes, host, strict=True))) == host, codes)  # hosts are their own
    suppressed = host != codes
    own = pd.Series([people for _, people in rows], dtype="Int64")
    counts = pd.DataFrame({"people_65_over": own.mask(suppressed)})
    measure = None if not by_people else own
    shared = spread(counts, Shares(codes, host), measure, area=[1.0] * len(rows))
    assert shared["people_65_over"].notna().all()
    assert (shared["people_65_over"] >= 0).all()
    assert shared["people_65_over"].groupby(host).sum().equals(own.mask(suppressed, 0).groupby(host).sum())
