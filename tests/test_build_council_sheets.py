"""The one list of councils that staff keep gives councils, their districts and their founding."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.conftest import CODE, City, build_city, write_csv


@pytest.fixture
def listed(make_city: Callable[[], Path]) -> City:
    folder = make_city()
    home = folder / "activities" / f"{CODE}_小浜町"
    for name in ("councils", "council_districts", "council_events", "activities", "issues"):
        (home / f"{name}.csv").unlink()
    write_csv(home / "一覧.csv", [
        "協議会設立状況（令和7年4月1日現在）|||",
        "協議会名|中学校区|設立年月日|活動拠点",
        "東の会|東中学校区|平成20年1月|東コミュニティセンター",
        "西南の会|西中学校区、南中|R5年度|",
        "東の会|なぞ中学校区||",
        "名のみの会||未定|",
    ])  # fmt: skip
    write_csv(home / "council_events.csv", ["協議会|出来事|年月日", "西南の会|設立|令和5年6月1日"])
    return build_city(folder)


def rows(city: City, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(city.database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_one_list_gives_three_tables(listed: City) -> None:
    assert rows(listed, "SELECT name FROM councils ORDER BY 1") == [("名のみの会",), ("東の会",), ("西南の会",)]
    of_council = """SELECT c.name, district_id FROM council_districts JOIN councils c USING (council_id)
                    ORDER BY 1, 2 DESC"""
    assert rows(listed, of_council) == [
        ("東の会", "99202-東中学校"), ("西南の会", "99202-西中学校"), ("西南の会", "99202-南中学校"),
    ]  # fmt: skip


def test_an_event_of_its_own_wins_over_the_list(listed: City) -> None:
    found = rows(
        listed,
        """SELECT c.name, e.kind, event_date::VARCHAR, event_date_precision
                            FROM council_events e JOIN councils c USING (council_id) ORDER BY 3""",
    )
    assert found == [("東の会", "founding", "2008-01-01", "month"), ("西南の会", "founding", "2023-06-01", "day")]


def test_it_is_told_and_the_account_of_rows_closes(listed: City) -> None:
    of_file = [f for f in listed.result.findings if f.file.endswith("一覧.csv")]
    assert {"council_districts_taken", "council_foundings_taken", "council_rows_united"} <= {f.code for f in of_file}
    assert rows(listed, "SELECT rows_read, rows_loaded, rows_rejected FROM files WHERE file LIKE '%一覧.csv'") == [
        (4, 4, 0)
    ]
    unknown = next(f for f in of_file if f.code == "unknown_reference")
    assert (unknown.row, unknown.value) == (5, "なぞ中学校区")


def test_a_body_in_preparation_is_not_founded(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    home = folder / "activities" / f"{CODE}_小浜町"
    for name in ("councils", "council_districts", "council_events", "activities", "issues"):
        (home / f"{name}.csv").unlink()
    write_csv(home / "設立状況.csv", [
        "中学校区|協議会名|設立年月|設立状況",
        "東中学校区|東の会|H22.8|設立済",
        "西中学校区|西の会|R5年度|準備中",
        "南中学校区|南の会|平成20年1月|休止中",
    ])  # fmt: skip
    city = build_city(folder)
    events = rows(city, "SELECT c.name, e.kind FROM council_events e JOIN councils c USING (council_id) ORDER BY 1")
    assert events == [("南の会", "founding"), ("東の会", "founding"), ("西の会", "preparation")]
    assert [(f.row, f.value) for f in city.result.findings if f.code == "council_status_undated"] == [(4, "休止中")]
