"""Templates filled with the present rows of a table, to be edited in Excel and imported again.

An unchanged file brings no change; an edited one brings exactly the edit (see :mod:`etl.templates.filled_rows`).  What
an encoding or a workbook cannot hold is refused in a sentence, never replaced.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from etl.readers import encoding as encodings
from etl.templates.book import Cell, Content, workbook
from etl.templates.filled_rows import TemplateError, read_filled, written_number

__all__ = ["Encoding", "TemplateError", "filled_csv", "filled_workbook"]

Encoding = Literal["utf-8", "utf-8-sig", "cp932"]
#: Microsoft's limit of characters in a cell.
_LONGEST = 32_767
#: How XLSX writes a character that XML lacks; a text that holds such a sign itself is not read back as it was.
_ESCAPE = re.compile("_x005F_", re.IGNORECASE)
_NAMED_CELLS = 5


def filled_workbook(database: Path, table: str, municipality_code: str) -> bytes:
    """The present rows of one municipality as a workbook with drop-downs, example and explanations.

    Args:
        database: a published database.
        table: name of the table.
        municipality_code: five digits.

    Raises:
        TemplateError: the table has shapes, or a cell does not fit into a workbook.
    """
    content = read_filled(database, table, municipality_code)
    _refuse(
        content,
        lambda text: len(text) > _LONGEST or _ESCAPE.search(text) is not None,
        "Excelのセルに入らない文字があります",
        "Some cells do not fit into a workbook",
        "CSV（UTF-8）で出力してください",
        "Export CSV (UTF-8) instead",
    )
    rows = [[_exact(cell) for cell in row] for row in content.rows]
    return workbook(replace(content, rows=rows))


def filled_csv(database: Path, table: str, municipality_code: str, encoding: Encoding) -> bytes:
    """The present rows of one municipality as CSV with Windows line ends.

    Raises:
        TemplateError: the table has shapes, or cp932 lacks characters of some cells.
    """
    content = read_filled(database, table, municipality_code)
    if encoding == "cp932":
        _refuse(
            content,
            lambda text: not _in_cp932(text),
            "Shift_JIS（cp932）にない文字があります",
            "cp932 (Shift_JIS) lacks characters of these cells",
            "UTF-8のCSVかExcelで出力してください",
            "Export CSV (UTF-8) or Excel instead",
        )
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.label_ja for column in content.columns])
    writer.writerows([written_number(c) if isinstance(c, float) else c for c in row] for row in content.rows)
    data = buffer.getvalue().encode(encoding)
    if encoding == "cp932" and encodings.detect(data) != ("cp932", True):
        raise TemplateError(
            "文字の並びから、Shift_JIS（cp932）と判別できないファイルになります。UTF-8のCSVかExcelで出力してください。",
            "This file could not be told to be cp932 (Shift_JIS). Export CSV (UTF-8) or Excel instead.",
        )
    return data


def _exact(cell: Cell) -> Cell:
    """A number as a number where the 16 digits of a workbook hold it, else as text."""
    if isinstance(cell, float) and float(f"{cell:.16G}") != cell:
        return written_number(cell)
    return cell


def _in_cp932(text: str) -> bool:
    """Whether cp932 has all of the text and gives it back (it writes ¥ as a backslash)."""
    try:
        return text.encode("cp932").decode("cp932") == text
    except UnicodeEncodeError:
        return False


def _refuse(content: Content, lost: Callable[[str], bool], ja: str, en: str, remedy_ja: str, remedy_en: str) -> None:
    """Raise, with the names of the first cells, if any text is ``lost``."""
    bad = {text for text in {cell for row in content.rows for cell in row if isinstance(cell, str)} if lost(text)}
    if not bad:
        return
    cells = [(row, column, text) for row, column, text in _texts(content) if text in bad]
    shown = [(row, content.columns[c].label_ja, text[:20]) for row, c, text in cells[:_NAMED_CELLS]]
    more = len(cells) - len(shown)
    said_ja = "、".join(f"{row}行目の「{label}」（{text}）" for row, label, text in shown) + (
        f"ほか{more}件" if more else ""
    )
    said_en = ", ".join(f"“{label}” in row {row} ({text})" for row, label, text in shown)
    said_en += f" and {more} more" if more else ""
    raise TemplateError(f"{ja}: {said_ja}。{remedy_ja}。", f"{en}: {said_en}. {remedy_en}.")


def _texts(content: Content) -> Iterator[tuple[int, int, str]]:
    """(row in the file, position of the column, text) of every text cell."""
    rows: Sequence[Sequence[Cell]] = content.rows
    for number, row in enumerate(rows, start=2):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                yield number, place, cell
