"""Cells that stand for something else than their text: ditto marks, totals, formulas; and the sign that they do not.

A spreadsheet takes a cell that begins with an apostrophe for the text behind it.  So do we, but only where the text
would otherwise be taken for something else; anywhere else an apostrophe is part of the text.
"""

from __future__ import annotations

import re

#: "As above", in the ways it is written.
_AS_ABOVE = (
    "〃", "″", "”", "“", "ヽ", "ゝ", "々", "仝", "同上", "同　上", "同 上", "上に同じ", "上と同じ", "上同", "同じ",
)  # fmt: skip
_AROUND = ("（{}）", "({})", "「{}」", " {}", "{} ", " {} ", "　{}", "{}　", "　{}　")
DITTO = ('"', "''", *_AS_ABOVE, *(around.format(mark) for mark in _AS_ABOVE for around in _AROUND))
#: "As on the left".
DITTO_LEFT = ("同左", "（同左）", "(同左)", "左に同じ", "←")
_SUM = r"(?:合\s*計|総\s*計|小\s*計|中\s*計|累\s*計|総\s*合\s*計|計|総\s*数|平\s*均|(?:sub|grand)?\s*total)"
#: 合計, （小計）, 総計（2地区）; with words before it only after a space or the name of an area: 西　計, 東地区計.
_TOTAL = re.compile(
    rf"\W*(?:[^会統家集設時]\S{{0,19}}[\s　・]+|\S{{0,20}}(?:校区|学区|地区|全体|年度|全市|全町|市内|町内))?{_SUM}"
    r"\s*(?:（[^（）]{1,20}）|\([^()]{1,20}\))?\W*",
    re.IGNORECASE,
)
#: A spreadsheet reads a cell that begins so as a formula (OWASP "CSV injection"); Japanese ones the full width too.
#: The one list of the program: whatever is written for a spreadsheet goes through :func:`neutral` or :func:`guarded`.
FORMULA_START = (*"=+-@＝＋－＠", "\t", "\r", "\n")
#: What begins so and is none all the same: a number (-12.5), a dash for nothing.
_NO_FORMULA = re.compile(r"[+-]?\d[\d,]*(\.\d+)?|[-+－＋]")


def is_total(cell: str) -> bool:
    """Whether a cell labels a row of totals.

    >>> is_total("合計"), is_total("（小計）"), is_total("'合計"), is_total("会計")
    (True, True, False, False)
    """
    return not cell.startswith("'") and _TOTAL.fullmatch(cell) is not None


def neutral(cell: str) -> str:
    """A cell as it is, but so that no spreadsheet takes it for a formula; numbers and lone dashes need nothing.

    Read again it gives the text that the cell itself would give: see :func:`unguarded`.

    >>> [neutral(cell) for cell in ("=1+1", "＝1+1", "-12.5", "-1+1", "－", "防災訓練")]
    ["'=1+1", "'＝1+1", '-12.5', "'-1+1", '－', '防災訓練']
    """
    bare = cell.lstrip("\t\r\n")  # a reader would make a space of them and drop it
    return f"'{bare}" if bare.startswith(FORMULA_START) and not _NO_FORMULA.fullmatch(bare) else bare


def guarded(text: str) -> str:
    """What a file must carry so that it is read as this text; no spreadsheet takes it for a formula.

    >>> guarded("=1+1"), guarded("同上"), guarded("'90年代"), guarded("'=1")
    ("'=1+1", "'同上", "'90年代", "''=1")
    """
    return f"'{text}" if _is_marked(text) else text


def unguarded(cell: str) -> str:
    """The text that a cell stands for; the inverse of :func:`guarded`.

    >>> [unguarded(guarded(text)) for text in ("=1+1", "同上", "'90年代", "'=1", "''")]
    ['=1+1', '同上', "'90年代", "'=1", "''"]
    """
    return cell[1:] if cell.startswith("'") and _is_marked(cell[1:]) else cell


def _is_marked(text: str) -> bool:
    bare = text.lstrip("'")
    if not bare:
        return len(text) > 1  # '' is a ditto mark
    return bare.startswith(FORMULA_START) or bare in DITTO or is_total(bare)
