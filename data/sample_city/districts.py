"""The nine districts, the census towns' areas and the municipal outline, cut from the land without gaps.

Everything is cut from one network of lines, so that neighbours share every vertex of their border.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from data.sample_city.growth import Ground, Labels, Network, Seed, border_edges, grow, river_edges, smooth_network
from data.sample_city.terrain import KM_PER_DEGREE, ORIGIN, STEP_KM, WINDOW, Terrain, contour, to_degrees


@dataclass(frozen=True)
class School:
    """A junior high school, its district's place and size, people (2020, invented)."""

    name: str
    code: str
    address: str
    x: float
    y: float
    head_start: float
    people: int
    towns: int


SCHOOLS = (
    School("潮見中学校", "C199299201010", "潮見野市本町三丁目4-1", -1.5, -2.7, 0.4, 11600, 13),
    School("港南中学校", "C199299201020", "潮見野市港南一丁目7", -3.6, -3.3, 0.3, 8700, 11),
    School("川辺中学校", "C199299201030", "潮見野市川辺町12-5", 2.5, -2.0, 0.6, 9900, 13),
    School("若葉台中学校", "C199299201040", "潮見野市若葉台三丁目1-1", -3.4, 0.6, -0.4, 9400, 11),
    School("千鳥中学校", "C199299201050", "潮見野市千鳥一丁目2-10", -7.8, -1.8, 1.4, 5900, 11),
    School("白崎中学校", "C199299201060", "潮見野市白崎町立石88", 8.6, -5.0, 1.2, 3500, 8),
    School("梅沢中学校", "C199299201070", "潮見野市東梅沢1530", 6.4, 0.2, 1.6, 4900, 10),
    School("三ツ滝中学校", "C199299201080", "潮見野市三ツ滝町上平402", 0.4, 4.6, 1.8, 3000, 8),
    School("奥山中学校", "C199299201090", "潮見野市奥山字湖畔77", -4.4, 10.2, 3.6, 1100, 5),
)
ISLAND_SEED = (-8.2, -9.9)
#: Neighbouring municipalities, which have no name here.
NEIGHBOURS = (
    (-13.6, -4.0), (-12.6, 2.6), (-11.8, 8.4), (-10.6, 13.6), (-5.0, 15.0), (2.0, 14.2), (6.4, 10.8), (11.0, 7.6),
    (14.4, 2.4), (16.6, -4.0),
)  # fmt: skip
OUTSIDE = 99
#: Quays, reclaimed ground and breakwaters of the harbour, drawn by ruler (km).
HARBOUR = (
    ((-5.35, -3.2), (-5.5, -4.05), (-4.85, -4.2), (-4.78, -3.85), (-4.5, -3.9), (-4.65, -4.75), (-3.95, -4.9),
     (-3.85, -4.5), (-3.6, -4.55), (-3.7, -5.15), (-2.95, -5.3), (-2.7, -4.5), (-3.6, -3.2)),
)  # fmt: skip
BREAKWATERS = (
    ((-6.2, -4.75), (-5.25, -5.2), (-5.23, -5.25), (-6.22, -4.79)),
    ((-4.95, -5.45), (-4.05, -5.75), (-4.04, -5.8), (-4.96, -5.5)),
)  # fmt: skip


def label_districts(g: Ground) -> Labels:
    """District number (0 to 8) of every cell; ``OUTSIDE`` beyond the municipality."""
    seeds = [Seed(i, s.x, s.y, s.head_start) for i, s in enumerate(SCHOOLS)]
    seeds.append(Seed(4, *ISLAND_SEED, 1.5))
    seeds += [Seed(OUTSIDE, x, y, 1.0) for x, y in NEIGHBOURS]
    return grow(g, seeds)


def land_area(terrain: Terrain) -> MultiPolygon:
    """The land in degrees, with the quays of the harbour drawn by ruler, without the breakwaters."""
    land = contour(terrain.inland, terrain.x, terrain.y, 0.0)
    natural = [Polygon(p.exterior) for p in land.geoms if p.area > 0.02]
    land = shapely.union_all([*natural, *(Polygon(ring) for ring in HARBOUR)])
    land = MultiPolygon([Polygon(p.exterior) for p in shapely.get_parts(land)])
    return MultiPolygon(shapely.get_parts(_round_degrees(land)).tolist())


def breakwaters() -> list[shapely.Geometry]:
    """Land that belongs to no district, in degrees."""
    return [_round_degrees(Polygon(ring)) for ring in BREAKWATERS]


def _round_degrees(geometry: shapely.Geometry) -> shapely.Geometry:
    moved = shapely.transform(geometry, to_degrees)
    return shapely.set_precision(moved, 1e-6)


@dataclass(frozen=True)
class Faces:
    """The smallest areas between lines, in degrees, each with its raster label."""

    polygons: NDArray[np.object_]
    labels: NDArray[np.int64]


def cut_faces(land: MultiPolygon, network: Network, labels: Labels) -> Faces:
    """Cut the land along the arcs that part two labels; a face takes the label most of its cells have."""
    borders = set(border_edges(labels))
    lines = [shapely.linestrings(a) for a, e in zip(network.arcs, network.edge, strict=True) if e in borders]
    noded = shapely.union_all([*lines, land.boundary], grid_size=1e-6)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    faces = faces[shapely.contains(land, shapely.point_on_surface(faces))]
    return _join_slivers(faces, _majority(faces, labels))


def _majority(faces: NDArray[np.object_], labels: Labels) -> NDArray[np.int64]:
    """Most frequent label of the cell centres inside each face; -1 where there is none."""
    rows, cols = labels.shape
    c, r = np.meshgrid(np.arange(cols), np.arange(rows))
    km = np.stack([WINDOW[0] + (c.ravel() + 0.5) * STEP_KM, WINDOW[1] + (r.ravel() + 0.5) * STEP_KM], axis=-1)
    face, cell = shapely.STRtree(faces).query(shapely.points(to_degrees(km)), predicate="within")[::-1]
    out = np.full(len(faces), -1, dtype=np.int64)
    flat = labels.ravel()
    for f in np.unique(face).tolist():
        values, counts = np.unique(flat[cell[face == f]], return_counts=True)
        out[f] = values[counts.argmax()] if counts.sum() > 1 else -1
    return out


def _join_slivers(faces: NDArray[np.object_], labels: NDArray[np.int64]) -> Faces:
    """Faces without a label take that of the neighbour with the longest common border."""
    tree = shapely.STRtree(faces)
    for _ in range(4):
        for f in np.flatnonzero(labels < 0).tolist():
            near = [n for n in tree.query(faces[f], predicate="intersects").tolist() if labels[n] >= 0]
            if near:
                common = [shapely.length(shapely.intersection(faces[f], faces[n])) for n in near]
                labels[f] = labels[near[int(np.argmax(common))]]
    return Faces(faces, labels)


def dissolve(faces: Faces, wanted: NDArray[np.bool_]) -> shapely.Geometry:
    """One area from its faces."""
    return shapely.union_all(faces.polygons[wanted], grid_size=1e-6)


def area_km2(geometry: shapely.Geometry) -> float:
    """Area of a geometry in degrees, by the scale at the origin."""
    return float(shapely.area(geometry)) * KM_PER_DEGREE[0] * KM_PER_DEGREE[1]


def degrees(x: float, y: float) -> tuple[float, float]:
    """One point in degrees."""
    return x / KM_PER_DEGREE[0] + ORIGIN[0], y / KM_PER_DEGREE[1] + ORIGIN[1]


def line_network(terrain: Terrain, *labels: Labels) -> Network:
    """Every border of every label field and every stream, smoothed together."""
    cols = terrain.height.shape[1]
    borders = [edge for field in labels for edge in border_edges(field)]
    return smooth_network(borders, river_edges(terrain), cols)
