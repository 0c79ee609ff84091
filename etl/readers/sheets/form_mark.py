"""The hidden sheet 様式情報 by which a template is known again: its table and, if it was filled, the keys that it held.

Whoever deletes a line of a filled template means that row to go.  A line is known again by what was written in its key
columns, so that a line with a mistake in it is never taken for a deleted one.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from etl.contract import TABLES
from etl.readers.accepted import Key
from etl.values.normalize import fold, text

SHEET = "様式情報"
#: The sheets of a template that hold no data.
EXAMPLE, EXPLANATIONS, CHOICES = "記入例", "説明", "選択肢"
OWN_SHEETS = frozenset((SHEET, EXAMPLE, EXPLANATIONS, CHOICES))
_LINES = ("様式", "表", "市区町村コード", "構築", "取り込みの番号")


@dataclass(frozen=True)
class Mark:
    """What a template says about itself; a blank one has a table and nothing else.

    ``written`` is, for each key, what the file shows in the key columns.
    """

    table: str
    municipality_code: str = ""
    build_id: str = ""
    journal_entry: int = 0
    keys: tuple[Key, ...] = ()
    written: tuple[tuple[str, ...], ...] = ()


def write_mark(book: Any, mark: Mark) -> None:
    """Add the sheet to a workbook of xlsxwriter."""
    sheet = book.add_worksheet(SHEET)
    values = ("chiku", mark.table, mark.municipality_code, mark.build_id, str(mark.journal_entry))
    for row, (name, value) in enumerate(zip(_LINES, values, strict=True)):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    for row, (key, written) in enumerate(zip(mark.keys, mark.written, strict=True), start=len(_LINES)):
        for column, part in enumerate((*key, *written)):
            if part:
                sheet.write_string(row, column, part)
    sheet.very_hidden()


def read_mark(data: bytes) -> Mark | None:
    """What a workbook says about itself; None if it is no template of ours."""
    book = _book(data)
    return None if book is None else _mark(book)


def dropped_keys(data: bytes) -> tuple[Mark, tuple[Key, ...]] | None:
    """The keys that a filled template held when it was made and that no line of it shows any more.

    None if the file is no filled template, or if its key columns are not to be found.
    """
    book = _book(data)
    mark = None if book is None else _mark(book)
    if book is None or mark is None or not mark.keys:
        return None
    shown = _shown(book, mark)
    if shown is None:
        return None
    return mark, tuple(k for k, written in zip(mark.keys, mark.written, strict=True) if written not in shown)


def _book(data: bytes) -> CalamineWorkbook | None:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data)) if data.startswith(b"PK") else None
    except CalamineError:
        return None


def _mark(book: CalamineWorkbook) -> Mark | None:
    if SHEET not in book.sheet_names:
        return None
    rows = [[str(cell) for cell in row] for row in book.get_sheet_by_name(SHEET).to_python()]
    head, body = rows[: len(_LINES)], rows[len(_LINES) :]
    if [row[0] for row in head] != list(_LINES) or len(head[0]) < 2 or head[1][1] not in TABLES:
        return None
    _, table, code, build, entry = (row[1] for row in head)
    width = len(TABLES[table].key)
    padded = [row + [""] * (2 * width - len(row)) for row in body]
    keys = tuple(tuple(part or None for part in row[:width]) for row in padded)
    written = tuple(tuple(row[width : 2 * width]) for row in padded)
    return Mark(table, code, build, int(entry) if entry.isdecimal() else 0, keys, written)


def _shown(book: CalamineWorkbook, mark: Mark) -> set[tuple[str, ...]] | None:
    """What the lines of the sheet of data show in the key columns."""
    table = TABLES[mark.table]
    labels = [fold(table.column(name).label_ja) for name in table.key]
    for name in book.sheet_names:
        if name in OWN_SHEETS:
            continue
        rows: Sequence[Sequence[Any]] = book.get_sheet_by_name(name).to_python()
        for row in rows[:40]:
            header = [fold(text(cell)) for cell in row]
            if set(labels) <= set(header):
                places = [header.index(label) for label in labels]
                return {tuple(text(line[place]) for place in places) for line in rows}
    return None
