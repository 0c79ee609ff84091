"""Typing of raw rows by the contract, column by column."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.contract import TABLES
from etl.readers.base import RawTable
from etl.rows.typing import Typed, type_rows
from etl.values.columns import parse_cells


def typed(table: str, *rows: dict[str, object], **raw: object) -> Typed:
    frame = pd.DataFrame(list(rows), index=range(2, len(rows) + 2), dtype=object)
    return type_rows(RawTable(table, "a.csv", frame=frame, rows_read=len(rows), **raw), 0)  # type: ignore[arg-type]


def days(dates: pd.Series) -> list[str]:
    return dates.dt.strftime("%Y-%m-%d").fillna("").tolist()


ACTIVITY = {"municipality_code": "99202", "title": "会合", "start_date": "2024-05-01"}


def test_mixed_cells_of_one_column() -> None:
    rows = typed(
        "activities",
        *({**ACTIVITY, "start_date": cell} for cell in ("平成20年1月", 45536, dt.date(2024, 5, 1), "R5年度", "2008")),
    ).frame
    assert rows["start_date"].astype(str).tolist() == [
        "2008-01-01",
        "2024-09-01",
        "2024-05-01",
        "2023-04-01",
        "2008-01-01",
    ]
    assert rows["start_date_precision"].tolist() == ["month", "day", "day", "fiscal_year", "year"]


def test_a_range_in_one_cell_fills_both_ends() -> None:
    rows = typed(
        "activities",
        {**ACTIVITY, "start_date": "令和6年8月〜9月"},
        {**ACTIVITY, "start_date": "令和6年8月1日〜3日", "end_date": "令和6年8月5日"},
        {**ACTIVITY, "start_date": "令和6年8月"},
    ).frame
    assert days(rows["end_date"]) == ["2024-09-01", "2024-08-05", ""]
    assert rows["end_date_precision"].tolist()[:2] == ["month", "day"]


def test_an_end_before_the_start_is_dropped_and_told() -> None:
    done = typed("activities", {**ACTIVITY, "end_date": "2024-04-30"}, {**ACTIVITY, "end_date": "2024-05"})
    assert days(done.frame["end_date"]) == ["", "2024-05-01"]
    assert [(f.code, f.row, f.rejected) for f in done.findings] == [("end_before_start", 2, False)]


def test_a_bad_cell_costs_the_row_only_where_the_column_is_required() -> None:
    done = typed(
        "activities",
        {**ACTIVITY, "participants": "たくさん"},
        {**ACTIVITY, "start_date": "来週", "participants": "たくさん"},
        {**ACTIVITY, "title": " "},
        {**ACTIVITY, "participants": -3},
    )
    assert done.frame["origin_row"].tolist() == [2, 5]
    assert done.frame["participants"].isna().all()
    assert [(f.code, f.row) for f in done.findings if f.rejected] == [("bad_date", 3), ("missing_required", 4)]
    assert {(f.code, f.row) for f in done.findings if not f.rejected} == {
        ("bad_number", 2), ("bad_number", 3), ("out_of_range", 5),
    }  # fmt: skip


def test_a_row_is_rejected_once() -> None:
    done = typed("activities", {"municipality_code": "99202", "title": "", "start_date": "来週"})
    assert sum(f.rejected for f in done.findings) == 1
    assert len(done.frame) == 0


def test_choices_by_label_alias_and_value_and_new_ones() -> None:
    done = typed(
        "facilities",
        *(
            {"municipality_code": "99202", "name": "x", "kind": k}
            for k in ("コミセン", "公民館", "library", "古民家", "")
        ),
    )
    assert done.frame["kind"].tolist() == ["community_center", "public_hall", "library", "古民家", "other"]
    assert [f.code for f in done.findings] == ["new_choice"]


def test_an_unknown_choice_of_a_closed_list_is_never_replaced_by_the_default() -> None:
    done = typed("facilities", {"municipality_code": "99202", "name": "x", "status": "謎"})
    assert done.frame["status"].isna().all()
    assert [(f.code, f.rejected) for f in done.findings] == [("unknown_choice", False)]


def test_generated_keys_are_stable_and_running_numbers_belong_to_their_file() -> None:
    def ids(**raw: object) -> list[str]:
        return typed("activities", ACTIVITY, {**ACTIVITY, "activity_id": "7"}, **raw).frame["activity_id"].tolist()

    assert ids() == ids()
    made, given = ids()
    assert (len(made), given) == (8 + 1 + 12, "7")
    assert ids(headers={"activity_id": "NO"})[1].endswith("-n7")
    assert ids(part="other sheet")[0] != made


def test_a_line_added_above_shifts_no_generated_key() -> None:
    def ids(*rows: dict[str, object]) -> list[str]:
        return typed("activities", *rows).frame["activity_id"].tolist()

    other = {**ACTIVITY, "title": "別の活動"}
    first, second = ids(ACTIVITY, other)
    assert ids({**ACTIVITY, "title": "新しい活動"}, ACTIVITY, other)[1:] == [first, second]
    assert ids(ACTIVITY, other, ACTIVITY) == [first, second, f"{first}-2"]
    assert ids({**ACTIVITY, "participants": "999"}) == [first]


def test_generated_keys_never_change_with_the_program() -> None:
    """Removals in the journal name keys: the same file must give the same keys for ever."""
    assert typed("activities", ACTIVITY).frame["activity_id"].tolist() == ["f13e176d-f6dee7b9e049"]


def test_wards_belong_to_their_city() -> None:
    rows = typed("districts", {"municipality_code": "14151", "school_name": "相原中学校"}).frame
    assert rows[["municipality_code", "admin_code"]].to_numpy().tolist() == [["14150", "14151"]]


def test_defaults_of_the_file_and_the_contract() -> None:
    rows = typed(
        "facilities", {"municipality_code": None, "name": "x"}, {"municipality_code": "99203", "name": "y"},
        defaults={"municipality_code": "99202", "kind": "指定避難所"},
    ).frame  # fmt: skip
    assert rows["municipality_code"].tolist() == ["99202", "99203"]
    assert rows["kind"].tolist() == ["evacuation_shelter"] * 2
    assert rows["status"].tolist() == ["existing"] * 2


def test_a_dash_is_nothing_and_never_zero() -> None:
    rows = typed("activities", {**ACTIVITY, "participants": "－", "partners": "-"}).frame
    assert rows["participants"].isna().all()
    assert rows["partners"].isna().all()


def test_point_features_give_coordinates() -> None:
    shapes = np.empty(1, dtype=object)
    shapes[:] = [shapely.Point(143.5, 33.5)]
    rows = typed("facilities", {"municipality_code": "99202", "name": "x"}, geometry=shapes).frame
    assert rows[["longitude", "latitude"]].to_numpy().tolist() == [[143.5, 33.5]]


def test_many_remarks_of_one_kind_are_summed_up() -> None:
    done = typed("activities", *({**ACTIVITY, "participants": f"約{n}名"} for n in range(1, 100)))
    assert done.frame["participants"].sum() == 4950
    assert len(done.findings) == 20


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.sampled_from("aＡ1１ -ー－―ｱ亜ア゙ぁ　\n〜（）～é\u3099"), max_size=6), max_size=20))
def test_plain_text_is_the_same_read_all_at_once_or_one_by_one(texts: list[str]) -> None:
    column = TABLES["activities"].column("title")
    padding = [f"題{i}" for i in range(500)]
    distinct = pd.Index(list(dict.fromkeys([*texts, *padding])), dtype="str")
    together = [v.value for v in parse_cells(column, distinct)[0]]
    alone = [parse_cells(column, distinct[i : i + 1])[0][0].value for i in range(len(distinct))]
    assert together == alone


@pytest.mark.parametrize("name", ["participants", "latitude"])
def test_plain_numbers_are_the_same_read_all_at_once_or_one_by_one(name: str) -> None:
    column = TABLES["activities"].column(name)
    odd = ["", "-", "007", "１２", "約3名", "-5", "1.5", "3.0", "1,000", "多数", "999999999999", "-12.25", "1e3"]
    distinct = pd.Index([*odd, *(str(n) for n in range(10, 600))], dtype="str")
    values, problems = parse_cells(column, distinct)
    for i, cell in enumerate(odd):
        (alone,), problem = parse_cells(column, distinct[i : i + 1])
        assert values[i].value == alone.value, cell
        assert (i in problems) == bool(problem), cell
    assert values[-1].value == 599


def test_no_rows() -> None:
    done = type_rows(RawTable("activities", "a.csv", frame=pd.DataFrame({"title": []})), 0)
    assert len(done.frame) == 0
