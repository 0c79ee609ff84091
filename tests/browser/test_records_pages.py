"""The pages of records in a browser: activities, facilities, issues, about the data; in both languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser import records_city
from tests.browser.running import answered, download, map_frame, open_tab, pick, says

Open = Callable[..., Page]
PAGES = ("activities", "facilities", "issues", "about_data")
TITLES = {
    "ja": ("活動", "施設", "課題", "データについて"),
    "en": ("Activities", "Facilities", "Issues", "About the data"),
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return records_city.write(tmp_path_factory.mktemp("records") / "city.duckdb")


@pytest.fixture(scope="module")
def hostile_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return records_city.write(tmp_path_factory.mktemp("hostile") / "city.duckdb", hostile=True)


def assert_no_exception(page: Page) -> None:
    assert page.locator('[data-testid="stException"]').count() == 0


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_in_both_languages(open_page: Open, city: Path, name: str, lang: str) -> None:
    page = open_page(f"/{name}?m=99901&y=2024", lang, database=city)
    assert_no_exception(page)
    assert page.inner_text("h1").strip() == TITLES[lang][PAGES.index(name)]
    if name != "about_data":
        assert len(map_frame(page).query_selector_all("path.chiku-district")) == 9


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_city_with_nothing_says_what_is_missing(open_page: Open, city: Path, name: str, lang: str) -> None:
    page = open_page(f"/{name}?m=99902", lang, database=city)
    assert_no_exception(page)
    if name != "about_data":
        says(page, "data/activities/99902_")


@pytest.mark.parametrize("name", PAGES)
def test_every_municipality_that_ships_opens(open_page: Open, name: str) -> None:
    for code in ("99201", "01205", "20214", "45204"):
        page = open_page(f"/{name}?m={code}")
        assert_no_exception(page)
        page.close()


@pytest.mark.parametrize("name", PAGES)
def test_hostile_names_stay_text(open_page: Open, hostile_city: Path, name: str) -> None:
    page = open_page(f"/{name}?m=99901&y=2024&d=99901-浜中学校", database=hostile_city)
    assert_no_exception(page)
    assert page.evaluate("window.__pwned") is None
    made = page.locator("[data-testid=stMain], [data-testid=stSidebar]").locator(
        "img[src*=invalid], a[href*=invalid], a[href^=javascript], .katex"
    )
    assert made.count() == 0
    if name in ("activities", "facilities"):
        open_tab(page, page.get_by_role("tab").nth(1 if name == "activities" else 0).inner_text())
        says(page, "${window.__pwned=2}{{7*7}}")


def test_activities_count_the_unassigned_and_withhold_small_numbers(open_page: Open, city: Path) -> None:
    page = open_page("/activities?m=99901&y=2024&i=participants", database=city)
    says(page, "9件")
    labels = {
        path.get_attribute("data-district"): path.get_attribute("aria-label") or ""
        for path in map_frame(page).query_selector_all("path.chiku-district")
    }
    assert "秘匿" in labels["99901-中央中学校"]
    assert "秘匿" in labels["99901-本町中学校"]  # the next smallest, or subtraction would reveal the first
    assert "230" in labels["99901-浜中学校"]


def test_a_filter_restyles_the_map_in_place(open_page: Open, city: Path) -> None:
    page = open_page("/activities?m=99901&y=2024", database=city)
    frame = map_frame(page)
    frame.evaluate("window.stillHere = true")
    pick(page, "分野", "防災")
    assert "cat=disaster" in page.url
    assert frame.evaluate("window.stillHere") is True
    frame.wait_for_selector('path[data-district="99901-浜中学校"][aria-label*="2件"]')


def test_a_click_on_the_map_narrows_the_issues(open_page: Open, city: Path) -> None:
    page = open_page("/issues?m=99901", database=city)
    says(page, "6件のうち 6件を表示")
    with answered(page):
        map_frame(page).locator('path[data-district="99901-中央中学校"]').click()
    page.wait_for_url("**d=99901-**")
    says(page, "6件のうち 2件を表示")


@pytest.mark.parametrize(
    ("lang", "label", "words"),
    [
        ("ja", "課題を選ぶ", "！ 準備が整っていません（誰が・どう が空です）"),
        ("en", "Choose an issue", "! Not ready (who and how not said)"),
    ],
)
def test_an_issue_shows_its_steps_and_what_they_lack(
    open_page: Open, city: Path, lang: str, label: str, words: str
) -> None:
    page = open_page("/issues?m=99901&is=I2", lang, database=city)
    steps = page.locator(".st-key-issue_steps")
    expect(steps).to_contain_text(words)
    expect(steps.locator("[aria-current=step]")).to_contain_text("Plan")
    pick(page, label, "課題0")
    expect(steps.locator("[aria-current=step]")).to_contain_text("Do")
    assert "is=I0" in page.url
    expect(steps).not_to_contain_text(words)


def test_a_city_without_steps_says_how_to_add_them(open_page: Open, tmp_path: Path) -> None:
    import duckdb

    path = records_city.write(tmp_path / "city.duckdb")
    with duckdb.connect(str(path)) as db:
        db.execute("DELETE FROM actions")
    page = open_page("/issues?m=99901", database=path)
    says(page, "課題への取り組みは、まだ登録されていません")


def test_another_citys_framework_is_called_a_proposal(open_page: Open, city: Path) -> None:
    page = open_page("/issues?m=99901&f=other", database=city)
    says(page, "本ソフトの提案です（要確認）")


def test_a_framework_without_issues_shows_its_topics_and_no_district(open_page: Open, city: Path) -> None:
    page = open_page("/issues?m=99902", database=city)
    says(page, "町の分類")
    says(page, "枠組みの対応表")
    assert page.locator('iframe[title*="streamlit_folium"]').count() == 0


def test_planned_and_provisional_are_never_called_existing(open_page: Open, city: Path) -> None:
    page = open_page("/facilities?m=99901", database=city)
    legend = map_frame(page).inner_text(".chiku-legend")
    assert "集会所（予定）" in legend
    assert "コミュニティセンター（仮称）" in legend
    assert "コミュニティセンター（活動拠点）" in legend


def test_a_table_is_taken_away_with_its_source(open_page: Open, city: Path, tmp_path: Path) -> None:
    page = open_page("/activities?m=99901&y=2024", database=city)
    csv_button = page.get_by_role("button", name="CSV", exact=True).first
    named = download(page, csv_button, tmp_path / "table.csv")
    assert named.startswith("試験市_地区の比較_令和6年度（2024年度）_")
    rows = list(csv.reader(io.StringIO((tmp_path / "table.csv").read_text("utf-8-sig"))))
    assert rows[0][-2:] == ["年度", "出典"]
    assert "地域づくり白書" in rows[1][-1]
    assert rows[-1][0] == "合計"
    download(page, page.get_by_role("button", name="Excel", exact=True).first, tmp_path / "table.xlsx")
    assert openpyxl.load_workbook(tmp_path / "table.xlsx").sheetnames == ["地区の比較", "出典"]


def test_findings_say_where_and_what_to_do(open_page: Open, city: Path, tmp_path: Path) -> None:
    page = open_page("/about_data?m=99901", database=city)
    open_tab(page, "確認事項")
    csv_button = page.get_by_role("button", name="CSV", exact=True).locator("visible=true")
    download(page, csv_button, tmp_path / "findings.csv")
    text = (tmp_path / "findings.csv").read_text("utf-8-sig")
    for word in ("活動.csv", "12", "実施日", "きのう", "2024-04-01 のように書いてください。", "メモ.txt"):
        assert word in text


def test_the_grid_offers_no_download_of_its_own(open_page: Open, city: Path) -> None:
    """Its file would hold formulas as they are and name no source."""
    page = open_page("/about_data?m=99901&y=2024", database=city)
    grid = page.locator('[data-testid="stElementContainer"]:has([data-testid="stDataFrame"])').first
    grid.scroll_into_view_if_needed()
    grid.hover()
    buttons = grid.get_by_test_id("stElementToolbarButton").locator("button")
    expect(buttons.and_(page.locator('[aria-label^="Search"]'))).to_be_visible()
    expect(buttons.and_(page.locator('[aria-label^="Fullscreen"]'))).to_be_visible()
    for button in page.locator('button[aria-label*="CSV"]').all():
        expect(button).to_be_hidden()
