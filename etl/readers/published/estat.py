"""e-Stat: boundaries of the census's small areas (r2ka…) with people and households.

Source: 政府統計の総合窓口 境界データ 定義書. HCODE 8101 is a town (町丁・字等), 8154 is water (水面).
"""

from __future__ import annotations

import re

import pandas as pd

from etl.readers.base import Given, RawTable, source_row
from etl.readers.published.ksj import in_scope, polygons_only, text_column
from etl.readers.shapes.degrees import in_degrees
from etl.readers.shapes.layers import Layer
from etl.values import codes

PUBLISHER = "総務省統計局"
TERMS = "政府統計の総合窓口（e-Stat）利用規約（出典の記載が必要）"
_WATER = "8154"
#: The years of censuses by the prefix of files and columns (R2KAxx); the census day is 1 October.
_CENSUSES = {
    "r2": ("令和2年", "2020"),
    "h27": ("平成27年", "2015"),
    "h22": ("平成22年", "2010"),
    "h17": ("平成17年", "2005"),
}


def small_areas(layer: Layer) -> list[RawTable] | None:
    """Towns with people, and their water as a backdrop; the outline of the city where that is all a layer has."""
    if {"KEY_CODE", "HCODE", "S_NAME"} <= layer.columns:
        return _towns_and_water(layer)
    if {"PREF", "CITY", "CITY_NAME"} <= layer.columns and "KEY_CODE" not in layer.columns and layer.polygonal():
        return [_outline(layer)]
    return None


def census_of(given: Given, columns: set[str]) -> tuple[str, str]:
    """Name and year of the census, by the columns (R2KAxx) or the file's name; empty if neither tells."""
    for name in (*sorted(columns), given.stem, given.path.name, given.name):
        if match := re.search(r"(?<![A-Za-z0-9])(r2|h27|h22|h17)ka", name, re.IGNORECASE):
            return _CENSUSES[match[1].casefold()]
    return "", ""


def _source(census: str, year: str) -> tuple[str, dict[str, object]]:
    source = f"estat-small-areas-{year or 'unknown'}"
    more: dict[str, object] = {"as_of": f"{year}-10-01"} if year else {}
    return source, source_row(source, f"{census}国勢調査 小地域（町丁・字等）境界データ", PUBLISHER, TERMS, **more)


def _towns_and_water(layer: Layer) -> list[RawTable]:
    census, year = census_of(layer.given, layer.columns)
    layer.geometry, crs, notes = in_degrees(layer)
    water = text_column(layer.frame, "HCODE").str.removesuffix(".0") == _WATER
    towns = _towns(layer.only(~water.to_numpy()), census, year, crs)
    towns.findings[:0] = [*layer.findings, *notes]
    towns.rows_read += sum(f.rows_rejected for f in notes)
    return [towns, _water(layer.only(water.to_numpy()), census, year, crs)] if water.any() else [towns]


def _towns(layer: Layer, census: str, year: str, crs: str) -> RawTable:
    given, read = layer.given, len(layer.frame)
    frame = layer.frame.assign(chiku_code=text_column(layer.frame, "KEY_CODE").str[:5])
    layer = Layer(given, frame, layer.geometry, layer.crs, layer.encoding)
    layer, admin, outside = in_scope(layer, "chiku_code")
    layer, shapes, bad = polygons_only(layer, layer.geometry)
    source, row = _source(census, year)
    headers = {"town_id": "KEY_CODE", "name": "S_NAME", "people": "JINKO", "households": "SETAI"}
    given_columns = {c: h for c, h in headers.items() if h in layer.columns}
    out = pd.DataFrame({c: layer.frame[h] for c, h in given_columns.items()})
    out["town_id"] = _unique_ids(text_column(layer.frame, "KEY_CODE"), text_column(layer.frame, "KIGO_E"))
    _name_places(out, layer.frame, admin[layer.frame.index])
    return given.table(
        "towns", frame=out, geometry=shapes, headers=given_columns,
        defaults={"source_id": source, **({"as_of": f"{year}-10-01"} if year else {})},
        recognised_as="estat-small-areas", encoding=layer.encoding, crs=crs, edition=year, rows_read=read,
        findings=outside + bad, sources=[row],
    )  # fmt: skip


def _unique_ids(key_code: pd.Series[str], sign: pd.Series[str]) -> pd.Series[str]:
    """KEY_CODE repeats for a town in several parts (KIGO_E E1, E2 …): the first keeps it, the others add their sign.

    The census puts the town's people on the first part, so that each is counted once.
    """
    number = key_code.groupby(key_code).cumcount()
    suffix = sign.where(sign != "", (number + 1).astype(str))
    ids = key_code.where(number == 0, key_code + "-" + suffix)
    again = ids.groupby(ids).cumcount()
    return ids.where(again == 0, ids + "-" + (again + 1).astype(str))


def _name_places(out: pd.DataFrame, frame: pd.DataFrame, admin: pd.Series[str]) -> None:
    out["municipality_code"] = admin.map(codes.city_of_ward)
    named = out["municipality_code"].map(codes.designated_city_name)
    out["municipality_name"] = named.where(named != "", text_column(frame, "CITY_NAME").map(codes.fold_name))
    out["prefecture_name"] = text_column(frame, "PREF_NAME")


def _water(layer: Layer, census: str, year: str, crs: str) -> RawTable:
    given, read = layer.given.at(f"{layer.given.part}（水面）"), len(layer.frame)
    frame = layer.frame.assign(chiku_code=text_column(layer.frame, "KEY_CODE").str[:5])
    layer = Layer(given, frame, layer.geometry, layer.crs, layer.encoding)
    layer, admin, outside = in_scope(layer, "chiku_code")
    layer, shapes, bad = polygons_only(layer, layer.geometry)
    source, row = _source(census, year)
    out = pd.DataFrame({"layer": "water", "name": text_column(layer.frame, "S_NAME")})
    out["municipality_code"] = admin[layer.frame.index].map(codes.city_of_ward)
    return given.table(
        "base_layers", frame=out, geometry=shapes, headers={"name": "S_NAME", "municipality_code": "KEY_CODE"},
        defaults={"source_id": source, "rank": "2"}, recognised_as="estat-small-areas", encoding=layer.encoding,
        crs=crs, edition=year, rows_read=read, findings=outside + bad, sources=[row],
    )  # fmt: skip


def _outline(layer: Layer) -> RawTable:
    given, read = layer.given, len(layer.frame)
    census, year = census_of(given, layer.columns)
    layer.geometry, crs, notes = in_degrees(layer)
    code = text_column(layer.frame, "PREF").str.zfill(2) + text_column(layer.frame, "CITY").str.zfill(3)
    layer.frame = layer.frame.assign(chiku_code=code)
    layer, admin, outside = in_scope(layer, "chiku_code")
    layer, shapes, bad = polygons_only(layer, layer.geometry)
    out = pd.DataFrame({"layer": "outline", "name": text_column(layer.frame, "CITY_NAME")})
    _name_places(out, layer.frame, admin[layer.frame.index])
    source, row = _source(census, year)
    return given.table(
        "base_layers", frame=out, geometry=shapes, headers={"name": "CITY_NAME", "municipality_code": "CITY"},
        defaults={"source_id": source, "rank": "1"}, recognised_as="estat-city", encoding=layer.encoding, crs=crs,
        edition=year, rows_read=read, findings=[*layer.findings, *notes, *outside, *bad], sources=[row],
    )  # fmt: skip
