"""The map in a browser: drawn once, restyled in place, selectable by mouse and key, and nothing but text from names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Frame, Page

from tests.browser import map_city
from tests.browser.conftest import Watch, build
from tests.browser.running import answered, click, map_frame, steady

DISTRICT = "99901-東中学校"
CITY = "/?m=99901"
IKOMA = Path(__file__).parents[3] / "shared" / "realdata" / "ikoma_29209"
Open = Callable[..., Page]


def geometry_requests(watch: Watch) -> list[str]:
    return [url for url in watch.requests if "/geo/" in url]


def class_of(frame: Frame, district: str) -> str:
    return frame.get_attribute(f'path[data-district="{district}"]', "aria-label") or ""


@pytest.fixture
def page(open_page: Open, tiny: Path) -> Page:
    return open_page(f"{CITY}&y=2021", database=tiny)


def test_every_district_is_drawn_with_its_pattern_and_words(page: Page) -> None:
    frame = map_frame(page)
    shapes = frame.query_selector_all("path.chiku-district")
    assert len(shapes) == 9
    fills = {shape.get_attribute("fill") for shape in shapes}
    assert len([fill for fill in fills if fill and fill.startswith("url(#")]) >= 4
    assert "中央中学校区, ◐ 準備中" in class_of(frame, "99901-中央中学校")
    legend = frame.inner_text(".chiku-legend")
    for word in ("設立済み", "準備中", "代替組織", "休止中", "解散・統合", "未設立", "未確認", "対象外"):
        assert word in legend
    assert frame.inner_text(".chiku-badge") == "架空データ"


def test_the_map_speaks_english(open_page: Open, tiny: Path) -> None:
    frame = map_frame(open_page(f"{CITY}&y=2021", "en", database=tiny))
    assert "Formed" in frame.inner_text(".chiku-legend")
    assert frame.inner_text(".chiku-badge") == "Fictional data"
    assert frame.get_attribute(".chiku-map", "aria-label") == "Map of the districts of Test City"
    assert frame.evaluate("document.documentElement.lang") == "en"


def test_another_year_restyles_the_living_map(page: Page, watch: Watch) -> None:
    frame = map_frame(page)
    first = "99901-浜中学校"
    assert "未設立" in class_of(frame, first)
    before = len(geometry_requests(watch))
    assert before == 2  # districts and backdrop, once
    frame.evaluate("window.chikuMark = ChikuMap.view.map; ChikuMap.view.map.setZoom(12.5, {animate: false})")
    slider = page.get_by_role("slider").first
    with answered(page):
        slider.focus()
        slider.press("ArrowRight")
    frame.wait_for_function(
        "id => document.querySelector(`path[data-district='${id}']`).getAttribute('aria-label').includes('設立済み')",
        arg=first,
    )
    assert frame.evaluate("window.chikuMark === ChikuMap.view.map && ChikuMap.view.stats.drawn") == 1
    assert frame.evaluate("ChikuMap.view.map.getZoom()") == 12.5
    assert len(geometry_requests(watch)) == before
    assert "y=2022" in page.url


def test_a_click_selects_and_the_address_follows(page: Page) -> None:
    frame = map_frame(page)
    frame.evaluate("window.chikuMark = true")
    click(page, frame.locator(f'path[data-district="{DISTRICT}"]'))
    frame.wait_for_selector("path.chiku-selected", state="attached")
    page.wait_for_url(f"**d={quote(DISTRICT)}**")
    assert frame.get_attribute(f'path[data-district="{DISTRICT}"]', "aria-pressed") == "true"
    assert frame.evaluate("window.chikuMark") is True


def test_the_keyboard_selects(page: Page) -> None:
    frame = map_frame(page)
    with answered(page):
        frame.focus(f'path[data-district="{DISTRICT}"]')
        page.keyboard.press("Enter")
    page.wait_for_url(f"**d={quote(DISTRICT)}**")


def test_a_deep_link_opens_its_view_and_survives_a_change_of_page(open_page: Open, tiny: Path) -> None:
    page = open_page(f"/formation?m=99901&y=2020&d={quote(DISTRICT)}", "en", database=tiny)
    click(page, page.get_by_test_id("stSidebarNav").get_by_text("Overview"))
    frame = map_frame(page)
    frame.wait_for_selector("path.chiku-selected", state="attached")
    for part in ("m=99901", "y=2020", f"d={quote(DISTRICT)}", "lang=en"):
        assert part in page.url


def test_invalid_values_of_a_link_are_put_right(open_page: Open, tiny: Path) -> None:
    page = open_page("/?m=00000&y=1890&d=nowhere&i=odd", database=tiny)
    map_frame(page)
    assert "m=99901" in page.url
    assert "nowhere" not in page.url


def test_whole_city_button_brings_everything_back(page: Page) -> None:
    frame = map_frame(page)
    home = frame.evaluate("ChikuMap.view.map.getZoom()")
    frame.evaluate("ChikuMap.view.map.setView([0, 0], 3, {animate: false})")
    frame.click("button.chiku-whole")
    assert frame.evaluate("ChikuMap.view.map.getZoom()") == home


@pytest.mark.parametrize("size", [(1400, 900), (1024, 768)])
def test_nothing_stands_under_the_legend_or_out_of_view(open_page: Open, tiny: Path, size: tuple[int, int]) -> None:
    page = open_page(CITY, database=tiny, size=size)
    frame = map_frame(page)
    look = """() => {
          const box = (e) => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
          return {
            map: box(document.querySelector(".chiku-map")),
            legend: box(document.querySelector(".chiku-legend")),
            shapes: [...document.querySelectorAll("path.chiku-district")].map(box),
            labels: [...document.querySelectorAll(".chiku-district-label span, .chiku-place span")].map(box),
          };
        }"""
    boxes: dict[str, Any] = steady(page, lambda: frame.evaluate(look))  # the map follows the width of the page
    left, top, right, bottom = boxes["map"]
    for x0, y0, x1, y1 in boxes["shapes"]:
        assert left <= x0
        assert top <= y0
        assert x1 <= right
        assert y1 <= bottom
    centres = [((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in boxes["shapes"]]
    x0, y0, x1, y1 = boxes["legend"]
    assert not [c for c in centres if x0 < c[0] < x1 and y0 < c[1] < y1]
    labels = boxes["labels"]
    for i, a in enumerate(labels):
        for b in labels[i + 1 :]:
            assert a[2] <= b[0] + 2 or b[2] <= a[0] + 2 or a[3] <= b[1] + 2 or b[3] <= a[1] + 2, (a, b)


def test_a_hostile_name_stays_text(open_page: Open, hostile: Path) -> None:
    page = open_page(CITY, database=hostile)
    frame = map_frame(page)
    first = 'path[data-district="99901-浜中学校"]'
    assert (frame.get_attribute(first, "aria-label") or "").startswith(map_city.HOSTILE)
    frame.hover(first, force=True)
    assert frame.inner_text(".chiku-tip strong") == map_city.HOSTILE
    for window in (page, frame):
        assert window.evaluate("window.__pwned") is None
        assert window.evaluate("document.querySelectorAll('img[src=x]').length") == 0


def test_geometry_that_cannot_be_read_is_said(open_page: Open, tiny: Path, watch: Watch) -> None:
    page = open_page("/about_data?m=99901", database=tiny)
    page.route("**/geo/**", lambda route: route.fulfill(status=404))
    click(page, page.get_by_test_id("stSidebarNav").get_by_text("概況"))
    holder = page.wait_for_selector('iframe[title*="streamlit_folium"]')
    frame = holder.content_frame() if holder else None
    assert frame is not None
    frame.wait_for_selector(".chiku-error:visible")
    assert "読み込めませんでした" in frame.inner_text(".chiku-error")
    watch.console.clear()
    watch.failed.clear()


@pytest.mark.real
@pytest.mark.skipif(not IKOMA.is_dir(), reason="needs ../shared/realdata/ikoma_29209")
def test_a_real_city_is_drawn_in_both_languages(open_page: Open, tmp_path: Path) -> None:
    database = build(tmp_path, "--boundaries", str(IKOMA))
    for language, word in (("ja", "未確認"), ("en", "Not confirmed")):
        frame = map_frame(open_page("/?m=29209", language, database=database))
        assert len(frame.query_selector_all("path.chiku-district")) == 8
        assert word in class_of(frame, "29209-光明中学校")
        assert frame.query_selector(".chiku-badge:visible") is None
