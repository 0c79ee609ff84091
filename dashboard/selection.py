"""What the reader looks at, as plain values, and as the query string of an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Language = Literal["ja", "en"]

#: Field of the selection -> its key in the query string.  Links depend on these: never rename one.
QUERY_KEYS = {
    "municipality": "m",
    "fiscal_year": "y",
    "district": "d",
    "language": "lang",
    "indicator": "i",
    "category": "cat",
    "council": "c",
    "framework": "f",
    "topic": "t",
    "issue": "is",
    "facility_kind": "fk",
    "facility_status": "fs",
}
#: What belongs to one municipality and is let go when another one is chosen.
LOCAL_FIELDS = ("district", "council", "framework", "topic", "issue")


@dataclass(frozen=True)
class Selection:
    """What the reader looks at: municipality (5-digit code), 年度 (its first calendar year) and optional narrowings."""

    municipality: str
    fiscal_year: int
    district: str | None = None
    language: Language = "ja"
    indicator: str | None = None
    category: str | None = None
    council: str | None = None
    framework: str | None = None
    topic: str | None = None
    facility_kind: str | None = None
    facility_status: str | None = None
    issue: str | None = None


def as_query(selection: Selection) -> dict[str, str]:
    """The query string of a selection, empty fields left out.

    >>> as_query(Selection("99201", 2024, language="en"))
    {'m': '99201', 'y': '2024', 'lang': 'en'}
    """
    values = asdict(selection)
    return {key: str(values[field]) for field, key in QUERY_KEYS.items() if values[field] not in (None, "")}


def parse(address: Mapping[str, str]) -> Selection:
    """A selection from a query string; whatever is missing or unreadable stays at its default.

    >>> parse({"m": "99201", "y": "soon", "lang": "fr"})
    Selection(municipality='99201', fiscal_year=0, district=None, language='ja', indicator=None, category=None, \
council=None, framework=None, topic=None, facility_kind=None, facility_status=None, issue=None)
    """
    texts = {field: address.get(key) or None for field, key in QUERY_KEYS.items()}
    year = texts.pop("fiscal_year") or ""
    language: Language = "en" if texts.pop("language") == "en" else "ja"
    municipality = texts.pop("municipality") or ""
    return Selection(municipality, int(year) if year.isdecimal() else 0, language=language, **texts)


def default_municipality(rows: Sequence[Mapping[Any, Any]]) -> str:
    """The first real municipality with districts, else the sample city, else the first listed, else ``""``."""
    with_map = [row for row in rows if row["district_count"]]
    ranked = sorted(with_map, key=lambda row: bool(row["is_sample"])) or list(rows)
    return str(ranked[0]["municipality_code"]) if ranked else ""


def nearest_year(wanted: int, years: Sequence[int], this_year: int) -> int:
    """The wanted 年度 if there is data, else the last completed one with data, else the nearest to it.

    >>> nearest_year(0, [2019, 2020, 2021], 2021), nearest_year(2019, [2019, 2020], 2021)
    (2020, 2019)
    """
    if wanted in years:
        return wanted
    target = this_year - 1 if wanted <= 0 else wanted
    return min(years, key=lambda year: (abs(year - target), -year), default=target)
