"""Areas that grow over the raster from seeds and meet on rivers and ridges; and the lines between them.

A cell lies between four corners of the terrain, so that a river that runs over corners can be a border exactly.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from data.sample_city.noise import Field, fractal
from data.sample_city.terrain import SEED, STEP_KM, STREAM_KM2, WINDOW, Terrain, to_degrees

Labels = NDArray[np.int64]
Edge = tuple[int, int]
#: Below this rivers divide; above it both banks of a valley belong together and ridges divide.
LOWLAND_M = 60.0


@dataclass(frozen=True)
class Seed:
    """Where an area starts; ``head_start`` (km) makes it larger than its neighbours."""

    label: int
    x: float
    y: float
    head_start: float = 0.0


@dataclass(frozen=True)
class Ground:
    """What it costs to cross each cell and each side of a cell (km)."""

    cost: Field
    east: Field
    north: Field
    height: Field
    land: NDArray[np.bool_]


def ground(terrain: Terrain) -> Ground:
    """Costs of crossing: rivers by their size, ridges by their height above the streams, slopes, the sea."""
    height = _cells(terrain.height)
    land = _cells((terrain.inland > 0).astype(float)) > 0.4
    x, y = _cells(terrain.x), _cells(terrain.y)
    cost = 1.0 + 0.55 * fractal(x, y, 1.3, 4, SEED + 100) + np.where(land, 0, 6.0)
    basin = _cell_basin(terrain)
    above = np.minimum(_cells(terrain.above_stream_m) / 90, 1.0)
    east = np.where(basin[:, :-1] != basin[:, 1:], 4.5 * np.maximum(above[:, :-1], above[:, 1:]), 0.0)
    north = np.where(basin[:-1] != basin[1:], 4.5 * np.maximum(above[:-1], above[1:]), 0.0)
    catchment = terrain.catchment_km2.ravel()
    for (a, b), upper in river_edges(terrain).items():
        lowland = 1.0 if terrain.height.ravel()[a] < LOWLAND_M else 0.25
        penalty = lowland * (0.5 + 0.03 * min(float(catchment[upper]), 120.0))
        _add_edge(east, north, a, b, terrain.height.shape[1], penalty)
    return Ground(np.maximum(cost, 0.25), np.round(east, 4), np.round(north, 4), height, land)


def _cells(corners: Field) -> Field:
    """Mean of the four corners of each cell."""
    return (corners[:-1, :-1] + corners[:-1, 1:] + corners[1:, :-1] + corners[1:, 1:]) / 4


def _cell_basin(terrain: Terrain) -> Labels:
    """The stretch of stream that drains each cell: that of its lowest corner."""
    h, r = terrain.height, terrain.reach
    heights = np.stack([h[:-1, :-1], h[:-1, 1:], h[1:, :-1], h[1:, 1:]])
    reaches = np.stack([r[:-1, :-1], r[:-1, 1:], r[1:, :-1], r[1:, 1:]])
    return np.asarray(np.take_along_axis(reaches, heights.argmin(axis=0)[None], axis=0)[0])


def river_edges(terrain: Terrain) -> dict[Edge, int]:
    """Sides of cells along which streams run, each with its upper corner; diagonals take the lower way round."""
    cols = terrain.height.shape[1]
    height, down = terrain.height.ravel(), terrain.down.ravel()
    catchment = terrain.catchment_km2.ravel()
    stream = (catchment >= STREAM_KM2) & (terrain.inland.ravel() > -0.2)
    edges: dict[Edge, int] = {}
    for k in np.flatnonzero(stream & (down >= 0)).tolist():
        n = int(down[k])
        if abs(n - k) in (1, cols):
            steps = [(k, n)]
        else:
            same_row, same_col = (k // cols) * cols + n % cols, (n // cols) * cols + k % cols
            via = same_row if height[same_row] <= height[same_col] else same_col
            steps = [(k, via), (via, n)]
        for step in steps:
            edge = min(step), max(step)
            if edge not in edges or catchment[edges[edge]] < catchment[k]:
                edges[edge] = k
    return edges


def _add_edge(east: Field, north: Field, a: int, b: int, cols: int, penalty: float) -> None:
    """Raise the cost of crossing the side between two neighbouring corners."""
    (r, c), vertical = divmod(min(a, b), cols), abs(a - b) == cols
    if vertical and 0 < c < cols - 1:
        east[r, c - 1] = max(east[r, c - 1], penalty)
    elif not vertical and 0 < r <= north.shape[0]:
        north[r - 1, c] = max(north[r - 1, c], penalty)


def cell_of(x: float, y: float) -> tuple[int, int]:
    """Row and column of the cell that holds a point."""
    return int((y - WINDOW[1]) / STEP_KM), int((x - WINDOW[0]) / STEP_KM)


def grow(g: Ground, seeds: list[Seed], may_enter: Callable[[int, int, int], float] | None = None) -> Labels:
    """Give every cell to the seed that reaches it most cheaply (Dijkstra from all seeds at once).

    ``may_enter(label, from_cell, to_cell)`` returns a further cost; infinity forbids.
    """
    rows, cols = g.cost.shape
    labels, best = [-1] * (rows * cols), [float("inf")] * (rows * cols)
    heap: list[tuple[float, int, int]] = []
    for seed in seeds:
        r, c = cell_of(seed.x, seed.y)
        heap.append((-seed.head_start, r * cols + c, seed.label))
        best[r * cols + c] = -seed.head_start
    heapq.heapify(heap)
    moves = _moves(g)
    while heap:
        spent, k, label = heapq.heappop(heap)
        if labels[k] >= 0:
            continue
        labels[k] = label
        for step, prices in moves:
            price = prices[k]
            if price == float("inf"):
                continue
            n = k + step
            total = spent + price
            if total >= best[n] or labels[n] >= 0:
                continue
            if may_enter is not None:
                total += may_enter(label, k, n)
                if total >= best[n]:
                    continue
            best[n] = total
            heapq.heappush(heap, (total, n, label))
    return np.array(labels, dtype=np.int64).reshape(rows, cols)


def _moves(g: Ground) -> list[tuple[int, list[float]]]:
    """For the eight directions the cost of leaving each cell that way; infinity at the window's edge."""
    rows, cols = g.cost.shape
    out = []
    for dr, dc in ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)):
        length = STEP_KM * (1.4142135623730951 if dr and dc else 1.0)
        price = np.full((rows, cols), np.inf)
        src = (slice(max(0, -dr), rows - max(0, dr)), slice(max(0, -dc), cols - max(0, dc)))
        dst = (slice(max(0, dr), rows + min(0, dr)), slice(max(0, dc), cols + min(0, dc)))
        climb = np.abs(g.height[dst] - g.height[src]) / 100.0
        side = _crossing(g, dr, dc, src, dst)
        price[src] = length * (g.cost[src] + g.cost[dst]) / 2 + 0.25 * climb + side
        out.append((dr * cols + dc, np.round(price, 5).ravel().tolist()))
    return out


def _crossing(g: Ground, dr: int, dc: int, src: tuple[slice, slice], dst: tuple[slice, slice]) -> Field:
    """Cost of the sides crossed by a move; a diagonal takes the cheaper of its two ways round."""

    def along_row(rows: slice) -> Field:
        return g.east[rows]

    def along_col(cols: slice) -> Field:
        return g.north[:, cols]

    if dr == 0:
        return along_row(src[0])
    if dc == 0:
        return along_col(src[1])
    return np.minimum(along_row(src[0]) + along_col(dst[1]), along_col(src[1]) + along_row(dst[0]))


# ------------------------------------------------------------------------------------------------ lines
def border_edges(labels: Labels) -> list[Edge]:
    """Sides of cells between different labels, as pairs of corner numbers."""
    cols = labels.shape[1] + 1
    r, c = np.nonzero(labels[:, :-1] != labels[:, 1:])
    vertical = [(k, k + cols) for k in (r * cols + c + 1).tolist()]
    r, c = np.nonzero(labels[:-1] != labels[1:])
    horizontal = [(k, k + 1) for k in ((r + 1) * cols + c).tolist()]
    return vertical + horizontal


@dataclass(frozen=True)
class Network:
    """Smoothed arcs in degrees between junctions; ``edge`` is one raster side of each arc, to look up what it is."""

    arcs: list[NDArray[np.float64]]
    edge: list[Edge]


def smooth_network(
    edges: list[Edge], streams: Collection[Edge], cols: int, rounds: int = 3, tolerance_km: float = 0.01
) -> Network:
    """Merge unit sides to arcs and smooth each arc between its fixed ends, so that neighbours keep one border."""
    unique = np.array(sorted({*edges, *streams}), dtype=np.int64)
    corners = np.stack([unique % cols, unique // cols], axis=-1).astype(float)
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(corners)))
    arcs, keys = [], []
    for line in shapely.get_parts(merged):
        for grid, edge in _one_kind(shapely.get_coordinates(line), streams, cols):
            km = _roughen(_relax(grid * STEP_KM + WINDOW[:2], rounds))
            km = shapely.get_coordinates(shapely.simplify(shapely.linestrings(km), tolerance_km))
            arcs.append(np.round(to_degrees(km), 6))
            keys.append(edge)
    return Network(arcs, keys)


def _one_kind(
    grid: NDArray[np.float64], streams: Collection[Edge], cols: int
) -> Iterator[tuple[NDArray[np.float64], Edge]]:
    """Cut an arc where a stream ends and the border goes on alone, as at a mouth or beyond a source."""
    corner = (grid[:, 1] * cols + grid[:, 0]).astype(np.int64).tolist()
    sides = [_edge(a, b) for a, b in pairwise(corner)]
    wet = [side in streams for side in sides]
    cuts = [0, *(k for k in range(1, len(sides)) if wet[k] != wet[k - 1]), len(sides)]
    for start, end in pairwise(cuts):
        yield grid[start : end + 1], sides[start]


def _edge(a: int, b: int) -> Edge:
    return min(a, b), max(a, b)


def _relax(points: NDArray[np.float64], rounds: int) -> NDArray[np.float64]:
    """Move every inner point towards its neighbours; a ring is smoothed all round."""
    closed = bool((points[0] == points[-1]).all())
    for _ in range(rounds):
        inner = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
        end = (points[-2] + 2 * points[0] + points[1]) / 4 if closed else points[0]
        points = np.vstack([end, inner, end if closed else points[-1]])
    return points


def _roughen(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bend the plane a little, the same way for every line, so that borders look surveyed and not drawn on a grid."""
    fine = np.vstack([np.stack([points[:-1], (points[:-1] + points[1:]) / 2], axis=1).reshape(-1, 2), points[-1:]])
    x, y = fine[:, 0], fine[:, 1]
    bend = [0.045 * fractal(x, y, 0.7, 3, SEED + k) + 0.12 * fractal(x, y, 2.3, 2, SEED + k + 5) for k in (110, 120)]
    return fine + np.stack(bend, axis=-1)
