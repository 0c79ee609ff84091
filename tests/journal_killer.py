"""Run as a program: leaves what an action leaves on the disk when it is killed, at every moment of it.

For each step that the action reports, a run is killed at it (SIGKILL).  Within steps, what is on the disk before and
after each call that makes something durable or visible (fsync, rename, removal) is copied from one more run: a kill
there would leave the same.  Prints one JSON list of [moment, folder].  Usage: ``journal_killer.py FOLDER ACTION``.
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from etl import journal


class Killer:
    """Counts the steps and kills this process at one of them."""

    def __init__(self, fatal: int, told: int) -> None:
        self.left, self.told = fatal, told

    def step(self, name: str, detail: str = "") -> None:
        if self.left == 0:
            os.write(self.told, f"{name} {Path(detail).name}".strip().encode())
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1


class Copier:
    """Copies the folder before and after every call that changes what others would find on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.copies: list[tuple[str, str]] = []

    def watch(self, owner: Any, name: str) -> None:
        original = getattr(owner, name)

        def watched(*arguments: Any, **options: Any) -> Any:
            self._copy(f"before {name}")
            out = original(*arguments, **options)
            self._copy(f"after {name}")
            return out

        setattr(owner, name, watched)

    def _copy(self, moment: str) -> None:
        target = self.folder.with_name(f"{self.folder.name}-{len(self.copies)}")
        self.copies.append((moment, str(target)))
        shutil.copytree(self.folder, target)


def _accept(store: journal.Store, progress: Any) -> None:
    proposal = pickle.loads((store.out.parent / "proposal.pickle").read_bytes())
    journal.accept(store, proposal, progress=progress)


def _undo(store: journal.Store, progress: Any) -> None:
    journal.undo(store, 1, progress=progress)


def _propose(store: journal.Store, progress: Any) -> None:
    journal.propose(store, [journal.Upload("b.csv", (store.out.parent / "b.csv").read_bytes())], progress=progress)


ACTIONS: dict[str, Callable[[journal.Store, Any], None]] = {"accept": _accept, "undo": _undo, "propose": _propose}


def killed_at(folder: Path, action: str, step: int) -> str:
    """The step at which the run was killed; empty if it came to its end."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        ACTIONS[action](journal.Store.at(folder), Killer(step, writing).step)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        said = told.read().decode()
    _, status = os.waitpid(process, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return said
    if status != 0 or said:
        raise SystemExit(f"{action}, step {step}: ended with {status} {said}")
    return ""


def main(base: Path, action: str) -> None:
    out: list[tuple[str, str]] = []
    while True:
        copy = base.with_name(f"{base.name}-{action}-{len(out)}")
        shutil.copytree(base, copy)
        said = killed_at(copy, action, len(out))
        if not said:
            break
        out.append((said, str(copy)))
    watched = base.with_name(f"{base.name}-{action}-watched")
    shutil.copytree(base, watched)
    copier = Copier(watched)
    for owner, name in ((os, "fsync"), (Path, "rename"), (Path, "replace"), (shutil, "rmtree")):
        copier.watch(owner, name)
    ACTIONS[action](journal.Store.at(watched), lambda step, detail: None)
    sys.stdout.write(json.dumps(out + copier.copies))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
