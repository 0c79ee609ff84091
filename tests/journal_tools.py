"""What the tests of imports share: small uploads, what is published, and what the journal says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from etl import current_database
from etl.build.opening import open_published
from etl.contract import INPUT_TABLES
from etl.journal import Entry, Proposal, Store, Upload, accept, propose
from tests.conftest import CODE

HEADER = "活動ID|市区町村コード|地区|活動名|分野|実施日|参加者数"


def table(name: str, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Upload:
    """A CSV file; rows are written ``a|b|c``."""
    return Upload(name, "\n".join((header, *rows)).replace("|", ",").encode(encoding))


def activity(title: str, people: int | str = "", *, key: str = "", day: str = "2024-05-12", district: str = "") -> str:
    return f"{key}|{CODE}|{district}|{title}|環境|{day}|{people}"


def take_in(store: Store, *uploads: Upload, **options: Any) -> Entry:
    """Propose and accept."""
    return accept(store, propose(store, uploads, **options))


def activities(store: Store) -> dict[str, int | None]:
    """Participants of the published activities by title."""
    return dict(rows(store, "SELECT title, participants FROM activities"))


def rows(store: Store, query: str) -> list[Any]:
    database = current_database(store.out)
    assert database is not None
    with open_published(database) as connection:
        return connection.execute(query).fetchall()


def content(database: Path | None) -> dict[str, list[Any]]:
    """Every row of every input table, geometry as text."""
    assert database is not None
    with open_published(database) as connection:
        return {
            t.name: connection.execute(f"SELECT * FROM {t.name} ORDER BY ALL").fetchall()  # noqa: S608
            for t in INPUT_TABLES
        }


def shown(proposal: Proposal) -> list[tuple[str, str, dict[str, tuple[object, object]]]]:
    """(kind, label, {column: (before, after)}) of every row that changes."""
    return [(r.kind, r.label, {c.column: (c.before, c.after) for c in r.cells}) for r in proposal.difference.rows]
