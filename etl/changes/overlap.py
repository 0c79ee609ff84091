"""How former districts overlap with those that followed: shares of people and area, and what the shapes say happened.

Pure numbers of two editions of one municipality, both in one metric plane.  Editions are drawn anew each time, so small
differences are two drawings of one line and no change.  The shares of one former district always add up to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl.places import spatial

#: So much of a former district must go another way (of its people, else of its area) before it counts as a change.
CHANGED_SHARE = 0.1
#: Pieces below this share of both people and area are two drawings of one line.
NEGLIGIBLE_SHARE = 0.02
#: People are shared out by pieces (towns, cells) only where these cover at least this part of a former district.
COVERED = 0.9


@dataclass(frozen=True)
class Weights:
    """Pieces with people: plane polygons, people (NaN where not known), and the method's name (``towns``, ``mesh``)."""

    plane: Any
    people: Any
    method: str


def overlay(old: Any, new: Any, weights: Sequence[Weights] = ()) -> pd.DataFrame:
    """Every former district's share in every district that followed.

    Args:
        old: former districts, polygons in metres (None allowed).
        new: those that followed.
        weights: pieces with people, the best first; the first that covers a former district decides its people.

    Returns:
        ``old``, ``new`` (positions), ``area_share``, ``people_share`` (missing where no piece tells), ``method``
        (of the people: that of the weights, else ``area``), ``m2``; each share adds up to 1 for each ``old``.
    """
    common = spatial.areal_shares(old, new).rename(columns={"piece": "old", "area": "new"})
    common["area_share"] = common["m2"] / common.groupby("old")["m2"].transform("sum")
    common["people_share"] = np.nan
    common["method"] = "area"
    if len(common):
        shapes = shapely.intersection(old[common["old"]], new[common["new"]])
        for pieces in weights:
            share = _people_share(common, shapes, pieces)
            fill = common["people_share"].isna() & share.notna()
            common.loc[fill, "people_share"] = share[fill]
            common.loc[fill, "method"] = pieces.method
    largest = common[["area_share", "people_share"]].max(axis=1)
    return _whole(common[largest >= NEGLIGIBLE_SHARE].reset_index(drop=True))


def _people_share(common: pd.DataFrame, shapes: Any, pieces: Weights) -> pd.Series:
    """Share of people by areal weighting; missing where the pieces do not cover a former district or nobody lives."""
    known = ~np.isnan(pieces.people) & ~shapely.is_missing(pieces.plane)
    plane, people = pieces.plane[known], pieces.people[known]
    inside = spatial.areal_shares(plane, shapes)
    weight = inside["m2"].to_numpy() / shapely.area(plane)[inside["piece"]] * people[inside["piece"]]
    here = pd.Series(np.bincount(inside["area"], weight, minlength=len(shapes)), index=common.index)
    covered = pd.Series(np.bincount(inside["area"], inside["m2"], minlength=len(shapes)), index=common.index)
    total, told = (column.groupby(common["old"]).transform("sum") for column in (here, covered))
    usable = (total > 0) & (told >= COVERED * common.groupby("old")["m2"].transform("sum"))
    return (here / total.where(usable)).astype("float64")


def _whole(rows: pd.DataFrame) -> pd.DataFrame:
    """The shares of each former district scaled to add up to 1."""
    for column in ("area_share", "people_share"):
        rows[column] = rows[column] / rows.groupby("old")[column].transform("sum")
    return rows


def detect(found: pd.DataFrame, old_ids: Any, new_ids: Any) -> pd.DataFrame:
    """What the shapes say happened: the rows of :func:`overlay` that are a change, with its ``kind``.

    A former district that lies whole within one that took others whole as well was merged; alone under another id it
    was renamed; in several pieces it was divided.  What goes on whole under its id is no change, even if a part of
    another one was added.

    Args:
        found: the rows of :func:`overlay`.
        old_ids: ids by position; the same id in both editions is the same district.
        new_ids: ids by position.
    """
    size = found["people_share"].fillna(found["area_share"])
    rows = _whole(found[size >= CHANGED_SHARE].reset_index(drop=True))
    alone = rows.groupby("old")["new"].transform("size") == 1
    whole_sources = alone.groupby(rows["new"]).transform("sum")
    same = old_ids[rows["old"]] == new_ids[rows["new"]]
    rows["kind"] = np.where(~alone, "split", np.where(whole_sources >= 2, "merger", "renaming"))
    goes_on = np.asarray(same & alone & (whole_sources < 2), dtype=bool)
    return rows.loc[~goes_on].reset_index(drop=True)
