"""A real server in a process of its own, as a user starts it, and the one way in which tests use its pages.

Whoever types, picks or presses here waits first until the page is at rest, then until the run of the page that this
asked for is over: told by the messages between browser and server, never by a time.  Every wait has the same bound.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar
from weakref import WeakKeyDictionary

from playwright.sync_api import FilePayload, Frame, Locator, Page, WebSocket, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[2]
#: How long anything may take: a bound for what never happens, so generous that no slow machine reaches it.
PATIENCE_S = 240
PATIENCE_MS = PATIENCE_S * 1000
#: How long an opened list may take to show what was typed, before it is opened anew.
OPENS_MS = 6_000
#: Between two looks at something the browser cannot wait for by itself.
GLANCE_MS = 25
#: Looks that have to see the same.
LOOKS = 8
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
#: ``CHIKU_BROWSER_SLOWDOWN=4``: the browser as on a machine a fourth as fast.
SLOWDOWN = float(os.environ.get("CHIKU_BROWSER_SLOWDOWN", "1"))
T = TypeVar("T")
expect.set_options(timeout=PATIENCE_MS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(address: str, process: subprocess.Popen[str]) -> None:
    """Until the server answers; its own words if it does not."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the server ended with {process.returncode}: {process.communicate()}")
        with contextlib.suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(address):
            return
        time.sleep(0.1)
    raise AssertionError(f"no answer from {address} within {PATIENCE_S} s")


@contextlib.contextmanager
def serving(place: Path, *options: str, **settings: str) -> Iterator[str]:
    """The address of a server of that database, or of that folder of builds; it is stopped in the end.

    ``settings`` are variables of its environment.
    """
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CHIKU_")} | settings
    chosen = [] if place.is_dir() else ["--database", str(place)]
    if place.is_dir():
        environment["CHIKU_BUILD_DIR"] = str(place)
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard", "--port", str(port), *chosen, *options],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_up(address, process)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


# ------------------------------------------------------------------------------------------------ the page's state
class Talk:
    """What browser and server said to each other about runs of the page: how many were asked for, and what runs."""

    def __init__(self, page: Page) -> None:
        self.asked = 0
        self.waiting = self.running = False
        page.on("websocket", self.listen)

    def listen(self, socket: WebSocket) -> None:
        socket.on("framesent", self.sent)
        socket.on("framereceived", self.received)

    def sent(self, frame: bytes | str) -> None:
        message = BackMsg.FromString(frame) if isinstance(frame, bytes) else BackMsg()
        if message.WhichOneof("type") == "rerun_script":
            self.asked += 1
            self.waiting = True

    def received(self, frame: bytes | str) -> None:
        message = ForwardMsg.FromString(frame) if isinstance(frame, bytes) else ForwardMsg()
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.waiting, self.running = False, True
        elif kind == "script_finished":
            self.running = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN

    @property
    def at_rest(self) -> bool:
        return bool(self.asked) and not self.waiting and not self.running


_talks: WeakKeyDictionary[Page, Talk] = WeakKeyDictionary()


def listen(page: Page) -> Page:
    """Begin to follow a page, before it is opened; as slow as was asked for."""
    _talks[page] = Talk(page)
    page.set_default_timeout(PATIENCE_MS)
    if SLOWDOWN > 1:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    return page


def wait_until(page: Page, true: Callable[[], bool], what: str) -> None:
    """Until something is so, while the browser goes on."""
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, f"not within {PATIENCE_S} s: {what}"
        page.wait_for_timeout(GLANCE_MS)


def settle(page: Page) -> Page:
    """Wait until no run of the page is asked for or under way, and the browser has drawn the last one."""
    talk = _talks[page]
    while True:
        wait_until(page, lambda: talk.at_rest, "the page at rest")
        page.wait_for_selector(IDLE)
        if talk.at_rest:
            return page


@contextlib.contextmanager
def answered(page: Page) -> Iterator[None]:
    """Around one act: it begins on a page at rest and ends when the run that it asked for is over."""
    talk, before = _talks[page], _talks[settle(page)].asked
    yield
    wait_until(page, lambda: talk.asked > before, "a run asked for by what was done")
    settle(page)


def steady(page: Page, look: Callable[[], T]) -> T:
    """What is seen once it no longer moves: the same in several looks in a row."""
    settle(page)
    seen: list[T] = []

    def still() -> bool:
        seen.append(look())
        return len(seen) >= LOOKS and all(each == seen[-1] for each in seen[-LOOKS:])

    wait_until(page, still, "something that no longer moves")
    return seen[-1]


def says(page: Page, words: str) -> None:
    """The page shows these words, as soon as all of it is drawn."""
    expect(page.get_by_test_id("stMain")).to_contain_text(words, use_inner_text=True)


def map_frame(page: Page) -> Frame:
    """The frame of the first map on the page, drawn."""
    holder = page.wait_for_selector('iframe[title*="streamlit_folium"]')
    frame = holder.content_frame() if holder else None
    assert frame is not None
    frame.wait_for_selector(".chiku-map[data-updates]")
    return frame


# ---------------------------------------------------------------------------------------------- what a reader does
def click(page: Page, target: Locator) -> None:
    """Click what the server answers."""
    with answered(page):
        target.click()


def at_once(page: Page, *targets: Locator, busy_ms: int = 0) -> None:
    """Leave the field that is being written and click one after the other, faster than any answer.

    Between two clicks the browser can be busy: what it hears meanwhile it understands only afterwards.
    """
    page.evaluate(
        """async ([elements, busy]) => {
          const turn = () => new Promise((done) => setTimeout(done));
          if (document.activeElement) document.activeElement.blur();
          for (const element of elements) {
            await turn();
            element.click();
            await turn();
            const end = performance.now() + busy;
            while (performance.now() < end);
          }
        }""",
        [[target.element_handle() for target in targets], busy_ms],
    )


def press(page: Page, name: str) -> None:
    """Press the visible button of that name, wait until its work is done."""
    click(page, page.get_by_role("button", name=name, exact=True).locator("visible=true"))


def open_tab(page: Page, name: str) -> None:
    """Open a tab: one that asks the server for its content, or one whose content is there already."""
    settle(page)
    tab = page.get_by_role("tab", name=name)
    tab.click()
    expect(tab).to_have_attribute("aria-selected", "true")
    settle(page)


def pick(page: Page, label: str, option: str) -> None:
    """Choose from a select box: type, wait until the list shows the wanted option, click it, see that the box holds it.

    Enter would take whatever the list has by then, which on a slow machine is not yet what was typed.  A list that
    closes again (the page was still being drawn when it was opened) is opened anew, as a person would.
    """
    box = page.get_by_test_id("stSelectbox").filter(has_text=label)
    wanted = page.get_by_role("option").filter(has_text=option)
    settle(page)
    with answered(page):
        for _ in range(PATIENCE_MS // OPENS_MS):
            box.locator("input").click()
            page.wait_for_timeout(
                GLANCE_MS * LOOKS
            )  # the click opens the list or closes it; typing at once would meet either
            box.locator("input").fill(option)
            with contextlib.suppress(PlaywrightTimeoutError):
                wanted.first.wait_for(timeout=OPENS_MS)
                wanted.click(timeout=OPENS_MS)  # the only one that is left
                break
            box.locator("input").press("Escape")
    expect(page.get_by_test_id("stSelectboxVirtualDropdown")).to_have_count(0)
    expect(box.locator("input")).to_have_value(re.compile(re.escape(option)))


def write(page: Page, label: str, text: str) -> None:
    """Fill in a field and hand it over; it still holds the text when the page has answered."""
    field = page.get_by_label(label, exact=True).locator("visible=true")
    with answered(page):
        field.fill(text)
        field.press("Enter")
    expect(field).to_have_value(text)


def choose_files(page: Page, *files: FilePayload) -> None:
    """Drop files on the page and wait until it has counted them."""
    with answered(page):
        page.set_input_files('[data-testid="stFileUploaderDropzoneInput"]', files)
    says(page, f"{len(files)}個のファイル")


def download(page: Page, button: Locator, file: Path) -> str:
    """Take a file from a button; the name that was suggested for it."""
    settle(page)
    with page.expect_download() as waiting:
        button.click()
    waiting.value.save_as(file)
    return waiting.value.suggested_filename
