"""Reading for a build: every file of the folders and of the accepted imports, its rows typed and put together by table.

Knows no district and follows no reference; every row read is in a table, or counted as rejected with its finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from etl.contract import TABLES
from etl.findings import Finding, finding
from etl.findings.errors import UnreadableError
from etl.links import placing
from etl.readers.accepted import Imports
from etl.readers.base import RawTable
from etl.readers.folders import folder_files, read_folders, read_imports, shown_as
from etl.rows.account import Work, gather
from etl.rows.split import split, whole
from etl.rows.typing import type_rows
from etl.values.arrays import extension

#: Called with a short word for the step under way and, while reading, the file's name.
Progress = Callable[[str, str], None]


@dataclass(frozen=True)
class Inputs:
    """What a build reads: folders or files of the two kinds, the accepted imports on top; not the files set aside."""

    boundaries: tuple[Path, ...] = ()
    activities: tuple[Path, ...] = ()
    imports: Imports = field(default_factory=Imports)
    aside: frozenset[Path] = frozenset()

    def files(self) -> list[tuple[Path, str]]:
        """Every file in the order of reading, with the name by which the user knows it."""
        folders = [(path, shown_as(path, root)) for path, root in folder_files((*self.boundaries, *self.activities))]
        return folders + [(file.path, file.name) for layer in self.imports.layers for file in layer.files]


def _read(inputs: Inputs, progress: Progress) -> Iterator[tuple[int, RawTable]]:
    """Every raw table with its layer, the folders first."""

    def tell(name: str) -> None:
        progress("read", name)

    for raw in read_folders(inputs.boundaries, inputs.activities, tell, inputs.aside):
        yield 0, raw
    yield from read_imports(inputs.imports.layers, tell, inputs.aside)


def collect(work: Work, inputs: Inputs, progress: Progress) -> Work:
    """The rows of all files, by table, with the sources that official files bring along."""
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
            try:
                if raw.staged is not None:
                    _leave_in_duckdb(work, raw, number, layer)
                rows = type_rows(raw, number)
                _keep(work, typed, raw.table, rows.frame, rows.findings)
                work.rejected[number] += sum(f.rows_rejected for f in rows.findings)
            except UnreadableError as error:
                _refuse(work, raw, number, error)
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
    placing.bring_known_keys(work)
    _drop_repeated_descriptions(work)
    return work


def _leave_in_duckdb(work: Work, raw: RawTable, number: int, layer: int) -> None:
    """Of a long file only rows that need a word are held; what an import holds is compared row by row: all of it."""
    if layer == 0:
        work.bulks.append(split(raw, number))
    else:
        whole(raw)


def _refuse(work: Work, raw: RawTable, number: int, error: UnreadableError) -> None:
    """None of the rows is taken, where so many cells cannot be read that the table is no such table."""
    rows = raw.rows_read - work.rejected[number]
    name = error.params["column"]
    params = {**error.params, "column": raw.headers.get(name, TABLES[raw.table].column(name).label_ja)}
    work.findings.append(finding(error.code, file=raw.file, part=raw.part, rejected=True, rows=rows, **params))
    work.rejected[number] += rows


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


def name_file_sources(work: Work) -> None:
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
