"""From folders of files to one published database: read, type, link, measure, write, check, publish.

The same inputs give the same tables, row for row.  Rows read = loaded + rejected for every file, and
districts + unassigned = total for every table of records: a build that breaks this is not published.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from etl.build.collect import Inputs, Progress, collect, name_file_sources
from etl.build.opening import is_refusal
from etl.build.publish import publish, reserve
from etl.build.write import CheckFailedError, Database, write_database
from etl.changes import carry_over, change_table, former_names
from etl.findings import Finding, finding, guard
from etl.links import assign, boundary_terms, follow, municipalities, placing
from etl.overlay import inherit, precedence
from etl.people import estimates, grid, towns
from etl.places import area_units, districts, mapfile, spatial
from etl.readers.accepted import Imports
from etl.rows import council_sheets
from etl.rows.account import LostRowsError, Work
from etl.values.arrays import rows_where
from etl.values.counts import QUANTITIES


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


def prepare(
    inputs: Inputs, progress: Progress = silent, *, partial: bool = False
) -> tuple[Work, dict[str, pd.DataFrame]]:
    """Everything but the writing: the rows of the input tables and the derived tables."""
    work = collect(Work(partial=partial, imported=inputs.imports.layers), inputs, progress)
    progress("link", "")
    municipalities.register(work)
    area_units.settle_area_unit(work)
    placing.bring_similar(work)
    inherit.line_up(work)
    municipalities.qualify_ids(work)
    districts.identify(work)
    towns.complete(work)
    precedence.begin(work)
    districts.reject_shapeless_districts(work)
    districts.reject_repeats(work, "districts", ["district_id", "edition"], "school_name")
    districts.reject_repeats(work, "towns", ["town_id"], "town_id")
    districts.reject_shapeless_towns(work)
    name_file_sources(work)
    council_sheets.split(work)
    progress("measure", "")
    planes = _shape(work)
    grid.place(work)
    adjacency = districts.neighbours(work, planes)
    former_names.name_former(work)
    follow.link_changes(work)
    precedence.settle(work, precedence.CHANGES)
    change_table.settle(work)
    follow.link(work)
    carry_over.settle_councils(work)
    council_sheets.drop_repeats(work)
    for table in precedence.BY_REFERENCE:
        precedence.settle(work, table)
    carry_over.settle(work)
    assign.assign_districts(work, ("facilities",))
    found = follow.directories(work)
    placing.settle(work, found)
    for table in follow.LONG:
        follow.link_table(work, table, found)
    assign.assign_districts(work, assign.RECORDS[1:])
    for table in precedence.LATE:
        precedence.settle(work, table)
    _fiscal_years(work)
    assign.reject_duplicates(work)
    for table in sorted(work.tables):
        if table not in {"districts", "towns"}:
            work.count_loaded(table)
    work.check()
    if not work.partial:
        districts.warn_without_districts(work)
        boundary_terms.tell(work)
    town_districts = estimates.populate(work, planes)
    progress("map", "")
    layers = mapfile.map_layers(work.frame("districts"), work.frame("base_layers"), _extents(work))
    return work, {"adjacency": adjacency, "town_districts": town_districts, "map_layers": layers}


# --------------------------------------------------------------------------------------------------- measuring
def _shape(work: Work) -> dict[str, Any]:
    """Repair and merge shapes; returns the plane shapes of the current districts by municipality."""
    districts.repair(work, "districts", "school_name")
    districts.repair(work, "towns", "name")
    shapes = work.frame("base_layers")["_geometry"].to_numpy(dtype=object)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes) | spatial.not_finite(shapes)
    work.reject("base_layers", missing, "geometry_missing", "layer", lambda row: {"value": row["layer"]})
    for table in ("districts", "towns"):
        work.count_loaded(table)
    districts.merge_parts(work, "districts", ["district_id", "edition"], "school_name")
    districts.merge_parts(work, "towns", ["town_id"], "name", QUANTITIES)
    area_units.set_plane_zones(work)
    return districts.measure(work)


def _current(work: Work) -> pd.DataFrame:
    frame = work.frame("districts")
    return frame[frame["is_current"].to_numpy(dtype=bool)]


def _extents(work: Work) -> dict[str, Any]:
    """(west, south, east, north) of every municipality that has districts, else towns, else an outline."""
    outlines = work.frame("base_layers")
    registered = set(work.frame("municipalities")["municipality_code"])
    out: dict[str, Any] = {}
    for frame in (outlines[outlines["layer"] == "outline"], work.frame("towns"), _current(work)):
        own = frame[frame["municipality_code"].isin(registered)]
        for code, group in own.dropna(subset=["_geometry"]).groupby("municipality_code", sort=True):
            out[str(code)] = tuple(shapely.total_bounds(group["_geometry"].to_numpy(dtype=object)))
    return out


def _fiscal_years(work: Work) -> None:
    """年度 of each activity: April to March.  A date that is only a calendar year lies in two and gets none."""
    frame = work.frame("activities")
    start, whole_year = frame["start_date"], (frame["start_date_precision"] == "year").to_numpy(dtype=bool)
    year = (start.dt.year - (start.dt.month < 4)).astype("Int64")
    frame["fiscal_year"] = year.mask(whole_year)
    for row in rows_where(whole_year)[: assign.LISTED]:
        work.note("fiscal_year_unknown", frame, row, "start_date", frame.at[row, "title"], label="実施日")


# ------------------------------------------------------------------------------------------------------ result
def _result(work: Work, derived: dict[str, pd.DataFrame], database: Path | None) -> Result:
    tables = {name: len(frame) for name, frame in work.tables.items()} | {n: len(f) for n, f in derived.items()}
    for bulk in work.bulks:
        tables[bulk.table.name] += bulk.rows
    read, loaded = sum(r.rows_read for r in work.raws), sum(work.loaded)
    return Result(database, tables, read, loaded, sum(work.rejected), work.findings)
