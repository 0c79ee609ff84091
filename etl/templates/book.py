"""The workbook of a template: the table with drop-downs, 記入例 (an example), 説明 (what each column means).

Hidden are 選択肢 (the lists behind the drop-downs) and 様式情報 (which template it is).  Text stays text: no cell
becomes a formula or a link, and no code loses its zero.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from etl.contract import TABLES, Column, Table
from etl.readers.sheets.form_mark import CHOICES, EXAMPLE, EXPLANATIONS, Mark, write_mark
from etl.templates.explain import TYPES_JA, explanation, must_word

#: Lines below the last row that get drop-downs; enough for a year's activities.
SPARE_ROWS = 2000
#: A cell as a file holds it; an empty text is an empty cell.
Cell = str | int | float


@dataclass(frozen=True)
class Content:
    """What a workbook shows: its rows, and the names that a column that points at another table can take."""

    mark: Mark
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]] = ()
    references: Mapping[str, Sequence[str]] = field(default_factory=dict)


def workbook(content: Content) -> bytes:
    """The workbook as bytes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "must": book.add_format({"bold": True, "bottom": 1, "bg_color": "#FFF2CC", "valign": "top"}),
            "text": book.add_format({"num_format": "@"}),
            "number": book.add_format(),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        table = TABLES[content.mark.table]
        _data_sheet(book.add_worksheet(table.label_ja), content, formats)
        _example_sheet(book.add_worksheet(EXAMPLE), content.columns, formats)
        _explanations(book.add_worksheet(EXPLANATIONS), table, content.columns, formats)
        _choices(book, _lists(content))
        write_mark(book, content.mark)
    return buffer.getvalue()


def _header(sheet: Any, columns: tuple[Column, ...], formats: dict[str, Any]) -> None:
    for i, column in enumerate(columns):
        must = column.required and not column.generated
        sheet.write_string(0, i, column.label_ja, formats["must" if must else "head"])
        # Codes and dates stay as typed: Excel would drop the leading zero and invent a day.
        kind = "number" if column.type in {"integer", "number"} else "text"
        sheet.set_column(i, i, max(12, 2 * len(column.label_ja) + 2), formats[kind])
    sheet.freeze_panes(1, 0)


def _data_sheet(sheet: Any, content: Content, formats: dict[str, Any]) -> None:
    _header(sheet, content.columns, formats)
    for number, row in enumerate(content.rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(number, place, cell, formats["text"])
            else:
                sheet.write_number(number, place, cell, formats["number"])
    if content.rows:
        sheet.autofilter(0, 0, len(content.rows), len(content.columns) - 1)
    last = len(content.rows) + SPARE_ROWS
    lists = list(_lists(content))
    for place, column in enumerate(content.columns):
        if column.name in lists:
            letter = _letter(lists.index(column.name))
            source = f"={CHOICES}!${letter}$2:${letter}${len(_lists(content)[column.name]) + 1}"
            # A value beside a closed list is refused; beside an open one, or an id beside names, it is let through.
            strict = bool(column.choices) and not column.open_list
            rule = {"validate": "list", "source": source, "error_type": "stop" if strict else "warning"}
            sheet.data_validation(1, place, last, place, rule)
        elif column.type == "boolean":
            sheet.data_validation(1, place, last, place, {"validate": "list", "source": ["○", "×"]})


def _lists(content: Content) -> dict[str, Sequence[str]]:
    """The values behind each drop-down by column: labels of a closed list, or names of another table."""
    closed = {c.name: [choice.label_ja for choice in c.choices] for c in content.columns if c.choices}
    return {**closed, **{name: values for name, values in content.references.items() if values}}


def _letter(position: int) -> str:
    """The name of a column in Excel.

    >>> _letter(0), _letter(27)
    ('A', 'AB')
    """
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _example_sheet(sheet: Any, columns: tuple[Column, ...], formats: dict[str, Any]) -> None:
    _header(sheet, columns, formats)
    for i, column in enumerate(columns):
        sheet.write_string(1, i, column.example, formats["text"])


def _explanations(sheet: Any, table: Table, columns: tuple[Column, ...], formats: dict[str, Any]) -> None:
    for i, (word, width) in enumerate((("項目", 20), ("必須", 6), ("書き方", 22), ("説明", 60), ("Explanation", 50))):
        sheet.write_string(0, i, word, formats["head"])
        sheet.set_column(i, i, width, formats["wrap"])
    for row, column in enumerate(columns, start=1):
        kind = TYPES_JA[column.type] + (f"（{column.unit}）" if column.unit else "")
        for i, text in enumerate((column.label_ja, must_word(column), kind, explanation(column), column.help_en)):
            sheet.write_string(row, i, text, formats["wrap"])
    sheet.write_string(len(columns) + 2, 0, f"{table.label_ja}: {table.grain_ja}。黄色の列は必須です。")


def _choices(book: Any, lists: Mapping[str, Sequence[str]]) -> None:
    if not lists:
        return
    sheet = book.add_worksheet(CHOICES)
    for i, (name, values) in enumerate(lists.items()):
        sheet.write_string(0, i, name)
        for row, value in enumerate(values, start=1):
            sheet.write_string(row, i, value)
    sheet.hide()
