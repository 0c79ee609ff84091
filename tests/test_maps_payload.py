"""The map's payload: complete, honest about what is missing, and safe wherever JSON or HTML is read."""

from __future__ import annotations

import gzip
import json
from html.parser import HTMLParser

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import theme
from dashboard.database import queries
from dashboard.maps import folium_map, payload
from dashboard.maps.payload import DistrictValue, LegendRow, MapPoint
from tests.browser import map_city

STATUSES = tuple(theme.STATUSES.values())
FIRST, SECOND = "99901-浜中学校", "99901-中央中学校"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(map_city.write(tmp_path_factory.mktemp("map") / "city.duckdb"))


@pytest.fixture(autouse=True)
def home(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIKU_DATABASE", city)
    st.session_state.clear()


def content(made: payload.MapPayload) -> dict[str, object]:
    parsed: dict[str, object] = json.loads(payload.to_json(made))
    return parsed


def test_every_district_has_a_value_and_every_value_a_legend_row(city: str) -> None:
    values = {FIRST: DistrictValue("formed", "令和4年5月"), SECOND: DistrictValue("suppressed")}
    made = payload.for_districts(city, "99901", values, STATUSES, selected=FIRST, legend_title="状況")
    assert len(made.values) == 9
    assert made.values["99901-東中学校"].class_key == "no_data"
    assert [row.key for row in made.legend] == [*theme.STATUSES, "suppressed", "no_data"]
    assert {value.class_key for value in made.values.values()} <= {row.key for row in made.legend}


def test_kinds_of_nothing_that_do_not_occur_are_left_out(city: str) -> None:
    rows = [LegendRow(style, f"{i}件") for i, style in enumerate(theme.SEQUENTIAL)]
    values = {f"99901-{name}中学校": DistrictValue("q3") for name in map_city.NAMES}
    made = payload.for_districts(city, "99901", values, rows, selected=None, legend_title="件数")
    assert [row.label for row in made.legend] == ["0件", "1件", "2件", "3件", "4件"]


def test_geometry_is_named_never_carried(city: str) -> None:
    made = payload.for_districts(city, "99901", {}, STATUSES, selected=None, legend_title="")
    seen = content(made)
    assert str(seen["geo"]).startswith("/geo/99901-districts.")
    assert str(seen["base"]).startswith("/geo/99901-base.")
    assert len(payload.to_json(made).encode()) <= 5_000
    assert seen["sample"] is True


def test_values_stand_in_the_order_of_the_geometry(city: str) -> None:
    values = {FIRST: DistrictValue("formed", "令和4年5月"), SECOND: DistrictValue("suppressed", "9人以下")}
    made = payload.for_districts(city, "99901", values, STATUSES, selected=None, legend_title="")
    seen = content(made)
    body = queries.map_body(city, made.districts)
    assert body is not None
    order = [feature["id"] for feature in json.loads(gzip.decompress(body))["d"]]
    assert order == sorted(order) == sorted(made.values)
    pairs = dict(zip(order, zip(seen["values"][::2], seen["values"][1::2], strict=True), strict=True))  # type: ignore[index]
    words = {i: (seen["classes"][c][0], seen["texts"][t]) for i, (c, t) in pairs.items()}  # type: ignore[index]
    assert words[FIRST] == ("formed", "令和4年5月")
    assert words[SECOND] == ("suppressed", "9人以下")
    assert words["99901-東中学校"] == ("no_data", "")


def test_a_municipality_without_boundaries_has_no_geometry(city: str) -> None:
    made = payload.for_districts(city, "99902", {}, STATUSES, selected=None, legend_title="")
    assert (made.districts, made.base, dict(made.values)) == ("", "", {})
    assert made.name == "白紙町"


def test_a_point_carries_ink_that_reads_on_its_colour(city: str) -> None:
    point = MapPoint("F1", 138.3, 35.0, "公", theme.facility("school").colour, "施設", "予定", "学校", hollow=True)
    made = payload.for_districts(city, "99901", {}, STATUSES, selected=None, legend_title="", points=[point])
    rows = content(made)["points"]
    colour = theme.facility("school").colour
    assert rows == [["F1", 138.3, 35.0, "公", colour, theme.ink_on(colour), "circle", 1, "学校", "施設", "予定"]]


class Elements(HTMLParser):
    """What an HTML parser finds in a text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)


def test_no_text_leaves_its_place(city: str) -> None:
    evil = map_city.HOSTILE + "\u2028{% raw %}{{ cycler.__init__.__globals__ }}"
    made = payload.for_districts(
        city, "99901", {FIRST: DistrictValue("formed", evil)}, STATUSES, selected=None, legend_title=evil,
        points=[MapPoint(evil, 138.3, 35.0, "?", theme.CHART["line"], evil, evil, evil)],
    )  # fmt: skip
    text = payload.to_json(made)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text)["title"] == evil
    rendered = folium_map.build(text).get_root().html.render()
    parser = Elements()
    parser.feed(rendered)
    assert parser.tags == ["script"]
    assert text in rendered  # character for character: no template engine has read it


def test_the_script_is_constant(city: str) -> None:
    """One script for every payload: one identity of the component, one hash in the security policy."""
    assert folium_map.inline_script() == folium_map.inline_script()
    assert "ChikuMap.streamlit(map_div);" in folium_map.inline_script()


def test_the_map_loads_nothing_from_elsewhere() -> None:
    made = folium_map.build("{}")
    made.get_root().render()
    links = [link for _, link in (*made.default_js, *made.default_css)]
    assert all(link.startswith("/assets/map.") for link in links)
    assert "http" not in folium_map.inline_script()


def empty_page() -> None:
    from dashboard import state, theme
    from dashboard.maps import payload, view

    made = payload.for_districts(
        state.database(), "99902", {}, tuple(theme.STATUSES.values()), selected=None, legend_title=""
    )
    view.district_map(made, key="empty")


def test_without_boundaries_the_view_says_which_file_to_put_where() -> None:
    app = AppTest.from_function(empty_page, default_timeout=30).run()
    assert not app.exception
    assert "白紙町" in app.info[0].value
    assert app.code[0].value == "data/boundaries/99902_白紙町/"
