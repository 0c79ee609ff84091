"""The Japanese fiscal year (年度): April to March, named after the year in which it begins.

The one place of the rule in Python; in SQL it is the macro ``fiscal_year_of`` (``etl/sql/00_macros.sql``).
"""

from __future__ import annotations

import datetime as dt

FIRST_MONTH = 4


def fiscal_year_of(day: dt.date) -> int:
    """The 年度 of a day.

    >>> fiscal_year_of(dt.date(2008, 1, 15)), fiscal_year_of(dt.date(2008, 4, 1))
    (2007, 2008)
    """
    return day.year - (day.month < FIRST_MONTH)


def calendar_year(fiscal_year: int, month: int) -> int:
    """The Christian year in which a month of a 年度 lies.

    >>> calendar_year(2024, 4), calendar_year(2024, 3)
    (2024, 2025)
    """
    return fiscal_year + (month < FIRST_MONTH)


def fiscal_year_sql(day: str) -> str:
    """The 年度 of a day as SQL, for databases that do not have the macro."""
    return f"(year({day}) - CASE WHEN month({day}) < {FIRST_MONTH} THEN 1 ELSE 0 END)"
