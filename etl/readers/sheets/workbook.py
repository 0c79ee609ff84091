"""Workbooks (XLSX, XLS, ODS) → grids of cells with the row numbers that the user sees.

Every sheet that is a table of data is read, hidden ones too; what the cells do not say (errors, hidden rows) is told.
Passwords, renamed files and broken archives end in one finding.
"""

from __future__ import annotations

import datetime as dt
import io
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZipFile

import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from etl.findings import Finding
from etl.findings.errors import UnreadableError
from etl.readers.archive import BROKEN, require_reasonable
from etl.readers.base import LISTED, Given, RawTable
from etl.readers.sheets import form_mark, old_excel, sheet, spread, workbook_xml
from etl.values.normalize import fold, text

#: Sheets of our own templates and of those that ministries publish, by their folded names.
_NOT_DATA_SHEETS = frozenset(
    ("記入例", "記入要領", "入力規則", "選択肢", "説明", "凡例", "はじめに", "choices", "readme")
)

#: Genuine workbooks of more than this leave no place for what is made of them; a million rows of twelve columns fit.
MAX_UNPACKED = 1 << 30


def read_workbook(given: Given) -> Iterator[RawTable]:
    """Every sheet of a workbook that is a table of data; hidden ones too."""
    data = given.path.read_bytes()
    if not data:
        raise UnreadableError("empty_file")
    if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in data[: 1 << 20] + data[-(1 << 20) :]:
        raise UnreadableError("encrypted")
    try:
        if data.startswith(b"PK"):
            require_reasonable(given.path, MAX_UNPACKED)
        opened = bounded(data)
        book = CalamineWorkbook.from_filelike(io.BytesIO(opened.data))
        hidden = {s.name for s in book.sheets_metadata if s.visible != SheetVisibleEnum.Visible}
        names = [n for n in book.sheet_names if given.settings.layer in {"", n}]
        if form_mark.SHEET in names:  # a template of ours: its other sheets are no data, its name is its table's
            names = [n for n in names if n not in form_mark.OWN_SHEETS]
            given = given.at("", names[0]) if len(names) == 1 else given
        tables: list[RawTable] = []
        for name in names:
            part = given.at(name) if len(names) > 1 else given
            xml = opened.parts.get(name, "")
            tables += _sheet_tables(part, book.get_sheet_by_name(name), xml, opened.row_numbers(name))
            if name in hidden and tables[-1].table:
                tables[-1].findings.append(part.finding("hidden_sheet_read", sheet=name))
    except PasswordError as error:
        raise UnreadableError("encrypted") from error
    except (CalamineError, *BROKEN) as error:
        raise UnreadableError("unreadable_file", str(error)) from error
    yield from _worth_telling(given, tables)


@dataclass(frozen=True)
class Opened:
    """A workbook that may be laid out: its bytes, each sheet's member, the row numbers of sheets without their gaps."""

    data: bytes
    parts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)

    def row_numbers(self, name: str) -> list[int] | None:
        """The numbers of a sheet's rows where they are not simply one after the other."""
        return self.numbers.get(self.parts.get(name, ""))


def bounded(data: bytes) -> Opened:
    """The workbook, if it may be laid out; of an XLSX also the XML of each sheet, by the sheet's name.

    Raises:
        UnreadableError: ``too_large``, ``unreadable_file`` or ``xml_entities``.
    """
    if not data.startswith(b"PK"):
        old_excel.require_bounded(data)
        return Opened(data)
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            workbook_xml.require_plain_xml(archive)
            parts = workbook_xml.sheet_parts(archive)
        laid_out = spread.bounded(data)
    except BROKEN as error:
        raise UnreadableError("unreadable_file", f"ZIP: {error}") from error
    return Opened(laid_out.data, parts, laid_out.numbers)


def _worth_telling(given: Given, tables: Sequence[RawTable]) -> Iterator[RawTable]:
    """In a workbook with data, other sheets are only remarked upon, empty ones not at all; a blank one is said once."""
    empty = [t for t in tables if t.findings and t.findings[0].code == "empty_file"]
    skipped = [t for t in tables if t.findings and t.findings[0].code == "sheet_skipped"]
    told = [t for t in tables if not any(t is e for e in empty)]
    if any(t.table for t in tables):
        yield from (t if t.table else given.at(t.part).failed("sheet_skipped", sheet=t.part) for t in told)
    elif len(empty) + len(skipped) == len(tables):
        yield given.failed("empty_file")
    else:
        yield from (t for t in told if not any(t is s for s in skipped))


def _sheet_tables(
    given: Given, source: CalamineSheet, xml: str = "", numbers: Sequence[int] | None = None
) -> list[RawTable]:
    """The tables of a sheet; ``numbers`` are those of its rows where it was copied without the empty ones."""
    if fold(given.part.rsplit("/", 1)[-1]) in _NOT_DATA_SHEETS:
        return [given.failed("sheet_skipped", sheet=given.part)]
    rows = source.to_python(skip_empty_area=False)
    numbers = range(1, len(rows) + 1) if numbers is None else numbers
    merged = _ranges(source, numbers)
    joined = joined_rows(source, numbers)
    header = sheet.find_header(rows, tuple(given.settings.columns.values()), joined)
    if not rows or not header.names:
        return [given.failed("empty_file")]
    filled = _fill_merged(rows, merged, header.last)
    width = max(len(header.names), *(len(row) for row in rows))
    names = (*header.names, *[""] * (width - len(header.names)))
    cells = [[_cell(c) for c in row] + [None] * (width - len(row)) for row in rows[header.last + 1 :]]
    index = pd.Index(list(numbers[header.last + 1 : len(rows)]), dtype="int64")
    frame = pd.DataFrame(cells, index=index, columns=pd.RangeIndex(width), dtype=object)
    titles = sum(any(text(c) for c in row) for row in rows[: header.first])
    grid = sheet.Grid(given, names, frame, titles=sheet.titles_of(rows, header))
    grid.findings += sheet.header_findings(given, header, numbers, titles)
    if filled:
        grid.findings.append(given.finding("merged_filled", count=filled))
    if xml:
        grid.findings += _marks(given, names, numbers[header.last], xml)
    return sheet.to_tables(grid)


def _marks(given: Given, names: Sequence[str], last: int, xml: str) -> list[Finding]:
    """Errors and formulas without a value below the header, once per column; hidden rows and columns, once."""
    with ZipFile(given.path) as archive:
        marks = workbook_xml.marks_of(archive, xml)
    said: list[Finding] = []
    for code, cells in (
        ("formula_error", marks.errors),
        ("formula_uncalculated", dict.fromkeys(marks.uncalculated, "")),
    ):
        by_column: dict[int, list[tuple[int, int]]] = {}
        for cell in sorted(at for at in cells if at[1] > last):
            by_column.setdefault(cell[0], []).append(cell)
        for column in list(by_column)[:LISTED]:
            at = by_column[column]
            name = (names[column] if column < len(names) else "") or f"{column + 1}列目"
            said.append(given.finding(code, row=at[0][1], column=name, value=cells[at[0]], count=len(at)))
        if others := [cell for column in list(by_column)[LISTED:] for cell in by_column[column]]:
            more = f"ほか{len(by_column) - LISTED:,}列"
            first = min(others, key=lambda cell: cell[1])
            said.append(given.finding(code, row=first[1], column=more, value=cells[first], count=len(others)))
    rows, columns = len(marks.hidden_rows), (marks.hidden_columns & ((1 << len(names)) - 1)).bit_count()
    return [*said, given.finding("hidden_read", rows=rows, columns=columns)] if rows or columns else said


def _ranges(source: CalamineSheet, numbers: Sequence[int]) -> list[tuple[int, int, int]]:
    """Merged cells as positions in the grid, each range once: first row, last row, first column.

    What lies outside of the grid is cut off, as a file may name any range: whole sheets, rows never written, corners
    the wrong way round.
    """
    found: set[tuple[int, int, int]] = set()
    for (a, b), (c, d) in source.merged_cell_ranges or []:
        top, bottom, left = min(a, c) + 1, max(a, c) + 1, min(b, d)
        first, end = bisect_left(numbers, top), bisect_right(numbers, bottom)
        if first < end and numbers[first] == top and left <= (source.end or (0, 0))[1]:
            found.add((first, end - 1, left))
    return sorted(found)


def joined_rows(source: CalamineSheet, numbers: Sequence[int]) -> frozenset[int]:
    """Positions of rows that are merged with the row below."""
    return frozenset(top for top, bottom, _ in _ranges(source, numbers) if bottom == top + 1)


def _fill_merged(rows: list[list[Any]], merged: Sequence[tuple[int, int, int]], last: int) -> int:
    """Give cells merged downwards below the header the value of their first cell; how many were filled.

    No cell belongs to two ranges; of ranges that overlap the first is used.
    """
    count = 0
    filled: dict[int, int] = {}  # by column: the last row that belongs to a range
    for top, bottom, left in merged:
        if top <= max(last, filled.get(left, -1)) or bottom == top:
            continue
        filled[left] = bottom
        if rows[top][left] in ("", None):
            continue
        for row in rows[top + 1 : bottom + 1]:
            row[left] = rows[top][left]
            count += 1
    return count


def _cell(value: Any) -> Any:
    """A cell as read: empty is None, whole floats are integers, a time of day is text."""
    if value == "" or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value.isoformat() if isinstance(value, dt.time) else value
