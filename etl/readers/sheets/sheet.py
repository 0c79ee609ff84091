"""A grid of cells → rows of the contract: finds the header, recognises the table, drops what is not data.

Works column by column, so that millions of rows cost no Python object each.  Cells stay as they were read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd

from etl.contract import TABLES, Column, Table
from etl.findings import Finding
from etl.readers import context, unknown
from etl.readers.base import Given, RawTable, reject_strangers
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
from etl.readers.published import census_tables, council_lists, opendata, terms
from etl.readers.sheets.rows import data_rows
from etl.values.normalize import fold, text

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
    known = {*_known(), *(fold(h) for h in extra)}
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


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset((*known_headers(), *(fold(h) for layout in opendata.LAYOUTS for h in layout.known_by)))


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
def to_tables(grid: Grid) -> list[RawTable]:
    """The grid as rows of the table that it is recognised as, or a finding that says what was seen.

    A list of councils that speaks of districts without one gives rows of a second table.
    """
    beside: list[RawTable] = []
    return [_to_table(grid, beside), *beside]


def to_table(grid: Grid) -> RawTable:
    """The first table of :func:`to_tables`."""
    return to_tables(grid)[0]


def _to_table(grid: Grid, beside: list[RawTable]) -> RawTable:
    blank = grid.frame.isna().all(axis=1)
    grid.frame = grid.frame[~blank] if blank.any() else grid.frame
    if grid.frame.empty:
        return _nothing(grid)
    if (published := _published(grid)) is not None:
        return published
    names, grid.frame, said = context.joined_dates(grid.given, list(grid.names), grid.frame)
    grid.names, grid.findings = names, [*grid.findings, *said]
    chosen = recognised(grid)
    if chosen is None:
        return unknown.explain(grid.given, grid.names, grid.frame)
    return _by_contract(grid, *chosen, beside)


def _nothing(grid: Grid) -> RawTable:
    if grid.rejected:
        return grid.given.table("", findings=grid.findings, rows_read=grid.rejected)
    return grid.given.failed("empty_file")


def _published(grid: Grid) -> RawTable | None:
    """The grid as a table of terms or of the census, which follow rules of their own."""
    stated = terms.read(grid.given, grid.names, grid.frame, grid.titles)
    if stated is not None:
        stated.findings[:0] = grid.findings
        stated.rows_read += grid.rejected
        return stated
    return census_tables.read(census_tables.Sheet(
        grid.given, grid.names, grid.frame, grid.titles, grid.encoding, tuple(grid.findings), grid.rejected
    ))  # fmt: skip


def _by_contract(grid: Grid, table: Table, positions: dict[str, int], name: str, beside: list[RawTable]) -> RawTable:
    """The rows of the grid under the contract's columns; rows of a second table go to ``beside``."""
    given, read = grid.given, len(grid.frame) + grid.rejected
    if table.name == "councils":
        positions = positions | beside_councils(grid.names, positions)
    frame, said = data_rows(given, grid.names, grid.frame, telling(table, positions))
    used = {column: grid.names[p] for column, p in positions.items() if not is_personal(grid.names[p])}
    out = pd.DataFrame({column: frame[p] for column, p in positions.items() if column in used}, index=frame.index)
    table, out, completed = opendata.completed(given, name, table, out, frame, grid.names)
    out, dated = context.complete_dates(given, table, out, used, grid.titles)
    out, events, listed = _listed_councils(grid, table, out, used)
    beside += events
    out, outside = _in_scope(given, name, out, used)
    defaults, told = context.defaults_told(given, table, used, grid.titles)
    remarks = _remarks(grid, table, positions, frame, quiet=name.startswith("opendata"))
    return given.table(
        table.name, frame=out, headers=used, recognised_as=name, encoding=grid.encoding, edition=given.settings.edition,
        rows_read=read - sum(e.rows_read for e in events),
        findings=[
            *grid.findings, *said, *completed, *listed, *dated, *remarks, *told, *_missing(given, table, used), *outside
        ],
        defaults={**opendata.defaults_of(name), **defaults},
    )  # fmt: skip


def telling(table: Table, positions: dict[str, int]) -> tuple[int, ...]:
    """Where the columns stand without which a row is none of the table; whose it is, a folder may tell."""
    return tuple(positions[c.name] for c in table.input_columns if _must_stand(c) and c.name in positions)


def _must_stand(column: Column) -> bool:
    return column.required and not column.generated and column.name != "municipality_code"


def _listed_councils(
    grid: Grid, table: Table, out: pd.DataFrame, used: dict[str, str]
) -> tuple[pd.DataFrame, list[RawTable], list[Finding]]:
    """A list of councils without its rows of districts alone, the table of these, and what to say of days and plans."""
    if table.name != "councils":
        return out, [], []
    out, dated = council_lists.with_day(grid.given, out, used, grid.titles)
    out, events = council_lists.split(grid.given, out, used, grid.titles)
    out, plans = council_lists.without_plans(grid.given, out, used)
    return out, events, [*dated, *plans]


def _remarks(grid: Grid, table: Table, positions: dict[str, int], frame: pd.DataFrame, *, quiet: bool) -> list[Finding]:
    filled = {p for p in range(len(frame.columns)) if not frame[p].isna().all()}
    return column_remarks(grid.given, table, grid.names, positions, filled, quiet=quiet)


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
        if (whole and match.coverage >= _least_coverage(match.table)) if not hinted else match.columns >= 2:
            return match.table, match.positions, f"contract:{match.table.name}"
    return None


def _least_coverage(table: Table) -> float:
    """The share of headers that must fit: a code and a name alone make no table of municipalities."""
    return 0.6 if table.name in {"municipalities", "sources", "frameworks"} else 0.25


def _missing(given: Given, table: Table, used: dict[str, str]) -> list[Finding]:
    """Required columns that are not there; whose rows they are, the build may know without a column."""
    own = table.name == "municipalities"
    return [
        given.finding("missing_column", column=c.label_ja)
        for c in table.input_columns
        if c.name not in used and (_must_stand(c) or (own and c.name == "municipality_code"))
    ]


def _in_scope(given: Given, name: str, frame: pd.DataFrame, used: dict[str, str]) -> tuple[pd.DataFrame, list[Finding]]:
    """Rows of a published layout that carry another municipality's code do not belong to this folder."""
    scope = given.municipality_code
    if not scope or not name.startswith("opendata") or "municipality_code" not in frame.columns:
        return frame, []
    read = {value: opendata.city_code(value) for value in frame["municipality_code"].unique()}
    cities = frame["municipality_code"].map(read)
    other = (cities != scope) & (cities != "")
    keep, said = reject_strangers(given, frame, other, "municipality_code", header=used["municipality_code"])
    return frame[keep], said
