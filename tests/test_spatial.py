"""Geometry that measures: repair, merging, areas, neighbours, label points, point in district."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.places import borders, spatial

L_SHAPE = shapely.Polygon([(0, 0), (100, 0), (100, 10), (10, 10), (10, 100), (0, 100)])


def shapes(*geometries: object) -> np.ndarray:
    out = np.empty(len(geometries), dtype=object)
    out[:] = geometries
    return out


def test_repair_keeps_what_is_valid_and_tells_what_is_not() -> None:
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    mixed = shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (5, 5)])])
    nested = shapely.GeometryCollection([mixed, shapely.box(3, 3, 4, 4)])
    found = spatial.repair_polygons(shapes(shapely.box(0, 0, 1, 1), bow, mixed, nested, shapely.Point(0, 0), None))
    assert list(found.reason != "") == [False, True, False, False, False, False]
    assert list(found.collection) == [False, False, True, True, False, False]
    assert list(found.empty) == [False, False, False, False, True, True]
    assert found.geometry[0].equals_exact(shapely.box(0, 0, 1, 1), 0)
    assert list(shapely.area(found.geometry[:4])) == [1, 2, 1, 2]
    assert shapely.is_valid(found.geometry[:4]).all()


def test_repair_of_nothing() -> None:
    assert len(spatial.repair_polygons(shapes()).geometry) == 0


def test_parts_become_one_shape() -> None:
    merged = spatial.merge_parts(
        shapes(shapely.box(0, 0, 1, 1), shapely.box(5, 0, 6, 1), shapely.box(1, 0, 2, 1), None), np.array([0, 1, 0, 2])
    )
    assert [None if g is None else g.area for g in merged] == [2, 1, None]


def test_areas_are_those_of_the_ground() -> None:
    """A square of 0.01° at 34° N is 1.024 km² on the GRS80 ellipsoid."""
    plane = spatial.to_plane(shapes(shapely.box(135.70, 34.0, 135.71, 34.01)), 6674)
    assert shapely.area(plane)[0] / 1e6 == pytest.approx(1.0246, rel=2e-3)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), min_size=4, max_size=12))
def test_a_label_point_is_always_inside(points: list[tuple[float, float]]) -> None:
    polygon = shapely.make_valid(shapely.Polygon(points), method="structure", keep_collapsed=False)
    if shapely.area(polygon) < 1e-3:
        return
    x, y = spatial.label_points(shapes(polygon))
    assert shapely.intersects_xy(shapely.buffer(polygon, 1e-9), x[0], y[0])


def test_label_point_of_an_l_is_in_its_corner_and_of_islands_in_the_largest() -> None:
    x, y = spatial.label_points(shapes(shapely.transform(L_SHAPE, lambda xy: xy / 1000)))
    assert max(x[0], y[0]) < 0.011
    both = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 8, 8)])
    x, y = spatial.label_points(shapes(both, None))
    assert x[0] > 5
    assert np.isnan(x[1])
    assert np.isnan(y[1])


def pairs(*plane: object) -> dict[tuple[int, int], float]:
    found = borders.adjacency(shapes(*plane))
    return {(int(a), int(b)): float(m) for a, b, m in found.itertuples(index=False)}


def test_neighbours_in_both_orders_with_the_length_of_the_border() -> None:
    assert pairs(shapely.box(0, 0, 100, 100), shapely.box(100, 50, 200, 150)) == {(0, 1): 50, (1, 0): 50}


def test_a_touching_corner_is_no_border() -> None:
    assert pairs(shapely.box(0, 0, 100, 100), shapely.box(100, 100, 200, 200)) == {}
    assert pairs(shapely.box(0, 0, 100, 100), shapely.box(100, 97, 200, 200)) == {}


@pytest.mark.parametrize("shift", [0.3, -0.3])
def test_small_gaps_and_overlaps_still_make_neighbours(shift: float) -> None:
    found = pairs(shapely.box(0, 0, 100, 100), shapely.box(100 + shift, 0, 200, 100))
    assert found[0, 1] == pytest.approx(100, abs=4)
    assert pairs(shapely.box(0, 0, 100, 100), shapely.box(103, 0, 200, 100)) == {}


def test_overlaps_and_gaps_are_measured() -> None:
    found = borders.overlaps(shapes(shapely.box(0, 0, 100, 100), shapely.box(90, 0, 200, 100)))
    assert found.to_numpy().tolist() == [[0, 1, 1000]]
    ring = [shapely.box(0, 0, 300, 100), shapely.box(0, 100, 100, 200), shapely.box(200, 100, 300, 200)]
    assert list(borders.gaps(shapes(*ring, shapely.box(0, 200, 300, 300)))) == [10_000]
    assert len(borders.overlaps(shapes(*ring))) == 0


def test_points_find_the_district_of_their_own_municipality() -> None:
    polygons = shapes(shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(0, 0, 2, 1))
    x = np.array([0.5, 1.5, 1.0, 9.0, np.nan, 0.5, 0.5])
    y = np.array([0.5, 0.5, 0.5, 9.0, 0.5, 0.5, 0.5])
    found = spatial.points_in(x, y, polygons, ["a"] * 5 + ["b", "c"], ["a", "a", "b"])
    assert found.tolist() == [0, 1, 0, -1, -1, 2, -1]
    assert spatial.points_in(x, y, shapes(), ["a"] * 7, []).tolist() == [-1] * 7


def test_shares_of_areas() -> None:
    found = spatial.areal_shares(
        shapes(shapely.box(0, 0, 100, 100), None), shapes(shapely.box(-100, 0, 75, 100), shapely.box(75, 0, 200, 100))
    )
    assert found.to_numpy().tolist() == [[0, 0, 7500], [0, 1, 2500]]
