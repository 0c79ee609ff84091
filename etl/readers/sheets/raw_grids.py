"""Uploaded tables as they are: every cell at the row and column number that the user sees, and where a header stands.

For showing, never for loading: nothing is normalised, and what cannot be read gives no grid.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from etl.findings.errors import UnreadableError
from etl.readers import encoding
from etl.readers.sheets import sheet, workbook
from etl.readers.sheets.form_mark import OWN_SHEETS, SHEET
from etl.readers.sheets.tabular import delimiter_of
from etl.values.normalize import fold, text

#: A file larger than this is listed but not shown again.
MAX_BYTES = 64_000_000
_TABLES = frozenset((".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt"))
#: Content decides, as for the readers: a workbook may be called .csv.
_WORKBOOK_SIGNS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_TOP = 60
_NAMED_BY_PLACE = re.compile(r"(\d+)列目")


@dataclass(frozen=True)
class RawGrid:
    """One sheet or text file: cells by row number (from 1), and the name of each column in its header.

    ``part`` is the sheet's name, empty where a file has only one.  ``header`` is the number of the header's last row.
    """

    file: str
    part: str
    rows: Mapping[int, Sequence[Any]]
    header: int
    names: tuple[str, ...]

    def column(self, name: str) -> int | None:
        """The position (from 0) of a column by its header as written; None if no column is called so."""
        if match := _NAMED_BY_PLACE.fullmatch(name):
            return int(match[1]) - 1
        if name in self.names:
            return self.names.index(name)
        folded = [fold(n) for n in self.names]
        return folded.index(fold(name)) if name and fold(name) in folded else None


def raw_grids(name: str, data: bytes) -> list[RawGrid]:
    """The grids of one file; none for files of other kinds, broken or protected ones, and very large ones."""
    if len(data) > MAX_BYTES:
        return []
    if PurePath(name).suffix.casefold() not in _TABLES:
        return []
    try:
        return list(_sheets(name, data) if data.startswith(_WORKBOOK_SIGNS) else _text(name, data))
    except (CalamineError, UnicodeDecodeError, UnreadableError, csv.Error):
        return []


def _sheets(name: str, data: bytes) -> Iterator[RawGrid]:
    opened = workbook.bounded(data)
    book = CalamineWorkbook.from_filelike(io.BytesIO(opened.data))
    names = [n for n in book.sheet_names if SHEET not in book.sheet_names or n not in OWN_SHEETS]
    for title in names:
        source = book.get_sheet_by_name(title)
        rows = source.to_python(skip_empty_area=False)
        if rows:
            numbers = opened.row_numbers(title) or range(1, len(rows) + 1)
            header = sheet.find_header(rows, (), workbook.joined_rows(source, numbers))
            numbered = {n: row for n, row in zip(numbers, rows, strict=False) if any(c not in ("", None) for c in row)}
            yield RawGrid(name, title if len(names) > 1 else "", numbered, numbers[header.last], header.names)


def _text(name: str, data: bytes) -> Iterator[RawGrid]:
    """A record stands at the number of its first line, as findings count."""
    found = encoding.detect(data)
    if found is None:
        return
    content = data.decode(found[0]).removeprefix("\ufeff").replace("\0", "")
    content = content if "\n" in content else content.replace("\r", "\n")
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter_of(content[: 1 << 16]))
    rows: dict[int, Sequence[Any]] = {}
    starts, start = [], 1
    for row in reader:
        if any(row):
            rows[start] = row
        starts.append(start)
        start = reader.line_num + 1
    top = [rows.get(n, []) for n in starts[:_TOP]]
    if top:
        header = sheet.find_header(top)
        yield RawGrid(name, "", rows, starts[header.last], header.names)


def shown(cell: Any) -> Any:
    """A cell for a workbook: text, number or date; nothing for an empty one."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool | int | float | str | dt.date | dt.datetime):
        return cell
    return cell.isoformat() if isinstance(cell, dt.time) else text(cell) or str(cell)
