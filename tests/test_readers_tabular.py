"""Sheets as staff keep them become rows under contract names, and nothing disappears without a word."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.contract import INPUT_TABLES, Table
from etl.readers.folders import RawTable, read_file, read_folders
from etl.readers.sheets.sheet import find_header

ACTIVITIES = """\
市区町村コード,活動名,実施日,参加者数,地区
99201,合同避難訓練,令和6年9月1日,約120名,潮見中学校区
99201,清掃,R6.10.5,35,浜
"""


def read(path: Path, root: Path | None = None) -> list[RawTable]:
    tables = list(read_file(path, root or path.parent))
    for table in tables:
        assert table.rows_read == len(table.frame) + table.rows_rejected
    return tables


def one(path: Path, root: Path | None = None) -> RawTable:
    (table,) = read(path, root)
    return table


def codes_of(table: RawTable) -> list[str]:
    return [f.code for f in table.findings]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", False), ("utf-8-sig", False), ("cp932", True), ("utf-16", False), ("utf-16-le", True), ("euc_jp", True)],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_csv_in_every_encoding(tmp_path: Path, encoding: str, said: bool, delimiter: str, newline: str) -> None:
    path = tmp_path / "活動.csv"
    path.write_bytes(ACTIVITIES.replace(",", delimiter).replace("\n", newline).encode(encoding))
    table = one(path)
    assert (table.table, table.encoding, table.rows_read) == ("activities", encoding, 2)
    assert table.frame["title"].tolist() == ["合同避難訓練", "清掃"]
    assert table.frame.index.tolist() == [2, 3]
    assert table.headers["participants"] == "参加者数"
    assert ("encoding_guessed" in codes_of(table)) is said


def test_title_rows_personal_columns_ditto_totals_and_notes(tmp_path: Path) -> None:
    path = tmp_path / "r6.csv"
    path.write_text(
        "令和6年度 活動一覧,,,,,\n\n地区,活動名,実施日,参加者数（人）,代表者氏名,謎の列\n"
        "潮見中学校区,清掃,令和6年4月1日,10,甲,あ\n〃,祭り,同上,20,乙,い\n,,,,,\n合計,,,30,,\n※速報値,,,,,\n",
        encoding="utf-8",
    )
    table = one(path)
    assert table.table == "activities"
    assert table.frame["district_id"].tolist() == ["潮見中学校区", "潮見中学校区"]
    assert table.frame["start_date"].tolist() == ["令和6年4月1日"] * 2
    assert table.frame.index.tolist() == [4, 5]
    assert set(codes_of(table)) >= {
        "header_found_at", "ditto_filled", "totals_row", "note_row", "personal_column_dropped", "header_unknown",
    }  # fmt: skip
    assert not any("甲" in str(cell) for cell in table.frame.to_numpy().ravel())
    assert {f.row for f in table.findings if f.rejected} == {7, 8}


def test_line_breaks_inside_cells_keep_the_line_numbers(tmp_path: Path) -> None:
    path = tmp_path / "activities.csv"
    path.write_text('活動名,実施日,説明\n"清\n掃",2024-04-01,"a\nb"\n祭り,2024-05-01,c\n', encoding="utf-8")
    table = one(path)
    assert table.frame.index.tolist() == [2, 5]
    assert table.frame["title"].tolist() == ["清\n掃", "祭り"]


def test_a_broken_line_is_rejected_alone(tmp_path: Path) -> None:
    path = tmp_path / "activities.csv"
    path.write_text(
        "活動名,実施日\n清掃,2024-04-01\n\n祭り,2024-05-01,余分,です\n短い\n市,2024-06-01,\n", encoding="utf-8"
    )
    table = one(path)
    assert table.frame["title"].tolist() == ["清掃", "短い", "市"]
    assert table.frame.index.tolist() == [2, 5, 6]
    assert [(f.code, f.row) for f in table.findings if f.rejected] == [("malformed_row", 4)]


def test_an_unknown_sheet_says_what_was_seen_and_how_to_say_it(tmp_path: Path) -> None:
    path = tmp_path / "謎.csv"
    path.write_text("あ,い,う\n1,2,3\n", encoding="utf-8")
    (finding,) = one(path).findings
    assert finding.code == "not_recognised"
    assert "あ、い、う" in finding.message_ja
    assert "謎.csv.toml" in finding.remedy_ja


def test_settings_beside_the_file_name_table_and_columns(tmp_path: Path) -> None:
    path = tmp_path / "謎.csv"
    path.write_text("なに,いつ\n清掃,2024-04-01\n", encoding="utf-8")
    beside = tmp_path / "謎.csv.toml"
    beside.write_text(
        'table = "activities"\nmunicipality_code = "292095"\nsource_id = "s1"\n'
        '[columns]\ntitle = "なに"\nstart_date = "いつ"\n',
        encoding="utf-8",
    )
    table = one(path)
    assert (table.table, table.frame["title"].tolist()) == ("activities", ["清掃"])
    assert table.defaults == {"municipality_code": "29209", "source_id": "s1"}


def test_settings_may_name_columns_only(tmp_path: Path) -> None:
    path = tmp_path / "活動.csv"
    path.write_text("なに,いつ,参加者数\n清掃,2024-04-01,3\n", encoding="utf-8")
    (tmp_path / "活動.csv.toml").write_text('[columns]\ntitle = "なに"\nstart_date = "いつ"\n', encoding="utf-8")
    table = one(path)
    assert (table.recognised_as, table.headers["title"]) == ("contract:activities", "なに")
    assert table.frame["start_date"].tolist() == ["2024-04-01"]


def test_settings_may_name_one_sheet(tmp_path: Path) -> None:
    rows = [["活動名", "実施日"], ["清掃", "2024-04-01"]]
    path = workbook(tmp_path / "活動.xlsx", {"R5": rows, "R6": rows})
    (tmp_path / "活動.xlsx.toml").write_text('layer = "R6"', encoding="utf-8")
    assert one(path).rows_read == 1


def test_open_data_evacuation_sites(tmp_path: Path) -> None:
    path = tmp_path / "evacuation.csv"
    path.write_text(
        "全国地方公共団体コード,ID,名称,名称_カナ,所在地_連結表記,緯度,経度,災害種別_洪水\n"
        "292095,1,北小学校,キタ,生駒市,34.7,135.7,1\n",
        encoding="utf-8",
    )
    table = one(path)
    assert (table.recognised_as, table.defaults["kind"]) == ("opendata-evacuation-sites", "evacuation_site")
    assert table.frame["address"].tolist() == ["生駒市"]


@pytest.mark.parametrize("table", INPUT_TABLES, ids=lambda t: t.name)
@pytest.mark.parametrize("language", ["label_ja", "name", "label_en"])
@pytest.mark.parametrize("named", [True, False])
def test_every_table_of_the_contract_is_known_by_its_headers(
    tmp_path: Path, table: Table, language: str, named: bool
) -> None:
    columns = [c for c in table.input_columns if c.type != "geometry"]
    path = tmp_path / (f"{table.name}.csv" if named else "data.csv")
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([[getattr(c, language) for c in columns], [c.example or "x" for c in columns]])
    found = one(path)
    assert (found.table, codes_of(found)) == (table.name, [])
    assert set(found.headers) == {c.name for c in columns}


def test_a_blank_template_is_said_to_be_empty_once(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "activities.xlsx", {"活動": [["活動名", "実施日"]], "記入例": [["活動名", "実施日"], ["a", "b"]]}
    )
    assert codes_of(one(path)) == ["empty_file"]


@pytest.mark.parametrize(
    "content", ["table = ", 'tabel = "activities"', 'table = "nothing"', 'table = "activities"\n[columns]\nnope = "x"',
                'municipality_code = "292096"', 'area_unit = "galaxy"', "columns = 3"],
)  # fmt: skip
def test_malformed_settings_are_a_finding_and_are_not_used(tmp_path: Path, content: str) -> None:
    path = tmp_path / "activities.csv"
    path.write_text(ACTIVITIES, encoding="utf-8")
    (tmp_path / "activities.csv.toml").write_text(content, encoding="utf-8")
    broken, table = read(path)
    assert codes_of(broken) == ["toml_invalid"]
    assert table.rows_read == 2


def test_a_header_that_is_nearly_right_is_suggested(tmp_path: Path) -> None:
    path = tmp_path / "activities.csv"
    path.write_text("活動名,実施日,参加者数計\n清掃,2024-04-01,3\n", encoding="utf-8")
    (finding,) = [f for f in one(path).findings if f.code == "header_unknown"]
    assert "もしかして「参加者数」" in finding.message_ja


def test_a_missing_required_column_is_said_once(tmp_path: Path) -> None:
    path = tmp_path / "activities.csv"
    path.write_text("活動名,参加者数\n清掃,3\n", encoding="utf-8")
    table = one(path)
    assert table.table == "activities"
    assert [f.column for f in table.findings if f.code == "missing_column"] == ["実施日"]


EVENTS = (
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,イベント名,開始日,終了日,連絡先名称,連絡先電話番号,主催者,場所名称,緯度,経度\n"
    "292095,1,奈良県,生駒市,夏まつり,2024-08-03,2024-08-03,某,0743,光明地区協議会,北コミュニティセンター,34.7,135.7\n"
    "292010,2,奈良県,奈良市,別の市,2024-08-04,,某,0742,某,某,34.6,135.8\n"
)


def test_open_data_events_become_activities_of_the_folders_city(tmp_path: Path) -> None:
    folder = tmp_path / "29209_生駒市"
    folder.mkdir()
    path = folder / "event.csv"
    path.write_bytes(EVENTS.encode("cp932"))
    table = one(path, tmp_path)
    assert (table.table, table.recognised_as, table.rows_read) == ("activities", "opendata-events", 2)
    assert table.frame["title"].tolist() == ["夏まつり"]
    assert table.frame["council_id"].tolist() == ["光明地区協議会"]
    assert codes_of(table).count("personal_column_dropped") == 2
    assert [(f.code, f.row) for f in table.findings if f.rejected] == [("out_of_scope", 3)]


def test_open_data_facilities(tmp_path: Path) -> None:
    path = tmp_path / "public_facility.csv"
    path.write_text(
        "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,住所,緯度,経度,電話番号,"
        "利用可能曜日,開始時間,終了時間,備考\n"
        "292095,1,奈良県,生駒市,南コミュニティセンター,ミナミ,生駒市小瀬町18,34.67,135.70,0743-77-0001,"
        "月火水,09:00,21:30,\n",
        encoding="utf-8-sig",
    )
    table = one(path)
    assert (table.table, table.recognised_as) == ("facilities", "opendata-facilities")
    assert table.frame.iloc[0][["name", "address", "latitude", "hours"]].tolist() == [
        "南コミュニティセンター", "生駒市小瀬町18", "34.67", "月火水 09:00〜21:30",
    ]  # fmt: skip


@pytest.mark.parametrize(("area", "table"), [("光明中学校区", "population"), ("壱分町", "towns")])
def test_open_data_population_of_districts_or_towns(tmp_path: Path, area: str, table: str) -> None:
    path = tmp_path / "population.csv"
    ages = [f"{low}-{low + 4}歳の{sex}" for low in range(0, 85, 5) for sex in ("男性", "女性")]
    ages += ["85歳以上の男性", "85歳以上の女性"]
    path.write_text(
        f"全国地方公共団体コード,地域コード,都道府県名,市区町村名,調査年月日,地域名,総人口,男性,女性,{','.join(ages)},世帯数,備考\n"
        f"292095,1,奈良県,生駒市,2024-04-01,{area},36,18,18,{','.join('1' * 36)},10,\n",
        encoding="utf-8",
    )
    found = one(path)
    assert (found.table, found.recognised_as) == (table, "opendata-population")
    row = found.frame.iloc[0]
    assert (row["people"], row["households"]) == ("36", "10")
    if table == "population":
        assert [row[c] for c in ("people_0_14", "people_15_64", "people_65_over")] == [6, 20, 10]


def workbook(path: Path, sheets: dict[str, list[list[object]]], merge: str = "") -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    book.save(path)
    return path


def test_a_workbook_with_title_merged_cells_and_two_row_header(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "協議会の沿革.xlsx",
        {
            "R6": [
                ["協議会の沿革（令和6年度）"],
                [],
                ["協議会", "出来事", "設立", None],
                [None, None, "年月日", "説明"],
                ["甲協議会", "準備会発足", "平成20年1月", "x"],
                [None, "設立", dt.date(2010, 8, 1), None],
                ["乙協議会", "設立", 40603.0, None],
            ]
        },
        merge="A5:A6",
    )
    table = one(path)
    assert table.table == "council_events"
    assert table.frame["council_id"].tolist() == ["甲協議会", "甲協議会", "乙協議会"]
    assert table.frame["event_date"].tolist() == ["平成20年1月", dt.date(2010, 8, 1), 40603]
    assert table.frame.index.tolist() == [5, 6, 7]
    assert {"header_found_at", "headers_joined", "merged_filled"} <= set(codes_of(table))


def test_every_sheet_of_a_workbook_finds_its_table(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "まとめ.xlsx",
        {
            "はじめに": [["この表について"]],
            "活動": [["活動名", "実施日", "参加者数"], ["清掃", "2024-04-01", 12.0], [None, None, None]],
            "施設": [["施設名", "種別", "住所"], ["南公民館", "公民館", "浜町1"]],
            "メモ": [["買い物", "牛乳"], ["豆腐", "葱"]],
            "空": [],
        },
    )
    tables = {t.part: t for t in read(path)}
    assert {part: t.table for part, t in tables.items()} == {
        "はじめに": "",
        "活動": "activities",
        "施設": "facilities",
        "メモ": "",
    }
    assert codes_of(tables["メモ"]) == ["sheet_skipped"]
    assert tables["活動"].frame["participants"].tolist() == [12]
    assert len(tables["活動"].frame) == 1


def test_folders_are_read_in_order_and_sidecars_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "activities" / "99201_潮見野市"
    folder.mkdir(parents=True)
    (folder / "活動.csv").write_text(ACTIVITIES, encoding="utf-8")
    for name in ("README.md", ".DS_Store", "~$活動.xlsx", "活動.prj", "KS-META-x.xml"):
        (folder / name).write_text("x", encoding="utf-8")
    seen: list[str] = []
    (table,) = read_folders([], [tmp_path / "activities"], seen.append)
    assert table.file == "activities/99201_潮見野市/活動.csv"
    assert seen == [table.file]
    assert table.defaults["municipality_code"] == "99201"
    assert len(table.sha256) == 64


def test_decomposed_names_of_macos_are_the_same_names(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "活動名,実施日,カテゴリ\nフ\u3099ランコ,2024-04-01,防災\n".replace("カテゴリ", "カテコ\u3099リ"),
        encoding="utf-8",
    )
    assert "category" in one(path).frame.columns


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
HOSTILE: dict[str, bytes] = {
    "pdf.csv": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "zip.csv": b"PK\x03\x04\x14\x00",
    "empty.csv": b"",
    "blank.csv": b"\r\n,,\r\n",
    "bom.csv": b"\xef\xbb\xbf",
    "latin.csv": "nom,été\nCafé à la crème,déjà\n".encode("latin-1"),
    "noise.csv": bytes(range(256)),
    "nul.csv": b"a,b\n\0,\0\n",
    "header.csv": "活動名,実施日\n".encode(),
    "pdf.xlsx": b"%PDF-1.7",
    "cut.xlsx": b"PK\x03\x04\x14\x00\x06\x00",
    "empty.xlsx": b"",
    "encrypted.xlsx": OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
    "old.xls": OLE,
    "picture.gif": b"GIF89a",
    "cut.geojson": b'{"type": "Feat',
    "list.json": b"[1, 2]",
    "empty.geojson": b'{"type":"FeatureCollection","features":[]}',
    "deep.json": b"[" * 100_000,
    "cut.zip": b"PK\x03\x04abc",
    "cut.shp": b"\0\0\x27\x0a",
    "not.gpkg": b"SQLite format 3\0",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_files_end_in_one_clear_finding(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    table = one(path)
    assert (table.table, len(table.findings)) == ("", 1)
    assert table.findings[0].severity in {"error", "warning"}


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    assert codes_of(one(tmp_path / "none.csv")) == ["missing_file"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from([".csv", ".xlsx", ".geojson", ".zip", ".shp", ".gpkg", ".topojson"]))
def test_no_bytes_raise(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"fuzz{suffix}"
    path.write_bytes(data)
    read(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet='活動名実施日,"\n\r\t;合計〃同上※12 ', max_size=120))
def test_no_text_raises_and_every_row_is_accounted_for(tmp_path: Path, body: str) -> None:
    path = tmp_path / "activities.csv"
    path.write_text("活動名,実施日,参加者数\n" + body, encoding="utf-8", newline="")
    read(path)


def test_a_title_is_not_part_of_the_header() -> None:
    top = [["協議会の設立状況", ""], ["協議会名", "備忘"], ["東の会", "x"]]
    header = find_header(top)
    assert (header.first, header.last, header.names) == (1, 1, ("協議会名", "備忘"))


def test_two_merged_rows_below_titles_are_one_header() -> None:
    top = [["活動一覧"], [], ["地区", "活動名", "実施日", "参加者", ""], ["", "", "", "参加人数", "うち子ども"], ["東"]]
    header = find_header(top, two_rows=frozenset({2}))
    assert (header.first, header.last, header.names[3:]) == (2, 3, ("参加人数", "参加者うち子ども"))
