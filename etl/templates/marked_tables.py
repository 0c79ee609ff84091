"""Findings in the user's own tables: every cell that was remarked upon is filled and carries the remark as a comment.

The first sheet lists all findings, each with a link to its cell; then follows a sheet for every uploaded table with its
content, at the same row and column numbers.  Text never becomes a link, nor a formula when a cell is edited or the
sheet saved as CSV: an apostrophe stands before it, which we do not read; colour is never the only
sign: a filled cell has a comment that begins with its mark.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from etl.contract import TABLES
from etl.contract.types import Language
from etl.findings import Finding
from etl.readers.sheets.raw_grids import RawGrid, raw_grids, shown
from etl.values.marks import neutral

#: Rows of a table that are shown; further ones only where there is a finding.
SHOWN_ROWS = 5_000
#: Findings listed, and cells marked on one sheet; Excel grows slow with more links and comments.
LISTED, MARKED = 20_000, 3_000
_LAST_ROW, _LAST_COLUMN, _LONGEST = 1_048_576, 16_384, 32_767
#: What says that a file was not opened, for its own or for safety's sake; nor is it here.
_UNREADABLE = frozenset(
    (
        "unreadable_file", "missing_file", "import_file_missing", "encrypted", "too_large", "wrong_content",
        "xml_entities", "unsafe_member", "encoding_unknown", "encoding_mixed", "upload_empty",
    )
)  # fmt: skip
#: Severity: mark, word in each language, fill; the worst first.
_SEVERITIES: dict[str, tuple[str, dict[Language, str], str]] = {
    "error": ("✗", {"ja": "エラー", "en": "error"}, "#F8C4B4"),
    "warning": ("△", {"ja": "警告", "en": "warning"}, "#FFF0B3"),
    "info": ("・", {"ja": "情報", "en": "information"}, "#D6E9F8"),
}
_WORDS: dict[str, dict[Language, str]] = {
    "title": {"ja": "確認事項", "en": "Findings"},
    "place": {"ja": "場所", "en": "Cell"},
    "cut_rows": {
        "ja": "「{sheet}」は{count}行目までと、確認事項のある行だけを示しています。",
        "en": "“{sheet}” shows the rows up to {count} and those with findings only.",
    },
    "cut_marks": {
        "ja": "「{sheet}」では、はじめの{count}個のセルだけに印を付けています。",
        "en": "On “{sheet}” only the first {count} cells are marked.",
    },
    "cut_list": {
        "ja": "全{total}件のうち、はじめの{count}件を示しています。",
        "en": "The first {count} of {total} findings are listed.",
    },
    "yes": {"ja": "○", "en": "yes"},
}
_COLUMNS = ("severity", "file", "part", "row", "column", "value", "message", "remedy", "rejected")
_WIDTHS = (10, 26, 14, 8, 18, 24, 60, 48, 12, 12)


@dataclass
class _Sheet:
    """A sheet to be written: its grid, its name in the workbook, and the findings of each cell (row, column from 0)."""

    grid: RawGrid
    name: str
    cells: dict[tuple[int, int], list[Finding]] = field(default_factory=dict)

    def at(self, found: Finding) -> tuple[int, int] | None:
        """The cell of a finding: of a row without a known column its first filled one, of a column its header."""
        place = self.grid.column(found.column) if found.column else None
        if found.row is None:
            return None if place is None else (self.grid.header - 1, place)
        row = self.grid.rows.get(found.row, ())
        first = next((i for i, cell in enumerate(row) if shown(cell) is not None), 0)
        cell = (found.row - 1, first if place is None else place)
        return cell if cell[0] < _LAST_ROW and cell[1] < _LAST_COLUMN else None


def findings_workbook(
    files: Mapping[str, bytes | Path], findings: Sequence[Finding], language: Language = "ja"
) -> bytes:
    """A workbook of the uploaded tables with the cells marked that findings are about.

    Args:
        files: name as the findings have it -> content, or where the file is.
        findings: of these files, in the order in which they are listed.
        language: of messages and remedies.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        listing = book.add_worksheet(_WORDS["title"][language])
        sheets = _sheets(files, findings, listing.get_name())
        places: dict[int, tuple[_Sheet, tuple[int, int]]] = {}
        for position, found in enumerate(findings):
            own = sheets.get((found.file, found.part)) or sheets.get((found.file, ""))
            cell = own.at(found) if own else None
            if own is not None and cell is not None:
                own.cells.setdefault(cell, []).append(found)
                places[position] = (own, cell)
        formats = _formats(book)
        notes = [_write_list(listing, findings, places, language, formats)]
        notes += [_write_sheet(book.add_worksheet(own.name), own, language, formats) for own in sheets.values()]
        for row, line in enumerate((line for lines in notes for line in lines), start=min(len(findings), LISTED) + 2):
            listing.write_string(row, 0, line)
    return buffer.getvalue()


def _sheets(
    files: Mapping[str, bytes | Path], findings: Sequence[Finding], taken: str
) -> dict[tuple[str, str], _Sheet]:
    """The sheets by file and part; a file that could not be read at all has none."""
    refused = {f.file for f in findings if f.code in _UNREADABLE}
    out: dict[tuple[str, str], _Sheet] = {}
    names = {taken.casefold(), "history"}  # Excel keeps "History" for itself
    for file, content in files.items():
        if file in refused:
            continue
        data = content.read_bytes() if isinstance(content, Path) else content
        for grid in raw_grids(file, data):
            name = _sheet_name(f"{Path(file).stem} {grid.part}".strip(), names)
            names.add(name.casefold())
            out[file, grid.part] = _Sheet(grid, name)
    return out


def _sheet_name(wished: str, taken: set[str]) -> str:
    r"""A name that Excel allows: at most 31 characters, none of ``[]:*?/\``, no apostrophe at the ends, not taken."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", wished).strip("' ") or "1"
    name, count = plain[:31].strip("' "), 1
    while name.casefold() in taken:
        count += 1
        end = f" ({count})"
        name = plain[: 31 - len(end)] + end
    return name


def _formats(book: Any) -> dict[str, Any]:
    made = {
        "head": book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "link": book.add_format({"underline": 1, "font_color": "#005F94", "valign": "top"}),
        "": book.add_format(),
        "day": book.add_format({"num_format": "yyyy/mm/dd"}),
    }
    for severity, (_, _, fill) in _SEVERITIES.items():
        look = {"bg_color": fill, "border": 1, "bold": severity == "error"}
        made[severity] = book.add_format(look)
        made[f"{severity}_day"] = book.add_format({**look, "num_format": "yyyy/mm/dd"})
    return made


# ---------------------------------------------------------------------------------------------------- the list
def _write_list(
    sheet: Any,
    findings: Sequence[Finding],
    places: Mapping[int, tuple[_Sheet, tuple[int, int]]],
    language: Language,
    formats: dict[str, Any],
) -> list[str]:
    """All findings, each with a link to its cell; what was left out is returned as sentences."""
    table = TABLES["findings"]
    labels = [table.column(f"{c}_ja" if c in {"message", "remedy"} else c).label(language) for c in _COLUMNS]
    for column, (label, width) in enumerate(zip((*labels, _WORDS["place"][language]), _WIDTHS, strict=True)):
        sheet.write_string(0, column, label, formats["head"])
        sheet.set_column(column, column, width)
    for position, found in enumerate(findings[:LISTED]):
        for column, value in enumerate(_line(found, language)):
            if isinstance(value, int):
                sheet.write_number(position + 1, column, value, formats["wrap"])
            elif value:
                sheet.write_string(position + 1, column, neutral(value), formats["wrap"])
        if position in places:
            own, cell = places[position]
            address = xl_rowcol_to_cell(*cell)
            quoted = own.name.replace("'", "''")
            sheet.write_url(position + 1, len(_COLUMNS), f"internal:'{quoted}'!{address}", formats["link"], address)
    sheet.freeze_panes(1, 0)
    if findings:
        sheet.autofilter(0, 0, min(len(findings), LISTED), len(_COLUMNS))
    cut = _WORDS["cut_list"][language].format(total=f"{len(findings):,}", count=f"{LISTED:,}")
    return [cut] if len(findings) > LISTED else []


def _line(found: Finding, language: Language) -> tuple[str | int, ...]:
    mark, words, _ = _SEVERITIES[found.severity]
    message, remedy = _said(found, language)
    rejected = _WORDS["yes"][language] if found.rejected else ""
    row = "" if found.row is None else found.row
    return (
        f"{mark} {words[language]}",
        found.file,
        found.part,
        row,
        found.column,
        found.value,
        message,
        remedy,
        rejected,
    )


def _said(found: Finding, language: Language) -> tuple[str, str]:
    return (found.message_ja, found.remedy_ja) if language == "ja" else (found.message_en, found.remedy_en)


# -------------------------------------------------------------------------------------------------- the tables
def _write_sheet(sheet: Any, own: _Sheet, language: Language, formats: dict[str, Any]) -> list[str]:
    """The content of one table, marked; what was left out is returned as sentences."""
    marked = dict(sorted(own.cells.items())[:MARKED])
    wanted = {row for row, _ in own.cells}
    for number, row in own.grid.rows.items():
        if number > _LAST_ROW or (number > SHOWN_ROWS and number - 1 not in wanted):
            continue
        for column, cell in enumerate(row[:_LAST_COLUMN]):
            _write(sheet, number - 1, column, cell, marked.get((number - 1, column), ()), formats)
    for (place, column), found in marked.items():
        if column >= len(own.grid.rows.get(place + 1, ())):
            sheet.write_blank(place, column, None, formats[_worst(found)])
        sheet.write_comment(place, column, _comment(found, language), {"x_scale": 2.4, "y_scale": 1.6})
    sheet.set_column(0, max(len(own.grid.names) - 1, 0), 16)
    sheet.freeze_panes(own.grid.header, 0)
    cut = []
    if max(own.grid.rows, default=0) > SHOWN_ROWS:
        cut.append(_WORDS["cut_rows"][language].format(sheet=own.name, count=f"{SHOWN_ROWS:,}"))
    if len(own.cells) > MARKED:
        cut.append(_WORDS["cut_marks"][language].format(sheet=own.name, count=f"{MARKED:,}"))
    return cut


def _write(sheet: Any, row: int, column: int, cell: Any, found: Sequence[Finding], formats: dict[str, Any]) -> None:
    """One cell as it is, filled if there is a finding."""
    value, look = shown(cell), _worst(found) if found else ""
    if value is None:
        if found:
            sheet.write_blank(row, column, None, formats[look])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, formats[look])
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(row, column, value, formats[look])
    elif isinstance(value, dt.date) and value.year >= 1900:
        sheet.write_datetime(row, column, value, formats[f"{look}_day" if look else "day"])
    else:
        sheet.write_string(row, column, neutral(str(value))[:_LONGEST], formats[look])


def _worst(found: Sequence[Finding]) -> str:
    return next(severity for severity in _SEVERITIES if any(f.severity == severity for f in found))


def _comment(found: Sequence[Finding], language: Language) -> str:
    """The remarks about one cell, the worst first, each with its mark."""
    ordered = sorted(found, key=lambda f: list(_SEVERITIES).index(f.severity))
    lines = []
    for one in ordered:
        mark, words, _ = _SEVERITIES[one.severity]
        message, remedy = _said(one, language)
        lines.append(f"{mark} {words[language]}: {message}\n{remedy}")
    return "\n\n".join(lines)[:_LONGEST]
