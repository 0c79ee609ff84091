"""The matrix of issues: every issue in exactly one cell, and an empty cell claims nothing."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.issues import matrix
from dashboard.issues.matrix import Cell, Column, Matrix

DISTRICTS = {"e": "東中学校区", "w": "西中学校区", "n": "北中学校区"}
COMMON = [Column("people", "人材"), Column("information", "情報")]


def issue(district: str | None, topic: str | None = "people", stage: str = "plan", **more: Any) -> dict[str, Any]:
    row = {"district_id": district, "canonical_topic": topic, "topic_id": f"own-{topic}", "framework_id": "own"}
    return {**row, "stage": stage, "solved_date": None, "who": "協議会", "how": "部会をつくる", **more}


ISSUES = [
    issue("e"),
    issue("e", stage="solved"),
    issue("e", "information"),
    issue("w", None),
    issue(None, "information"),
    issue("gone"),
]


def built(issues: list[dict[str, Any]], columns: list[Column] = COMMON, **options: Any) -> Matrix:
    choice = {"framework": None, "own": False, "unclassified": "分類なし", "unassigned": "地区不明", **options}
    return matrix.build(issues, columns, DISTRICTS, **choice)


def test_every_issue_stands_in_one_cell() -> None:
    table = built(ISSUES)
    assert table.total == Cell(5, 6)
    assert sum(table.row_total(row).total for row, _ in table.rows) == 6
    assert sum(table.column_total(column.key).total for column in table.columns) == 6


def test_open_and_all_are_told_apart() -> None:
    table = built(ISSUES)
    assert table.cell("e", "people") == Cell(1, 2)
    assert table.cell("e", "people").text == "●1/2"
    assert built([issue("e", stage="solved")]).cell("e", "people").mark == "◎"
    assert built([issue("e", stage="check", solved_date="2024-04-01")]).total == Cell(0, 1)


def test_rows_and_columns_for_the_rest_appear_only_when_needed() -> None:
    assert built(ISSUES).rows[-1] == (matrix.NONE, "地区不明")
    assert built(ISSUES).columns[-1] == Column(matrix.NONE, "分類なし")
    tidy = built([issue("e")])
    assert (len(tidy.rows), len(tidy.columns)) == (3, 2)


def test_a_framework_of_the_city_uses_its_own_topics() -> None:
    own = [Column("own-people", "①担い手")]
    table = built(ISSUES[:3], own, framework="own", own=True)
    assert table.cell("e", "own-people") == Cell(1, 2)
    assert table.cell("e", matrix.NONE) == Cell(1, 1)


def test_another_citys_framework_renames_the_common_columns() -> None:
    columns = matrix.common_columns([("people", "人材"), ("goals", "目標")], {"people": ["④育てる", "⑧学ぶ"]})
    assert columns == [Column("people", "④育てる・⑧学ぶ", "人材"), Column("goals", "目標")]
    assert built([issue("e")], columns, framework="other", own=False).cell("e", "people") == Cell(1, 1)


def test_who_shares_a_topic_knows_silence_from_absence() -> None:
    shared = matrix.shared_by(built(ISSUES), "information")
    assert shared["e"] == Cell(1, 1)
    assert shared["w"] == Cell(0, 0)  # it has other issues
    assert shared["n"] is None  # it has registered nothing
    assert matrix.shared_by(built(ISSUES), None)["e"] == Cell(2, 3)


@pytest.mark.parametrize(
    ("who", "how", "lacking"), [("市", "配る", False), ("市", None, True), (None, "配る", True), ("", "", True)]
)
def test_an_action_without_who_and_how_is_not_ready(who: str | None, how: str | None, lacking: bool) -> None:
    assert matrix.lacks_actor(issue("e", who=who, how=how)) is lacking
    assert not matrix.lacks_actor(issue("e", stage="solved", who=who, how=how))
