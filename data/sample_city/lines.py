"""Roads, the railway and its stations, the streams' lines and the place names of the backdrop."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiLineString, Point

from data.sample_city.growth import Ground, Network, river_edges
from data.sample_city.noise import Field
from data.sample_city.terrain import KM_PER_DEGREE, ORIGIN, STEP_KM, WINDOW, Terrain, to_degrees

Way = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Feature:
    """One feature of the backdrop, in degrees."""

    layer: str
    name: str
    rank: int
    geometry: shapely.Geometry


#: Rank, name, points on the way (km).  Numbers above 900 exist on no real road.
ROADS: tuple[tuple[int, str, Way], ...] = (
    (1, "国道991号", ((-17.7, -3.4), (-12.0, -4.4), (-9.6, -4.6), (-7.2, -2.6), (-3.9, -2.9), (-0.9, -2.4), (2.4, -2.6),
                   (5.9, -3.3), (8.4, -4.0), (12.0, -4.0), (17.7, -4.2))),
    (1, "国道992号", ((-0.9, -2.4), (0.6, 1.0), (0.9, 4.0), (-1.4, 6.3), (-2.9, 8.6), (-6.6, 11.6), (-8.6, 16.7))),
    (2, "県道911号", ((2.4, -2.6), (5.0, -0.6), (6.6, 0.6), (7.6, 2.2), (4.2, 3.4), (1.8, 2.5))),
    (2, "県道912号", ((8.4, -4.0), (9.6, -6.6), (10.0, -9.6))),
    (2, "県道913号", ((-7.2, -2.6), (-8.0, 0.4), (-9.6, 3.0), (-12.4, 4.8), (-17.7, 6.2))),
    (2, "県道914号", ((-7.4, -1.4), (-4.6, 0.6), (-2.6, 0.2), (-0.2, -0.6), (3.4, -0.4), (5.0, -0.6))),
    (2, "県道915号", ((-9.6, -4.6), (-10.6, -6.0), (-12.0, -4.4))),
    (2, "県道916号", ((0.9, 4.0), (3.8, 5.6), (5.2, 7.6), (8.8, 9.4), (17.7, 11.8))),
    (2, "県道917号", ((-1.4, 6.3), (1.0, 8.8), (3.6, 11.4))),
    (3, "港湾道路", ((-3.9, -2.9), (-3.2, -4.6))),
    (3, "河口大橋通り", ((-3.2, -4.4), (-1.4, -4.0), (0.0, -4.4), (2.6, -3.8), (5.0, -3.4))),
)  # fmt: skip
RAIL: Way = (
    (-17.7, -2.6), (-12.0, -3.4), (-9.4, -3.8), (-7.2, -2.9), (-3.8, -2.6), (-1.3, -2.9), (2.4, -3.0), (5.8, -2.9),
    (8.2, -3.6), (12.4, -3.4), (17.7, -3.2),
)  # fmt: skip
RAIL_NAME = "潮見沿岸鉄道"
STATIONS = (("千鳥浜駅", -7.2, -2.9, 2), ("港南駅", -3.8, -2.6, 2), ("潮見野駅", -1.3, -2.9, 1),
            ("川辺駅", 2.4, -3.0, 2), ("白崎口駅", 8.2, -3.6, 2))  # fmt: skip
#: Rivers: a point near the source of the stem, name, rank.
RIVERS = (((-8.0, 11.4), "潮見川", 1), ((9.0, 6.4), "梅沢川", 2), ((3.2, 11.0), "三ツ滝川", 2),
          ((-9.6, 3.4), "千鳥川", 2), ((9.6, 0.8), "白浜川", 2), ((-4.3, 0.7), "若葉川", 3),
          ((2.6, 7.6), "杉谷川", 3))  # fmt: skip


class Ways:
    """Least-cost ways over the land, on a grid of 200 m; ways once built are cheap to follow."""

    def __init__(self, g: Ground, steepness: float, lake: shapely.Geometry) -> None:
        height = g.height[::2, ::2]
        slope = np.zeros(height.shape)
        for axis in (0, 1):
            step = np.abs(np.diff(height, axis=axis))
            pad = [(0, 1), (0, 0)] if axis == 0 else [(0, 0), (0, 1)]
            slope = np.maximum(slope, np.pad(step, pad))
        base = g.cost[::2, ::2].clip(0.5, 1.6) + steepness * np.minimum(slope / 30, 4.0)
        self.rows, self.cols = base.shape
        c, r = np.meshgrid(np.arange(self.cols), np.arange(self.rows))
        x, y = c * (2 * STEP_KM) + STEP_KM + WINDOW[0], r * (2 * STEP_KM) + STEP_KM + WINDOW[1]
        dry = g.land[::2, ::2] & ~shapely.contains_xy(lake.buffer(0.15), x, y)
        self.cost: Field = np.where(dry, base, 40.0)

    def _cell(self, x: float, y: float) -> int:
        r, c = int((y - WINDOW[1]) / STEP_KM / 2), int((x - WINDOW[0]) / STEP_KM / 2)
        return r * self.cols + c

    def between(self, start: tuple[float, float], goal: tuple[float, float]) -> list[int]:
        """Cells of the cheapest way."""
        prices, cols = self.cost.ravel().tolist(), self.cols
        begin, end = self._cell(*start), self._cell(*goal)
        best, came, heap = {begin: 0.0}, {begin: begin}, [(0.0, begin)]
        while heap:
            spent, k = heapq.heappop(heap)
            if k == end:
                break
            if spent > best[k]:
                continue
            for dr, dc, length in _STEPS:
                r, c = k // cols + dr, k % cols + dc
                if 0 <= r < self.rows and 0 <= c < cols:
                    n = r * cols + c
                    total = spent + length * (prices[k] + prices[n]) / 2
                    if total < best.get(n, float("inf")):
                        best[n], came[n] = total, k
                        heapq.heappush(heap, (total, n))
        out = [end]
        while out[-1] != begin:
            out.append(came[out[-1]])
        return out[::-1]

    def line(self, way: Way, rounds: int) -> NDArray[np.float64]:
        """The way through all its points, smoothed, in km."""
        cells: list[int] = []
        for a, b in pairwise(way):
            cells += self.between(a, b)[1 if cells else 0 :]
        flat = self.cost.ravel()
        flat[cells] = np.minimum(flat[cells], 0.45)
        k = np.array(cells)
        km = np.stack([k % self.cols, k // self.cols], axis=-1) * (2 * STEP_KM) + STEP_KM + WINDOW[:2]
        for _ in range(rounds):
            km = np.vstack([km[:1], (km[:-2] + 2 * km[1:-1] + km[2:]) / 4, km[-1:]])
        return np.asarray(km)


_STEPS = tuple((r, c, 1.4142135623730951 if r and c else 1.0) for r in (-1, 0, 1) for c in (-1, 0, 1) if r or c)


def _degrees_line(km: NDArray[np.float64], tolerance_km: float = 0.015) -> LineString:
    slim = shapely.get_coordinates(shapely.simplify(shapely.linestrings(km), tolerance_km))
    return LineString(np.round(to_degrees(slim), 5))


def roads(g: Ground, lake: shapely.Geometry, town_points: list[tuple[float, float]]) -> list[Feature]:
    """Named roads, then town streets that link neighbouring towns of the plain."""
    ways = Ways(g, 1.6, lake)
    built: list[LineString] = []
    out: list[Feature] = []
    for rank, name, way in (*ROADS, *((3, "", link) for link in _links(town_points))):
        line = _degrees_line(_joined(ways.line(way, 2), built))
        built.append(LineString((shapely.get_coordinates(line) - ORIGIN) * KM_PER_DEGREE))
        out.append(Feature("road", name, rank, line))
    return out


def _joined(km: NDArray[np.float64], built: list[LineString]) -> NDArray[np.float64]:
    """Pull both ends of a new road onto the nearest road that stands, if one is within 400 m."""
    for end in (0, -1):
        here = Point(km[end])
        near = min(built, key=here.distance, default=None)
        if near is not None and 0 < here.distance(near) < 0.4:
            km[end] = shapely.get_coordinates(near.interpolate(near.project(here)))[0]
    return km


def _links(points: list[tuple[float, float]]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Each town with its two nearest neighbours within 3 km, once."""
    pairs: dict[tuple[int, int], None] = {}
    for i, (x, y) in enumerate(points):
        far = sorted((round((x - u) ** 2 + (y - v) ** 2, 6), j) for j, (u, v) in enumerate(points) if j != i)
        pairs.update({(min(i, j), max(i, j)): None for d, j in far[:2] if d < 9.0})
    return [(points[i], points[j]) for i, j in pairs]


def railway(g: Ground, lake: shapely.Geometry) -> list[Feature]:
    """The coastal line, gentler than roads, and its stations on it."""
    km = Ways(g, 0.7, lake).line(RAIL, 14)
    line = LineString(km)
    out = [Feature("rail", RAIL_NAME, 1, _degrees_line(km))]
    for name, x, y, rank in STATIONS:
        at = shapely.get_coordinates(line.interpolate(line.project(Point(x, y))))
        out.append(Feature("station", name, rank, Point(np.round(to_degrees(at)[0], 5))))
    return out


def rivers(terrain: Terrain, network: Network, land: shapely.Geometry) -> list[Feature]:
    """Streams as they lie in the network: named stems, then their unnamed feeders, short stubs left out."""
    upper = river_edges(terrain)
    named: dict[int, tuple[str, int]] = {}
    for (x, y), name, rank in RIVERS:
        for corner in terrain.path_down(terrain.stream_near(x, y, 1.0)):
            named.setdefault(corner, (name, rank))
    groups: dict[tuple[str, int], list[LineString]] = {}
    for arc, edge in zip(network.arcs, network.edge, strict=True):
        if edge in upper:
            groups.setdefault(named.get(upper[edge], ("", 3)), []).append(LineString(arc))
    out = []
    for (name, rank), parts in groups.items():
        merged = shapely.intersection(shapely.line_merge(MultiLineString(parts)), land, grid_size=1e-6)
        kept = [p for p in shapely.get_parts(shapely.line_merge(merged)) if p.length * 100 > (0.3 if name else 0.45)]
        if kept:
            out.append(Feature("river", name, rank, MultiLineString(kept)))
    return sorted(out, key=lambda f: (f.rank, f.name))


def near_city(features: list[Feature], outline: shapely.Geometry) -> list[Feature]:
    """Lines cut where they leave the city's surroundings: roads and rails 5 km outside, streams 2.5 km."""
    around = {layer: outline.buffer(km / 100) for layer, km in (("road", 5.0), ("rail", 5.0), ("river", 2.5))}
    out = []
    for f in features:
        kept = shapely.intersection(f.geometry, around[f.layer]) if f.layer in around else f.geometry
        if not kept.is_empty:
            out.append(Feature(f.layer, f.name, f.rank, kept))
    return out


def river_bed(stem: shapely.Geometry, mouth: tuple[float, float]) -> shapely.Geometry:
    """The broad water of the lower river, narrowing upwards (km from the mouth: 1.5, 3.5, 6)."""
    at = Point(mouth)
    near = [shapely.intersection(stem, at.buffer(km / 100)) for km in (6.0, 3.5, 1.5)]
    wide = [shapely.buffer(line, metres / 1e5, quad_segs=2) for line, metres in zip(near, (22, 45, 75), strict=True)]
    return shapely.set_precision(shapely.simplify(shapely.union_all(wide), 4e-5), 1e-5)
