"""Counts of people: which there are, and how a whole number is shared out so that nobody is lost or invented."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

#: The counts of a piece, in the order of the contract.
QUANTITIES = ("people", "households", "people_0_14", "people_15_64", "people_65_over")


def largest_remainder(group: pd.Series, share: pd.Series, amount: Any) -> pd.Series:
    """Whole numbers proportional to the shares whose sum per group is exactly the group's amount (Hamilton's method).

    Args:
        group: position of the group (town) of each row.
        share: share of the row; the shares of one group add up to 1.
        amount: one number per group; NaN gives missing values.

    >>> largest_remainder(pd.Series([0, 0, 0, 1]), pd.Series([0.4, 0.35, 0.25, 1.0]), np.array([10.0, np.nan])).tolist()
    [4, 4, 2, <NA>]
    """
    exact = pd.Series(amount[group.to_numpy()] * share.to_numpy(), index=group.index)
    whole = np.floor(exact + 1e-9)
    left = pd.Series(amount[group.to_numpy()], index=group.index) - whole.groupby(group).transform("sum")
    order = pd.DataFrame({"group": group, "rest": whole - exact, "row": np.arange(len(group))})
    rank = order.sort_values(["group", "rest", "row"]).groupby("group").cumcount() + 1
    extra = (rank.reindex(group.index) <= left).astype("float64")
    counts: pd.Series = (whole + extra).astype("Float64").round().astype("Int64")
    return counts
