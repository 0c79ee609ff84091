"""One cell at a time: width, Unicode form, 和暦, numbers with units, codes, choices.

Pure functions of one raw cell (str, int, float, bool, datetime, date).  They never return ``None`` for what they do not
understand: they raise :class:`CellError`, which carries the code of the finding.  Codes of severity ``info`` in the
catalogue (``dash_empty``, ``stated_unknown``) mean "treat as empty", all others "refuse".
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from etl.contract import Column
from etl.values import codes
from etl.values.cells import APOSTROPHES, Cell, CellError, fold, is_blank, kanji_number, plain, refuse_nothing, text
from etl.values.dates import ERAS, PartialDate, date, fiscal_year
from etl.values.periods import period

__all__ = [
    "ERAS", "Cell", "CellError", "Chosen", "Code", "Number", "PartialDate", "boolean", "choice", "date", "fiscal_year",
    "fold", "integer", "is_blank", "items", "municipality_code", "number", "period", "text",
]  # fmt: skip


@dataclass(frozen=True)
class Number:
    """A number and whether more than digits had to be read (約120名, 1.2万)."""

    value: int | float
    interpreted: bool = False


@dataclass(frozen=True)
class Code:
    """A five-digit municipality code and whether a lost leading zero was restored."""

    value: str
    interpreted: bool = False


@dataclass(frozen=True)
class Chosen:
    """A stored choice value; ``known`` is False for a new value of an open list."""

    value: str
    known: bool = True


# ---------------------------------------------------------------------------------------------------- numbers
_NUMBER = re.compile(
    r"(?P<before>(?:約|およそ|おおよそ|概ね|延べ|延|のべ|計|合計|全|各回|毎回|大人|子ども|こども|子供|男性?|女性?|役員|スタッフ)*)"
    r"(?P<sign>[+\-△▲−]?)"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<power>e[+\-]?\d{1,2})?"
    r"(?P<man>万(?:(?P<rest>\d{1,4}))?)?"
    r"(?P<after>(?:人|名|世帯|戸|件|回|円|個|台|団体|地区|箇所|か所|ヶ所|ヵ所|カ所|組|歳|度|m2|m²|km2|km²|km|m|ha|%)?"
    r"(?:程度|程|ほど|くらい|ぐらい|余り|余|以上|以下|弱|強|超)?(?:\([^()]*\))?)",
    re.IGNORECASE,
)


def number(value: Cell) -> Number:
    """The number in a cell, with full-width digits, thousands commas, △ for minus, and units.

    Raises:
        CellError: ``bad_number``; ``dash_empty`` and ``stated_unknown`` for cells that say "nothing".

    >>> number("約１，２３４名"), number("△12.5")
    (Number(value=1234, interpreted=True), Number(value=-12.5, interpreted=False))
    """
    if isinstance(value, bool):
        raise CellError("bad_number", value)
    if isinstance(value, int | float):
        return _finite(float(value) if isinstance(value, float) else value, value, interpreted=False)
    written = plain(str(value)).lstrip(APOSTROPHES) if value is not None else ""
    refuse_nothing(written, value, "bad_number")
    if written in {"ゼロ", "零"}:
        return Number(0, interpreted=True)
    if written in _NO_COUNT:
        raise CellError("stated_unknown", value)
    match = _NUMBER.fullmatch(written)
    if match is None:
        return _several(written, value) or _kanji_count(written, value)
    size = float(match["digits"].replace(",", "") + (match["power"] or ""))
    if match["man"]:
        size = round(size * 10_000, 6) + int(match["rest"] or 0)
    signed = -size if match["sign"] in {"-", "△", "▲", "−"} else size
    interpreted = bool(match["before"] or match["after"] or match["man"] or match["power"])
    return _finite(signed, value, interpreted)


#: Words that stand where a count should be and say that there is none.
_NO_COUNT = frozenset(("多数", "大勢", "若干", "若干名", "中止", "雨天中止", "延期", "未計測", "計測なし", "集計なし"))
_RANGE = re.compile(r"(?P<low>[^~〜–—―]+)[~〜–—―](?P<high>[^~〜–—―]*)")
_SUM = re.compile(r"[+、・]|と(?=[^\d]*\d)")


def _several(written: str, value: Cell) -> Number | None:
    """A range (the smaller number: so many came at least) or parts that are named and added; None if it is neither.

    >>> _several("20〜30人", ""), _several("大人30人、子ども20人", ""), _several("30・40", "")
    (Number(value=20, interpreted=True), Number(value=50, interpreted=True), None)
    """
    if match := _RANGE.fullmatch(written):
        ends = [_NUMBER.fullmatch(end) for end in (match["low"], match["high"]) if end]
        sizes = [number(end.string).value for end in ends if end is not None and not end["sign"]]
        return Number(sizes[0], True) if len(sizes) == len(ends) and sizes == sorted(sizes) else None
    parts = [_NUMBER.fullmatch(part) for part in _SUM.split(written)]
    if len(parts) < 2 or not all(p is not None and (p["before"] or p["after"]) and not p["sign"] for p in parts):
        return None
    return _finite(sum(number(p.string).value for p in parts if p is not None), value, interpreted=True)


def _finite(size: int | float, value: Cell, interpreted: bool) -> Number:
    if not math.isfinite(size) or abs(size) >= 1e15:
        raise CellError("bad_number", value)
    return Number(int(size) if float(size).is_integer() else float(size), interpreted)


def _kanji_count(written: str, value: Cell) -> Number:
    match = re.fullmatch(r"約?([〇零一二三四五六七八九十百千]+)(?:人|名|世帯|回|件)?", written)
    if match is None:
        raise CellError("bad_number", value)
    return Number(kanji_number(match[1]), interpreted=True)


def integer(value: Cell) -> Number:
    """As :func:`number`, and whole.

    >>> integer("35人"), integer(12.0)
    (Number(value=35, interpreted=True), Number(value=12, interpreted=False))
    """
    found = number(value)
    if not isinstance(found.value, int):
        raise CellError("bad_number", value)
    return found


_TRUE = frozenset((*"○◯〇●◎有可1ytレ✓✔☑", "有り", "あり", "はい", "該当", "true", "yes"))
_FALSE = frozenset((*"×✕✖✗x無0nf☐", "無し", "なし", "いいえ", "不可", "非該当", "false", "no"))


def boolean(value: Cell) -> bool:
    """Yes or no in the ways staff write it.

    Raises:
        CellError: ``bad_boolean``; ``dash_empty`` and ``stated_unknown`` for cells that say "nothing".

    >>> boolean("○"), boolean("×"), boolean("有り"), boolean(0.0)
    (True, False, True, False)
    """
    written = plain(text(value)).casefold()
    if written in _TRUE:
        return True
    if written in _FALSE:
        return False
    refuse_nothing(written, value, "bad_boolean")
    raise CellError("bad_boolean", value)


# ------------------------------------------------------------------------------------------ codes and choices
def municipality_code(value: Cell) -> Code:
    """The five-digit code of a municipality; a check digit is verified and dropped, a lost leading zero restored.

    Five digits are taken as they stand if they can be a municipality; only otherwise as six without their zero.

    Raises:
        CellError: ``bad_code``, or ``check_digit_wrong`` with ``expected``.

    Source: 総務省 全国地方公共団体コード.

    >>> municipality_code("２９２０９５"), municipality_code(92011)
    (Code(value='29209', interpreted=False), Code(value='09201', interpreted=True))
    """
    digits = re.sub(r"[\-']", "", plain(text(value)))
    if not re.fullmatch(r"[0-9]{4,6}", digits):
        raise CellError("bad_code", value)
    if len(digits) == 6:
        return Code(_checked(digits, value))
    if len(digits) == 5 and codes.is_formal_code(digits):
        return Code(digits)
    if len(digits) == 5 and codes.is_formal_code("0" + digits[:4]):
        return Code(_checked("0" + digits, value), interpreted=True)
    if len(digits) == 4 and codes.is_formal_code("0" + digits):
        return Code("0" + digits, interpreted=True)
    raise CellError("bad_code", value)


def read_municipality_code(written: str) -> str | None:
    """The five-digit code that a person typed, with or without the check digit; None if it is none.

    >>> read_municipality_code("２９２０９５"), read_municipality_code("29209"), read_municipality_code("292094")
    ('29209', '29209', None)
    """
    try:
        return municipality_code(written).value
    except CellError:
        return None


def _checked(digits: str, value: Cell) -> str:
    if not codes.is_formal_code(digits[:5]):
        raise CellError("bad_code", value)
    expected = codes.check_digit(digits[:5])
    if digits[5] != expected:
        raise CellError("check_digit_wrong", value, expected=digits[:5] + expected)
    return digits[:5]


def choice(column: Column, value: Cell) -> Chosen:
    """The stored value of a choice column, found by value, label or alias.

    Raises:
        CellError: ``unknown_choice`` with ``choices`` and ``choices_en`` when the list is closed.

    >>> from etl.contract import TABLES
    >>> choice(TABLES["facilities"].column("kind"), "コミセン")
    Chosen(value='community_center', known=True)
    """
    spelled = text(value)
    stored = _spellings(column).get(fold(spelled))
    if stored is not None:
        return Chosen(stored)
    refuse_nothing(plain(spelled), value, "missing_required")
    if column.open_list:
        return Chosen(spelled, known=False)
    raise CellError(
        "unknown_choice",
        value,
        choices="、".join(c.label_ja for c in column.choices),
        choices_en=", ".join(c.label_en for c in column.choices),
    )


@lru_cache(maxsize=256)
def _spellings(column: Column) -> dict[str, str]:
    found: dict[str, str] = {}
    for c in column.choices:
        for spelling in (c.value, c.label_ja, c.label_en, *c.aliases):
            found.setdefault(fold(spelling), c.value)
    return found


def items(value: Cell) -> tuple[str, ...]:
    r"""The parts of a list cell, separated by 、 , ; ／ or line breaks, without repeats.

    >>> items("防災、見守り\n防災; 交流")
    ('防災', '見守り', '交流')
    """
    raw = "" if is_blank(value) else str(value)
    parts = (text(part) for part in re.split(r"[、，,;；/／|｜\n]", raw))
    return tuple(dict.fromkeys(part for part in parts if part))
