"""Dates as staff write them: 和暦, partial dates, 年度, Excel serial numbers (ranges: :mod:`etl.values.periods`).

A date keeps the precision that it came with; no day is ever invented.  Pure functions of one cell.
Sources: 元号法 (昭和54年法律第43号) and the 政令 of each era; JIS X 0301 (era letters M T S H R); 年度 runs from 1
April to 31 March (地方自治法 第208条); serial numbers are those of Excel's 1900 date system.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Literal

from etl.values.cells import APOSTROPHES, Cell, CellError, kanji_number, plain, refuse_nothing
from etl.values.fiscal import fiscal_year_of

Precision = Literal["day", "month", "year", "fiscal_year"]


@dataclass(frozen=True)
class Era:
    """An era: name, letter of JIS X 0301, first day, and the Christian year of its year 1 (元年)."""

    name: str
    letter: str
    first_day: dt.date
    first_year: int


#: Newest first.  明治 was applied back to the first day of its lunar year (改元の詔: 慶応4年 is 明治元年).
ERAS: tuple[Era, ...] = (
    Era("令和", "R", dt.date(2019, 5, 1), 2019),
    Era("平成", "H", dt.date(1989, 1, 8), 1989),
    Era("昭和", "S", dt.date(1926, 12, 25), 1926),
    Era("大正", "T", dt.date(1912, 7, 30), 1912),
    Era("明治", "M", dt.date(1868, 1, 25), 1868),
)
_ERA_BY_SIGN = {sign: era for era in ERAS for sign in (era.name, era.letter, era.name[0])}
WEEKDAYS = "月火水木金土日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class PartialDate:
    """The first day of an interval and its precision: day, month, year or fiscal_year.

    Not compared: ``interpreted`` (頃, 上旬, a serial number, a year outside its era) and ``weekday_expected``, the true
    weekday where the one that was written is wrong.
    """

    start: dt.date
    precision: Precision
    interpreted: bool = field(default=False, compare=False)
    weekday_expected: str = field(default="", compare=False)
    weekday_expected_en: str = field(default="", compare=False)

    @property
    def end(self) -> dt.date:
        """The last day of the interval.

        >>> PartialDate(dt.date(2019, 4, 1), "fiscal_year").end
        datetime.date(2020, 3, 31)
        """
        if self.precision == "month":
            return self.start.replace(day=calendar.monthrange(self.start.year, self.start.month)[1])
        if self.precision == "year":
            return self.start.replace(month=12, day=31)
        if self.precision == "fiscal_year":
            return dt.date(self.start.year + 1, 3, 31)
        return self.start


def fiscal_year(when: PartialDate) -> int | None:
    """年度 of a date; None for a whole calendar year, which straddles two.

    >>> fiscal_year(PartialDate(dt.date(2008, 1, 1), "month"))
    2007
    """
    if when.precision == "year":
        return None
    return fiscal_year_of(when.start)


# ------------------------------------------------------------------------------------------------ the grammar
_YEAR = r"(?:(?P<era>明治|大正|昭和|平成|令和|[明大昭平令MTSHR])\.?(?P<n>元|\d{1,2})|(?:西暦)?(?P<year>\d{4}))"
_DAY = re.compile(_YEAR + r"(?:年|[/.\-])(?P<month>\d{1,2})(?:月|[/.\-])(?P<day>\d{1,2})日?")
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})?")
_MONTH = re.compile(_YEAR + r"(?:年|[/.\-])(?P<month>\d{1,2})月?")
_FISCAL = re.compile(_YEAR + r"(?:年度|年度分|FY)")
_FISCAL_EN = re.compile(r"FY(?P<year>\d{4})")
_WHOLE_YEAR = re.compile(_YEAR + "年?")
_WEEKDAY = re.compile(
    rf"\((?P<a>[{WEEKDAYS}])(?:曜日?)?(?:[・/,]?祝日?|[・/,]?休日?)?\)|(?<=日)(?P<b>[{WEEKDAYS}])曜日?|\([・/,]?(?:祝|休)日?\)"
)
_CLOCK = (
    r"(?:午前|午後|AM|PM)?\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?|時(?:\d{1,2}分|半)?)"
    r"(?:AM|PM)?(?:Z|[+\-]\d{2}:?\d{2}(?!\d))?"
)
_TIME = re.compile(rf"(?:(?<=\d)T|\s+|(?<=[日)]))\s*{_CLOCK}(?:\s*(?:[~〜\-]|から)\s*{_CLOCK}(?:まで)?)?")
_VAGUE_MONTH = re.compile(r"(?<=月)(?:頃|ごろ|上旬|中旬|下旬|初旬|初め|末|中|予定|\(予定\))+$")
_VAGUE_FISCAL = re.compile(
    r"(?<=年度)(?:頃|中|内|末|上半期|下半期|前期|後期|上期|下期|第[1-4]四半期|通年|\(通年\)|予定|\(予定\))+$"
)
_VAGUE_OTHER = re.compile(r"(?<=[日年\d])(?:頃|ごろ|予定|\(予定\)|春|夏|秋)+$")
_KANJI_RUN = re.compile(
    r"[〇零一二三四五六七八九十]+(?=[年月日])|(?<=明治|大正|昭和|平成|令和)[〇零一二三四五六七八九十]+"
)
#: One year in two notations: 平成31（令和元）年, 2024(R6)年9月, H31/R1.
_TWICE = re.compile(
    _YEAR + r"年?(?:\(" + _YEAR.replace("?P<", "?P<other_") + r"年?(?:度)?\)"
    r"|/(?=\D)" + _YEAR.replace("?P<", "?P<other_").replace("other_", "last_") + r"(?=年?(?:度)?$))(?P<rest>.*)"
)
#: A month, or a month and a day, and no year.
_NO_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])(?:月(?:\d{1,2}日?)?|[/.\-]\d{1,2})")
_FIRST_SERIAL, _LAST_SERIAL = 61, 73_050  # 1 March 1900 (after Excel's false 29 February) and 31 December 2099
_YEARS = range(1868, 2151)


def date(value: Cell) -> PartialDate:
    """A date with the precision that it was written with.

    Raises:
        CellError: ``bad_date``; ``dash_empty`` and ``stated_unknown`` for cells that say "nothing".

    >>> date("平成20年1月")
    PartialDate(start=datetime.date(2008, 1, 1), precision='month', interpreted=False, weekday_expected='', \
weekday_expected_en='')
    >>> date("Ｈ２０．１．１５").start, date("令和元年度").start, date(45536).start, date("㍻20年").precision
    (datetime.date(2008, 1, 15), datetime.date(2019, 4, 1), datetime.date(2024, 9, 1), 'year')
    """
    if isinstance(value, dt.datetime):
        if value != value:  # NaT
            raise CellError("bad_date", value)
        return PartialDate(value.date(), "day")
    if isinstance(value, dt.date):
        return PartialDate(value, "day")
    if isinstance(value, bool) or value is None:
        raise CellError("bad_date", value)
    if isinstance(value, int | float):
        return _from_number(value)
    return _from_text(str(value))


def _from_number(value: int | float) -> PartialDate:
    """A numeric cell: 20080115, 200801, a year, or a serial number (whose fraction is the time of day)."""
    if value != value or not _FIRST_SERIAL <= value <= 99_999_999:
        raise CellError("bad_date", value)
    whole = int(value)
    if whole == value and (whole in _YEARS or whole > 99_999):
        return _from_text(str(whole))
    if whole in _YEARS or not _FIRST_SERIAL <= whole <= _LAST_SERIAL:  # 2024.1 may be January or October: refuse
        raise CellError("bad_date", value)
    return PartialDate(dt.date(1899, 12, 30) + dt.timedelta(days=whole), "day", interpreted=True)


def _from_text(value: str) -> PartialDate:
    whole = timeless(value)
    weekday = _WEEKDAY.search(whole)
    written = _WEEKDAY.sub("", whole)
    refuse_nothing(written, value, "bad_date")
    certain = _VAGUE_OTHER.sub("", _VAGUE_FISCAL.sub("", _VAGUE_MONTH.sub("", written)))
    single = _one_notation(_KANJI_RUN.sub(lambda m: str(kanji_number(m.group())), certain), value)
    found = _parsed(single, value)
    sign = (weekday["a"] or weekday["b"] or "") if weekday else ""
    return _with_weekday(replace(found, interpreted=True) if certain != written else found, sign)


def timeless(value: str) -> str:
    """A date's text without the time of day, without spaces and without the apostrophe that keeps a cell text.

    >>> timeless("令和6年9月1日（日） 午前10時"), timeless("'R6.9.1")
    ('令和6年9月1日(日)', 'R6.9.1')
    """
    return plain(_TIME.sub("", unicodedata.normalize("NFKC", value).upper())).lstrip(APOSTROPHES)


def _one_notation(written: str, value: Cell) -> str:
    """The date with its year once, where it stands in two notations that agree.

    >>> _one_notation("2024(令和6)年9月1日", ""), _one_notation("H31/R1", ""), _one_notation("令和6年度(2024年度)", "")
    ('2024年9月1日', 'H31年', '令和6年度')
    """
    match = _TWICE.fullmatch(written.replace("年度(", "年("))
    if match is None:
        return written
    first = (match["era"], match["n"], match["year"])
    other = [(match[f"{x}_era"], match[f"{x}_n"], match[f"{x}_year"]) for x in ("other", "last")]
    if not any(_christian(*first) == _christian(*o) for o in other if any(o)):
        raise CellError("bad_date", value)
    rest = match["rest"] or ("度" if "年度(" in written else "")
    return f"{match['era'] or ''}{match['n'] or match['year']}年{rest.removeprefix('年')}"


def _christian(era: str | None, n: str | None, year: str | None) -> int:
    if era is None:
        return int(year or 0)
    return _ERA_BY_SIGN[era].first_year + (1 if n == "元" else int(n or 0)) - 1


def _with_weekday(found: PartialDate, sign: str) -> PartialDate:
    """The written weekday is a free check of a whole date."""
    actual = found.start.weekday()
    if not sign or found.precision != "day" or WEEKDAYS[actual] == sign:
        return found
    return replace(found, weekday_expected=WEEKDAYS[actual], weekday_expected_en=_WEEKDAYS_EN[actual])


def _parsed(written: str, value: Cell) -> PartialDate:
    try:
        if match := _DAY.fullmatch(written):
            return _made(match, "day", int(match["month"]), int(match["day"]))
        if match := _COMPACT.fullmatch(written):
            if match["day"]:
                return PartialDate(valid_day(int(match["year"]), int(match["month"]), int(match["day"])), "day")
            return PartialDate(valid_day(int(match["year"]), int(match["month"]), 1), "month")
        if match := _MONTH.fullmatch(written):
            return _made(match, "month", int(match["month"]))
        if match := _FISCAL.fullmatch(written) or _FISCAL_EN.fullmatch(written):
            return _made(match, "fiscal_year", 4)
        if match := _WHOLE_YEAR.fullmatch(written):
            return _made(match, "year", 1)
        if re.fullmatch(r"\d{3,5}(\.\d+)?", written):
            return _from_number(float(written))
    except ValueError:
        raise CellError("bad_date", value) from None
    raise CellError("date_without_year" if _NO_YEAR.fullmatch(written) else "bad_date", value)


def _made(match: re.Match[str], precision: Precision, month: int, day: int = 1) -> PartialDate:
    groups = match.groupdict()
    if not groups.get("era"):
        return PartialDate(valid_day(int(groups["year"]), month, day), precision)
    era = _ERA_BY_SIGN[groups["era"]]
    if groups["n"] in {"0", "00"}:
        raise ValueError("years of an era begin with 1")
    found = PartialDate(valid_day(_christian(groups["era"], groups["n"], None), month, day), precision)
    return replace(found, interpreted=not _in_era(found, era))


def _in_era(found: PartialDate, era: Era) -> bool:
    """Whether the interval touches the era; 平成31年5月 does not, but is plain enough to be read."""
    newer = [other for other in ERAS if other.first_day > era.first_day]
    return found.end >= era.first_day and (not newer or found.start < newer[-1].first_day)


def valid_day(year: int, month: int, day: int) -> dt.date:
    """The day.

    Raises:
        ValueError: there is no such day, or its year is outside 1868 to 2150.
    """
    if year not in _YEARS:
        raise ValueError("the year is outside 1868 to 2150")
    return dt.date(year, month, day)
