"""Text survives being written to a file and read again, whatever it looks like; one character has one code point."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.values.marks import DITTO, FORMULA_START, guarded, neutral, unguarded
from etl.values.normalize import text
from tests.conftest import CODE, build_city, write_csv

LOOKALIKES = [
    "合計",
    "'合計",
    "同上",
    "〃",
    '"',
    "''",
    "=1+1",
    "'=1+1",
    "＝x",
    "-",
    "+81",
    "@x",
    "（小計）",
    "Total",
    "'90年代",
]


@given(st.text() | st.sampled_from(LOOKALIKES) | st.text(alphabet="'=計合同上-ｶﾞﾞ\u3099\u0301\u200bＡ〜～"))
def test_what_was_read_once_is_read_the_same_again(cell: str) -> None:
    stored = text(cell)
    assert text(guarded(stored)) == stored


@given(st.text(alphabet="'=計合同上-あ") | st.sampled_from(LOOKALIKES))
def test_a_guard_is_taken_off_again(written: str) -> None:
    assert unguarded(guarded(written)) == written


@given(
    st.text()
    | st.sampled_from(LOOKALIKES)
    | st.tuples(st.sampled_from(FORMULA_START), st.text(alphabet="'=+-＝－@\t\r\n 1a合計")).map("".join)
)
def test_a_cell_without_formula_is_read_as_the_same_text(cell: str) -> None:
    written = neutral(cell)
    assert text(written) == text(cell)
    assert not written.startswith(("\t", "\r", "\n", *"=@＝＠"))


@pytest.mark.parametrize("sign", [*"=+-@＝＋－＠"])
def test_every_sign_of_a_formula_is_known_to_every_export(sign: str) -> None:
    from dashboard.export import tables
    from dashboard.importing.fields import as_csv

    cell = f"{sign}A1+1"
    assert neutral(cell) == tables.neutral(cell) == guarded(cell) == f"'{cell}"
    assert f"'{cell}" in as_csv("issues", CODE, {"title": cell}).decode("utf-8-sig")


@pytest.mark.parametrize("mark", [*DITTO, "合計", "=1+1"])
def test_what_would_be_taken_for_something_else_is_guarded(mark: str) -> None:
    assert guarded(mark) == f"'{mark}"


@pytest.mark.parametrize(("elsewhere", "windows"), [("〜", "～"), ("−", "－"), ("—", "―"), ("‖", "∥"), ("¢", "￠")])
def test_a_character_of_two_code_points_is_one(elsewhere: str, windows: str) -> None:
    assert text(f"8月{elsewhere}9月") == text(f"8月{windows}9月") == f"8月{windows}9月"


def test_a_council_called_total_stays_and_a_total_goes(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    home = folder / "activities" / f"{CODE}_小浜町"
    write_csv(
        home / "councils.csv", ["協議会ID|市区町村コード|協議会名", f"C1|{CODE}|'合計", f"C2|{CODE}|'同上", "C3||合計"]
    )
    city = build_city(folder)
    with duckdb.connect(str(city.database), read_only=True) as db:
        assert db.execute("SELECT name FROM councils ORDER BY 1").fetchall() == [("合計",), ("同上",)]
    assert [f.row for f in city.result.findings if f.code == "totals_row"] == [4]


def test_what_is_said_to_be_unknown_takes_no_default(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    home = folder / "activities" / f"{CODE}_小浜町"
    write_csv(home / "issues.csv", ["課題ID|市区町村コード|課題|段階", f"I1|{CODE}|広報|不明", f"I2|{CODE}|財政|"])
    city = build_city(folder)
    with duckdb.connect(str(city.database), read_only=True) as db:
        assert db.execute("SELECT stage FROM issues ORDER BY issue_id").fetchall() == [(None,), ("plan",)]
