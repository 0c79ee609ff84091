"""Two thousand bad files: none ends in a traceback, hangs, asks a host or starts a program, and no row is lost.

A run looks at some of them; ``CHIKU_CORPUS=2000`` at all.
"""

from __future__ import annotations

import faulthandler
import os
import sys
from pathlib import Path

import pytest

from etl.build.database import check_files
from tests.conftest import CODE, box, feature, write_geojson
from tests.corpus import bad_file, originals

#: So many cases are looked at together: they are files of one folder.
TOGETHER = 20
CASES = int(os.environ.get("CHIKU_CORPUS", "400"))
#: A case that takes longer hangs; the run is ended with the place where.
HANGS_S = 600
_seen: list[str] = []
_FORBIDDEN = frozenset(("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.posix_spawn"))


def _watch(event: str, _: tuple[object, ...]) -> None:
    if event in _FORBIDDEN:
        _seen.append(event)


sys.addaudithook(_watch)


def folder_of(place: Path, first: int) -> Path:
    """A folder with a city and some bad files."""
    folder = place / f"{CODE}_小浜町"
    write_geojson(
        folder / "A32-23_99.geojson",
        [feature(box(i, 3), A32_001=CODE, A32_003=f"G{i}", A32_004=f"{n}中学校") for i, n in enumerate("良好可")],
    )
    for number in range(first, first + TOGETHER):
        for name, content in bad_file(number).items():
            (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("first", range(0, CASES, TOGETHER))
def test_bad_files_end_in_findings(tmp_path: Path, first: int) -> None:
    folder = folder_of(tmp_path, first)
    _seen.clear()
    faulthandler.dump_traceback_later(HANGS_S, exit=True)
    try:
        result = check_files([folder])
    finally:
        faulthandler.cancel_dump_traceback_later()
    assert result.rows_read == result.rows_loaded + result.rows_rejected
    assert _seen == []
    for found in result.findings:
        for said in (found.message_ja, found.message_en, found.remedy_ja, found.remedy_en, found.file, found.value):
            said.encode()
            assert str(tmp_path) not in said


def test_the_cases_are_the_same_every_time_and_most_are_bad() -> None:
    assert bad_file(7) == bad_file(7)
    changed = [n for n in range(200) if not set(bad_file(n).values()) <= set(originals().values())]
    assert len(changed) > 180
