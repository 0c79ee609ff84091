"""Filled templates: export, import unchanged, and nothing changes; an edit in the file is exactly that edit."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import load_workbook

from etl import TemplateError, current_database, filled_csv, filled_workbook, propose, tables_to_edit
from etl.journal import Store, Upload
from etl.templates.blank import columns_to_fill
from etl.values.normalize import text
from tests.conftest import CODE, build_city, write_city, write_csv
from tests.journal_tools import shown, take_in

FORMATS = ("xlsx", "utf-8", "utf-8-sig", "cp932")
#: Titles that a spreadsheet, or a reader that looks for totals and ditto marks, would take for something else.
TITLES = (
    "合計", "'計", "（小計）", "Total", "同上", "〃", '"', "''", "'=1", "=SUM(A1:A3)", "+81", "-5", "@home", "-夏-",
    "＝式", "＋α", "－5℃", "＠駅前",
    "'90年代の会", "0012", "2024-05-01", "1/2", "45536", "1.0", "TRUE", "○", "不明な会", "備考", "活動名",
    "a,b;c\td", 'いわゆる"会"', "8月〜9月", "3−1", "行1\n行2", "髙﨑・𠮷野", "<b>&amp;</b>", "https://example.invalid/",
    "_x0041_", "ﾊﾞｽﾞ",
)  # fmt: skip
#: Those that a file must carry with an apostrophe to mean themselves.
GUARDED = {"合計", "'計", "（小計）", "Total", "同上", "〃", '"', "''", "'=1"}
HEADER = (
    "NO",
    "協議会",
    "地区",
    "活動名",
    "分野",
    "実施日",
    "参加者数",
    "連携先",
    "緯度",
    "経度",
    "会場",
    "関連する課題分類",
)
DAYS = (
    "2024-05-12",
    "令和6年5月",
    "2024年",
    "令和6年度",
    "R6.8.1〜3",
    "2024年12月〜2025年1月",
    "平成31年4月",
    "1989-01-07",
)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """小浜町 with every oddity that a cell may hold.  Its journal stays empty: only proposals are made."""
    folder = write_city(tmp_path_factory.mktemp("odd"))
    home = folder / "activities" / f"{CODE}_小浜町"
    with (home / "activities2.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for n, title in enumerate(TITLES):
            cell = f"'{title}" if title in GUARDED else title
            district = "" if n % 3 else "西中"
            place = ("33.930000000000007", "143.01000000000002") if n % 2 else ("33.93", "143")
            writer.writerow([n, "C1" if n % 4 == 1 else "", district, cell, ("防災", "朝市", "", "不明")[n % 4],
                             DAYS[n % len(DAYS)], n or "", cell, *place,
                             ("東小学校", "F6", "", "駅前")[n % 4], "担い手、=1;-"])  # fmt: skip
    write_csv(
        home / "councils2.csv", ["協議会ID|協議会名|中学校区|設立年月日", "C9|'計|北中学校|平成30年4月", "-1|'〃||"]
    )
    write_csv(
        home / "facilities2.csv",
        [
            "施設ID|施設名|状態|緯度|経度|開設日",
            "F8|本町会館|不明|33.93|143.03|H12.4",
            "F7|'合計||||",
            "F9|東小学校||||",
            "F6|東小学校||||",
        ],
    )
    write_csv(home / "issues2.csv", ["NO|地区|課題|段階|期限", "1|西|広報が届かない|不明|", "2|南|=課題||令和7年度"])
    write_csv(
        home / "actions.csv",
        [
            "課題|地区|段階|取り組み日|誰が|結果|次の確認",
            "I1||Do|R6.5|協議会|'合計|R6年度",
            "広報が届かない|西|Plan|2024年|||",
        ],
    )
    write_csv(
        home / "population.csv",
        ["地区|基準日|人口|世帯数|方法", "東|令和6年4月1日|1010|400|", "|令和6年4月|5000||公表値"],
    )
    write_csv(
        home / "district_changes.csv",
        ["旧地区|新地区|変更の種類|変更日|人口の割合", "奥中学校|北|統合|R3|", "谷中|北|分割|R4.4|0.35"],
    )
    write_csv(
        home / "events2.csv",
        ["地区|出来事|年月日|説明", "奥中学校|未設立の確認|令和2年度|-", "南|対象外の決定|2023年|'同上"],
    )
    build_city(folder)
    return Store.at(folder)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """小浜町 as it is, to which only proposals are made."""
    folder = write_city(tmp_path_factory.mktemp("shared"))
    build_city(folder)
    return Store.at(folder)


def database(store: Store) -> Path:
    found = current_database(store.out)
    assert found is not None
    return found


def exported(store: Store, table: str, kind: str, name: str = "") -> Upload:
    if kind == "xlsx":
        return Upload(f"{name or table}.xlsx", filled_workbook(database(store), table, CODE))
    assert kind in ("utf-8", "utf-8-sig", "cp932")
    return Upload(f"{name or table}.csv", filled_csv(database(store), table, CODE, kind))


Rows = list[list[Any]]


def edited(upload: Upload, kind: str, edit: Callable[[Rows], None]) -> Upload:
    """The file after a person edited it: ``edit`` changes the rows, the header being the first."""
    if kind == "xlsx":
        book = load_workbook(io.BytesIO(upload.data))
        sheet = book.worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        edit(rows)
        sheet.delete_rows(1, sheet.max_row)
        for row in rows:
            sheet.append(row)
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
        out = io.BytesIO()
        book.save(out)
        return Upload(upload.name, out.getvalue())
    rows = list(csv.reader(io.StringIO(upload.data.decode(kind), newline="")))
    edit(rows)
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return Upload(upload.name, buffer.getvalue().encode(kind))


def stored_titles() -> set[str]:
    return {text(f"'{title}") if title in GUARDED else text(title) for title in TITLES}


# ------------------------------------------------------------------------------------------------- unchanged
@pytest.mark.parametrize("kind", ["xlsx", "utf-8", "utf-8-sig"])
def test_unchanged_files_of_every_table_change_nothing(odd: Store, kind: str) -> None:
    uploads = [exported(odd, table.name, kind, f"ファイル{n}") for n, table in enumerate(tables_to_edit())]
    proposal = propose(odd, uploads)
    assert proposal.difference.counts == {}, shown(proposal)[:5]
    assert {f.code for f in proposal.findings if f.severity != "info"} == {"outside_municipality"}  # the lighthouse
    assert sorted(p.table for p in proposal.parts) == sorted(t.name for t in tables_to_edit())
    assert all(p.rows_read == p.rows_loaded > 0 for p in proposal.parts)
    assert proposal.removed == {}


def test_unchanged_files_in_cp932_change_nothing_or_are_refused(odd: Store) -> None:
    uploads, refused = [], []
    for table in tables_to_edit():
        try:
            uploads.append(exported(odd, table.name, "cp932"))
        except TemplateError as error:
            refused.append((table.name, error.japanese, error.english))
    assert [name for name, *_ in refused] == ["activities"]
    assert "「活動名」（髙﨑・𠮷野）" in refused[0][1]
    assert "“活動名” in row" in refused[0][2]
    proposal = propose(odd, uploads)
    assert proposal.difference.counts == {}
    assert all(p.rows_read == p.rows_loaded > 0 for p in proposal.parts)
    assert {p.encoding for p in proposal.parts} == {"cp932"}


def test_titles_are_as_they_were_written(odd: Store) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(odd, "activities", "utf-8").data.decode(), newline="")))
    with duckdb.connect(str(database(odd)), read_only=True) as db:
        stored = {t for (t,) in db.execute("SELECT title FROM activities").fetchall()}
    assert stored_titles() <= stored
    assert not any(row["活動名"].startswith(("=", "+", "@", "-")) for row in rows)


# ------------------------------------------------------------------------------------------------------ edits
def change_cell(rows: Rows) -> None:
    row = next(r for r in rows if r[0] == "A2")
    row[rows[0].index("参加者数")] = 36


def add_row(rows: Rows) -> None:
    values = {"市区町村コード": CODE, "活動名": "新しい会", "実施日": "2025-01", "地区": "東中学校区"}
    rows.append([values.get(label, "") for label in rows[0]])


def delete_row(rows: Rows) -> None:
    rows.remove(next(r for r in rows if r[0] == "A3"))


@pytest.mark.parametrize("kind", FORMATS)
def test_an_edit_is_shown_as_exactly_that_edit(shared: Store, kind: str) -> None:
    def edit(rows: Rows) -> None:
        change_cell(rows)
        add_row(rows)
        delete_row(rows)

    upload = edited(exported(shared, "activities", kind), kind, edit)
    proposal = propose(shared, [upload], remove_absent=None if kind == "xlsx" else True)
    assert proposal.difference.counts == {"activities": (1, 1, 1)}
    by_kind = {what: (label, cells) for what, label, cells in shown(proposal)}
    assert by_kind["changed"] == ("清掃活動", {"participants": ("35", "36")})
    assert by_kind["removed"][0] == "夏まつり"
    assert by_kind["added"][0] == "新しい会"
    assert by_kind["added"][1]["start_date"] == (None, "2025-01")


def test_a_line_deleted_from_a_csv_file_removes_nothing_unasked(shared: Store) -> None:
    proposal = propose(shared, [edited(exported(shared, "activities", "utf-8-sig"), "utf-8-sig", delete_row)])
    assert proposal.difference.counts == {}
    assert proposal.absent == {"activities": 1}


def test_a_deleted_line_of_a_workbook_goes_and_a_spoilt_one_stays(shared: Store) -> None:
    def edit(rows: Rows) -> None:
        delete_row(rows)
        next(r for r in rows if r[0] == "A2")[rows[0].index("実施日")] = "きのう"

    upload = edited(exported(shared, "activities", "xlsx"), "xlsx", edit)
    proposal = propose(shared, [upload])
    assert [f.code for f in proposal.findings if f.rejected] == ["bad_date"]
    assert proposal.difference.counts == {"activities": (0, 0, 1)}
    assert proposal.removed == {"activities": (("A3",),)}
    assert propose(shared, [upload], remove_absent=False).difference.counts == {}


def test_a_council_that_moves_to_another_district_is_one_link_less_and_one_more(shared: Store) -> None:
    def edit(rows: Rows) -> None:
        next(r for r in rows if r[1] == "南の会")[2] = "北中学校区"

    proposal = propose(shared, [edited(exported(shared, "council_districts", "xlsx"), "xlsx", edit)])
    assert proposal.difference.counts["council_districts"] == (1, 0, 1)
    assert set(proposal.difference.counts) == {"council_districts", "issues"}  # an issue follows its council


def test_rows_added_by_others_since_the_export_stay(store: Store) -> None:
    upload = edited(exported(store, "activities", "xlsx"), "xlsx", delete_row)
    header = "活動ID|市区町村コード|地区|活動名|実施日".replace("|", ",")
    take_in(store, Upload("別.csv", f"{header}\nZ1,{CODE},東,別の会,2025-02-01".encode()))
    proposal = propose(store, [upload])
    assert proposal.difference.counts == {"activities": (0, 0, 1)}
    assert [f.severity for f in proposal.findings if f.code == "template_outdated"] == ["warning"]
    assert propose(store, [exported(store, "activities", "xlsx")]).difference.counts == {}


def test_after_a_line_was_deleted_the_next_form_of_the_same_name_starts_from_there(store: Store) -> None:
    take_in(store, edited(exported(store, "activities", "xlsx"), "xlsx", delete_row))
    again = propose(store, [exported(store, "activities", "xlsx")])
    assert (again.difference.counts, again.same_name) == ({}, (1,))
    assert "template_outdated" not in {f.code for f in again.findings}
    proposal = propose(store, [edited(exported(store, "activities", "xlsx"), "xlsx", change_cell)])
    assert proposal.difference.counts == {"activities": (0, 1, 0)}


def test_a_source_that_is_cleared_is_a_change(shared: Store) -> None:
    def edit(rows: Rows) -> None:
        next(r for r in rows if r[0] == "C1")[rows[0].index("出典")] = ""

    proposal = propose(shared, [edited(exported(shared, "councils", "xlsx"), "xlsx", edit)])
    assert shown(proposal) == [("changed", "東地区まちづくり協議会", {"source_id": ("obama-2025", "file:")})]


def test_an_edit_of_a_council_keeps_what_its_sheet_said_beside_it(odd: Store) -> None:
    def edit(rows: Rows) -> None:
        next(r for r in rows if r[0] == "C9")[rows[0].index("備考")] = "会則を改めた"

    proposal = propose(odd, [edited(exported(odd, "councils", "xlsx"), "xlsx", edit)])
    assert shown(proposal) == [("changed", "計", {"note": (None, "会則を改めた")})]


@pytest.mark.parametrize(
    ("table", "row", "label", "value", "expected"),
    [
        ("councils", "C1", "担当課", "地域振興課", {"liaison_section": (None, "地域振興課")}),
        ("facilities", "F1", "緯度", "33.911", {"latitude": ("33.91", "33.911")}),
        ("council_events", "E1", "年月日", "2008-01-15", {"event_date": ("2008-01", "2008-01-15")}),
        ("issues", "I2", "段階", "Do（実施）", {"stage": ("plan", "do")}),
        ("municipalities", CODE, "英語名", "Obama", {"name_en": ("Obama Town", "Obama")}),
        ("sources", "obama-2025", "頁", "0012", {"page": (None, "0012")}),
        ("topics", "obama-1", "共通の分類", "", {"canonical_topic": ("information", None)}),
    ],
)
def test_one_cell_of_any_table(
    shared: Store, table: str, row: str, label: str, value: str, expected: dict[str, Any]
) -> None:
    def edit(rows: Rows) -> None:
        next(r for r in rows if r[0] == row)[rows[0].index(label)] = value

    proposal = propose(shared, [edited(exported(shared, table, "utf-8-sig"), "utf-8-sig", edit)])
    assert [cells for _, _, cells in shown(proposal)] == [expected]
    assert proposal.difference.total == 1


# ------------------------------------------------------------------------------------------- what is written
def test_what_the_build_found_is_not_written(odd: Store) -> None:
    rows = {r["活動ID"]: r for r in csv.DictReader(io.StringIO(exported(odd, "activities", "utf-8").data.decode()))}
    assert (rows["A1"]["協議会"], rows["A1"]["地区"]) == ("東地区まちづくり協議会", "")  # found through the council
    assert rows["A2"]["地区"] == "西中学校区"
    assert (rows["A4"]["地区"], rows["A4"]["緯度"]) == ("", "33.93")  # found by its place
    assert {r["出典"] for r in rows.values()} == {""}  # the file itself
    population = list(csv.DictReader(io.StringIO(exported(odd, "population", "utf-8").data.decode())))
    assert [r["方法"] for r in population] == ["公表値", "公表値"]


def test_the_workbook_offers_names_and_hides_what_it_is(odd: Store) -> None:
    book = load_workbook(io.BytesIO(exported(odd, "actions", "xlsx").data))
    assert book.sheetnames == ["課題への取り組み", "記入例", "説明", "選択肢", "様式情報"]
    assert (book["選択肢"].sheet_state, book["様式情報"].sheet_state) == ("hidden", "veryHidden")
    listed = {c[0].value: [x.value for x in c[1:] if x.value] for c in book["選択肢"].iter_cols()}
    assert "広報が届かない（西中学校区）" in listed["issue_id"]
    assert "役員の担い手不足" in listed["issue_id"]
    assert listed["district_id"] == ["北中学校区", "南中学校区", "東中学校区", "西中学校区"]
    info = [[c.value for c in row] for row in book["様式情報"].iter_rows()]
    assert [row[1] for row in info[:3]] == ["chiku", "actions", CODE]
    assert info[3][1] == database(odd).stem


def test_tables_with_shapes_are_refused(odd: Store) -> None:
    for table in ("districts", "towns", "mesh_cells", "files"):
        with pytest.raises(TemplateError, match="形状"):
            filled_workbook(database(odd), table, CODE)


def test_a_city_without_rows_gives_a_blank_form(odd: Store) -> None:
    data = filled_csv(database(odd), "activities", "99999", "utf-8-sig")
    assert data.decode("utf-8-sig").split(",")[0] == "活動ID"
    assert data.count(b"\n") == 1
    assert load_workbook(io.BytesIO(filled_workbook(database(odd), "activities", "99999"))).worksheets[0].max_row == 1


def test_columns_are_those_of_the_blank_form(odd: Store) -> None:
    for table in tables_to_edit():
        header = next(csv.reader(io.StringIO(exported(odd, table.name, "utf-8").data.decode())))
        assert header == [c.label_ja for c in columns_to_fill(table)]
