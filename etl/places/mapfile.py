"""Geometry for the screen: simplified, delta-coded integers, compressed once at build time, named by its content.

Only ``map_layers`` is made here; nothing is measured on these shapes.  Integers are degrees × 100,000 (about a metre).
"""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl.contract import LAYERS
from etl.places.spatial import repair_polygons
from etl.values.parallel import each

SCALE = 100_000
#: Metres of Web Mercator per pixel at zoom 13, the closest look at a whole small city.
PIXEL_M = 156_543.033_928 / 2**13
#: Tolerances in metres of Web Mercator, finest first; the first that fits the size is taken.
FINE = (7.0, 5.0, 3.0, 2.0)
COARSE = (10.0, 15.0, 20.0, 30.0, 40.0, 60.0, 100.0)
MAXIMUM_BYTES = 300_000
#: The backdrop reaches this share of the municipality's longer side beyond it: a map is often twice as wide as high.
SURROUNDINGS = 1.5
BACKDROP_TOLERANCE_M = 8.0


def map_layers(districts: pd.DataFrame, base: pd.DataFrame, extents: dict[str, Any]) -> pd.DataFrame:
    """The ``map_layers`` table.

    Args:
        districts: districts of every edition with ``is_current`` and ``_geometry`` (EPSG:4326).
        base: rows of ``base_layers`` with ``_geometry``.
        extents: municipality -> (west, south, east, north) in degrees.
    """
    shaped = districts[districts["_geometry"].notna()]
    groups = dict(iter(shaped.groupby("municipality_code")))

    def layers(code: str) -> list[dict[str, Any]]:
        rows = _district_rows(code, groups[code]) if code in groups else []
        features = _backdrop(base, extents[code])
        return [*rows, _row(code, "base", {"v": 1, "s": SCALE, "f": features})] if features else rows

    rows = [row for found in each(layers, sorted(extents)) for row in found]
    return pd.DataFrame(rows, columns=["municipality_code", "layer", "name", "body"])


def _district_rows(code: str, districts: pd.DataFrame) -> list[dict[str, Any]]:
    """The layers of one municipality's districts: the present ones, and former ones by edition."""
    current = districts["is_current"].to_numpy(dtype=bool)
    own = districts[current]
    rows = [_row(code, "districts", _district_body(own))] if len(own) else []
    for edition, former in districts[~current].groupby("edition", sort=True):
        rows.append(_row(code, f"former:{edition}", _former_body(former, set(own["district_id"]))))
    return rows


def _row(code: str, layer: str, body: dict[str, Any]) -> dict[str, Any]:
    text = _json(body)
    digest = hashlib.sha256(text).hexdigest()[:16]
    return {
        "municipality_code": code,
        "layer": layer,
        "name": f"{code}-{layer.split(':')[0]}.{digest}.json",
        "body": gzip.compress(text, 9, mtime=0),
    }


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()


# --------------------------------------------------------------------------------------------------- districts
def _district_body(own: pd.DataFrame) -> dict[str, Any]:
    """The body of one municipality's districts, as fine as the eye sees and no larger than the network bears.

    They stand in the order of their ids: the dashboard sends values in that order, without repeating the ids.
    """
    own = own.sort_values("district_id")
    exact = _mercator(own["_geometry"].to_numpy(dtype=object))
    body = _encode(own, _finest(exact))
    for tolerance in COARSE:
        if len(gzip.compress(_json(body), 6)) <= MAXIMUM_BYTES:
            break
        body = _encode(own, _simplified(exact, tolerance))
    return body


def _finest(exact: Any) -> Any:
    """The coarsest of the fine tolerances that moves no border by a pixel at zoom 13; the exact shapes if none does."""
    for tolerance in FINE:
        shapes = _simplified(exact, tolerance)
        if _moved_less_than(PIXEL_M, exact, shapes):
            return shapes
    return exact


def _simplified(exact: Any, tolerance: float) -> Any:
    """Neighbours keep one common border: the whole coverage is simplified at once."""
    shapes = repair_polygons(shapely.coverage_simplify(exact, tolerance)).geometry
    lost = shapely.is_missing(shapes)
    shapes[lost] = exact[lost]
    return shapes


def _moved_less_than(metres: float, exact: Any, shapes: Any) -> bool:
    """Whether no original vertex lies farther than this from its simplified border.

    A vertex between two that were kept is never farther from the border than from the line between these two, which
    is quickly told; only where that is too far the border itself is measured.
    """
    rings, of_part = shapely.get_rings(shapely.get_parts(exact), return_index=True)
    owner = shapely.get_parts(exact, return_index=True)[1][of_part]
    points, ring = shapely.get_coordinates(rings, return_index=True)
    far = np.flatnonzero(_line_distance(points, ring, shapely.get_coordinates(shapes)) >= metres)
    if len(far) == 0:
        return True
    border = shapely.boundary(shapes)
    shapely.prepare(border)
    return bool(shapely.dwithin(border[owner[ring[far]]], shapely.points(points[far]), metres).all())


def _line_distance(points: Any, ring: Any, kept_points: Any) -> Any:
    """Distance of each vertex from the line between the kept vertices before and after it; inf at a ring's ends."""
    kept = np.isin(_complex(points), _complex(kept_points))
    place = np.arange(len(points))
    before = np.maximum.accumulate(np.where(kept, place, 0))
    after = np.minimum.accumulate(np.where(kept, place, len(points) - 1)[::-1])[::-1]
    a, b = points[before], points[after]
    along = b - a
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(((points - a) * along).sum(axis=1) / length, 0, 1)
    distance = np.hypot(*(a + share[:, None] * along - points).T)
    outside = ~kept & ((ring[before] != ring) | (ring[after] != ring) | ~kept[before] | ~kept[after])
    return np.where(kept, 0.0, np.where(outside, np.inf, distance))


def _complex(points: Any) -> Any:
    return points[:, 0] + 1j * points[:, 1]


def _encode(own: pd.DataFrame, mercator: Any) -> dict[str, Any]:
    shapes = _degrees(mercator)
    at = np.rint(own[["label_longitude", "label_latitude"]].to_numpy(dtype=np.float64) * SCALE).astype(int)
    return {
        "v": 1,
        "s": SCALE,
        "d": [
            {"id": identifier, "name": name, "at": place.tolist(), "g": polygons(shape)}
            for identifier, name, place, shape in zip(own["district_id"], own["name"], at, shapes, strict=True)
        ],
    }


def _former_body(former: pd.DataFrame, current: set[str]) -> dict[str, Any]:
    """The lines of an earlier edition, each border once, and the names of the districts that are no more."""
    shapes = _degrees(_finest(_mercator(former["_geometry"].to_numpy(dtype=object))))
    lines = shapely.line_merge(shapely.union_all(shapely.boundary(shapes)))
    features = _drawn(lines)
    for identifier, name, *at in former[["district_id", "name", "label_longitude", "label_latitude"]].to_numpy():
        if identifier not in current:
            place = np.rint(np.array(at, dtype=np.float64) * SCALE).astype(int).tolist()
            features.append({"t": "point", "name": name, "g": place})
    return {"v": 1, "s": SCALE, "f": features}


# ---------------------------------------------------------------------------------------------------- backdrop
def _backdrop(base: pd.DataFrame, extent: Any) -> list[dict[str, Any]]:
    """Features in and around one municipality, clipped to its surroundings, back to front."""
    if base.empty:
        return []
    west, south, east, north = extent
    margin = max(east - west, north - south) * SURROUNDINGS
    box = (west - margin, south - margin, east + margin, north + margin)
    near = base[shapely.intersects(base["_geometry"].to_numpy(dtype=object), shapely.box(*box))]
    if near.empty:
        return []
    order = {layer.value: i for i, layer in enumerate(LAYERS)}
    near = near.assign(_order=near["layer"].map(order)).sort_values(["_order", "rank", "feature_id"], kind="stable")
    shapes = shapely.make_valid(near["_geometry"].to_numpy(dtype=object))
    clipped = shapely.clip_by_rect(shapes, *box)
    simple = _degrees(shapely.simplify(_mercator(clipped), BACKDROP_TOLERANCE_M))
    features: list[dict[str, Any]] = []
    for layer, name, rank, shape in zip(near["layer"], near["name"], near["rank"], simple, strict=True):
        said = {
            "layer": layer,
            "name": name if isinstance(name, str) else "",
            "rank": None if pd.isna(rank) else int(rank),
        }
        features += [said | drawn for drawn in _drawn(shape)]
    return features


def _drawn(shape: Any) -> list[dict[str, Any]]:
    """Polygons, lines and points of a shape, each kind as one feature."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    kinds = shapely.get_type_id(parts)
    areal = parts[kinds == shapely.GeometryType.POLYGON]
    linear = parts[np.isin(kinds, (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING))]
    out: list[dict[str, Any]] = []
    if len(areal) and (rings := [p for part in areal for p in polygons(part)]):
        out.append({"t": "polygon", "g": rings})
    if len(linear) and (lines := [d for d in (_deltas(shapely.get_coordinates(p), 2) for p in linear) if d]):
        out.append({"t": "line", "g": lines})
    for point in parts[kinds == shapely.GeometryType.POINT]:
        out.append({"t": "point", "g": np.rint(shapely.get_coordinates(point)[0] * SCALE).astype(int).tolist()})
    return out


# ----------------------------------------------------------------------------------------------------- numbers
def polygons(shape: Any) -> list[list[list[int]]]:
    """Polygons of rings of delta-coded integers, each ring without its closing point.

    >>> polygons(shapely.box(0, 0, 0.00002, 0.00001))
    [[[2, 0, 0, 1, -2, 0, 0, -1]]]
    """
    out = []
    for polygon in shapely.get_parts(shape):
        rings = [_deltas(shapely.get_coordinates(ring)[:-1], 3) for ring in (polygon.exterior, *polygon.interiors)]
        if rings[0]:
            out.append([ring for ring in rings if ring])
    return out


def _deltas(coordinates: Any, minimum: int) -> list[int]:
    """Flat [x0, y0, dx1, dy1, …] without repeated points; empty if fewer than ``minimum`` are left."""
    numbers = np.rint(coordinates * SCALE).astype(np.int64)
    moved = np.concatenate([[True], np.any(np.diff(numbers, axis=0) != 0, axis=1)])
    numbers = numbers[moved]
    if len(numbers) < minimum:
        return []
    return np.vstack([numbers[:1], np.diff(numbers, axis=0)]).ravel().tolist()


#: Spherical Web Mercator; a simplification needs a metric that is even in all directions, not a survey's.
_RADIUS = 6_378_137.0


def _mercator(shapes: Any) -> Any:
    def forward(xy: Any) -> Any:
        x, y = np.radians(xy).T
        return np.column_stack([_RADIUS * x, _RADIUS * np.log(np.tan(np.pi / 4 + y / 2))])

    return np.asarray(shapely.transform(shapes, forward), dtype=object)


def _degrees(shapes: Any) -> Any:
    def backward(xy: Any) -> Any:
        x, y = xy.T / _RADIUS
        return np.degrees(np.column_stack([x, 2 * np.arctan(np.exp(y)) - np.pi / 2]))

    return np.asarray(shapely.transform(shapes, backward), dtype=object)
