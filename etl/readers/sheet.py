"""A grid of cells → rows of the contract: finds the header, recognises the table, drops what is not data.

Works column by column, so that millions of rows cost no Python object each.  Cells stay as they were read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from etl.contract import TABLES, Table
from etl.findings import Finding
from etl.marks import DITTO, is_total
from etl.normalize import fold, text
from etl.readers import census_tables, opendata, terms
from etl.readers.base import Given, RawTable, reject_rows, reject_strangers
from etl.readers.headers import (
    beside_councils,
    column_remarks,
    columns_of,
    hinted_table,
    is_personal,
    known_headers,
    ranked,
    renamed,
)

TOTALS_HINT = "計|総数|[Tt]otal|TOTAL"
_NOTE = re.compile(r"^\s*(※|＊|\*|注|（注|\(注|出典|資料|備考)")
#: Notes are looked for in so many rows at the end.
NOTES_WITHIN = 200
_SEARCHED_ROWS = 40


@dataclass(frozen=True)
class Header:
    """The header of a grid: positions (from 0) of its first and last row and a name for each column."""

    first: int
    last: int
    names: tuple[str, ...]
    known: int = 0


@dataclass
class Grid:
    """A grid of data under its header: columns by position, index = row as the user sees it.

    ``titles`` is what stood above the header.
    """

    given: Given
    names: Sequence[str]
    frame: pd.DataFrame
    encoding: str = ""
    findings: list[Finding] = field(default_factory=list)
    rejected: int = 0
    titles: str = ""


def find_header(
    rows: Sequence[Sequence[Any]], extra: Sequence[str] = (), two_rows: frozenset[int] = frozenset()
) -> Header:
    """The row, or two rows joined, that hold the most known headers; the first row with content if none is known.

    Args:
        rows: the top of the grid.
        extra: further headers that count as known (from the settings).
        two_rows: positions of rows that are merged with the row below.
    """
    known = set(known_headers()) | {fold(h) for h in extra}
    for layout in opendata.LAYOUTS:
        known |= {fold(h) for h in layout.known_by}
    top = [[text(cell) for cell in row] for row in rows[:_SEARCHED_ROWS]]
    filled = next((i for i, row in enumerate(top) if any(row)), 0)
    best = Header(filled, filled, tuple(top[filled]) if top else ())
    for i, row in enumerate(top):
        single = Header(i, i, tuple(row), _count(row, known))
        joined = _joined(top, i, known)
        if joined is not None and _is_one(top, i, single, joined, known, merged=i in two_rows):
            single = joined
        best = single if single.known > best.known else best
    return best


def _is_one(top: list[list[str]], i: int, single: Header, joined: Header, known: set[str], *, merged: bool) -> bool:
    """Whether a row and the next are one header: merged cells say so, or only together they hold more known names.

    A title above a header adds nothing to it.
    """
    if merged and joined.known >= single.known > 0:
        return True
    return joined.known > max(single.known, _count(top[i + 1], known))


def _count(names: Sequence[str], known: set[str]) -> int:
    return len({fold(n) for n in names if n} & known)


def _joined(top: list[list[str]], i: int, known: set[str]) -> Header | None:
    """Rows ``i`` and ``i + 1`` as one header: 座標 over 緯度, 経度 gives 緯度, 経度."""
    if i + 1 >= len(top):
        return None
    width = max(len(top[i]), len(top[i + 1]))
    upper, lower = (row + [""] * (width - len(row)) for row in (top[i], top[i + 1]))
    names, over = [], ""
    for high, low in zip(upper, lower, strict=True):
        over = high or over
        names.append(high if not low else low if fold(low) in known else f"{over}{low}")
    return Header(i, i + 1, tuple(names), _count(names, known))


def titles_of(rows: Sequence[Sequence[Any]], header: Header) -> str:
    """What stands above the header, in one text."""
    return " ".join(text(cell) for row in rows[: header.first] for cell in row if text(cell))


def header_findings(given: Given, header: Header, row_of: Sequence[int], title_rows: int) -> list[Finding]:
    """What to say about a header that is not simply the first row."""
    said = []
    if title_rows:
        said.append(given.finding("header_found_at", row=row_of[header.first], skipped=title_rows))
    if header.last > header.first:
        said.append(given.finding("headers_joined", row=row_of[header.last]))
    return said


# ----------------------------------------------------------------------------------------------- to a table
def to_table(grid: Grid) -> RawTable:
    """The grid as rows of the table that it is recognised as, or a finding that says what was seen."""
    given = grid.given
    blank = grid.frame.isna().all(axis=1)
    frame = grid.frame[~blank] if blank.any() else grid.frame
    if frame.empty:
        return (
            given.table("", findings=grid.findings, rows_read=grid.rejected)
            if grid.rejected
            else given.failed("empty_file")
        )
    if (stated := terms.read(given, grid.names, frame, grid.titles)) is not None:
        stated.findings[:0] = grid.findings
        stated.rows_read += grid.rejected
        return stated
    census = census_tables.read(census_tables.Sheet(
        given, grid.names, frame, grid.titles, grid.encoding, tuple(grid.findings), grid.rejected
    ))  # fmt: skip
    if census is not None:
        return census
    chosen = recognised(grid)
    if chosen is None:
        return _unknown(grid)
    table, positions, name = chosen
    if table.name == "councils":
        positions = positions | beside_councils(grid.names, positions)
    read = len(frame) + grid.rejected
    frame, said = _data_rows(grid, frame)
    used = {column: grid.names[p] for column, p in positions.items() if not is_personal(grid.names[p])}
    out = pd.DataFrame({column: frame[p] for column, p in positions.items() if column in used}, index=frame.index)
    table, out, more = opendata.completed(given, name, table, out, frame, grid.names)
    said += more
    outside: list[Finding] = []
    if name.startswith("opendata") and "municipality_code" in out.columns:
        out, outside = _in_scope(given, out, used["municipality_code"])
    filled = {p for p in range(len(grid.frame.columns)) if not grid.frame[p].isna().all()}
    quiet = name.startswith("opendata")
    said += column_remarks(given, table, grid.names, positions, filled, quiet=quiet) + _missing(given, table, used)
    return given.table(
        table.name, frame=out, headers=used, recognised_as=name, encoding=grid.encoding, rows_read=read,
        edition=given.settings.edition, findings=[*grid.findings, *said, *outside], defaults=opendata.defaults_of(name),
    )  # fmt: skip


def recognised(grid: Grid) -> tuple[Table, dict[str, int], str] | None:
    """The table that the headers make, its columns' positions, and how it was told; None if they make none."""
    given, names = grid.given, renamed(grid.names, grid.given.settings.columns)
    if given.settings.table:
        table = TABLES[given.settings.table]
        return table, columns_of(table, grid.names, given.settings.columns), f"settings:{table.name}"
    if layout := opendata.layout_of(names):
        return TABLES[layout[0].table], layout[1], layout[0].name
    hint = hinted_table(given.part.rsplit("/", 1)[-1]) or hinted_table(given.stem)
    matches = ranked(names, hint, has_code=bool(given.municipality_code))
    for match in matches:
        hinted = match.table.name == hint
        whole = not set(match.missing) - {"municipality_code"} and match.score >= 0.8
        if (whole and match.coverage >= _least_coverage(match.table)) if not hinted else len(match.positions) >= 2:
            return match.table, match.positions, f"contract:{match.table.name}"
    return None


def _least_coverage(table: Table) -> float:
    """The share of headers that must fit: a code and a name alone make no table of municipalities."""
    return 0.6 if table.name in {"municipalities", "sources", "frameworks"} else 0.25


def _unknown(grid: Grid) -> RawTable:
    seen = [n for n in grid.names if n]
    guesses = ranked(list(grid.names), has_code=True)
    near = f"{guesses[0].table.label_ja}（{guesses[0].table.name}）" if guesses else "なし / none"
    return grid.given.failed("not_recognised", seen="、".join(seen[:20]) or "なし / none", nearest=near)


def _missing(given: Given, table: Table, used: dict[str, str]) -> list[Finding]:
    """Required columns that are not there; whose rows they are, the build may know without a column."""
    late = {"municipality_code"} if table.name != "municipalities" else set()
    required = (c for c in table.input_columns if c.required and not c.generated and c.name not in {*used, *late})
    return [given.finding("missing_column", column=c.label_ja) for c in required]


# ------------------------------------------------------------------------------------------------- the rows
def _data_rows(grid: Grid, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows without totals and notes, ditto marks filled in."""
    frame, said = _without_totals(grid.given, frame)
    filled = 0
    for position in frame.columns:
        column = frame[position]
        if column.dtype.kind in "ifbM":
            continue
        marks = column.isin(DITTO)
        if count := int(marks.sum()):
            frame = frame if filled else frame.copy()
            frame[position] = column.mask(marks).ffill().where(marks, column)
            filled += count
    return frame, [*said, grid.given.finding("ditto_filled", count=filled)] if filled else said


def _without_totals(given: Given, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Totals (合計 in one of the first three filled columns) and notes (※ alone in its row) are not data."""
    totals = np.zeros(len(frame), dtype=bool)
    for position in list(frame.columns)[:3]:
        if frame[position].dtype.kind not in "ifbM":
            likely = frame[position].astype("str").str.contains(TOTALS_HINT, na=False)  # quick, inside Arrow
            words = [w for w in frame[position][likely].unique() if is_total(str(w))]
            totals |= frame[position].isin(words).to_numpy(dtype=bool)
    first = frame.iloc[:, 0] if len(frame.columns) else pd.Series(dtype=object)
    alone = np.zeros(len(frame), dtype=bool)
    if len(frame.columns) > 2 and first.dtype.kind not in "ifbM":
        notes = [v for v in first.tail(NOTES_WITHIN).unique() if isinstance(v, str) and _NOTE.match(v)]
        alone = (first.isin(notes) & frame.iloc[:, 1:].isna().all(axis=1)).to_numpy() if notes else alone
    labelled = pd.DataFrame({"label": first.astype(object)}, index=frame.index)
    gone = totals | alone
    labelled.loc[gone, "label"] = frame[gone].astype(object).bfill(axis=1).iloc[:, 0]
    keep, said = reject_rows(given, labelled, totals, "totals_row", "label", header="")
    keep_notes, notes_said = reject_rows(given, labelled, alone & ~totals, "note_row", "label", header="")
    return frame[keep & keep_notes], said + notes_said


def _in_scope(given: Given, frame: pd.DataFrame, header: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Rows of a published layout that carry another municipality's code do not belong to this folder."""
    scope = given.municipality_code
    if not scope:
        return frame, []
    read = {value: opendata.city_code(value) for value in frame["municipality_code"].unique()}
    cities = frame["municipality_code"].map(read)
    other = (cities != scope) & (cities != "")
    keep, said = reject_strangers(given, frame, other, "municipality_code", header=header)
    return frame[keep], said
