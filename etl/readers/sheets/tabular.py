"""CSV → grids of cells with the row numbers that the user sees.

Read column by column through Arrow; only a file with broken or blank lines is read line by line, so that each such line
gets its finding.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from etl.findings import Finding
from etl.findings.errors import UnreadableError
from etl.readers.base import LISTED, Given, RawTable, others_alike
from etl.readers.shapes.layers import text_encoding
from etl.readers.sheets import sheet
from etl.values.cells import BLANKS

SAMPLE = 1 << 16


# ------------------------------------------------------------------------------------------------------ CSV
def read_text(given: Given) -> Iterator[RawTable]:
    """A CSV, TSV or semicolon file in any Japanese encoding."""
    data = given.path.read_bytes()
    if not data[:SAMPLE].strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n,;\x1a"):
        raise UnreadableError("empty_file")
    name, guessed = text_encoding(given, data)
    if name != "utf-8":
        data = data.decode(name).removeprefix("\ufeff").encode()
        if not data.strip():
            raise UnreadableError("empty_file")
    data, nul = _without_nul(given, _with_newlines(data))
    grid = _csv_grid(given, data, name)
    grid.findings += nul
    if guessed:
        grid.findings.insert(0, given.finding("encoding_guessed", encoding=name))
    yield from sheet.to_tables(grid)


def _with_newlines(data: bytes) -> bytes:
    """Line ends of old Macintosh files (CR alone) as LF."""
    return data if b"\n" in data or b"\r" not in data else data.replace(b"\r", b"\n")


def _without_nul(given: Given, data: bytes) -> tuple[bytes, list[Finding]]:
    """The text without NUL characters (a disk that lost power fills files with them), and the remark about them."""
    count = data.count(b"\0")
    if not count:
        return data, []
    row = data.count(b"\n", 0, data.find(b"\0")) + 1
    return data.replace(b"\0", b""), [given.finding("nul_characters", row=row, count=f"{count:,}")]


@dataclass(frozen=True)
class Top:
    """What the first lines of a text tell: a grid with header and no rows, the delimiter, the header's last line."""

    grid: sheet.Grid
    delimiter: str
    line: int


def top_of(given: Given, head: str, codec: str) -> Top:
    """Header and delimiter, from the beginning of the text."""
    delimiter = delimiter_of(head)
    rows, lines = _parsed(head, delimiter, 60)
    header = sheet.find_header(rows, tuple(given.settings.columns.values()))
    starts = [1, *(n + 1 for n in lines)]
    titles = sum(any(c.strip() for c in row) for row in rows[: header.first])
    grid = sheet.Grid(given, header.names, pd.DataFrame(), codec, titles=sheet.titles_of(rows, header))
    grid.findings += sheet.header_findings(given, header, starts, titles)
    return Top(grid, delimiter, lines[header.last])


def _csv_grid(given: Given, data: bytes, codec: str) -> sheet.Grid:
    _require_narrow(data)
    top = top_of(given, data[:SAMPLE].decode("utf-8", errors="ignore"), codec)
    grid, body = top.grid, _after(data, top.line)
    if len(body):
        frame = _arrow_frame(body, top.delimiter, len(grid.names), top.line, quoted=b'"' in data)
        grid.frame = _line_by_line(grid, body, top.delimiter, top.line) if frame is None else frame
    return grid


#: As many columns as a sheet of Excel may have.
MAX_COLUMNS = 16_384


def _require_narrow(data: bytes) -> None:
    """Refuse a text whose first line has more cells than any table.

    Raises:
        UnreadableError: ``too_large``.
    """
    end = data.find(b"\n")
    first = data[: end if end >= 0 else len(data)]
    count = 1 + max(first.count(d) for d in (b",", b"\t", b";"))
    if count > MAX_COLUMNS:
        reason = f"1行目が{count:,}列、上限は{MAX_COLUMNS:,}列 / {count:,} columns, limit {MAX_COLUMNS:,}"
        raise UnreadableError("too_large", reason)


def delimiter_of(head: str) -> str:
    """The separator that the lines of a text share: comma, tab or semicolon."""
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
        column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=True, null_values=list(BLANKS)
    )
    read = arrow_csv.ReadOptions(column_names=names, block_size=1 << 22)
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(body)), read_options=read, parse_options=parse, convert_options=convert
        )
    except pa.ArrowInvalid:
        return None
    if quoted and _may_have_swallowed(table, delimiter):
        return None
    frame: pd.DataFrame = table.to_pandas()
    frame.columns = pd.RangeIndex(width)
    frame.index = _line_numbers(frame, line, quoted=quoted)
    return frame


def _may_have_swallowed(table: pa.Table, delimiter: str) -> bool:
    """Whether a cell holds something like a whole line: a quote that never closes makes one cell of many rows."""
    line = rf"\n[^\n]*{re.escape(delimiter)}"
    return any(pc.any(pc.match_substring_regex(column, line)).as_py() for column in table.columns)


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
    """Rows one at a time: short ones are filled up, long ones and unclosed quotes rejected, blank ones skipped."""
    width, kept, numbers = len(grid.names), [], []
    broken: dict[str, list[int]] = {}
    said: dict[str, Finding] = {}
    for start, row, whole in _records(str(body, "utf-8").split("\n"), delimiter):
        if not whole or any(cell.strip() for cell in row[width:]):
            code = "malformed_row" if whole else "quote_not_closed"
            shown = delimiter.join(row)
            broken.setdefault(code, []).append(line + start)
            if len(broken[code]) <= LISTED + 1:
                said[code] = grid.given.finding(
                    code, row=line + start, value=shown, expected=width, found=len(row), rejected=True
                )
                grid.findings += [said[code]] if len(broken[code]) <= LISTED else []
            grid.rejected += 1
        elif any(cell.strip() for cell in row):
            kept.append([cell if cell not in BLANKS else None for cell in row[:width]] + [None] * (width - len(row)))
            numbers.append(line + start)
    for code, lines in broken.items():
        if len(lines) > LISTED:
            grid.findings.append(others_alike(said[code], len(lines) - LISTED))
    return pd.DataFrame(kept, index=pd.Index(numbers, dtype="int64"), columns=pd.RangeIndex(width), dtype="str")


#: With more lines than this whose quotes never close, the file as a whole is broken.
_MAX_UNCLOSED = 200


def _records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str], bool]]:
    """(line from 1, cells, True) of each record; (line, [the line], False) where a quote opens and never closes.

    After such a line reading goes on with the next one, so that a lone quote costs its own line and not the file.

    Raises:
        UnreadableError: too many quotes never close.
    """
    position, unclosed = 0, 0
    while position < len(lines):
        reader = csv.reader((f"{lines[i]}\n" for i in range(position, len(lines))), delimiter=delimiter, strict=True)
        begin = position
        try:
            for row in reader:
                yield begin + 1, row, True
                begin = position + reader.line_num
            return
        except csv.Error as error:
            single = _lenient(lines[begin], delimiter)
            if single is None:
                unclosed += 1
                if unclosed > _MAX_UNCLOSED:
                    raise UnreadableError("unreadable_file", f"CSV: {error}") from error
            yield begin + 1, [lines[begin][:200]] if single is None else single, single is not None
            position = begin + 1


def _lenient(text: str, delimiter: str) -> list[str] | None:
    """The cells of a line whose quotes are odd but closed (``"a"b,c``); None if one stays open."""
    try:
        return next(csv.reader([text], delimiter=delimiter)) if text.count('"') % 2 == 0 else None
    except csv.Error:
        return None
