"""What staff type by hand: titles with the year, dates without one, ditto marks, totals, hidden rows, several tables.

Every interpretation is told, and nothing goes without a word: rows read = rows kept + rows rejected.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from etl.build.database import check_files
from etl.readers.folders import RawTable, read_file

FOLDER = "99201_潮見野市"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / FOLDER / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def book(folder: Path, name: str, sheets: dict[str, list[list[object]]]) -> Path:
    path = folder / FOLDER / name
    path.parent.mkdir(exist_ok=True)
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def read(path: Path) -> list[RawTable]:
    tables = list(read_file(path))
    for table in tables:
        assert table.rows_read == len(table.frame) + table.rows_rejected
    return tables


def one(path: Path) -> RawTable:
    (table,) = read(path)
    return table


def said(table: RawTable, code: str) -> list[tuple[int | None, str, str]]:
    return [(f.row, f.column, f.value) for f in table.findings if f.code == code]


# ------------------------------------------------------------------------------------------------------- years
@pytest.mark.parametrize(
    ("title", "name", "april", "january"),
    [
        ("令和6年度 活動実績", "a.csv", "2024/4/12", "2025/1/5"),
        ("2024年度　東の会　活動実績", "a.csv", "2024/4/12", "2025/1/5"),
        ("活動実績（R６年度・2024年度）", "a.csv", "2024/4/12", "2025/1/5"),
        ("令和元年度活動", "a.csv", "2019/4/12", "2020/1/5"),
        ("令和6年（2024年）行事一覧", "a.csv", "2024/4/12", "2024/1/5"),
        ("令和6年度活動（令和7年4月1日作成）", "a.csv", "2024/4/12", "2025/1/5"),
        ("活動一覧", "R6活動実績.csv", "2024/4/12", "2025/1/5"),
        ("活動一覧", "活動2024年度.csv", "2024/4/12", "2025/1/5"),
    ],
)
def test_the_year_of_a_title_or_name_completes_the_dates(
    tmp_path: Path, title: str, name: str, april: str, january: str
) -> None:
    table = one(write(tmp_path, name, f"{title},,\n月日,活動名,人数\n4/12,A,1\n1/5,B,2\n"))
    assert table.frame["start_date"].tolist() == [april, january]
    ((row, column, _),) = said(table, "year_taken")
    assert (row, column) == (3, "月日")


@pytest.mark.parametrize(
    "title", ["令和5年度・令和6年度活動", "活動一覧", "令和7年4月1日現在の活動", "令和5年度〜令和7年度"]
)
def test_where_no_single_year_is_told_none_is_taken(tmp_path: Path, title: str) -> None:
    result = check_files([write(tmp_path, "活動.csv", f"{title},,\n月日,活動名,人数\n4/12,A,1\n")])
    assert [f.code for f in result.findings if f.rejected] == ["date_without_year"]


def test_each_sheet_tells_its_own_year(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["日付", "活動名", "参加者数"],
        ["4/1(月)", "A", 1],
        ["3月31日", "B", 2],
        ["通年", "C", 3],
    ]
    tables = read(book(tmp_path, "活動.xlsx", {"R6": rows, "令和7年度": rows}))
    assert [t.frame["start_date"].tolist() for t in tables] == [
        ["2024/4/1(月)", "2025年3月31日", "2024年度"], ["2025/4/1(月)", "2026年3月31日", "2025年度"],
    ]  # fmt: skip


def test_a_weekday_is_checked_against_the_year_that_was_taken(tmp_path: Path) -> None:
    path = write(tmp_path, "活動.csv", "令和6年度,\n月日,活動名\n9月1日(日),A\n9月1日(木),B\n")
    found = [f for f in check_files([path]).findings if f.code == "weekday_mismatch"]
    assert [f.row for f in found] == [4]
    assert "（木）" in found[0].message_ja.replace("(", "（").replace(")", "）")
    assert "日曜日" in found[0].message_ja


def test_a_date_to_which_excel_gave_the_year_of_typing_is_doubted(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["令和6年度 活動"],
        ["月日", "活動名"],
        [dt.date(2026, 10, 5), "A"],
        [dt.date(2025, 3, 5), "B"],
    ]
    table = one(book(tmp_path, "活動.xlsx", {"一覧": rows}))
    assert said(table, "date_outside_title") == [(3, "月日", "2026-10-05")]
    assert table.frame["start_date"].tolist() == [dt.date(2026, 10, 5), dt.date(2025, 3, 5)]


@pytest.mark.parametrize(
    ("header", "rows", "expected"),
    [
        ("年度,月日", ["R6,4/12", "令和6年度,1/15", ",2/1"], ["2024/4/12", "2025/1/15", "2025/2/1"]),
        ("年,月,日", ["2024,4,12", "R6,5月,1日", "2025,3,"], ["2024年4月12日", "2024年5月1日", "2025年3月"]),
        ("年度,月", ["2024,4", "2024,3"], ["2024年4月", "2025年3月"]),
    ],
)
def test_a_date_in_several_columns_is_one_date(
    tmp_path: Path, header: str, rows: list[str], expected: list[str]
) -> None:
    body = "".join(f"{row},A{n}\n" for n, row in enumerate(rows))
    table = one(write(tmp_path, "活動.csv", f"{header},活動名\n{body}"))
    assert table.frame["start_date"].tolist() == expected
    assert [column for _, column, _ in said(table, "date_columns_joined")] == [header.replace(",", "、")]
    assert said(table, "header_unknown") == []


def test_the_day_of_record_and_the_district_are_taken_from_title_and_sheet(tmp_path: Path) -> None:
    path = write(tmp_path, "人口.csv", "中学校区別人口（令和7年4月1日現在）,\n中学校区,人口\n東,4120人\n")
    assert one(path).defaults["as_of"] == "令和7年4月1日"
    rows: list[list[object]] = [["実施日", "活動名", "人数"], ["2024/4/1", "A", 1]]
    tables = read(book(tmp_path, "活動.xlsx", {"東中学校区": rows, "西地区": rows}))
    assert [t.defaults["district_id"] for t in tables] == ["東中学校区", "西地区"]


# -------------------------------------------------------------------------------------------------------- rows
def test_ditto_marks_in_every_form(tmp_path: Path) -> None:
    table = one(write(
        tmp_path, "活動.csv",
        "地区,活動名,実施日,会場\n〃,A,R6.4.1,公民館\n東中学校区,B,〃,同上\n″,C,”,（同上）\n"
        '" 同 上",D,ヽ,「〃」\n同じ,E,々,上に同じ\n',
    ))  # fmt: skip
    assert table.frame["district_id"].tolist()[1:] == ["東中学校区"] * 4
    assert table.frame["start_date"].tolist() == ["R6.4.1"] * 5
    assert table.frame["facility_id"].tolist() == ["公民館"] * 5
    assert said(table, "ditto_without_value") == [(2, "地区", "")]


def test_totals_averages_and_notes_are_no_data(tmp_path: Path) -> None:
    labels = [
        "小計",
        "西　計",
        "合計",
        "総計（2地区）",
        "平均",
        "東中学校区計",
        "※概数",
        "（注）速報",
        "作成：地域振興課",
        "以上",
    ]
    body = "".join(f"{label},,,\n" for label in labels)
    table = one(
        write(tmp_path, "活動.csv", f"地区,活動名,実施日,参加者数\n東,A,R6.4.1,1\n{body}計画課,会計研修,R6.5.1,3\n")
    )
    assert table.frame["title"].tolist() == ["A", "会計研修"]
    assert {f.code for f in table.findings if f.rejected} == {"totals_row", "note_row"}
    assert [f.value for f in table.findings if f.rejected and f.code == "note_row"] == labels[6:]


def test_a_total_that_stands_under_the_title_is_no_data(tmp_path: Path) -> None:
    header = "No,中学校区,団体名,活動名,開催日,参加者（人）"
    body = (
        "1,東,東の会,清掃,R6.4.1,10",
        "2,西,西の会,合計,R6.4.2,5",
        ",,,合計,R6.4.3,6",
        ",,,'合計,,7",
        ",,,合計,,1785",
    )
    table = one(write(tmp_path, "活動.csv", "\n".join([header, *body]) + "\n"))
    assert table.frame["title"].tolist() == ["清掃", "合計", "合計", "'合計"]
    assert said(table, "totals_row") == [(6, "", "合計")]
    assert [f.row for f in table.findings if f.rejected] == [6]


def test_a_header_repeated_on_every_page_is_no_data(tmp_path: Path) -> None:
    table = one(write(tmp_path, "活動.csv", "活動名,実施日,人数\nA,R6.4.1,1\n活動名,実施日,人数\nB,R6.5.1,2\n"))
    assert table.frame["title"].tolist() == ["A", "B"]
    assert [row for row, _, _ in said(table, "header_repeated")] == [3]


def test_a_second_table_below_the_first_is_refused_and_not_mixed_in(tmp_path: Path) -> None:
    table = one(write(tmp_path, "まとめ.csv", "協議会名,設立年月日\n東の会,H20.1\n\n施設名,住所\n東公民館,浜町\n"))
    assert (table.table, table.frame["name"].tolist()) == ("councils", ["東の会"])
    assert [row for row, _, _ in said(table, "second_table")] == [4, 5]


def test_hidden_rows_columns_and_sheets_are_read_and_told(tmp_path: Path) -> None:
    rows: list[list[object]] = [["活動名", "実施日", "参加者数"], ["A", "R6.4.1", 1], ["B", "R6.4.2", 2]]
    path = book(tmp_path, "活動.xlsx", {"一覧": rows, "控え": rows})
    made = openpyxl.load_workbook(path)
    made["一覧"].row_dimensions[3].hidden = True
    made["一覧"].column_dimensions["C"].hidden = True
    made["控え"].sheet_state = "hidden"
    made.save(path)
    shown, hidden = read(path)
    assert len(shown.frame) == len(hidden.frame) == 2
    assert [f.message_ja for f in shown.findings] == ["非表示の行（1行）と列（1列）も読みました。"]
    assert [f.code for f in hidden.findings] == ["hidden_sheet_read"]


def test_rows_cleared_with_the_space_bar_are_blank(tmp_path: Path) -> None:
    table = one(write(tmp_path, "活動.csv", "活動名,実施日,人数\nA,R6.4.1,1\n ,　,\n,  ,　　\n,,\n"))
    assert (table.rows_read, table.frame["title"].tolist()) == (1, ["A"])


def test_apostrophes_before_numbers_and_dates_are_only_marks(tmp_path: Path) -> None:
    path = write(tmp_path, "活動.csv", "活動名,実施日,参加者数\nA,'2024-04-01,'35\nB,’R6.4.1,‘30\n")
    result = check_files([path])
    assert (result.rows_loaded, [f.code for f in result.findings if f.severity == "error"]) == (2, [])


# ------------------------------------------------------------------------------------- what is no table as it is
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("地区,4月,5月,6月,計\n東,1,2,3,6\n", "月"), ("中学校区,H30,R元,令和2年度\n東,1,2,3\n", "年"),
        ("項目,東中学校区,西中学校区,南地区\n人口,1,2,3\n", "地区"),
    ],
)  # fmt: skip
def test_a_cross_table_is_told_with_the_way_to_reshape_it(tmp_path: Path, text: str, kind: str) -> None:
    (found,) = one(write(tmp_path, "月別.csv", text)).findings
    assert (found.code, found.severity) == ("cross_table", "error")
    assert f"{kind}が列に並ぶ" in found.message_ja
    assert "縦に並べ直して" in found.remedy_ja


def test_a_table_on_its_side_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "協議会.csv", "協議会名,東の会,西の会\n設立年月日,H20.1,H21.2\n備考,あ,い\n")
    assert [f.code for f in one(path).findings] == ["table_on_its_side"]


def test_an_unknown_sheet_names_the_nearest_tables_and_headers(tmp_path: Path) -> None:
    path = write(tmp_path, "謎.csv", "活動の名前,実施年月日（和暦）,参加者合計,会場・場所\nA,R6.4.1,3,公民館\n")
    (found,) = one(path).findings
    assert found.code == "not_recognised"
    for words in ("「参加者合計」は「参加者数」", "「活動の名前」は「活動名」", "「会場・場所」は「会場」"):
        assert words in found.message_ja


def test_an_unknown_header_gets_several_candidates_and_many_are_summed_up(tmp_path: Path) -> None:
    path = write(tmp_path, "活動.csv", "活動名,実施日,種類と分類,会長\nA,R6.4.1,x,甲\n")
    table = one(path)
    (hint,) = [f.message_ja for f in table.findings if f.code == "header_unknown"]
    assert hint.count("「") >= 2
    assert said(table, "personal_column_dropped") == [(None, "会長", "")]
    many = ",".join(f"x{i}" for i in range(30))
    (tmp_path / FOLDER / "活動.csv.toml").write_text('table = "activities"', "utf-8")
    table = one(write(tmp_path, "活動.csv", f"活動名,実施日,{many}\nA,R6.4.1,{many}\n"))
    assert len(said(table, "header_unknown")) == 20
    assert [value for _, _, value in said(table, "header_unknown_many")] == ["10"]
