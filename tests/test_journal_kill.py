"""Killed at whatever moment: an import is accepted entirely or not at all, and nothing that was there is lost."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.journal import Store, Upload, accept, history, pending, propose, publish_pending, undo
from tests.journal_tools import activities, activity, table, take_in

ROOT = Path(__file__).parents[1]
BEFORE: dict[str, int | None] = {"朝市": 7, "清掃活動": 35}

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL and fork are POSIX")


@pytest.fixture(scope="module")
def base(small_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store: one file in the folders, import 1 accepted, a second one proposed."""
    folder = Path(shutil.copytree(small_folder, tmp_path_factory.mktemp("kill") / "data"))
    store = Store.at(folder)
    take_in(store, table("a.csv", activity("朝市", 7, key="A1", day="2024-05-01")))
    upload = table("b.csv", activity("清掃活動", 8, key="A2"), activity("夜の会", 9))
    (folder / "proposal.pickle").write_bytes(pickle.dumps(propose(store, [upload])))
    (folder / "b.csv").write_bytes(upload.data)
    return folder


def kill_everywhere(base: Path, action: str) -> list[tuple[str, Store]]:
    """(what it was about to do, the store it left) for every moment of an action."""
    command = [sys.executable, "-m", "tests.journal_killer", str(base), action]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [(moment, Store.at(Path(folder))) for moment, folder in json.loads(done.stdout)]


def state(store: Store) -> tuple[Any, ...]:
    """What is on the disk, but for names that differ by time and files that are being written."""
    folder = store.out.parent
    files = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()]
    shown = sorted(f for f in files if ".building" not in f and ".staging" not in f and not f.endswith(".duckdb"))
    return (*shown, len(list(store.out.glob("*.duckdb"))), store.journal.read_bytes().count(b"\n"))


def check(
    left: list[tuple[str, Store]], base: Path, after: dict[str, int | None], redo: Callable[[Store], Any]
) -> None:
    """Accepted entirely or not at all; what was accepted is published, what was not can be done again."""
    before = Store.at(base).journal.read_bytes()
    number = len(history(Store.at(base))) + 1
    seen: set[tuple[Any, ...]] = set()
    accepted = 0
    for moment, store in left:
        assert store.journal.read_bytes().startswith(before), moment
        accepted += store.journal.read_bytes() != before
        if state(store) in seen:
            continue
        seen.add(state(store))
        done = history(store)[0].number == number
        switched = activities(store) != BEFORE
        assert activities(store) == (after if switched else BEFORE), moment
        assert pending(store) == ((number,) if done and not switched else ()), moment
        assert done or not switched, moment
        if not done:
            redo(store)
        elif not switched:
            assert publish_pending(store) is not None, moment
        assert publish_pending(store) is None
        assert activities(store) == after, moment
        assert list(store.out.glob("*.building*")) == [], moment
        folders = {p.name for p in store.imports.iterdir() if p.is_dir()}
        assert folders <= {".staging", "000001", "000002"}, moment
    assert 0 < accepted < len(left), "some were killed before the commit, some after it"


def test_accepting(base: Path) -> None:
    left = kill_everywhere(base, "accept")
    assert {"store b.csv", "read b.csv", "write", "compare", "commit", "publish", "tidy"} <= {m for m, _ in left}
    proposal = pickle.loads((base / "proposal.pickle").read_bytes())
    check(left, base, {**BEFORE, "清掃活動": 8, "夜の会": 9}, lambda store: accept(store, proposal))


def test_undoing(base: Path) -> None:
    left = kill_everywhere(base, "undo")
    assert {"read a.csv", "write", "compare", "commit", "publish"} - {m for m, _ in left} == {"read a.csv"}
    check(left, base, {**BEFORE, "朝市": 5}, lambda store: undo(store, 1))


def test_proposing(base: Path) -> None:
    left = kill_everywhere(base, "propose")
    assert {"store", "read b.csv", "write", "compare"} <= {m for m, _ in left}
    expected = propose(Store.at(base), [Upload("b.csv", (base / "b.csv").read_bytes())]).difference
    for moment, store in left:
        assert state(store) == state(Store.at(base)), moment
        assert store.journal.read_bytes() == Store.at(base).journal.read_bytes(), moment
    assert activities(left[-1][1]) == BEFORE
    assert publish_pending(left[-1][1]) is None
    again = propose(left[-1][1], [Upload("b.csv", (base / "b.csv").read_bytes())])
    assert again.difference == expected
