"""The user's own tables with the bad cells filled and commented: the right cell, content as it is, a link to it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from etl import check_files, findings_workbook
from etl.findings import Finding, finding
from tests.conftest import CODE

RED, YELLOW, BLUE = "FFF8C4B4", "FFFFF0B3", "FFD6E9F8"


def opened(files: dict[str, bytes | Path], found: Sequence[Finding], language: Any = "ja") -> Any:
    return load_workbook(io.BytesIO(findings_workbook(files, found, language)))


def checked(tmp_path: Path, name: str, data: bytes) -> tuple[dict[str, bytes | Path], list[Finding]]:
    path = tmp_path / name
    path.write_bytes(data)
    return {name: data}, check_files([path]).findings


def sheet_bytes(rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    for r, row in enumerate(rows, start=1):
        for c, value in enumerate(row, start=1):
            sheet.cell(r, c, value)
    for cells in merged:
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def marks(sheet: Any) -> dict[str, tuple[str, str]]:
    """Address -> fill and first characters of the comment, of every marked cell."""
    return {
        cell.coordinate: (cell.fill.fgColor.rgb, cell.comment.text[:1])
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


CSV = f"""活動一覧（令和6年度）

市区町村コード,地区,活動名,実施日,参加者数
{CODE},東,清掃,令和6年5月12日,35
{CODE},西,"夏
まつり",来週,約800名
{CODE},南,=1+1,令和6年9月1日（月）,いろいろ
"""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_the_cells_of_a_csv_file(tmp_path: Path, encoding: str) -> None:
    files, found = checked(tmp_path, "活動.csv", CSV.encode(encoding))
    book = opened(files, found)
    assert book.sheetnames == ["確認事項", "活動"]
    sheet = book["活動"]
    found_at = marks(sheet)
    # The record of row 5 has a line break inside: the next one begins on line 7.
    assert found_at["D5"] == (RED, "✗")
    assert found_at["E5"] == (BLUE, "・")
    assert found_at["D7"] == (YELLOW, "△")
    assert found_at["E7"] == (RED, "✗")
    assert "日付として読めません" in sheet["D5"].comment.text
    assert "令和5年度" in sheet["D5"].comment.text  # the remedy
    assert [c.value for c in sheet[3]] == ["市区町村コード", "地区", "活動名", "実施日", "参加者数"]
    assert sheet["C5"].value == "夏\nまつり"
    assert (sheet["C7"].value, sheet["C7"].data_type) == ("'=1+1", "s")
    assert sheet["C4"].comment is None


def test_the_list_leads_to_the_cells(tmp_path: Path) -> None:
    files, found = checked(tmp_path, "活動.csv", CSV.encode())
    listing = opened(files, found)["確認事項"]
    assert [c.value for c in listing[1]][:5] == ["重さ", "ファイル", "部分", "行", "列"]
    assert listing.max_row == len(found) + 1
    bad = next(row for row in listing.iter_rows(min_row=2) if row[5].value == "来週")
    assert (bad[0].value, bad[3].value, bad[4].value, bad[8].value) == ("✗ エラー", 5, "実施日", "○")
    assert (bad[9].hyperlink.location, bad[9].value) == ("'活動'!D5", "D5")
    english = opened(files, found, "en")
    assert english.sheetnames[0] == "Findings"
    assert english["活動"]["D5"].comment.text.startswith("✗ error: “来週” in “実施日”, row 5, is not a date.")


def test_two_header_rows_titles_numbers_and_dates_of_a_workbook(tmp_path: Path) -> None:
    rows = [
        ["公共施設一覧"],
        [],
        ["市区町村コード", "施設名", "座標", None, "状態"],
        [None, None, "緯度", "経度", None],
        [CODE, "本町会館", 33.93, 143.03, "既存"],
        [CODE, "沖の灯台", "北緯三十三度", dt.datetime(2024, 5, 1), "こわれた"],
    ]
    files, found = checked(tmp_path, "施設.xlsx", sheet_bytes(rows, ["A3:A4", "B3:B4", "C3:D3", "E3:E4"]))
    sheet = opened(files, found)["施設"]
    assert {address for address, mark in marks(sheet).items() if mark == (RED, "✗")} == {"C6", "D6", "E6"}
    assert (sheet["C5"].value, sheet["D5"].value) == (33.93, 143.03)
    assert sheet["D6"].value == dt.datetime(2024, 5, 1)
    assert sheet.freeze_panes == "A5"


def test_every_sheet_of_a_workbook_has_its_own(tmp_path: Path) -> None:
    book = Workbook()
    for title in ("活動", "課題"):
        sheet = book.create_sheet(title)
        sheet.append(
            ["市区町村コード", "活動名" if title == "活動" else "課題", "実施日" if title == "活動" else "提起日"]
        )
        sheet.append([CODE, "会", "きのう"])
    out = io.BytesIO()
    book.save(out)
    files, found = checked(tmp_path, "まとめ.xlsx", out.getvalue())
    made = opened(files, found)
    assert made.sheetnames == ["確認事項", "まとめ 活動", "まとめ 課題"]
    assert marks(made["まとめ 活動"])["C2"] == marks(made["まとめ 課題"])["C2"] == (RED, "✗")


def remark(row: int | None, column: str = "", code: str = "bad_date", file: str = "a.csv") -> Finding:
    return finding(code, file=file, row=row, column=column, value="x", label="x")


def test_a_row_or_a_column_without_the_other_is_marked_where_it_begins() -> None:
    data = "活動名,実施日,なぞの列\n,2024,あ\n".encode()
    found = [remark(2), remark(None, "なぞの列"), remark(2, "3列目"), remark(2, "ない列"), remark(None)]
    sheet = opened({"a.csv": data}, found)["a"]
    assert set(marks(sheet)) == {"B2", "C1", "C2"}


def test_an_empty_cell_and_one_beyond_the_row_are_marked() -> None:
    data = "活動名,実施日,終了日\n会\n".encode()
    sheet = opened({"a.csv": data}, [remark(2, "実施日"), remark(2, "終了日")])["a"]
    assert set(marks(sheet)) == {"B2", "C2"}


def test_the_worst_colour_wins_and_all_remarks_stand_in_the_comment() -> None:
    found = [remark(2, "実施日"), remark(2, "実施日", "dash_empty")]
    sheet = opened({"a.csv": "活動名,実施日\n会,x\n".encode()}, list(reversed(found)))["a"]
    assert marks(sheet) == {"B2": (RED, "✗")}
    assert "・ 情報" in sheet["B2"].comment.text


def test_of_a_long_table_the_top_and_the_rows_with_findings_are_shown() -> None:
    lines = ["活動名,実施日", *(f"会{n},2024" for n in range(2, 6_002))]
    book = opened({"a.csv": "\n".join(lines).encode()}, [remark(5_500, "実施日")])
    sheet = book["a"]
    assert sheet["A5000"].value == "会5000"
    assert sheet["A5001"].value is None
    assert (sheet["A5500"].value, sheet["B5500"].comment.text[0]) == ("会5500", "✗")
    assert sheet["A6001"].value is None
    assert "5,000行目まで" in str(book["確認事項"]["A4"].value)


@pytest.mark.parametrize(
    "name", ["活動.csv", "長い" * 20 + ".csv", "a[1]:*?.csv", "'x'.csv", "History.csv", "確認事項.csv"]
)
def test_any_file_name_makes_a_sheet(name: str) -> None:
    book = opened({name: "活動名,実施日\n会,x\n".encode()}, [remark(2, "実施日", file=name)])
    link = book["確認事項"]["J2"].hyperlink.location
    assert link == f"'{book.sheetnames[1].replace(chr(39), chr(39) * 2)}'!B2"


def test_two_files_of_one_name_have_two_sheets() -> None:
    files: dict[str, bytes | Path] = {
        "活動.csv": "活動名\n会\n".encode(),
        "活動.xlsx": sheet_bytes([["活動名"], ["会"]]),
    }
    assert opened(files, []).sheetnames == ["確認事項", "活動", "活動 (2)"]


def test_what_cannot_be_shown_is_only_listed(tmp_path: Path) -> None:
    path = tmp_path / "地図.geojson"
    path.write_bytes(b"{}")
    files: dict[str, bytes | Path] = {"壊れた.xlsx": b"PK\x03\x04 broken", "地図.geojson": path, "図.pdf": b"%PDF"}
    found = [remark(3, "x", file="地図.geojson")]
    book = opened(files, found)
    assert book.sheetnames == ["確認事項"]
    assert book["確認事項"]["J2"].hyperlink is None


def test_text_that_looks_like_a_formula_or_a_link_stays_text() -> None:
    data = "活動名,実施日\n=HYPERLINK(1),https://example.invalid/\n".encode()
    found = [finding("bad_date", file="a.csv", row=2, column="実施日", value="=1+1")]
    book = opened({"a.csv": data}, found)
    assert [c.data_type for c in book["a"][2]] == ["s", "s"]
    assert book["a"]["B2"].hyperlink is None
    assert book["a"]["A2"].value == "'=HYPERLINK(1)"
    assert (book["確認事項"]["F2"].value, book["確認事項"]["F2"].data_type) == ("'=1+1", "s")
