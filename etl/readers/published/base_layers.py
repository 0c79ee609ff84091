"""Backdrop of the map from files of other origin: municipal outlines named by their file, railways, stations."""

from __future__ import annotations

import re

import pandas as pd

from etl.readers.base import RawTable, reject_rows
from etl.readers.published.ksj import in_scope, polygons_only, text_column
from etl.readers.settings import code_in_name
from etl.readers.shapes.degrees import in_degrees
from etl.readers.shapes.layers import Layer
from etl.values import codes

_RAIL = re.compile(r"rail|鉄道|路線", re.IGNORECASE)
_STATION = re.compile(r"station|駅", re.IGNORECASE)


def outline_named_by_file(layer: Layer) -> list[RawTable] | None:
    """The outline of one municipality: a polygon with a ``name`` only, in a file named by the code (29209.json)."""
    if layer.columns != {"name"} or not layer.polygonal() or not re.fullmatch(r"\d{5,6}", layer.given.stem):
        return None
    code = code_in_name(layer.given.stem)
    if not code:
        return None
    given, read = layer.given, len(layer.frame)
    layer.frame = layer.frame.assign(chiku_code=code)
    layer.geometry, crs, notes = in_degrees(layer)
    layer, admin, outside = in_scope(layer, "chiku_code")
    layer, shapes, bad = polygons_only(layer, layer.geometry)
    full = text_column(layer.frame, "name").map(codes.split_name)
    frame = pd.DataFrame(
        {"layer": "outline", "name": full.str[1], "prefecture_name": full.str[0]}, index=layer.frame.index
    )
    frame["municipality_code"] = admin[layer.frame.index].map(codes.city_of_ward)
    frame["municipality_name"] = frame["name"].map(codes.fold_name)
    said = given.finding("municipality_from_file", value=code, origin="ファイル名", origin_en="the file's name")
    return [given.table(
        "base_layers", frame=frame, geometry=shapes, headers={"name": "name"},
        defaults={"rank": "1"}, recognised_as="outline-by-file-name", encoding=layer.encoding,
        crs=crs, rows_read=read, findings=[*layer.findings, *notes, said, *outside, *bad],
    )]  # fmt: skip


def railways(layer: Layer) -> list[RawTable] | None:
    """Lines or points with a name, in a file whose name says railway or station."""
    if "layer" in layer.columns or "name" not in layer.columns:
        return None
    kinds, name = layer.kinds(), f"{layer.given.stem} {layer.given.path.stem}"
    kind = (
        "rail"
        if kinds == {"line"} and _RAIL.search(name)
        else "station"
        if kinds == {"point"} and _STATION.search(name)
        else ""
    )
    if not kind:
        return None
    given, read = layer.given, len(layer.frame)
    geometry, crs, notes = in_degrees(layer)
    missing = pd.Series([g is None or g.is_empty for g in geometry], index=layer.frame.index)
    keep, bad = reject_rows(given, layer.frame, missing, "geometry_missing")
    frame = pd.DataFrame({"layer": kind, "name": text_column(layer.frame[keep], "name")})
    return [given.table(
        "base_layers", frame=frame, geometry=geometry[keep], headers={"name": "name"},
        defaults={"rank": "1" if kind == "rail" else "2"}, recognised_as=f"{kind}-by-file-name",
        encoding=layer.encoding, crs=crs, rows_read=read, findings=[*layer.findings, *notes, *bad],
    )]  # fmt: skip
