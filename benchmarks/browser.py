"""A headless Chromium for measuring: times are taken inside the page, once a frame; bytes off the websocket."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.browser.install_chromium import find_chromium
from tests.browser.running import PATIENCE_S, ROOT, free_port, wait_until_up

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
PATIENCE_MS = 60_000
ELSEWHERE = re.compile(r"^https?://(?!127\.0\.0\.1[:/])")
LEAFLET = Path(next(iter(find_spec("xstatic.pkg.leaflet").submodule_search_locations))) / "data"  # type: ignore[union-attr,arg-type]


#: JavaScript: the documents of the components on the page.
FRAMES = "const frames = [...document.querySelectorAll('iframe')].map((f) => f.contentDocument).filter(Boolean);"


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        raise SystemExit("No Chromium: run `python tests/browser/install_chromium.py` or set CHIKU_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@contextlib.contextmanager
def streamlit_page(script: str, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of ``streamlit run benchmarks/peers/<script>`` on this machine alone."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", f"benchmarks/peers/{script}", "--server.port", str(port)],
        cwd=ROOT, env={**os.environ, **(settings or {})}, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_up(address, process)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


@contextlib.contextmanager
def fresh_page(browser: Browser) -> Iterator[Page]:
    """A page without a cache, as large as a laptop's screen; what it asks of other hosts is answered from here."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="ja-JP")
    context.route(ELSEWHERE, answer)
    try:
        yield context.new_page()
    finally:
        context.close()


def answer(route: Route) -> None:
    """Leaflet out of its package, without the delay of a network; any other library empty."""
    name = route.request.url.rsplit("/", 1)[-1]
    if name in ("leaflet.js", "leaflet.css"):
        route.fulfill(path=LEAFLET / name, content_type="text/css" if name.endswith("css") else "text/javascript")
    else:
        route.fulfill(body="", content_type="text/css" if name.endswith("css") else "text/javascript")


def settle(page: Page) -> None:
    """Until the script has run and nothing is pending."""
    for _ in range(2):
        page.wait_for_selector(IDLE, timeout=PATIENCE_MS)
        page.wait_for_timeout(250)


def moment(page: Page, condition: str, since: str = "0") -> float:
    """Seconds from ``since`` (0: the navigation's start) to the first frame in which the expression holds."""
    handle = page.wait_for_function(
        f"() => {{ {FRAMES} return ({condition}) ? performance.now() - ({since}) : false; }}",
        polling="raf",
        timeout=PATIENCE_MS,
    )
    return float(handle.json_value()) / 1000


@dataclass
class Traffic:
    """What the server sent over the page's websocket since ``clear``, in bytes of each message before compression."""

    messages: list[bytes] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        page.on("websocket", lambda socket: socket.on("framereceived", self.keep))

    def keep(self, payload: str | bytes) -> None:
        self.messages.append(payload if isinstance(payload, bytes) else payload.encode())

    def clear(self) -> None:
        self.messages.clear()

    def kilobytes(self, containing: bytes = b"") -> float:
        return sum(len(message) for message in self.messages if containing in message) / 1000
