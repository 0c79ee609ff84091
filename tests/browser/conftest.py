"""A real server and a real browser that can reach nothing else.

``open_page(path, lang)`` gives a page; when the test ends, any console error, failed request or attempt to reach
another host fails it.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, Route, sync_playwright

from tests.browser import map_city
from tests.browser.install_chromium import find_chromium
from tests.browser.running import ROOT, listen, serving, settle

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Watch:
    """What went wrong on a page: console errors, failed or refused requests, requests to other hosts."""

    home: str
    console: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        page.route("**/*", self.guard)
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("response", self.judge)
        page.on("requestfailed", self.miss)

    def guard(self, route: Route) -> None:
        self.requests.append(route.request.url)
        parts = urlsplit(route.request.url)
        if parts.scheme in ("data", "blob") or f"{parts.scheme}://{parts.netloc}" == self.home:
            route.continue_()
        else:
            self.foreign.append(route.request.url)
            route.abort()

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console.append(message.text)

    def judge(self, response: Response) -> None:
        if response.status >= 400:
            self.failed.append(f"{response.status} {response.url}")

    def miss(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the browser itself drops what a left page still wanted
            self.failed.append(f"{request.failure} {request.url}")

    def assert_clean(self) -> None:
        assert not self.console, f"console errors: {self.console}"
        assert not self.failed, f"failed requests: {self.failed}"
        assert not self.foreign, f"requests to other hosts: {self.foreign}"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        pytest.fail("No Chromium: run `python tests/browser/install_chromium.py` or set CHIKU_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Start a server of a database, once for each, and give its address."""
    with contextlib.ExitStack() as stack:
        running: dict[Path, str] = {}

        def start(database: Path) -> str:
            if database not in running:
                running[database] = stack.enter_context(serving(database))
            return running[database]

        yield start


def build(out: Path, *options: str) -> Path:
    """A database built as a user builds it; the newest in ``out``."""
    command = [sys.executable, "-m", "etl", "build", "--out", str(out), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return max(out.glob("*.duckdb"))


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the data that ship with the program."""
    return build(tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city of ``map_city``: 99901 with a map, 99902 without boundaries."""
    return map_city.write(tmp_path_factory.mktemp("tiny") / "tiny.duckdb")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city, one of its districts named to break out of every kind of text."""
    return map_city.write(tmp_path_factory.mktemp("hostile") / "hostile.duckdb", hostile=True)


@pytest.fixture
def watch() -> Watch:
    """What the pages of this test did; asserted clean when the test ends."""
    return Watch("")


@pytest.fixture
def visit(chromium: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """A settled page of a server, in a window of ``size`` pixels."""
    contexts = []

    def start(home: str, path: str, lang: str = "ja", *, size: tuple[int, int] = (1400, 900)) -> Page:
        watch.home = home
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, locale="ja-JP")
        contexts.append(context)
        page = listen(context.new_page())
        watch.attach(page)
        page.goto(f"{home}{path}{'&' if '?' in path else '?'}lang={lang}")
        return settle(page)

    yield start
    for context in contexts:
        context.close()
    watch.assert_clean()


@pytest.fixture
def open_page(
    visit: Callable[..., Page], serve: Callable[[Path], str], request: pytest.FixtureRequest
) -> Callable[..., Page]:
    """A settled page of the shipped data, or of another database, in a window of ``size`` pixels."""

    def start(path: str, lang: str = "ja", *, database: Path | None = None, **window: tuple[int, int]) -> Page:
        return visit(serve(database or request.getfixturevalue("shipped")), path, lang, **window)

    return start
