"""The example row of every blank template, typed in as it stands, is accepted without a remark."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from etl import blank_csv, blank_workbook, propose
from etl.build.database import build_database
from etl.contract import Table
from etl.journal import Proposal, Store, Upload
from etl.templates.blank import columns_to_fill, tables_to_edit, tables_to_fill

ROOT = Path(__file__).parents[1]
BOUNDARIES = ROOT / "data" / "boundaries" / "99201_潮見野市"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The invented city's map and nothing else."""
    out = tmp_path_factory.mktemp("examples")
    build_database([BOUNDARIES], [], out / "build")
    return Store(out / "imports", (BOUNDARIES,), (), out / "build")


def typed_into_workbook(name: str) -> Upload:
    """記入例 copied into the sheet that is to be filled, as a person would."""
    table = next(t for t in tables_to_fill() if t.name == name)
    book = load_workbook(io.BytesIO(blank_workbook(table)))
    for target, source in zip(book.worksheets[0][2], book["記入例"][2], strict=True):
        target.value = source.value
    out = io.BytesIO()
    book.save(out)
    return Upload(f"様式 {name}.xlsx", out.getvalue())


def typed_into_csv(name: str) -> Upload:
    table = next(t for t in tables_to_fill() if t.name == name)
    line = io.StringIO()
    csv.writer(line).writerow([c.example for c in columns_to_fill(table)])
    return Upload(f"様式 {name}.csv", blank_csv(table) + line.getvalue().encode())


@pytest.fixture(scope="module", params=["xlsx", "csv"])
def proposal(store: Store, request: pytest.FixtureRequest) -> Proposal:
    """All the tables at once, since their examples refer to each other."""
    typed = typed_into_workbook if request.param == "xlsx" else typed_into_csv
    return propose(store, [typed(table.name) for table in tables_to_edit()])


@pytest.mark.parametrize("name", [t.name for t in tables_to_edit()])
def test_the_example_is_accepted_without_a_remark(proposal: Proposal, name: str) -> None:
    (part,) = [p for p in proposal.parts if p.file.startswith(f"様式 {name}.")]
    assert (part.table, part.rows_read, part.rows_loaded, part.rows_rejected) == (name, 1, 1, 0)
    assert [f.message_ja for f in proposal.findings if f.file == part.file] == []


def test_the_example_of_districts_is_accepted_as_an_edition_without_shapes(store: Store) -> None:
    given = propose(store, [typed_into_workbook("districts"), typed_into_workbook("sources")])
    assert given.difference.counts == {"districts": (1, 0, 0), "sources": (1, 0, 0)}
    assert [f.message_ja for f in given.findings if f.file == "様式 districts.xlsx"] == []


@pytest.mark.parametrize("table", tables_to_fill(), ids=lambda t: t.name)
def test_the_example_shows_every_column(table: Table) -> None:
    assert [c.name for c in columns_to_fill(table) if not c.example] == []
