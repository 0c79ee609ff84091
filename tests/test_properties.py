"""What holds for any input: nothing raises, the account closes, what is written can be read, normal forms are stable.

Deterministic: the same examples on every run.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
import xlsxwriter
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from etl.build.database import check_files
from etl.contract import TABLES
from etl.places import spatial
from etl.readers.folders import FORMATS, RawTable, read_file
from etl.rows.references import district_directory
from etl.values import codes
from etl.values import normalize as n
from etl.values.dates import ERAS
from etl.values.normalize import CellError, PartialDate
from etl.values.periods import Year, with_year

steady = settings(
    derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
HEADER = ("市区町村コード", "活動名", "実施日", "参加者数")
GOOD = "市区町村コード,活動名,実施日,参加者数\n99201,合同避難訓練,令和6年9月1日,120\n99201,清掃,R6.10.5,35人\n"


def read(path: Path) -> list[RawTable]:
    tables = list(read_file(path))
    for table in tables:
        assert table.rows_read == len(table.frame) + table.rows_rejected
    return tables


# ----------------------------------------------------------------------------------------------------- readers
def workbook(rows: list[list[str]]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                sheet.write_string(y, x, cell)
    return made.getvalue()


def archive(name: str, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return made.getvalue()


SQUARE = {
    "type": "FeatureCollection",
    "features": [{
        "type": "Feature", "properties": {"市区町村コード": "99201", "学校名": "東中学校"},
        "geometry": {"type": "Polygon", "coordinates": [[[143, 33.9], [143.1, 33.9], [143.1, 34], [143, 33.9]]]},
    }],
}  # fmt: skip
WHOLE: dict[str, bytes] = {
    ".csv": GOOD.encode("cp932"),
    ".tsv": GOOD.replace(",", "\t").encode("utf-16"),
    ".xlsx": workbook([list(HEADER), ["99201", "清掃", "R6.10.5", "35"]]),
    ".zip": archive("a.csv", GOOD.encode()),
    ".geojson": json.dumps(SQUARE, ensure_ascii=False).encode(),
}


@settings(steady, max_examples=120)
@given(st.binary(max_size=300), st.sampled_from(sorted(FORMATS)))
def test_any_bytes_under_any_ending_are_rows_or_findings(tmp_path: Path, data: bytes, ending: str) -> None:
    path = tmp_path / f"any{ending}"
    path.write_bytes(data)
    assert read(path)


@settings(steady, max_examples=70)
@given(
    st.sampled_from(sorted(WHOLE)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6),
    st.floats(0, 1),
)
def test_damaged_files_are_rows_or_findings(
    tmp_path: Path, ending: str, flips: list[tuple[float, int]], length: float
) -> None:
    data = bytearray(WHOLE[ending])
    for place, value in flips:
        data[int(place * (len(data) - 1))] = value
    path = tmp_path / f"damaged{ending}"
    path.write_bytes(bytes(data[: int(len(data) * (1 - length**4))]))
    assert read(path)


CELL = st.text(alphabet=st.sampled_from('活動 名実施日令和6年/.,"\n合計〃同上※注0１2-〜人約①髙ｱﾞ'), max_size=8)
ROWS = st.lists(st.lists(CELL, min_size=4, max_size=4), min_size=1, max_size=6)


@settings(steady, max_examples=40)
@given(ROWS)
def test_a_grid_reads_the_same_from_csv_and_from_a_workbook(tmp_path: Path, rows: list[list[str]]) -> None:
    grid = [list(HEADER), ["99201", "清掃", "R6.10.5", "35"], *rows]
    text = tmp_path / "活動.csv"
    with text.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(grid)
    book = tmp_path / "活動.xlsx"
    book.write_bytes(workbook(grid))
    written, stored = read(text), read(book)
    assert [[n.text(c) for c in row] for row in written[0].frame.to_numpy()] == [
        [n.text(c) for c in row] for row in stored[0].frame.to_numpy()
    ]
    assert [f.code for f in written[0].findings] == [f.code for f in stored[0].findings]


@settings(steady, max_examples=4)
@given(st.lists(ROWS, min_size=6, max_size=6))
def test_every_row_of_any_grid_is_loaded_or_rejected(tmp_path: Path, grids: list[list[list[str]]]) -> None:
    paths = [tmp_path / f"活動{number}.csv" for number in range(len(grids))]
    for path, rows in zip(paths, grids, strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *rows])
    result = check_files(paths)
    assert result.rows_read == result.rows_loaded + result.rows_rejected
    assert sum(f.rejected for f in result.findings) == result.rows_rejected


# ----------------------------------------------------------------------------------------------- normal forms
CELLS = st.one_of(
    st.text(max_size=20), st.integers(), st.floats(allow_nan=False), st.dates(),
    st.text(alphabet="０1２,，約人名〜（）()'’ 　ｶﾞﾊﾟ\u3099ヶ髙中学校区市立年月日元令和R.-ー", max_size=14),
)  # fmt: skip


@settings(steady, max_examples=400)
@given(CELLS)
def test_normal_forms_are_stable(cell: object) -> None:
    once = n.text(cell)
    assert n.text(once) == once
    assert n.fold(n.fold(once)) == n.fold(once)
    assert n.items("、".join(n.items(once))) == n.items(once)
    for read_cell in (n.number, n.municipality_code):
        try:
            value = read_cell(cell).value
        except CellError:
            continue
        assert read_cell(value).value == value


@settings(steady, max_examples=200)
@given(
    st.integers(0, 9_999_999), st.sampled_from(["", "約", "延べ", "計"]),
    st.sampled_from(["", "人", "名", "世帯", "回"]), st.sampled_from(["", "程度", "以上", "（うち子ども3人）"]),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_a_count_in_words_and_units_is_the_count(
    count: int, before: str, unit: str, after: str, commas: bool, wide: bool
) -> None:
    digits = f"{count:,}" if commas else str(count)
    shown = digits.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,"}) if wide else digits
    found = n.integer(f"{before}{shown}{unit}{after}")
    assert found == n.Number(count, interpreted=bool(before or unit or after))


# ------------------------------------------------------------------------------------------------------- dates
def era_of(day: dt.date) -> Any:
    return next(e for e in ERAS if day >= e.first_day)


DAYS = st.dates(dt.date(1873, 1, 1), dt.date(2099, 12, 31))
FORMS = ("{era}{n}年", "{letter}{n}", "{kanji}{n}年", "{year}年", "西暦{year}年")


@settings(steady, max_examples=400)
@given(
    DAYS, st.sampled_from(FORMS), st.sampled_from(["day", "month", "year", "fiscal_year"]), st.booleans(), st.booleans()
)
def test_a_partial_date_as_staff_write_it_is_that_date(
    day: dt.date, form: str, precision: str, wide: bool, first: bool
) -> None:
    era = era_of(day)
    number = day.year - era.first_year + 1
    year = form.format(
        era=era.name, letter=era.letter, kanji=era.name[0], n="元" if number == 1 and first else number, year=day.year
    )
    sign = "" if year.endswith("年") else "."
    months = f"{day.month}月" if not sign else str(day.month)
    days = f"{day.day}日" if not sign else str(day.day)
    written = {
        "day": f"{year}{sign}{months}{sign}{days}", "month": f"{year}{sign}{months}", "year": year,
        "fiscal_year": f"{year.removesuffix('年')}年度",
    }[precision]  # fmt: skip
    shown = written.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.RHSTM"}) if wide else written
    starts = {
        "day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1),
        "fiscal_year": day.replace(month=4, day=1),
    }  # fmt: skip
    assert n.date(shown) == PartialDate(starts[precision], precision)  # type: ignore[arg-type]
    assert n.date(f"{shown}頃" if precision == "month" else shown).start == starts[precision]


@settings(steady, max_examples=150)
@given(
    st.integers(1990, 2050), st.integers(0, 364), st.sampled_from(["{m}/{d}", "{m}月{d}日", "{m}.{d}", "{m:02}/{d:02}"])
)
def test_a_date_without_a_year_lies_in_the_fiscal_year_that_is_told(year: int, after: int, form: str) -> None:
    day = dt.date(year, 4, 1) + dt.timedelta(days=after)
    weekday = "月火水木金土日"[day.weekday()]
    full = with_year(f"{form.format(m=day.month, d=day.day)}（{weekday}）", Year(year, fiscal=True))
    assert full is not None
    assert (n.date(full).start, n.date(full).weekday_expected) == (day, "")


# ------------------------------------------------------------------------------------------- codes and schools
@settings(steady, max_examples=200)
@given(st.integers(1000, 99999).map(lambda number: f"{number:05d}"))
def test_a_code_with_or_without_check_digit_and_zero_is_the_code(code: str) -> None:
    assume(codes.is_formal_code(code))
    whole = code + codes.check_digit(code)
    for written in (code, whole, code.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"}), f"'{whole}"):
        assert n.municipality_code(written).value == code
    if code.startswith("0") and not codes.is_formal_code(str(int(whole))):
        assert n.municipality_code(int(whole)) == n.Code(code, interpreted=True)
    if code.startswith("0"):
        assert n.municipality_code(int(code)) == n.Code(code, interpreted=True)


NAMES = st.text(alphabet=st.sampled_from("東西南北緑ヶ丘ケ光明がぎパみ髙山川第一二"), min_size=1, max_size=5)


@settings(steady, max_examples=150)
@given(NAMES, st.sampled_from(["中学校", "小学校", "義務教育学校"]))
def test_a_school_is_found_however_its_name_is_written(name: str, kind: str) -> None:
    school = f"{name}{kind}"
    frame = pd.DataFrame({
        "municipality_code": ["99201"], "district_id": ["D1"], "school_name": [school], "given_id": [None],
        "is_current": [True],
    })  # fmt: skip
    directory = district_directory(frame)
    spellings = {
        school, f"{school}区", f"潮見野市立{school}", unicodedata.normalize("NFD", school), f"{name}　{kind}",
        f" {school}\n", school.replace("ヶ", "ケ"), school.replace("髙", "高"),
    }  # fmt: skip
    assert {directory.find("99201", written).id for written in spellings} == {"D1"}


# ---------------------------------------------------------------------------------------------------- geometry
NUMBERS = st.one_of(
    st.integers(0, 6).map(float), st.floats(0, 6), st.sampled_from([float("nan"), float("inf"), -0.0, 1e-300])
)
#: Rings begin and end at a point that is somewhere; the others may be nowhere.
POLYGONS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=9).map(
    lambda ring: [(0.0, 0.0), *ring, (0.0, 0.0)]
)


@settings(steady, max_examples=100)
@given(st.lists(POLYGONS, min_size=1, max_size=3))
def test_any_polygon_is_repaired_or_given_up(rings: list[list[tuple[float, float]]]) -> None:
    with np.errstate(invalid="ignore"):
        shapes = shapely.polygons([shapely.linearrings(ring) for ring in rings])
    found = spatial.repair_polygons(np.array([*shapes, None], dtype=object))
    kept = found.geometry[~found.empty]
    assert shapely.is_valid(kept).all()
    assert np.isfinite(shapely.get_coordinates(kept)).all()
    assert (shapely.area(kept) > 0).all()
    assert shapely.is_missing(found.geometry[found.empty]).all()


def test_the_contract_has_the_columns_that_these_tests_lean_on() -> None:
    assert {"title", "start_date", "participants"} <= {c.name for c in TABLES["activities"].columns}


@pytest.mark.parametrize("ending", sorted(WHOLE))
def test_the_undamaged_files_are_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"whole{ending}"
    path.write_bytes(WHOLE[ending])
    assert [bool(t.table) for t in read(path)] == [True]
