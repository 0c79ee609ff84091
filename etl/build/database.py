"""From folders of files to one published database: the stages (:mod:`etl.build.stages`), then write, check, publish.

The same inputs give the same tables, row for row.  Rows read = loaded + rejected for every file, and
districts + unassigned = total for every table of records: a build that breaks this is not published.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from etl.build.collect import Inputs, Progress
from etl.build.opening import is_refusal
from etl.build.publish import publish, reserve
from etl.build.stages import prepare
from etl.build.write import CheckFailedError, Database, write_database
from etl.findings import Finding, finding, guard
from etl.readers.accepted import Imports
from etl.rows.account import LostRowsError, Work


@dataclass(frozen=True)
class Result:
    """What a build (or a check, which publishes nothing) gave."""

    database: Path | None
    tables: dict[str, int]
    rows_read: int
    rows_loaded: int
    rows_rejected: int
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Candidate:
    """A database that is not published: what the build said, and its account."""

    result: Result
    work: Work


def silent(_step: str, _detail: str) -> None:
    """No progress shown."""


def build_database(
    boundaries: Sequence[Path],
    activities: Sequence[Path],
    out: Path,
    progress: Progress = silent,
    *,
    imports: Callable[[], Imports] = Imports,
    commit: Callable[[Path], None] | None = None,
) -> Result:
    """Build a new database from the files and make it the current one.

    Args:
        boundaries: folders or files with districts, towns, outlines, base layers.
        activities: folders or files with everything else.
        out: the folder of builds.
        progress: told what is being done.
        imports: gives the accepted imports; asked when no other build is under way.
        commit: called with the complete file before it is published; if it raises, nothing is published.

    Returns:
        The result; its ``database`` is None, and nothing was published, if no row could be loaded.
    """
    with reserve(out) as slot:
        inputs = Inputs(tuple(boundaries), tuple(activities), imports())
        candidate = build_candidate(inputs, slot.building, progress)
        result = candidate.result
        if result.rows_loaded == 0 and not inputs.imports.last_entry:
            return result
        if commit is not None:
            commit(slot.building)
        progress("publish", "")
        return replace(result, database=publish(slot))


def build_candidate(inputs: Inputs, path: Path, progress: Progress = silent, *, partial: bool = False) -> Candidate:
    """The database that these inputs would give, written to ``path``, checked and not published.

    Files with which it does not come about are left out, and that is told.
    """

    def attempt(aside: frozenset[Path]) -> Candidate:
        work, derived = prepare(replace(inputs, aside=aside), progress, partial=partial)
        progress("write", "")
        path.unlink(missing_ok=True)
        write_database(path, Database(path.stem, work, derived, inputs.imports.last_entry))
        return Candidate(_result(work, derived, None), work)

    candidate, said = guard.setting_aside(inputs.files, attempt, _of_the_machine, _blamed)
    return replace(candidate, result=replace(candidate.result, findings=[*said, *candidate.result.findings]))


def check_files(files: Sequence[Path], progress: Progress = silent) -> Result:
    """What a build of these files would say, its last checks included; leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="chiku-") as folder:
        return build_candidate(Inputs(tuple(files)), Path(folder) / "check.duckdb", progress, partial=True).result


def _of_the_machine(error: BaseException) -> bool:
    """Whether the disk or the memory is to blame and no file."""
    return isinstance(error, MemoryError) or is_refusal(error)


def _blamed(error: BaseException, file: str) -> Finding:
    """What is said of a file with which the build does not come about."""
    if isinstance(error, (CheckFailedError, LostRowsError)):
        log = guard.noted(error, f"checking {file}")
        return finding("check_failed", file=file, reason=str(error), log=log)
    return guard.told(error, file=file)


def _result(work: Work, derived: dict[str, pd.DataFrame], database: Path | None) -> Result:
    tables = {name: len(frame) for name, frame in work.tables.items()} | {n: len(f) for n, f in derived.items()}
    for bulk in work.bulks:
        tables[bulk.table.name] += bulk.rows
    read, loaded = sum(r.rows_read for r in work.raws), sum(work.loaded)
    return Result(database, tables, read, loaded, sum(work.rejected), work.findings)
