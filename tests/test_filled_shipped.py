"""The cities that ship (the sample city and the five programmes) go out as filled templates and come back unchanged."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from etl import TemplateError, current_database, filled_csv, filled_workbook, propose, tables_to_edit
from etl.build.database import build_database
from etl.journal import Store, Upload

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Store:
    out = tmp_path_factory.mktemp("shipped")
    build_database([DATA / "boundaries"], [DATA / "activities"], out / "build")
    return Store(out / "imports", (DATA / "boundaries",), (DATA / "activities",), out / "build")


@pytest.mark.parametrize("kind", ["xlsx", "cp932"])
def test_unchanged_files_of_all_cities_change_nothing(shipped: Store, kind: str) -> None:
    database = current_database(shipped.out)
    assert database is not None
    with duckdb.connect(str(database), read_only=True) as db:
        codes = [code for (code,) in db.execute("SELECT municipality_code FROM municipalities").fetchall()]
    uploads = [made(database, table.name, code, kind) for code in codes for table in tables_to_edit()]
    proposal = propose(shipped, uploads)
    assert proposal.difference.counts == {}
    assert proposal.removed == {}
    assert [f.message_ja for f in proposal.findings if f.severity == "error" or f.rejected] == []
    assert len(codes) == 6
    assert sum(part.rows_loaded for part in proposal.parts) > 1_000
    assert sum(part.rows_read for part in proposal.parts) == sum(part.rows_loaded for part in proposal.parts)


def made(database: Path, table: str, code: str, kind: str) -> Upload:
    """The file; in UTF-8 where Shift_JIS lacks a character."""
    if kind == "xlsx":
        return Upload(f"{code}_{table}.xlsx", filled_workbook(database, table, code))
    try:
        return Upload(f"{code}_{table}.csv", filled_csv(database, table, code, "cp932"))
    except TemplateError:
        return Upload(f"{code}_{table}.csv", filled_csv(database, table, code, "utf-8"))
