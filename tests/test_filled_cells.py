"""Whatever text, number or date a table holds, a filled template carries it and the reader gives it back."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import TemplateError, filled_csv, filled_workbook
from etl.contract import INPUT_TABLES, PRECISIONS, TABLES
from etl.readers.folders import read_file
from etl.rows.typing import type_rows
from etl.templates.filled_rows import written_choice, written_date, written_number
from etl.values.marks import DITTO, guarded
from etl.values.normalize import choice, date, number, text
from tests.conftest import CODE

#: What the reader of a text column can have stored: one clean line that is more than dashes.
stored = (
    (
        st.text()
        | st.text(alphabet="'=+-@計合小総同上〃\"々,;\t、totalTOTAL※注1０〜ｶﾞ")
        | st.sampled_from([*DITTO, "合計", "''"])
    )
    .map(lambda t: text(guarded(t)) or "会")
    .filter(lambda t: not set(t) <= set("-‐‑‒–—―−－ーｰ─"))
)
days = st.dates(dt.date(1868, 1, 1), dt.date(2150, 12, 31))
places = st.floats(20, 46, allow_nan=False)


def whole(day: dt.date, precision: str) -> dt.date:
    """The first day of the interval, as a build stores it."""
    if precision == "month":
        return day.replace(day=1)
    if precision == "year":
        return day.replace(month=1, day=1)
    return day.replace(month=4, day=1) if precision == "fiscal_year" else day


people = st.none() | st.integers(0, 10**9)
precisions = st.sampled_from(PRECISIONS)
rows = st.lists(
    st.tuples(stored, st.none() | stored, st.none() | places, days, precisions, people), min_size=1, max_size=60
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("cells") / "city.duckdb"
    with duckdb.connect(str(path)) as db:
        for table in TABLES.values():
            db.execute(table.create_sql)
        db.execute("INSERT INTO build_info (build_id, journal_entry) VALUES ('b1', 0)")
    yield path


def fill(path: Path, content: list[tuple[Any, ...]]) -> None:
    with duckdb.connect(str(path)) as db:
        db.execute("DELETE FROM activities")
        values = [
            (f"A{n}", CODE, title, detail, place, whole(day, p), p, people, "a.csv", n)
            for n, (title, detail, place, day, p, people) in enumerate(content)
        ]
        db.executemany(
            "INSERT INTO activities (activity_id, municipality_code, title, detail, latitude, start_date,"
            " start_date_precision, participants, origin_file, origin_row) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        )


def read_back(path: Path) -> list[tuple[Any, ...]]:
    (raw,) = read_file(path)
    typed = type_rows(raw, 0)
    assert raw.table == "activities"
    assert [
        f.message_ja for f in (*raw.findings, *typed.findings) if f.code not in ("encoding_guessed", "stated_unknown")
    ] == []
    frame = typed.frame[["title", "detail", "latitude", "start_date", "start_date_precision", "participants"]].astype(
        object
    )
    return [
        tuple(None if v != v or v is None else v for v in row)
        for row in frame.where(frame.notna(), None).itertuples(index=False)
    ]


def expected(content: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    import pandas as pd

    return [(t, d, x, pd.Timestamp(whole(day, p)), p, n) for t, d, x, day, p, n in content]


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(content=rows)
def test_every_cell_comes_back(database: Path, tmp_path: Path, content: list[tuple[Any, ...]]) -> None:
    fill(database, content)
    for kind in ("xlsx", "utf-8", "utf-8-sig", "cp932"):
        path = tmp_path / ("data.xlsx" if kind == "xlsx" else "data.csv")
        try:
            made = (
                filled_workbook(database, "activities", CODE)
                if kind == "xlsx"
                else filled_csv(database, "activities", CODE, kind)
            )  # type: ignore[arg-type]
        except TemplateError:
            assert kind == "cp932"
            continue
        path.write_bytes(made)
        assert read_back(path) == expected(content), kind


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_numbers_are_exact(value: float) -> None:
    assert number(written_number(value)).value == value


@given(days, st.sampled_from(PRECISIONS))
def test_dates_keep_their_precision(day: dt.date, precision: str) -> None:
    day = whole(day, precision)
    read = date(written_date(day, precision))
    assert (read.start, read.precision, read.interpreted) == (day, precision, False)


def test_the_label_of_every_choice_means_it() -> None:
    for table in INPUT_TABLES:
        for column in table.input_columns:
            for option in column.choices:
                assert choice(column, written_choice(column, option.value)).value == option.value


@pytest.mark.parametrize(("title", "named"), [("髙﨑𠮷野", "𠮷"), ("50¥", "50¥"), ("é", "é")])
def test_what_cp932_lacks_is_refused_and_named(database: Path, title: str, named: str) -> None:
    fill(
        database,
        [("会", None, None, dt.date(2024, 5, 1), "day", None), (title, None, None, dt.date(2024, 5, 1), "day", 1)],
    )
    with pytest.raises(TemplateError) as caught:
        filled_csv(database, "activities", CODE, "cp932")
    assert "3行目の「活動名」" in caught.value.japanese
    assert named in caught.value.japanese
    assert "“活動名” in row 3" in caught.value.english
    assert filled_csv(database, "activities", CODE, "utf-8-sig")


def test_what_no_workbook_holds_is_refused(database: Path) -> None:
    fill(database, [("長" * 40_000, None, None, dt.date(2024, 5, 1), "day", None)])
    with pytest.raises(TemplateError, match="Excel"):
        filled_workbook(database, "activities", CODE)
    lines = list(csv.reader(io.StringIO(filled_csv(database, "activities", CODE, "cp932").decode("cp932"))))
    assert len(lines[1][4]) == 40_000
