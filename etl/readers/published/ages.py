"""Headers of statistical tables that speak of ages: which columns make up the three age groups.

A group is taken only where columns cover it without a gap or an overlap; a part that is missing leaves it unknown.
Works on headers and numbers; knows no file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from etl.values.normalize import fold

#: The open end of "and over".
OPEN = 999
#: The three groups (年少, 生産年齢, 老年人口), ages inclusive.
GROUPS = {"people_0_14": (0, 14), "people_15_64": (15, 64), "people_65_over": (65, OPEN)}
_WORDS = re.compile(r"年齢[「(]?不詳[」)]?(?:を)?含む|人口|総数|再掲|合計|男女計|[()「」、,・]")
_AGE = re.compile(
    r"(?P<before>男性?|女性?)?の?(?P<low>\d{1,3})(?:[-~](?P<high>\d{1,3}))?[歳才]?(?P<end>以上|未満)?の?(?P<after>男性?|女性?)?計?"
)


@dataclass(frozen=True)
class Ages:
    """The ages of a column, inclusive, and its sex ("" for both, 男, 女)."""

    low: int
    high: int
    sex: str = ""


def ages_of(header: str) -> Ages | None:
    """The ages that a header names; None if it names none.

    >>> ages_of("０～１４歳人口　総数"), ages_of("（再掲）15歳未満"), ages_of("85歳以上の女性"), ages_of("世帯総数")
    (Ages(low=0, high=14, sex=''), Ages(low=0, high=14, sex=''), Ages(low=85, high=999, sex='女'), None)
    """
    folded = fold(header)
    if "歳" not in folded and "才" not in folded:
        return None
    match = _AGE.fullmatch(_WORDS.sub("", folded))
    if match is None:
        return None
    low, sex = int(match["low"]), (match["before"] or match["after"] or "")[:1]
    if match["end"] == "未満":
        return Ages(0, low - 1, sex)
    high = OPEN if match["end"] == "以上" else int(match["high"] or low)
    return Ages(low, high, sex) if high >= low else None


def parts_of_groups(headers: Mapping[int, str]) -> dict[str, list[int]]:
    """Age group -> positions of the columns that add up to it: one of both sexes first, else finer ones, else by sex.

    >>> parts_of_groups({4: "総数１５歳未満", 5: "0～4歳", 6: "5～9歳", 7: "10～14歳", 8: "男15歳未満"})
    {'people_0_14': [4]}
    >>> parts_of_groups({1: "65～74歳", 2: "75歳以上", 3: "75～79歳"})
    {'people_65_over': [1, 2]}
    """
    ages = {position: known for position, header in headers.items() if (known := ages_of(header)) is not None}
    found: dict[str, list[int]] = {}
    for name, (low, high) in GROUPS.items():
        both = _covering(ages, low, high, "")
        parts = both or [*_covering(ages, low, high, "男"), *_covering(ages, low, high, "女")]
        if both or (parts and all(_covering(ages, low, high, sex) for sex in "男女")):
            found[name] = parts
    return found


def _covering(ages: Mapping[int, Ages], low: int, high: int, sex: str) -> list[int]:
    """The fewest columns of one sex that cover ``low`` to ``high`` exactly, widest first; empty if none do."""
    chosen, start = [], low
    while start <= high:
        reach = [(a.high, p) for p, a in ages.items() if a.sex == sex and a.low == start and a.high <= high]
        if not reach:
            return []
        end, position = max(reach, key=lambda item: (item[0], -item[1]))
        chosen.append(position)
        start = end + 1
    return chosen


def summed(numbers: pd.DataFrame, parts: Mapping[str, list[int]]) -> pd.DataFrame:
    """The people of each group; missing where a part is missing.

    Args:
        numbers: numbers by position of the column.
        parts: as :func:`parts_of_groups` gives them.
    """
    sums = {name: numbers[positions].sum(axis=1, skipna=False) for name, positions in parts.items()}
    return pd.DataFrame(sums, index=numbers.index)
