"""docs/adding-an-indicator.md, done word for word: the column, the measure, the entry and the words of its example."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import duckdb
import pytest

from dashboard.indicators import engine, registry
from dashboard.indicators.registry import INDICATORS, MEASURES, Indicator, Measure
from tests import indicator_city
from tests.tiny_city import CITY

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "adding-an-indicator.md").read_text("utf-8")
SQL = (ROOT / "etl" / "sql" / "50_district_year_measures.sql").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return [m.replace("\n   ", "\n").strip() for m in re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)]


def test_the_example_gives_the_figure_worked_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (column,), (measure, entry) = blocks("sql"), blocks("python")
    assert SQL.count("  p.people_65_over,\n") == 1
    database = indicator_city.write(tmp_path / "20260101T000000000000.duckdb")
    with duckdb.connect(database) as connection:
        connection.execute(SQL.replace("  p.people_65_over,\n", f"  p.people_65_over,\n  {column}\n"))
    made = eval(measure, vars(registry).copy())  # noqa: S307 - our own document
    assert isinstance(made, Measure)
    assert made.name not in MEASURES
    monkeypatch.setitem(MEASURES, made.name, made)
    indicator = eval(entry, vars(registry).copy())  # noqa: S307
    assert isinstance(indicator, Indicator)
    monkeypatch.setitem(INDICATORS, indicator.key, indicator)
    measured = engine.measured(database, CITY, 2023)
    values = measured.values(indicator)
    assert values["east"].value == pytest.approx(100 * 1500 / 2900)
    assert values["west"].value == 50
    assert (values["north"].kind, values["islet"].kind) == ("no_data", "not_applicable")
    assert measured.city(indicator).value == pytest.approx(100 * 2000 / 3900)
    assert indicator.key in registry.of_subject("people")


def test_the_example_names_its_words_in_both_languages() -> None:
    found = [tomllib.loads(block) for block in blocks("toml")]
    assert [list(words) for words in found] == [["share_15_64"], ["share_15_64"]]
    assert len({words["share_15_64"] for words in found}) == 2
