"""Questions about records, asked of a real database: what belongs to no district is counted, never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.about import queries as queries_about
from dashboard.database import queries
from dashboard.database.queries import records
from dashboard.indicators.queries import measures
from dashboard.issues import queries as queries_issues
from dashboard.records import queries as queries_records
from dashboard.records.queries import ActivityFilter
from tests.browser import records_city
from tests.browser.records_city import ACTIVITIES, BLANK, CITY, FACILITIES, ISSUES

FY2024 = ActivityFilter(CITY, fiscal_year=2024)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(records_city.write(tmp_path_factory.mktemp("records") / "city.duckdb"))


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (FY2024, 9),
        (replace(FY2024, fiscal_year=None), len(ACTIVITIES)),
        (replace(FY2024, category="disaster"), 2),
        (replace(FY2024, council="C1"), 4),
        (replace(FY2024, council="C1", category="disaster"), 2),
        (replace(FY2024, municipality=BLANK), 0),
    ],
)
def test_list_districts_and_months_agree(database: str, wanted: ActivityFilter, count: int) -> None:
    assert len(queries_records.activities(database, wanted)) == count
    year = wanted.fiscal_year
    rows = measures(database, wanted.municipality, 2024, wanted.category, wanted.council, year is None)
    assert sum(row["activities"] for row in rows) == count
    assert queries_records.activities_by_month(database, wanted)["activities"].sum() == count


def test_an_activity_of_march_belongs_to_the_year_before(database: str) -> None:
    found = queries_records.activities(database, FY2024)
    assert "2025-03-31" in set(found["start_date"].astype(str))
    assert "2025-04-01" not in set(found["start_date"].astype(str))


def test_a_year_without_month_is_in_no_month(database: str) -> None:
    months = queries_records.activities_by_month(database, FY2024)
    assert months.loc[months["month"].isna(), "activities"].sum() == 1


def test_the_unassigned_have_a_row_of_their_own(database: str) -> None:
    rows = measures(database, CITY, 2024, None, None, False)
    assert [row["activities"] for row in rows if row["district_id"] is None] == [1]
    assert len(rows) == 10
    shore = next(row for row in rows if row["district_id"] == f"{CITY}-浜中学校")
    assert (shore["activities"], shore["participants"], shore["activities_told"], shore["people"]) == (4, 230, 3, 1000)


def test_an_activity_without_coordinates_stands_at_its_venue(database: str) -> None:
    found = queries_records.activities(database, FY2024)
    hall = queries_records.facilities(database, CITY)
    hall = hall[hall["facility_id"] == "F0"].iloc[0]
    placed = found[found["activity_id"] == "A1"].iloc[0]
    assert (placed["longitude"], placed["latitude"], placed["venue"]) == (
        hall["longitude"],
        hall["latitude"],
        hall["name"],
    )


def test_choices_are_what_is_in_use(database: str) -> None:
    categories, councils = queries_records.activity_choices(database, CITY)
    assert categories[0] == "disaster"
    assert "舟こぎ" in categories
    assert councils == {"C1": "浜の会"}


def test_facilities_by_kind_and_status(database: str) -> None:
    everything = queries_records.facilities(database, CITY)
    assert len(everything) == len(FACILITIES)
    assert everything["is_hub"].tolist() == [True, True, *[False] * 6]
    assert len(queries_records.facilities(database, CITY, "public_hall")) == 2
    assert len(queries_records.facilities(database, CITY, "public_hall", "closed")) == 1


def test_issues_come_with_their_topic_and_the_solved_last(database: str) -> None:
    found = queries_issues.issues(database, CITY)
    assert len(found) == len(ISSUES)
    assert found["stage"].tolist()[-1] == "solved"
    assert found["canonical_topic"].notna().sum() == 5
    assert found["district_id"].isna().sum() == 1


def test_issues_stand_where_their_last_step_left_them(database: str) -> None:
    found = queries_issues.issues(database, CITY).set_index("issue_id")
    assert found.loc[["I0", "I2"], "steps"].tolist() == [2, 1]
    assert (found.loc["I0", "stage"], found.loc["I0", "how"]) == ("do", "若手部会をつくる")
    steps = queries_issues.steps(database, CITY)
    assert steps["action_id"].tolist() == ["K0", "K1", "K2"]
    assert steps["position"].tolist() == [1, 2, 1]
    assert queries_issues.steps(database, BLANK).empty


def test_frameworks_know_their_city_and_size(database: str) -> None:
    found = {row["framework_id"]: row for row in records(queries_issues.frameworks(database))}
    assert (found["own"]["municipality"], found["own"]["topics"]) == ("試験市", 2)
    assert (found["other"]["municipality"], found["other"]["topics"]) == ("白紙町", 3)
    assert queries_issues.issues(database, BLANK).empty


def test_findings_are_those_of_the_city_and_the_general_ones(database: str) -> None:
    assert queries_about.finding_groups(database, CITY)["findings"].tolist() == [1, 1]
    assert queries_about.findings(database, BLANK, None, None)["code"].tolist() == ["not_recognised"]
    found = queries_about.findings(database, CITY, "error", None).iloc[0]
    assert (found["file"], found["row"], found["column"], found["value"]) == ("活動.csv", 12, "実施日", "きのう")


def test_every_row_of_every_file_is_accounted_for(database: str) -> None:
    files = queries_about.files(database)
    assert (files["rows_read"] == files["rows_loaded"] + files["rows_rejected"]).all()


def test_counts_tell_what_reached_no_district(database: str) -> None:
    rows = queries_about.row_counts(database, CITY).set_index("table_name")
    assert rows.loc["activities", ["records", "unassigned"]].tolist() == [len(ACTIVITIES), 1]
    assert rows.loc["facilities", ["records", "unassigned"]].tolist() == [len(FACILITIES), 1]
    assert rows.loc["issues", ["records", "unassigned"]].tolist() == [len(ISSUES), 1]


def test_sources_say_what_rests_on_them(database: str) -> None:
    used = queries_about.sources_in_use(database, CITY)
    assert used["book"].split() == [
        "actions",
        "activities",
        "councils",
        "facilities",
        "frameworks",
        "issues",
        "population",
    ]
    assert list(queries.sources(database, tuple(used))["title"]) == ["地域づくり白書"]


def test_editions_and_population_say_what_they_are(database: str) -> None:
    assert queries_about.editions(database, CITY)["districts"].tolist() == [9]
    assert [row["people"] for row in queries_about.population_basis(database, CITY)] == [45_000]
    assert queries_about.editions(database, BLANK).empty


def test_a_place_has_its_names(database: str) -> None:
    place = queries_records.place(database, CITY, f"{CITY}-東中学校")
    assert (place.municipality, place.municipality_en, place.district) == ("試験市", "Test City", "東中学校区")
    assert (place.is_sample, place.small_number_threshold) == (True, 10)
    assert queries_records.place(database, "00000").municipality == "00000"
