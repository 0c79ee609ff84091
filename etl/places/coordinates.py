"""Coordinates of records: exchanged ones are turned, those that mean no place are emptied, and all of it is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from etl.contract import TABLES, Column
from etl.overlay.precedence import covered
from etl.rows.account import Work
from etl.values.arrays import extension, rows_where


def settle_coordinates(work: Work, table: str) -> None:
    """Coordinates that mean a place: swapped ones are turned, 0/0 and halves are no place, others out of range told."""
    frame = work.frame(table)
    latitude, longitude = (
        frame[c].to_numpy(dtype=np.float64, na_value=np.nan, copy=True) for c in ("latitude", "longitude")
    )
    zero = (np.nan_to_num(latitude) == 0) & (np.nan_to_num(longitude) == 0)
    latitude[zero], longitude[zero] = np.nan, np.nan
    columns = TABLES[table].column("latitude"), TABLES[table].column("longitude")
    swapped = _between(latitude, columns[1]) & _between(longitude, columns[0])
    shown = ~covered(frame)
    for row in rows_where(swapped & shown):
        work.note(
            "swapped_coordinates", frame, frame.index[row], "latitude", f"{latitude[row]}, {longitude[row]}",
            label=columns[0].label_ja,
        )  # fmt: skip
    latitude[swapped], longitude[swapped] = longitude[swapped].copy(), latitude[swapped].copy()
    for column, values in zip(columns, (latitude, longitude), strict=True):
        for row in rows_where(~np.isnan(values) & ~_between(values, column) & shown):
            work.note(
                "out_of_range", frame, frame.index[row], column.name, values[row], label=column.label_ja,
                minimum=f"{column.minimum:g}", maximum=f"{column.maximum:g}",
            )  # fmt: skip
    usable = _between(latitude, columns[0]) & _between(longitude, columns[1])
    frame["latitude"] = extension(np.where(usable, latitude, np.nan), dtype="Float64")
    frame["longitude"] = extension(np.where(usable, longitude, np.nan), dtype="Float64")
    frame.loc[~usable, ["latitude", "longitude"]] = pd.NA


def _between(values: Any, column: Column) -> Any:
    return (values >= column.minimum) & (values <= column.maximum)
