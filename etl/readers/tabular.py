"""CSV and workbooks (XLSX, XLS, ODS) → grids of cells with the row numbers that the user sees.

CSV is read column by column through Arrow; only a file with broken or blank lines is read line by line, so that each
such line gets its finding.  Passwords, renamed files and broken archives end in one finding.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from etl.normalize import fold, text
from etl.readers import encoding, sheet
from etl.readers.archive import require_reasonable
from etl.readers.base import Given, RawTable
from etl.readers.layers import UnreadableError

_MAGIC = ((b"%PDF", "PDF"), (b"PK\x03\x04", "ZIP / Excel"), (b"\xd0\xcf\x11\xe0", "Excel 97-2003"), (b"\x89PNG", "PNG"),
          (b"\xff\xd8\xff", "JPEG"), (b"SQLite format 3", "SQLite"))  # fmt: skip
_SAMPLE = 1 << 16
#: Sheets of our own templates and of those that ministries publish, by their folded names.
_NOT_DATA_SHEETS = frozenset(
    ("記入例", "記入要領", "入力規則", "選択肢", "説明", "凡例", "はじめに", "choices", "readme")
)


# ------------------------------------------------------------------------------------------------------ CSV
def read_text(given: Given) -> Iterator[RawTable]:
    """A CSV, TSV or semicolon file in any Japanese encoding."""
    data = given.path.read_bytes()
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise UnreadableError("unreadable_file", f"中身は {name} です / its content is {name}")
    found = encoding.detect(data, given.settings.encoding)
    if not data[:_SAMPLE].strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n,;\x1a"):
        raise UnreadableError("empty_file")
    if found is None:
        raise UnreadableError("encoding_unknown")
    name, guessed = found
    if name != "utf-8":
        data = data.decode(name).removeprefix("\ufeff").encode()
    grid = _csv_grid(given, _with_newlines(data), name)
    if guessed:
        grid.findings.insert(0, given.finding("encoding_guessed", encoding=name))
    yield sheet.to_table(grid)


def _with_newlines(data: bytes) -> bytes:
    """Line ends of old Macintosh files (CR alone) as LF."""
    return data if b"\n" in data or b"\r" not in data else data.replace(b"\r", b"\n")


def _csv_grid(given: Given, data: bytes, codec: str) -> sheet.Grid:
    head = data[:_SAMPLE].decode("utf-8", errors="ignore")
    delimiter = _delimiter(head)
    rows, lines = _parsed(head, delimiter, 60)
    header = sheet.find_header(rows, tuple(given.settings.columns.values()))
    body, line = _after(data, lines[header.last]), lines[header.last]
    width = len(header.names)
    starts = [1, *(n + 1 for n in lines)]
    titles = sum(any(c.strip() for c in row) for row in rows[: header.first])
    grid = sheet.Grid(given, header.names, pd.DataFrame(), codec, titles=sheet.titles_of(rows, header))
    grid.findings += sheet.header_findings(given, header, starts, titles)
    if len(body):
        frame = _arrow_frame(body, delimiter, width, line, quoted=b'"' in data)
        grid.frame = _line_by_line(grid, body, delimiter, line) if frame is None else frame
    return grid


def _delimiter(head: str) -> str:
    lines = [line for line in head.splitlines()[:40] if line.strip()]
    return max(",\t;", key=lambda d: sorted(line.count(d) for line in lines)[len(lines) // 2]) if lines else ","


def _parsed(head: str, delimiter: str, limit: int) -> tuple[list[list[str]], list[int]]:
    """The first rows and, for each, the number of its last line."""
    rows: list[list[str]] = []
    lines: list[int] = []
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            lines.append(reader.line_num)
            if len(rows) >= limit:
                break
    except csv.Error as error:
        if not rows:
            raise UnreadableError("unreadable_file", f"CSV: {error}") from error
    return rows, lines


def _after(data: bytes, lines: int) -> memoryview:
    """What follows the first ``lines`` lines, up to the last character that says something; not a copy."""
    start, end = 0, len(data)
    while end and data[end - 1] in b"\r\n \t\x1a\0":
        end -= 1
    for _ in range(lines):
        found = data.find(b"\n", start)
        start = found + 1 if found >= 0 else end
    return memoryview(data)[min(start, end) : end]


def _arrow_frame(body: memoryview, delimiter: str, width: int, line: int, *, quoted: bool) -> pd.DataFrame | None:
    """All cells as text, empty ones missing; None if a line has another number of cells than the header."""
    names = [str(position) for position in range(width)]
    parse = arrow_csv.ParseOptions(
        delimiter=delimiter, newlines_in_values=quoted, ignore_empty_lines=False
    )  # fmt: skip
    convert = arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=True, null_values=[""]
    )
    read = arrow_csv.ReadOptions(column_names=names, block_size=1 << 22)
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(body)), read_options=read, parse_options=parse, convert_options=convert
        )
    except pa.ArrowInvalid:
        return None
    frame: pd.DataFrame = table.to_pandas()
    frame.columns = pd.RangeIndex(width)
    frame.index = _line_numbers(frame, line, quoted=quoted)
    return frame


def _line_numbers(frame: pd.DataFrame, line: int, *, quoted: bool) -> pd.Index[Any]:
    """The line on which each row begins; line breaks inside cells count."""
    numbers = pd.Series(range(line + 1, line + 1 + len(frame)), dtype="int64")
    if quoted:
        breaks = sum(
            (frame[c].str.count("\n").fillna(0).astype("int64") for c in frame.columns), pd.Series(0, frame.index)
        )
        numbers += breaks.cumsum().shift(1, fill_value=0).to_numpy()
    return pd.Index(numbers)


def _line_by_line(grid: sheet.Grid, body: memoryview, delimiter: str, line: int) -> pd.DataFrame:
    """Rows one at a time: short ones are filled up, long ones rejected, blank ones skipped."""
    width, kept, numbers = len(grid.names), [], []
    reader = csv.reader(io.StringIO(str(body, "utf-8"), newline=""), delimiter=delimiter)
    start = line + 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row[width:]):
                shown = delimiter.join(row)
                grid.findings.append(grid.given.finding(
                    "malformed_row", row=start, value=shown, expected=width, found=len(row), rejected=True
                ))  # fmt: skip
                grid.rejected += 1
            elif any(cell.strip() for cell in row):
                kept.append([cell or None for cell in row[:width]] + [None] * (width - len(row)))
                numbers.append(start)
            start = line + 1 + reader.line_num
    except csv.Error as error:
        raise UnreadableError("unreadable_file", f"CSV: {error}") from error
    return pd.DataFrame(kept, index=pd.Index(numbers, dtype="int64"), columns=pd.RangeIndex(width), dtype="str")


# ------------------------------------------------------------------------------------------------ workbooks
def read_workbook(given: Given) -> Iterator[RawTable]:
    """Every sheet of a workbook that is a table of data; hidden ones too."""
    data = given.path.read_bytes()
    if not data:
        raise UnreadableError("empty_file")
    if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in data[: 1 << 20] + data[-(1 << 20) :]:
        raise UnreadableError("encrypted")
    if data.startswith(b"PK"):
        require_reasonable(given.path)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [n for n in book.sheet_names if given.settings.layer in {"", n}]
        tables = [_sheet_table(given.at(n) if len(names) > 1 else given, book.get_sheet_by_name(n)) for n in names]
    except PasswordError as error:
        raise UnreadableError("encrypted") from error
    except CalamineError as error:
        raise UnreadableError("unreadable_file", str(error)) from error
    yield from _worth_telling(given, tables)


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


def _sheet_table(given: Given, source: CalamineSheet) -> RawTable:
    if fold(given.part.rsplit("/", 1)[-1]) in _NOT_DATA_SHEETS:
        return given.failed("sheet_skipped", sheet=given.part)
    rows = source.to_python(skip_empty_area=False)
    merged = [((a, b), (c, d)) for (a, b), (c, d) in (source.merged_cell_ranges or [])]
    joined = frozenset(a for (a, b), (c, d) in merged if c == a + 1)
    header = sheet.find_header(rows, tuple(given.settings.columns.values()), joined)
    if not rows or not header.names:
        return given.failed("empty_file")
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
    return sheet.to_table(grid)


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
