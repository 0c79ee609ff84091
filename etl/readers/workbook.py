"""Workbooks (XLSX, XLS, ODS) → grids of cells with the row numbers that the user sees.

Every sheet that is a table of data is read, hidden ones too; what the cells do not say (errors, hidden rows) is told.
Passwords, renamed files and broken archives end in one finding.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any
from zipfile import ZipFile

import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from etl import template_mark
from etl.findings import Finding
from etl.normalize import fold, text
from etl.readers import sheet, workbook_xml
from etl.readers.archive import BROKEN, require_reasonable
from etl.readers.base import Given, RawTable
from etl.readers.errors import UnreadableError

#: Sheets of our own templates and of those that ministries publish, by their folded names.
_NOT_DATA_SHEETS = frozenset(
    ("記入例", "記入要領", "入力規則", "選択肢", "説明", "凡例", "はじめに", "choices", "readme")
)


def read_workbook(given: Given) -> Iterator[RawTable]:
    """Every sheet of a workbook that is a table of data; hidden ones too."""
    data = given.path.read_bytes()
    if not data:
        raise UnreadableError("empty_file")
    if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in data[: 1 << 20] + data[-(1 << 20) :]:
        raise UnreadableError("encrypted")
    parts = _parts(given) if data.startswith(b"PK") else {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        hidden = {s.name for s in book.sheets_metadata if s.visible != SheetVisibleEnum.Visible}
        names = [n for n in book.sheet_names if given.settings.layer in {"", n}]
        if template_mark.SHEET in names:  # a template of ours: its other sheets are no data, its name is its table's
            names = [n for n in names if n not in template_mark.OWN_SHEETS]
            given = given.at("", names[0]) if len(names) == 1 else given
        tables: list[RawTable] = []
        for name in names:
            part = given.at(name) if len(names) > 1 else given
            tables += _sheet_tables(part, book.get_sheet_by_name(name), parts.get(name, ""))
            if name in hidden and tables[-1].table:
                tables[-1].findings.append(part.finding("hidden_sheet_read", sheet=name))
    except PasswordError as error:
        raise UnreadableError("encrypted") from error
    except (CalamineError, *BROKEN) as error:
        raise UnreadableError("unreadable_file", str(error)) from error
    yield from _worth_telling(given, tables)


def _parts(given: Given) -> dict[str, str]:
    """The XML of each sheet of an XLSX, by the sheet's name; nothing for other kinds of workbook."""
    require_reasonable(given.path)
    try:
        with ZipFile(given.path) as archive:
            workbook_xml.require_plain_xml(archive)
            workbook_xml.require_bounded(archive)
            return workbook_xml.sheet_parts(archive)
    except BROKEN as error:
        raise UnreadableError("unreadable_file", f"ZIP: {error}") from error


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


def _sheet_tables(given: Given, source: CalamineSheet, xml: str = "") -> list[RawTable]:
    if fold(given.part.rsplit("/", 1)[-1]) in _NOT_DATA_SHEETS:
        return [given.failed("sheet_skipped", sheet=given.part)]
    rows = source.to_python(skip_empty_area=False)
    merged = [((a, b), (c, d)) for (a, b), (c, d) in (source.merged_cell_ranges or [])]
    joined = frozenset(a for (a, b), (c, d) in merged if c == a + 1)
    header = sheet.find_header(rows, tuple(given.settings.columns.values()), joined)
    if not rows or not header.names:
        return [given.failed("empty_file")]
    filled = _fill_merged(rows, merged, header.last)
    width = max(len(header.names), *(len(row) for row in rows))
    names = (*header.names, *[""] * (width - len(header.names)))
    cells = [[_cell(c) for c in row] + [None] * (width - len(row)) for row in rows[header.last + 1 :]]
    index = pd.RangeIndex(header.last + 2, header.last + 2 + len(cells))
    frame = pd.DataFrame(cells, index=index, columns=pd.RangeIndex(width), dtype=object)
    titles = sum(any(text(c) for c in row) for row in rows[: header.first])
    grid = sheet.Grid(given, names, frame, titles=sheet.titles_of(rows, header))
    grid.findings += sheet.header_findings(given, header, range(1, len(rows) + 1), titles)
    if filled:
        grid.findings.append(given.finding("merged_filled", count=filled))
    if xml:
        grid.findings += _marks(given, names, header.last + 1, xml)
    return sheet.to_tables(grid)


def _marks(given: Given, names: Sequence[str], last: int, xml: str) -> list[Finding]:
    """Errors and formulas without a value below the header, once per column; hidden rows and columns, once."""
    with ZipFile(given.path) as archive:
        marks = workbook_xml.marks_of(archive, xml)
    said = []
    for code, cells in (
        ("formula_error", marks.errors),
        ("formula_uncalculated", dict.fromkeys(marks.uncalculated, "")),
    ):
        below = sorted(at for at in cells if at[1] > last)
        for column in sorted({c for c, _ in below}):
            at = [cell for cell in below if cell[0] == column]
            name = (names[column] if column < len(names) else "") or f"{column + 1}列目"
            said.append(given.finding(code, row=at[0][1], column=name, value=cells[at[0]], count=len(at)))
    rows, columns = len(marks.hidden_rows), len([c for c in marks.hidden_columns if c < len(names)])
    return [*said, given.finding("hidden_read", rows=rows, columns=columns)] if rows or columns else said


def _fill_merged(rows: list[list[Any]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]], last: int) -> int:
    """Give cells merged downwards below the header the value of their first cell; how many were filled."""
    count = 0
    for (top, left), (bottom, _) in merged:
        if top <= last or bottom == top or bottom >= len(rows):
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
