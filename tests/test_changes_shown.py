"""What the screen says about districts that changed: sentences, marks, tables, and which edition the map draws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st

from dashboard.database import queries
from dashboard.district import changes as district_changes
from dashboard.district import queries as queries_changes
from dashboard.formation import tables as formation_tables
from dashboard.formation import view as formation_view
from dashboard.records import tables as record_tables
from dashboard.state import Selection
from dashboard.text import t
from tests import changed_city
from tests.conftest import CODE
from tests.indicator_city import act, rows

EAST, WEST, NORTH, SOUTH = (f"{CODE}-{name}中学校" for name in "東西北南")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(changed_city.build(tmp_path_factory.mktemp("changed")).database)


@pytest.fixture(autouse=True)
def home(db: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CHIKU_DATABASE", db)
    st.session_state.clear()
    yield
    st.session_state.clear()


def test_each_change_is_one_sentence(db: str) -> None:
    said = [district_changes.sentence(change) for change in district_changes.of_city(db, CODE)]
    assert said == [
        "旧西浜中学校区→西中学校区、令和元年度（2019年度）",
        "旧東上・東下中学校区→東中学校区、令和3年4月1日（2021年4月1日）",
        "旧山手中学校区→北・南中学校区、2016年版と2023年版の間",
    ]


def test_a_district_says_how_it_came_about(db: str) -> None:
    changes = district_changes.of_city(db, CODE)
    assert district_changes.notices(changes, EAST) == [
        "令和3年4月1日（2021年4月1日）に、旧東上・東下中学校区が統合されて、この地区になりました。"
    ]
    (inferred,) = district_changes.notices(changes, SOUTH)
    assert inferred.endswith("（境界データの比較による推定）")
    assert district_changes.notices(changes, "elsewhere") == []


def test_a_series_breaks_where_areas_changed_and_not_at_a_new_name(db: str) -> None:
    changes = district_changes.of_city(db, CODE)
    assert list(district_changes.breaks(changes, 2006, 2026)) == [2021, 2023]
    assert list(district_changes.breaks(changes, 2021, 2022)) == []
    assert [c.kind for c in district_changes.later(changes, 2020)] == ["merger", "split"]


def test_the_table_of_the_curve_says_it_in_the_row(db: str) -> None:
    view = formation_view.load(db, Selection(CODE, 2019))
    frame = formation_tables.curve_table(view.points, view.total, view.breaks)
    said = dict(zip(view.points, frame[t("changes.column")], strict=True))
    assert said[2021] == "‡ 旧東上・東下中学校区→東中学校区、令和3年4月1日（2021年4月1日）"
    assert {year for year, words in said.items() if words} == {2021, 2023}
    assert t("changes.column") not in formation_tables.curve_table(view.points, view.total, {})


def test_the_comparison_names_the_districts_whose_area_was_another(db: str) -> None:
    changes = district_changes.of_city(db, CODE)
    changed = district_changes.by_district(district_changes.changed_since(changes, 2020))
    assert set(changed) == {EAST, NORTH, SOUTH}
    measured = rows(act(EAST, 1, 3), act(WEST, 1, 3))
    frame = record_tables.comparison(measured, measured.lines(unassigned="-", total="計"), changed)
    assert [bool(words) for words in frame[t("changes.column")]] == [True, False, False]


@pytest.mark.parametrize(
    ("year", "line", "overlaid"),
    [
        (2012, "（{y}の区域として代用）。{y}に最も近い境界は2016年版です。", True),
        (2019, "（令和元年度（2019年度）の区域として代用）。当時の境界は2016年版です。", True),
        (2024, "。", False),
    ],
)  # fmt: skip
def test_the_map_says_of_which_edition_it_is(db: str, year: int, line: str, overlaid: bool) -> None:
    found = queries_changes.edition(db, CODE, year)
    said = "地図の境界は2023年版です" + line.format(y="平成24年度（2012年度）")
    assert district_changes.edition_line(found, year) == said
    layer = district_changes.former_layer(found, queries.map_layers(db, CODE))
    assert bool(layer) == overlaid
    assert queries.map_body(db, layer) is not None or not overlaid


def test_one_edition_stands_in_for_earlier_years_and_has_nothing_to_lay_over() -> None:
    found = {"edition": "2021", "is_substitute": True, "drawn_edition": "2021"}
    assert (
        district_changes.edition_line(found, 2019)
        == "地図の境界は2021年版です（令和元年度（2019年度）の区域として代用）。"
    )
    assert district_changes.former_layer(found, {}) == ""


def test_a_council_of_a_former_district_is_shown_as_a_part(db: str) -> None:
    view = formation_view.load(db, Selection(CODE, 2019))
    assert view.situation is not None
    assert (view.situation.formed, view.situation.partly) == (2, 2)
    council = next(row for row in view.councils if row["council_id"] == "C1")
    assert formation_tables.area_of(council, EAST) == "一部、旧東上中学校区の区域"
    assert formation_tables.covered(council) == "東中学校区（一部、旧東上中学校区の区域）"
    values = formation_view.status_values(view)
    assert values[EAST].class_key == "formed_part"
    assert "一部" in values[EAST].text
    legend = {row.key: row.label for row in formation_view.status_legend(view)}
    assert (legend["formed"], legend["formed_part"]) == ("設立済み（0）", "一部で設立（2）")
    assert {run.status for run in view.strips if run.subject == EAST} == {"none", "formed_part"}


def test_the_table_of_changes_has_a_row_for_each_pair(db: str) -> None:
    frame = district_changes.table(queries.records(queries_changes.district_changes(db, CODE)), {})
    assert len(frame) == 5
    divided = frame[frame[t("changes.old")] == "山手中学校区"]
    assert list(divided[t("changes.people_share")]) == ["37.6%", "62.4%"]
    assert set(divided[t("changes.date")]) == {"2016年版と2023年版の間"}
    assert isinstance(frame, pd.DataFrame)


def test_every_page_with_a_map_says_of_which_edition_it_is() -> None:
    pages = [path.read_text("utf-8") for path in sorted((Path(__file__).parents[1] / "pages").glob("*.py"))]
    with_map = [text for text in pages if re.search(r"from dashboard\.maps import .*\bview\b", text)]
    assert len(with_map) == 6
    assert all("view.of_selection(" in text and "district_map(" not in text for text in with_map)
