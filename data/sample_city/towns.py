"""About ninety census towns inside (a few of them across) the districts, with people and households.

The figures are invented; they add up to the schools' totals in ``districts.SCHOOLS``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.sample_city.districts import ISLAND_SEED, OUTSIDE, SCHOOLS
from data.sample_city.growth import Ground, Labels, Seed, cell_of, grow
from data.sample_city.noise import Field, fractal, smoothstep
from data.sample_city.terrain import SEED, STEP_KM, WINDOW

#: Names by district, so that numbered 丁目 lie side by side.
NAMES = (
    ("本町一丁目", "本町二丁目", "本町三丁目", "中央一丁目", "中央二丁目", "魚町", "寺町", "新町一丁目", "新町二丁目",
     "堀端町", "松原町", "潮見町", "川口町"),
    ("港南一丁目", "港南二丁目", "埠頭", "港町", "浜町一丁目", "浜町二丁目", "入船町", "汐入町", "北浜町",
     "港ヶ丘", "港見台"),
    ("川辺町", "東川辺一丁目", "東川辺二丁目", "東川辺三丁目", "新田一丁目", "新田二丁目", "柳原", "葦原", "河原町",
     "洲崎町", "東浜", "砂山", "南新田"),
    ("若葉台一丁目", "若葉台二丁目", "若葉台三丁目", "若葉台四丁目", "若葉台五丁目", "緑ヶ丘", "桜坂", "丘の上町",
     "西谷", "池之内", "北若葉"),
    ("千鳥一丁目", "千鳥二丁目", "千鳥浜", "磯辺", "大岬", "西磯辺", "塩田", "中千鳥", "千鳥ヶ丘", "上千鳥", "千鳥島"),
    ("白崎町大浦", "白崎町小浦", "白崎町立石", "白崎町浜添", "白崎町山手", "白崎町東浦", "白崎町荒磯", "白崎町岬"),
    ("梅沢", "上梅沢", "下梅沢", "東梅沢", "梅ヶ丘", "坂下", "日向", "段原", "井戸沢", "花畑"),
    ("三ツ滝町下平", "三ツ滝町中平", "三ツ滝町上平", "三ツ滝町落合", "三ツ滝町滝見", "三ツ滝町杉谷", "三ツ滝町石渡",
     "三ツ滝町山之口"),
    ("奥山字湖畔", "奥山字中組", "奥山字上組", "奥山字下組", "奥山字木地屋"),
)  # fmt: skip
ISLAND_TOWN = "千鳥島"
#: Towns that reach over a district's border, as some do in life.
STRADDLING = ("新田一丁目", "港ヶ丘", "北浜町", "千鳥二丁目", "白崎町浜添", "砂山", "花畑", "梅ヶ丘")
#: People per household by district.
HOUSEHOLD_SIZE = (2.18, 2.24, 2.41, 2.58, 2.40, 2.33, 2.62, 2.37, 2.02)
HOUSEHOLDS = 24_500
#: Where people gather: x, y, radius in km, weight.
CENTRES = ((-1.3, -2.8, 2.2, 9.0), (-3.7, -3.3, 1.3, 7.0), (2.3, -2.4, 1.8, 5.0), (-3.3, 0.5, 1.6, 5.0),
           (-7.3, -2.6, 1.4, 3.0), (8.2, -4.4, 1.2, 2.0), (6.3, -0.6, 1.5, 2.0), (0.6, 4.4, 1.2, 2.0))  # fmt: skip


@dataclass(frozen=True)
class Town:
    """One census town: its number is its label on the raster."""

    number: int
    name: str
    district: int
    x: float
    y: float
    people: int
    households: int

    @property
    def key_code(self) -> str:
        """Eleven digits as in the census's small areas: municipality 5, town 4 (district and order), 丁目 2."""
        names = NAMES[self.district]
        chome = next((k + 1 for k, digit in enumerate("一二三四五") if self.name.endswith(f"{digit}丁目")), 0)
        stem = self.name[:-3] if chome else self.name
        order = next(k for k, name in enumerate(names) if name.startswith(stem)) + 1
        return f"99201{(self.district + 1) * 100 + order * 2:04d}{chome:02d}"


def crowd(g: Ground, above_stream: Field) -> Field:
    """Relative density of people on each cell."""
    rows, cols = g.cost.shape
    x, y = np.meshgrid(WINDOW[0] + (np.arange(cols) + 0.5) * STEP_KM, WINDOW[1] + (np.arange(rows) + 0.5) * STEP_KM)
    out = np.full(x.shape, 0.12)
    for cx, cy, radius, weight in CENTRES:
        away = np.sqrt((x - cx) ** 2 + (y - cy) ** 2) / (2.2 * radius)
        out = out + weight * (1 - smoothstep(0.0, 1.0, away))
    flat = 1 / (1 + (above_stream / 22) ** 2) + 0.02
    return np.where(g.land, out * flat * (1 + 0.5 * fractal(x, y, 1.1, 3, SEED + 130)), 0.0)


def label_towns(g: Ground, districts: Labels, density: Field) -> tuple[Labels, list[Seed]]:
    """Town number of every cell, and the towns' seeds in the order of their names."""
    seeds = _seeds(districts, density)
    home = {s.label: int(districts[cell_of(s.x, s.y)]) for s in seeds} | {OUTSIDE: OUTSIDE}
    flat = districts.ravel().tolist()

    def may_enter(label: int, _: int, cell: int) -> float:
        return 0.0 if flat[cell] == home[label] else float("inf")

    outside = [Seed(OUTSIDE, *_point(k, districts.shape[1])) for k in np.flatnonzero(_rim(districts)).tolist()]
    grown = grow(g, seeds + outside, may_enter)
    grown = np.where(grown < 0, OUTSIDE, grown)
    names = [name for group in NAMES for name in group]
    for name in STRADDLING:
        _spread(g, grown, districts, names.index(name))
    return grown, seeds


def _spread(g: Ground, labels: Labels, districts: Labels, town: int) -> None:
    """Let a town take a ragged strip of the district next to it, but not over a river or a ridge."""
    mine = labels == town
    home = int(districts[mine][0])
    rows, cols = labels.shape
    rough = fractal(*np.meshgrid(np.arange(cols) * STEP_KM, np.arange(rows) * STEP_KM), 0.9, 3, SEED + 140)
    open_to = (districts != home) & (districts != OUTSIDE) & g.land & (rough > -0.25)
    for _ in range(4):
        near = np.zeros(mine.shape, dtype=bool)
        near[:, 1:] |= mine[:, :-1] & (g.east < 1.0)
        near[:, :-1] |= mine[:, 1:] & (g.east < 1.0)
        near[1:] |= mine[:-1] & (g.north < 1.0)
        near[:-1] |= mine[1:] & (g.north < 1.0)
        mine = mine | (near & open_to)
    labels[mine] = town


def _rim(districts: Labels) -> NDArray[np.bool_]:
    """Cells at the window's edge that lie outside the municipality."""
    rim = np.zeros(districts.shape, dtype=bool)
    rim[0], rim[-1], rim[:, 0], rim[:, -1] = True, True, True, True
    return rim & (districts == OUTSIDE)


def _point(cell: int, cols: int) -> tuple[float, float]:
    return WINDOW[0] + (cell % cols + 0.5) * STEP_KM, WINDOW[1] + (cell // cols + 0.5) * STEP_KM


def _seeds(districts: Labels, density: Field) -> list[Seed]:
    out: list[Seed] = []
    for d, names in enumerate(NAMES):
        inside = (districts == d) & (density > 0)
        rows, cols = np.nonzero(inside)
        xy = np.stack([WINDOW[0] + (cols + 0.5) * STEP_KM, WINDOW[1] + (rows + 0.5) * STEP_KM], axis=-1)
        weight = np.sqrt(density[inside]) * np.sqrt(np.sqrt(density[inside])) + 0.02
        if d == 4:
            mainland = xy[:, 1] > -8.6
            xy, weight = xy[mainland], weight[mainland]
        count = len(names) - (1 if d == 4 else 0)
        centres = _chain(_weighted_means(xy, weight, count), (SCHOOLS[d].x, SCHOOLS[d].y))
        if d == 4:
            centres = np.vstack([centres, ISLAND_SEED])
        out += [Seed(len(out) + i, float(x), float(y)) for i, (x, y) in enumerate(centres)]
    return out


def _weighted_means(xy: Field, weight: Field, count: int) -> Field:
    """Lloyd's k-means, started from the heaviest places that are far from each other; seeds are cells."""
    chosen = [int(np.argmax(weight))]
    nearest = ((xy - xy[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < count:
        chosen.append(int(np.argmax(nearest * weight**2)))
        nearest = np.minimum(nearest, ((xy - xy[chosen[-1]]) ** 2).sum(axis=1))
    centres = xy[chosen]
    for _ in range(12):
        group = ((xy[:, None, :] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
        total = np.bincount(group, weight, count)
        sums = [np.bincount(group, weight * xy[:, k], count) for k in (0, 1)]
        centres = np.stack(sums, axis=-1) / total[:, None]
    closest = ((xy[:, None, :] - centres[None]) ** 2).sum(axis=2).argmin(axis=0)
    return np.asarray(xy[closest])


def _chain(points: Field, start: tuple[float, float]) -> Field:
    """Order the points so that each is the nearest to the one before, from the school outwards."""
    left, here, out = list(range(len(points))), np.array(start), []
    while left:
        k = min(left, key=lambda i: float(((points[i] - here) ** 2).sum()))
        left.remove(k)
        here = points[k]
        out.append(k)
    return np.asarray(points[out])


def share_out(total: int, weights: Field) -> NDArray[np.int64]:
    """Whole numbers in proportion to the weights that add up to the total (largest remainder)."""
    exact = total * weights / float(sum(weights.tolist()))
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def make_towns(labels: Labels, seeds: list[Seed], density: Field) -> list[Town]:
    """People and households of every town, by the crowd on its cells."""
    names = [(d, name) for d, group in enumerate(NAMES) for name in group]
    crowds = np.bincount(labels[labels != OUTSIDE], density[labels != OUTSIDE], len(names))
    people = np.zeros(len(names), dtype=np.int64)
    for d, school in enumerate(SCHOOLS):
        mine = [i for i, (of, _) in enumerate(names) if of == d]
        people[mine] = share_out(school.people, np.round(np.sqrt(crowds[mine]) * np.sqrt(np.sqrt(crowds[mine])), 6))
    swing = [1 + 0.08 * ((i * 37 % 19) / 9 - 1) for i in range(len(names))]
    expected = np.array([people[i] / HOUSEHOLD_SIZE[d] * swing[i] for i, (d, _) in enumerate(names)])
    households = share_out(HOUSEHOLDS, expected)
    return [
        Town(i, name, d, seeds[i].x, seeds[i].y, int(people[i]), int(households[i]))
        for i, (d, name) in enumerate(names)
    ]
