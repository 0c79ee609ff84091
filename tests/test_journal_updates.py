"""Files as staff correct them: without ids, with few columns, under another name; what they do not say stays."""

from __future__ import annotations

from etl.journal import Store, Upload, propose
from tests.conftest import CODE, write_csv
from tests.journal_tools import activities, activity, rows, shown, table, take_in

PEOPLE = "活動ID|市区町村コード|活動名|実施日|参加者数"


def codes(store: Store, *uploads: Upload) -> set[str]:
    return {f.code for f in propose(store, uploads).findings}


def test_a_corrected_file_of_the_same_name_replaces_the_first(small_store: Store) -> None:
    take_in(small_store, table("活動.csv", activity("朝の会", 5), activity("夜の会", 6)))
    proposal = propose(small_store, [table("活動.csv", activity("新しい会", 1), activity("夜の会", 7))])
    assert (proposal.same_name, proposal.replaces) == ((1,), (1,))
    assert [(kind, label) for kind, label, _ in shown(proposal)] == [
        ("added", "新しい会"),
        ("changed", "夜の会"),
        ("removed", "朝の会"),
    ]


def test_an_earlier_file_of_the_same_name_may_stay(small_store: Store) -> None:
    take_in(small_store, table("活動.csv", activity("朝の会", 5)))
    take_in(small_store, table("活動.csv", activity("夜の会", 6)), replace_same_name=False)
    assert activities(small_store) | {"朝の会": 5, "夜の会": 6} == activities(small_store)


def test_the_same_name_for_another_municipality_is_another_file(small_store: Store) -> None:
    take_in(small_store, table("市町村.csv", "99203|山辺町", header="市区町村コード|市区町村名"))
    header = "活動名|実施日"
    take_in(small_store, table("活動.csv", "朝の会|2024-05-01", header=header), municipality=CODE)
    assert (
        propose(small_store, [table("活動.csv", "夜の会|2024-05-01", header=header)], municipality="99203").same_name
        == ()
    )


def test_rows_without_ids_line_up_under_another_file_name(small_store: Store) -> None:
    take_in(small_store, table("活動.csv", activity("朝の会", 5), activity("夜の会", 6)))
    upload = table("活動 (1).csv", activity("新しい会", 1), activity("夜の会", 7))
    assert "lined_up" in codes(small_store, upload)
    changes = shown(propose(small_store, [upload]))
    assert [c[:2] for c in changes] == [("added", "新しい会"), ("changed", "夜の会")]
    assert changes[1][2] == {"participants": ("6", "7")}


def test_rows_without_ids_line_up_with_rows_that_have_one(store: Store) -> None:
    upload = table("施設.csv", f"{CODE}|西公民館|既存", header="市区町村コード|施設名|状態")
    assert shown(propose(store, [upload])) == [("changed", "西公民館", {"status": ("planned", "existing")})]


def test_doubtful_rows_do_not_line_up(small_store: Store) -> None:
    take_in(small_store, table("一.csv", activity("清掃", 5, key="X1"), activity("清掃", 6, key="X2")))
    assert propose(small_store, [table("二.csv", activity("清掃", 7))]).difference.counts == {"activities": (1, 0, 0)}


def test_columns_that_a_file_does_not_have_stay(store: Store) -> None:
    upload = table("人数.csv", f"A3|{CODE}|夏まつり|2024-08-01|900", header=PEOPLE)
    assert shown(propose(store, [upload])) == [("changed", "夏まつり", {"participants": ("800", "900")})]
    assert "columns_kept" in codes(store, upload)
    take_in(store, upload)
    kept = "SELECT category, CAST(end_date AS VARCHAR), district_id FROM activities WHERE activity_id = 'A3'"
    assert rows(store, kept) == [("culture", "2024-08-03", f"{CODE}-南中学校")]


def test_an_empty_cell_of_a_column_that_is_there_empties(store: Store) -> None:
    upload = table("人数.csv", f"A3|{CODE}|夏まつり|2024-08-01|", header=PEOPLE)
    assert shown(propose(store, [upload])) == [("changed", "夏まつり", {"participants": ("800", None)})]


def test_a_district_keeps_its_shape_when_a_table_corrects_its_address(store: Store) -> None:
    header = "地区ID|市区町村コード|年版|学校名|学校の所在地"
    upload = table("地区.csv", f"{CODE}-東中学校|{CODE}|2023|東中学校|小浜町9-9", header=header)
    changes = {"address": ("小浜町1-1", "小浜町9-9"), "source_id": ("ksj-a32-2023", "file:")}
    assert shown(propose(store, [upload])) == [("changed", "東中学校", changes)]
    take_in(store, upload)
    assert rows(store, "SELECT count(*) FROM districts WHERE area_km2 > 1") == [(4,)]


def test_a_table_of_districts_without_a_year_is_about_the_newest_shapes(store: Store) -> None:
    upload = table("地区.csv", f"{CODE}|東中学校|小浜町9-9", header="市区町村コード|学校名|学校の所在地")
    changes = {"address": ("小浜町1-1", "小浜町9-9"), "source_id": ("ksj-a32-2023", "file:")}
    assert shown(propose(store, [upload])) == [("changed", "東中学校", changes)]
    assert "edition_taken" in codes(store, upload)
    take_in(store, upload)
    assert rows(store, "SELECT count(*) FROM districts WHERE area_km2 > 1 AND is_current") == [(4,)]


def test_a_new_place_finds_its_own_district(store: Store) -> None:
    header = "施設ID|市区町村コード|施設名|緯度|経度"
    upload = table("施設.csv", f"F3|{CODE}|南集会所|33.91|143.01", header=header)
    moved = {"district_id": (f"{CODE}-南中学校", f"{CODE}-西中学校")}
    hall, festival = shown(propose(store, [upload]))
    assert festival == ("changed", "夏まつり", moved), "it is held there"
    assert hall[2] == {"latitude": (None, "33.91"), "longitude": (None, "143.01"), **moved}


def test_removing_a_council_takes_what_leads_to_it(store: Store) -> None:
    home = store.activities[0] / f"{CODE}_小浜町"
    write_csv(home / "council_districts.csv", ["市区町村コード|協議会|地区|範囲", f"{CODE}|C1|東中学校区|全域"])
    upload = table("協議会.csv", f"C1|{CODE}|東地区まちづくり協議会", header="協議会ID|市区町村コード|協議会名")
    take_in(store, upload, remove_absent=True)
    assert rows(store, "SELECT council_id FROM councils") == [("C1",)]
    assert rows(store, "SELECT DISTINCT council_id FROM council_events WHERE council_id IS NOT NULL") == [("C1",)]
    assert {f for (f,) in rows(store, "SELECT code FROM findings")} >= {"removed_by_import", "unknown_reference"}


def test_files_of_one_name_about_other_things_do_not_replace_each_other(small_store: Store) -> None:
    take_in(small_store, table("一覧.csv", activity("朝の会", 5)))
    facilities = table("一覧.csv", f"{CODE}|集会所", header="市区町村コード|施設名")
    elsewhere = table("一覧.csv", "99203|夜の会|2024-05-01", header="市区町村コード|活動名|実施日")
    town = table("市町村.csv", "99203|山辺町", header="市区町村コード|市区町村名")
    assert propose(small_store, [facilities]).same_name == ()
    proposal = propose(small_store, [town, elsewhere])
    assert (proposal.same_name, proposal.replaces) == ((), ())
    assert proposal.difference.counts == {"activities": (1, 0, 0), "municipalities": (1, 0, 0)}
