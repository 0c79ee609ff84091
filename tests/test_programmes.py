"""The five real programmes that ship: everything loads, nothing is invented, no person is named."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from etl import build_database

ROOT = Path(__file__).parents[1]
PROGRAMMES = {
    "45204": "45204_日南市",
    "20214": "20214_茅野市",
    "14150": "14150_相模原市",
    "01205": "01205_室蘭市",
    "01692": "01692_中標津町",
}
FOLDERS = [ROOT / "data" / "activities" / name for name in PROGRAMMES.values()]
FILES = sorted(path for folder in FOLDERS for path in folder.glob("*.csv"))


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    result = build_database([], FOLDERS, tmp_path_factory.mktemp("programmes"))
    assert result.database is not None
    with duckdb.connect(str(result.database), read_only=True) as opened:
        yield opened


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    return connection.execute(sql).fetchall()


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_is_loaded(connection: duckdb.DuckDBPyConnection) -> None:
    read, loaded, rejected = connection.execute(
        "SELECT rows_read, rows_loaded, rows_rejected FROM build_info"
    ).fetchone()
    assert rejected == 0
    assert read == loaded == sum(len(csv_rows(path)) for path in FILES)


def test_the_only_warnings_say_that_boundaries_and_places_are_missing(connection: duckdb.DuckDBPyConnection) -> None:
    found = rows(connection, "SELECT code, severity, message_ja FROM findings WHERE severity <> 'info'")
    assert {code for code, _, _ in found} <= {"no_districts", "unassigned"}, found
    assert not [severity for _, severity, _ in found if severity == "error"]


def test_the_five_municipalities_are_real_ones(connection: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        connection, "SELECT municipality_code, municipality_code || '_' || name, is_sample FROM municipalities"
    )
    assert {code: name for code, name, _ in found} == PROGRAMMES
    assert not any(sample for *_, sample in found)


@pytest.mark.parametrize(
    ("framework", "count"),
    [
        ("nichinan-programme", 9),
        ("chino-2018", 18),
        ("chino-2018-aims", 3),
        ("chino-2018-cycle", 5),
        ("sagamihara-principles", 7),
        ("sagamihara-policies", 8),
        ("sagamihara-issues", 9),
        ("sagamihara-measures", 26),
        ("muroran-2015", 5),
        ("muroran-2015-pillars", 3),
        ("muroran-2015-roles", 6),
        ("nakashibetsu-categories", 11),
        ("nakashibetsu-mutual", 3),
        ("nakashibetsu-rulemaking", 9),
        ("nakashibetsu-workshop", 5),
    ],
)
def test_frameworks_are_complete_and_in_order(
    connection: duckdb.DuckDBPyConnection, framework: str, count: int
) -> None:
    found = rows(connection, "SELECT framework_id, position FROM topics ORDER BY position")
    assert [position for name, position in found if name == framework] == list(range(1, count + 1))


def test_directions_of_the_26_measures(connection: duckdb.DuckDBPyConnection) -> None:
    counts = rows(
        connection,
        "SELECT group_name, count(*) FROM topics WHERE framework_id = 'sagamihara-measures' "
        "GROUP BY group_name ORDER BY min(position)",
    )
    assert [count for _, count in counts] == [5, 7, 14]


def test_terms_are_quoted_as_the_source_writes_them(connection: duckdb.DuckDBPyConnection) -> None:
    names = [
        n for (n,) in rows(connection, "SELECT name FROM topics WHERE framework_id = 'chino-2018' ORDER BY position")
    ]
    assert names[0] == "まちのランドデザインを描く"  # the source's own spelling
    assert names[17] == "スピード感をもって行動する"


def test_the_common_topics_are_marked_as_a_proposal(connection: duckdb.DuckDBPyConnection) -> None:
    unmarked = rows(
        connection,
        "SELECT DISTINCT framework_id FROM topics JOIN frameworks USING (framework_id) "
        "WHERE canonical_topic IS NOT NULL AND coalesce(frameworks.note, '') NOT LIKE '%本ソフトの提案%'",
    )
    assert unmarked == []


def test_inferred_groups_are_marked(connection: duckdb.DuckDBPyConnection) -> None:
    stated = rows(
        connection,
        "SELECT name FROM topics WHERE framework_id = 'nakashibetsu-categories' AND certainty = 'stated' "
        "ORDER BY position",
    )
    assert stated == [("情報共有について",), ("対等な関係を築ける場づくり",), ("個別課題の対応のために",)]


def test_everything_names_a_registered_source(connection: duckdb.DuckDBPyConnection) -> None:
    registered = {source for (source,) in rows(connection, "SELECT source_id FROM sources")}
    for table in ("councils", "council_events", "targets", "facilities", "frameworks", "topics"):
        named = {source for (source,) in connection.table(table).project("source_id").fetchall()}
        assert named, table
        assert named <= registered, table


def test_foundings_keep_the_month_and_no_day_is_invented(connection: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        connection,
        "SELECT name, strftime(event_date, '%Y-%m'), event_date_precision FROM council_events JOIN councils "
        "USING (council_id) WHERE council_events.kind = 'founding' ORDER BY event_date",
    )
    assert found == [
        ("東郷地域協議会", "2008-01", "month"),
        ("酒谷地区むらおこし推進協議会", "2010-08", "month"),
        ("細田地域づくり協議会", "2011-03", "month"),
    ]


def test_a_founding_in_january_counts_for_the_fiscal_year_before(connection: duckdb.DuckDBPyConnection) -> None:
    formed = dict(
        rows(
            connection,
            "SELECT fiscal_year, count(*) FILTER (status = 'formed') FROM council_status_by_year "
            "WHERE municipality_code = '45204' GROUP BY fiscal_year",
        )
    )
    assert {year: formed[year] for year in (2006, 2007, 2008, 2009, 2010, 2011)} == {
        2006: 0,
        2007: 1,
        2008: 1,
        2009: 1,
        2010: 3,
        2011: 3,
    }


def test_the_target_is_a_fiscal_year_without_a_number_of_districts(connection: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        connection,
        "SELECT period_end(due_date, due_date_precision)::VARCHAR, due_date_precision, target_count FROM targets",
    )
    assert found == [("2015-03-31", "fiscal_year", None)]


def test_no_district_is_invented(connection: duckdb.DuckDBPyConnection) -> None:
    for table in ("districts", "council_districts", "issues", "activities", "population"):
        assert connection.table(table).fetchall() == [], table


def test_no_column_and_no_cell_is_about_a_person() -> None:
    """Officers and members of the sources are never carried over: no such column, and no title after a name."""
    columns = re.compile("氏名|会長|委員|代表者|担当者名|連絡先|電話|メールアドレス")
    titled = re.compile("[一-龥]{1,4}(?:副?会長|課長|係長|主任|センター長|委員)(?!会)|[一-龥]{2,4}(?:氏|さん|様)")
    for path in FILES:
        for row in csv_rows(path):
            assert not [name for name in row if columns.search(name)], path.name
            assert not [cell for cell in row.values() if titled.search(cell)], path.name


def test_no_long_sentence_is_copied_as_a_name() -> None:
    for path in FILES:
        for row in csv_rows(path):
            name = row.get("項目名") or row.get("枠組み名") or ""
            assert len(name) <= 30 and not name.endswith("。"), name
