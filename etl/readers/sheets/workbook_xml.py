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

from etl.findings.errors import UnreadableError
from etl.readers.sheets.spread import LAST_COLUMN, position

_CHUNK = 1 << 22
#: A cell's XML is at most so long: 32,767 characters of text, escaped, and a formula of 8,192.
_OVERLAP = 1 << 18
_N = rb"(?:\w+:)?"
_ERROR = re.compile(
    rb"<" + _N + rb"c\b(?=[^>]*\bt=\"e\")[^>]*\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*>"
    rb"(?:<" + _N + rb"f\b[^>]*(?:/>|>[^<]*</" + _N + rb"f>))?\s*<" + _N + rb"v>([^<]*)<"
)
_FORMULA = re.compile(
    rb"<" + _N + rb"c\b[^>]*\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*>\s*<" + _N + rb"f\b[^>]*(?:/>|>[^<]*</" + _N + rb"f>)\s*"
    rb"(?:<" + _N + rb"v\s*/>|<" + _N + rb"v></" + _N + rb"v>)?\s*</" + _N + rb"c>"
)
_HIDDEN = re.compile(rb"<" + _N + rb"(row|col)\b[^>]*\bhidden=\"(?:1|true)\"[^>]*>")
_NUMBER = re.compile(rb"\b(?:r|min)=\"(\d{1,7})\"")
_SPAN = re.compile(rb"\bmax=\"(\d{1,7})\"")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Marks:
    """Of one sheet: (column from 0, row from 1) of cells with errors and of formulas without value; what is hidden."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    #: One bit for each hidden column, so that ranges named again and again cost nothing.
    hidden_columns: int = 0


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
            marks.errors[(position(column), int(row))] = value.decode("ascii", errors="replace")
    if re.search(rb"<" + _N + rb"f\b", text):
        marks.uncalculated.update((position(column), int(row)) for column, row in _FORMULA.findall(text))
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
        begin, end = int(first[1]) - 1, min(int(last[1]) if last else int(first[1]), LAST_COLUMN)
        if 0 <= begin < end:
            marks.hidden_columns |= (1 << end) - (1 << begin)
