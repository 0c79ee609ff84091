"""A national data set: 10,000 districts in 500 municipalities, 10 million activities, 1 million of them by point only.

The whole process `python -m etl build`, from start to end, at 1, 10 and 100 % of it, with its peak memory.  Peers on
the same files: a process that only reads activities.csv with DuckDB's bare read_csv into a table in memory (the budget
is a ratio to this one), the same into a database file (a build has to write one), and a plain script of pandas and
geopandas that does the same work on activities.csv but gives no finding, keeps no account and draws no map.  The script
is not run at 100 %, where it would need more than ten times its memory at 10 %.  Growth: the exponent of time over rows
from one size to the next; 1 is linear.  Processor time is that of all threads: on a machine that has other work to do
its ratio says more than that of the wall time.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import log10
from pathlib import Path
from statistics import median

from benchmarks import child
from benchmarks.cities import build_command
from benchmarks.make_city import CityFolder
from benchmarks.make_nation import MUNICIPALITIES
from benchmarks.rows import Row

PEERS = Path(__file__).parent / "peers"
ACTIVITIES = 10_000_000
#: Share of the whole in percent, repetitions, whether the script of pandas takes part.
SIZES = ((1, 3, True), (10, 2, True), (100, 2, False))
BUDGET_RATIO, BUDGET_MB = 8.0, 4096 * 1.048576


@dataclass(frozen=True)
class Measured:
    """What one size took, repetition by repetition."""

    share: int
    build: tuple[child.Used, ...]
    memory: tuple[child.Used, ...]
    file: tuple[child.Used, ...]
    script: tuple[child.Used, ...]

    @property
    def label(self) -> str:
        return f"{self.share} %"

    @property
    def activities(self) -> int:
        return ACTIVITIES * self.share // 100


def measure_size(work: Path, share: int, times: int, *, script: bool) -> Measured:
    """Peers and build by turns, so that a busy minute meets all of them."""
    folder = work / f"nation_{share}"
    size = str(ACTIVITIES * share // 100), str(MUNICIPALITIES * share // 100)
    child.run("-m", "benchmarks.make_nation", str(folder), *size)
    nation = CityFolder(folder / "boundaries", folder / "activities")
    activities = str(nation.activities / "activities.csv")
    bare = str(PEERS / "read_csv.py")
    found: list[list[child.Used]] = [[], [], [], []]
    for _ in range(times):
        found[1].append(child.run(bare, activities))
        found[2].append(into(work, lambda out: (bare, activities, str(out / "bare.duckdb"))))
        found[0].append(into(work, lambda out: build_command(nation, out)))
        if script:
            found[3].append(into(work, lambda out: plain_script(nation, out)))
    shutil.rmtree(folder)
    return Measured(share, *map(tuple, found))


def plain_script(nation: CityFolder, out: Path) -> tuple[str, ...]:
    return (str(PEERS / "pandas_geopandas.py"), str(nation.boundaries), str(nation.activities), str(out))


def into(work: Path, command: Callable[[Path], tuple[str, ...]]) -> child.Used:
    with tempfile.TemporaryDirectory(dir=work) as out:
        return child.run(*command(Path(out)))


def seconds(used: tuple[child.Used, ...]) -> tuple[float, ...]:
    return tuple(u.seconds for u in used)


def rows_of(found: Measured) -> list[Row]:
    whole = found.share == 100
    wall, memory = seconds(found.build), tuple(u.peak_mb for u in found.build)
    rows = [
        Row(f"{found.label}: wall (peer: read_csv into memory)", "s", wall, seconds(found.memory),
            BUDGET_RATIO if whole else None, of_ratio=whole),
        Row(f"{found.label}: wall (peer: read_csv into a file)", "s", wall, seconds(found.file)),
        Row(f"{found.label}: peak memory (peer: read_csv into memory)", "MB", memory,
            tuple(u.peak_mb for u in found.memory), BUDGET_MB if whole else None),
        Row(f"{found.label}: processor time (peer: read_csv into memory)", "s",
            tuple(u.cpu_seconds for u in found.build), tuple(u.cpu_seconds for u in found.memory)),
        Row(f"{found.label}: activities a second", "rows/s", tuple(found.activities / s for s in wall)),
    ]  # fmt: skip
    if found.script:
        rows.append(Row(f"{found.label}: wall (peer: pandas + geopandas)", "s", wall, seconds(found.script)))
        script = tuple(u.peak_mb for u in found.script)
        rows.append(Row(f"{found.label}: peak memory (peer: pandas + geopandas)", "MB", memory, script))
    return rows


def growth(smaller: Measured, larger: Measured) -> Row:
    """Exponent of time over rows."""
    times = median(seconds(larger.build)) / median(seconds(smaller.build))
    exponent = log10(times) / log10(larger.share / smaller.share)
    return Row(f"growth from {smaller.label} to {larger.label}", "exponent", (exponent,))


def measure(work: Path) -> list[Row]:
    found = [measure_size(work, share, times, script=script) for share, times, script in SIZES]
    rows = [row for one in found for row in rows_of(one)]
    return rows + [growth(a, b) for a, b in pairwise(found)]
