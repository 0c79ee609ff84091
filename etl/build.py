"""From folders of files to one published database: read, type, link, measure, write, check, publish.

The same inputs give the same tables, row for row.  Rows read = loaded + rejected for every file, and
districts + unassigned = total for every table of records: a build that breaks this is not published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from etl import (
    assign,
    boundary_terms,
    changes,
    council_sheets,
    districts,
    former_names,
    inherit,
    mapfile,
    mesh_population,
    municipalities,
    overlay,
    populate,
    population,
    succession,
    towns,
)
from etl.arrays import extension, rows_where
from etl.bulk import links
from etl.bulk.split import split, whole
from etl.findings import Finding
from etl.imports import Imports
from etl.publish import publish, reserve
from etl.readers import read_folders, read_imports
from etl.readers.base import RawTable
from etl.validate import type_rows
from etl.work import Work, gather
from etl.write import Database, write_database

#: Called with a short word for the step under way and, while reading, the file's name.
Progress = Callable[[str, str], None]


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
class Inputs:
    """What a build reads: folders or files of the two kinds, and the accepted imports on top."""

    boundaries: tuple[Path, ...] = ()
    activities: tuple[Path, ...] = ()
    imports: Imports = field(default_factory=Imports)


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
        work, derived = prepare(inputs, progress)
        result = _result(work, derived, None)
        if result.rows_loaded == 0 and not inputs.imports.last_entry:
            return result
        progress("write", "")
        write_database(slot.building, Database(slot.build_id, work, derived, inputs.imports.last_entry))
        if commit is not None:
            commit(slot.building)
        progress("publish", "")
        return _result(work, derived, publish(slot))


def build_candidate(inputs: Inputs, path: Path, progress: Progress = silent) -> Candidate:
    """The database that these inputs would give, written to ``path`` and not published."""
    work, derived = prepare(inputs, progress)
    progress("write", "")
    write_database(path, Database(path.stem, work, derived, inputs.imports.last_entry))
    return Candidate(_result(work, derived, None), work)


def check_files(files: Sequence[Path], progress: Progress = silent) -> Result:
    """What a build of these files would say; writes nothing."""
    work, derived = prepare(Inputs(tuple(files)), progress, partial=True)
    return _result(work, derived, None)


def prepare(
    inputs: Inputs, progress: Progress = silent, *, partial: bool = False
) -> tuple[Work, dict[str, pd.DataFrame]]:
    """Everything but the writing: the rows of the input tables and the derived tables."""
    work = _collect(Work(partial=partial, imported=inputs.imports.layers), inputs, progress)
    progress("link", "")
    municipalities.register(work)
    municipalities.settle_area_unit(work)
    links.bring_similar(work)
    inherit.line_up(work)
    municipalities.qualify_ids(work)
    districts.identify(work)
    towns.complete(work)
    overlay.begin(work)
    districts.reject_shapeless_districts(work)
    districts.reject_repeats(work, "districts", ["district_id", "edition"], "school_name")
    districts.reject_repeats(work, "towns", ["town_id"], "town_id")
    districts.reject_shapeless_towns(work)
    _name_file_sources(work)
    council_sheets.split(work)
    progress("measure", "")
    planes = _shape(work)
    mesh_population.place(work)
    adjacency = districts.neighbours(work, planes)
    former_names.name_former(work)
    assign.link_changes(work)
    overlay.settle(work, overlay.CHANGES)
    changes.settle(work)
    assign.link(work)
    succession.settle_councils(work)
    council_sheets.drop_repeats(work)
    for table in overlay.BY_REFERENCE:
        overlay.settle(work, table)
    succession.settle(work)
    assign.assign_districts(work, ("facilities",))
    found = assign.directories(work)
    links.settle(work, found)
    for table in assign.LONG:
        assign.link_table(work, table, found)
    assign.assign_districts(work, assign.RECORDS[1:])
    for table in overlay.LATE:
        overlay.settle(work, table)
    _fiscal_years(work)
    assign.reject_duplicates(work)
    for table in sorted(work.tables):
        if table not in {"districts", "towns"}:
            work.count_loaded(table)
    work.check()
    if not work.partial:
        districts.warn_without_districts(work)
        boundary_terms.tell(work)
    town_districts = populate.populate(work, planes)
    progress("map", "")
    layers = mapfile.map_layers(work.frame("districts"), work.frame("base_layers"), _extents(work))
    return work, {"adjacency": adjacency, "town_districts": town_districts, "map_layers": layers}


# ------------------------------------------------------------------------------------------------- collecting
def _read(inputs: Inputs, progress: Progress) -> Iterator[tuple[int, RawTable]]:
    """Every raw table with its layer, the folders first."""

    def tell(name: str) -> None:
        progress("read", name)

    for raw in read_folders(inputs.boundaries, inputs.activities, tell):
        yield 0, raw
    yield from read_imports(inputs.imports.layers, tell)


def _collect(work: Work, inputs: Inputs, progress: Progress) -> Work:
    work.findings += inputs.imports.findings
    typed: dict[str, list[pd.DataFrame]] = {}
    sources: list[dict[str, object]] = []
    named: dict[tuple[str, ...], str] = {}
    for layer, raw in _read(inputs, progress):
        number = work.add_raw(raw, layer)
        sources += [{**row, "_origin": raw.file} for row in raw.sources]
        if raw.table:
            if layer == 0:
                _name_for_keys(raw, named)
            if raw.staged is not None:
                _leave_in_duckdb(work, raw, number, layer)
            rows = type_rows(raw, number)
            _keep(work, typed, raw.table, rows.frame, rows.findings)
            work.rejected[number] += sum(f.rows_rejected for f in rows.findings)
            # The cells as read are not needed again; a long table should not be held twice.
            raw.frame, raw.geometry = raw.frame.iloc[:0].copy(), None
    for row in sources:
        origin = str(row.pop("_origin"))
        frame = pd.DataFrame([row], index=[0])
        described = RawTable("sources", origin, frame=frame, rows_read=1)
        rows = type_rows(described, -1)
        rows.frame["origin_row"] = extension([None] * len(rows.frame), dtype="Int64")
        _keep(work, typed, "sources", rows.frame, [])
    gather(work, typed)
    links.bring_known_keys(work)
    _drop_repeated_descriptions(work)
    return work


def _leave_in_duckdb(work: Work, raw: RawTable, number: int, layer: int) -> None:
    """Of a long file only rows that need a word are held; what an import holds is compared row by row: all of it."""
    if layer == 0:
        work.bulks.append(split(raw, number))
    else:
        whole(raw)


def _name_for_keys(raw: RawTable, named: dict[tuple[str, ...], str]) -> None:
    """Two files of one name in one build must not make the same keys: the later one is named with its folders."""
    about = (raw.key_name, raw.table, raw.part, raw.defaults.get("municipality_code", ""))
    if named.setdefault(about, raw.file) != raw.file:
        raw.key_name = raw.file


def _keep(
    work: Work, typed: dict[str, list[pd.DataFrame]], table: str, frame: pd.DataFrame, findings: list[Finding]
) -> None:
    typed.setdefault(table, []).append(frame)
    work.findings += findings


def _drop_repeated_descriptions(work: Work) -> None:
    """A data set that several files describe is one source; what a table says about it comes first."""
    frame = work.frame("sources")
    described = (frame["_file"] < 0).to_numpy()
    ordered = pd.concat([frame[~described], frame[described]], ignore_index=True)
    repeated = ordered.duplicated("source_id").to_numpy() & (ordered["_file"] < 0).to_numpy()
    work.tables["sources"] = ordered[~repeated].reset_index(drop=True)


def _name_file_sources(work: Work) -> None:
    """Rows without a source have their file as source, which is then listed itself."""
    known = set(work.frame("sources")["source_id"])
    samples = _sample_codes(work)
    new: dict[str, dict[str, Any]] = {}
    for table, frame in work.tables.items():
        if table == "sources" or "source_id" not in frame or frame.empty:
            continue
        empty = frame["source_id"].isna() & (frame["_file"] >= 0)
        for file, group in frame[empty].groupby("origin_file", sort=True):
            identifier = f"file:{file}"
            frame.loc[group.index, "source_id"] = identifier
            if identifier in known:
                continue
            owners = set(group["municipality_code"].dropna()) if "municipality_code" in group else set()
            row = new.setdefault(identifier, {"title": file, "owners": set()})
            row["owners"] |= owners
    rows = [
        {
            "source_id": identifier,
            "municipality_code": min(row["owners"]) if len(row["owners"]) == 1 else None,
            "title": row["title"],
            "kind": "sample" if row["owners"] and row["owners"] <= samples else "official",
            "origin_file": row["title"],
            "_file": -1,
        }
        for identifier, row in sorted(new.items())
    ]
    if rows:
        frame = work.frame("sources")
        more = pd.DataFrame(rows).astype({c: frame[c].dtype for c in rows[0]})
        work.tables["sources"] = pd.concat([frame, more], ignore_index=True)


def _sample_codes(work: Work) -> set[str]:
    frame = work.frame("municipalities")
    return set(frame.loc[frame["is_sample"].fillna(False).astype(bool), "municipality_code"])


# --------------------------------------------------------------------------------------------------- measuring
def _shape(work: Work) -> dict[str, Any]:
    """Repair and merge shapes; returns the plane shapes of the current districts by municipality."""
    districts.repair(work, "districts", "school_name")
    districts.repair(work, "towns", "name")
    shapes = work.frame("base_layers")["_geometry"].to_numpy(dtype=object)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    work.reject("base_layers", missing, "geometry_missing", "layer", lambda row: {"value": row["layer"]})
    for table in ("districts", "towns"):
        work.count_loaded(table)
    districts.merge_parts(work, "districts", ["district_id", "edition"], "school_name")
    districts.merge_parts(work, "towns", ["town_id"], "name", population.QUANTITIES)
    municipalities.set_plane_zones(work)
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
