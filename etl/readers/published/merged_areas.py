"""People counted in another area's row: small areas and grid cells that the census suppresses.

Where an area has few people the census writes ``X`` or ``*`` and counts them in a neighbour's row (合算地域).
Together such areas are one area with one known number.  It is given to its members in proportion to the people of each,
where all of them are known, else to their areas, in whole numbers that add up to it exactly: nobody counts twice and
nobody is lost.  Source of the rule: 総務省統計局 小地域集計 利用上の注意 (秘匿処理); the proportion is our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from etl.values.counts import largest_remainder


@dataclass(frozen=True)
class Shares:
    """For each row the area's own code and that of the row it is counted in (its own where it is not suppressed)."""

    code: pd.Series
    counted_in: pd.Series


def spread(counts: pd.DataFrame, shares: Shares, people: pd.Series | None, area: Any = None) -> pd.DataFrame:
    """Every count of a merged area, shared out to its members.

    Args:
        counts: one row per area; missing where it is suppressed.
        shares: which areas are counted together.
        people: the people of each area itself, where they are known from elsewhere (or not suppressed).
        area: any measure of the areas; without it a merged area whose people are not all known stays as it is.

    Returns:
        The counts, complete for the members of every merged area that could be shared out; a count that a member has
        itself (not missing, and missing nowhere in its group) stays.

    >>> counts = pd.DataFrame({"people_65_over": pd.array([78, None, 5], dtype="Int64")})
    >>> shares = Shares(pd.Series(["A", "B", "C"]), pd.Series(["A", "A", "C"]))
    >>> spread(counts, shares, pd.Series([203, 5, 9]))["people_65_over"].tolist()
    [76, 2, 5]
    """
    hosts = set(shares.code)
    group = shares.counted_in.where(shares.counted_in.isin(hosts), shares.code)
    merged = group.groupby(group).transform("size") > 1
    out = counts.copy()
    if not merged.any():
        return out
    weight = _weights(group, people, area)
    number = pd.Series(pd.factorize(group)[0], index=group.index)
    for name in counts.columns:
        missing = counts[name].isna().groupby(number).transform("any")
        usable = merged & missing & weight.notna()
        if usable.any():
            total = counts[name].groupby(number).sum(min_count=1).astype("Float64").to_numpy(na_value=np.nan)
            out.loc[usable, name] = largest_remainder(number[usable], weight[usable], total)
    return out


def _weights(group: pd.Series, people: pd.Series | None, area: Any) -> pd.Series:
    """The share of each row in its group; missing where nothing tells it."""
    weight = pd.Series(np.nan, index=group.index)
    for measure in (people, area):
        if measure is None:
            continue
        numbers = pd.Series(measure).astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
        known = pd.Series(numbers, index=group.index)
        total = known.groupby(group).transform("sum").where(known.notna().groupby(group).transform("all"))
        weight = weight.fillna((known / total).where(total > 0))
    return weight
