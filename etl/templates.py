"""Blank files to fill in, made from the contract: a CSV and a workbook of every input table.

A filled-in template is read without any setting.  The workbook holds the table, 記入例 (an example), 説明 (what each
column means) and, hidden, 選択肢 (the closed lists behind the drop-downs).
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from etl.contract import INPUT_TABLES, Column, Table

#: Rows that get drop-downs; enough for a year's activities.
ROWS = 2000
_TYPES_JA = {
    "text": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "○ か ×",
    "date": "年月日・年月・年・年度（和暦も可）",
    "choice": "選択肢",
    "code": "コード",
    "list": "文字（、で区切る）",
}


def columns_to_fill(table: Table) -> tuple[Column, ...]:
    """The columns of a table that are written by hand; shapes come in map files."""
    return tuple(c for c in table.input_columns if c.type != "geometry")


def tables_to_fill() -> tuple[Table, ...]:
    """The tables that make sense without a shape."""
    return tuple(t for t in INPUT_TABLES if t.name not in {"towns", "mesh_cells", "base_layers", "boundary_terms"})


def write_templates(out: Path) -> list[Path]:
    """Write ``<table>.csv`` (UTF-8 with BOM) and ``<table>.xlsx`` for every table; returns the paths."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for table in tables_to_fill():
        path = out / f"{table.name}.csv"
        path.write_bytes(blank_csv(table))
        written.append(path)
        path = out / f"{table.name}.xlsx"
        path.write_bytes(blank_workbook(table))
        written.append(path)
    return written


def blank_csv(table: Table) -> bytes:
    """The header line as UTF-8 with BOM, which Excel needs, with Windows line ends."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([c.label_ja for c in columns_to_fill(table)])
    return buffer.getvalue().encode("utf-8-sig")


def blank_workbook(table: Table) -> bytes:
    """A workbook with drop-downs, an example and an explanation of every column."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "must": book.add_format({"bold": True, "bottom": 1, "bg_color": "#FFF2CC", "valign": "top"}),
            "text": book.add_format({"num_format": "@"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        columns = columns_to_fill(table)
        _blank_sheet(book.add_worksheet(table.label_ja), columns, formats)
        _example_sheet(book.add_worksheet("記入例"), columns, formats)
        _explanations(book.add_worksheet("説明"), table, columns, formats)
        _choices(book, columns)
    return buffer.getvalue()


def _header(sheet: Any, columns: tuple[Column, ...], formats: dict[str, Any]) -> None:
    for i, column in enumerate(columns):
        must = column.required and not column.generated
        sheet.write_string(0, i, column.label_ja, formats["must" if must else "head"])
        # Codes and dates stay as typed: Excel would drop the leading zero and invent a day.
        sheet.set_column(i, i, max(12, 2 * len(column.label_ja) + 2), formats["text"])
    sheet.freeze_panes(1, 0)


def _blank_sheet(sheet: Any, columns: tuple[Column, ...], formats: dict[str, Any]) -> None:
    _header(sheet, columns, formats)
    lists = [c for c in columns if c.choices]
    for i, column in enumerate(columns):
        if column.choices:
            letter = _letter(lists.index(column))
            source = f"=選択肢!${letter}$2:${letter}${len(column.choices) + 1}"
            rule = {"validate": "list", "source": source, "error_type": "warning" if column.open_list else "stop"}
            sheet.data_validation(1, i, ROWS, i, rule)
        elif column.type == "boolean":
            sheet.data_validation(1, i, ROWS, i, {"validate": "list", "source": ["○", "×"]})


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
        kind = _TYPES_JA[column.type] + (f"（{column.unit}）" if column.unit else "")
        for i, text in enumerate((column.label_ja, must_word(column), kind, explanation(column), column.help_en)):
            sheet.write_string(row, i, text, formats["wrap"])
    sheet.write_string(len(columns) + 2, 0, f"{table.label_ja}: {table.grain_ja}。黄色の列は必須です。")


def must_word(column: Column) -> str:
    """○ for a column that must be filled in by hand."""
    return "○" if column.required and not column.generated else ""


def explanation(column: Column) -> str:
    """What to write, in one Japanese line: help, choices, default, range."""
    parts = [column.help_ja]
    if column.choices:
        said = "、".join(c.label_ja for c in column.choices)
        parts.append(f"選択肢: {said}{'（ほかの値も可）' if column.open_list else ''}。")
    if column.default is not None:
        parts.append(f"空なら「{default_label(column)}」。")
    if column.references:
        parts.append(f"{column.references.split('.')[0]} の表を指します。")
    return "".join(p for p in parts if p)


def default_label(column: Column) -> str:
    """The default as a person reads it.

    >>> default_label(Column("x", "boolean", "", "", default="false"))
    '×'
    """
    if column.type == "boolean":
        return "○" if column.default == "true" else "×"
    return next((c.label_ja for c in column.choices if c.value == column.default), column.default or "")


def _choices(book: Any, columns: tuple[Column, ...]) -> None:
    lists = [c for c in columns if c.choices]
    if not lists:
        return
    sheet = book.add_worksheet("選択肢")
    for i, column in enumerate(lists):
        sheet.write_string(0, i, column.label_ja)
        for row, choice in enumerate(column.choices, start=1):
            sheet.write_string(row, i, choice.label_ja)
    sheet.hide()
