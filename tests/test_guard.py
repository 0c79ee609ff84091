"""An error that nobody foresaw costs one file and ends in one finding; what no file brings ends in one sentence.

There is no such error that could be waited for, so the tests make one: a step of the real build that fails where a row
says so.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from etl.__main__ import main
from etl.build import stages
from etl.build.database import build_database, check_files
from etl.findings import guard
from etl.rows.account import Work
from tests.conftest import CODE, write_csv

HEADER = "市区町村コード|活動名|実施日"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three files of activities; the build fails on one whose row is called 爆発."""
    for name, title in (("a", "清掃"), ("b", "爆発"), ("c", "祭り")):
        write_csv(tmp_path / "in" / f"{name}.csv", [HEADER, f"{CODE}|{title}|2024-05-01"])
    real = stages._fiscal_years

    def failing(work: Work) -> None:
        if (work.frame("activities")["title"] == "爆発").any():
            raise ZeroDivisionError("nobody foresaw this")
        real(work)

    monkeypatch.setattr(stages, "_fiscal_years", failing)
    monkeypatch.delenv(guard.OFF)
    guard.log_in(tmp_path)
    return tmp_path


def test_the_file_is_set_aside_and_the_others_are_published(folder: Path) -> None:
    result = build_database([], [folder / "in"], folder / "build")
    assert result.database is not None
    assert result.tables["activities"] == 2
    (found,) = [f for f in result.findings if f.code == "unexpected"]
    assert found.file == "in/b.csv"
    assert "ZeroDivisionError: nobody foresaw this" in found.message_ja
    log = (folder / "logs" / guard.LOG).read_text("utf-8")
    assert 'raise ZeroDivisionError("nobody foresaw this")' in log
    assert str(folder / "logs" / guard.LOG) in found.remedy_ja


def test_check_says_the_same_and_the_commands_exit_with_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = check_files([folder / "in"])
    assert [f.file for f in result.findings if f.code == "unexpected"] == ["in/b.csv"]
    assert main(["build", "--activities", str(folder / "in"), "--out", str(folder / "out"), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["database"] is not None
    assert [f["file"] for f in said["findings"] if f["code"] == "unexpected"] == ["in/b.csv"]
    assert main(["check", str(folder / "in" / "b.csv")]) == 1


def test_what_no_file_brings_ends_in_one_finding(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: Work) -> None:
        raise KeyError("every time")

    monkeypatch.setattr(stages, "_fiscal_years", broken)
    assert main(["build", "--activities", str(folder / "in"), "--out", str(folder / "out"), "--json"]) == 1
    out = capsys.readouterr()
    assert [f["code"] for f in json.loads(out.out)["findings"]] == ["unexpected"]
    assert "Traceback" not in out.out + out.err
    assert list((folder / "out").glob("*.duckdb")) == []


def test_no_file_is_blamed_for_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """DuckDB tells one as this or that error; a file with which it happened to come is as good as any."""

    def full(work: Work) -> None:
        if (work.frame("activities")["title"] == "爆発").any():
            raise duckdb.FatalException("no space left on device")

    monkeypatch.setattr(stages, "_fiscal_years", full)
    with pytest.raises(duckdb.FatalException):
        build_database([], [folder / "in"], folder / "build")


def test_the_tests_see_such_errors(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(guard.OFF, "1")
    with pytest.raises(ZeroDivisionError):
        build_database([], [folder / "in"], folder / "build")


def test_an_account_that_does_not_close_is_a_finding_that_names_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row lost on the way is found by the last check; the file that lost it is left out, the others are published."""

    def losing(work: Work) -> None:
        frame = work.frame("activities")
        work.tables["activities"] = frame[frame["title"] != "爆発"].reset_index(drop=True)
        build_years(work)

    build_years = stages._fiscal_years.__closure__[0].cell_contents  # type: ignore[union-attr]
    monkeypatch.setattr(stages, "_fiscal_years", losing)
    result = build_database([], [folder / "in"], folder / "build")
    (found,) = [f for f in result.findings if f.code == "check_failed"]
    assert found.file == "in/b.csv"
    assert "1 rows read, but 0 loaded and 0 rejected" in found.message_ja
    assert result.rows_read == result.rows_loaded == 2
