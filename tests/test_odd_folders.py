"""Data folders with signs in their names that DuckDB, SQL, a pattern or an address reads as something else."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from dashboard.database import queries
from etl import current_database, history, propose
from etl.__main__ import main
from etl.journal import Store
from etl.templates.filled import filled_csv
from tests.conftest import CODE
from tests.journal_tools import activities, activity, table

BEFORE: dict[str, int | None] = {"朝市": 5, "清掃活動": 35}
ODD = ["本当?", "令和6年 #1", "50%20;b&c=d", '市\'s "x"', "[市]*{c}$HOME", "md:x", "~", "a?b?/c", "a?b?", "x?y/c"]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows forbids most of these names")


@pytest.mark.parametrize("name", ODD)
def test_build_import_undo_and_reading_in_a_folder_of_any_name(
    small_folder: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(small_folder / "activities", tmp_path / name / "activities")
    monkeypatch.chdir(tmp_path)  # relative: a name may also look like the beginning of an address
    store, file = Store.at(Path(name)), tmp_path / "夜.csv"
    file.write_bytes(table("", activity("夜の会", 9)).data)
    assert main(["build", "--activities", f"{name}/activities", "--out", f"{name}/build"]) == 0
    assert main(["check", f"{name}/activities/{CODE}_小浜町/activities.csv"]) == 0
    assert main(["import", "--dry-run", str(file), "--data", name]) == 0
    assert main(["import", str(file), "--data", name]) == 0
    assert activities(store) == BEFORE | {"夜の会": 9}
    read = queries.read(str(current_database(store.out)), "SELECT count(*) AS n FROM activities")
    assert list(read["n"]) == [3]
    assert b"\xe5\xa4\x9c" in filled_csv(str(current_database(store.out)), "activities", CODE, "utf-8")
    assert not propose(store, [table("夜.csv", activity("夜の会", 9))]).can_accept
    assert main(["undo", "1", "--data", name]) == 0
    assert activities(store) == BEFORE
    assert [e.number for e in history(store)] == [2, 1]
    assert main(["history", "--data", name]) == 0
    assert {p.suffix for p in store.out.iterdir() if p.name != ".lock"} == {".duckdb"}
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([name.split("/")[0], "夜.csv"])
    assert "Traceback" not in capsys.readouterr().err


def test_a_name_that_the_database_cannot_take_is_said(
    small_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "a\\b"
    shutil.copytree(small_folder / "activities", tmp_path / name / "activities")
    assert (
        main(["build", "--activities", str(tmp_path / name / "activities"), "--out", str(tmp_path / name / "out")]) == 1
    )
    said = capsys.readouterr().err
    assert "フォルダーの名前に使えない文字" in said
    assert "rename the folder" in said
    assert list((tmp_path / name / "out").glob("*.duckdb")) == []
