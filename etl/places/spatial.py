"""The geometry that measures: repair, merging of parts, areas, label points, point in district.

Arrays in, arrays out (shapely 2, vectorised).  Geometries come in EPSG:4326 (longitude, latitude); every length and
area is taken in a plane rectangular zone, in metres (borders: :mod:`etl.places.borders`).  Nothing here reads a file or
decides what a finding says.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from etl.values.parallel import each

Geometries = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]
Booleans = npt.NDArray[np.bool_]


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
    out[not_finite(out)] = None  # a polygon with a corner nowhere would come out in another shape
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


def not_finite(geometry: Geometries) -> Booleans:
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
    transformer = _transformer(epsg)
    shapes = np.asarray(geometry, dtype=object)
    moved: Geometries = np.asarray(shapely.transform(shapes, lambda xy: np.column_stack(transformer.transform(*xy.T))))
    return moved


@lru_cache(maxsize=32)
def _transformer(epsg: int) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(4326, epsg, always_xy=True)


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
    found = each(lambda at: _inscribed_centre(largest[at[0]], float(at[1])), zip(present, scale, strict=True))
    x[present], y[present] = np.array(found).T
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


def points_in(
    longitude: Floats, latitude: Floats, polygon: Geometries, point_owner: Any, polygon_owner: Any
) -> Integers:
    """As :meth:`Polygons.holding`, for polygons that are asked once."""
    return Polygons(polygon, polygon_owner).holding(longitude, latitude, point_owner)


class Polygons:
    """Polygons in EPSG:4326 with an owner each (the municipality), prepared to be asked for many points."""

    def __init__(self, polygon: Geometries, owner: Any) -> None:
        self._polygons = np.array(polygon, dtype=object)
        self._owners = pd.Index(pd.unique(np.asarray(owner, dtype=object)))
        self._owner = self._owners.get_indexer(np.asarray(owner, dtype=object))
        shapely.prepare(self._polygons)
        self._tree = shapely.STRtree(self._polygons)

    def holding(self, longitude: Floats, latitude: Floats, owner: Any) -> Integers:
        """For each point the position of the polygon of its owner that holds it, or -1.

        Args:
            longitude: degrees; NaN gives -1.
            latitude: degrees.
            owner: a value per point; a point is only found in polygons of its own owner.

        A point on a shared border goes to the polygon that comes first.
        """
        result = np.full(len(longitude), -1, dtype=np.int64)
        known = np.flatnonzero(~np.isnan(longitude) & ~np.isnan(latitude))
        if len(known) == 0 or len(self._polygons) == 0:
            return result
        x, y = np.asarray(longitude)[known], np.asarray(latitude)[known]
        of_point, of_polygon = self._tree.query(shapely.points(x, y))
        wanted = self._owners.get_indexer(pd.Index(np.asarray(owner, dtype=object)[known]))
        same = wanted[of_point] == self._owner[of_polygon]
        of_point, of_polygon = of_point[same], of_polygon[same]
        inside = shapely.intersects_xy(self._polygons[of_polygon], x[of_point], y[of_point])
        first = np.full(len(known), len(self._polygons), dtype=np.int64)
        np.minimum.at(first, of_point[inside], of_polygon[inside])
        result[known] = np.where(first < len(self._polygons), first, -1)
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
