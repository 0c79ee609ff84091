"""Geometries in longitude and latitude, whatever their file has; what does not lie in Japan is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyproj
import shapely

from etl.findings import Finding
from etl.findings.errors import UnreadableError
from etl.readers.base import reject_listed
from etl.readers.shapes.layers import Layer, understood

#: Longitudes and latitudes between which Japan lies, its farthest islands included (degrees).
JAPAN = (119.0, 17.0, 157.0, 49.0)
_SAME_AS_WGS84 = (
    "jgd2000",
    "japanese geodetic datum 2000",
    "japanese geodetic datum 2011",
    "world geodetic system 1984",
)


def in_degrees(layer: Layer, by_edition: str = "", edition: str = "") -> tuple[Any, str, list[Finding]]:
    """Geometries in EPSG:4326, the CRS that was used, and what to say about it.

    The CRS is that of the settings, else of the file, else ``by_edition`` (the specification of an official data set),
    else plain degrees for TopoJSON; never a guess.  JGD2000 and JGD2011 degrees are WGS84 degrees within centimetres
    and stay as they are.

    Where most features lie in Japan, those that do not are taken out of ``layer`` and rejected.

    Raises:
        UnreadableError: ``crs_missing``, ``crs_invalid`` or ``coordinates_implausible``.
    """
    said: list[Finding] = []
    crs = layer.given.settings.crs or layer.crs
    if not crs and by_edition:
        crs = by_edition
        said.append(layer.given.finding("crs_assumed_by_edition", edition=edition, crs=crs))
    if not crs and layer.given.path.suffix.casefold() in {".topojson", ".json"} and _inside(layer.geometry, JAPAN):
        crs = "EPSG:4326"
        said.append(layer.given.finding("crs_assumed_by_format"))
    if not crs:
        raise UnreadableError("crs_missing")
    geometry = _transformed(layer.geometry, crs)
    abroad = _abroad(geometry)
    if abroad.sum() * 2 > np.count_nonzero(~np.isnan(shapely.bounds(geometry)[:, 0])):
        raise _misplaced(geometry, abroad)
    if abroad.any():
        geometry, gone = _without(layer, geometry, abroad)
        said += gone
    return geometry, crs if len(crs) < 20 else _short_crs(crs), said


def _abroad(geometry: Any) -> Any:
    """Which features reach out of Japan; not those without a place."""
    west, south, east, north = shapely.bounds(geometry).T
    return (west < JAPAN[0]) | (south < JAPAN[1]) | (east > JAPAN[2]) | (north > JAPAN[3])


def _without(layer: Layer, geometry: Any, abroad: Any) -> tuple[Any, list[Finding]]:
    """The geometries that stay, their rows alone left in ``layer``, and what to say of the others."""
    places = [_bounds_text(geometry[i : i + 1]) if out else "" for i, out in enumerate(abroad)]
    stays, said = reject_listed(
        layer.given, layer.frame.assign(geometry=places), abroad, ("feature_abroad", "features_abroad"), "geometry"
    )
    layer.frame, layer.geometry = layer.frame[stays], layer.geometry[stays]
    return geometry[stays], said


def _misplaced(geometry: Any, abroad: Any) -> UnreadableError:
    """What to say of coordinates outside Japan: the first feature there, and whether the axes are exchanged."""
    turned = shapely.transform(geometry, lambda points: points[:, ::-1])
    if _inside(turned, JAPAN):
        return UnreadableError("coordinates_swapped", _bounds_text(geometry))
    first = int(np.flatnonzero(abroad)[0])
    place = _bounds_text(geometry[first : first + 1])
    return UnreadableError("coordinates_implausible", f"{first + 1}: {place}", count=int(abroad.sum()))


def _transformed(geometry: Any, crs: str) -> Any:
    source = understood(crs)
    datum = source.datum.name.casefold() if source.datum else ""
    if source.is_geographic and any(name in datum for name in _SAME_AS_WGS84):
        return geometry
    change = pyproj.Transformer.from_crs(source, 4326, always_xy=True)
    return shapely.transform(geometry, lambda points: np.column_stack(change.transform(points[:, 0], points[:, 1])))


def _inside(geometry: Any, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = shapely.total_bounds(geometry)
    return bool(np.isnan(west) or (west >= box[0] and south >= box[1] and east <= box[2] and north <= box[3]))


def _bounds_text(geometry: Any) -> str:
    return ", ".join(f"{value:.5g}" for value in shapely.total_bounds(geometry))


def _short_crs(crs: str) -> str:
    number = pyproj.CRS(crs).to_epsg(min_confidence=20)
    return f"EPSG:{number}" if number else pyproj.CRS(crs).name
