"""Raw rows to typed rows by the contract: types, choices, ranges, what is required, generated keys.

Works column by column on the distinct cells, never row by row.  A cell that cannot be read costs its row only where the
column is required; otherwise it becomes empty, with a finding.  Every row that is not kept has exactly one finding with
``rejected``.  Nothing here looks into other rows or tables (see :mod:`etl.rows.references`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.contract import TABLES, Column, Table
from etl.findings import CATALOGUE, Finding, finding
from etl.readers.base import AS_OF, DISTRICTS, FOUNDED, LISTED, STATUS, RawTable, others_alike
from etl.rows.keys import give_keys
from etl.values import codes
from etl.values.arrays import extension, rows_where
from etl.values.columns import PARSERS, TypedColumn, Value, constant, parse_cells, spread, where
from etl.values.normalize import CellError

#: Columns beside the contract's input columns that readers hand over for the build.
EXTRA_TEXT = (
    "admin_code", "admin_name", "municipality_name", "prefecture_name", "merged_into", DISTRICTS, STATUS,
)  # fmt: skip
EXTRA_DATES = (Column(FOUNDED, "date", "設立年月日", "Founded"), Column(AS_OF, "date", "時点", "As of"))
#: Columns that have no default before the whole build is known.
LATE_DEFAULTS = {("municipalities", "area_unit")}
#: 不明 is no leave to take the default.
STATED_UNKNOWN = "stated_unknown"


@dataclass
class Typed:
    """Typed rows of one raw table: contract columns, ``origin_*``, ``_file`` (its number), ``_geometry``."""

    frame: pd.DataFrame
    findings: list[Finding] = field(default_factory=list)


def type_rows(raw: RawTable, number: int) -> Typed:
    """The rows of ``raw`` with the types of the contract.

    Args:
        raw: what a reader handed over; its ``table`` names a table of the contract.
        number: the position of ``raw`` in the build; stored as ``_file``.
    """
    table = TABLES[raw.table]
    sheet = _Sheet(raw, table)
    for column in table.input_columns:
        if column.type != "geometry":
            sheet.read(column)
    sheet.read_extras()
    sheet.require()
    frame = sheet.frame()
    frame["_file"] = np.int32(number)
    return Typed(frame, sheet.findings)


def default_of(raw: RawTable, table: Table, column: Column) -> str | None:
    """What an empty cell means: what is known of the file from outside, else the contract's default."""
    return raw.defaults.get(column.name) or (None if (table.name, column.name) in LATE_DEFAULTS else column.default)


def needs_a_value(column: Column) -> bool:
    """Whether a row without this value goes; a missing municipality may still be found by the build."""
    return column.required and not column.generated and column.name != "municipality_code"


class _Sheet:
    """The state of typing one raw table: typed columns, rows still alive, findings."""

    def __init__(self, raw: RawTable, table: Table) -> None:
        self.raw = raw
        self.table = table
        self.rows = len(raw.frame)
        self.alive = np.ones(self.rows, dtype=bool)
        self.columns: dict[str, Any] = {}
        self.findings: list[Finding] = []

    # -------------------------------------------------------------------------------------------- cells
    def read(self, column: Column) -> None:
        default = default_of(self.raw, self.table, column)
        if column.name in self.raw.frame.columns:
            read = self._parse(column, self.raw.frame[column.name])
        else:
            read = constant(column, None, self.rows)
        if default is not None and not (column.name == "district_id" and self.table.name == "districts"):
            self._fill(read, column, default)
        if column.name == "end_date":
            self._merge_end(read)
        self.columns[column.name] = read.values
        if column.type == "date":
            self.columns[f"{column.name}_precision"] = read.precision
        if column.name == "start_date":
            self.columns["end_date"], self.columns["end_date_precision"] = read.end, read.end_precision

    def _parse(self, column: Column, cells: pd.Series) -> TypedColumn:
        positions, distinct = pd.factorize(cells, use_na_sentinel=True)
        values, problems = parse_cells(column, distinct)
        self._note(column, positions, distinct, values, problems)
        problem = self._refuse(column, positions, problems)
        unknown = [i for i, e in problems.items() if e.code == STATED_UNKNOWN]
        return spread(column, values, positions, problem | np.isin(positions, unknown))

    def _note(
        self, column: Column, positions: Any, distinct: Any, values: list[Value], problems: dict[int, CellError]
    ) -> None:
        """Remarks that cost nothing: once per distinct cell, at its first row."""
        remarks = [(i, v.note, dict(v.params)) for i, v in enumerate(values) if v.note]
        remarks += [(i, e.code, dict(e.params)) for i, e in problems.items() if CATALOGUE[e.code].severity == "info"]
        listed: dict[str, int] = {}
        first = _first_positions(positions, len(distinct)) if remarks else positions
        for i, code, params in remarks:
            listed[code] = listed.get(code, 0) + 1
            if listed[code] <= LISTED:
                self.findings.append(self._finding(code, int(first[i]), column, distinct[i], params))

    def _refuse(self, column: Column, positions: Any, problems: dict[int, CellError]) -> npt.NDArray[np.bool_]:
        """A finding for every row whose cell cannot be read; the row goes where the column is required."""
        serious = {i: e for i, e in problems.items() if CATALOGUE[e.code].severity != "info"}
        affected = np.isin(positions, list(serious)) if serious else np.zeros(self.rows, dtype=bool)
        costs_row = column.required and not column.generated
        groups: dict[tuple[str, bool], list[int]] = {}
        for row in rows_where(affected):
            rejected = costs_row and bool(self.alive[row])
            groups.setdefault((serious[int(positions[row])].code, rejected), []).append(row)

        def say(row: int) -> Finding:
            error = serious[int(positions[row])]
            rejected = costs_row and bool(self.alive[row])
            return self._finding(error.code, row, column, error.value, dict(error.params), rejected=rejected)

        for rows in groups.values():
            self._tell(rows, say)
        if costs_row:
            self.alive &= ~affected
        return affected

    def _tell(self, rows: list[int], say: Callable[[int], Finding]) -> None:
        """A finding for each of the rows while they are few; the others are summed up in one more."""
        self.findings += [say(row) for row in rows[:LISTED]]
        if len(rows) > LISTED:
            self.findings.append(others_alike(say(rows[LISTED]), len(rows) - LISTED))

    def _finding(
        self,
        code: str,
        row: int,
        column: Column,
        value: object,
        params: dict[str, Any] | None = None,
        *,
        rejected: bool = False,
    ) -> Finding:
        return finding(
            code,
            file=self.raw.file,
            part=self.raw.part,
            row=int(self.raw.frame.index[row]),
            column=self.raw.headers.get(column.name, column.label_ja),
            value=value,
            rejected=rejected,
            **(params or {}),
        )

    def _fill(self, read: TypedColumn, column: Column, default: str) -> None:
        """Empty cells take the file's or the contract's default; a cell that could not be read stays empty."""
        empty = np.asarray(pd.isna(read.values))
        if read.problem is not None:
            empty &= ~read.problem
        if not empty.any():
            return
        try:
            value = PARSERS[column.type](column, default)
        except CellError:
            return
        filler = spread(column, [value], np.zeros(self.rows, dtype=np.intp), None)
        read.values = where(empty, filler.values, read.values)
        if column.type == "date":
            read.precision = where(empty, filler.precision, read.precision)

    def _merge_end(self, read: TypedColumn) -> None:
        """An end of its own wins over the end of a range in the start's cell; an end before the start is dropped."""
        if self.columns["end_date"] is not None:
            own = ~np.asarray(pd.isna(read.values))
            read.values = where(own, read.values, self.columns["end_date"])
            read.precision = where(own, read.precision, self.columns["end_date_precision"])
        start = self.columns["start_date"]
        whole_days = np.asarray(pd.Series(read.precision) == "day")
        backwards = read.values < np.where(whole_days, start, start.astype("datetime64[M]"))
        backwards &= ~np.isin(np.asarray(read.precision, dtype=object), ("year", "fiscal_year"))
        column = self.table.column("end_date")
        self._tell(
            rows_where(backwards),
            lambda row: self._finding("end_before_start", row, column, str(read.values[row])[:10]),
        )
        read.values = where(~backwards, read.values, extension([None] * self.rows, dtype="datetime64[s]"))
        read.precision = where(~backwards, read.precision, extension([None] * self.rows, dtype="str"))

    # -------------------------------------------------------------------------------------------- rows
    def read_extras(self) -> None:
        column = Column("", "text", "", "")
        for name in EXTRA_TEXT:
            given = self.raw.frame.get(name)
            value = self.raw.defaults.get(name)
            if given is not None:
                self.columns[name] = self._parse(column, given).values
            elif value:
                self.columns[name] = constant(column, value, self.rows).values
        for date in EXTRA_DATES:
            if date.name in self.raw.frame:
                read = self._parse(date, self.raw.frame[date.name])
                self.columns[date.name], self.columns[f"{date.name}_precision"] = read.values, read.precision
        if "municipality_code" in self.columns:
            self._fold_wards()

    def _fold_wards(self) -> None:
        """Wards of designated cities belong to their city; the ward's own code is kept as ``admin_code``."""
        written = pd.Series(self.columns["municipality_code"])
        distinct = {code: codes.city_of_ward(code) for code in written.dropna().unique()}
        if self.table.name == "districts":
            admin = pd.Series(self.columns.get("admin_code", written)).astype("str")
            self.columns["admin_code"] = admin.fillna(written).array
        self.columns["municipality_code"] = written.map(distinct).astype("str").array

    def require(self) -> None:
        """Rows without a required value go; a missing municipality may still be found by the build."""
        for column in self.table.input_columns:
            if not needs_a_value(column):
                continue
            empty = np.asarray(pd.isna(self.columns[column.name])) & self.alive
            self._tell(rows_where(empty), partial(self._lacking, column))
            self.alive &= ~empty

    def _lacking(self, column: Column, row: int) -> Finding:
        return self._finding("missing_required", row, column, "", rejected=True)

    def frame(self) -> pd.DataFrame:
        frame = pd.DataFrame(self.columns)
        frame["origin_file"] = extension([self.raw.file] * self.rows, dtype="str")
        frame["origin_row"] = extension(self.raw.frame.index.to_numpy(dtype=np.int64), "Int64")
        geometry = self.raw.geometry
        if any(c.type == "geometry" for c in self.table.columns):
            frame["_geometry"] = np.full(self.rows, None, dtype=object) if geometry is None else np.asarray(geometry)
        elif geometry is not None and "latitude" in frame:
            _take_points(frame, np.asarray(geometry))
        frame = frame[self.alive].reset_index(drop=True)
        generated = next((c.name for c in self.table.input_columns if c.generated), "")
        return give_keys(frame, self.table, self.raw.key_name, self.raw.part, self.raw.headers.get(generated, ""))


def _take_points(frame: pd.DataFrame, geometry: Any) -> None:
    """Coordinates of point features where no column gives them."""
    import shapely

    points = shapely.get_type_id(geometry) == shapely.GeometryType.POINT
    empty = points & frame["latitude"].isna().to_numpy() & frame["longitude"].isna().to_numpy()
    frame.loc[empty, "longitude"] = shapely.get_x(geometry[empty])
    frame.loc[empty, "latitude"] = shapely.get_y(geometry[empty])


def _first_positions(positions: Any, count: int) -> Any:
    first = np.full(count + 1, -1, dtype=np.int64)
    first[positions[::-1]] = np.arange(len(positions) - 1, -1, -1)
    return first
