"""The one list of councils that staff keep gives councils, their districts and their founding."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.conftest import CODE, City, build_city, write_csv


def without_councils(make_city: Callable[[], Path]) -> tuple[Path, Path]:
    """A city whose folder of records says nothing of councils yet, and that folder."""
    folder = make_city()
    home = folder / "activities" / f"{CODE}_小浜町"
    for name in ("councils", "council_districts", "council_events", "activities", "issues"):
        (home / f"{name}.csv").unlink()
    return folder, home


@pytest.fixture
def listed(make_city: Callable[[], Path]) -> City:
    folder, home = without_councils(make_city)
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
    folder, home = without_councils(make_city)
    write_csv(home / "設立状況.csv", [
        "中学校区|協議会名|設立年月|設立状況",
        "東中学校区|東の会|H22.8|設立済",
        "西中学校区|西の会|R5年度|準備中",
        "南中学校区|南の会|平成20年1月|休止中",
    ])  # fmt: skip
    city = build_city(folder)
    events = rows(city, "SELECT c.name, e.kind FROM council_events e JOIN councils c USING (council_id) ORDER BY 1")
    assert sorted(events) == [
        ("南の会", "founding"), ("南の会", "suspension"), ("東の会", "founding"), ("西の会", "preparation"),
    ]  # fmt: skip
    (told,) = [f for f in city.result.findings if f.code == "status_dated"]
    assert (told.row, told.value) == (4, "2024-03-31")  # the newest founding in the list ends with R5年度


def statuses(make_city: Callable[[], Path], title: str) -> City:
    folder, home = without_councils(make_city)
    write_csv(home / "設立状況.csv", [
        *([f"{title}|||"] if title else []),
        "中学校区|協議会名|設立年月|設立状況",
        "東中学校区|東の会||準備中",
        "西中学校区|西の会|H20.1|解散",
        "南中学校区|南の会||設立済",
        "北中学校区|北の会|令和9年予定|準備中",
    ])  # fmt: skip
    return build_city(folder)


def test_a_status_without_a_date_holds_on_the_day_of_record(make_city: Callable[[], Path]) -> None:
    city = statuses(make_city, "設立状況（令和6年4月1日現在）")
    found = rows(
        city,
        """SELECT c.name, e.kind, event_date::VARCHAR FROM council_events e JOIN councils c USING (council_id)
           ORDER BY 3, 1""",
    )
    assert found == [
        ("西の会", "founding", "2008-01-01"), ("北の会", "preparation", "2024-04-01"),
        ("東の会", "preparation", "2024-04-01"), ("西の会", "dissolution", "2024-04-01"),
    ]  # fmt: skip
    said = [(f.code, f.row, f.value) for f in city.result.findings if f.file.endswith("設立状況.csv")]
    assert ("status_dated", 3, "令和6年4月1日") in said
    assert [s for s in said if s[0] == "council_status_undated"] == [("council_status_undated", 5, "設立済")]


def test_without_a_day_in_the_title_a_status_holds_when_the_newest_was_founded(make_city: Callable[[], Path]) -> None:
    found = rows(statuses(make_city, ""), "SELECT kind, event_date::VARCHAR FROM council_events ORDER BY kind")
    assert found == [
        ("dissolution", "2008-01-31"), ("founding", "2008-01-01"), ("preparation", "2008-01-31"),
        ("preparation", "2008-01-31"),
    ]  # fmt: skip


def test_districts_without_a_council_become_events(make_city: Callable[[], Path]) -> None:
    folder, home = without_councils(make_city)
    write_csv(home / "協議会一覧.csv", [
        "協議会設立状況（令和7年4月1日現在）|||",
        "中学校区|協議会名|設立年月日|状況",
        "東中学校区|東の会|H22.8.1|活動中",
        "西中学校区|||未設立",
        "南中学校区|（準備中）|令和6年10月1日|",
        "北中学校区|－||",
    ])  # fmt: skip
    city = build_city(folder)
    events = rows(city, "SELECT district_id, kind, event_date::VARCHAR FROM council_events ORDER BY origin_row")
    assert events == [
        (None, "founding", "2010-08-01"), ("99202-西中学校", "absence_confirmed", "2025-04-01"),
        ("99202-南中学校", "preparation", "2024-10-01"),
    ]  # fmt: skip
    status = rows(city, "SELECT district_id, status FROM district_status_by_year WHERE fiscal_year = 2025 ORDER BY 1")
    assert dict(status) == {
        "99202-東中学校": "formed", "99202-西中学校": "none", "99202-南中学校": "preparing",
        "99202-北中学校": "unknown",
    }  # fmt: skip
    of_file = [f for f in city.result.findings if f.file.endswith("一覧.csv")]
    assert [(f.row, f.value) for f in of_file if f.code == "status_dated"] == [(4, "令和7年4月1日")]
    assert [(f.code, f.row) for f in of_file if f.rejected] == [("district_without_statement", 6)]
    account = "SELECT part, rows_read, rows_loaded, rows_rejected FROM files WHERE file LIKE '%一覧.csv' ORDER BY 1"
    assert rows(city, account) == [("", 1, 1, 0), ("未設立などの地区", 3, 2, 1)]


def test_without_any_date_what_is_said_of_a_district_is_refused(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    home = folder / "activities" / f"{CODE}_小浜町"
    write_csv(home / "協議会の一覧.csv", ["中学校区|協議会名|設立年月日|状況", "北中学校区|||未設立"])
    of_file = [f for f in build_city(folder).result.findings if f.file.endswith("の一覧.csv")]
    assert [(f.code, f.row) for f in of_file if f.rejected] == [("district_status_undated", 2)]


def test_a_planned_founding_and_an_unlisted_hub_are_kept_as_notes(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    home = folder / "activities" / f"{CODE}_小浜町"
    write_csv(home / "協議会の一覧.csv", [
        "協議会名|中学校区|設立年月日|活動拠点|備考", "北の会|北中学校区|令和9年予定|会長宅|新設",
    ])  # fmt: skip
    city = build_city(folder)
    found = rows(city, "SELECT hub_facility_id, note FROM councils WHERE name = '北の会'")
    assert found == [(None, "新設、設立年月日: 令和9年予定、活動拠点: 会長宅")]
    assert rows(city, "SELECT count(*) FROM council_events WHERE origin_file LIKE '%の一覧.csv'") == [(0,)]
    assert {"founding_planned", "hub_not_listed"} <= {f.code for f in city.result.findings}
