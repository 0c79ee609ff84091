"""Time from the key that moves the 年度 slider until the map shows the new 年度, and what the server sent for it.

Ours is the whole overview page (map, cards, curve, tables); each move goes to a 年度 not shown before.  The map's own
message is counted apart from everything the page sent.  The peer is a page with nothing but the slider and a
folium.GeoJson of the same districts in st_folium.  Streamlit's slider waits before it tells the
server; both pay for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from benchmarks import cities
from benchmarks.browser import FRAMES, Traffic, chromium, fresh_page, moment, settle, streamlit_page
from benchmarks.rows import Row
from tests.browser.running import serving

TIMES = 5
FIRST_YEAR = 2017
#: What a frame's map says now: ours its updates and its legend's title, the naive one the colours of its shapes.
OURS = "f.querySelector('.chiku-map')?.dataset.updates + f.querySelector('.chiku-legend')?.textContent"
NAIVE = "[...f.querySelectorAll('path.leaflet-interactive')].map((p) => p.getAttribute('fill')).join()"


@dataclass(frozen=True)
class Side:
    """One of the two pages: how its shapes are found, how it says what it shows, which messages carry the map."""

    shape: str
    state: str
    mark: bytes

    def drawn(self, count: int) -> str:
        """JavaScript: the frame in which all shapes stand, if there is one."""
        return f"frames.find((f) => f.querySelectorAll('{self.shape}').length === {count})"

    def changed(self, count: int) -> str:
        """JavaScript: all shapes stand in one frame and it says something else than before."""
        return f"frames.some((f) => f === {self.drawn(count)} && {self.state} !== window.stateBefore)"


CHIKU = Side("path.chiku-district", OURS, b"chiku-payload")
FOLIUM = Side("path.leaflet-interactive", NAIVE, b"L.map")


@dataclass(frozen=True)
class Change:
    seconds: float
    map_kb: float
    all_kb: float


def change(page: Page, side: Side, count: int, traffic: Traffic) -> Change:
    """Press the key once; until all shapes stand and the map says something else."""
    remember = f"""() => {{
      {FRAMES}
      const f = {side.drawn(count)};
      window.stateBefore = {side.state};
      const press = () => {{ window.pressed = performance.now(); }};
      document.addEventListener('keydown', press, {{ capture: true, once: true }});
    }}"""
    page.evaluate(remember)
    traffic.clear()
    page.get_by_role("slider").first.press("ArrowRight")
    seconds = moment(page, side.changed(count), "window.pressed")
    settle(page)
    return Change(seconds, traffic.kilobytes(side.mark), traffic.kilobytes())


def changes(browser: Browser, address: str, side: Side, count: int) -> list[Change]:
    """The first move is left out: it warms."""
    traffic = Traffic()
    with fresh_page(browser) as page:
        traffic.attach(page)
        page.goto(address)
        moment(page, side.drawn(count))
        settle(page)
        return [change(page, side, count, traffic) for _ in range(TIMES + 1)][1:]


def compare(browser: Browser, city: cities.City, ratio: float, kilobytes: float) -> list[Row]:
    with serving(city.database) as home:
        ours = changes(browser, f"{home}/?m={city.code}&y={FIRST_YEAR}", CHIKU, city.districts)
    settings = {"CHIKU_PEER_DATABASE": str(city.database), "CHIKU_PEER_CITY": city.code}
    with streamlit_page("naive_page.py", settings) as home:
        naive = changes(browser, home, FOLIUM, city.districts)
    label = f"{city.label}: {city.districts} districts"
    every = tuple(c.all_kb for c in naive)
    return [
        Row(f"{label}: until restyled (peer: naive)", "s", seconds(ours), seconds(naive), ratio, of_ratio=True),
        Row(f"{label}: sent for the map (same)", "KB", tuple(c.map_kb for c in ours), every, kilobytes),
        Row(f"{label}: sent for the whole page (same)", "KB", tuple(c.all_kb for c in ours), every),
    ]


def seconds(found: list[Change]) -> tuple[float, ...]:
    return tuple(c.seconds for c in found)


def measure(work: Path) -> list[Row]:
    sizes = [(cities.sample(work), 0.5, 5.0), (cities.generated(work, 438, 4_000), 0.1, 20.0)]
    if real := cities.real(work, 4_000):
        sizes.append((real, 0.1, 20.0))
    with chromium() as browser:
        return [row for city, ratio, kilobytes in sizes for row in compare(browser, city, ratio, kilobytes)]
