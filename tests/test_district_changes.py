"""Districts that were merged, divided and renamed: shares, records and councils of former districts, what is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from etl import current_database
from etl.build.database import Result
from etl.changes.successors import Step, Successors, convert
from etl.journal import Store, Upload, accept, propose, undo
from etl.templates.filled import filled_csv
from tests.changed_city import HEADER, add_changes, add_former
from tests.conftest import CODE, box, build_city, write_csv
from tests.journal_tools import rows, shown, table, take_in


def ask(folder: Path, sql: str) -> tuple[list[tuple[object, ...]], Result]:
    city = build_city(folder)
    with duckdb.connect(str(city.database), read_only=True) as connection:
        return connection.execute(sql).fetchall(), city.result


def said(result: Result, code: str) -> list[str]:
    return [f.message_ja for f in result.findings if f.code == code]


CHANGES = """SELECT old_name, replace(new_district_id, '99202-', ''), kind, round(people_share, 3),
             round(area_share, 3), share_method, certainty, earlier_edition, later_edition
             FROM district_changes ORDER BY ALL"""
FOUND = [
    ("山手中学校区", "北中学校", "split", 0.376, 0.5, "towns", "inferred", "2016", "2023"),
    ("山手中学校区", "南中学校", "split", 0.624, 0.5, "towns", "inferred", "2016", "2023"),
    ("東上中学校区", "東中学校", "merger", 1.0, 1.0, "towns", "inferred", "2016", "2023"),
    ("東下中学校区", "東中学校", "merger", 1.0, 1.0, "towns", "inferred", "2016", "2023"),
    ("西浜中学校区", "西中学校", "renaming", 1.0, 1.0, "towns", "inferred", "2016", "2023"),
]


def test_two_editions_alone_tell_what_was_merged_divided_and_renamed(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    add_former(folder)
    found, result = ask(folder, CHANGES)
    assert found == sorted(FOUND)
    assert len(said(result, "change_detected")) == 3
    assert any("旧東上中学校区・東下中学校区から東中学校区への統合" in s for s in said(result, "change_detected"))


def test_two_drawings_of_the_same_districts_are_no_change(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    add_former(
        folder,
        {"東中学校": box(1.03, 0, 0.97), "西中学校": box(0, 0, 1.03), "南中学校": box(1, 1), "北中学校": box(0, 1)},
    )
    found, result = ask(folder, CHANGES)
    assert found == []
    assert not said(result, "change_detected")


def test_what_is_stated_comes_first_and_keeps_its_date(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    add_former(folder)
    add_changes(
        folder,
        "東上中、東下中|東中学校区|統合|令和3年4月1日",
        "西浜中|西中|改称|令和元年度",
        "山手中学校区|北・南|分割|2021年4月",
    )
    sql = """SELECT old_name, strftime(change_date, '%Y-%m-%d'), change_date_precision, share_method,
             round(people_share, 3), certainty FROM district_changes ORDER BY old_name, new_district_id"""
    found, result = ask(folder, sql)
    assert found == [
        ("山手中学校区", "2021-04-01", "month", "towns", 0.376, "stated"),
        ("山手中学校区", "2021-04-01", "month", "towns", 0.624, "stated"),
        ("東上中学校区", "2021-04-01", "day", "whole", 1.0, "stated"),
        ("東下中学校区", "2021-04-01", "day", "whole", 1.0, "stated"),
        ("西浜中学校区", "2019-04-01", "fiscal_year", "whole", 1.0, "stated"),
    ]
    assert not said(result, "change_detected")
    assert result.rows_read == result.rows_loaded + result.rows_rejected


def test_without_old_boundaries_a_merger_is_whole_and_a_division_is_unknown(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    add_changes(folder, "旧東上・東下中学校区|東|統合|R3", "山手中|北、南|分割|R3")
    found, result = ask(folder, "SELECT old_name, people_share, share_method FROM district_changes ORDER BY ALL")
    assert found == [
        ("山手中学校区", None, None), ("山手中学校区", None, None),
        ("東上中学校区", 1.0, "whole"), ("東下中学校区", 1.0, "whole"),
    ]  # fmt: skip
    assert len(said(result, "change_shares_unknown")) == 1
    assert not said(result, "change_undated")


def test_stated_shares_are_kept_and_must_add_up(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    header = f"{HEADER}|人口の割合"
    add_changes(
        folder,
        "山手中|北|分割|R3|40%",
        "山手中|南|分割|R3|",
        "東上中|東|分割|R3|0.5",
        "東上中|西|分割|R3|0.9",
        header=header,
    )
    found, result = ask(
        folder, "SELECT old_name, round(people_share, 3), share_method FROM district_changes ORDER BY ALL"
    )
    assert found == [
        ("山手中学校区", 0.4, "stated"), ("山手中学校区", 0.6, "stated"),
        ("東上中学校区", 0.5, "stated"), ("東上中学校区", 0.9, "stated"),
    ]  # fmt: skip
    assert ["1.4" in s for s in said(result, "change_shares_sum")] == [True]


def test_an_unknown_new_district_rejects_its_row_and_a_chain_is_followed(
    make_city: Callable[[], Path],
) -> None:
    folder = make_city()
    add_changes(folder, "一中|二中|統合|H20", "二中|東中|改称|H25", "三中|火星中|統合|H20")
    write_csv(
        folder / "activities" / f"{CODE}_小浜町" / "more.csv", ["活動名|実施日|地区", "古い行事|H19.5.1|一中学校区"]
    )
    found, result = ask(folder, "SELECT district_id, assigned_by FROM activities WHERE title = '古い行事'")
    assert found == [("99202-東中学校", "successor")]
    rejected = [f for f in result.findings if f.rejected]
    assert [(f.code, f.value) for f in rejected] == [("unknown_reference", "火星中")]


def test_records_of_former_districts_count_where_they_went(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    add_changes(folder, "東上中、東下中|東|統合|R3.4.1", "山手中|北、南|分割|R3.4.1")
    write_csv(
        folder / "activities" / f"{CODE}_小浜町" / "activities_old.csv",
        [
            "活動ID|活動名|実施日|地区|緯度|経度",
            "B1|清掃|R1.5.1|旧東上中学校区||",
            "B2|清掃|R1.5.1|山手中学校区|33.93|143.01",
            "B3|清掃|R1.5.1|山手中||",
        ],
    )
    sql = "SELECT activity_id, district_id, assigned_by FROM activities WHERE activity_id LIKE 'B%' ORDER BY 1"
    found, result = ask(folder, sql)
    assert found == [
        ("B1", "99202-東中学校", "successor"),
        ("B2", "99202-北中学校", "point"),
        ("B3", None, "none"),
    ]
    assert "東中学校区" in said(result, "district_succeeded")[0]
    (split,) = said(result, "district_was_split")
    assert "北中学校区・南中学校区" in split


def test_councils_of_former_districts_stand_for_a_part_and_say_so(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    home = folder / "activities" / f"{CODE}_小浜町"
    add_changes(folder, "東上中、東下中|東|統合|R3.4.1", "西浜中|西|改称|R3", "山手中|北、南|分割|R3")
    (home / "council_districts.csv").unlink()
    write_csv(
        home / "council_districts.csv",
        [
            "協議会|地区|範囲",
            "C1|東上中学校区|全域",
            "C2|西浜中学校区|全域",
            "C3|山手中学校区|全域",
        ],
    )
    sql = "SELECT council_id, district_id, coverage, former_districts FROM council_districts ORDER BY 1, 2"
    found, result = ask(folder, sql)
    assert found == [
        ("C1", "99202-東中学校", "part", ["東上中学校区"]),
        ("C2", "99202-西中学校", "whole", None),
        ("C3", "99202-北中学校", "whole", None),
        ("C3", "99202-南中学校", "whole", None),
    ]
    assert len(said(result, "council_of_former_district")) == 4 - 1
    assert result.rows_read == result.rows_loaded + result.rows_rejected


def test_a_council_of_all_former_districts_covers_the_whole(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    home = folder / "activities" / f"{CODE}_小浜町"
    add_changes(folder, "東上中、東下中|東|統合|R3.4.1")
    write_csv(home / "council_districts.csv", ["協議会|地区", "C1|旧東上中", "C1|旧東下中", "C3|東上中"])
    sql = "SELECT council_id, district_id, coverage, former_districts FROM council_districts ORDER BY 1, 2"
    found, result = ask(folder, sql)
    assert found == [
        ("C1", "99202-東中学校", "whole", ["東上中学校区", "東下中学校区"]),
        ("C3", "99202-東中学校", "part", ["東上中学校区"]),
    ]
    assert result.rows_read == result.rows_loaded + result.rows_rejected


def test_a_district_that_took_another_in_is_not_covered_by_the_others_council(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    add_changes(folder, "沖中|東|統合|H30")
    write_csv(folder / "activities" / f"{CODE}_小浜町" / "council_districts.csv", ["協議会|地区", "C3|沖中"])
    found, _ = ask(folder, "SELECT coverage, former_districts FROM council_districts")
    assert found == [("part", ["沖中学校区"])]


def test_people_of_former_districts_are_conserved(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    add_former(folder)
    write_csv(
        folder / "activities" / f"{CODE}_小浜町" / "population.csv",
        [
            "地区|基準日|人口|世帯数",
            "東上中|平成27年10月1日|401|151", "東下中|平成27年10月1日|700|", "山手中|平成27年10月1日|1001|333",
            "西浜中|平成22年10月1日|5|2", "東上中|平成22年10月1日|390|150",
        ],
    )  # fmt: skip
    sql = """SELECT district_id, year(as_of), people, households FROM population
             WHERE method = 'successor' ORDER BY 2, 1"""
    found, result = ask(folder, sql)
    assert found == [
        ("99202-西中学校", 2010, 5, 2),
        ("99202-北中学校", 2015, 376, 125),
        ("99202-南中学校", 2015, 625, 208),
        ("99202-東中学校", 2015, 1101, None),
    ]
    assert len(said(result, "people_of_former_kept")) == 1  # 東上中 of 2010, whose other half is not told
    used, _ = ask(folder, "SELECT people FROM district_population ORDER BY district_id")
    assert used == [(376,), (625,), (1101,), (5,)]


def test_the_status_of_a_merged_district_comes_from_its_former_councils(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    home = folder / "activities" / f"{CODE}_小浜町"
    add_changes(folder, "東上中、東下中|東|統合|R3.4.1")
    write_csv(home / "council_districts.csv", ["協議会|地区", "C1|旧東上中", "C3|東下中"])
    sql = """SELECT fiscal_year, status, coverage FROM district_status_by_year
             WHERE district_id = '99202-東中学校' AND fiscal_year IN (2006, 2008, 2012, 2023) ORDER BY 1"""
    found, _ = ask(folder, sql)
    # C1 (2008) for one half; with C3 (2010) both halves have one; C3 rests from 2021.
    assert [row[1:] for row in found] == [("none", "part"), ("formed", "part"), ("formed", "whole"), ("formed", "part")]


def test_the_edition_in_force_is_the_newest_that_began_and_the_first_stands_in_before(
    make_city: Callable[[], Path],
) -> None:
    folder = make_city()
    add_former(folder)
    sql = """SELECT fiscal_year, edition, is_substitute, drawn_edition FROM edition_by_year
             WHERE fiscal_year IN (2012, 2016, 2022, 2023) ORDER BY 1"""
    found, _ = ask(folder, sql)
    assert found == [
        (2012, "2016", True, "2023"), (2016, "2016", False, "2023"),
        (2022, "2016", False, "2023"), (2023, "2023", False, "2023"),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------ pure rules
SHARES = st.lists(st.integers(1, 1000), min_size=1, max_size=6).map(lambda parts: [p / sum(parts) for p in parts])


@given(st.lists(st.tuples(st.integers(0, 10**7), SHARES), min_size=1, max_size=8))
def test_nobody_is_lost_or_invented(olds: list[tuple[int, list[float]]]) -> None:
    amounts = {f"old{i}": people for i, (people, _) in enumerate(olds)}
    shares = {f"old{i}": {f"new{j}": part for j, part in enumerate(parts)} for i, (_, parts) in enumerate(olds)}
    made = convert(amounts, shares)
    assert {old: sum(parts.values()) for old, parts in made.items()} == amounts
    assert all(abs(made[o][n] - amounts[o] * s) < 1 for o, parts in shares.items() for n, s in parts.items())


def test_shares_multiply_along_a_chain_and_a_circle_has_none() -> None:
    steps = {
        "a": (Step("a", "b", 0.5), Step("a", "c", 0.5)),
        "b": (Step("b", "c", 0.25), Step("b", "d", 0.75)),
        "x": (Step("x", "y", 1.0),),
        "y": (Step("y", "x", 1.0),),
    }
    followed = Successors(steps, frozenset("cd"))
    assert followed.shares("a") == {"c": 0.625, "d": 0.375}
    assert followed.candidates("a") == ("c", "d")
    assert followed.successor("a") is None
    assert followed.shares("x") is None
    assert followed.candidates("x") == ()


# --------------------------------------------------------------------------------------------------- imports
def test_an_imported_correction_of_a_date_changes_that_row_only(store: Store) -> None:
    first, second = "東上中、東下中|東中学校区|統合|令和3年度", "西浜中|西中学校区|改称|令和元年度"
    take_in(store, table("地区の変更.csv", first, second, header=HEADER), municipality=CODE)
    again = propose(
        store, [table("訂正.csv", "東上中|東|統合|令和3年4月1日", second, header=HEADER)], municipality=CODE
    )
    (changed,) = shown(again)
    assert changed == ("changed", "東上中学校 → 東中学校", {"change_date": ("2021年度", "2021-04-01")})
    entry = accept(store, again)
    assert rows(store, "SELECT count(*), sum(people_share) FROM district_changes") == [(3, 3.0)]
    undo(store, entry.number)
    assert rows(store, "SELECT DISTINCT change_date_precision FROM district_changes") == [("fiscal_year",)]


def test_a_statement_that_the_shapes_contradict_stands_and_is_told(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    add_former(folder)
    add_changes(folder, "山手中|北|統合|R3")
    found, result = ask(folder, "SELECT people_share, share_method FROM district_changes WHERE old_name LIKE '山手%'")
    assert found == [(1.0, "whole")]
    assert "62%" in said(result, "change_shape_disagrees")[0]


def test_three_editions_are_followed_one_after_the_other(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    add_former(folder, {"浜中学校": box(0, 0, 2), "山手中学校": box(0, 1, 2)}, edition=13)
    add_former(folder)
    home = folder / "activities" / f"{CODE}_小浜町"
    write_csv(home / "population.csv", ["地区|基準日|人口", "山手中|H25.10.1|1001", "浜中|H25.10.1|1800"])
    found, _ = ask(folder, "SELECT old_name, new_district_id, earlier_edition FROM district_changes ORDER BY 3, 1, 2")
    assert [row for row in found if row[2] == "2013"] == [
        ("浜中学校区", f"{CODE}-東上中学校", "2013"),
        ("浜中学校区", f"{CODE}-東下中学校", "2013"),
        ("浜中学校区", f"{CODE}-西浜中学校", "2013"),
    ]
    people, _ = ask(folder, "SELECT sum(people) FROM population WHERE method = 'successor'")
    assert people == [(2801,)]


def test_the_row_of_a_council_of_a_former_district_can_be_edited_and_removed(store: Store) -> None:
    add_changes(store.activities[0].parent, "東上中、東下中|東中学校区|統合|令和3年4月1日", "西浜中|西中|改称|R1")
    home = store.activities[0] / f"{CODE}_小浜町"
    write_csv(home / "council_districts.csv", ["協議会|地区", "C1|旧東上中学校区", "C2|西中"])
    take_in(store, table("活動.csv", "A9|" + CODE + "|東|集い|環境|2024-05-12|"))
    sql = "SELECT council_id, coverage, former_districts, note FROM council_districts ORDER BY 1"
    assert rows(store, sql) == [("C1", "part", ["東上中学校区"], None), ("C2", "whole", None, None)]
    database = current_database(store.out)
    assert database is not None
    written = filled_csv(database, "council_districts", CODE, "utf-8").decode("utf-8-sig")
    edited = propose(store, [Upload("対応.csv", written.replace("東上中学校区,", "東上中学校区,要確認").encode())])
    assert [cells for _, _, cells in shown(edited)] == [{"note": (None, "要確認")}]
    without = "\n".join(line for line in written.splitlines() if "東上" not in line)
    removed = propose(store, [Upload("対応.csv", without.encode())], remove_absent=True)
    assert [kind for kind, _, _ in shown(removed)] == ["removed"]


def test_a_division_of_which_a_part_is_not_told_keeps_its_share_and_is_told(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    add_former(folder)
    add_changes(folder, "山手中|北|分割|", "西浜中|西|改称|")
    sql = """SELECT old_name, round(people_share, 3), later_edition, change_date FROM district_changes
             WHERE certainty = 'stated' ORDER BY 1"""
    found, result = ask(folder, sql)
    assert found == [("山手中学校区", 0.376, "2023", None), ("西浜中学校区", 1.0, "2023", None)]
    assert "0.37" in said(result, "change_shares_sum")[0]
    assert not said(result, "change_undated")  # the editions tell between which years it was
