"""Columns of the contract explained to whoever fills them in: what to write, in plain Japanese."""

from __future__ import annotations

from etl.contract import Column

TYPES_JA = {
    "text": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "○ か ×",
    "date": "年月日・年月・年・年度（和暦も可）",
    "choice": "選択肢",
    "code": "コード",
    "list": "文字（、で区切る）",
}


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
