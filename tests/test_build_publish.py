"""Publishing: by rename, one at a time, the last good one kept whatever happens; with real processes, a real kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from etl import current_database
from etl.build.database import build_database
from etl.build.publish import KEPT, publish, reserve
from etl.contract import TABLES

ROOT = Path(__file__).parents[1]


def start_build(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "etl", "build", "--out", str(folder / "build")]
    command += ["--boundaries", str(folder / "boundaries"), "--activities", str(folder / "activities")]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def opens(path: Path | None) -> bool:
    assert path is not None
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("SELECT count(*) FROM districts").fetchall() == [(4,)]


def kill_while_building(folder: Path, delay: float) -> bool:
    """Start a build and kill it ``delay`` seconds after its file appears; whether it was still being written."""
    process = start_build(folder)
    deadline = time.monotonic() + 60
    try:
        while not list((folder / "build").glob("*.building")):
            if process.poll() is not None or time.monotonic() > deadline:
                return False
            time.sleep(0.001)
        time.sleep(delay)
        caught = bool(list((folder / "build").glob("*.building"))) and process.poll() is None
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    return caught and bool(list((folder / "build").glob("*.building")))


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_a_killed_build_leaves_the_last_good_one(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    good = build_database([folder / "boundaries"], [folder / "activities"], folder / "build").database
    caught = 0
    for delay in (0.0, 0.01, 0.03, 0.06):
        if kill_while_building(folder, delay):
            caught += 1
            assert current_database(folder / "build") == good
            assert opens(good)
        else:
            good = current_database(folder / "build")
    assert caught >= 1
    result = build_database([folder / "boundaries"], [folder / "activities"], folder / "build")
    assert result.database == current_database(folder / "build") != good
    assert opens(result.database)
    assert list((folder / "build").glob("*.building*")) == []


def test_two_builds_at_once_both_succeed(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    both = [start_build(folder), start_build(folder)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    published = sorted((folder / "build").glob("*.duckdb"))
    assert len(published) == 2
    assert all(opens(path) for path in published)


def test_a_failing_build_publishes_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="half way"), reserve(tmp_path) as slot:
        slot.building.write_bytes(b"half")
        raise RuntimeError("half way")
    assert current_database(tmp_path) is None
    assert list(tmp_path.glob("*.building*")) == []


def publish_empty(out: Path) -> Path:
    with reserve(out) as slot:
        with duckdb.connect(str(slot.building)) as connection:
            connection.execute(TABLES["build_info"].create_sql)
        return publish(slot)


def test_two_previous_builds_are_kept(tmp_path: Path) -> None:
    published = [publish_empty(tmp_path) for _ in range(KEPT + 3)]
    assert sorted(tmp_path.glob("*.duckdb")) == published[-KEPT - 1 :]
    assert current_database(tmp_path) == published[-1]


def test_an_old_build_stays_while_another_process_reads_it(tmp_path: Path) -> None:
    first = publish_empty(tmp_path)
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print('open', flush=True); input()",
            str(first),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert reader.stdin is not None
    assert reader.stdout is not None
    try:
        assert reader.stdout.readline() == b"open\n"
        for _ in range(KEPT + 1):
            publish_empty(tmp_path)
        assert first.exists()
    finally:
        reader.stdin.close()
        reader.wait(timeout=30)
        reader.stdout.close()
    publish_empty(tmp_path)
    assert not first.exists()


def test_an_old_build_stays_while_this_process_reads_it(tmp_path: Path) -> None:
    first = publish_empty(tmp_path)
    with duckdb.connect(str(first), read_only=True):
        for _ in range(KEPT + 1):
            publish_empty(tmp_path)
        assert first.exists()


def test_a_clock_set_back_does_not_hide_the_new_build(tmp_path: Path) -> None:
    (tmp_path / "99990101T000000000000.duckdb").write_bytes(b"")
    newest = publish_empty(tmp_path)
    assert current_database(tmp_path) == newest


def test_no_folder_no_database(tmp_path: Path) -> None:
    assert current_database(tmp_path / "nowhere") is None
