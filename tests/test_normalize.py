"""The cells that staff write, and what must be read from them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl import findings
from etl.contract import TABLES
from etl.values import cells
from etl.values import normalize as n
from etl.values.cells import CLEAN
from etl.values.normalize import CellError, PartialDate


def day(y: int, m: int, d: int) -> PartialDate:
    return PartialDate(dt.date(y, m, d), "day")


def month(y: int, m: int) -> PartialDate:
    return PartialDate(dt.date(y, m, 1), "month")


def year(y: int) -> PartialDate:
    return PartialDate(dt.date(y, 1, 1), "year")


def fiscal(y: int) -> PartialDate:
    return PartialDate(dt.date(y, 4, 1), "fiscal_year")


DATES_OK: list[tuple[object, PartialDate]] = [
    ("平成20年1月", month(2008, 1)),
    ("平成 20 年 1 月", month(2008, 1)),
    ("平成２０年　１月", month(2008, 1)),
    ("平成二十年一月", month(2008, 1)),
    ("平成三十年七月二日", day(2018, 7, 2)),
    ("H20.1.15", day(2008, 1, 15)),
    ("h20.1.15", day(2008, 1, 15)),
    ("Ｈ２０．１", month(2008, 1)),
    ("H20/1/15", day(2008, 1, 15)),
    ("H20年1月15日", day(2008, 1, 15)),
    ("㍻20年1月", month(2008, 1)),
    ("㋿6年9月1日", day(2024, 9, 1)),
    ("令和元年度", fiscal(2019)),
    ("令和元年5月1日", day(2019, 5, 1)),
    ("令和元年", year(2019)),
    ("R5年度", fiscal(2023)),
    ("R5", year(2023)),
    ("2008年度", fiscal(2008)),
    ("FY2023", fiscal(2023)),
    ("昭和64年1月7日", day(1989, 1, 7)),
    ("明治45年7月29日", day(1912, 7, 29)),
    ("大正元年12月", month(1912, 12)),
    ("昭和三十一年", year(1956)),
    ("2008/1", month(2008, 1)),
    ("2008年1月", month(2008, 1)),
    ("西暦2008年1月", month(2008, 1)),
    ("2008-01-15", day(2008, 1, 15)),
    ("2008/1/15", day(2008, 1, 15)),
    ("2008.1.15", day(2008, 1, 15)),
    ("20080115", day(2008, 1, 15)),
    (20080115, day(2008, 1, 15)),
    ("200801", month(2008, 1)),
    (2008, year(2008)),
    ("2008", year(2008)),
    (45536, day(2024, 9, 1)),
    (45536.75, day(2024, 9, 1)),
    ("45536", day(2024, 9, 1)),
    (dt.datetime(2024, 9, 1, 10, 30), day(2024, 9, 1)),
    (dt.date(2024, 9, 1), day(2024, 9, 1)),
    ("2024-09-01 10:00:00", day(2024, 9, 1)),
    ("2008-01-15 9:00", day(2008, 1, 15)),
    ("2024-09-01T10:00:00+09:00", day(2024, 9, 1)),
    ("令和6年9月1日 午前10時", day(2024, 9, 1)),
    ("令和6年9月1日（日）10時〜12時", day(2024, 9, 1)),
    ("平成30年5月17日（木）", day(2018, 5, 17)),
    ("平成30年5月17日木曜日", day(2018, 5, 17)),
    ("令和6年9月23日（月・祝）", day(2024, 9, 23)),
    ("平成31年5月", month(2019, 5)),
    ("平成35年度", fiscal(2023)),
    ("令和6年9月頃", month(2024, 9)),
    ("令和6年9月上旬", month(2024, 9)),
    ("令和7年度予定", fiscal(2025)),
]


@pytest.mark.parametrize(("cell", "expected"), DATES_OK, ids=lambda v: str(v))
def test_dates_as_staff_write_them(cell: object, expected: PartialDate) -> None:
    assert n.date(cell) == expected


DATES_NG: list[object] = [
    "", "来週", "24/9/1", "9/1/2024", "令和6年13月", "平成20年2月30日", "2024年2月30日",
    "0.5", 2024.1, -3, 12, True, None, float("nan"), "令和0年1月", "1500年1月", "H", "令和",
    "120人", "2024年9月1日と3日の間", "99999999",
]  # fmt: skip


@pytest.mark.parametrize("cell", DATES_NG, ids=str)
def test_what_is_not_a_date_is_refused(cell: object) -> None:
    with pytest.raises(CellError) as caught:
        n.date(cell)
    assert caught.value.code == "bad_date"


@pytest.mark.parametrize("cell", ["9月1日", "9/1", "9月", "9月1日（日）", "2月上旬"])
def test_a_date_without_a_year_is_told_as_such(cell: str) -> None:
    with pytest.raises(CellError) as caught:
        n.date(cell)
    assert caught.value.code == "date_without_year"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("平成31年/令和元年", year(2019)), ("平成31（令和元）年", year(2019)), ("H31/R1", year(2019)),
        ("2024（令和6）年9月1日", day(2024, 9, 1)), ("令和6(2024)年9月1日", day(2024, 9, 1)),
        ("令和6年度（2024年度）", fiscal(2024)), ("2024年(令和6年)9月", month(2024, 9)),
    ],
)  # fmt: skip
def test_a_year_in_two_notations_that_agree(cell: str, expected: PartialDate) -> None:
    assert n.date(cell) == expected


def test_a_year_in_two_notations_that_disagree_is_refused() -> None:
    with pytest.raises(CellError):
        n.date("2024（令和5）年9月1日")


@pytest.mark.parametrize(
    ("cell", "weekday"), [("令和5年9月1日(木)〜3日(日)", "金"), ("令和5年9月1日(金)〜3日(土)", "日")]
)
def test_weekdays_are_checked_at_both_ends_of_a_range(cell: str, weekday: str) -> None:
    start, end = n.period(cell)
    assert end is not None
    assert start.weekday_expected + end.weekday_expected == weekday


@pytest.mark.parametrize(("cell", "code"), [("-", "dash_empty"), ("―", "dash_empty"), ("未定", "stated_unknown")])
def test_words_for_nothing_are_told_apart_from_mistakes(cell: str, code: str) -> None:
    for read in (n.date, n.number, n.boolean):
        with pytest.raises(CellError) as caught:
            read(cell)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("cell", "interpreted"),
    [("令和6年9月頃", True), ("令和6年9月", False), ("平成31年5月", True), ("平成31年4月", False), (45536, True)],
)
def test_a_date_says_when_it_was_interpreted(cell: object, interpreted: bool) -> None:
    assert n.date(cell).interpreted is interpreted


def test_the_weekday_is_checked() -> None:
    assert n.date("平成30年7月2日（月）").weekday_expected == ""
    wrong = n.date("平成30年7月2日（火）")
    assert (wrong, wrong.weekday_expected, wrong.weekday_expected_en) == (day(2018, 7, 2), "月", "Monday")


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("令和6年8月1日", day(2024, 8, 1), None),
        ("令和6年8月〜9月", month(2024, 8), month(2024, 9)),
        ("令和6年8月～9月", month(2024, 8), month(2024, 9)),
        ("令和6年12月〜1月", month(2024, 12), month(2025, 1)),
        ("令和6年8月1日〜3日", day(2024, 8, 1), day(2024, 8, 3)),
        ("令和6年8月30日〜9月2日", day(2024, 8, 30), day(2024, 9, 2)),
        ("令和6年8月1日（木）〜3日（土）", day(2024, 8, 1), day(2024, 8, 3)),
        ("2024/8/1〜8/3", day(2024, 8, 1), day(2024, 8, 3)),
        ("2024-08-01〜2024-08-03", day(2024, 8, 1), day(2024, 8, 3)),
        ("R5年度〜R7年度", fiscal(2023), fiscal(2025)),
        ("令和5年度〜7年度", fiscal(2023), fiscal(2025)),
        ("令和6年8月1日から令和6年8月3日まで", day(2024, 8, 1), day(2024, 8, 3)),
        ("平成27年10月1日〜30日", day(2015, 10, 1), day(2015, 10, 30)),
        ("令和6年8月1日・3日", day(2024, 8, 1), day(2024, 8, 3)),
        ("2023/8/1-2023/8/3", day(2023, 8, 1), day(2023, 8, 3)),
        ("2023.8.1-3", day(2023, 8, 1), day(2023, 8, 3)),
        ("20230401-20230403", day(2023, 4, 1), day(2023, 4, 3)),
        ("令和5年4月から", month(2023, 4), None),
        ("令和6年9月1日 10:00〜12:00", day(2024, 9, 1), None),
        (45536, day(2024, 9, 1), None),
    ],
)
def test_ranges_inherit_what_they_leave_out(cell: object, start: PartialDate, end: PartialDate | None) -> None:
    assert n.period(cell) == (start, end)


@pytest.mark.parametrize("cell", ["令和6年8月3日〜令和6年8月1日", "8月〜9月", "令和6年8月1日〜32日", "〜"])
def test_ranges_that_make_no_sense_are_refused(cell: str) -> None:
    with pytest.raises(CellError):
        n.period(cell)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (month(2008, 1), 2007), (month(2011, 3), 2010), (month(2010, 8), 2010), (day(2024, 3, 31), 2023),
        (day(2024, 4, 1), 2024), (fiscal(2019), 2019), (year(2019), None),
    ],
)  # fmt: skip
def test_the_fiscal_year_runs_from_april_to_march(when: PartialDate, expected: int | None) -> None:
    assert n.fiscal_year(when) == expected


WESTERN = ["{y}-{m:02d}-{d:02d}", "{y}/{m}/{d}", "{y}年{m}月{d}日", "{y}{m:02d}{d:02d}", "{y}.{m}.{d}"]
JAPANESE = ["{name}{n}年{m}月{d}日", "{letter}{n}.{m}.{d}", "{letter}{n}/{m}/{d}", "{name} {n} 年 {m} 月 {d} 日"]


@settings(max_examples=400, deadline=None)
@given(st.dates(dt.date(1868, 9, 1), dt.date(2100, 12, 31)), st.sampled_from(WESTERN + JAPANESE))
def test_every_day_survives_being_written_and_read(when: dt.date, form: str) -> None:
    era = next(e for e in n.ERAS if when >= e.first_day)
    number = when.year - era.first_year + 1
    written = form.format(
        y=when.year, m=when.month, d=when.day, n="元" if number == 1 else number, name=era.name, letter=era.letter
    )
    if number <= 99:
        assert n.date(written) == PartialDate(when, "day")
        assert n.date(written + f"（{'月火水木金土日'[when.weekday()]}）").weekday_expected == ""


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.datetimes(), st.dates(),
    st.text(alphabet="平成令和元年度月日〜～.-/（木）０1２9HR人約,△○×－ 　", max_size=16),
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(CELLS)
def test_no_cell_raises_anything_but_the_declared_error(cell: object) -> None:
    kind = TABLES["facilities"].column("kind")
    status = TABLES["facilities"].column("status")
    readers = (
        n.date, n.period, n.number, n.integer, n.boolean, n.municipality_code, n.text, n.items, n.is_blank,
        lambda c: n.choice(kind, c), lambda c: n.choice(status, c), lambda c: n.fold(n.text(c)),
    )  # fmt: skip
    for read in readers:
        try:
            read(cell)  # type: ignore[operator]
        except CellError as error:
            assert error.code in findings.CATALOGUE


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_reading_text_twice_changes_nothing(cell: str) -> None:
    assert n.text(n.text(cell)) == n.text(cell)


@pytest.mark.parametrize(
    ("cell", "value", "interpreted"),
    [
        ("120", 120, False), ("１２０", 120, False), ("1,234", 1234, False), ("１，２３４", 1234, False),
        (35.0, 35, False), ("約120名", 120, True), ("35人", 35, True), ("延べ1,200人", 1200, True),
        ("50人程度", 50, True),
        ("120人（うち子ども30人）", 120, True), ("1.2万人", 12000, True), ("1万2000人", 12000, True),
        ("二十五名", 25, True), ("20〜30人", 20, True), ("約30~40名", 30, True), ("50～", 50, True),
        ("大人30人、子ども20人", 50, True), ("30名＋役員5名", 35, True), ("30名程", 30, True), ("'35", 35, False),
        ("△3", -3, False), ("0", 0, False), (0, 0, False), (" 12 ", 12, False),
    ],
)  # fmt: skip
def test_counts_with_units(cell: object, value: int, interpreted: bool) -> None:
    assert n.integer(cell) == n.Number(value, interpreted)


@pytest.mark.parametrize(
    "cell", ["たくさん", "40〜30人", "30・40", "1,23", "12:30", "", None, True, "1.5人", float("inf"), "9" * 400]
)
def test_what_is_not_a_count_is_refused(cell: object) -> None:
    with pytest.raises(CellError) as caught:
        n.integer(cell)
    assert caught.value.code == "bad_number"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("○", True), ("◯", True), ("有", True), ("はい", True), ("TRUE", True), (1, True), (True, True), ("１", True),
     ("×", False), ("ｘ", False), ("無し", False), ("いいえ", False), ("0", False), (0.0, False), (False, False)],
)  # fmt: skip
def test_yes_and_no(cell: object, expected: bool) -> None:
    assert n.boolean(cell) is expected


@pytest.mark.parametrize(
    ("cell", "value", "interpreted"),
    [
        ("29209", "29209", False), ("292095", "29209", False), (29209, "29209", False), (292095.0, "29209", False),
        ("２９２０９", "29209", False), ("01692", "01692", False), ("016926", "01692", False), ("16926", "01692", True),
        (1692, "01692", True), ("92011", "09201", True), ("99201", "99201", False), ("14151", "14151", False),
        ("141500", "14150", False), ("'01205", "01205", False), ("13101", "13101", False),
    ],
)  # fmt: skip
def test_municipality_codes(cell: object, value: str, interpreted: bool) -> None:
    assert n.municipality_code(cell) == n.Code(value, interpreted)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("292096", "check_digit_wrong"), ("29000", "bad_code"), ("48201", "bad_code"), ("奈良", "bad_code"),
     ("", "bad_code"), (None, "bad_code"), ("123", "bad_code"), ("1234567", "bad_code"), ("29100", "bad_code")],
)  # fmt: skip
def test_what_is_no_municipality_code_is_refused(cell: object, code: str) -> None:
    with pytest.raises(CellError) as caught:
        n.municipality_code(cell)
    assert caught.value.code == code


def test_a_wrong_check_digit_is_told_with_the_right_one() -> None:
    with pytest.raises(CellError) as caught:
        n.municipality_code("292096")
    assert caught.value.params == {"expected": "292095"}


def test_text_keeps_japanese_punctuation_and_composes_macos_names() -> None:
    assert n.text("ガッコウ（１）「ＡＢＣ」、") == "ガッコウ（1）「ABC」、"
    assert n.text("カ\u3099ッコウ") == "ガッコウ"
    assert n.text("潮見\u3000中学校\n第１") == "潮見 中学校 第1"
    assert n.text("a\u200bb\x00c\u202ed") == "abcd"
    assert n.text("神\ufa19社") == "神\ufa19社"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("参加者数（人）", "参加者数"), ("参加\n者数", "参加者数"), ("Ａ32_001", "a32_001"),
        ("名称＿カナ", "名称_カナ"),
        ("旭ヶ丘中学校", "旭ケ丘中学校"), ("ﾊﾟﾄﾛｰﾙ", "パトロール"), ("Municipality code", "municipality_code"),
        ("潮見　中学校", "潮見中学校"), ("活動名※", "活動名"),
    ],
)  # fmt: skip
def test_headers_and_names_that_are_the_same(left: str, right: str) -> None:
    assert n.fold(left) == n.fold(right)


def test_headers_that_differ_in_their_brackets_stay_apart() -> None:
    assert n.fold("料金（基本）") != n.fold("料金（詳細）")


def test_choices_by_value_label_and_alias() -> None:
    kind = TABLES["council_events"].column("kind")
    assert [n.choice(kind, c).value for c in ("founding", "設立", "設立総会", "Founded", " 設 立 ")] == ["founding"] * 5
    with pytest.raises(CellError) as caught:
        n.choice(kind, "爆発")
    assert caught.value.code == "unknown_choice"
    assert "設立" in caught.value.params["choices"]


def test_an_open_list_takes_new_values_as_they_are() -> None:
    assert n.choice(TABLES["activities"].column("category"), "ドローン") == n.Chosen("ドローン", known=False)


@pytest.mark.parametrize("exported", ["'=1+1", "'+81", "'-夏の部-", "'@city", "'＝1"])
def test_the_guard_of_an_exported_cell_is_taken_off(exported: str) -> None:
    assert n.text(exported) == n.text(exported[1:])
    assert not n.text(exported).startswith("'")


@pytest.mark.parametrize("written", ["'24年度", "don't", "'"])
def test_other_apostrophes_stay(written: str) -> None:
    assert n.text(written) == written


@pytest.mark.parametrize(
    ("written", "start", "precision"),
    [
        ("令元年10月", "2019-10-01", "month"), ("平２０．１．１５", "2008-01-15", "day"),
        ("昭55.4", "1980-04-01", "month"),
        ("令6年度", "2024-04-01", "fiscal_year"), ("令和６年度（通年）", "2024-04-01", "fiscal_year"),
        ("R6/8/1～", "2024-08-01", "day"),
    ],
)  # fmt: skip
def test_eras_of_one_kanji_and_open_ends(written: str, start: str, precision: str) -> None:
    found, end = n.period(written)
    assert (found.start.isoformat(), found.precision, end) == (start, precision, None)


def test_text_that_counts_as_clean_is_left_as_it_is_one_sign_at_a_time() -> None:
    """The short way through (a pattern) and the long way (sign by sign) say the same of every sign in the pattern."""
    signs = [chr(c) for c in range(0x20, 0xFFFF) if re.fullmatch(CLEAN, f"a{chr(c)}a")]
    assert len(signs) > 20_000
    for sign in signs:
        assert cells._clean(f"a{sign}a") == f"a{sign}a"
        assert cells._clean(f"a{sign}a\u200b") == f"a{sign}a"  # the sign without width forces the long way
