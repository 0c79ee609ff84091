"""What a reader does on a busy machine is never lost: clicks in quick succession, before the page has answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser import records_city
from tests.browser.running import answered, at_once, click, pick, settle

Open = Callable[..., Page]
#: Longer than a run of the page, so that the second click is sent before the browser hears what came of the first.
BUSY_MS = 1500


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return records_city.write(tmp_path_factory.mktemp("records") / "city.duckdb")


def test_a_choice_stands_though_the_next_click_still_sends_the_old_address(open_page: Open, city: Path) -> None:
    page = open_page(f"/activities?m=99901&y=2024&d={quote('99901-浜中学校')}", database=city)
    clear = page.get_by_test_id("stSidebar").get_by_test_id("stButton").locator("button")
    other = page.get_by_test_id("stCheckbox").locator("input").first
    with answered(page):
        at_once(page, clear, other, busy_ms=BUSY_MS)
    expect(other).to_be_checked()
    assert "d=" not in page.url
    expect(clear).to_have_count(0)


def test_another_language_keeps_every_choice_though_the_next_click_sends_the_old_words(
    open_page: Open, city: Path
) -> None:
    page = open_page("/activities?m=99901&y=2024&i=participants", database=city)
    other = page.get_by_test_id("stCheckbox").locator("input").first
    with answered(page):
        at_once(page, page.get_by_role("radio", name="English"), other, busy_ms=BUSY_MS)
    expect(page.get_by_role("heading", level=1)).to_have_text("Activities")
    expect(other).to_be_checked()
    for part in ("lang=en", "y=2024", "i=participants"):
        assert part in page.url


def test_back_in_the_browser_takes_a_choice_back(open_page: Open, city: Path) -> None:
    page = open_page("/activities?m=99901&y=2024", database=city)
    pick(page, "分野", "防災")
    assert "cat=disaster" in page.url
    with answered(page):
        page.go_back()
    assert "cat=" not in settle(page).url
    expect(page.get_by_test_id("stSelectbox").filter(has_text="分野")).not_to_contain_text("防災")
    with answered(page):
        page.go_forward()
    assert "cat=disaster" in settle(page).url


def test_back_leads_to_the_page_before_with_its_choice(open_page: Open, city: Path) -> None:
    page = open_page("/activities?m=99901&y=2024", database=city)
    pick(page, "分野", "防災")
    click(page, page.get_by_test_id("stSidebarNav").get_by_text("施設"))
    with answered(page):
        page.go_back()
    page.wait_for_url("**/activities?**")
    assert "cat=disaster" in settle(page).url
