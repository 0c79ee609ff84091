"""The import page in a browser: files and forms become changes, are accepted and undone; and who may do so."""

from __future__ import annotations

import os
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from dashboard.importing.dry_run import XLSX
from dashboard.web import passphrase
from tests.browser.running import (
    at_once,
    choose_files,
    click,
    download,
    open_tab,
    press,
    says,
    serving,
    settle,
    write,
)
from tests.conftest import CODE, HOSTILE, build_city, write_city

Visit = Callable[..., Page]
PAGE = f"/import_data?m={CODE}"
UPLOAD = '[data-testid="stFileUploaderDropzoneInput"]'
EVENTS = "活動名,実施日,地区,参加者数\n防災講座,令和6年10月6日,東中学校区,約40名\n来週の会,来週,東中学校区,\n"
SECRET = "小浜の灯台守 42"  # noqa: S105 - of a test


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of its own: every test of this module takes in and takes back."""
    return build_city(write_city(tmp_path_factory.mktemp("import"))).folder


@pytest.fixture(scope="module")
def home(data: Path) -> Iterator[str]:
    with serving(data / "build") as address:
        yield address


def drop(page: Page, *files: tuple[str, str]) -> None:
    """Choose files of these names and texts."""
    choose_files(page, *({"name": n, "mimeType": "text/csv", "buffer": t.encode()} for n, t in files))


def journal(data: Path) -> int:
    file = data / "imports" / "journal.jsonl"
    return len(file.read_text("utf-8").splitlines()) if file.exists() else 0


def test_a_file_is_seen_as_changes_taken_in_shown_everywhere_and_taken_back(
    visit: Visit, home: str, data: Path
) -> None:
    page = visit(home, PAGE)
    drop(page, ("行事.csv", EVENTS))
    press(page, "内容を確かめる")
    for words in ("この内容として読み取りました", "× エラー 1", "（まだ反映していません）", "変更のある地区"):
        says(page, words)
    assert journal(data) == 0, "nothing is taken in before it is accepted"
    write(page, "誰が（任意）", "地域振興課")
    press(page, "取り込む")
    says(page, "取り込みました（1番）")
    assert journal(data) == 1
    assert "地域振興課" in (data / "imports" / "journal.jsonl").read_text("utf-8")

    other = visit(home, f"/activities?m={CODE}&y=2024")
    says(other, "5件")
    press(page, "取り消す…")
    says(page, "を取り消すと、次のように変わります。")
    press(page, "取り消す")
    says(page, "取り消しました（2番として記録）")
    assert journal(data) == 2
    other.reload()
    settle(other)
    says(other, "4件")


def test_one_entry_goes_the_same_way(visit: Visit, home: str, data: Path) -> None:
    before = journal(data)
    page = visit(home, PAGE)
    open_tab(page, "1件ずつの入力")
    click(page, page.get_by_test_id("stButtonGroup").locator("button").filter(has_text="課題").first)
    press(page, "変更内容を確かめる")
    says(page, "必須の項目が空です：課題")
    write(page, "提起日", "きのう")
    says(page, "日付として読めません")
    write(page, "提起日", "令和6年度")
    says(page, "→ 令和6年度（2024年度）")
    write(page, "課題＊", "夜道が暗い")
    press(page, "変更内容を確かめる")
    says(page, "変更内容（まだ反映していません）")
    assert journal(data) == before
    page.get_by_label("誰が（任意）", exact=True).locator("visible=true").fill("夜警の会")  # and not handed over
    take = page.get_by_role("button", name="取り込む", exact=True).locator("visible=true")
    at_once(page, take, page.get_by_role("link", name="データについて"))  # to go elsewhere does not break it off
    page.wait_for_url("**/about_data?**")
    click(page, page.get_by_role("link", name="データの取り込み"))
    says(page, "取り込みました")
    assert journal(data) == before + 1
    assert "夜警の会" in (data / "imports" / "journal.jsonl").read_text("utf-8").splitlines()[-1]
    says(visit(home, f"/issues?m={CODE}"), "3件のうち 3件を表示")


def test_what_was_handed_out_comes_back_unchanged(visit: Visit, home: str, tmp_path: Path) -> None:
    page = visit(home, PAGE)
    open_tab(page, "記入用の様式")
    press(page, "Excelで作る")
    file = tmp_path / "handed_out.xlsx"
    named = download(page, page.get_by_role("button", name="を受け取る"), file)
    open_tab(page, "ファイルの取り込み")
    choose_files(page, {"name": named, "mimeType": XLSX, "buffer": file.read_bytes()})
    press(page, "内容を確かめる")
    says(page, "公開中のデータから変わるところはありません。")
    assert page.get_by_role("button", name="取り込む", exact=True).locator("visible=true").count() == 0
    download(page, page.get_by_role("button", name="元の表に印を付けたExcel"), tmp_path / "marked.xlsx")
    assert openpyxl.load_workbook(tmp_path / "marked.xlsx").sheetnames[0] == "確認事項"


def test_hostile_names_and_cells_stay_text(visit: Visit, home: str, data: Path) -> None:
    page = visit(home, PAGE)
    name = "..\\..\\<img src=x onerror=alert(1)>**b**.csv"
    drop(page, (name, f"活動名,実施日,地区\n{HOSTILE},2024-10-01,東\n"), ("メモ.pdf", "%PDF-1.4"))
    press(page, "内容を確かめる")
    says(page, "変更内容（まだ反映していません）")
    assert page.evaluate("window.__pwned") is None
    assert page.locator("[data-testid=stMain] img[src=x]").count() == 0
    staged = sorted(path.name for path in (data / "imports" / ".staging").rglob("*.csv"))
    assert staged
    assert all(path.is_relative_to(data) for path in data.rglob("*.csv"))
    assert not {"..", "\\", "<", ">"} & set("".join(staged).replace(".csv", ""))


def test_a_single_database_file_cannot_be_added_to(visit: Visit, data: Path) -> None:
    with serving(max((data / "build").glob("*.duckdb"))) as home:
        page = visit(home, PAGE)
        says(page, "取り込みは使えません")
        assert page.locator(UPLOAD).count() == 0


def test_the_page_speaks_english_too(visit: Visit, home: str) -> None:
    page = visit(home, PAGE, "en")
    assert page.inner_text("h1").strip() == "Import data"
    assert page.locator('[data-testid="stException"]').count() == 0


# --------------------------------------------------------------------------------------------- in the network
@pytest.fixture(scope="module")
def network(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server for the network, and its file of secrets, which is not there yet."""
    secrets = tmp_path_factory.mktemp("network") / "secrets.toml"
    with serving(data / "build", "--lan", CHIKU_SECRETS=str(secrets)) as home:
        yield home, secrets


def test_in_the_network_importing_is_off_until_a_passphrase_is_set_and_given(
    visit: Visit, network: tuple[str, Path]
) -> None:
    home, secrets = network
    page = visit(home, PAGE)
    says(page, "合言葉が設定されていないため")
    says(page, "--set-passphrase")
    assert page.locator(UPLOAD).count() == 0

    passphrase.store(passphrase.hashed(SECRET), secrets)
    page.reload()
    settle(page)
    assert page.locator(UPLOAD).count() == 0
    unlock(page, "wrong and wrong")
    says(page, "合言葉が違います")
    page.wait_for_timeout(1100)  # the pause after one wrong try, which began before it was said
    unlock(page, SECRET)
    expect(page.locator(UPLOAD)).to_have_count(1)
    drop(page, ("行事.csv", EVENTS))
    says(visit(home, PAGE), "取り込みには合言葉が必要です")  # another session knows nothing of it
    press(page, "取り込みを終える（もう一度合言葉を求める）")
    expect(page.locator(UPLOAD)).to_have_count(0)


def unlock(page: Page, given: str) -> None:
    page.locator('input[type="password"]').fill(given)
    press(page, "開く")


def test_in_the_network_nothing_can_be_sent_past_the_page(network: tuple[str, Path]) -> None:
    home, _ = network
    request = urllib.request.Request(f"{home}/_stcore/upload_file/some-session/some-file", os.urandom(10), method="PUT")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    with refused.value as answer:
        assert answer.code == 403
        assert b"its own pages only" in answer.read(), "refused before Streamlit looks at it"
