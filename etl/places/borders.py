"""Borders between the districts of one municipality: neighbours and the length they share, overlaps, gaps.

Polygons in a metric plane in, plain tables out.  Most municipalities are a clean coverage (neighbours share every
vertex of their border); that is found out once, and then nothing needs to be intersected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl.places.spatial import Floats, Geometries, Integers

#: Neighbours drawn from different sources miss each other by centimetres; a metre bridges that.
BORDER_TOLERANCE_M = 1.0
#: A shared border shorter than this is a touching corner.
MINIMUM_BORDER_M = 5.0


@dataclass(frozen=True)
class Borders:
    """What is known of the borders: tables of :func:`adjacency` and :func:`overlaps`, areas of :func:`gaps`."""

    neighbours: pd.DataFrame
    overlaps: pd.DataFrame
    gaps: Floats


def borders(plane: Geometries) -> Borders:
    """Measure the borders of polygons in a metric plane (none of them missing)."""
    clean = is_coverage(plane)
    return Borders(adjacency(plane, clean=clean), overlaps(plane, clean=clean), gaps(plane, clean=clean))


def is_coverage(plane: Geometries) -> bool:
    """Whether the polygons neither overlap nor miss a vertex of a neighbour's border."""
    plane = np.asarray(plane, dtype=object)
    return bool(shapely.coverage_is_valid(plane[~shapely.is_missing(plane)]))


def adjacency(plane: Geometries, *, clean: bool | None = None) -> pd.DataFrame:
    """Pairs of neighbours with the length of the border they share.

    Args:
        plane: polygons in a metric plane.
        clean: whether they are a coverage, where that is known.

    Returns:
        Columns ``left``, ``right`` (positions, both orders) and ``shared_border_m``, for borders longer than
        :data:`MINIMUM_BORDER_M`.  Gaps and overlaps of up to :data:`BORDER_TOLERANCE_M` count as one border.
    """
    plane = np.asarray(plane, dtype=object)
    clean = is_coverage(plane) if clean is None else clean
    left, right = shapely.STRtree(plane).query(plane, predicate="dwithin", distance=BORDER_TOLERANCE_M)
    once = left < right
    left, right = left[once], right[once]
    length = _common_segments(plane, left, right) if clean else np.zeros(len(left))
    # Lines that run beside each other without meeting exactly need the tolerant, slower measure.
    loose = np.flatnonzero(length < MINIMUM_BORDER_M)
    if len(loose):
        boundary = shapely.boundary(plane)
        length[loose] = np.maximum(_exact_border(boundary, left[loose], right[loose]), length[loose])
        length[loose] = np.maximum(length[loose], _tolerant_border(boundary, left[loose], right[loose]))
    keep = length > MINIMUM_BORDER_M
    pairs = pd.DataFrame({"left": left[keep], "right": right[keep], "shared_border_m": np.round(length[keep], 1)})
    mirrored = pairs.rename(columns={"left": "right", "right": "left"})
    return pd.concat([pairs, mirrored]).sort_values(["left", "right"], ignore_index=True)[
        ["left", "right", "shared_border_m"]
    ]


def _exact_border(boundary: Geometries, left: Integers, right: Integers) -> Floats:
    return np.asarray(shapely.length(shapely.intersection(boundary[left], boundary[right])), dtype=np.float64)


def _tolerant_border(boundary: Geometries, left: Integers, right: Integers) -> Floats:
    """Length of one boundary within the tolerance of the other, less the two ends that any corner has."""
    needed = np.unique(right)
    band = np.full(len(boundary), None, dtype=object)
    band[needed] = shapely.buffer(boundary[needed], BORDER_TOLERANCE_M, quad_segs=2)
    near = shapely.length(shapely.intersection(boundary[left], band[right]))
    return np.asarray(np.maximum(near - 2 * BORDER_TOLERANCE_M, 0.0), dtype=np.float64)


def _common_segments(plane: Geometries, left: Integers, right: Integers) -> Floats:
    """Length of the segments that two polygons of a coverage share: they have them with the same two vertices."""
    owner, ends, length = _segments(plane)
    order = np.argsort(ends, kind="stable")
    twin = ends[order[1:]] == ends[order[:-1]]
    one, other = owner[order[:-1][twin]], owner[order[1:][twin]]
    pair = np.minimum(one, other) * len(plane) + np.maximum(one, other)
    found, position = np.unique(pair, return_inverse=True)
    total = np.bincount(position, length[order[:-1][twin]], minlength=len(found))
    if len(found) == 0:
        return np.zeros(len(left))
    wanted = left.astype(np.int64) * len(plane) + right
    at = np.minimum(np.searchsorted(found, wanted), len(found) - 1)
    return np.where(found[at] == wanted, total[at], 0.0)


def _segments(plane: Geometries) -> tuple[Any, Any, Floats]:
    """Of every segment its polygon, a number that names its two ends in any order, and its length."""
    parts, of_part = shapely.get_parts(plane, return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    vertices, name = np.unique(points[:, 0] + 1j * points[:, 1], return_inverse=True)
    inside = ring[1:] == ring[:-1]
    a, b = name[:-1][inside], name[1:][inside]
    step = (points[1:] - points[:-1])[inside]
    ends = np.minimum(a, b).astype(np.int64) * len(vertices) + np.maximum(a, b)
    return of_part[of_ring[ring[1:][inside]]], ends, np.hypot(step[:, 0], step[:, 1])


def overlaps(plane: Geometries, *, clean: bool | None = None) -> pd.DataFrame:
    """Pairs of polygons that overlap: ``left``, ``right`` (positions), ``area_m2``."""
    plane = np.asarray(plane, dtype=object)
    if is_coverage(plane) if clean is None else clean:
        return pd.DataFrame({"left": [], "right": [], "area_m2": []})
    left, right = shapely.STRtree(plane).query(plane, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    area = shapely.area(shapely.intersection(plane[left], plane[right]))
    keep = area > 0
    return pd.DataFrame({"left": left[keep], "right": right[keep], "area_m2": area[keep]})


def gaps(plane: Geometries, *, clean: bool | None = None) -> Floats:
    """Areas (m²) of the places enclosed by the polygons that belong to none of them."""
    plane = np.asarray(plane, dtype=object)
    clean = is_coverage(plane) if clean is None else clean
    union = shapely.coverage_union_all(plane) if clean else shapely.union_all(plane)
    rings = [shapely.area(shapely.polygons(ring)) for part in shapely.get_parts(union) for ring in part.interiors]
    return np.asarray(rings, dtype=np.float64)
