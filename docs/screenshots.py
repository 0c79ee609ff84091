"""Take the pictures of the guides anew from the sample city: ``python -m docs.screenshots`` (test environment)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from etl import build_database
from tests.browser.conftest import ARGUMENTS, map_frame, settle
from tests.browser.install_chromium import find_chromium
from tests.browser.running import ROOT, serving

FOLDER = Path(__file__).parent
SIZE = {"width": 1400, "height": 900}
#: File name and address of each picture; every one of these pages has a map above the fold.
PICTURES = {
    "overview-en": "/?m=99201&y=2025&lang=en",
    "overview-ja": "/?m=99201&y=2025&lang=ja",
    "activities-ja": "/activities?m=99201&y=2025&lang=ja",
    "facilities-ja": "/facilities?m=99201&y=2025&lang=ja",
}


def take(browser: Browser, address: str, file: Path) -> None:
    """One picture, once the map is drawn and the page is at rest."""
    page = browser.new_page(viewport=SIZE)
    page.goto(address)
    settle(page)
    map_frame(page)
    page.wait_for_load_state("networkidle")
    settle(page)
    page.screenshot(path=file)
    page.close()


def main() -> None:
    data = ROOT / "data"
    with tempfile.TemporaryDirectory() as folder:
        built = build_database([data / "boundaries"], [data / "activities"], Path(folder))
        assert built.database is not None
        with serving(built.database) as home, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            for name, address in PICTURES.items():
                take(browser, home + address, FOLDER / f"{name}.png")
            browser.close()


if __name__ == "__main__":
    main()
