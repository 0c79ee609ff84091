"""Steps on issues: which issue a step belongs to, its district, and where the issue stands after its last step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import CODE, build_city, write_csv

HEADER = "取り組みID|市区町村コード|課題|地区|段階|取り組み日|誰が|どう|結果|次の確認"
ISSUES = "課題ID|市区町村コード|地区|協議会|課題|段階|提起日|誰が|どう|解決日"


def build(folder: Path, steps: list[str], issues: list[str] | None = None) -> tuple[Any, Any]:
    home = folder / "activities" / f"{CODE}_小浜町"
    write_csv(home / "actions.csv", [HEADER, *steps])
    if issues is not None:
        write_csv(home / "issues.csv", [ISSUES, *issues])
    city = build_city(folder)
    return city, duckdb.connect(str(city.database), read_only=True)


def said(city: Any, code: str) -> list[tuple[int | None, bool]]:
    return [(f.row, f.rejected) for f in city.result.findings if f.code == code]


SHARED = [
    f"I1|{CODE}|東||役員の担い手不足|Plan||||",
    f"I2|{CODE}|西||役員の担い手不足|Plan||||",
    f"I3|{CODE}||C3|広報が届かない|Plan||||",
]


@pytest.mark.parametrize(
    ("issue", "district", "expected"),
    [
        ("I2", "", "I2"),
        ("役員の担い手不足", "西中学校区", "I2"),
        ("役員の担い手不足（東中学校区）", "", "I1"),
        ("広報が　届かない", "", "I3"),
    ],
)
def test_a_step_finds_its_issue(make_city: Callable[[], Path], issue: str, district: str, expected: str) -> None:
    city, db = build(make_city(), [f"K1|{CODE}|{issue}|{district}|Do|R6.5|協議会|話し合う||"], SHARED)
    assert db.execute("SELECT issue_id FROM actions").fetchall() == [(expected,)]
    assert [f for f in city.result.findings if f.file.endswith("actions.csv")] == []


def test_a_title_that_two_districts_share_is_refused_with_both(make_city: Callable[[], Path]) -> None:
    steps = [f"K1|{CODE}|役員の担い手不足||Do|R6.5||||", f"K2|{CODE}|役員の担い手不足|南|Do|R6.5||||"]
    city, db = build(make_city(), steps, SHARED)
    assert db.execute("SELECT count(*) FROM actions").fetchone() == (0,)
    assert said(city, "ambiguous_reference") == [(2, True), (3, True)]


def test_a_step_without_its_issue_is_rejected_with_a_suggestion(make_city: Callable[[], Path]) -> None:
    city, _ = build(make_city(), [f"K1|{CODE}|役員のにない手不足||Do|R6.5||||", f"K2|{CODE}|||Do|R6.5||||"])
    assert said(city, "unknown_reference") == [(2, True)]
    assert said(city, "missing_required") == [(3, True)]
    assert "役員の担い手不足" in next(f for f in city.result.findings if f.code == "unknown_reference").message_ja


def test_a_step_lies_in_the_district_of_its_issue_unless_it_names_one(make_city: Callable[[], Path]) -> None:
    steps = [f"K1|{CODE}|I1||Do|R6.5||||", f"K2|{CODE}|I2||Do|R6.5||||", f"K3|{CODE}|I3|南|Do|R6.5||||"]
    issues = [*SHARED[:1], f"I2|{CODE}|||財政|Plan||||", SHARED[2]]
    city, db = build(make_city(), steps, issues)
    rows = db.execute("SELECT action_id, district_id, assigned_by FROM actions ORDER BY 1").fetchall()
    assert [(a, (d or "")[-4:], how) for a, d, how in rows] == [
        ("K1", "東中学校", "issue"),
        ("K2", "", "none"),
        ("K3", "南中学校", "name"),
    ]
    # The issue without district is told once, its step not again.
    assert sum(f.code == "unassigned" and f.file.endswith("actions.csv") for f in city.result.findings) == 0


STAGES = {
    "no step": ("Do|R5.6||||", [], ("do", None, None, 0)),
    "last step by time, whatever the order of rows": (
        "Plan|R5.6||||", ["Check|R6.9||", "Do|R5.9||"], ("check", None, "K1", 2),
    ),
    "same day: the later stage": ("Plan|||||", ["Check|R6.9.1||", "Do|R6.9.1||"], ("check", None, "K1", 2)),
    "a step before the issue was raised says nothing about it": ("Plan|R6.6||||", ["Do|R5||"], ("plan", None, None, 1)),
    "a step in the 年度 in which it was raised counts": ("Plan|R6.6||||", ["Do|令和6年度||"], ("do", None, "K1", 1)),
    "solved by a step, with its date": ("Do|R5.6||||", ["解決|令和6年9月||"], ("solved", "2024-09-01", "K1", 1)),
    "solved stays solved": ("解決|R5.6||||", ["Act|R6.9||"], ("solved", None, None, 1)),
    "solved with a date stays solved": ("Do|R5.6|||R6.9.15", ["Do|R6.9||"], ("do", "2024-09-15", None, 1)),
    "opened again after the solution": ("解決|R5.6|||R6.9", ["Plan|R7.1||"], ("plan", None, "K1", 1)),
}  # fmt: skip


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, ...]]:
    """All the cases in one city: an issue each."""
    from tests.conftest import write_city

    folder = write_city(tmp_path_factory.mktemp("steps"))
    issues, steps = [], []
    for n, (own, of_case, _) in enumerate(STAGES.values()):
        stage, raised, who, how, *solved = own.split("|")
        issues.append("|".join([f"I{n}", CODE, "東", "", f"課題その{n}", stage, raised, who, how, solved[-1]]))
        steps += [
            f"K{n}-{k}|{CODE}|I{n}||{s.split('|')[0]}|{s.split('|')[1]}|||{s.split('|')[2]}|"
            for k, s in enumerate(of_case, 1)
        ]
    _, db = build(folder, steps, issues)
    rows = db.execute("SELECT issue_id, stage, CAST(solved_date AS VARCHAR), action_id, steps FROM issue_stages")
    return {row[0]: row[1:] for row in rows.fetchall()}


@pytest.mark.parametrize("case", STAGES)
def test_where_an_issue_stands(stages: dict[str, tuple[Any, ...]], case: str) -> None:
    n = list(STAGES).index(case)
    stage, solved, action, steps = STAGES[case][2]
    assert stages[f"I{n}"] == (stage, solved, action and f"K{n}-{action[1:]}", steps)


def test_who_and_how_come_from_the_last_step_that_tells_them(make_city: Callable[[], Path]) -> None:
    steps = [
        f"K1|{CODE}|I2||Do|R6.9|広報部会|掲示板を置く||",
        f"K2|{CODE}|I2||Check|R7.2||数える||",
        f"K3|{CODE}|I1||Check|R7.2|市|数える||",
    ]
    _, db = build(make_city(), steps)
    rows = db.execute("SELECT who, how FROM issue_stages ORDER BY issue_id").fetchall()
    assert rows == [("協議会", "若手部会"), ("広報部会", "数える")]
