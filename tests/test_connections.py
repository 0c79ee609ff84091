"""Open databases: what nobody asks for any more is closed, what is in use never."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from dashboard.database import connections as queries_connections
from dashboard.database import queries
from dashboard.database.connections import Connections
from tests.conftest import City


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


@pytest.fixture
def builds(tiny_city: City, tmp_path: Path) -> list[str]:
    """Twelve builds of one city."""
    return [str(shutil.copy(tiny_city.database, tmp_path / f"{number:02d}.duckdb")) for number in range(12)]


def ask(connections: Connections, build: str) -> int:
    with connections.cursor(build) as cursor:
        return int(cursor.execute("SELECT count(*) FROM districts").fetchall()[0][0])


def threads() -> int:
    """Threads of this process; 0 where the system does not list them."""
    listed = Path("/proc/self/task")
    return len(list(listed.iterdir())) if listed.is_dir() else 0


def test_new_builds_let_older_ones_go(builds: list[str]) -> None:
    connections = Connections(Clock())
    ask(connections, builds[0])
    ask(connections, builds[1])
    before = threads()
    for build in builds:
        assert ask(connections, build) == 4
        assert build in connections.paths()
        assert len(connections.paths()) <= queries_connections.KEPT
    assert connections.paths() == set(builds[-2:])
    assert threads() <= before, "as many as of two databases, not of twelve"
    assert ask(connections, builds[0]) == 4, "an older one is opened again when it is asked for"


def test_an_idle_one_goes_and_the_last_one_stays(builds: list[str]) -> None:
    clock = Clock()
    connections = Connections(clock)
    ask(connections, builds[0])
    ask(connections, builds[1])
    clock.now += queries_connections.IDLE_S + 1
    ask(connections, builds[1])
    assert connections.paths() == {builds[1]}


def test_what_is_in_use_is_never_closed(builds: list[str]) -> None:
    connections = Connections(Clock())
    with connections.cursor(builds[0]) as held:
        for build in builds[1:]:
            ask(connections, build)
        assert held.execute("SELECT count(*) FROM districts").fetchall() == [(4,)]
    assert len(connections.paths()) == queries_connections.KEPT
    with pytest.raises(duckdb.ConnectionException):
        held.execute("SELECT 1")


def test_many_threads_at_many_builds_all_get_their_answer(builds: list[str]) -> None:
    connections = Connections()
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda n: ask(connections, builds[n * 7 % 12]), range(240))) == {4}
    assert len(connections.paths()) <= queries_connections.KEPT


def test_answers_of_a_build_before_are_let_go(builds: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(queries, "read", lambda database, *_: asked.append(database) or queries.pd.DataFrame())
    for build in (builds[0], builds[0], builds[1], builds[1], builds[0]):
        queries.take_up(build)
        queries.municipalities(build)
    assert asked == [builds[0], builds[1], builds[0]]
