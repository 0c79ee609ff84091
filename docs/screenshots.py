"""Take the pictures of the guides anew from the sample city: ``python -m docs.screenshots`` (test environment)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, FilePayload, sync_playwright

from etl import build_database
from tests.browser.conftest import ARGUMENTS
from tests.browser.install_chromium import find_chromium
from tests.browser.running import ROOT, choose_files, listen, map_frame, press, serving, settle

FOLDER = Path(__file__).parent
SIZE = {"width": 1400, "height": 900}
WHOLE_PAGE = {"width": 1200, "height": 2560}
#: File name and address of each picture; every one of these pages has a map above the fold.
PICTURES = {
    "overview-en": "/?m=99201&y=2025&lang=en",
    "overview-ja": "/?m=99201&y=2025&lang=ja",
    "activities-ja": "/activities?m=99201&y=2025&lang=ja",
    "facilities-ja": "/facilities?m=99201&y=2025&lang=ja",
}

#: What the picture of the import page takes in.
INVENTED = """活動名,実施日,地区,分野,参加者数
合同避難訓練,令和6年9月1日,潮見中学校区,防災,約120名
花壇づくり,R6.5.12,奥山中学校区,環境・美化,35人
夏まつり,来月,千鳥中学校区,文化・祭り,800
子ども食堂,2024-10-05,白崎中学校区,福祉・見守り,42
"""


def take(browser: Browser, address: str, file: Path) -> None:
    """One picture, once the map is drawn and the page is at rest."""
    page = listen(browser.new_page(viewport=SIZE))
    page.goto(address)
    settle(page)
    map_frame(page)
    page.wait_for_load_state("networkidle")
    settle(page)
    page.screenshot(path=file)
    page.close()


def take_import(browser: Browser, home: str, file: Path) -> None:
    """A dry run of a small file of invented activities, from the file to the button that takes it in."""
    page = listen(browser.new_page(viewport=WHOLE_PAGE))
    page.goto(f"{home}/import_data?m=99201&lang=ja")
    settle(page)
    invented: FilePayload = {"name": "活動記録_架空データ.csv", "mimeType": "text/csv", "buffer": INVENTED.encode()}
    choose_files(page, invented)
    press(page, "内容を確かめる")
    page.get_by_role("heading", name="変更のある地区").wait_for()
    settle(page)
    map_frame(page)
    page.screenshot(path=file)
    page.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for name in ("boundaries", "activities"):
            shutil.copytree(ROOT / "data" / name, data / name)
        built = build_database([data / "boundaries"], [data / "activities"], data / "build")
        assert built.database is not None
        with serving(data / "build") as home, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            for name, address in PICTURES.items():
                take(browser, home + address, FOLDER / f"{name}.png")
            take_import(browser, home, FOLDER / "importing-ja.png")
            browser.close()


if __name__ == "__main__":
    main()
