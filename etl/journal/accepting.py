"""Accepting and undoing: files into the store, the build, one line in the journal, the switch; in this order.

The line is the commit.  It is written when the new database is complete and about to be published, so that what cannot
be built is never accepted.  A kill before the line leaves only leftovers, which the next import clears away; a kill
after it leaves an accepted entry that the next build publishes.  Two imports at once queue.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from etl.build.collect import Progress
from etl.build.database import build_database, silent
from etl.build.opening import open_published
from etl.build.publish import sync
from etl.journal.difference import difference
from etl.journal.lines import Journal, append, imports_of, next_number, pending, read_journal, shown_name
from etl.journal.model import Counts, Entry, JournalError, Proposal, Store
from etl.journal.problems import published, reading, reporting
from etl.journal.proposing import now, undoing

#: Seconds to wait for an import that is under way.
PATIENCE = 600


def accept(store: Store, proposal: Proposal, *, by: str = "", note: str = "", progress: Progress = silent) -> Entry:
    """Take the proposal in and publish; the entry's difference is what really changed.

    Raises:
        JournalError: the proposal cannot be accepted or is gone, or nothing could be built; then nothing has changed.
    """
    if proposal.undoes is not None:
        return undo(store, proposal.undoes, by=by, note=note, progress=progress)
    if not proposal.can_accept:
        raise JournalError("この取り込みで変わる行はありません。", "Nothing would change by this import.")
    with _alone(store):
        journal = read_journal(store)
        published(store.out)  # nothing is stored beside a database that nobody can compare with
        number = next_number(journal)
        entry = Entry(number, "import", now(), by, note, proposal.files, proposal.replaces, proposal.removed)
        with reporting():
            _store_files(store, entry, proposal, progress)
        done = _build(store, journal, entry, progress)
        progress("tidy", "")
        discard(store, proposal)
        return done


def undo(store: Store, entry: int, *, by: str = "", note: str = "", progress: Progress = silent) -> Entry:
    """Take an entry back and publish; an undo is an entry itself and can be undone.

    Raises:
        JournalError: there is no such entry, it is undone already, or nothing could be built.
    """
    with _alone(store):
        journal = read_journal(store)
        return _build(store, journal, undoing(journal, entry, by=by, note=note), progress)


def discard(store: Store, proposal: Proposal) -> None:
    """Forget a proposal's files."""
    if proposal.id:
        shutil.rmtree(store.staging(proposal.id), ignore_errors=True)


def publish_pending(store: Store, progress: Progress = silent) -> Path | None:
    """Publish what is accepted but not in the published database; None if there is nothing to do.

    Raises:
        JournalError: the database could not be built.
    """
    with _alone(store):
        return _publish(store, progress) if pending(store) else None


def rebuild(store: Store, progress: Progress = silent) -> Path:
    """Publish what the folders and the journal hold, whether or not anything published can be read.

    Raises:
        JournalError: the database could not be built, or there is nothing to put into it.
    """
    with _alone(store):
        database = _publish(store, progress)
    if database is None:
        raise JournalError(
            "取り込める行がなかったため、データベースを作れませんでした。境界や活動のファイルを置いてください。",
            "No row could be loaded, so there is no new database; add files of boundaries or activities.",
        )
    return database


# ------------------------------------------------------------------------------------------------- the steps
def _publish(store: Store, progress: Progress) -> Path | None:
    with reporting():
        return build_database(
            store.boundaries, store.activities, store.out, progress,
            imports=lambda: imports_of(store, read_journal(store)),
        ).database  # fmt: skip


@contextmanager
def _alone(store: Store) -> Iterator[None]:
    lock = FileLock(store.imports / ".lock", timeout=PATIENCE)
    with reporting():
        store.imports.mkdir(parents=True, exist_ok=True)
        _queue(lock)
    try:
        yield
    finally:
        lock.release()


def _queue(lock: FileLock) -> None:
    try:
        lock.acquire()
    except Timeout as error:
        raise JournalError(
            "ほかの取り込みが終わりません。しばらくしてからやり直してください。",
            "Another import does not end; try again later.",
        ) from error


def _store_files(store: Store, entry: Entry, proposal: Proposal, progress: Progress) -> None:
    """Copy the staged files into the entry's folder: complete and durable, or not there at all."""
    staged, target = store.staging(proposal.id), store.folder(entry.number)
    if not all((staged / f.name).is_file() for f in entry.files):
        raise JournalError(
            "確認したファイルが残っていません。もう一度ファイルを選んでください。",
            "The files are gone; choose them again.",
        )
    beside = target.with_name(f".{target.name}")
    for leftover in (beside, target):
        if leftover.exists():
            shutil.rmtree(leftover)
    beside.mkdir()
    try:
        for file in entry.files:
            progress("store", file.name)
            _copy(staged / file.name, beside / file.name)
        sync(beside)
        progress("store", "")
        beside.rename(target)
    except OSError:  # the disk is full: half a copy would only make it fuller
        shutil.rmtree(beside, ignore_errors=True)
        raise
    sync(store.imports)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("xb") as written:
        shutil.copyfileobj(read, written)
        written.flush()
        os.fsync(written.fileno())


def _build(store: Store, journal: Journal, entry: Entry, progress: Progress) -> Entry:
    """Build with the entry, write its line, publish."""
    before = published(store.out)
    lines: list[Entry] = []

    def commit(building: Path) -> None:
        progress("compare", "")
        with reading(before):
            found = difference(before, building).counts
        files = tuple(replace(f, tables=_rows(building, shown_name(store, entry.number, f.name))) for f in entry.files)
        whole = replace(entry, files=files, difference=found)
        progress("commit", "")
        append(store, whole)
        lines.append(whole)

    try:
        with reporting():
            build_database(
                store.boundaries, store.activities, store.out, progress,
                imports=lambda: imports_of(store, journal.with_entry(entry)), commit=commit,
            )  # fmt: skip
    except JournalError:
        if lines:  # accepted; only the switch failed
            return replace(lines[0], pending=True)
        shutil.rmtree(store.folder(entry.number), ignore_errors=True)
        raise
    return lines[0]


def _rows(database: Path, file: str) -> dict[str, Counts]:
    """Rows read, loaded and rejected of one file, by table."""
    with open_published(database) as connection:
        rows = connection.execute(
            """SELECT table_name, sum(rows_read), sum(rows_loaded), sum(rows_rejected) FROM files
               WHERE file = ? AND table_name <> '' GROUP BY table_name ORDER BY table_name""",
            [file],
        ).fetchall()
    return {table: (int(read), int(loaded), int(rejected)) for table, read, loaded, rejected in rows}
