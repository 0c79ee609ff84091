"""Words on the screen by key in the reader's language; numbers, years and dates as that language writes them.

Interface words live in ``locale/<language>.toml`` only; the words of the data are the contract's labels.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from dashboard import state
from dashboard.state import Language
from etl import fiscal_year_of

#: Every sign that Markdown, and Streamlit's additions to it (``:red[…]``, ``$…$``), may read as more than itself.
_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
#: Where Streamlit looks once more after Markdown, blind to backslashes: ``:material/…:``, addresses (``www.…``),
#: ``a@b.c``, ``->``, ``>=``.  A word joiner (U+2060), which nobody sees, keeps these apart.
_JOINTS = re.compile(r"(?<=:)(?=[^\s:])|(?<=www)(?=\.)|(?<=@)(?=\S)|(?<=[-<>~=])(?=[-<>~=])", re.IGNORECASE)
_NOT_IN_A_FOLDER = re.compile(r"[`/\\\s]+")
LANGUAGES: tuple[Language, ...] = ("ja", "en")
LOCALE = Path(__file__).parent / "locale"
#: First day of each era (元号法 and the decrees before it), newest first: (start, Japanese, English).
ERAS = (
    (datetime.date(2019, 5, 1), "令和", "Reiwa"),
    (datetime.date(1989, 1, 8), "平成", "Heisei"),
    (datetime.date(1926, 12, 25), "昭和", "Showa"),
    (datetime.date(1912, 7, 30), "大正", "Taisho"),
    (datetime.date(1868, 10, 23), "明治", "Meiji"),
)


class Labelled(Protocol):
    """A choice of the contract: a stored value with its labels."""

    @property
    def value(self) -> str: ...

    def label(self, language: Language) -> str: ...


@lru_cache(maxsize=4)
def words(language: Language) -> dict[str, str]:
    """Every word of a language by dotted key."""
    return dict(_flat("", tomllib.loads((LOCALE / f"{language}.toml").read_text("utf-8"))))


def _flat(prefix: str, table: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", str(value)


def language() -> Language:
    """The reader's language."""
    return state.current().language


def t(key: str, **params: Any) -> str:
    """The word or sentence of a key in the reader's language, with its ``{names}`` filled in.

    Raises:
        KeyError: the key stands in no locale file.
    """
    return translate(language(), key, **params)


def translate(tongue: Language, key: str, **params: Any) -> str:
    """Like :func:`t`, in a named language (exports, tests).

    >>> translate("en", "app.title")
    'District dashboard'
    """
    try:
        sentence = words(tongue)[key]
    except KeyError:
        raise KeyError(f"{key!r} is not in dashboard/locale/{tongue}.toml; add it to both languages") from None
    return sentence.format_map(params) if params else sentence


def choice(choices: Iterable[Labelled], value: str | None) -> str:
    """The label of a stored choice; the value itself where the list is open and does not know it."""
    tongue = language()
    return next((option.label(tongue) for option in choices if option.value == value), value or "")


def city_name(row: Mapping[Any, Any]) -> str:
    """The name of a municipality's row in the reader's language; the Japanese one where no English one is known."""
    english = row.get("name_en")
    return str(english if language() == "en" and isinstance(english, str) and english else row["name"])


def literal(text: str) -> str:
    r"""Text from data for a place that reads Markdown (labels, captions, notes): shown as exactly that text.

    No image or link is made of it, no colour, icon, formula, heading or list; line ends become spaces.

    >>> print(literal("<b>${1+1}"))
    \<b\>\$\{1\+1\}
    """
    return _SIGNS.sub(r"\\\1", _JOINTS.sub("\u2060", " ".join(text.split())))


def folder(code: str, name: str) -> str:
    """The name of a municipality's folder, safe between backticks: ``29209_生駒市``.

    >>> folder("29209", "生駒市"), folder("99201", "a`b/c")
    ('29209_生駒市', '99201_abc')
    """
    return f"{code}_{_NOT_IN_A_FOLDER.sub('', name)}"


def number(value: float | None, digits: int = 0) -> str:
    """A number with thousands separators; nothing at all for an unknown one.

    >>> number(116675), number(3.14159, 1), number(None)
    ('116,675', '3.1', '')
    """
    return "" if value is None or value != value else f"{value:,.{digits}f}"


def era_year(day: datetime.date, tongue: Language) -> str:
    """The Japanese year of a day; ``""`` before 明治.

    >>> era_year(datetime.date(2019, 5, 1), "ja"), era_year(datetime.date(2019, 4, 30), "en")
    ('令和元年', 'Heisei 31')
    """
    for start, japanese, english in ERAS:
        if day >= start:
            count = day.year - start.year + 1
            return f"{japanese}{'元' if count == 1 else count}年" if tongue == "ja" else f"{english} {count}"
    return ""


def fiscal_year_label(year: int, tongue: Language | None = None) -> str:
    """A 年度 in both reckonings; named after the era in force at its end of December, so 2019 is 令和元年度.

    >>> fiscal_year_label(2025, "ja"), fiscal_year_label(2025, "en")
    ('令和7年度（2025年度）', 'FY2025 (Reiwa 7)')
    """
    tongue = tongue or language()
    era = era_year(datetime.date(year, 12, 31), tongue)
    if tongue == "ja":
        return f"{era}度（{year}年度）" if era else f"{year}年度"
    return f"FY{year} ({era})" if era else f"FY{year}"


def short_fiscal_year(year: int, tongue: Language | None = None) -> str:
    """A 年度 for a narrow place, an axis say: R7, FY2025.

    >>> short_fiscal_year(2025, "ja"), short_fiscal_year(2007, "ja"), short_fiscal_year(2025, "en")
    ('R7', 'H19', 'FY2025')
    """
    tongue = tongue or language()
    if tongue == "en":
        return f"FY{year}"
    letter, _, count = era_year(datetime.date(year, 12, 31), "en").partition(" ")
    return f"{letter[:1]}{count}" if count else str(year)


def date_label(day: datetime.date | None, precision: str | None = "day", tongue: Language | None = None) -> str:
    """A date exactly as fine as it is known: never an invented day; ``""`` if there is none.

    >>> date_label(datetime.date(2008, 1, 1), "month", "ja"), date_label(datetime.date(2008, 1, 1), "month", "en")
    ('平成20年1月（2008年1月）', 'January 2008 (Heisei 20)')
    >>> date_label(datetime.date(2008, 1, 15), "day", "ja"), date_label(datetime.date(2019, 4, 1), "fiscal_year", "ja")
    ('平成20年1月15日（2008年1月15日）', '令和元年度（2019年度）')
    """
    if day is None or day != day:  # NaT, the missing date of pandas, is unequal to itself
        return ""
    day = day.date() if isinstance(day, datetime.datetime) else day  # a date column of pandas holds timestamps
    tongue = tongue or language()
    if precision == "fiscal_year":
        return fiscal_year_label(fiscal_year_of(day), tongue)
    if tongue == "ja":
        return _japanese_date(day, precision)
    return _english_date(day, precision)


def _japanese_date(day: datetime.date, precision: str | None) -> str:
    rest = {"year": "", "month": f"{day.month}月"}.get(precision or "day", f"{day.month}月{day.day}日")
    era, western = era_year(_last_of_year(day, precision), "ja"), f"{day.year}年{rest}"
    return f"{era}{rest}（{western}）" if era else western


def _english_date(day: datetime.date, precision: str | None) -> str:
    month = day.strftime("%B")
    western = {"year": f"{day.year}", "month": f"{month} {day.year}"}.get(
        precision or "day", f"{day.day} {month} {day.year}"
    )
    era = era_year(_last_of_year(day, precision), "en")
    return f"{western} ({era})" if era else western


def _last_of_year(day: datetime.date, precision: str | None) -> datetime.date:
    """A bare year is named after the era in force at its end (2019: 令和元年); a finer date after its own first day."""
    return datetime.date(day.year, 12, 31) if precision == "year" else day
