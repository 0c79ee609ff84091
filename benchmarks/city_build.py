"""Wall time of the whole process `python -m etl build`, from start to end, and its peak memory.

The peer is a process that reads the same activities.csv with DuckDB's bare read_csv into a table in memory:
no check, no place, no geometry.  Growth: ten times the districts and
activities should take about ten times as long.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks import child
from benchmarks.cities import build_command, sample_folders
from benchmarks.make_city import CityFolder, make_city
from benchmarks.rows import Row

PEER = str(Path(__file__).parent / "peers" / "read_csv.py")
SIZES = ((40, 50_000, 3), (400, 500_000, 3))  # districts, activities, repetitions
BUDGET_S = 3.0


def builds(folders: CityFolder, times: int, work: Path) -> list[child.Used]:
    """Each into a new folder: a first build; one more before them warms the files."""
    used = []
    for _ in range(times + 1):
        with tempfile.TemporaryDirectory(dir=work) as out:
            used.append(child.run(*build_command(folders, Path(out))))
    return used[1:]


def rows_of(label: str, used: list[child.Used], budget: float | None = None) -> list[Row]:
    return [
        Row(f"{label}: wall", "s", tuple(u.seconds for u in used), budget=budget),
        Row(f"{label}: peak memory", "MB", tuple(u.peak_mb for u in used)),
    ]


def generated_rows(work: Path, districts: int, activities: int, times: int) -> list[Row]:
    label = f"{districts} districts, {activities:,} activities"
    city = make_city(work / f"generated_{districts}_{activities}", districts, activities)
    folders = CityFolder(city.boundaries.parent, city.activities.parent)
    used = builds(folders, times, work)
    peer = [child.run(PEER, str(city.activities / "activities.csv")) for _ in range(times)]
    wall = tuple(u.seconds for u in used)
    return [
        Row(f"{label}: wall (peer: read_csv)", "s", wall, tuple(u.seconds for u in peer)),
        Row(f"{label}: peak memory (same)", "MB", tuple(u.peak_mb for u in used), tuple(u.peak_mb for u in peer)),
        Row(f"{label}: activities a second", "rows/s", tuple(activities / seconds for seconds in wall)),
    ]


def measure(work: Path) -> list[Row]:
    data = child.ROOT / "data"
    rows = rows_of("sample city", builds(sample_folders(), 5, work), BUDGET_S)
    rows += rows_of("all shipped data", builds(CityFolder(data / "boundaries", data / "activities"), 5, work))
    for districts, activities, times in SIZES:
        rows += generated_rows(work, districts, activities, times)
    return rows
