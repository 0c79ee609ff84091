"""What a title, a sheet's name or a file's name says of all rows: the year, the day of record, the district.

A date that leaves its year out takes it from there, from a column of years, or from 年, 月 and 日 in columns of their
own.  Everything that is taken is told; where two years stand in a title, none is.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.contract import Table
from etl.findings import Finding
from etl.readers.base import Given
from etl.values.cells import plain
from etl.values.dates import date
from etl.values.fiscal import fiscal_year_of
from etl.values.normalize import CellError, fold, text
from etl.values.periods import Year, with_year, year_of

_ERA_YEAR = r"(?:明治|大正|昭和|平成|令和|(?<![A-Z])[RHS])(?:元|\d{1,2})|(?<!\d)(?:19|20)\d{2}"
_FISCAL = re.compile(rf"({_ERA_YEAR})年?度")
_CALENDAR = re.compile(rf"({_ERA_YEAR})年(?!度|\d)")
#: R6, H30, 2024 as a sheet is called; in a file's name between other words.
_BARE = re.compile(r"(?<![A-Z0-9.])([RH]\d{1,2}|20[0-4]\d)(?![\d.])")
_AS_OF = re.compile(rf"((?:{_ERA_YEAR})(?:年|[./])\d{{1,2}}(?:月|[./])?(?:\d{{1,2}}日?)?)(?:現在|時点)")
_DISTRICT = re.compile(r".{1,20}(?:中学校区|小学校区|中学校|小学校|校区|学区|地区|義務教育学校)")
#: Tables whose dates are those of a year's report; in the others a date without a year is no date.
_OF_A_YEAR = frozenset(("activities", "council_events", "issues", "actions"))


@dataclass(frozen=True)
class Told:
    """A year, the words that tell it, and where they stand (Japanese, English)."""

    year: Year
    written: str
    origin: tuple[str, str]


def year_told(given: Given, titles: str) -> Told | None:
    """The one year that the title, else the sheet's name, else the file's name tells; None if none or several do."""
    sheet = given.part.rsplit("/", 1)[-1]
    places = (
        (titles, ("表題", "title")),
        (sheet, ("シート名", "sheet's name")),
        (given.stem, ("ファイル名", "file's name")),
    )
    for written, origin in places:
        for pattern, fiscal in ((_FISCAL, True), (_CALENDAR, False), (_BARE, True)):
            if pattern is _BARE and written == titles:
                continue
            found = {year_of(f"{m}年", fiscal=fiscal): m for m in pattern.findall(plain(written).upper())}
            if len(found) == 1 and (year := next(iter(found))) is not None:
                return Told(year, found[year] + ("年度" if fiscal else "年"), origin)
            if found:
                return None
    return None


def as_of_told(given: Given, titles: str) -> str:
    """The day of record that a title or name tells (令和7年4月1日現在), as written; empty if none or several do."""
    for written in (titles, given.part, given.stem):
        found = set(_AS_OF.findall(plain(written)))
        if len(found) == 1:
            return str(found.pop())
    return ""


# --------------------------------------------------------------------------------------------- dates of a table
def complete_dates(
    given: Given, table: Table, frame: pd.DataFrame, headers: dict[str, str], titles: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """The frame with the year in dates that leave it out, and what to say about that.

    Args:
        given: the file.
        table: what it was recognised as.
        frame: cells under contract column names.
        headers: the file's name of each column.
        titles: what stands above the header.
    """
    columns = [c.name for c in table.input_columns if c.type == "date" and c.name in frame]
    told = year_told(given, titles) if table.name in _OF_A_YEAR and columns else None
    said: list[Finding] = []
    if told is None:
        return frame, said
    for name in columns:
        cells = frame[name]
        if cells.dtype.kind not in "OTU" and str(cells.dtype) != "str":
            continue
        distinct = list(cells.dropna().unique())
        full = {c: with_year(c, told.year) for c in distinct if isinstance(c, str)}
        full = {c: new for c, new in full.items() if new is not None}
        if full:
            hit = cells.isin(list(full))
            frame = frame.assign(**{name: cells.where(~hit, cells.map(full))})
            said.append(_said(given, headers[name], told, int(hit.sum()), hit.idxmax()))
        said += _outside(given, headers[name], told, cells, distinct)
    return frame, said


def _said(given: Given, header: str, told: Told, count: int, row: Any) -> Finding:
    first, second = told.year.number, told.year.number + 1
    rule = (f"4月〜12月は{first}年、1月〜3月は{second}年", f"April to December {first}, January to March {second}")
    if not told.year.fiscal:
        rule = (f"{first}年", str(first))
    return given.finding(
        "year_taken", row=row, column=header, value=told.written, count=f"{count:,}", origin=told.origin[0],
        origin_en=told.origin[1], rule=rule[0], rule_en=rule[1],
    )  # fmt: skip


def _outside(given: Given, header: str, told: Told, cells: pd.Series, distinct: list[Any]) -> list[Finding]:
    """Excel gives a day that is typed without a year (4/12) the year in which it was typed: such a date is doubtful."""
    strange = [
        c for c in distinct if isinstance(c, dt.date) and c == c and _year_of_day(c, told.year) != told.year.number
    ]
    if not strange:
        return []
    hit = cells.isin(strange)
    return [given.finding(
        "date_outside_title", row=hit.idxmax(), column=header, value=text(strange[0]), count=f"{int(hit.sum()):,}",
        told=told.written, origin=told.origin[0], origin_en=told.origin[1],
    )]  # fmt: skip


def _year_of_day(day: dt.date, year: Year) -> int:
    return fiscal_year_of(day) if year.fiscal else day.year


# ------------------------------------------------------------------------------------ year, month, day in columns
_YEARS, _MONTHS, _DAYS, _MONTH_DAYS = ("年度", "年"), ("月",), ("日",), ("月日", "日付", "開催日", "実施日", "期日")


def date_parts(names: list[str]) -> tuple[int, ...] | None:
    """Positions of a column of years and of those with the month and day beside it; None if there are no such.

    >>> date_parts(["年", "月", "日", "活動名"]), date_parts(["年度", "月日"]), date_parts(["年度", "活動名"])
    ((0, 1, 2), (0, 1), None)
    """
    at = {fold(name): position for position, name in reversed(list(enumerate(names)))}
    year = next((at[w] for w in _YEARS if w in at), None)
    month_day = next((at[w] for w in _MONTH_DAYS if w in at), None)
    parts = (
        [at[w] for w in (*_MONTHS, *_DAYS) if w in at] if "月" in at else [month_day] if month_day is not None else []
    )
    return None if year is None or not parts or "年月日" in at else (year, *parts)


def joined_dates(given: Given, names: list[str], frame: pd.DataFrame) -> tuple[list[str], pd.DataFrame, list[Finding]]:
    """One column 年月日 out of columns 年, 月, 日 or 年度, 月日; the grid as it is if there are none such.

    A blank year is that of the row above, as staff write a year once for many rows.
    """
    places = date_parts(names)
    if places is None:
        return names, frame, []
    year, *parts = places
    if fold(names[parts[0]]) != "月" and not _leaves_years_out(frame[parts[0]]):
        return names, frame, []
    fiscal = fold(names[year]) == "年度"
    years = frame[year].ffill().map(lambda c: year_of(c, fiscal=fiscal), na_action="ignore")
    rows = zip(years, *(frame[p] for p in parts), strict=True)
    made = pd.Series([_joined(*row) for row in rows], index=frame.index, dtype=object)
    used = [year, *parts]
    out = frame.copy()
    out[year] = made
    for position in parts:
        out[position] = None
    shown = "、".join(names[p] for p in used)
    renamed = ["年月日" if p == year else "" if p in parts else name for p, name in enumerate(names)]
    return renamed, out, [given.finding("date_columns_joined", column=shown, count=f"{int(made.notna().sum()):,}")]


def _leaves_years_out(column: pd.Series) -> bool:
    sample = [c for c in column.dropna().head(50) if isinstance(c, str)]
    return bool(sample) and all(with_year(c, Year(2000, fiscal=False)) is not None for c in sample)


def _joined(year: Any, first: Any = None, day: Any = None) -> str | None:
    """年 with 月日, or 年, 月 and 日; the year alone if nothing else is written."""
    if not isinstance(year, Year):
        return None
    if isinstance(first, dt.date):
        return f"{year.of(first.month)}年{first.month}月{first.day}日"
    month = plain(text(first))
    if not month:
        return year.whole
    if not re.fullmatch(r"\d{1,2}月?", month):
        return with_year(text(first), year) or f"{year.number}年{month}"
    number = int(month.removesuffix("月"))
    days = plain(text(day)).removesuffix("日")
    return f"{year.of(number)}年{number}月" + (f"{days}日" if days else "")


# --------------------------------------------------------------------------------------- defaults for all rows
def defaults_told(
    given: Given, table: Table, used: dict[str, str], titles: str
) -> tuple[dict[str, str], list[Finding]]:
    """Day of record and district of all rows, where no column gives them and a title or a sheet's name does."""
    columns = {c.name for c in table.input_columns} - set(used)
    defaults, said = {}, []
    if "as_of" in columns and (written := as_of_told(given, titles)) and _is_date(written):
        defaults["as_of"] = written
        said.append(given.finding("as_of_taken", value=written))
    sheet = text(given.part.rsplit("/", 1)[-1])
    if "district_id" in columns and table.name in _OF_A_YEAR | {"facilities"} and _DISTRICT.fullmatch(sheet):
        defaults["district_id"] = sheet
        said.append(given.finding("district_taken", value=sheet))
    return defaults, said


def _is_date(written: str) -> bool:
    try:
        date(written)
    except CellError:
        return False
    return True
