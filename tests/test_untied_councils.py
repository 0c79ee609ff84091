"""Councils whose districts nobody has told: boundaries and foundings are there, the tie between them is not.

So it is once a city of which only a document is registered gets its official boundaries.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st

from dashboard.formation import by_year_map as formation_map
from dashboard.formation import headline
from dashboard.formation import view as formation_view
from dashboard.state import Selection
from etl.build.database import build_database
from tests.conftest import CODE, write_csv


@pytest.fixture
def untied(make_city: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    boundaries = make_city() / "boundaries"
    records = tmp_path / "records" / f"{CODE}_小浜町"
    write_csv(records / "councils.csv", ["協議会ID|協議会名", "c1|北の会", "c2|南の会"])
    write_csv(
        records / "council_events.csv",
        ["出来事ID|協議会|出来事|年月日", "e1|c1|設立|平成20年1月", "e2|c2|設立|平成22年8月"],
    )
    write_csv(records / "targets.csv", ["目標ID|期限|対象", "t1|平成26年度|全地区"])
    database = build_database([boundaries], [tmp_path / "records"], tmp_path / "build").database
    assert database is not None
    monkeypatch.setenv("CHIKU_DATABASE", str(database))
    st.session_state.clear()
    return str(database)


def view(database: str, year: int) -> formation_view.View:
    return formation_view.load(database, Selection(municipality=CODE, fiscal_year=year, district=None))


def test_the_curve_counts_councils_never_zero_districts(untied: str) -> None:
    here = view(untied, 2010)
    assert here.by_council
    assert (here.points[2006], here.points[2007], here.points[2010]) == (0, 1, 2)
    assert {run.subject for run in here.strips} == {"c1", "c2"}
    assert here.untied == ["北の会", "南の会"]
    assert view(untied, 2007).untied == ["北の会"]


def test_the_figures_say_that_the_tie_is_missing(untied: str) -> None:
    here = view(untied, 2010)
    assert here.situation is not None
    total = here.situation.total
    card = headline.councils_card(here.formed_councils, here.beyond, total)
    assert (card.value, card.detail) == ("2 設立", f"どの地区の協議会かは未登録（全{total}地区）")
    target = headline.target_card(here.target, here.pace)
    assert target.value == f"{total} 地区"
    assert "計算できません" in target.detail
    assert here.pace.remaining is None


def test_the_map_dates_no_district(untied: str) -> None:
    values, legend = formation_map.classes(view(untied, 2010))
    assert {value.class_key for value in values.values()} == {"unknown"} == {row.key for row in legend}
