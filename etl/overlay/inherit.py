"""What a row of an import takes over from the row that it updates: its key, and the columns its file does not have.

An import without ids lines up with the rows that are about the same things, where that is beyond doubt; a file of three
columns changes three columns.  Both are told, per file.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl.contract import INPUT_TABLES, TABLES, Column
from etl.rows.account import Work
from etl.rows.keys import identities

#: A new place speaks of the district too: the old district must not stay with it.
_SPEAKS_FOR = {"district_id": "latitude"}


def layers(work: Work, frame: pd.DataFrame) -> Any:
    """The layer of every row; rows that the build makes belong to the layer of the file they are made from."""
    number = frame["_file"].to_numpy(dtype=np.int64)
    if "_made_from" in frame:
        origin = frame["_made_from"].fillna(-1).to_numpy(dtype=np.int64)
        number = np.where(number >= 0, number, origin)
    return np.array([*work.layers, 0], dtype=np.int64)[number]


# ------------------------------------------------------------------------------------------------------- keys
def line_up(work: Work) -> None:
    """Give rows of imports whose key was made the key of the one row below that is about the same thing."""
    if not work.imported:
        return
    for table in INPUT_TABLES:
        column = next((c.name for c in table.input_columns if c.generated), "")
        frame = work.frame(table.name)
        if not column or "_made" not in frame:
            continue
        layer = layers(work, frame)
        made = frame["_made"].fillna(False).to_numpy(dtype=bool) & (layer > 0)
        if made.any():
            number = identities(frame, table)
            for entry in np.unique(layer[made]):
                _line_up(work, frame, column, number, layer, made & (layer == entry), int(entry))


def _line_up(work: Work, frame: pd.DataFrame, column: str, number: Any, layer: Any, made: Any, entry: int) -> None:
    keys = frame[column].to_numpy(dtype=object)
    below = pd.DataFrame({"number": number, "key": keys})[layer < entry].drop_duplicates("key", keep="last")
    strange = made & ~np.isin(keys, below["key"].to_numpy(dtype=object))
    free = below[~below["key"].isin(keys[layer == entry])]
    free = free[~free["number"].duplicated(keep=False)].set_index("number")["key"]
    own = pd.Series(number[layer == entry])
    repeated = own[own.duplicated(keep=False)].unique()
    wanted = np.flatnonzero(strange & ~np.isin(number, repeated) & np.isin(number, free.index.to_numpy()))
    if len(wanted) == 0:
        return
    frame.loc[frame.index[wanted], column] = free.reindex(number[wanted]).to_numpy()
    for _, group in frame.iloc[wanted].groupby("_file", sort=True):
        work.note("lined_up", group, group.index[0], "", "", count=f"{len(group):,}")


# ---------------------------------------------------------------------------------------------------- columns
def inherit(work: Work, name: str) -> None:
    """Fill the columns that the file of an import does not have from the row below with the same key."""
    frame, table = work.frame(name), TABLES[name]
    layer = layers(work, frame)
    file = frame["_file"].to_numpy(dtype=np.int64)
    if not layer.any():
        return
    number = frame.groupby(list(table.key), sort=False, dropna=False).ngroup().to_numpy()
    for own in sorted(set(file[(layer > 0) & (file >= 0)].tolist())):
        silent = [c for c in table.input_columns if _is_silent(c, work.carried[own])]
        rows = np.flatnonzero(file == own)
        lower = _row_below(number, layer, work.layers[own], number[rows])
        updated = rows[lower >= 0]
        if len(updated) == 0 or not silent or not work.raws[own].recognised_as.startswith("contract"):
            continue
        kept = [c for c in silent if _take_over(frame, c, updated, lower[lower >= 0], number, layer)]
        if kept:
            work.note(
                "columns_kept", frame, frame.index[updated[0]], "", "",
                columns="、".join(c.label_ja for c in kept), columns_en=", ".join(c.label_en for c in kept),
            )  # fmt: skip


def _is_silent(column: Column, carried: frozenset[str]) -> bool:
    if column.key or column.name in carried or column.name in {"municipality_code", "source_id"}:
        return False
    return _SPEAKS_FOR.get(column.name) not in carried


def _row_below(number: Any, layer: Any, own: int, wanted: Any) -> Any:
    """For each wanted key the position of its row in the highest layer below ``own``; -1 if there is none."""
    below = np.flatnonzero(layer < own)
    highest = below[np.argsort(-layer[below], kind="stable")]
    first = pd.Series(highest, index=number[highest])
    first = first[~first.index.duplicated()]
    return first.reindex(wanted, fill_value=-1).to_numpy(dtype=np.int64)


def _take_over(frame: pd.DataFrame, column: Column, rows: Any, lower: Any, number: Any, layer: Any) -> bool:
    """Copy one column; whether anything was there to keep."""
    if column.type == "geometry":
        return _take_shapes(frame, rows, lower, number, layer)
    names = [column.name, f"{column.name}_precision"] if column.type == "date" else [column.name]
    there = frame[column.name].iloc[lower].notna().to_numpy()
    if column.name == "end_date":  # the start's cell may hold a range
        own = frame["end_date"].iloc[rows].notna().to_numpy()
        early = (frame["end_date"].iloc[lower].to_numpy() < frame["start_date"].iloc[rows].to_numpy()) & there
        rows, lower = rows[~own & ~early], lower[~own & ~early]
    for name in names:
        values = frame[name].copy()
        values.iloc[rows] = frame[name].iloc[lower].array
        frame[name] = values
    return bool(there.any())


def _take_shapes(frame: pd.DataFrame, rows: Any, lower: Any, number: Any, layer: Any) -> bool:
    """The shape of the row below, all parts of it."""
    shapes = frame["_geometry"].to_numpy(dtype=object).copy()
    several = pd.MultiIndex.from_arrays([number, layer]).duplicated(keep=False)
    for row, below in zip(rows.tolist(), lower.tolist(), strict=True):
        parts = np.flatnonzero((number == number[below]) & (layer == layer[below])) if several[below] else [below]
        shapes[row] = _together([shapes[p] for p in parts])
    frame["_geometry"] = shapes
    return bool(any(shapes[row] is not None for row in rows))


def _together(shapes: list[Any]) -> Any:
    given = [s for s in shapes if s is not None]
    if len(given) < 2:
        return given[0] if given else None
    polygons = [p for p in shapely.get_parts(given) if shapely.get_type_id(p) == shapely.GeometryType.POLYGON]
    return shapely.multipolygons(polygons) if polygons else given[0]
