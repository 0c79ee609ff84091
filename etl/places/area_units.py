"""What one district of a municipality is (of a junior-high school, or another), and the plane it is measured in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl.contract import AREA_UNITS, choice_label
from etl.rows.account import Work
from etl.values import codes
from etl.values.arrays import extension


def settle_area_unit(work: Work) -> None:
    """One kind of district per municipality: the declared one, else junior-high, else what the files hold.

    Rows of another unit are rejected with an information finding.
    """
    districts = work.frame("districts")
    unit = _units_of_rows(work, districts)
    municipalities = work.frame("municipalities")
    held = (
        pd.DataFrame({"code": districts["municipality_code"], "unit": unit}).dropna().groupby("code")["unit"].agg(set)
    )
    chosen: list[str] = []
    for code, declared in zip(municipalities["municipality_code"], municipalities["area_unit"], strict=True):
        units = held.get(code, set())
        best = next((u.value for u in AREA_UNITS if u.value in units), "junior_high")
        chosen.append(declared if isinstance(declared, str) else best)
    municipalities["area_unit"] = extension(chosen, dtype="str")
    wanted = districts["municipality_code"].map(dict(zip(municipalities["municipality_code"], chosen, strict=True)))
    other = pd.notna(unit) & (unit != wanted.to_numpy(dtype=object))
    districts["_unit"], districts["_wanted"] = unit, wanted
    work.reject("districts", other, "other_area_unit", "", lambda row: _units_said(work, row))
    work.tables["districts"] = work.frame("districts").drop(columns=["_unit", "_wanted"])


def _units_of_rows(work: Work, districts: pd.DataFrame) -> Any:
    """The unit that each row's file states; missing where the file says nothing"""
    of_file = np.array([raw.defaults.get("area_unit") or None for raw in work.raws] + [None], dtype=object)
    return of_file[districts["_file"].to_numpy(dtype=np.int64)]


def _units_said(work: Work, row: pd.Series) -> dict[str, Any]:
    return {
        "value": row["school_name"],
        "unit": choice_label(AREA_UNITS, row["_unit"], "ja"),
        "unit_en": choice_label(AREA_UNITS, row["_unit"], "en"),
        "expected": choice_label(AREA_UNITS, row["_wanted"], "ja"),
        "expected_en": choice_label(AREA_UNITS, row["_wanted"], "en"),
    }


def set_plane_zones(work: Work) -> None:
    """The plane rectangular zone of every municipality that has any shape (districts, else towns, else outline)."""
    middle: dict[str, tuple[float, float]] = {}
    for table in ("base_layers", "towns", "districts"):
        frame = work.frame(table)
        if table == "base_layers":
            frame = frame[frame["layer"] == "outline"]
        if frame.empty:
            continue
        bounds = pd.DataFrame(shapely.bounds(frame["_geometry"].to_numpy(dtype=object)), index=frame.index)
        centre = pd.DataFrame({"x": (bounds[0] + bounds[2]) / 2, "y": (bounds[1] + bounds[3]) / 2})
        means = centre.groupby(frame["municipality_code"]).mean().dropna()
        middle.update({str(code): (float(x), float(y)) for code, x, y in means.itertuples()})
    municipalities = work.frame("municipalities")
    zones = [codes.plane_epsg(c, *middle[c]) if c in middle else None for c in municipalities["municipality_code"]]
    municipalities["plane_epsg"] = extension(zones, dtype="Int64")
