"""Every benchmark runs, small: none rots.  What it measures is not judged here."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import child, cities, city_build, first_map, make_nation, national, page_time, recolour
from benchmarks.rows import Row
from etl.build.database import build_database
from etl.readers.sheets import long_text


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Everything a benchmark repeats is done once or twice, on a few districts."""
    generated = cities.generated
    monkeypatch.setattr(cities, "generated", lambda work, _districts, _activities: generated(work, 6, 60))
    monkeypatch.setattr(cities, "real", lambda _work, _activities: None)
    monkeypatch.setattr(city_build, "SIZES", ((6, 60, 1),))
    monkeypatch.setattr(city_build, "builds", lambda folders, _times, work: [_build(folders, work)])
    monkeypatch.setattr(national, "ACTIVITIES", 40_000)
    monkeypatch.setattr(national, "SIZES", ((1, 1, True), (10, 1, False)))
    for module in (first_map, page_time, recolour):
        monkeypatch.setattr(module, "TIMES", 2)
    monkeypatch.setattr(page_time, "YEARS", (2020, 2021))
    return tmp_path


def _build(folders: cities.CityFolder, work: Path) -> child.Used:
    return child.run(*cities.build_command(folders, work / "once"))


def test_these_are_all() -> None:
    named = {*command.NAMES, *command.LONG}
    assert named == {
        m.__name__.removeprefix("benchmarks.") for m in (city_build, first_map, national, page_time, recolour)
    }


@pytest.mark.parametrize("name", ["city_build", "national", "page_time"])
def test_a_benchmark_runs_small(small: Path, name: str) -> None:
    judged(command.import_module(f"benchmarks.{name}").measure(small))


@pytest.mark.browser
@pytest.mark.parametrize("name", ["first_map", "recolour"])
def test_a_benchmark_of_the_browser_runs_small(small: Path, name: str) -> None:
    # In a thread of its own: browser tests that ran before hold a browser, and Playwright allows one a thread.
    with ThreadPoolExecutor(max_workers=1) as apart:
        judged(apart.submit(command.import_module(f"benchmarks.{name}").measure, small).result())


def judged(rows: list[Row]) -> None:
    assert rows
    assert all(value > 0 for row in rows for value in row.values)


@pytest.mark.parametrize("dropped", ["協議会", "地区", "会場", "市区町村コード"])
def test_a_long_file_may_lack_any_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dropped: str) -> None:
    """As the generated cities do: their activities name no council, or no municipality (their folder does)."""
    monkeypatch.setattr(long_text, "LONG_BYTES", 1)
    nation = make_nation.make_nation(tmp_path / "in", 400, municipalities=1, steps=2)
    path = nation.activities / "activities.csv"
    header, *lines = path.read_text("utf-8").splitlines()
    position = header.split(",").index(dropped)
    kept = [",".join(c for i, c in enumerate(line.split(",")) if i != position) for line in (header, *lines)]
    path.write_text("\n".join(kept) + "\n", "utf-8")
    result = build_database([nation.boundaries], [nation.activities], tmp_path / "out")
    assert result.database is not None
    assert result.rows_read == result.rows_loaded + result.rows_rejected
    assert result.tables["activities"] > 390
