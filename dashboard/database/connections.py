"""Open databases, one for each build that is asked: what nobody asks for any more is closed.

Every connection keeps threads and memory of its own.  A published file never changes, so the one in use stays open; the
one before it serves pages that were opened earlier.  A connection is never closed while a question runs on it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from etl import open_published

#: Connections that stay open without being in use: the current build's and that of pages opened before it.
KEPT = 2
#: Seconds after which a connection is closed that nobody used, unless it is the one used last.
IDLE_S = 300


@dataclass
class _Held:
    """One open database: how many questions run on it, and when the last one ended."""

    connection: duckdb.DuckDBPyConnection
    users: int = 0
    last: float = 0.0


class Connections:
    """The open databases by path."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: dict[str, _Held] = {}
        self._lock = threading.Lock()

    @contextmanager
    def cursor(self, database: str) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of a build for one question; opens the build where it is not open."""
        with self._lock:
            held = self._held.get(database)
            if held is None:
                held = self._held[database] = _Held(open_published(database))
            held.users += 1
            held.last = self._clock()
            self._close_unused()
        try:
            with held.connection.cursor() as cursor:
                yield cursor
        finally:
            with self._lock:
                held.users -= 1
                held.last = self._clock()
                self._close_unused()

    def paths(self) -> set[str]:
        """The databases that are open now."""
        with self._lock:
            return set(self._held)

    def _close_unused(self) -> None:
        """Close what is neither in use nor among the newest used; to be called under the lock."""
        latest = sorted(self._held, key=lambda path: self._held[path].last, reverse=True)
        for place, path in enumerate(latest):
            held = self._held[path]
            idle = self._clock() - held.last > IDLE_S
            if not held.users and place > 0 and (place >= KEPT or idle):
                del self._held[path]
                held.connection.close()
