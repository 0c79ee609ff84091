"""The publisher's terms for school districts: known by their headers, matched by code or name, told and shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

from dashboard.about import queries as queries_about
from dashboard.about import tables as about_tables
from dashboard.text import t
from etl.build.database import Result, build_database
from tests.conftest import CODE, feature, write_csv, write_geojson
from tests.conftest import box as square

OPEN = "オープンデータ公開"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with one district of 小浜町 as the official data give it."""
    folder = tmp_path / "boundaries" / f"{CODE}_小浜町"
    properties = {"A32_001": CODE, "A32_002": "小浜町", "A32_003": "", "A32_004": "東中学校", "A32_005": ""}
    write_geojson(folder / "A32-23_99.geojson", [feature(square(0, 0), **properties)])
    write_csv(folder / "municipalities.csv", ["市区町村コード|市区町村名|都道府県名", f"{CODE}|小浜町|架空県"])
    return folder


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
    return path


def build(home: Path) -> Result:
    return build_database([home.parent], [], home.parent.parent / "build")


def told(result: Result) -> list[tuple[str, str]]:
    return [(f.code, f.message_ja) for f in result.findings if f.code.startswith("terms_")]


def stored(result: Result) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(result.database), read_only=True) as connection:
        return connection.execute(
            "SELECT municipality_code, area_unit, edition, terms, detail FROM boundary_terms ORDER BY ALL"
        ).fetchall()


HEADER = ["都道府県", "行政CD", "自治体", "R3小学校区\n利用条件", "R3中学校区\n公開条件", "R3中学校区\n利用条件",
          "R3中学校区\n特記条件詳細"]  # fmt: skip
LAYOUTS: dict[str, dict[str, list[list[Any]]]] = {
    "as published": {"R3年度": [HEADER, ["99架空県", CODE, "小浜町", OPEN, "01公開", "商用利用不可", "要連絡"]]},
    "newer, shifted, with titles": {
        "一覧": [
            ["小中学校区 利用条件一覧"], [], ["NO", "都道府県名", "市区町村名", "市区町村コード", "R5中学校区利用条件",
             "R5中学校区特記条件詳細", "R5小学校区利用条件"],
            [1, "架空県", "小浜町", "992020"[:5], "商用利用不可", "要連絡", OPEN],
        ]
    },
    "a sheet for each data set": {
        "A27_令和3年度": [["行政コード", "自治体名", "利用条件"], [CODE, "小浜町", OPEN]],
        "A32_令和3年度": [
            ["行政コード", "自治体名", "利用条件", "特記条件詳細"], [CODE, "小浜町", "商用利用不可", "要連絡"],
        ],
    },
    "by name": {"R3": [["都道府県", "自治体", "R3中学校区利用条件", "R3中学校区特記条件詳細", "R3小学校区利用条件"],
                       ["架空県", "小浜町", "商用利用不可", "要連絡", OPEN], ["他県", "小浜町", OPEN, "-", OPEN]]},
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_known_by_its_headers(layout: str, home: Path) -> None:
    workbook(home / "terms.xlsx", LAYOUTS[layout])
    result = build(home)
    edition = "2023" if layout.startswith("newer") else "2021"
    assert stored(result) == [
        (CODE, "elementary", edition, OPEN, None), (CODE, "junior_high", edition, "商用利用不可", "要連絡"),
    ]  # fmt: skip
    (warning,) = [sentence for code, sentence in told(result) if code == "terms_not_open"]
    assert f"{CODE} 中学校区" in warning
    assert "商用利用不可" in warning
    assert result.rows_read == result.rows_loaded + result.rows_rejected


def test_the_newest_edition_decides(home: Path) -> None:
    workbook(home / "old.xlsx", LAYOUTS["as published"])
    row = ["99架空県", CODE, "小浜町", OPEN, "01公開", OPEN, "-"]
    workbook(home / "new.xlsx", {"R5年度": [[h.replace("R3", "R5") for h in HEADER], row]})
    result = build(home)
    assert [edition for _, unit, edition, *_ in stored(result) if unit == "junior_high"] == ["2021", "2023"]
    assert told(result) == []


def test_a_municipality_that_the_table_lacks_is_unconfirmed(home: Path) -> None:
    rows = [["01北海道", "01202", "函館市", OPEN, "01公開", OPEN, "-"]]
    workbook(home / "terms.xlsx", {"R3": [HEADER, *rows]})
    result = build(home)
    (sentence,) = [sentence for code, sentence in told(result)]
    assert "未確認" in sentence
    assert stored(result) == []


def test_open_data_need_no_word(home: Path) -> None:
    workbook(home / "terms.xlsx", {"R3": [HEADER, ["99架空県", CODE, "小浜町", "条件公開", "01公開", OPEN, "-"]]})
    assert told(build(home)) == []


def test_blank_terms_are_counted_and_not_used(home: Path) -> None:
    workbook(home / "terms.xlsx", {"R3": [HEADER, ["99架空県", CODE, "小浜町", OPEN, "01公開", "", ""]]})
    result = build(home)
    assert [code for code, _ in told(result)] == ["terms_blank", "terms_unknown"]
    assert [unit for _, unit, *_ in stored(result)] == ["elementary"]


def test_the_screen_says_the_terms_in_words(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workbook(home / "terms.xlsx", LAYOUTS["as published"])
    database = str(build(home).database)
    monkeypatch.setenv("CHIKU_DATABASE", database)
    rows = queries_about.boundary_terms(database, CODE)
    lines = about_tables.terms_lines(rows, "中学校区")
    assert "商用利用不可" in lines[0]
    assert "2021" in lines[0]
    assert "要連絡" in lines[1]
    assert about_tables.terms_lines([], "中学校区") == [t("about_data.terms_unknown", unit="中学校区")]
