"""Files of builds: one at a time, written beside and renamed when complete; the current one is the newest.

A published file never changes.  A build that fails or is killed leaves the last good one; its remains go with the next
build.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

if TYPE_CHECKING:
    import duckdb

SUFFIX = ".duckdb"
BUILDING = ".building"
#: The builds before the current one that are kept.
KEPT = 2


@dataclass(frozen=True)
class Slot:
    """The name of a new build: its id (UTC time), the file being written and the file it will become."""

    build_id: str
    building: Path
    published: Path


def current_database(out: Path) -> Path | None:
    """The newest published database in the folder, or None if there is none."""
    return max(out.glob(f"*{SUFFIX}"), default=None) if out.is_dir() else None


def open_published(path: str | Path) -> duckdb.DuckDBPyConnection:
    """A published database for reading, closed to the outside: no other file, no network, no extension.

    Everybody opens published files through here, as DuckDB refuses two configurations of one file in one process.
    """
    import duckdb

    closed: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
    }
    return duckdb.connect(str(path), read_only=True, config=closed)


@contextmanager
def reserve(out: Path) -> Iterator[Slot]:
    """A slot for one build; waits for a build that is under way, and removes what failed builds left.

    Whatever happens inside, no ``.building`` file stays behind unless the process is killed.
    """
    out.mkdir(parents=True, exist_ok=True)
    with FileLock(out / ".lock"):
        _remove_remains(out)
        slot = _new_slot(out)
        try:
            yield slot
        finally:
            _remove_remains(out)


def _new_slot(out: Path) -> Slot:
    """A time later than every published one, also when the clock was set back."""
    newest = current_database(out)
    build_id = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    if newest is not None and newest.stem >= build_id:
        build_id = f"{newest.stem}1"
    return Slot(build_id, out / f"{build_id}{BUILDING}", out / f"{build_id}{SUFFIX}")


def _remove_remains(out: Path) -> None:
    for path in out.glob(f"*{BUILDING}*"):
        path.unlink(missing_ok=True)


def publish(slot: Slot) -> Path:
    """Make the complete file durable, give it its name, and let old builds go."""
    sync(slot.building)
    slot.building.replace(slot.published)
    sync(slot.published.parent)
    _remove_old(slot.published.parent)
    return slot.published


def sync(path: Path) -> None:
    """Ask the system to write a file (or, where it can, a folder's entries) to the disk."""
    flags = os.O_RDONLY if os.name == "posix" or path.is_dir() else os.O_RDWR | getattr(os, "O_BINARY", 0)
    if path.is_dir() and os.name != "posix":
        return
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_old(out: Path) -> None:
    """Keep the current build and the two before it; an older one stays while somebody reads it."""
    for path in sorted(out.glob(f"*{SUFFIX}"))[: -(KEPT + 1)]:
        if not _in_use(path):
            path.unlink(missing_ok=True)


def _in_use(path: Path) -> bool:
    """Whether the file cannot be opened for itself alone: another process holds it."""
    import duckdb

    try:
        duckdb.connect(str(path)).close()
    except (duckdb.IOException, duckdb.ConnectionException):
        return True
    return False
