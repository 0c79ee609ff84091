"""The dry run: uploads are staged, a candidate is built beside, and its difference from the published database told.

Nothing that is published or accepted changes; a proposal that nobody accepts is swept away after a day.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from etl.build.collect import Inputs, Progress
from etl.build.database import Candidate, build_candidate, silent
from etl.contract import TABLES
from etl.findings import Finding
from etl.journal.absent import absent_keys
from etl.journal.correction import is_same_list, owners_of, same_named
from etl.journal.difference import difference, folder_files_changed
from etl.journal.elsewhere import elsewhere
from etl.journal.filled import NEVER_REMOVED, deleted_lines, outdated
from etl.journal.lines import Journal, imports_of, next_number, read_journal, shown_name
from etl.journal.model import Counts, Difference, Entry, FilePart, JournalError, Proposal, Store, Upload
from etl.journal.problems import published, reading, reporting
from etl.journal.uploads import described, examine, write_files
from etl.readers.accepted import Key

#: Seconds after which what nobody accepted is removed.
STAGED_FOR = 86_400


def propose(
    store: Store,
    uploads: Sequence[Upload],
    *,
    municipality: str = "",
    remove_absent: bool | None = None,
    replace_same_name: bool = True,
    progress: Progress = silent,
) -> Proposal:
    """What accepting these files would change.

    Args:
        store: where to.
        uploads: the files as they were chosen.
        municipality: code of the municipality whose files they are; empty if the files say so themselves.
        remove_absent: whether published rows that the files do not hold should go; None leaves it to the files: of a
            filled template (see :mod:`etl.templates.filled`) those whose lines were deleted, of any other file none.
        replace_same_name: whether an earlier import's file of the same name and municipality is superseded.
        progress: told what is being done.

    Raises:
        JournalError: the files could not be stored or the database not be written.
    """
    files, findings = examine(uploads)
    if not files or any(f.code == "upload_same_name" for f in findings):
        return Proposal("", (), tuple(findings), Difference(), can_accept=False)
    published(store.out)
    with reporting():
        _sweep(store)
    with _staged(store) as proposal:
        return _proposed(store, proposal, files, findings, municipality, remove_absent, replace_same_name, progress)


@contextmanager
def _staged(store: Store) -> Iterator[str]:
    """The id of a new proposal; if nothing comes of it, its files go."""
    proposal = secrets.token_hex(8)
    try:
        yield proposal
    except BaseException:
        shutil.rmtree(store.staging(proposal), ignore_errors=True)
        raise


def _proposed(
    store: Store,
    proposal: str,
    files: list[tuple[str, bytes]],
    findings: list[Finding],
    municipality: str,
    remove_absent: bool | None,
    replace_same_name: bool,
    progress: Progress,
) -> Proposal:
    progress("store", "")
    with reporting():
        write_files(store.staging(proposal), files)
    names = tuple(described(name, data, municipality) for name, data in files)
    journal = read_journal(store)
    findings += outdated(files, journal)
    same = same_named(journal, names)
    entry = Entry(
        next_number(journal), "import", now(), "", "", files=names, replaces=same if replace_same_name else ()
    )
    with _built(store, journal.with_entry(entry), proposal, progress) as (candidate, database):
        same = tuple(n for n in same if is_same_list(journal, n, candidate.work))
        absent = _absent(store, candidate)
        going = deleted_lines(files, candidate) if remove_absent is None else absent if remove_absent else {}
        settled = replace(entry, replaces=same if replace_same_name else (), removed=going)
        if settled == entry:
            return _proposal(store, entry, candidate, database, proposal, findings, absent, same)
    absent = {**absent, **going}
    with _built(store, journal.with_entry(settled), proposal, progress) as (candidate, database):
        return _proposal(store, settled, candidate, database, proposal, findings, absent, same)


def propose_undo(store: Store, entry: int, progress: Progress = silent) -> Proposal:
    """What undoing an entry would change.

    Raises:
        JournalError: there is no such entry, or it is undone already.
    """
    published(store.out)
    journal = read_journal(store)
    undo = undoing(journal, entry)
    with _built(store, journal.with_entry(undo), "", progress) as (candidate, database):
        found, by_hand = _compared(store, database)
        told = tuple(_elsewhere(store, candidate, ""))
    return Proposal(
        "", (), told, found, can_accept=True, folder_changes=by_hand, undoes=entry
    )  # fmt: skip


def undoing(journal: Journal, entry: int, *, by: str = "", note: str = "") -> Entry:
    """The line that undoes an entry."""
    undone = journal.entry(entry)
    if undone is None:
        raise JournalError(f"取り込み{entry}番はありません。", f"There is no import {entry}.")
    if not undone.active:
        raise JournalError(f"取り込み{entry}番は、すでに取り消されています。", f"Import {entry} is undone already.")
    return Entry(next_number(journal), "undo", now(), by, note, undoes=entry)


def now() -> str:
    """The time for the journal: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sweep(store: Store) -> None:
    """Remove what was staged long ago and never accepted."""
    staging = store.staging("")
    for path in staging.iterdir() if staging.is_dir() else ():
        if path.stat().st_mtime < time.time() - STAGED_FOR:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _built(store: Store, journal: Journal, proposal: str, progress: Progress) -> Iterator[tuple[Candidate, Path]]:
    """The candidate database of a journal whose last entry is only proposed; gone afterwards."""
    folder = store.staging(f"{proposal or secrets.token_hex(8)}.build")
    shutil.rmtree(folder, ignore_errors=True)
    with reporting():
        folder.mkdir(parents=True)
    try:
        inputs = Inputs(store.boundaries, store.activities, imports_of(store, journal, store.staging(proposal)))
        database = folder / "candidate.duckdb"
        with reporting():
            candidate = build_candidate(inputs, database, progress)
        progress("compare", "")
        yield candidate, database
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _compared(store: Store, database: Path) -> tuple[Difference, bool]:
    before = published(store.out)
    with reading(before):
        return difference(before, database), folder_files_changed(before, database, store.imports.name)


def _absent(store: Store, candidate: Candidate) -> dict[str, tuple[Key, ...]]:
    before = published(store.out)
    if before is None:
        return {}
    held = {name: keys for name, keys in candidate.work.last_keys.items() if name not in NEVER_REMOVED}
    with reading(before):
        return absent_keys(before, held)


def _elsewhere(store: Store, candidate: Candidate, own: str) -> list[Finding]:
    before = published(store.out)
    with reading(before):
        return elsewhere(before, candidate.work.findings, own)


def _proposal(
    store: Store,
    entry: Entry,
    candidate: Candidate,
    database: Path,
    proposal: str,
    findings: Sequence[Finding],
    absent: Mapping[str, tuple[Key, ...]],
    same: tuple[int, ...],
) -> Proposal:
    """Everything a person should see before accepting."""
    work = candidate.work
    prefix = shown_name(store, entry.number, "")
    positions = [i for i, layer in enumerate(work.layers) if layer == entry.number]
    parts = tuple(_part(candidate, i, prefix) for i in positions)
    own = [_plainly_named(f, prefix) for f in work.findings if f.file.startswith(prefix)]
    found, by_hand = _compared(store, database)
    return Proposal(
        id=proposal,
        parts=parts,
        findings=(*findings, *own, *_elsewhere(store, candidate, prefix)),
        difference=found,
        can_accept=found.total > 0 and any(p.rows_loaded for p in parts),
        absent={table: len(keys) for table, keys in absent.items()},
        same_name=same,
        replaces=entry.replaces,
        removed=entry.removed,
        folder_changes=by_hand,
        files=tuple(replace(f, tables=tables_of(f.name, parts), owners=owners_of(candidate.work)) for f in entry.files),
    )


def _part(candidate: Candidate, position: int, prefix: str) -> FilePart:
    work = candidate.work
    raw = work.raws[position]
    return FilePart(
        raw.file.removeprefix(prefix), raw.part, raw.table, raw.recognised_as, raw.encoding, raw.edition, raw.sha256,
        raw.rows_read, work.loaded[position], work.rejected[position],
    )  # fmt: skip


def tables_of(name: str, parts: Sequence[FilePart]) -> dict[str, Counts]:
    """Rows read, loaded, rejected of one file, by table."""
    out: dict[str, Counts] = {}
    for part in parts:
        if part.file == name and part.table in TABLES:
            read, loaded, rejected = out.get(part.table, (0, 0, 0))
            out[part.table] = (read + part.rows_read, loaded + part.rows_loaded, rejected + part.rows_rejected)
    return out


def _plainly_named(found: Finding, prefix: str) -> Finding:
    """A finding about an upload names the file as the user did, not its place in the store."""
    texts = ("file", "message_ja", "message_en", "remedy_ja", "remedy_en")
    return replace(found, **{name: getattr(found, name).replace(prefix, "") for name in texts})
