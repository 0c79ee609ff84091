"""Overview and formation in a browser: figures, panel, tables and strips follow the selection; nothing is invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from tests.browser import map_city
from tests.browser.running import answered, click, map_frame, steady

DISTRICT = "99901-東中学校"
CITY = "m=99901&y=2022"
ROW = 34  # pixels, as dashboard.parts.tables has it
Open = Callable[..., Page]


def cards(page: Page, name: str) -> str:
    return page.locator(f".st-key-{name} dl").inner_text()  # waits until it is drawn


def panel_text(page: Page) -> str:
    page.locator(".st-key-district_panel dl").wait_for()
    return page.locator(".st-key-district_panel").inner_text()


def click_row(page: Page, number: int) -> None:
    """Tick the box of a row of the first table."""
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    with answered(page):
        table.click(position={"x": 15, "y": ROW * (number + 0.5)})


@pytest.mark.parametrize(
    ("lang", "formed", "people"),
    [("ja", "1 / 8 地区", "設立済みの地区 1,000人 / 全体 38,000人"), ("en", "1 of 8", "1,000 of 38,000 people")],
)
def test_the_figures_say_what_they_are_made_of(
    open_page: Open, tiny: Path, lang: str, formed: str, people: str
) -> None:
    page = open_page(f"/?{CITY}", lang, database=tiny)
    shown = cards(page, "overview_cards")
    assert formed in shown  # one of the nine is not applicable
    assert "2.6%" in shown
    assert people in shown
    assert len(map_frame(page).query_selector_all("path.chiku-district")) == 9


def test_the_year_changes_the_figures(open_page: Open, tiny: Path) -> None:
    assert "0 / 8 地区" in cards(open_page("/?m=99901&y=2021", database=tiny), "overview_cards")


def test_a_row_of_the_gaps_selects_the_district_everywhere(open_page: Open, tiny: Path) -> None:
    page = open_page(f"/?{CITY}", database=tiny)
    click_row(page, 1)  # most people without a council: 潮見台
    page.wait_for_url(f"**d={quote('99901-潮見台中学校')}**")
    panel = panel_text(page)
    assert "潮見台中学校区" in panel
    assert "? 未確認" in panel
    assert "9,000人" in panel
    map_frame(page).wait_for_selector("path.chiku-selected", state="attached")


def test_the_panel_speaks_of_the_district_in_the_address(open_page: Open, tiny: Path) -> None:
    page = open_page(f"/?{CITY}&d={quote(DISTRICT)}", "en", database=tiny)
    panel = panel_text(page)
    assert "Not formed" in panel
    assert "6,000" in panel
    assert "… No data" in panel  # no activity is recorded at all: not zero


def test_a_hostile_name_stays_text_in_panel_and_strips(open_page: Open, hostile: Path) -> None:
    first = quote("99901-浜中学校")
    page = open_page(f"/?{CITY}&d={first}", database=hostile)
    assert map_city.HOSTILE in panel_text(page)
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0
    page = open_page(f"/formation?{CITY}&d={first}", database=hostile)
    page.wait_for_selector('[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg')
    assert page.evaluate("document.querySelectorAll('img[src=x]').length") == 0
    assert page.evaluate("window.__pwned") is None


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_strip_selects_its_district(open_page: Open, tiny: Path, lang: str) -> None:
    page = open_page(f"/formation?{CITY}", lang, database=tiny)
    chart = page.locator('.st-key-formation_strips_None [data-testid="stVegaLiteChart"]')
    chart.locator("canvas, svg").first.wait_for()
    box = steady(page, chart.bounding_box)
    assert box is not None
    with answered(page):
        page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.4)
    page.wait_for_url("**&d=99901**")
    page.locator('[class*="st-key-formation_strips_99901"]').wait_for()


def test_councils_without_boundaries_are_counted_but_never_out_of_a_total(open_page: Open) -> None:
    page = open_page("/?m=45204&y=2010")
    shown = cards(page, "overview_cards")
    assert "3 設立" in shown
    assert "全地区数は未登録" in shown
    assert "3 /" not in shown
    page.get_by_test_id("stCode").first.locator("code").wait_for()
    body = page.get_by_test_id("stMain").inner_text()
    assert "data/boundaries/45204_日南市/A32-23_45_GML.zip" in body
    assert page.locator("iframe").count() == 0
    before = open_page("/?m=45204&y=2007")
    assert "1 設立" in cards(before, "overview_cards")


def test_councils_without_boundaries_have_their_histories(open_page: Open) -> None:
    page = open_page("/formation?m=45204&y=2010", "en")
    page.get_by_test_id("stVegaLiteChart").wait_for()
    assert "3 formed" in cards(page, "formation_cards")
    assert page.get_by_test_id("stVegaLiteChart").count() == 1
    page.get_by_test_id("stDataFrame").nth(2).wait_for()  # events, councils, targets


@pytest.mark.parametrize(("path", "lang"), [("/", "ja"), ("/formation", "en")])
def test_a_municipality_without_councils_says_what_there_is(open_page: Open, path: str, lang: str) -> None:
    page = open_page(f"{path}?m=20214", lang)
    page.get_by_test_id("stCode").first.locator("code").wait_for()
    body = page.get_by_test_id("stMain").inner_text()
    assert "data/activities/20214_茅野市/councils.csv" in body
    click(page, page.get_by_test_id("stPageLink").get_by_role("link"))
    page.wait_for_url("**/issues?**")
    assert "m=20214" in page.url


@pytest.mark.parametrize("size", [(1400, 900), (1024, 768)])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_card_is_cut_off(open_page: Open, lang: str, size: tuple[int, int]) -> None:
    page = open_page("/?m=99201&y=2024", lang, size=size)
    cards(page, "overview_cards")
    cut = page.evaluate(
        """() => [...document.querySelectorAll("[class*=st-key-] dl dt, [class*=st-key-] dl dd")]
              .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent)"""
    )
    assert cut == []
