"""The invented land: coast, heights, rivers, dam lake.  Knows nothing of districts or people.

Lengths are kilometres east (x) and north (y) of a point in the open Pacific; heights are metres.
The control lines below are drawn by hand; noise gives them the rest.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

from data.sample_city.noise import Field, fractal, ridged, smoothstep

#: Degrees of the origin; kilometres of one degree there.  Nearest real land is some 250 km away.
ORIGIN = (143.15, 33.965)
KM_PER_DEGREE = (92.42, 110.92)
STEP_KM = 0.1
WINDOW = (-18.0, -13.0, 18.0, 17.0)
SEED = 99201

#: The coast, west to east along the south (bay, delta, cape), then roughly around the north.
COAST = (
    (-37, 1), (-31, -3.2), (-25, -4.6), (-20, -3.6), (-16.4, -4.4), (-13.8, -6.6), (-12.2, -7.9), (-10.9, -7.4),
    (-9.9, -5.4), (-8.2, -3.8), (-6.0, -3.2), (-4.4, -3.5), (-3.2, -4.6), (-1.6, -4.9), (0.2, -5.6), (1.7, -5.5),
    (3.1, -4.4), (4.8, -3.8), (6.4, -4.4), (7.6, -6.2), (8.3, -8.4), (9.3, -10.4), (10.6, -11.2), (11.3, -10.0),
    (11.2, -8.0), (12.0, -6.2), (14.0, -5.0), (16.6, -5.4), (20, -6.2), (25, -4.2), (31, -4.6), (37, 0), (39, 10),
    (34, 20), (25, 27), (12, 30), (0, 28.5), (-12, 30), (-25, 25), (-34, 15),
)  # fmt: skip
ISLAND = ((-9.3, -9.7), (-8.5, -9.2), (-7.4, -9.3), (-6.9, -9.9), (-7.3, -10.4), (-8.3, -10.3), (-8.9, -10.5))
#: Valleys: points from the mouth upwards, height of the bed at the mouth in m, half width of the floor at both ends.
VALLEYS = (
    (((0.6, -5.6), (1.0, -3.4), (0.1, -1.2), (1.0, 1.2), (0.1, 3.4), (-1.3, 5.0), (-0.9, 7.0), (-2.2, 8.8),
      (-4.6, 10.4), (-7.8, 11.6)), 0.0, 2.3, 0.10),
    (((0.8, 1.9), (2.6, 3.0), (4.4, 3.3), (6.4, 4.8), (8.2, 6.2), (10.4, 7.4)), 53.0, 0.8, 0.10),
    (((-1.0, 6.2), (0.6, 8.2), (1.5, 10.2), (3.8, 12.4)), 120.0, 0.35, 0.08),
    (((4.7, -3.9), (6.0, -2.4), (8.0, -1.2), (10.4, -0.8), (12.0, 0.6)), 0.0, 0.9, 0.10),
    (((-7.2, -3.4), (-7.0, -1.8), (-8.3, -0.2), (-8.2, 1.8), (-9.8, 3.6)), 0.0, 1.0, 0.10),
    (((0.3, -2.2), (-2.4, -1.8), (-4.0, -0.6), (-5.0, 1.4)), 10.0, 0.7, 0.12),
)  # fmt: skip
#: Hills: centre, radius in km, height in m.
HILLS = (
    ((9.6, -8.2), 2.0, 210), ((10.6, -10.2), 1.1, 120), ((-12.3, -6.4), 1.8, 190), ((-8.0, -9.9), 0.9, 110),
    ((-3.3, 1.6), 2.0, 90), ((9.2, -5.6), 1.6, 150), ((13.6, -3.4), 2.4, 190), ((-4.6, -3.9), 0.55, 60),
)  # fmt: skip
DAM = (-3.4, 9.75)
DAM_RISE_M = 62.0
#: Accumulated area (km²) from which a stream is drawn.
STREAM_KM2 = 4.0


def to_degrees(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Kilometres to longitude and latitude."""
    return np.asarray(xy) / KM_PER_DEGREE + ORIGIN


def smooth_curve(points: NDArray[np.float64], rounds: int, closed: bool) -> NDArray[np.float64]:
    """Chaikin's corner cutting; the ends of an open line stay."""
    for _ in range(rounds):
        following = np.roll(points, -1, axis=0) if closed else points[1:]
        leading = points if closed else points[:-1]
        cut = np.empty((2 * len(leading), 2))
        cut[0::2], cut[1::2] = leading * 0.75 + following * 0.25, leading * 0.25 + following * 0.75
        points = cut if closed else np.vstack([points[:1], cut[1:-1], points[-1:]])
    return points


def coast_field(x: Field, y: Field) -> Field:
    """Roughly the distance to the sea in km, negative at sea: hand-drawn coast plus noise."""
    warped = (x + 0.45 * fractal(x, y, 3.1, 3, SEED + 50), y + 0.45 * fractal(x, y, 3.1, 3, SEED + 60))
    to_bay = np.sqrt((x - 0.5) ** 2 * 0.7 + (y + 4.0) ** 2)
    rough = 0.3 + 1.2 * smoothstep(4.0, 10.0, to_bay)
    noise = rough * fractal(x, y, 3.4, 6, SEED + 1) + 0.2 * fractal(x, y, 1.1, 4, SEED + 9)
    main = _signed_distance(*warped, COAST) + noise
    island = _signed_distance(*warped, ISLAND) + 0.8 * noise
    return np.maximum(main, island)


def _signed_distance(x: Field, y: Field, ring: tuple[tuple[float, float], ...]) -> Field:
    polygon = Polygon(smooth_curve(np.array(ring, dtype=float), 2, closed=True))
    shapely.prepare(polygon)
    distance = shapely.distance(shapely.points(x, y), polygon.exterior)
    return np.where(shapely.contains_xy(polygon, x, y), distance, -distance)


def height_field(x: Field, y: Field, inland: Field) -> Field:
    """Height in metres: mountains grow inland, rivers cut valleys into them, hills stand on capes."""
    wx, wy = x + 0.7 * fractal(x, y, 4.0, 3, SEED + 20), y + 0.7 * fractal(x, y, 4.0, 3, SEED + 30)
    crest = ridged(wx, wy, 7.5, 5, SEED + 40)
    mountains = (30 + 900 * smoothstep(0.5, 17, inland)) * (0.12 + crest)
    hills = 60 * smoothstep(0.2, 1.8, inland) * (0.3 + ridged(wx, wy, 2.6, 4, SEED + 45))
    for (cx, cy), radius, top in HILLS:
        near = 1 - smoothstep(0.1, 1.0, np.sqrt((wx - cx) ** 2 + (wy - cy) ** 2) / (1.5 * radius))
        hills = hills + top * near * (0.45 + 0.7 * crest)
    plain = 2.5 + 6.0 * np.maximum(inland, 0) + 1.5 * fractal(x, y, 1.7, 4, SEED + 70)
    open_land = plain + mountains + hills
    height = _cut_valleys(x, y, open_land, plain) * smoothstep(-0.05, 0.5, inland) + 0.4
    return np.round(np.where(inland > 0, height, -5.0), 2)


def _cut_valleys(x: Field, y: Field, height: Field, plain: Field) -> Field:
    """Lower the land along each valley line to the river's own profile, steeper towards its head."""
    mx = x + 0.8 * fractal(x, y, 3.2, 2, SEED + 80) + 0.42 * fractal(x, y, 1.1, 3, SEED + 82)
    my = y + 0.8 * fractal(x, y, 3.2, 2, SEED + 84) + 0.42 * fractal(x, y, 1.1, 3, SEED + 86)
    points = shapely.points(mx, my)
    side = 0.55 + 0.9 * ridged(x, y, 2.2, 4, SEED + 90)
    out = height
    for control, base, wide, narrow in VALLEYS:
        line = LineString(smooth_curve(np.array(control, dtype=float), 3, closed=False))
        s = shapely.line_locate_point(line, points)
        along = s / line.length
        flat = (wide + (narrow - wide) * np.sqrt(along)) * (0.5 + side * 0.55)
        away = shapely.distance(points, line)
        rise = smoothstep(0.0, 1.0, (away - flat) / (0.9 + 0.5 * flat)) * (0.35 + 0.65 * np.minimum(side, 1))
        bed = base + 1.6 * s + 0.75 * s * s + 5.0 * smoothstep(0.0, 0.7, away) + 1.2 * smoothstep(0.5, 3.0, away)
        rise = np.maximum(rise, smoothstep(1.2 + 1.6 * flat, 3.0 + 2.0 * flat, away))
        out = np.minimum(out, bed + rise * np.maximum(height - bed, 0) + 0.3 * (plain - 2.5) * rise)
    return out


@dataclass(frozen=True)
class Terrain:
    """The raster of corners (rows from south, columns from west) and what follows from it."""

    x: Field
    y: Field
    inland: Field
    height: Field
    down: NDArray[np.int64]
    order: NDArray[np.int64]

    @cached_property
    def catchment_km2(self) -> Field:
        """Area drained through each corner."""
        area = np.full(self.height.size, STEP_KM**2)
        down = self.down.ravel()
        for k in self.order[::-1]:
            if down[k] >= 0:
                area[down[k]] += area[k]
        return area.reshape(self.height.shape)

    @cached_property
    def reach(self) -> NDArray[np.int64]:
        """For each corner the first stream corner below it, grouped by stretch between confluences; -1 to the sea."""
        big = (self.catchment_km2 >= STREAM_KM2).ravel() & (self.inland.ravel() > 0)
        down = self.down.ravel()
        feeders = np.bincount(down[big & (down >= 0)], minlength=down.size)
        out = np.full(down.size, -1, dtype=np.int64)
        for k in self.order:
            if big[k]:
                below = down[k]
                joins = below < 0 or not big[below] or feeders[below] > 1
                out[k] = k if joins else out[below]
            elif down[k] >= 0:
                out[k] = out[down[k]]
        return out.reshape(self.height.shape)

    @cached_property
    def above_stream_m(self) -> Field:
        """Height above the stream (or the sea) that drains the corner."""
        big = (self.catchment_km2 >= STREAM_KM2).ravel()
        down, height = self.down.ravel(), self.height.ravel()
        base = np.zeros(down.size)
        for k in self.order:
            base[k] = height[k] if big[k] or down[k] < 0 else base[down[k]]
        return np.maximum(height - base, 0).reshape(self.height.shape)

    @property
    def above_stream_cells(self) -> Field:
        """The same for cells: mean of the four corners."""
        a = self.above_stream_m
        return (a[:-1, :-1] + a[:-1, 1:] + a[1:, :-1] + a[1:, 1:]) / 4

    def stream_near(self, x: float, y: float, radius_km: float = 1.2) -> int:
        """The corner with the largest catchment within a radius."""
        close = (self.x - x) ** 2 + (self.y - y) ** 2 <= radius_km**2
        return int(np.argmax(np.where(close, self.catchment_km2, -1)))

    def path_down(self, start: int) -> list[int]:
        """Corners from a start to the sea."""
        out, down, inland = [start], self.down.ravel(), self.inland.ravel()
        while down[out[-1]] >= 0 and inland[out[-1]] > -0.15:
            out.append(int(down[out[-1]]))
        return out


def make_terrain() -> Terrain:
    """The whole window of the city."""
    cols = round((WINDOW[2] - WINDOW[0]) / STEP_KM) + 1
    rows = round((WINDOW[3] - WINDOW[1]) / STEP_KM) + 1
    x, y = np.meshgrid(WINDOW[0] + STEP_KM * np.arange(cols), WINDOW[1] + STEP_KM * np.arange(rows))
    inland = np.round(coast_field(x, y), 5)
    height = height_field(x, y, inland)
    down, order = _drainage(height, inland)
    return Terrain(x, y, inland, height, down, order)


def _drainage(height: Field, inland: Field) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Priority flood: for each corner the neighbour it drains to, and the order from the sea upwards.

    Source: Barnes et al. 2014, Priority-Flood.
    """
    rows, cols = height.shape
    flat, sea = height.ravel().tolist(), (inland <= 0).ravel().tolist()
    down, seen, order = [-1] * len(flat), [False] * len(flat), []
    heap: list[tuple[float, int]] = []
    for k in range(len(flat)):
        r, c = divmod(k, cols)
        if sea[k] or r in (0, rows - 1) or c in (0, cols - 1):
            heap.append((flat[k], k))
            seen[k] = True
    heapq.heapify(heap)
    around = [(-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)]
    while heap:
        level, k = heapq.heappop(heap)
        order.append(k)
        r, c = divmod(k, cols)
        if r in (0, rows - 1) or c in (0, cols - 1):
            around_here = [(a, b) for a, b in around if 0 <= r + a < rows and 0 <= c + b < cols]
        else:
            around_here = around
        for a, b in around_here:
            n = k + a * cols + b
            if not seen[n]:
                seen[n] = True
                down[n] = k
                heapq.heappush(heap, (max(flat[n], level + 0.001), n))
    shape = np.array(down, dtype=np.int64).reshape(rows, cols)
    return shape, np.array(order, dtype=np.int64)


# ------------------------------------------------------------------------------------------------ contours
def contour(values: Field, x: Field, y: Field, level: float) -> MultiPolygon:
    """Areas where a corner field is above a level (marching squares); the window's edge closes them."""
    padded = np.pad(values - level, 1, constant_values=-1e-6)
    px = np.pad(x, 1, mode="edge")
    py = np.pad(y, 1, mode="edge")
    padded = np.where(padded == 0, 1e-9, padded)
    segments = _marching_squares(padded, px, py)
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(segments)))
    rings = [Polygon(part.coords) for part in shapely.get_parts(merged) if part.is_closed and len(part.coords) > 3]
    rings.sort(key=lambda p: -p.area)
    area: shapely.Geometry = MultiPolygon()
    for ring in rings:
        area = area.symmetric_difference(ring)
    return MultiPolygon(shapely.get_parts(area).tolist())


def _marching_squares(v: Field, x: Field, y: Field) -> NDArray[np.float64]:
    """Segments between the crossings on the four sides of each square."""

    def crossing(a: tuple[slice, slice], b: tuple[slice, slice]) -> NDArray[np.float64]:
        with np.errstate(divide="ignore", invalid="ignore"):
            t = v[a] / (v[a] - v[b])
            return np.round(np.stack([x[a] + t * (x[b] - x[a]), y[a] + t * (y[b] - y[a])], axis=-1), 6)

    lo, hi, every = slice(None, -1), slice(1, None), slice(None)
    horizontal, vertical = crossing((every, lo), (every, hi)), crossing((lo, every), (hi, every))
    south, north = horizontal[:-1], horizontal[1:]
    west, east = vertical[:, :-1], vertical[:, 1:]
    up = v > 0
    case = up[:-1, :-1] * 1 + up[:-1, 1:] * 2 + up[1:, 1:] * 4 + up[1:, :-1] * 8
    pairs = {
        1: [(west, south)], 2: [(south, east)], 3: [(west, east)], 4: [(east, north)], 6: [(south, north)],
        7: [(west, north)], 8: [(north, west)], 9: [(south, north)], 11: [(east, north)], 12: [(west, east)],
        13: [(south, east)], 14: [(west, south)], 5: [(west, south), (east, north)], 10: [(south, east), (north, west)],
    }  # fmt: skip
    found = [np.stack([a[case == k], b[case == k]], axis=1) for k, ends in pairs.items() for a, b in ends]
    return np.concatenate(found)


def far_land() -> MultiPolygon:
    """The land beyond the city's window, coarser: the neighbours that the map only hints at."""
    x, y = np.meshgrid(np.arange(-44, 44.1, 0.4), np.arange(-16, 36.1, 0.4))
    return contour(coast_field(x, y), x, y, 0.0)


def lake(terrain: Terrain) -> Polygon:
    """The reservoir: everything upstream of the dam that lies lower than the dam's crest."""
    foot = terrain.stream_near(*DAM, radius_km=0.9)
    level = terrain.height.ravel()[foot] + DAM_RISE_M
    down = terrain.down.ravel()
    upstream = np.zeros(down.size, dtype=bool)
    upstream[foot] = True
    for k in terrain.order:
        if down[k] >= 0 and upstream[down[k]]:
            upstream[k] = True
    depth = np.where(upstream.reshape(terrain.height.shape), level - terrain.height, -30.0)
    parts = contour(depth, terrain.x, terrain.y, 0.0).geoms
    at = Point(terrain.x.ravel()[foot], terrain.y.ravel()[foot])
    return max((p for p in parts if p.distance(at) < 1.0), key=lambda p: p.area)
