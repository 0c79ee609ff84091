"""Time from the start of the navigation until every district's shape stands in the map of the first page.

The real server (`python -m dashboard`), warmed by one visit; a new browser context (no cache) each time.  The peer
is an empty page of the same Streamlit, visited in turn with the map, until its one word stands.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from benchmarks import cities
from benchmarks.browser import chromium, fresh_page, moment, streamlit_page
from benchmarks.rows import Row
from tests.browser.running import serving

TIMES = 7
BUDGET_FEW, BUDGET_MANY = 1.3, 1.45
SHAPES = "frames.some((f) => f.querySelectorAll('path.chiku-district').length === {count})"
WORD = "[...document.querySelectorAll('[data-testid=stText]')].some((e) => e.textContent === 'ready')"


def visit(browser: Browser, address: str, condition: str) -> float:
    with fresh_page(browser) as page:
        page.goto(address, wait_until="commit")
        return moment(page, condition)


def compare(browser: Browser, city: cities.City, empty: str, budget: float) -> Row:
    with serving(city.database) as home:
        address, condition = f"{home}/?m={city.code}", SHAPES.replace("{count}", str(city.districts))
        pairs = [(visit(browser, address, condition), visit(browser, empty, WORD)) for _ in range(TIMES + 1)][1:]
    mine, peer = zip(*pairs, strict=True)
    label = f"{city.label}: {city.districts} districts (peer: empty page)"
    return Row(label, "s", mine, peer, budget, of_ratio=True)


def measure(work: Path) -> list[Row]:
    sizes = [(cities.sample(work), BUDGET_FEW), (cities.generated(work, 438, 4_000), BUDGET_MANY)]
    if real := cities.real(work, 4_000):
        sizes.append((real, BUDGET_MANY))
    with chromium() as browser, streamlit_page("empty_page.py") as empty:
        return [compare(browser, city, empty, budget) for city, budget in sizes]
