"""Limits over whole workbooks and archives, ranges beyond the cells, findings in bulk, names that are no text."""

from __future__ import annotations

import io
import json
import os
import tracemalloc
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from etl.__main__ import main
from etl.build.database import Result, check_files
from etl.readers.sheets import long_text
from etl.values import columns

HEADER = ("市区町村コード", "活動名", "実施日", "参加者数")
ROW = ("99201", "清掃", "2024-04-01", 12)
TEXT = ",".join(HEADER) + "\n" + "99201,清掃,2024-04-01,12\n"


def book(*, sheets: int = 1, far: str = "", merged: str = "") -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
        for _ in range(sheets):
            sheet = workbook.add_worksheet()
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, ROW)
            sheet.write_row(2, 0, ROW)
            if far:
                sheet.write(far, " ")
    if not merged:
        return made.getvalue()
    with zipfile.ZipFile(made) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    cells = b'</sheetData><mergeCells count="1"><mergeCell ref="%s"/></mergeCells>' % merged.encode()
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", cells)
    return zipped(**parts)


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def checked(path: Path, content: bytes) -> Result:
    path.write_bytes(content)
    result = check_files([path])
    assert result.rows_read == result.rows_loaded + result.rows_rejected
    return result


@pytest.mark.parametrize("merged", ["H2:H3", "XFD1:XFD3", "A1:XFD1048576", "H3:H1", "D3:D1048576"])
def test_a_merged_range_beyond_the_cells_does_no_harm(tmp_path: Path, merged: str) -> None:
    assert checked(tmp_path / "a.xlsx", book(merged=merged)).rows_loaded == 2


def test_a_lone_cell_far_below_takes_no_room_for_the_cells_between(tmp_path: Path) -> None:
    """A full grid down to the cell is 27 million cells a sheet, 1.3 GB of references for six."""
    workbook = book(sheets=6, far="Z1048576")
    tracemalloc.start()
    try:
        result = checked(tmp_path / "a.xlsx", workbook)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 100 * 1024**2
    assert result.rows_loaded == 12
    assert "too_large" not in {f.code for f in result.findings}


def test_an_open_document_of_repeated_rows_is_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="999"><text:p>a</text:p>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-cell></table:table-row>'
    xml = (
        '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{row}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    result = checked(tmp_path / "a.ods", zipped(**{"mimetype": mimetype, "content.xml": xml.encode()}))
    assert [f.code for f in result.findings] == ["too_large"]


def test_text_that_unpacks_too_far_is_refused(tmp_path: Path) -> None:
    # Rows that differ now and then, so that the text is packed about 100 times, not 400.
    rows = "".join(f"99201,清掃{i % 7919},2024-04-01,12\n" + "99201,清掃,2024-04-01,12\n" * 40 for i in range(50_000))
    result = checked(tmp_path / "a.zip", zipped(**{"a.csv": (TEXT + rows).encode()}))
    assert [f.code for f in result.findings] == ["too_large"]


def test_many_members_without_data_are_summed_up(tmp_path: Path) -> None:
    result = checked(tmp_path / "a.zip", zipped(**{f"{i}.csv": b"x,y\n1,2\n" for i in range(100)}))
    assert len(result.findings) == 21
    assert "80" in result.findings[-1].message_ja


def test_a_text_of_very_many_columns_is_refused(tmp_path: Path) -> None:
    result = checked(tmp_path / "a.csv", (",".join(f"c{i}" for i in range(20_000)) + "\n1\n").encode())
    assert [f.code for f in result.findings] == ["too_large"]


@pytest.mark.parametrize("bad", ["99201,,2024-04-01,1\n", "99201,清掃,いつか,1\n", "99201,清掃,2024-04-01,多数,9\n"])
def test_bad_rows_alike_are_summed_up(tmp_path: Path, bad: str) -> None:
    result = checked(tmp_path / "a.csv", (TEXT + bad * 200).encode())
    assert result.rows_read == 201
    assert len(result.findings) < 60


@pytest.mark.parametrize("long", [False, True])
def test_a_table_whose_cells_nearly_all_differ_and_say_nothing_is_refused_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long: bool
) -> None:
    monkeypatch.setattr(columns, "MAX_UNREADABLE", 50)
    if long:
        monkeypatch.setattr(long_text, "LONG_BYTES", 1)
    good = checked(tmp_path / "b.csv", (TEXT + "".join(f"99201,清掃,第{i}回,1\n" for i in range(50))).encode())
    assert good.rows_loaded == 1
    bad = checked(tmp_path / "a.csv", (TEXT + "".join(f"99201,清掃,第{i}回,1\n" for i in range(51))).encode())
    assert bad.rows_loaded == 0
    assert [(f.code, f.column, f.rows_rejected) for f in bad.findings if f.rejected] == [
        ("mostly_unreadable", "実施日", 52)
    ]
    assert "52行" in bad.findings[0].message_ja


def test_a_name_in_shift_jis_is_read_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = os.fsencode(tmp_path) + "/99201_潮見野市".encode("cp932")
    try:
        Path(os.fsdecode(folder)).mkdir()
    except OSError:
        pytest.skip("this file system takes no such names")
    Path(os.fsdecode(folder + "/活動.csv".encode("cp932"))).write_text(TEXT, "utf-8")
    assert main(["check", str(tmp_path), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [f["file"] for f in said["findings"] if f["code"] == "name_decoded"] == [
        f"{tmp_path.name}/99201_潮見野市/活動.csv"
    ]


@pytest.mark.parametrize("name", ["", ".", ".csv", "a\n.csv"])
def test_odd_names_of_members_end_in_no_traceback(tmp_path: Path, name: str) -> None:
    result = checked(tmp_path / "a.zip", zipped(**{"good.csv": TEXT.encode(), name: b"x"}))
    assert result.rows_loaded == 1
    for found in result.findings:
        found.message_ja.encode()
        assert "\n" not in found.part
