"""How far the cells of a workbook reach, before anything lays them out: limits, and copies without the gaps.

The reader of cells lays out each sheet as a rectangle up to its last cell with content, so that a lone cell far below
would take gigabytes.  Here the reach is counted in the XML.  A sheet of Excel whose cells lie far apart is copied
without its empty rows (the numbers of the rows are kept beside it); what is still too wide, or holds too many cells,
is refused with the numbers that say why.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from etl.findings.errors import UnreadableError

_CHUNK = 1 << 22
_N = rb"(?:\w+:)?"
_CELL = re.compile(rb"<" + _N + rb"c\b[^>]*?\br=\"([A-Za-z]{1,8})(\d{1,30})\"[^>]*(?<!/)>")
_BARE = re.compile(rb"<" + _N + rb"c(?=[\s/>])(?![^>]*\br=\")[^>]*>")
_ROW = re.compile(rb"<" + _N + rb"row\b[^>]*?\br=\"(\d{1,30})\"")
_WHOLE = re.compile(
    rb"(<" + _N + rb"c\b[^>]*?\br=\")([A-Za-z]{1,3})(\d{1,7})(\"[^>]*(?<!/)>.*?</" + _N + rb"c>)", re.DOTALL
)
_HEAD = re.compile(rb"<(" + _N + rb")sheetData\b[^>]*>")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
#: A cell takes 32 bytes of the rectangle, empty or not; a cell with content about 150 more on its way into a table.
MAX_LAID_OUT = 8_000_000
MAX_FILLED = 15_000_000
#: An OpenDocument cell takes 110 bytes of the rectangle, as its formula has a place beside its value.
MAX_LAID_OUT_ODS, MAX_FILLED_ODS = 3_000_000, 5_000_000
#: A sheet with more places than this, of which fewer than one in four holds a cell, is copied without its empty rows.
_SPARSE, _PLACES_PER_CELL = 1_000_000, 4
MAX_SHEETS = 1_000
#: Members of a workbook that hold no cells.
_NO_CELLS = re.compile(r"sharedStrings|styles\.xml$|^xl/(theme|media)/|\.rels$|^docProps/|^META-INF/|^Thumbnails/")


@dataclass
class Reach:
    """Of one sheet: the last row and column with content, how many cells have any, and in which rows they stand."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    filled: set[int] = field(default_factory=set)
    bare: bool = False

    @property
    def places(self) -> int:
        return self.rows * self.columns

    @property
    def is_sparse(self) -> bool:
        return not self.bare and self.places > _SPARSE and self.places > _PLACES_PER_CELL * self.cells


@dataclass(frozen=True)
class Bounded:
    """A workbook that may be laid out, and by member the row numbers of sheets that were copied without gaps."""

    data: bytes
    numbers: dict[str, list[int]]


def bounded(data: bytes) -> Bounded:
    """The workbook (XLSX or ODS), sheets whose cells lie far apart without their empty rows.

    Raises:
        UnreadableError: ``too_large``.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "content.xml" in archive.namelist():
            with archive.open("content.xml") as part:
                _require_ods(part)
            return Bounded(data, {})
        names = [n for n in dict.fromkeys(archive.namelist()) if not _NO_CELLS.search(n)]
        sparse: dict[str, list[int]] = {}
        places = cells = sheets = 0
        for name in names:
            with archive.open(name) as part:
                reach = _reach(part)
            if reach.rows > LAST_ROW or reach.columns > LAST_COLUMN:
                raise UnreadableError("too_large", _far(reach))
            places += reach.columns * len(reach.filled) if reach.is_sparse else reach.places
            cells, sheets = cells + reach.cells, sheets + bool(reach.cells)
            if reach.is_sparse:
                # An empty row stays above each, so that rows far apart are not taken for one header.
                sparse[name] = sorted(reach.filled | {row - 1 for row in reach.filled if row > 1})
            require(places, cells, (MAX_LAID_OUT, MAX_FILLED))
        if sheets > MAX_SHEETS:
            raise UnreadableError(
                "too_large", f"シートが{sheets:,}枚、上限は{MAX_SHEETS:,}枚 / {sheets:,} sheets, limit {MAX_SHEETS:,}"
            )
        return Bounded(_without_gaps(archive, sparse), sparse) if sparse else Bounded(data, {})


def _far(reach: Reach) -> str:
    return (
        f"最後のセルが{reach.rows:,}行・{reach.columns:,}列目 / "
        f"the last cell is in row {reach.rows:,}, column {reach.columns:,}"
    )


def require(places: int, cells: int, limits: tuple[int, int]) -> None:
    """Refuse a workbook whose sheets together have too many cells, or too many places for the few cells they have."""
    laid_out, filled = limits
    if cells > filled:
        raise UnreadableError(
            "too_large",
            f"値のあるセルが{cells:,}個、上限は{filled:,}個 / {cells:,} cells with content, limit {filled:,}",
        )
    if places > laid_out and places > _PLACES_PER_CELL * cells:
        raise UnreadableError(
            "too_large",
            f"{cells:,}個のセルが{places:,}マスの広さに散らばる、上限は{laid_out:,}マス / "
            f"{cells:,} cells spread over {places:,} places, limit {laid_out:,}",
        )


# ------------------------------------------------------------------------------------------------------ Excel
def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    """The text in pieces that end before a tag, so that no start tag is cut in two."""
    rest = b""
    while chunk := source.read(_CHUNK):
        text = rest + chunk
        cut = text.rfind(b"<")
        if cut <= 0 or len(text) > 8 * _CHUNK:
            cut = len(text)
        rest = text[cut:]
        yield text[:cut]
    yield rest


def _reach(source: IO[bytes]) -> Reach:
    reach = Reach()
    letters: set[bytes] = set()
    in_row = 0
    for text in _pieces(source):
        found = _CELL.findall(text)
        reach.cells += len(found)
        letters.update(c for c, _ in found)
        reach.filled.update(map(int, {r for _, r in found}))
        in_row = _count_bare(text, reach, in_row)
    reach.rows = max(reach.rows, max(reach.filled, default=0))
    reach.columns = max(reach.columns, max((position(c) + 1 for c in letters), default=0))
    return reach


def _count_bare(text: bytes, reach: Reach, in_row: int) -> int:
    """Cells without an address stand beside each other from the row's first column; how many the last row has."""
    if not reach.bare and (_is_usual(text) or _BARE.search(text) is None):
        return in_row
    reach.bare = True
    reach.rows = max(reach.rows, max(map(int, _ROW.findall(text)), default=0))
    for place, row in enumerate(re.split(rb"<" + _N + rb"row\b", text)):
        in_row = len(_BARE.findall(row)) + (in_row if place == 0 else 0)
        reach.cells += in_row
        reach.columns = max(reach.columns, in_row)
        reach.rows += place > 0 and in_row > 0 and b" r=" not in row[:200]
    return in_row


def _is_usual(text: bytes) -> bool:
    """Whether plainly every cell begins with its address, as Excel writes them; quicker than to look at each."""
    return text.count(b"<c ") == text.count(b'<c r="') and not any(odd in text for odd in (b":c", b"<c>", b"<c/"))


def _without_gaps(archive: zipfile.ZipFile, sparse: dict[str, list[int]]) -> bytes:
    """The workbook with the rows of some of its sheets numbered one after the other."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name in dict.fromkeys(archive.namelist()):
            with archive.open(name) as source, copy.open(name, "w", force_zip64=True) as target:
                if name in sparse:
                    _close_gaps(source, target, {row: place for place, row in enumerate(sparse[name], start=1)})
                    continue
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
    return made.getvalue()


def _close_gaps(source: IO[bytes], target: IO[bytes], places: dict[int, int]) -> None:
    """The cells with content of a sheet, each in the row that ``places`` gives; what follows the cells stays."""
    head, text, row = b"", b"", 0
    prefix, ended = b"", False
    while chunk := source.read(_CHUNK):
        if ended:
            target.write(chunk)
            continue
        text += chunk
        if not head:
            found = _HEAD.search(text)
            if found is None:
                continue
            head, prefix, text = text[: found.end()], found[1], text[found.end() :]
            target.write(head)
        close = b"</" + prefix + b"sheetData>"
        end = text.find(close)
        cells, rest = (text, b"") if end < 0 else (text[:end], text[end:])
        last = 0
        for match in _WHOLE.finditer(cells):
            last = match.end()
            place = places.get(int(match[3]), 0)
            if place != row:
                target.write((b"</" + prefix + b"row>" if row else b"") + b'<%srow r="%d">' % (prefix, place))
                row = place
            target.write(b"%s%s%d%s" % (match[1], match[2], place, match[4]))
        if end >= 0:
            target.write((b"</" + prefix + b"row>" if row else b"") + rest)
            ended = True
        else:
            # What is left may begin a cell: at most 32,767 characters of text and a formula of 8,192.
            text = cells[max(last, len(cells) - (1 << 18)) :]


def position(letters: bytes) -> int:
    """Column from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + (letter & 31)
    return number - 1


# ----------------------------------------------------------------------------------------------- OpenDocument
class _Tables:
    """Counts rows, columns and cells of every table while the XML goes by; repeated ones count as often as they are."""

    def __init__(self) -> None:
        self.places = self.cells = 0
        self._rows = self._last = self._width = self._repeat = self._column = self._filled = self._wide = 0
        self._pending = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._rows = self._last = self._width = 0
        elif name == "table:table-row":
            self._repeat = _times(attributes.get("table:number-rows-repeated"))
            self._column = self._filled = self._wide = self._pending = 0
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._pending = _times(attributes.get("table:number-columns-repeated"))
            self._column += self._pending
            if any(key.startswith("office:") for key in attributes):
                self._note()
        elif name == "text:p" and self._pending:
            self._note()

    def _note(self) -> None:
        self._filled, self._wide, self._pending = self._filled + self._pending, self._column, 0

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self._rows += self._repeat
            if self._filled:
                self.cells += self._filled * self._repeat
                self._last, self._width = self._rows, max(self._width, self._wide)
                require(self.places + self._last * self._width, self.cells, (MAX_LAID_OUT_ODS, MAX_FILLED_ODS))
        elif name == "table:table":
            self.places += self._last * self._width


def _times(written: str | None) -> int:
    return int(written) if written and written.isascii() and written.isdigit() and len(written) < 19 else 1


def _require_ods(source: IO[bytes]) -> None:
    tables = _Tables()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = tables.start, tables.end
    try:
        parser.ParseFile(source)
    except expat.ExpatError as error:
        raise UnreadableError("unreadable_file", f"XML: {error}") from error
