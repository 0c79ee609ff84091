"""Tables taken away: nothing lost, nothing that runs, and the source inside."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import replace
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.export import tables
from dashboard.export.tables import Label
from etl import FORMULA_START

LABEL = Label(
    title="活動",
    municipality="潮見野市",
    year="令和7年度（2025年度）",
    district="",
    sources=("地域づくり白書（潮見野市 | 12頁）",),
    is_sample=True,
    day=datetime.date(2026, 4, 1),
    language="ja",
)
FORMULAS = ("=1+1", "+cmd", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1+1", "－1+1", "＠SUM(A1)", "－ A1")


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "活動名": ["合同避難訓練", "=HYPERLINK(1)", None],
            "実施日": ["2024-09-01", "2024-10", "2024年度"],
            "参加者数": pd.array([120, None, -3], dtype="Int64"),
            "増減": ["-12.5", "－ 対象外", "＊ 秘匿"],
        }
    )


def read_csv(content: bytes, encoding: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))


def test_csv_opens_in_excel_and_carries_year_and_source() -> None:
    content = tables.csv_bytes(table(), LABEL, "utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = read_csv(content, "utf-8-sig")
    assert rows[0] == ["活動名", "実施日", "参加者数", "増減", "年度", "出典"]
    assert rows[1] == ["合同避難訓練", "2024-09-01", "120", "-12.5", LABEL.year, "【架空データ】" + LABEL.sources[0]]
    assert content.count(b"\r\n") == 4


def test_dates_keep_their_precision_and_nothing_keeps_its_kind() -> None:
    rows = read_csv(tables.csv_bytes(table(), LABEL, "utf-8-sig"), "utf-8-sig")
    assert [row[1] for row in rows[1:]] == ["2024-09-01", "2024-10", "2024年度"]
    assert [row[3] for row in rows[1:]] == ["-12.5", "－ 対象外", "＊ 秘匿"]
    assert rows[2][2] == ""  # not known: empty, never zero
    assert rows[3][2] == "-3"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_becomes_a_formula(text: str) -> None:
    frame = pd.DataFrame({text: [text]})
    label = replace(LABEL, sources=(text,), is_sample=False)
    for row in read_csv(tables.csv_bytes(frame, label, "utf-8-sig"), "utf-8-sig"):
        assert row[0] == "'" + text.strip()
        assert not row[-1].startswith(FORMULA_START)
    book = openpyxl.load_workbook(io.BytesIO(tables.xlsx_bytes(frame, label)))
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            assert cell.data_type != "f"
            assert not str(cell.value).startswith(FORMULA_START)


@pytest.mark.parametrize("text", ["-12.5", "+3", "-1,200", "防災", "", "a=b", "－", "－ 対象外"])
def test_plain_text_and_numbers_are_left_alone(text: str) -> None:
    assert tables.neutral(text) == text


def test_cp932_replaces_visibly_and_counts() -> None:
    frame = pd.DataFrame({"名": ["𠮷野家", "髙橋〜①−"]})
    content, lost = tables.to_cp932("𠮷野家 髙橋〜①−")
    assert content.decode("cp932") == "〓野家 髙橋～①－"
    assert lost == 1
    assert tables.lost_in_cp932(frame, LABEL) == 1
    assert "〓野家" in tables.csv_bytes(frame, LABEL, "cp932").decode("cp932")


@given(st.text(st.characters(codec="cp932", exclude_categories=["Cc", "Cs"], exclude_characters="¢£¬‖−〜")))
def test_what_cp932_has_comes_back_unchanged(text: str) -> None:
    content, lost = tables.to_cp932(text)
    assert lost == 0
    assert content.decode("cp932") == text.translate(tables.TWINS)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_utf8_comes_back_unchanged(texts: list[str]) -> None:
    rows = read_csv(tables.csv_bytes(pd.DataFrame({"a": texts, "b": 1}), LABEL, "utf-8-sig"), "utf-8-sig")
    assert [row[0] for row in rows[1:]] == [tables.neutral(text) for text in texts]


def test_the_workbook_has_numbers_and_a_sheet_of_sources() -> None:
    book = openpyxl.load_workbook(io.BytesIO(tables.xlsx_bytes(table(), LABEL)))
    data, about = book.worksheets
    assert (data.title, about.title) == ("活動", "出典")
    assert data["C2"].value == 120
    assert data["C3"].value in (None, "")
    lines = {str(row[0].value): str(row[1].value) for row in about.iter_rows(max_col=2)}
    assert lines["市区町村"] == "潮見野市"
    assert lines["年度"] == LABEL.year
    assert lines["地区"] == "全地区"
    assert lines["出力日"] == "令和8年4月1日（2026年4月1日）"
    assert "架空データ" in lines
    assert lines["出典"] == LABEL.sources[0]


def test_an_english_export_speaks_english() -> None:
    label = replace(LABEL, language="en", title="Activities", sources=())
    assert read_csv(tables.csv_bytes(table(), label, "utf-8-sig"), "utf-8-sig")[0][-2:] == ["Fiscal year", "Source"]
    about = openpyxl.load_workbook(io.BytesIO(tables.xlsx_bytes(table(), label))).worksheets[1]
    assert about.title == "Source"
    assert about.cell(about.max_row, 2).value == "None recorded"


@pytest.mark.parametrize(
    ("title", "district", "name"),
    [
        ("活動", "潮見中学校区", "潮見野市_活動_令和7年度（2025年度）_潮見中学校区_20260401.csv"),
        ("地区の比較", "", "潮見野市_地区の比較_令和7年度（2025年度）_20260401.csv"),
        ("../..:<x>", "", "潮見野市_x_令和7年度（2025年度）_20260401.csv"),
    ],
)
def test_file_names_say_what_where_when(title: str, district: str, name: str) -> None:
    assert tables.file_name(replace(LABEL, title=title, district=district), "csv") == name


@pytest.mark.parametrize("title", ["[a]:*?/\\b", "'", "", "長" * 60])
def test_sheet_names_are_such_as_excel_takes(title: str) -> None:
    name = tables.sheet_name(title)
    assert 1 <= len(name) <= 31
    assert not set(name) & set("[]:*?/\\'")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""), (float("nan"), ""), (pd.NaT, ""), (pd.NA, ""), (3.0, 3), (3.25, 3.25), (True, "true"),
        (["防災", "福祉"], "防災、福祉"), (datetime.date(2024, 9, 1), "2024-09-01"),
        (pd.Timestamp("2024-09-01 10:00"), "2024-09-01 10:00:00"),
    ],
)  # fmt: skip
def test_values_as_files_hold_them(value: Any, expected: tables.Cell) -> None:
    assert tables.cell(value) == expected
