"""People of districts from pieces with known people (census towns, grid cells); nobody is lost or invented.

A piece's people are shared out by area, in whole numbers, so that districts and unassigned add up to the pieces
exactly, for every age group as for all people.  The share of a piece in a district is the area they have in common over
the area of the piece (areal weighting; Goodchild & Lam 1980), which takes people to live evenly within a piece.  A
missing number stays missing: it is not zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl.places import spatial
from etl.values.counts import QUANTITIES, largest_remainder

#: What of a piece lies outside every district is two drawings of one outline (coast, city limit), and nobody's home,
#: up to this share of the piece's area, or if it is nowhere wider than this strip.
OUTLINE_DISAGREEMENT = 0.05
STRIP_WIDTH_M = 50.0


@dataclass(frozen=True)
class Shared:
    """What one municipality's towns give: rows for ``town_districts`` and for ``population``."""

    town_districts: pd.DataFrame
    population: pd.DataFrame


def share_out(towns: pd.DataFrame, town_plane: Any, districts: pd.DataFrame, district_plane: Any) -> Shared:
    """Towns of one municipality shared out to its current districts.

    Args:
        towns: ``town_id`` and the counts of :data:`QUANTITIES` that are known (missing allowed).
        town_plane: their polygons in metres (None allowed).
        districts: ``district_id``.
        district_plane: their polygons in metres.

    Returns:
        ``town_districts`` with ``district_id`` missing for what lies outside, and ``population`` with one row per
        district and method; the sums of both equal the sums of the towns.
    """
    shares = _shares(town_plane, district_plane)
    shares["has_representative_point"] = False
    shares = _mark_points(shares, town_plane, district_plane)
    named = _with_counts(shares, towns, districts)
    named["town_id"] = towns["town_id"].to_numpy()[shares["piece"]]
    columns = ["town_id", "district_id", "area_share", "people", "households", "has_representative_point"]
    areal = _total(named, "areal_weighting")
    points = named[named["has_representative_point"]].copy()
    for quantity in _counted(towns):
        points[quantity] = towns[quantity].astype("Int64").to_numpy()[points["piece"]]
    whole = pd.concat([areal, _total(points, "representative_point")], ignore_index=True)
    return Shared(named[named["area_share"] > 0][columns].reset_index(drop=True), whole)


def by_area(
    pieces: pd.DataFrame, plane: Any, districts: pd.DataFrame, district_plane: Any, method: str
) -> pd.DataFrame:
    """Any pieces of one municipality shared out by area: one row per district (missing for what lies outside).

    Args:
        pieces: the counts of :data:`QUANTITIES` that are known (missing allowed).
        plane: their polygons in metres.
        districts: ``district_id``.
        district_plane: their polygons in metres.
        method: what the rows say in ``method``.
    """
    return _total(_with_counts(_shares(plane, district_plane), pieces, districts), method)


def _counted(pieces: pd.DataFrame) -> list[str]:
    return [quantity for quantity in QUANTITIES if quantity in pieces]


def _with_counts(shares: pd.DataFrame, pieces: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    """The shares with the district's id and whole numbers of every count."""
    named = shares.assign(district_id=_names(shares["area"], districts["district_id"].to_numpy()))
    for quantity in _counted(pieces):
        amount = pieces[quantity].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
        named[quantity] = largest_remainder(shares["piece"], shares["area_share"], amount)
    return named


def _names(position: pd.Series, ids: Any) -> Any:
    out = np.full(len(position), None, dtype=object)
    inside = position.to_numpy() >= 0
    out[inside] = ids[position.to_numpy()[inside]]
    return out


def _shares(town_plane: Any, district_plane: Any) -> pd.DataFrame:
    """``piece``, ``area`` (-1 = outside), ``area_share``: for every town they add up to 1."""
    area_of_town = np.nan_to_num(shapely.area(town_plane))
    inside = spatial.areal_shares(town_plane, district_plane)
    inside["area_share"] = inside["m2"] / area_of_town[inside["piece"]]
    covered = np.bincount(inside["piece"], inside["area_share"], minlength=len(town_plane))
    outside = np.maximum(1.0 - covered, 0.0)
    # Overlapping districts cover more than the town, a disagreeing outline a little less: both are scaled to the town.
    disagreeing = (outside <= OUTLINE_DISAGREEMENT) | _only_strips_outside(town_plane, district_plane, covered, outside)
    scaled = (covered > 0) & ((covered > 1.0) | disagreeing)
    factor = np.where(scaled, 1.0 / np.where(covered > 0, covered, 1.0), 1.0)
    inside["area_share"] *= factor[inside["piece"]]
    rest = np.flatnonzero(~scaled)
    beyond = pd.DataFrame({"piece": rest, "area": -1, "area_share": outside[rest]})
    columns = ["piece", "area", "area_share"]
    return pd.concat([inside[columns], beyond[columns]]).sort_values(["piece", "area"], ignore_index=True)


def _only_strips_outside(town_plane: Any, district_plane: Any, covered: Any, outside: Any) -> Any:
    """Whether what lies outside every district is nowhere wider than ``STRIP_WIDTH_M``; measured only in doubt."""
    doubtful = np.flatnonzero((covered > 0) & (outside > OUTLINE_DISAGREEMENT))
    result = np.zeros(len(town_plane), dtype=bool)
    if len(doubtful):
        beyond = shapely.difference(town_plane[doubtful], shapely.union_all(district_plane))
        result[doubtful] = shapely.is_empty(shapely.buffer(beyond, -STRIP_WIDTH_M / 2))
    return result


def _mark_points(shares: pd.DataFrame, town_plane: Any, district_plane: Any) -> pd.DataFrame:
    """Each town's one row that holds its representative point; a row is added where its share of area has none."""
    present = np.flatnonzero(~shapely.is_missing(town_plane))
    longitude, latitude = (np.full(len(town_plane), np.nan) for _ in range(2))
    points = shapely.point_on_surface(town_plane[present])
    longitude[present], latitude[present] = shapely.get_x(points), shapely.get_y(points)
    nobody = np.zeros(len(town_plane), dtype=object), np.zeros(len(district_plane), dtype=object)
    home = spatial.points_in(longitude, latitude, district_plane, *nobody)
    # A point on the seaward side of a disagreeing outline belongs to the district with the largest share.
    inside = shares[shares["area"] >= 0].sort_values(["piece", "area_share"], kind="stable")
    largest = inside.groupby("piece")["area"].last()
    all_inside = ~np.isin(np.arange(len(town_plane)), shares.loc[shares["area"] < 0, "piece"])
    stray = np.flatnonzero((home < 0) & all_inside & np.isin(np.arange(len(town_plane)), largest.index))
    home[stray] = largest.reindex(stray).to_numpy()
    marked = pd.DataFrame({"piece": np.arange(len(town_plane)), "area": home, "point": True})
    out = shares.merge(marked, on=["piece", "area"], how="outer")
    out["area_share"] = out["area_share"].fillna(0.0)
    out["has_representative_point"] = out.pop("point").notna()
    return out.sort_values(["piece", "area"], ignore_index=True)


def _total(rows: pd.DataFrame, method: str) -> pd.DataFrame:
    """Sums per district; the row without district is kept only if somebody lives there.

    An age group of a district is known only if that of every piece is in which anybody of it lives.
    """
    counted = _counted(rows)
    ages = [quantity for quantity in counted if quantity not in {"people", "households"}]
    filled = rows[["district_id", *counted]].copy()
    for quantity in ages:
        filled[quantity] = filled[quantity].mask(filled["people"] == 0, 0)
    groups = filled.groupby("district_id", dropna=False, sort=True)
    total = groups[counted].sum(min_count=1)
    for quantity in ages:
        total[quantity] = total[quantity].mask(filled[quantity].isna().groupby(groups.ngroup()).any().to_numpy())
    total = total.reset_index()
    outside = total["district_id"].isna() & (total[counted].fillna(0).sum(axis=1) == 0)
    return total[~outside].assign(method=method).reset_index(drop=True)
