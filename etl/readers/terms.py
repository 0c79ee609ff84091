"""国土数値情報: the publisher's table of terms per municipality for school districts (A27, A32).

It fills no table: what is not open data is told, with the municipality that it concerns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from etl import codes
from etl.findings import Finding
from etl.normalize import CellError, fold, municipality_code, text
from etl.readers.base import Given

OPEN = "オープンデータ公開"
_TERMS = re.compile(r"(小学校区|中学校区)利用条件$")


def terms_columns(names: Sequence[str]) -> dict[int, str]:
    """Positions of the columns with terms and the kind of district they speak of; empty if it is another table.

    >>> terms_columns(["都道府県", "行政CD", "自治体", "R3中学校区 利用条件"])
    {3: '中学校区'}
    """
    if "行政cd" not in {fold(n) for n in names}:
        return {}
    found = {position: _TERMS.search(fold(name)) for position, name in enumerate(names)}
    return {position: match[1] for position, match in found.items() if match}


def not_open(given: Given, names: Sequence[str], frame: pd.DataFrame) -> list[Finding]:
    """A finding for each municipality (of the folder, if it names one) whose districts are not open data."""
    code_at = [fold(n) for n in names].index("行政cd")
    said = []
    for position, kind in terms_columns(names).items():
        column = frame[position].map(text)
        for row in frame.index[(column != OPEN) & (column != "")].tolist():
            code = _city(frame.loc[row, code_at])
            if code and given.municipality_code in {"", code}:
                said.append(given.finding(
                    "terms_not_open", row=row, column=text(names[position]), value=f"{code} {kind}",
                    terms=column[row], municipality_code=code,
                ))  # fmt: skip
    return said


def _city(value: object) -> str:
    try:
        return codes.city_of_ward(municipality_code(value).value)
    except CellError:
        return ""
