"""What an XLSX workbook holds beside the values of its cells: errors, formulas never calculated, what is hidden.

The reader of cells gives an empty cell for an error value and for a formula without a stored result, and says
nothing of hidden rows; here they are found in the XML, in one pass over the bytes, so that they can be told.  XML that
declares a document type or entities is refused; no entity is ever expanded.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO
from xml.etree import ElementTree

from etl.readers.errors import UnreadableError

_CHUNK = 1 << 22
#: A cell's XML is at most so long: 32,767 characters of text, escaped, and a formula of 8,192.
_OVERLAP = 1 << 18
_N = rb"(?:\w+:)?"
_ERROR = re.compile(
    rb"<" + _N + rb"c\b(?=[^>]*\bt=\"e\")[^>]*\br=\"([A-Z]{1,3})(\d+)\"[^>]*>"
    rb"(?:<" + _N + rb"f\b[^>]*(?:/>|>[^<]*</" + _N + rb"f>))?\s*<" + _N + rb"v>([^<]*)<"
)
_FORMULA = re.compile(
    rb"<" + _N + rb"c\b[^>]*\br=\"([A-Z]{1,3})(\d+)\"[^>]*>\s*<" + _N + rb"f\b[^>]*(?:/>|>[^<]*</" + _N + rb"f>)\s*"
    rb"(?:<" + _N + rb"v\s*/>|<" + _N + rb"v></" + _N + rb"v>)?\s*</" + _N + rb"c>"
)
_HIDDEN = re.compile(rb"<" + _N + rb"(row|col)\b[^>]*\bhidden=\"(?:1|true)\"[^>]*>")
_NUMBER = re.compile(rb"\b(?:r|min)=\"(\d+)\"")
_SPAN = re.compile(rb"\bmax=\"(\d+)\"")
_CELL = re.compile(rb"<" + _N + rb"c\b[^>]*\br=\"([A-Za-z]{1,8})(\d{1,30})\"[^>]*(?<!/)>")
#: A row beyond the last row of Excel (1,048,576).
_ROW = re.compile(rb"<" + _N + rb"row\b[^>]*\br=\"(\d{8,30}|[2-9]\d{6})\"")
#: A sheet is laid out as a whole, rows times columns up to the last cell with content: all rows of Excel, 28 columns.
MAX_CELLS = 30_000_000
_UNUSUAL = re.compile(rb"\br=\"(?![A-Z][1-9]\d{0,5}\"|[1-9]\d{0,6}\")")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Marks:
    """Of one sheet: (column from 0, row from 1) of cells with errors and of formulas without value; what is hidden."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def require_plain_xml(archive: zipfile.ZipFile) -> None:
    """Refuse a workbook whose XML declares a document type or entities.

    Raises:
        UnreadableError: ``xml_entities``.
    """
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                if _FORBIDDEN.search(part.read(_OVERLAP)):
                    raise UnreadableError("xml_entities", name)


def require_bounded(archive: zipfile.ZipFile) -> None:
    """Refuse a workbook of a few bytes that would fill the memory: a lone cell in the last row and column of a sheet.

    Raises:
        UnreadableError: ``too_large``.
    """
    for info in archive.infolist():
        if info.filename.endswith(".xml") and "sharedStrings" not in info.filename:
            with archive.open(info) as part:
                rows, columns = _extent(part)
            if rows * columns > MAX_CELLS:
                reason = (
                    f"最後のセルが{rows:,}行・{columns:,}列目 / the last cell is in row {rows:,}, column {columns:,}"
                )
                raise UnreadableError("too_large", reason)


def _extent(source: IO[bytes]) -> tuple[int, int]:
    """Rows and columns up to the last cell with content; nothing if all lie in the columns A to Z of an Excel sheet."""
    rows = columns = 0
    for text in _windows(source):
        if not columns and _UNUSUAL.search(text) is None:
            continue
        cells = _CELL.findall(text)
        columns = max(columns, max((_position(letters) + 1 for letters in {c for c, _ in cells}), default=0))
        rows = max(rows, max((int(row) for _, row in cells), default=0), max(map(int, _ROW.findall(text)), default=0))
    return rows, columns


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of each sheet → its member of the archive; empty where the workbook is not built as usual."""
    try:
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 (no entities)
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    except (KeyError, ElementTree.ParseError, LookupError, ValueError):  # also an encoding that nobody knows
        return {}
    targets = {r.get("Id"): str(PurePosixPath("xl") / (r.get("Target") or "").removeprefix("/xl/")) for r in relations}
    found = {s.get("name", ""): targets.get(s.get(_REL), "") for s in book.iter() if s.tag.endswith("}sheet")}
    return {name: part for name, part in found.items() if part in archive.namelist()}


def marks_of(archive: zipfile.ZipFile, part: str) -> Marks:
    """What one sheet says beside its values."""
    marks = Marks()
    with archive.open(part) as source:
        for text in _windows(source):
            _collect(text, marks)
    return marks


def _windows(source: IO[bytes]) -> Iterator[bytes]:
    """The text in pieces that overlap, so that no cell is cut in all of them."""
    tail = b""
    while chunk := source.read(_CHUNK):
        yield tail + chunk
        tail = chunk[-_OVERLAP:]


def _collect(text: bytes, marks: Marks) -> None:
    if b't="e"' in text:
        for column, row, value in _ERROR.findall(text):
            marks.errors[(_position(column), int(row))] = value.decode("ascii", errors="replace")
    if re.search(rb"<" + _N + rb"f\b", text):
        marks.uncalculated.update((_position(column), int(row)) for column, row in _FORMULA.findall(text))
    if b"hidden=" in text:
        for match in _HIDDEN.finditer(text):
            _hide(match, marks)


def _hide(match: re.Match[bytes], marks: Marks) -> None:
    first, last = _NUMBER.search(match[0]), _SPAN.search(match[0])
    if first is None:
        return
    if match[1] == b"row":
        marks.hidden_rows.add(int(first[1]))
    else:
        marks.hidden_columns.update(range(int(first[1]) - 1, min(int(last[1]) if last else int(first[1]), 1 << 14)))


def _position(letters: bytes) -> int:
    """Column from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + (letter & 31)
    return number - 1
