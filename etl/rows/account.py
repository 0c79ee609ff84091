"""The rows on their way into the database, with the account of every row read: loaded or rejected, never lost.

Holds state and counts; decides nothing.  ``_file`` in every frame is the position of the raw table a row came from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from etl.contract import INPUT_TABLES, TABLES, Table
from etl.findings import Finding, finding
from etl.readers.accepted import ImportLayer
from etl.readers.base import RawTable
from etl.values.arrays import rows_where

if TYPE_CHECKING:
    from etl.rows.split import Bulk

#: The name of a type in pandas, by SQL type; anything else is kept as objects.
_PANDAS = {"VARCHAR": "str", "BIGINT": "Int64", "DOUBLE": "Float64", "BOOLEAN": "boolean", "DATE": "datetime64[s]"}


#: Columns that only the build knows and that go from one module to another; no table of the contract has them, and none
#: is written.  A column that one function makes and drops is its own affair.
BUILD_COLUMNS = {
    "_file": "position in ``Work.raws`` of the table a row was read from; -1: the build made the row",
    "_geometry": "the shape of a row, a shapely geometry in longitude and latitude",
    "_given_id": "the key as its file gave it, where the build had to change it; references may still name it",
    "_made": "whether the key was made from what the row is about, so that a row of an import may take over another",
    "_made_from": "position in ``Work.raws`` of the table from which the build made the row",
    "_covered": "whether a row of a later import stands in this row's place",
    "_match": "position of the row's cell among the distinct cells that were looked up",
}
#: What a finding takes from its row.
_ORIGIN = ("_file", "origin_file", "origin_row", "municipality_code")


class LostRowsError(RuntimeError):
    """Rows read are not rows loaded plus rows rejected: a bug of this program, never of the data."""


@dataclass
class Work:
    """Frames by table, findings, and per raw table the rows read, rejected and loaded.

    ``partial``: only some files of a city are looked at (a check), so a reference into a table of which there is no row
    at all says nothing and is not judged.  ``imported`` are the imports on top of the folders, ``layers`` the layer of
    every raw table and ``carried`` the columns it speaks of, ``last_keys`` the keys that the last import holds, by
    table (see :mod:`etl.overlay.precedence`).  ``bulks`` are the rows of long files, which stay in DuckDB (see
    :mod:`etl.rows.split`).
    """

    raws: list[RawTable] = field(default_factory=list)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    rejected: list[int] = field(default_factory=list)
    loaded: list[int] = field(default_factory=list)
    partial: bool = False
    imported: tuple[ImportLayer, ...] = ()
    layers: list[int] = field(default_factory=list)
    carried: list[frozenset[str]] = field(default_factory=list)
    last_keys: dict[str, pd.DataFrame] = field(default_factory=dict)
    bulks: list[Bulk] = field(default_factory=list)

    def frame(self, table: str) -> pd.DataFrame:
        """The rows of a table so far; empty with the right columns if no file brought any."""
        if table not in self.tables:
            self.tables[table] = empty_frame(TABLES[table])
        return self.tables[table]

    def can_judge(self, table: str) -> bool:
        """Whether a reference into ``table`` that leads nowhere is the file's mistake."""
        return not (self.partial and self.frame(table).empty)

    def add_raw(self, raw: RawTable, layer: int = 0) -> int:
        """Register a raw table with what its reader already rejected; returns its number."""
        self.raws.append(raw)
        self.layers.append(layer)
        self.carried.append(raw.carried)
        self.findings += raw.findings
        self.rejected.append(raw.rows_rejected)
        self.loaded.append(0)
        return len(self.raws) - 1

    def note(self, code: str, frame: pd.DataFrame, row: Any, column: str, value: object, **params: Any) -> None:
        """A finding about one row of ``frame`` (label ``row``); the row stays."""
        self.findings.append(self.remark(code, frame, row, column, value, **params))

    def remark(self, code: str, frame: pd.DataFrame, row: Any, column: str, value: object, **params: Any) -> Finding:
        """A finding about one row of ``frame``, not yet among the findings."""
        at: dict[str, Any] = {c: frame.at[row, c] for c in _ORIGIN if c in frame}
        number = int(at["_file"])
        severity = params.pop("severity", None)
        header = self.raws[number].headers.get(column) if number >= 0 else None
        origin = at["origin_row"]
        code_of = at.get("municipality_code")
        found = finding(
            code,
            file=str(at["origin_file"]),
            part=self.raws[number].part if number >= 0 else "",
            row=None if pd.isna(origin) else int(origin),
            column=header or params.pop("label", None) or column,
            value=value,
            municipality_code=code_of if isinstance(code_of, str) else None,
            **params,
        )
        return found if severity is None else replace(found, severity=severity)

    def reject(self, table: str, mask: Any, code: str, column: str, say: Callable[[pd.Series], dict[str, Any]]) -> None:
        """Take the rows of ``mask`` out, each with its finding; ``say`` gives the value and the parameters."""
        frame = self.frame(table)
        gone = rows_where(mask)
        if len(gone) == 0:
            return
        for position in gone:
            row = frame.iloc[position]
            label = TABLES[table].column(column).label_ja if column else ""
            params = {"value": "", "label": label, **say(row)}
            found = self.remark(code, frame, frame.index[position], column, params.pop("value"), **params)
            counted = int(row["_file"]) >= 0
            self.findings.append(replace(found, rejected=counted))
            if counted:
                self.rejected[int(row["_file"])] += 1
        self.tables[table] = frame[~np.asarray(mask, dtype=bool)].reset_index(drop=True)

    def unassigned_elsewhere(self, file: int, code: str) -> int:
        """Rows of a file without district that stay in DuckDB."""
        return sum(bulk.unassigned.get(code, 0) for bulk in self.bulks if bulk.number == file)

    def reject_together(self, table: str, mask: Any, code: str, column: str) -> None:
        """Take the rows of ``mask`` out with one finding per file: how many, the first row, up to five values."""
        frame = self.frame(table)
        gone = frame[np.asarray(mask, dtype=bool)]
        for number, group in gone.groupby("_file", sort=True):
            values = group[column].dropna().astype("str").unique()
            shown = "、".join(v[:10] for v in values[:5]) + (" …" if len(values) > 5 else "")
            label = TABLES[table].column(column).label_ja
            count = len(group) + sum(bulk.strangers for bulk in self.bulks if bulk.number == int(str(number)))
            found = self.remark(code, group, group.index[0], column, shown, label=label, rows=count)
            counted = int(str(number)) >= 0
            self.findings.append(replace(found, rejected=counted, municipality_code=None))
            if counted:
                self.rejected[int(str(number))] += count
        self.tables[table] = frame[~np.asarray(mask, dtype=bool)].reset_index(drop=True)

    def take_in(self, table: str, mask: Any) -> None:
        """Take the rows of ``mask`` out that another row now holds: they count as loaded."""
        frame = self.frame(table)
        gone = np.asarray(mask, dtype=bool)
        numbers = frame["_file"].to_numpy(dtype=np.int64)[gone]
        for number, count in zip(*np.unique(numbers[numbers >= 0], return_counts=True), strict=True):
            self.loaded[int(number)] += int(count)
        self.tables[table] = frame[~gone].reset_index(drop=True)

    def add(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Add rows that the build made (``_file`` -1: they are no rows read); columns left out are empty."""
        if rows:
            frame = self.frame(table)
            more = pd.DataFrame(rows)
            more = more.astype({name: frame[name].dtype for name in more.columns if name in frame})
            self.tables[table] = pd.concat([frame, more], ignore_index=True)

    def count_loaded(self, table: str) -> None:
        """Count the surviving rows of a table; call once, before parts of one thing are merged."""
        for bulk in self.bulks:
            if bulk.table.name == table:
                self.loaded[bulk.number] += bulk.rows
        numbers = self.frame(table)["_file"].to_numpy(dtype=np.int64)
        for number, count in zip(*np.unique(numbers[numbers >= 0], return_counts=True), strict=True):
            self.loaded[int(number)] += int(count)

    def check(self) -> None:
        """Rows read = rows loaded + rows rejected, for every part of every file.

        Raises:
            LostRowsError: the account does not close.
        """
        for raw, loaded, rejected in zip(self.raws, self.loaded, self.rejected, strict=True):
            if raw.rows_read != loaded + rejected:
                raise LostRowsError(
                    f"{raw.file} {raw.part}: {raw.rows_read} rows read, but {loaded} loaded and {rejected} rejected"
                )


def empty_frame(table: Table) -> pd.DataFrame:
    """A frame of no rows with the physical columns of a table and the build's own columns."""
    columns = {
        name: pd.Series(dtype=_PANDAS.get(sql_type, "object"))
        for name, sql_type in table.physical_columns
        if sql_type not in {"GEOMETRY", "BLOB"}
    }
    frame = pd.DataFrame(columns)
    frame["_file"] = pd.Series(dtype="int32")
    if any(c.type == "geometry" for c in table.columns):
        frame["_geometry"] = pd.Series(dtype="object")
    return frame


def gather(work: Work, typed: dict[str, list[pd.DataFrame]]) -> None:
    """Put the typed frames of each table together, in the order in which the files were read."""
    for table in INPUT_TABLES:
        frames = typed.pop(table.name, [])
        base = empty_frame(table)
        if not frames:
            work.tables[table.name] = base
            continue
        whole = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0].copy()
        for name in base.columns.difference(whole.columns):
            whole[name] = pd.Series([None] * len(whole), dtype=base[name].dtype)
        work.tables[table.name] = whole
