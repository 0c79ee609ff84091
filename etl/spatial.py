"""The only geometry that measures: repair, merging of parts, areas, label points, neighbours, point in district.

Arrays in, arrays out (shapely 2, vectorised).  Geometries come in EPSG:4326 (longitude, latitude); every length and
area is taken in a plane rectangular zone, in metres.  Nothing here reads a file or decides what a finding says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

Geometries = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Booleans = npt.NDArray[np.bool_]

#: Neighbours drawn from different sources miss each other by centimetres; a metre bridges that.
BORDER_TOLERANCE_M = 1.0
#: A shared border shorter than this is a touching corner.
MINIMUM_BORDER_M = 5.0


@dataclass(frozen=True)
class Repaired:
    """Geometries after repair, with what happened to each: the reason given by GEOS, and whether nothing was left."""

    geometry: Geometries
    reason: npt.NDArray[np.object_]
    collection: Booleans
    empty: Booleans


def repair_polygons(geometry: Geometries) -> Repaired:
    """Valid polygons and multipolygons out of whatever came, without moving a valid vertex.

    Args:
        geometry: shapely geometries or None.

    Returns:
        The repaired geometries; None where no polygon is left.  ``reason`` is "" for those that were valid.
    """
    out = np.array(geometry, dtype=object)
    out[_not_finite(out)] = None  # a polygon with a corner nowhere would come out in another shape
    present = ~shapely.is_missing(out) & ~shapely.is_empty(out)
    invalid = present & ~shapely.is_valid(out)
    reason = np.full(len(out), "", dtype=object)
    reason[invalid] = shapely.is_valid_reason(out[invalid])
    out[invalid] = shapely.make_valid(out[invalid], method="structure", keep_collapsed=False)
    collection = present & (shapely.get_type_id(out) == shapely.GeometryType.GEOMETRYCOLLECTION)
    out[collection] = [_polygons_of(g) for g in out[collection]]
    areal = np.isin(shapely.get_type_id(out), (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    empty = ~areal | shapely.is_empty(out)
    out[empty] = None
    return Repaired(shapely.force_2d(out), reason, collection & ~empty, empty)


def _not_finite(geometry: Geometries) -> Booleans:
    """Which geometries have a coordinate that is infinite or no number."""
    coordinates, owner = shapely.get_coordinates(geometry, return_index=True)
    bad = np.zeros(len(geometry), dtype=bool)
    bad[owner[~np.isfinite(coordinates).all(axis=1)]] = True
    return bad


def _polygons_of(collection: Any) -> Any:
    """The polygons of a collection as one geometry; a collection may hold collections."""
    parts = shapely.get_parts(collection)
    nested = shapely.get_type_id(parts) == shapely.GeometryType.GEOMETRYCOLLECTION
    parts = np.concatenate([parts[~nested], *(shapely.get_parts(_polygons_of(p)) for p in parts[nested])])
    areal = np.isin(shapely.get_type_id(parts), (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    return shapely.union_all(parts[areal])


def merge_parts(geometry: Geometries, group: Integers) -> Geometries:
    """One geometry per group number 0, 1, …: the union of its members (islands and exclaves of one school).

    Args:
        geometry: valid polygons; None counts as nothing.
        group: the group number of each geometry, complete from 0.
    """
    if len(geometry) == 0:
        return np.empty(0, dtype=object)
    sizes = np.bincount(group)
    order = np.argsort(group, kind="stable")
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    out: Geometries = np.array(geometry, dtype=object)[order[starts]]
    for number in np.flatnonzero(sizes > 1):
        members = order[starts[number] : starts[number] + sizes[number]]
        out[number] = shapely.union_all(geometry[members])
    out[shapely.is_missing(out) | shapely.is_empty(out)] = None
    return out


def to_plane(geometry: Geometries, epsg: int) -> Geometries:
    """The geometries in the plane rectangular zone ``epsg`` (x east, y north, metres)."""
    from pyproj import Transformer

    transformer = Transformer.from_crs(4326, epsg, always_xy=True)
    shapes = np.asarray(geometry, dtype=object)
    moved: Geometries = np.asarray(shapely.transform(shapes, lambda xy: np.column_stack(transformer.transform(*xy.T))))
    return moved


def label_points(geometry: Geometries) -> tuple[Floats, Floats]:
    """A point well inside each polygon: the centre of the largest circle that fits into its largest part.

    Returns:
        Longitudes and latitudes in degrees; NaN for a missing geometry.  Always inside the geometry.
    """
    largest = _largest_parts(geometry)
    x = np.full(len(largest), np.nan)
    y = np.full(len(largest), np.nan)
    present = np.flatnonzero(~shapely.is_missing(largest))
    if len(present) == 0:
        return x, y
    # One degree of longitude is shorter than one of latitude: circles are sought in a locally true shape.
    scale = np.cos(np.radians(shapely.bounds(largest[present])[:, [1, 3]].mean(axis=1)))
    for i, factor in zip(present, scale, strict=True):
        x[i], y[i] = _inscribed_centre(largest[i], float(factor))
    return x, y


def _largest_parts(geometry: Geometries) -> Geometries:
    parts, owner = shapely.get_parts(np.asarray(geometry, dtype=object), return_index=True)
    out = np.full(len(geometry), None, dtype=object)
    order = np.argsort(shapely.area(parts), kind="stable")
    out[owner[order]] = parts[order]
    return out


def _inscribed_centre(polygon: Any, scale: float) -> tuple[float, float]:
    stretched = shapely.transform(polygon, lambda xy: xy * (scale, 1.0))
    left, bottom, right, top = shapely.bounds(stretched)
    tolerance = max(right - left, top - bottom) / 200
    radius = shapely.maximum_inscribed_circle(stretched, tolerance) if tolerance > 0 else None
    if radius is not None and not shapely.is_empty(radius):
        x, y = shapely.get_coordinates(radius)[0]
        if shapely.contains_xy(polygon, x / scale, y):
            return float(x / scale), float(y)
    point = shapely.point_on_surface(polygon)
    return float(shapely.get_x(point)), float(shapely.get_y(point))


def adjacency(plane: Geometries) -> pd.DataFrame:
    """Pairs of neighbours with the length of the border they share.

    Args:
        plane: polygons in a metric plane.

    Returns:
        Columns ``left``, ``right`` (positions, both orders) and ``shared_border_m``, for borders longer than
        :data:`MINIMUM_BORDER_M`.  Gaps and overlaps of up to :data:`BORDER_TOLERANCE_M` count as one border.
    """
    plane = np.asarray(plane, dtype=object)
    tree = shapely.STRtree(plane)
    left, right = tree.query(plane, predicate="dwithin", distance=BORDER_TOLERANCE_M)
    once = left < right
    left, right = left[once], right[once]
    boundary = shapely.boundary(plane)
    length = shapely.length(shapely.intersection(boundary[left], boundary[right]))
    # Lines that run beside each other without meeting exactly need the tolerant, slower measure.
    loose = np.flatnonzero(length < MINIMUM_BORDER_M) if _is_coverage(plane) else np.arange(len(left))
    if len(loose):
        length[loose] = np.maximum(length[loose], _tolerant_border(boundary, left[loose], right[loose]))
    keep = length > MINIMUM_BORDER_M
    pairs = pd.DataFrame({"left": left[keep], "right": right[keep], "shared_border_m": np.round(length[keep], 1)})
    mirrored = pairs.rename(columns={"left": "right", "right": "left"})
    return pd.concat([pairs, mirrored]).sort_values(["left", "right"], ignore_index=True)[
        ["left", "right", "shared_border_m"]
    ]


def _is_coverage(plane: Geometries) -> bool:
    return bool(shapely.coverage_is_valid(plane[~shapely.is_missing(plane)]))


def _tolerant_border(boundary: Geometries, left: Integers, right: Integers) -> Floats:
    """Length of one boundary within the tolerance of the other, less the two ends that any corner has."""
    needed = np.unique(right)
    band = np.full(len(boundary), None, dtype=object)
    band[needed] = shapely.buffer(boundary[needed], BORDER_TOLERANCE_M, quad_segs=2)
    near = shapely.length(shapely.intersection(boundary[left], band[right]))
    return np.asarray(np.maximum(near - 2 * BORDER_TOLERANCE_M, 0.0), dtype=np.float64)


def overlaps(plane: Geometries) -> pd.DataFrame:
    """Pairs of polygons that overlap: ``left``, ``right`` (positions), ``area_m2``."""
    plane = np.asarray(plane, dtype=object)
    if _is_coverage(plane):
        return pd.DataFrame({"left": [], "right": [], "area_m2": []})
    left, right = shapely.STRtree(plane).query(plane, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    area = shapely.area(shapely.intersection(plane[left], plane[right]))
    keep = area > 0
    return pd.DataFrame({"left": left[keep], "right": right[keep], "area_m2": area[keep]})


def gaps(plane: Geometries) -> Floats:
    """Areas (m²) of the places enclosed by the polygons that belong to none of them."""
    union = shapely.union_all(np.asarray(plane, dtype=object))
    rings = [shapely.area(shapely.polygons(ring)) for part in shapely.get_parts(union) for ring in part.interiors]
    return np.asarray(rings, dtype=np.float64)


def points_in(
    longitude: Floats, latitude: Floats, polygon: Geometries, point_owner: Any, polygon_owner: Any
) -> Integers:
    """For each point the position of the polygon of the same owner that holds it, or -1.

    Args:
        longitude: degrees; NaN gives -1.
        latitude: degrees.
        polygon: polygons in EPSG:4326.
        point_owner: a value per point (the municipality).
        polygon_owner: a value per polygon; a point is only found in polygons of its own owner.

    A point on a shared border goes to the polygon that comes first.
    """
    places = pd.DataFrame({"x": longitude, "y": latitude, "owner": np.asarray(point_owner, dtype=object)})
    group = places.groupby(["x", "y", "owner"], sort=False, dropna=True)
    number = group.ngroup().fillna(-1).to_numpy(dtype=np.int64)
    result = np.full(len(places), -1, dtype=np.int64)
    known = number >= 0
    if not known.any() or len(polygon) == 0:
        return result
    distinct = places[known].drop_duplicates(ignore_index=True)
    points = shapely.points(distinct["x"].to_numpy(), distinct["y"].to_numpy())
    tree = shapely.STRtree(np.asarray(polygon, dtype=object))
    of_point, of_polygon = tree.query(points, predicate="intersects")
    same = distinct["owner"].to_numpy()[of_point] == np.asarray(polygon_owner, dtype=object)[of_polygon]
    hits = pd.DataFrame({"point": of_point[same], "polygon": of_polygon[same]}).groupby("point")["polygon"].min()
    found = np.full(len(distinct), -1, dtype=np.int64)
    found[hits.index.to_numpy(dtype=np.int64)] = hits.to_numpy(dtype=np.int64)
    result[known] = found[number[known]]
    return result


def areal_shares(pieces: Geometries, areas: Geometries) -> pd.DataFrame:
    """How much of each piece lies in each area, both in one metric plane.

    Returns:
        Columns ``piece``, ``area`` (positions), ``m2`` (above 1 m²: less is the noise of two drawings of one line).
    """
    piece, area = shapely.STRtree(np.asarray(areas, dtype=object)).query(
        np.asarray(pieces, dtype=object), predicate="intersects"
    )
    shared = shapely.area(shapely.intersection(pieces[piece], areas[area]))
    keep = shared > 1.0
    return pd.DataFrame({"piece": piece[keep], "area": area[keep], "m2": shared[keep]}).sort_values(
        ["piece", "area"], ignore_index=True
    )
