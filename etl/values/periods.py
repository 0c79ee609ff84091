"""Ranges of dates, and dates whose year stands elsewhere: in a title, a sheet's name, another column.

Pure functions of one cell; what the end of a range leaves out (era, year, month) is taken from its start.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from etl.values.cells import Cell, CellError
from etl.values.dates import PartialDate, date, timeless, valid_day
from etl.values.fiscal import calendar_year

_RANGE = re.compile(
    r"[~〜–—―]|から|→|(?<=[月日年度)])-|-(?=(?:明治|大正|昭和|平成|令和|[MTSHR]\d))"
    r"|(?<=^\d{8})-(?=\d{8}$)|(?<=[/.]\d)-(?=\d)|(?<=[/.]\d\d)-(?=\d)"
)
_SEVERAL = re.compile(r"(?<=[日月)])[、,・]|及び|および")
_TAIL = re.compile(
    r"(?:(?P<n>元|\d{1,4})年度?)?(?:(?P<month>\d{1,2})(?:月|[/.](?=\d)))?(?:(?P<day>\d{1,2})日?)?(?P<weekday>\([^()]*\))?"
)


def period(value: Cell) -> tuple[PartialDate, PartialDate | None]:
    """Start and end of a range; what the end leaves out is taken from the start.  The end is None for a single date.

    Raises:
        CellError: as :func:`date`.

    >>> [d and (d.start.isoformat(), d.precision) for d in period("令和6年8月1日〜3日")]
    [('2024-08-01', 'day'), ('2024-08-03', 'day')]
    >>> [d and d.start.isoformat() for d in period("令和6年12月〜1月")]
    ['2024-12-01', '2025-01-01']
    """
    if not isinstance(value, str):
        return date(value), None
    bare = re.sub(r"まで$", "", timeless(value))
    parts = [part for part in _RANGE.split(bare) if part]
    several = len(parts) == 1 and _SEVERAL.search(bare) is not None
    if several:
        parts = [part for part in _SEVERAL.split(bare) if part]
    if (
        len(parts) == 1 and bare != parts[0] and bare.startswith(parts[0])
    ):  # 令和6年8月〜: it is only said when it began
        return replace(date(parts[0]), interpreted=True), None
    if len(parts) < 2 or (len(parts) > 2 and not several):
        return date(value), None
    start = date(parts[0])
    end = _tail(parts[-1], parts[0], start, value)
    return start, replace(end, interpreted=True) if several else end


def _tail(written: str, head: str, start: PartialDate, value: Cell) -> PartialDate:
    """The end of a range: a shorter form that inherits from the start, or a whole date."""
    end = _inherited(written, head, start)
    return _ordered(start, date(written) if end is None else end, value)


def _ordered(start: PartialDate, end: PartialDate, value: Cell) -> PartialDate:
    if end.end < start.start:
        raise CellError("end_before_start", value)
    return end


def _inherited(written: str, head: str, start: PartialDate) -> PartialDate | None:
    """The end where it leaves out the era, the year or the month; None if it leaves out nothing."""
    match = _TAIL.fullmatch(written)
    if match is None or not written:
        return None
    if match["n"]:
        era = re.match(r"明治|大正|昭和|平成|令和|[MTSHR](?=\d)", head)
        return date((era[0] if era else "") + written) if len(match["n"]) < 3 else None
    month, day = match["month"], match["day"]
    if start.precision == "month" and month is None:  # 8月〜9: the number is a month
        month, day = day, None
    if month is None and start.precision != "day":
        return None
    year = start.start.year + (1 if month and int(month) < start.start.month else 0)
    try:
        first = valid_day(year, int(month or start.start.month), int(day or 1))
    except ValueError:
        return None
    return date(f"{first.isoformat()}{match['weekday'] or ''}") if day else PartialDate(first, "month")


def read_date(written: str) -> PartialDate | None:
    """What a date as a person writes it means, the beginning of a range; None where it means nothing.

    >>> read_date("平成20年1月") == date("2008-01"), read_date("来週"), read_date("")
    (True, None, None)
    """
    try:
        return period(written)[0]
    except CellError:
        return None


# ------------------------------------------------------------------------------------------ years told elsewhere
_MONTH_FIRST = re.compile(r"(?P<month>0?[1-9]|1[0-2])(?P<sign>月|[/.\-](?=\d))(?!\d{4})")
_ALL_YEAR = re.compile(r"通年|年間|年中|随時|毎(?:年|月|週|日).*|年\d+回(?:程度)?|月\d+回(?:程度)?|週\d+回(?:程度)?")


@dataclass(frozen=True)
class Year:
    """A year told once for many dates: 年度 (April to March) or a calendar year."""

    number: int
    fiscal: bool

    def of(self, month: int) -> int:
        """The Christian year of a month of this year.

        >>> Year(2024, fiscal=True).of(4), Year(2024, fiscal=True).of(3), Year(2024, fiscal=False).of(3)
        (2024, 2025, 2024)
        """
        return calendar_year(self.number, month) if self.fiscal else self.number

    @property
    def whole(self) -> str:
        return f"{self.number}年度" if self.fiscal else f"{self.number}年"


def with_year(value: str, year: Year) -> str | None:
    """A date without a year, with it; words such as 通年 become the whole year; None for anything else.

    >>> [with_year(cell, Year(2024, True)) for cell in ("4/12", "1月5日（日）", "通年", "2024/4/12", "来週")]
    ['2024/4/12', '2025年1月5日(日)', '2024年度', None, None]
    """
    written = timeless(value)
    if _ALL_YEAR.fullmatch(written):
        return year.whole
    match = _MONTH_FIRST.match(written)
    if match is None:
        return None
    sign = "年" if match["sign"] == "月" else match["sign"]
    return f"{year.of(int(match['month']))}{sign}{written}"


def year_of(value: Cell, *, fiscal: bool) -> Year | None:
    """The year in a cell of a column of years (令和6年度, R6, 2024, 6年度 is none); None if there is none.

    Args:
        value: the cell.
        fiscal: whether the column's header says 年度.
    """
    try:
        found = date(value)
    except CellError:
        return None
    if found.precision not in {"year", "fiscal_year"}:
        return None
    return Year(found.start.year, fiscal or found.precision == "fiscal_year")
