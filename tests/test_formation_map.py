"""The map of when: formed districts by their 年度, the others by their status; nobody is left out."""

from __future__ import annotations

import pytest
import streamlit as st

from dashboard import theme
from dashboard.formation import by_year_map as formation_map
from dashboard.formation import view as formation_view
from dashboard.state import Selection
from tests.browser import map_city


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(map_city.write(tmp_path_factory.mktemp("when") / "city.duckdb"))


@pytest.fixture(autouse=True)
def home(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIKU_DATABASE", city)
    st.session_state.clear()


def view(city: str, year: int) -> formation_view.View:
    return formation_view.load(city, Selection(municipality="99901", fiscal_year=year, district=None))


@pytest.mark.parametrize("year", [2015, 2020, 2024])
def test_every_district_has_one_class_of_the_legend(city: str, year: int) -> None:
    here = view(city, year)
    values, legend = formation_map.classes(here)
    assert set(values) == {row["district_id"] for row in here.districts}
    assert {value.class_key for value in values.values()} == {row.key for row in legend}


def test_the_districts_dated_are_the_districts_formed(city: str) -> None:
    here = view(city, 2024)
    formed = {district for district, row in here.status.items() if row["status"] == "formed"}
    assert set(formation_map.since(here)) == formed != set()
    values, _ = formation_map.classes(here)
    dated = {district for district, value in values.items() if value.class_key not in theme.STATUSES}
    assert dated == formed
    assert all(values[district].text for district in formed)


def test_a_district_formed_later_is_not_dated_yet(city: str) -> None:
    late = formation_map.since(view(city, 2024))
    for district, first in late.items():
        assert district not in formation_map.since(view(city, first - 1))
        assert formation_map.since(view(city, first))[district] == first


def test_the_legend_names_years(city: str) -> None:
    _, legend = formation_map.classes(view(city, 2024))
    assert any(row.label.startswith(("H", "R")) for row in legend)
