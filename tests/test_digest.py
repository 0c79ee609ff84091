"""The digest of a build: the same data the same number, whatever the order; one cell another, another number."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from benchmarks.digest import digest, main


def made(path: Path, *rows: tuple[str, int]) -> Path:
    with duckdb.connect(str(path)) as db:
        db.execute("CREATE TABLE towns (name VARCHAR, people INTEGER)")
        db.executemany("INSERT INTO towns VALUES (?, ?)", list(rows))
        db.execute("CREATE TABLE build_info (build_id VARCHAR, rows_read INTEGER)")
        db.execute("INSERT INTO build_info VALUES (?, 2)", [path.stem])
    return path


def test_the_order_of_rows_and_the_hour_of_the_build_do_not_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = made(tmp_path / "a.duckdb", ("朝日町", 5), ("夕日町", 7))
    other = made(tmp_path / "b.duckdb", ("夕日町", 7), ("朝日町", 5))
    assert digest(one) == digest(other)
    assert main([str(one), str(other)]) == 0
    assert capsys.readouterr().out == "the same\n"


def test_one_cell_counts_and_rows_that_repeat_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = made(tmp_path / "a.duckdb", ("朝日町", 5), ("夕日町", 7))
    other = made(tmp_path / "b.duckdb", ("朝日町", 5), ("夕日町", 8))
    twice = made(tmp_path / "c.duckdb", ("朝日町", 5), ("夕日町", 7), ("夕日町", 7), ("夕日町", 7))
    assert main([str(one), str(other)]) == 1
    assert capsys.readouterr().out.startswith("towns: (2, ")
    assert digest(twice)["towns"] not in (digest(one)["towns"], digest(other)["towns"])
    assert main([str(one)]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:2] == ["towns", "2"]
