"""The people of districts out of what the files hold: census towns by two methods, grid cells by area.

Adds derived rows to ``population``; official figures in it are never touched.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from etl.people import apportion, grid
from etl.places import spatial
from etl.rows.account import Work


def populate(work: Work, planes: dict[str, Any]) -> pd.DataFrame:
    """Share towns and cells out to the current districts; adds rows to ``population``, returns ``town_districts``."""
    towns = work.frame("towns")
    all_districts = work.frame("districts")
    zones = work.frame("municipalities").set_index("municipality_code")["plane_epsg"]
    shares, rows = [], []
    for code, group in towns.groupby("municipality_code", sort=True):
        if pd.isna(zones[code]):
            continue
        plane = spatial.to_plane(group["_geometry"].to_numpy(dtype=object), int(zones[code]))
        positions, shapes = planes.get(str(code), (np.empty(0, dtype=int), np.empty(0, dtype=object)))
        shared = apportion.share_out(group.reset_index(drop=True), plane, all_districts.iloc[positions], shapes)
        shares.append(shared.town_districts)
        rows.append(_described(shared.population, str(code), group))
        _tell_people_outside(work, group, shared.population, "areal_weighting")
    of_towns = {str(code) for code in towns["municipality_code"].unique()}
    for municipality, cells, found in grid.people_of_districts(work, planes):
        rows.append(_described(found, municipality, cells))
        if municipality not in of_towns:
            _tell_people_outside(work, cells, found, "mesh")
    if rows:
        frame = work.frame("population")
        more = pd.concat(rows, ignore_index=True)
        more = more.astype({c: frame[c].dtype for c in more.columns if c in frame.columns})
        work.tables["population"] = pd.concat([frame, more], ignore_index=True)
    return pd.concat(shares, ignore_index=True) if shares else pd.DataFrame(columns=["town_id", "district_id"])


def _described(rows: pd.DataFrame, code: str, pieces: pd.DataFrame) -> pd.DataFrame:
    """Date and source of the pieces, on the rows derived from them."""
    dated = pieces.sort_values("as_of", na_position="first").iloc[-1]
    return rows.assign(
        municipality_code=code,
        as_of=dated["as_of"],
        as_of_precision=dated["as_of_precision"],
        source_id=dated["source_id"],
        origin_file=dated["origin_file"],
        _file=np.int32(-1),
    )


def _tell_people_outside(work: Work, pieces: pd.DataFrame, rows: pd.DataFrame, method: str) -> None:
    outside = rows[(rows["method"] == method) & rows["district_id"].isna()]
    people = int(outside["people"].fillna(0).sum())
    if people:
        work.note("unassigned_people", pieces, pieces.index[0], "people", f"{people:,}")
