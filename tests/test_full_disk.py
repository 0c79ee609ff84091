"""A disk that is nearly full, as a small file system in memory: one sentence, nothing half done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.journal import Store
from tests.journal_tools import activities, activity, table

ROOT = Path(__file__).parents[1]
BEFORE: dict[str, int | None] = {"朝市": 5, "清掃活動": 35}
UPLOAD = table("夜.csv", *(activity(f"会{n}", n) for n in range(300)))


@pytest.fixture
def disk(small_folder: Path, tmp_path: Path) -> Iterator[Path]:
    """A data folder on a disk of 16 MB of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if not mount or not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        shutil.copytree(small_folder, place / "data")
        yield place / "data"
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(data: Path, free_kb: int) -> Path:
    """Leave so much free."""
    filler, status = data / "filler", os.statvfs(data)
    filler.write_bytes(bytes(max(0, status.f_bavail * status.f_frsize - free_kb * 1024)))
    return filler


def run(*arguments: str, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own; ``limit``: the largest file it may write, in bytes."""
    code = (
        "import resource, signal, sys; from etl.__main__ import main; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "limit = int(sys.argv[1]); limit and resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit));"
        "sys.exit(main(sys.argv[2:]))"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(limit or 0), *arguments],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def assert_untouched(store: Store, done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 1
    assert "空き容量" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert list(store.staging("").glob("*")) == []
    assert not store.journal.exists()
    assert [p.name for p in store.imports.glob("*") if p.is_dir() and p.name != ".staging"] == []
    assert list(store.out.glob("*.building*")) == []
    assert activities(store) == BEFORE


@pytest.mark.parametrize("free_kb", [0, 8, 40, 300, 900, 1_500])
def test_an_import_on_a_full_disk(disk: Path, tmp_path: Path, free_kb: int) -> None:
    store, file = Store.at(disk), tmp_path / UPLOAD.name
    file.write_bytes(UPLOAD.data)
    filler = fill(disk, free_kb)
    done = run("import", str(file), "--data", str(disk))
    assert_untouched(store, done)
    done = run("build", "--activities", str(disk / "activities"), "--out", str(store.out))
    assert_untouched(store, done)
    filler.unlink()
    assert run("import", str(file), "--data", str(disk)).returncode == 0
    assert len(activities(store)) == 302


@pytest.mark.skipif(sys.platform != "linux", reason="a limit on the size of files")
@pytest.mark.parametrize("limit_kb", [1, 40, 300, 900, 1_500])
def test_an_import_that_may_write_small_files_only(small_store: Store, tmp_path: Path, limit_kb: int) -> None:
    file = tmp_path / UPLOAD.name
    file.write_bytes(UPLOAD.data)
    done = run("import", str(file), "--data", str(small_store.out.parent), limit=limit_kb * 1024)
    assert_untouched(small_store, done)
