"""Text of one cell: width, Unicode form, spaces, and keys for comparing.

Pure functions, the ground under :mod:`etl.values.normalize`.  Nothing is guessed: characters change only where the same
character was written another way (full-width digits, half-width kana, combining marks of macOS).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from etl.values.marks import unguarded

Cell = object


class CellError(ValueError):
    """A cell that cannot be read: ``code`` is the finding, ``params`` what its sentences need."""

    def __init__(self, code: str, value: Cell, **params: str) -> None:
        super().__init__(code, value)
        self.code = code
        self.value = value
        self.params = params


#: Full-width digits and letters become ASCII; Japanese punctuation （）「」、。 stays as it is.
_NARROW = {
    code: code - 0xFEE0 for span in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B)) for code in range(*span)
}
#: One character of JIS X 0208 under two code points, which must not make two texts of one: on the left as other systems
#: write it, on the right as Windows does (cp932).
TWINS: dict[int, str] = str.maketrans({"〜": "～", "−": "－", "—": "―", "‖": "∥", "¢": "￠", "£": "￡", "¬": "￢"})
_SAME: dict[int, int | str] = {**_NARROW, **TWINS}
_COMBINED = re.compile("[^\u0300-\u036f\u3099\u309a][\u0300-\u036f\u3099\u309a]+")
_HALF_KANA = re.compile("[\uff61-\uff9f]+")
_INVISIBLE = frozenset(("Cc", "Cf", "Cs"))
_SIGNS = "[!-~、-〕ぁ-ゖァ-ヾ一-鿿（）～！？]+"
#: A regular expression (Python's, Arrow's and DuckDB's alike) of text that :func:`text` leaves as it is, a guarding
#: apostrophe aside: ASCII, kana, kanji, common punctuation, single spaces inside.
CLEAN = f"{_SIGNS}(?: {_SIGNS})*"
_IS_CLEAN = re.compile(CLEAN)
#: In front of a number or a date they only say that the cell is text.
APOSTROPHES = "'’‘`"
#: Cells of a text file that hold nothing: staff clear a cell with the space bar, and a row of such cells is blank.
BLANKS = ("", " ", "  ", "\u3000", "\u3000\u3000")
DASHES = frozenset("-‐‑‒–—―−－ーｰ─")
_UNKNOWN_WORDS = frozenset(
    ("不明", "未定", "未集計", "調査中", "調整中", "確認中", "未確認", "n/a", "na", "?", "??", "#n/a")
)


@lru_cache(maxsize=65536)
def _clean(value: str) -> str:
    if _IS_CLEAN.fullmatch(value):
        return unguarded(value)
    visible = "".join(" " if c.isspace() else c for c in value if _is_visible(c))
    wide = _HALF_KANA.sub(lambda m: unicodedata.normalize("NFKC", m.group()), visible).translate(_SAME)
    composed = _COMBINED.sub(lambda m: unicodedata.normalize("NFC", m.group()), wide)
    return unguarded(" ".join(composed.split()))


def _is_visible(character: str) -> bool:
    if character.isspace():
        return True
    return unicodedata.category(character) not in _INVISIBLE and character not in "\ufffe\uffff"


def text(value: Cell) -> str:
    r"""The cell as one line: ASCII letters and digits, full-width kana, composed marks, single spaces.

    >>> text("\u3000第２回\n　ふれあい\u3000ﾊﾟﾄﾛｰﾙ（夏）")
    '第2回 ふれあい パトロール（夏）'
    >>> text(12.0), text(None), text("'=1+1")
    ('12', '', '=1+1')
    """
    if value is None or _is_missing(value):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return _clean(str(value))


def _is_missing(value: Cell) -> bool:
    """NaN and NaT: the only values that differ from themselves."""
    return isinstance(value, float | dt.datetime) and value != value


def is_blank(value: Cell) -> bool:
    """Whether the cell holds nothing at all.

    >>> is_blank("　"), is_blank(float("nan")), is_blank("-")
    (True, True, False)
    """
    if value is None or _is_missing(value):
        return True
    return isinstance(value, str) and not _clean(value)


_UNITS = (
    "人|名|世帯|戸|件|回|円|千円|度|年|歳|箇所|か所|ヶ所|団体|地区|個|台|席|分|時間|%|比|m|m2|㎡|km|km2|ha|people|households"
    "|必須|任意|記入例|西暦|和暦|半角|全角|単位:?.{1,4}"
)
_UNIT_BRACKETS = re.compile(rf"[(\[<]({_UNITS})[)\]>]", re.IGNORECASE)
_VARIANTS = str.maketrans(
    {"ヶ": "ケ", "ヵ": "カ", "髙": "高", "﨑": "崎", "〜": "~", "∼": "~", **dict.fromkeys("‐‑‒–—―−─", "-")}
)


@lru_cache(maxsize=65536)
def fold(value: str) -> str:
    r"""A key for comparing headers and names: width, case, spaces, underscores, units and ヶ/ケ do not count.

    >>> fold("参加者数\n（人）") == fold("参加者数"), fold("Ａ32_001"), fold("料金（基本）")
    (True, 'a32001', '料金(基本)')
    """
    folded = unicodedata.normalize("NFKC", _clean(value)).casefold().translate(_VARIANTS)
    folded = re.sub(r"[\s_*※■●◆]+", "", folded)
    return _UNIT_BRACKETS.sub("", folded) or folded


def plain(value: str) -> str:
    """NFKC without spaces: what numbers, dates and codes are read from."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", _clean(value)))


def refuse_nothing(written: str, value: Cell, code: str) -> None:
    """Raise for the ways to write nothing: empty, a lone dash, 不明 or 未定."""
    if not written:
        raise CellError(code, value)
    if set(written) <= DASHES:
        raise CellError("dash_empty", value)
    if written.casefold() in _UNKNOWN_WORDS:
        raise CellError("stated_unknown", value)


_KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}


def kanji_number(digits: str) -> int:
    """Kanji numerals below ten thousand: 二〇 and 二十 are both 20.

    >>> kanji_number("三十一"), kanji_number("百二十"), kanji_number("二〇二四")
    (31, 120, 2024)
    """
    if not set(digits) & set("十百千"):
        return int("".join(str(_KANJI_DIGITS[c]) for c in digits))
    total, current = 0, 0
    for c in digits:
        if c in "十百千":
            total += (current or 1) * {"十": 10, "百": 100, "千": 1000}[c]
            current = 0
        else:
            current = _KANJI_DIGITS[c]
    return total + current
