"""Grid cells with people: which municipality they lie in, and the people of districts out of them.

A cell that straddles a municipal border gives each side its share of the area, in whole numbers that add up to the
cell.  What lies in no municipality of the build is not counted: districts + outside every district = the share of the
municipality.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl.people import apportion
from etl.places import spatial
from etl.rows.account import Work
from etl.values import mesh
from etl.values.arrays import extension, rows_where
from etl.values.counts import QUANTITIES, largest_remainder
from etl.values.normalize import text


def place(work: Work) -> None:
    """Shape, size and municipality of every cell; cells outside the municipalities are rejected, repeats taken in."""
    frame = work.frame("mesh_cells")
    if frame.empty:
        return
    frame["mesh_code"] = frame["mesh_code"].map(text).astype("str")
    work.reject_together("mesh_cells", ~frame["mesh_code"].map(mesh.is_code), "mesh_code_bad", "mesh_code")
    frame = work.frame("mesh_cells")
    shapes = np.empty(len(frame), dtype=object)
    shapes[:] = mesh.rectangles(frame["mesh_code"])
    frame["_geometry"] = shapes
    frame["cell_size_m"] = extension(frame["mesh_code"].str.len().map(mesh.SIZES), dtype="Int64")
    codes, areas = _municipal_areas(work)
    shares = _shares(shapes, areas)
    allowed = _scopes(work)[frame["_file"].to_numpy(dtype=np.int64)]
    here = shares[(allowed[shares["piece"]] == "") | (allowed[shares["piece"]] == codes[shares["area"]])]
    largest = here.sort_values("area_share", kind="stable").groupby("piece")["area"].last()
    owner = np.full(len(frame), None, dtype=object)
    owner[largest.index] = codes[largest]
    frame["municipality_code"] = extension(owner, dtype="str")
    if not work.partial:
        work.reject_together("mesh_cells", pd.isna(owner), "mesh_outside", "mesh_code")
    _take_in_repeats(work)


def _municipal_areas(work: Work) -> tuple[Any, Any]:
    """Codes and shapes of the municipalities: the outline, else all towns and districts together."""
    registered = set(work.frame("municipalities")["municipality_code"])
    found: dict[str, Any] = {}
    outlines = work.frame("base_layers")
    columns = ["municipality_code", "_geometry"]
    inner = pd.concat([work.frame(table)[columns] for table in ("towns", "districts")])
    for frame in (inner, outlines.loc[outlines["layer"] == "outline", columns]):
        there = frame[frame["municipality_code"].isin(registered) & frame["_geometry"].notna()]
        for code, group in there.groupby("municipality_code", sort=True):
            found[str(code)] = shapely.union_all(shapely.make_valid(group["_geometry"].to_numpy(dtype=object)))
    codes, shapes = np.empty(len(found), dtype=object), np.empty(len(found), dtype=object)
    codes[:], shapes[:] = list(found), list(found.values())
    return codes, shapes


def _shares(cells: Any, areas: Any) -> pd.DataFrame:
    """``piece``, ``area``, ``area_share`` in degrees: within a cell a degree is everywhere as long."""
    piece, area = shapely.STRtree(areas).query(cells, predicate="intersects")
    share = shapely.area(shapely.intersection(cells[piece], areas[area])) / shapely.area(cells[piece])
    found = pd.DataFrame({"piece": piece, "area": area, "area_share": share})
    found = found[found["area_share"] > 1e-6]
    return found.sort_values(["piece", "area"], ignore_index=True)


def _scopes(work: Work) -> Any:
    """For each file the municipality of its folder ("" where it names none)."""
    return np.array([raw.defaults.get("municipality_code", "") for raw in work.raws] + [""], dtype=object)


def _take_in_repeats(work: Work) -> None:
    """A cell that two files hold with the same numbers (one file per city, a cell on their border) is one cell."""
    frame = work.frame("mesh_cells")
    same = ["mesh_code", "as_of", *QUANTITIES]
    work.take_in("mesh_cells", frame.duplicated(same).to_numpy())


def people_of_districts(work: Work, planes: dict[str, Any]) -> list[tuple[str, pd.DataFrame, pd.DataFrame]]:
    """(municipality, its cells of one date, rows for ``population``) of the finest cells of every date."""
    frame = work.frame("mesh_cells")
    if frame.empty:
        return []
    codes, areas = _municipal_areas(work)
    zones = work.frame("municipalities").set_index("municipality_code")["plane_epsg"]
    out = []
    for _, group in frame.groupby("as_of", sort=True, dropna=False):
        cells = group.reset_index(drop=True)
        shares = _with_rest(_shares(cells["_geometry"].to_numpy(dtype=object), areas), len(cells))
        for name in QUANTITIES:
            amount = cells[name].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
            shares[name] = largest_remainder(shares["piece"], shares["area_share"], amount)
        for position, code in enumerate(codes):
            mine = _finest(work, cells, shares[shares["area"] == position])
            if len(mine) and pd.notna(zones[code]):
                rows = _shared(work, cells, mine, areas[position], int(zones[code]), planes.get(str(code)))
                out.append((str(code), cells.loc[mine["piece"]], rows))
    return out


def _with_rest(shares: pd.DataFrame, size: int) -> pd.DataFrame:
    """The shares with what lies in no municipality as area -1, so that those of a cell add up to 1."""
    covered = np.bincount(shares["piece"], shares["area_share"], minlength=size)
    shares["area_share"] /= np.maximum(covered, 1.0)[shares["piece"]]
    rest = np.flatnonzero(covered < 1.0)
    beyond = pd.DataFrame({"piece": rest, "area": -1, "area_share": 1.0 - covered[rest]})
    return pd.concat([shares, beyond]).sort_values(["piece", "area"], ignore_index=True)


def _finest(work: Work, cells: pd.DataFrame, mine: pd.DataFrame) -> pd.DataFrame:
    """Only the cells of the smallest size: coarser ones hold the same people again."""
    if mine.empty:
        return mine
    size = cells["cell_size_m"].to_numpy(dtype=np.int64)[mine["piece"]]
    coarser = size > size.min()
    if coarser.any():
        row = int(mine["piece"].iloc[rows_where(~coarser)[0]])
        work.note("mesh_coarser_unused", cells, row, "mesh_code", int(size.min()), count=f"{int(coarser.sum()):,}")
    kept: pd.DataFrame = mine[~coarser]
    return kept


def _shared(
    work: Work, cells: pd.DataFrame, mine: pd.DataFrame, area: Any, zone: int, plane: tuple[Any, Any] | None
) -> pd.DataFrame:
    """The municipality's parts of its cells, shared out to its districts."""
    parts = shapely.intersection(cells["_geometry"].to_numpy(dtype=object)[mine["piece"]], area)
    positions, shapes = plane or (np.empty(0, dtype=int), np.empty(0, dtype=object))
    districts = work.frame("districts").iloc[positions]
    pieces = mine[list(QUANTITIES)].reset_index(drop=True)
    return apportion.by_area(pieces, spatial.to_plane(parts, zone), districts, shapes, "mesh")
