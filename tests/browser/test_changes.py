"""A change of districts in a real browser: the mark in the charts, the sentence, the lines of the time on the map."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.running import click, map_frame

MERGED = "滝上・滝下中学校区"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_curve_breaks_at_the_change_and_says_why(open_page: Callable[..., Page], lang: str) -> None:
    page = open_page("/?m=99201&y=2024", lang)
    curve = page.get_by_test_id("stVegaLiteChart").first
    expect(curve.locator("svg text", has_text="‡")).to_have_count(1)
    date = "令和3年4月1日（2021年4月1日）" if lang == "ja" else "1 April 2021 (Reiwa 3)"
    note = page.get_by_test_id("stCaptionContainer").filter(has_text=MERGED).filter(has_text="‡").first
    expect(note).to_contain_text(date)
    edition = (
        "地図の境界は2021年版です。" if lang == "ja" else "The boundaries on the map are those of the 2021 edition."
    )
    expect(page.get_by_text(edition)).to_be_visible()


def test_the_row_of_a_merged_district_bears_the_mark(open_page: Callable[..., Page]) -> None:
    page = open_page("/formation?m=99201&y=2019")
    strips = page.get_by_test_id("stVegaLiteChart").first
    expect(strips.locator("svg text", has_text="‡")).to_have_count(2)  # the sign and the light band around it
    expect(page.get_by_text("地区の変更", exact=True)).to_be_visible()


def test_the_lines_of_the_time_are_laid_over_and_nothing_else_is_drawn_anew(open_page: Callable[..., Page]) -> None:
    page = open_page("/?m=99201&y=2019")
    frame = map_frame(page)
    assert frame.locator("path.chiku-former").count() == 0
    before = frame.evaluate("ChikuMap.view.stats.drawn")
    click(page, page.get_by_text("当時の区域線（2016年版）を重ねる"))
    frame.wait_for_selector("path.chiku-former", state="attached")
    expect(frame.get_by_text("旧滝上中学校区")).to_be_attached()
    expect(frame.get_by_text("当時の区域線（2016年版）")).to_be_visible()
    assert frame.evaluate("ChikuMap.view.stats.drawn") == before
    click(page, page.get_by_text("当時の区域線（2016年版）を重ねる"))
    expect(frame.locator("path.chiku-former")).to_have_count(0)


def test_a_merged_district_tells_how_it_came_about(open_page: Callable[..., Page]) -> None:
    page = open_page("/issues?m=99201&y=2024&d=99201-三ツ滝中学校")
    expect(page.get_by_text(f"旧{MERGED}が統合されて、この地区になりました。")).to_be_visible()
