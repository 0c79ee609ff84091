"""Hostile and broken files: each ends in one clear finding and the documented exit code, and the others still load.

Every case is made here in code.  ``python -m etl check`` must say exactly the expected code once, nothing else about
that file that is an error or a warning, load the good file beside it, and exit with 1 for an error, 0 otherwise.
"""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import geopandas as gpd
import pytest
import shapely
import xlsxwriter

from etl.__main__ import main
from etl.build.database import Result, check_files
from etl.build.write import CheckFailedError
from etl.findings import CATALOGUE
from etl.links import assign
from etl.rows.account import Work
from tests import corpus
from tests.conftest import CODE, SIZE, SOUTH, WEST, build_city, feature, write_geojson

ROW = "99201,合同避難訓練,令和6年9月1日,120\n"
GOOD = f"市区町村コード,活動名,実施日,参加者数\n{ROW}"
DATA = GOOD.encode()


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def twice(name: str) -> bytes:
    """An archive with two members of one name: written under two names of one length, then renamed."""
    return zipped((name, DATA), ("#" * len(name), DATA)).replace(b"#" * len(name), name.encode())


def link(name: str) -> bytes:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return zipped((info, b"/etc/passwd"))


def encrypted_zip() -> bytes:
    data = bytearray(zipped(("a.csv", DATA)))
    central = data.find(b"PK\x01\x02")
    data[6] |= 1
    data[central + 8] |= 1
    return bytes(data)


def lying_zip() -> bytes:
    """A member that says it unpacks to 100 bytes and does not."""
    data = bytearray(zipped(("a.csv", b"0" * 20_000_000)))
    central = data.find(b"PK\x01\x02")
    data[central + 24 : central + 28] = data[22:26] = struct.pack("<I", 100)
    return bytes(data)


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def workbook(*rows: tuple[object, ...], corner: str = "") -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    if corner:
        sheet.write(corner, "x")
    book.close()
    return made.getvalue()


HEADER = ("市区町村コード", "活動名", "実施日", "参加者数")
BOOK = workbook(HEADER, ("99201", "清掃", "令和6年9月1日", 12))


def rebuilt(change: Callable[[str, bytes], bytes | None], book: bytes = BOOK) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = [(name, change(name, archive.read(name))) for name in archive.namelist()]
    return zipped(*((name, content) for name, content in parts if content is not None))


def with_document_type(declaration: bytes, entity: bytes) -> bytes:
    def change(name: str, content: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return content
        head, body = content.split(b"?>", 1)
        return head + b"?>" + declaration + body.replace("清掃".encode(), entity)

    return rebuilt(change)


LAUGHS = b"<!DOCTYPE lolz [<!ENTITY l0 'lol'>" + b"".join(
    b"<!ENTITY l%d '%s'>" % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 10)
) + b"]>"  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
FORMULAS = io.BytesIO()
with xlsxwriter.Workbook(FORMULAS, {"in_memory": True}) as _book:
    _sheet = _book.add_worksheet()
    _sheet.write_row(0, 0, HEADER)
    _sheet.write_row(1, 0, ("99201", "清掃", "令和6年9月1日"))
    _sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
UNCALCULATED = rebuilt(
    lambda name, content: content.replace(b"<v>12</v>", b"<f>6+6</f>") if name.endswith("sheet1.xml") else content
)

#: id → (file name, content, expected code)
FILES: dict[str, tuple[str, bytes, str]] = {
    "zip_bomb_by_ratio_NG-01": ("a.zip", zipped(("x.csv", b"0" * 50_000_000)), "too_large"),
    "zip_bomb_nested_NG-01": ("a.zip", zipped(("in.zip", zipped(("x.csv", b"0" * 1_000_000)))), "unsafe_member"),
    "zip_bomb_many_members_NG-01": ("a.zip", zipped(*((f"{i}.csv", b"") for i in range(5_001))), "too_large"),
    "zip_bomb_lying_size_NG-01": ("a.zip", lying_zip(), "unreadable_file"),
    "zip_path_up_NG-01": ("a.zip", zipped(("../../evil.csv", DATA)), "unsafe_member"),
    "zip_path_up_NG-02": ("a.zip", zipped(("x/..\\..\\evil.csv", DATA)), "unsafe_member"),
    "zip_path_absolute_NG-01": ("a.zip", zipped(("/etc/evil.csv", DATA)), "unsafe_member"),
    "zip_path_drive_NG-01": ("a.zip", zipped(("C:\\evil.csv", DATA)), "unsafe_member"),
    "zip_link_NG-01": ("a.zip", link("link.csv"), "unsafe_member"),
    "zip_duplicate_names_NG-01": ("a.zip", twice("b.csv"), "unsafe_member"),
    "zip_encrypted_NG-01": ("a.zip", encrypted_zip(), "encrypted"),
    "zip_damaged_NG-01": ("a.zip", flipped(zipped(("a.csv", DATA * 50)), 40), "unreadable_file"),
    "zip_cut_NG-01": ("a.zip", zipped(("a.csv", DATA * 50))[:-30], "unreadable_file"),
    "zip_empty_NG-01": ("a.zip", zipped(), "empty_file"),
    "zip_of_nothing_readable_NG-01": ("a.zip", zipped(("a.pdf", b"%PDF")), "unsupported_format"),
    "renamed_pdf_NG-01": ("a.csv", b"%PDF-1.7\n%\xe2\xe3", "wrong_content"),
    "renamed_pdf_NG-02": ("a.xlsx", b"%PDF-1.7\n%\xe2\xe3", "wrong_content"),
    "renamed_pdf_NG-03": ("a.zip", b"%PDF-1.7\n%\xe2\xe3", "wrong_content"),
    "renamed_pdf_NG-04": ("a.shp", b"%PDF-1.7\n%\xe2\xe3" + b"\0" * 200, "wrong_content"),
    "renamed_pdf_NG-05": ("a.geojson", b"%PDF-1.7\n%\xe2\xe3", "wrong_content"),
    "renamed_pdf_NG-06": ("a.gpkg", b"%PDF-1.7\n%\xe2\xe3", "wrong_content"),
    "renamed_picture_NG-01": ("a.csv", b"\x89PNG\r\n\x1a\n\0\0", "wrong_content"),
    "renamed_picture_NG-02": ("a.xlsx", b"\xff\xd8\xff\xe0" + b"\0" * 50, "wrong_content"),
    "renamed_program_NG-01": ("a.csv", b"MZ\x90\0\x03\0\0\0" + b"\0" * 500, "wrong_content"),
    "renamed_program_NG-02": ("a.zip", b"\x7fELF\x02\x01\x01" + b"\0" * 100, "wrong_content"),
    "renamed_word_NG-01": ("a.xlsx", zipped(("word/document.xml", b"<w/>")), "wrong_content"),
    "renamed_web_page_NG-01": ("a.csv", "<!DOCTYPE html><html>ログイン</html>\n".encode(), "wrong_content"),
    "renamed_json_NG-01": ("a.csv", b'{"type": "FeatureCollection", "features": []}', "wrong_content"),
    "renamed_workbook_NG-01": ("a.geojson", BOOK, "wrong_content"),
    "excel_2003_xml_NG-01": (
        "a.xls", b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "wrong_content",
    ),
    "csv_empty_NG-01": ("a.csv", b"", "empty_file"),
    "csv_header_only_NG-01": ("a.csv", "市区町村コード,活動名,実施日\n".encode(), "empty_file"),
    "csv_blank_lines_NG-01": ("a.csv", b"\n\n,,\n", "empty_file"),
    "csv_latin1_NG-01": ("a.csv", "nom,été\nCafé à la crème,déjà\n".encode("latin-1"), "encoding_unknown"),
    "csv_two_encodings_NG-01": ("a.csv", DATA + "99201,清掃,令和6年9月2日,3\n".encode("cp932"), "encoding_mixed"),
    "csv_two_encodings_NG-02": ("a.csv", GOOD.encode("cp932") + ROW.encode(), "encoding_mixed"),
    "csv_utf16_cut_NG-01": ("a.csv", GOOD.encode("utf-16")[:-1], "encoding_unknown"),
    "csv_nul_NG-01": ("a.csv", DATA.replace("訓練".encode(), "訓\0練".encode()), "nul_characters"),
    "csv_nul_NG-02": ("a.csv", DATA + b"\0" * 5_000, "nul_characters"),
    "csv_lone_quote_NG-01": (
        "a.csv", DATA + '99201,"清掃,令和6年9月2日,3\n'.encode() + ROW.encode() * 500, "quote_not_closed"
    ),
    "csv_lone_quote_NG-02": (
        "a.csv", DATA + '99201,"清掃,令和6年9月2日,3\n99201,"祭り",令和6年9月3日,4\n'.encode(), "quote_not_closed"
    ),
    "csv_cell_of_20_MB_NG-01": (
        "a.csv", DATA + b'99201,"' + b"x" * 20_000_000 + b'",2024-04-01,3\n', "quote_not_closed"
    ),
    "csv_line_of_20_MB_NG-01": ("a.csv", b"x" * 20_000_000, "empty_file"),
    "csv_300_columns_NG-01": (
        "a.csv", (",".join(["活動名", "実施日", *(f"c{i}" for i in range(300))]) + "\nx" * 3).encode(), "not_recognised"
    ),
    "workbook_entities_NG-01": ("a.xlsx", with_document_type(LAUGHS, b"&l9;"), "xml_entities"),
    "workbook_entities_NG-02": (
        "a.xlsx", with_document_type(b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', b"&e;"), "xml_entities"
    ),
    "workbook_bomb_NG-01": (
        "a.xlsx", rebuilt(lambda n, c: c + b" " * 50_000_000 if n.endswith("sheet1.xml") else c), "too_large"
    ),
    "workbook_cell_in_the_last_corner_NG-01": ("a.xlsx", workbook(HEADER, corner="XFD1048576"), "missing_required"),
    "workbook_password_NG-01": ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "encrypted"),
    "workbook_broken_NG-01": (
        "a.xlsx", rebuilt(lambda n, c: c[: len(c) // 2] if n.endswith("sheet1.xml") else c), "unreadable_file"
    ),
    "workbook_without_sheet_NG-01": (
        "a.xlsx", rebuilt(lambda n, c: None if n.endswith("sheet1.xml") else c), "unreadable_file"
    ),
    "workbook_empty_NG-01": ("a.xlsx", b"", "empty_file"),
    "workbook_empty_NG-02": ("a.xlsx", workbook(), "empty_file"),
    "workbook_header_only_NG-01": ("a.xlsx", workbook(HEADER), "empty_file"),
    "workbook_300_columns_NG-01": (
        "a.xlsx", workbook(("活動名", *(f"c{i}" for i in range(300))), ("x",)), "not_recognised"
    ),
    "workbook_row_number_beyond_Excel_NG-01": (
        "a.xlsx", rebuilt(lambda n, c: c.replace(b'r="B2"', b'r="B18446744073709551616"')), "too_large"
    ),
    "workbook_error_values_NG-01": ("a.xlsx", FORMULAS.getvalue(), "formula_error"),
    "workbook_uncalculated_NG-01": ("a.xlsx", UNCALCULATED, "formula_uncalculated"),
    "workbook_old_and_broken_NG-01": ("a.xls", OLE, "unreadable_file"),
    "package_cut_NG-01": ("a.gpkg", b"SQLite format 3\0" + b"\0" * 2000, "unreadable_file"),
    "ending_unknown_NG-01": ("a.docx", b"x", "unsupported_format"),
}  # fmt: skip


def said(folder: Path, name: str) -> list[str]:
    """The codes of what is wrong with ``name``; everything else in the folder must be right."""
    return codes(judged(folder, name))


def codes(result: Result) -> list[str]:
    return [f.code for f in result.findings if f.severity != "info"]


def judged(folder: Path, name: str) -> Result:
    """What a check says of a folder in which ``name`` alone may be wrong."""
    result = check_files([folder])
    assert result.rows_read == result.rows_loaded + result.rows_rejected
    serious = [f for f in result.findings if f.severity != "info"]
    assert {Path(f.file).name for f in serious} <= {name}
    for found in serious:
        assert found.message_ja
        assert found.remedy_ja
        assert found.message_en
        assert found.remedy_en
        assert str(folder) not in found.message_ja + found.message_en
    assert result.tables["activities"] >= 1, "the good file beside it must load"
    return result


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """A folder with a good file in it."""
    folder = tmp_path / "99201_潮見野市"
    folder.mkdir()
    (folder / "良い.csv").write_text(GOOD, "utf-8")
    return folder


@pytest.mark.parametrize("case", FILES)
def test_a_broken_file_ends_in_one_finding(beside: Path, case: str) -> None:
    name, content, code = FILES[case]
    (beside / name).write_bytes(content)
    assert said(beside, name) == [code]


@pytest.mark.parametrize(
    "case",
    ["zip_path_up_NG-01", "renamed_pdf_NG-01", "csv_lone_quote_NG-01", "workbook_entities_NG-01", "csv_nul_NG-01"],
)
def test_the_command_exits_as_documented(beside: Path, capsys: pytest.CaptureFixture[str], case: str) -> None:
    name, content, code = FILES[case]
    (beside / name).write_bytes(content)
    exit_code = main(["check", str(beside), "--json"])
    assert exit_code == (1 if CATALOGUE[code].severity == "error" else 0)
    assert code in {f["code"] for f in json.loads(capsys.readouterr().out)["findings"]}


#: Readable, though the name or the encoding says otherwise: id → (file name, content, the remark, rows read)
ODD_BUT_READ: dict[str, tuple[str, bytes, str, int]] = {
    "workbook_as_csv_OK": ("a.csv", BOOK, "ending_misleads", 1),
    "workbook_as_zip_OK": ("a.zip", BOOK, "ending_misleads", 1),
    "csv_as_workbook_OK": ("a.xlsx", GOOD.encode("cp932"), "ending_misleads", 1),
    "csv_as_old_workbook_OK": ("a.xls", DATA, "ending_misleads", 1),
    "jis_OK": ("a.csv", GOOD.encode("iso2022_jp"), "encoding_guessed", 1),
    "utf16_without_mark_OK": ("a.csv", GOOD.encode("utf-16-be"), "encoding_guessed", 1),
    "half_width_kana_OK": ("a.csv", GOOD.replace("合同避難訓練", "ﾊﾟﾄﾛｰﾙ").encode("cp932"), "encoding_guessed", 1),
    "closed_quotes_with_more_text_OK": ("a.csv", DATA + b'99201,"a\nb,c,d,e",2024-04-01,3\n', "", 2),
}


@pytest.mark.parametrize("case", ODD_BUT_READ)
def test_a_readable_file_is_read_whatever_it_is_called(beside: Path, case: str) -> None:
    name, content, remark, rows = ODD_BUT_READ[case]
    (beside / name).write_bytes(content)
    result = check_files([beside / name])
    assert (result.rows_read, result.tables["activities"]) == (rows, rows)
    assert not remark or remark in {f.code for f in result.findings}


def test_a_lone_quote_costs_its_own_line_only(beside: Path) -> None:
    name, content, _ = FILES["csv_lone_quote_NG-01"]
    (beside / name).write_bytes(content)
    result = check_files([beside / name])
    assert (result.rows_read, result.tables["activities"]) == (502, 501)
    assert [f.row for f in result.findings if f.rejected] == [3]


# ------------------------------------------------------------------------------------- what stands in the folder
def _folder_named_like_a_file(path: Path) -> None:
    path.mkdir()


def _broken_link(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere.csv"))


def _link_in_a_circle(path: Path) -> None:
    path.symlink_to(path)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _unreadable(path: Path) -> None:
    """The memory of a process: a file that exists, but reading it fails."""
    path.symlink_to("/proc/self/mem")


@pytest.mark.parametrize("make", [_folder_named_like_a_file, _broken_link, _link_in_a_circle, _pipe, _unreadable])
def test_what_is_no_readable_file_is_told(beside: Path, make: Callable[[Path], None]) -> None:
    if make is _unreadable and not Path("/proc/self/mem").exists():
        pytest.skip("no /proc here")
    make(beside / "a.csv")
    assert said(beside, "a.csv") == ["unreadable_file"]


@pytest.mark.parametrize(
    ("toml", "code"),
    [
        (b'encoding = "utf-8"', "encoding_not_as_stated"), (b'encoding = "klingon"', "encoding_not_as_stated"),
        (b'encoding = "rot13"', "encoding_not_as_stated"), (b'encoding = "base64"', "encoding_not_as_stated"),
        (b"\xff\xfe\0\0", "toml_invalid"), (b"x = " + b"[" * 50_000, "toml_invalid"),
        (b"encoding = 1\n[", "toml_invalid"),
    ],
)  # fmt: skip
def test_settings_that_are_wrong_are_told(beside: Path, toml: bytes, code: str) -> None:
    (beside / "a.csv").write_bytes(GOOD.encode("cp932"))
    (beside / "a.csv.toml").write_bytes(toml)
    assert said(beside, "a.csv") == [code]


# ------------------------------------------------------------------------------------------------ boundaries
Change = Callable[[Path], None]


def _cut(ending: str, size: int) -> Change:
    def change(shp: Path) -> None:
        path = shp.with_suffix(ending)
        path.write_bytes(path.read_bytes()[:size])

    return change


def _put(ending: str, at: int, value: bytes) -> Change:
    def change(shp: Path) -> None:
        path = shp.with_suffix(ending)
        data = path.read_bytes()
        path.write_bytes(data[:at] + value + data[at + len(value) :])

    return change


SHAPEFILES: dict[str, tuple[Change, str]] = {
    "shp_cut_NG-01": (_cut(".shp", 150), "unreadable_file"),
    "shp_cut_in_header_NG-01": (_cut(".shp", 50), "unreadable_file"),
    "shp_empty_NG-01": (_cut(".shp", 0), "unreadable_file"),
    "shp_lying_record_length_NG-01": (_put(".shp", 104, struct.pack(">I", 0x3FFFFFFF)), "unreadable_file"),
    "shp_lying_points_NG-01": (_put(".shp", 148, struct.pack("<I", 0x7FFFFFFF)), "geometry_missing"),
    "shp_lying_parts_NG-01": (_put(".shp", 144, struct.pack("<I", 0x7FFFFFFF)), "geometry_missing"),
    "shp_renamed_NG-01": (lambda p: p.write_bytes(BOOK) and None, "wrong_content"),
    "dbf_cut_NG-01": (_cut(".dbf", 200), "unreadable_file"),
    "dbf_cut_in_header_NG-01": (_cut(".dbf", 20), "unreadable_file"),
    "dbf_empty_NG-01": (_cut(".dbf", 0), "unreadable_file"),
    "dbf_lying_count_NG-01": (_put(".dbf", 4, struct.pack("<I", 2_000_000_000)), "unreadable_file"),
    "dbf_missing_NG-01": (lambda p: p.with_suffix(".dbf").unlink(), "unreadable_file"),
}


def shapefile(folder: Path, encoding: str = "utf-8", code_page: str = "UTF-8") -> Path:
    names = ["東中学校", "西中学校"]
    frame = gpd.GeoDataFrame(
        {"A32_001": ["99201"] * 2, "A32_002": ["潮見野市"] * 2, "A32_003": ["C1", "C2"], "A32_004": names,
         "A32_005": ["浜町"] * 2},
        geometry=[shapely.box(143, 33.9, 143.1, 34), shapely.box(143.1, 33.9, 143.2, 34)], crs=6668,
    )  # fmt: skip
    path = folder / "A32-21_99.shp"
    frame.to_file(path, encoding=encoding)
    path.with_suffix(".cpg").write_text(code_page)
    return path


@pytest.mark.parametrize("case", SHAPEFILES)
def test_a_broken_shapefile_ends_in_one_finding(beside: Path, case: str) -> None:
    change, code = SHAPEFILES[case]
    change(shapefile(beside))
    assert said(beside, "A32-21_99.shp") == [code]


@pytest.mark.parametrize(
    ("encoding", "code_page"), [("cp932", "UTF-8"), ("utf-8", "SJIS"), ("utf-8", "KLINGON"), ("cp932", "\0\1")]
)
def test_a_wrong_code_page_is_told_and_the_text_read(beside: Path, encoding: str, code_page: str) -> None:
    result = check_files([shapefile(beside, encoding, code_page)])
    assert result.tables["districts"] == 2
    (found,) = [f for f in result.findings if f.code == "code_page_wrong"]
    assert encoding in found.message_ja


SQUARE = [[143.1, 33.9], [143.2, 33.9], [143.2, 34.0], [143.1, 34.0], [143.1, 33.9]]


def polygon(*points: list[float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [list(points)]}


#: id → (geometry of the second feature, expected code, rows loaded of the two features)
SHAPES: dict[str, tuple[object, str, int]] = {
    "null_NG-01": (None, "geometry_missing", 1),
    "empty_NG-01": ({"type": "Polygon", "coordinates": []}, "geometry_missing", 1),
    "empty_ring_NG-01": ({"type": "Polygon", "coordinates": [[]]}, "geometry_missing", 1),
    "two_points_NG-01": (polygon(*SQUARE[:2]), "geometry_missing", 1),
    "words_for_numbers_NG-01": ({"type": "Polygon", "coordinates": [[["a", "b"]] * 4]}, "geometry_missing", 1),
    "unknown_type_NG-01": ({"type": "Circle", "coordinates": [143, 34]}, "geometry_missing", 1),
    "point_NG-01": ({"type": "Point", "coordinates": [143.1, 34]}, "geometry_not_polygon", 1),
    "collection_of_lines_NG-01": (
        {"type": "GeometryCollection", "geometries": [{"type": "LineString", "coordinates": SQUARE}]},
        "geometry_not_polygon", 1,
    ),
    "no_area_NG-01": (polygon([143.1, 33.9], [143.2, 33.9], [143.1, 33.9], [143.1, 33.9]), "geometry_invalid", 2),
    "not_a_number_NG-01": (polygon(*SQUARE[:3], [float("nan"), 34.0], SQUARE[0]), "geometry_invalid", 2),
    "infinite_NG-01": (polygon(*SQUARE[:3], [float("inf"), 34.0], SQUARE[0]), "feature_abroad", 1),
    "huge_NG-01": (polygon(*SQUARE[:3], [1e308, 34.0], SQUARE[0]), "feature_abroad", 1),
    "in_europe_NG-01": (polygon(*([x - 133, y + 16] for x, y in SQUARE)), "feature_abroad", 1),
    "zero_zero_NG-01": (polygon(*([x - 143.1, y - 33.9] for x, y in SQUARE)), "feature_abroad", 1),
    "metres_NG-01": (polygon(*([x * 1e5, y * 1e5] for x, y in SQUARE)), "feature_abroad", 1),
}  # fmt: skip


def districts(*shapes: object) -> dict[str, object]:
    names = ("北中学校", "東中学校", "西中学校")
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": shape,
             "properties": {"市区町村コード": "99201", "学校名": name}}
            for name, shape in zip(names, shapes, strict=False)
        ],
    }  # fmt: skip


@pytest.mark.parametrize("case", SHAPES)
def test_a_broken_shape_ends_in_one_finding(beside: Path, case: str) -> None:
    shape, code, loaded = SHAPES[case]
    west = polygon(*([x - 0.1, y] for x, y in SQUARE))
    (beside / "a.geojson").write_text(json.dumps(districts(west, shape)), "utf-8")
    result = judged(beside, "a.geojson")
    assert codes(result) == [code]
    assert result.rows_loaded == loaded + result.tables["activities"]


def test_few_features_abroad_go_and_most_features_abroad_refuse_the_file(beside: Path) -> None:
    west, abroad = polygon(*([x - 0.1, y] for x, y in SQUARE)), polygon(*([x - 133, y + 16] for x, y in SQUARE))
    (beside / "a.geojson").write_text(json.dumps(districts(abroad, west, abroad)), "utf-8")
    assert said(beside, "a.geojson") == ["coordinates_implausible"]
    many = districts(*[west] * 3)
    many["features"] = [*many["features"] * 10, *districts(*[abroad] * 3)["features"] * 7]  # type: ignore[misc]
    (beside / "a.geojson").write_text(json.dumps(many), "utf-8")
    result = check_files([beside / "a.geojson"])
    assert [(f.code, f.row, f.rows_rejected) for f in result.findings if f.rejected] == [("features_abroad", 31, 21)]
    assert (result.rows_read, result.rows_loaded) == (51, 30)


@pytest.mark.parametrize(
    "member",
    [
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::99999999"}},
        {"type": "name", "properties": {"name": "公共座標系"}},
        {"type": "link", "properties": {"href": "data.crs", "type": "proj4"}},
        {"properties": {"name": "nothing"}, "type": "name"},
    ],
)
def test_a_coordinate_system_that_nobody_knows_is_not_taken_for_degrees(beside: Path, member: object) -> None:
    (beside / "a.geojson").write_text(json.dumps({**districts(polygon(*SQUARE)), "crs": member}), "utf-8")
    assert said(beside, "a.geojson") == ["crs_invalid"]
    (beside / "a.geojson.toml").write_text('crs = "EPSG:6668"', "utf-8")
    assert check_files([beside / "a.geojson"]).rows_loaded == 1


def test_a_property_called_crs_is_no_coordinate_system(beside: Path) -> None:
    content = {**districts(polygon(*SQUARE)), "crs": {"type": "EPSG", "properties": {"code": 6668}}}
    content["features"][0]["properties"]["crs"] = "不明"  # type: ignore[index]
    (beside / "a.geojson").write_text(json.dumps(content), "utf-8")
    assert check_files([beside / "a.geojson"]).rows_loaded == 1


def test_exchanged_axes_are_said_to_be_exchanged(beside: Path) -> None:
    turned = polygon(*([y, x] for x, y in SQUARE))
    (beside / "a.geojson").write_text(json.dumps(districts(turned)), "utf-8")
    assert said(beside, "a.geojson") == ["coordinates_swapped"]


@pytest.mark.parametrize(
    ("shape", "remark"),
    [
        (polygon(SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]), "geometry_repaired"),
        ({"type": "GeometryCollection", "geometries": [polygon(*SQUARE), {"type": "Point", "coordinates": [143, 34]}]},
         "geometry_collection"),
    ],
    ids=["self_crossing_OK", "collection_with_area_OK"],
)  # fmt: skip
def test_a_shape_that_can_be_repaired_is_repaired_and_told(beside: Path, shape: object, remark: str) -> None:
    (beside / "a.geojson").write_text(json.dumps(districts(shape)), "utf-8")
    result = check_files([beside / "a.geojson"])
    assert [f.severity for f in result.findings if f.code == remark] == ["info"]
    assert result.rows_loaded == 1


TEXTS: dict[str, tuple[bytes, str]] = {
    "json_nested_deeply_NG-01": (b'{"type":"FeatureCollection","features":' + b"[" * 200_000, "unreadable_file"),
    "json_cut_NG-01": (json.dumps(districts(polygon(*SQUARE))).encode()[:-40], "unreadable_file"),
    "json_huge_number_NG-01": (
        json.dumps(districts(polygon(*SQUARE))).replace('"99201"', "9" * 5000).encode(), "unreadable_file"
    ),
    "json_of_no_features_NG-01": (json.dumps(districts()).encode(), "empty_file"),
    "json_of_two_encodings_NG-01": (
        json.dumps(districts(polygon(*SQUARE)), ensure_ascii=False).encode()
        + b"\n" + "潮見野市".encode("cp932"), "encoding_mixed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TEXTS)
def test_broken_geojson_ends_in_one_finding(beside: Path, case: str) -> None:
    content, code = TEXTS[case]
    (beside / "a.geojson").write_bytes(content)
    assert said(beside, "a.geojson") == [code]


def test_of_a_key_that_stands_twice_the_last_counts(beside: Path) -> None:
    text = json.dumps(districts(polygon(*SQUARE)), ensure_ascii=False).replace('"学校名"', '"学校名": "x", "学校名"')
    (beside / "a.geojson").write_text(text, "utf-8")
    assert check_files([beside / "a.geojson"]).rows_loaded == 1


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    from etl.readers.folders import read_file

    gone = tmp_path / "a.csv"
    (table,) = read_file(gone)
    assert [f.code for f in table.findings] == ["missing_file"]


# ------------------------------------------------------------------------------------ names that lead nowhere
FACILITY_HEADER = "施設名,地区,緯度,経度"
INSIDE = f"{SOUTH + SIZE / 2:.4f},{WEST + SIZE / 2:.4f}"  # in 西中学校区


@pytest.mark.parametrize(
    ("row", "assigned_by", "codes_told"),
    [
        (f"東の家,どこにもない中学校区,{INSIDE}", "point", ["unknown_reference"]),
        ("東の家,どこにもない中学校区,,", "none", ["unknown_reference"]),
        ("東の家,東中学校区,,", "name", []),
        (f"東の家,,{INSIDE}", "point", []),
    ],
)
def test_a_facility_whose_district_is_unknown_is_kept(
    make_city: Callable[[], Path], row: str, assigned_by: str, codes_told: list[str]
) -> None:
    city = make_city()
    home = city / "activities" / f"{CODE}_小浜町"
    (home / "追加施設.csv").write_text(f"{FACILITY_HEADER}\n{row}\n", "utf-8")
    built = build_city(city)
    with duckdb.connect(str(built.database), read_only=True) as db:
        found = db.execute("SELECT assigned_by, district_id FROM facilities WHERE name = '東の家'").fetchall()
    assert [(how, district is not None) for how, district in found] == [(assigned_by, assigned_by != "none")]
    own = [f for f in built.result.findings if f.file.endswith("追加施設.csv") and f.severity == "warning"]
    assert [f.code for f in own] == codes_told


def test_activities_at_a_facility_without_district_are_unassigned(make_city: Callable[[], Path]) -> None:
    city = make_city()
    home = city / "activities" / f"{CODE}_小浜町"
    (home / "追加施設.csv").write_text(f"{FACILITY_HEADER}\n東の家,どこにもない中学校区,,\n", "utf-8")
    (home / "追加活動.csv").write_text("活動名,実施日,会場\n寄り合い,2024-05-01,東の家\n", "utf-8")
    with duckdb.connect(str(build_city(city).database), read_only=True) as db:
        found = db.execute("SELECT assigned_by, district_id FROM activities WHERE title = '寄り合い'").fetchall()
    assert found == [("none", None)]


def test_check_runs_the_last_checks_of_a_build(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that says a row has a district and gives none: the check of a file says it as the build would."""
    real = assign.assign_districts

    def wrong(work: Work, tables: Sequence[str] = assign.RECORDS) -> None:
        real(work, tables)
        for table in tables:
            work.frame(table)["assigned_by"] = "name"

    monkeypatch.setattr(assign, "assign_districts", wrong)
    with pytest.raises(CheckFailedError, match=r"activities: 0 in districts \+ 0 unassigned ≠ 1 \(.*良い\.csv 2\)"):
        check_files([beside])


def test_a_backdrop_line_with_a_corner_nowhere_is_rejected(make_city: Callable[[], Path]) -> None:
    city = make_city()
    for name, value in (("nan", float("nan")), ("inf", float("inf"))):
        line = feature(
            [(WEST, SOUTH), (value, SOUTH), (WEST + SIZE, SOUTH)], "LineString", layer="river", name="川", rank=1
        )
        write_geojson(city / "boundaries" / f"{CODE}_小浜町" / f"base_{name}.geojson", [line, feature(
            [(WEST, SOUTH), (WEST + SIZE, SOUTH)], "LineString", layer="river", name="真っ直ぐ", rank=1)])  # fmt: skip
    built = build_city(city)
    told = [(f.code, Path(f.file).name) for f in built.result.findings if f.severity == "error"]
    assert told == [("feature_abroad", "base_inf.geojson"), ("geometry_missing", "base_nan.geojson")]
    assert built.result.tables["base_layers"] == 6


@pytest.mark.parametrize("cut", range(0, 100, 4))
def test_a_shapefile_with_noise_in_its_parts_is_told(beside: Path, cut: int) -> None:
    """The binding to GDAL itself has failed on some of these (a variable of its own without a value)."""
    for name, content in corpus.written_once().items():
        noise = content[:cut] + b"\xff" * 4 + content[cut + 4 :] if name.endswith((".dbf", ".prj")) else content
        (beside / name.replace("A32-21", "A32-21_a")).write_bytes(noise)
    result = check_files([beside])
    assert result.rows_read == result.rows_loaded + result.rows_rejected
    assert result.tables["activities"] == 1
