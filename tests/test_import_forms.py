"""The forms of single entries: out of the contract, checked as written, read back as they were meant."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.importing import fields
from dashboard.importing import queries as queries_importing
from etl import TABLES, Store, Upload, propose
from tests.conftest import CODE, City

NOW = datetime.datetime(2026, 4, 1, 9, 30)


@pytest.mark.parametrize("name", fields.FORMS)
def test_a_form_has_every_column_that_a_person_can_fill_in(name: str) -> None:
    table = TABLES[name]
    shown = [field.column for field in fields.fields(name, {})]
    left_out = {column.name for column in table.input_columns} - {column.name for column in shown}
    made = {column.name for column in table.columns if column.generated}
    assert left_out == {*made, "municipality_code"}
    assert [column.required for column in shown] == sorted((column.required for column in shown), reverse=True)
    assert all(column.label_ja and column.label_en for column in shown)


@pytest.mark.parametrize("name", fields.FORMS)
def test_no_form_asks_for_a_person(name: str) -> None:
    labels = " ".join(column.label_ja for column in fields.columns(TABLES[name]))
    assert not any(word in labels for word in ("氏名", "担当者", "代表者", "電話"))


def test_fields_point_at_what_is_there(tiny_city: City, tmp_path: Path) -> None:
    options = queries_importing.referenced(str(shutil.copy(tiny_city.database, tmp_path)), CODE)
    form = {field.column.name: field for field in fields.fields("activities", options)}
    assert "東中学校区" in form["district_id"].options.values()
    assert form["council_id"].options["C1"] == "東地区まちづくり協議会"
    assert form["facility_id"].options["F1"] == "東コミュニティセンター"
    steps = {field.column.name: field for field in fields.fields("actions", options)}
    assert any("役員の担い手不足" in name for name in steps["issue_id"].options.values())
    assert fields.fields("issues", options)[0].options == {}


def test_what_is_missing_or_unreadable_is_named() -> None:
    form = fields.fields("activities", {})
    missing, unreadable = fields.problems(form, {"title": " ", "start_date": "来週", "end_date": "令和6年9月"})
    assert [column.name for column in missing] == ["title"]
    assert [column.name for column in unreadable] == ["start_date"]
    assert fields.problems(form, {"title": "訓練", "start_date": "H20.1"}) == ([], [])


@pytest.mark.parametrize(
    ("written", "day", "precision"),
    [("令和6年9月1日（日）", "2024-09-01", "day"), ("H20.1", "2008-01-01", "month"), ("2008-01", "2008-01-01", "month"),
     ("令和5年度", "2023-04-01", "fiscal_year"), ("平成20年", "2008-01-01", "year")],
)  # fmt: skip
def test_dates_are_answered_with_what_was_understood(written: str, day: str, precision: str) -> None:
    found = fields.understood(written)
    assert found is not None
    assert (found.start.isoformat(), found.precision) == (day, precision)


def test_an_entry_without_any_place_is_told() -> None:
    form = fields.fields("activities", {})
    assert fields.needs_place(form, {"title": "訓練"})
    assert not fields.needs_place(form, {"council_id": "C1"})


def test_no_two_entries_share_a_file_name() -> None:
    names = {fields.file_name("issues", NOW + datetime.timedelta(milliseconds=i)) for i in range(3)}
    assert len(names) == 3


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("council_events", {"kind": "設立", "event_date": "令和8年4月", "district_id": "西中学校区"}),
        (
            "activities",
            {"title": '"引用", 改行', "start_date": "令和6年9月", "council_id": "C1", "participants": "40"},
        ),
        ("issues", {"title": "夜道が暗い", "district_id": f"{CODE}-東中学校", "voice": "協議会の声"}),
        ("actions", {"issue_id": "I1", "stage": "Check（評価）", "action_date": "令和7年度", "how": "点検"}),
    ],
)
def test_an_entry_is_read_back_as_one_added_row(tiny_city: City, table: str, values: dict[str, str]) -> None:
    upload = Upload(fields.file_name(table, NOW), fields.as_csv(table, CODE, values))
    store = replace(Store.at(tiny_city.folder), imports=tiny_city.folder.parent / f"imports-{table}")
    found = propose(store, [upload])
    assert found.can_accept
    assert [(part.table, part.rows_loaded) for part in found.parts] == [(table, 1)]
    assert found.difference.counts[table] == (1, 0, 0)
    assert not [f for f in found.findings if f.severity != "info"]
