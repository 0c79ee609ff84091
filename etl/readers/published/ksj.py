"""国土数値情報: school districts (A32, A27) and municipal areas (N03); what the data sets of points need too.

A data set is known by its columns; the edition by the name of the file or zip member, else by the pattern of columns.
Sources: 国土数値情報 製品仕様書 of each data set and edition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl.findings import Finding
from etl.findings.errors import UnreadableError
from etl.readers.base import Given, RawTable, reject_rows, reject_strangers, source_row
from etl.readers.shapes.degrees import in_degrees
from etl.readers.shapes.layers import Layer
from etl.values import codes
from etl.values.normalize import CellError, municipality_code

PUBLISHER = "国土交通省"
TERMS = "国土数値情報利用規約（市区町村により条件が異なるデータがあります）"
_SCHOOL_CODE = re.compile(r"[A-H]\d{12}")
#: How names of schools and of their districts end.
SCHOOL_NAME = re.compile(r"(学校|学園|学院|学舎|校)(区|校区|学区)?$")
#: Editions with the same columns; which of them a file is, only its name tells.
_SAME_COLUMNS = {"2021": ("2021", "2023")}


@dataclass(frozen=True)
class Pattern:
    """Column numbers of one generation of A32/A27, and the edition to assume where no name tells it."""

    code: str
    owner: str
    name: str
    address: str = ""
    school_code: str = ""
    edition: str = ""


#: Tried in order; the last numbers of the tuple are the edition assumed for A32 and A27.
_PATTERNS: tuple[tuple[Pattern, str, str], ...] = (
    (Pattern("001", "002", "004", "005", "003"), "2021", "2021"),
    (Pattern("001", "002", "003"), "2013", "2013"),
    (Pattern("005", "006", "007", "008"), "2016", "2010"),
    (Pattern("006", "007", "008", "009"), "2016", "2016"),
)


def edition_in_name(given: Given, prefix: str) -> str:
    """The year in names like ``A32-23_29`` or ``N03-20230101_29``; empty if none is written."""
    for name in (given.stem, given.part, given.path.name, given.name):
        if match := re.search(rf"{prefix}-(\d{{8}}|\d{{4}}|\d{{2}})(?!\d)", name, re.IGNORECASE):
            return match[1][:4] if len(match[1]) >= 4 else f"20{match[1]}"
    return ""


def crs_of_edition(edition: str) -> str:
    """JGD2000 up to the edition of 2013, JGD2011 since (製品仕様書: 座標参照系)."""
    return "EPSG:4612" if edition <= "2013" else "EPSG:6668"


def text_column(frame: pd.DataFrame, name: str) -> Any:
    """A column as text, empty where it is missing."""
    if name not in frame.columns:
        return pd.Series("", index=frame.index, dtype=object)
    return frame[name].map(lambda v: "" if v is None or v != v else str(v).strip()).astype(object)


def in_scope(layer: Layer, code_column: str) -> tuple[Layer, Any, list[Finding]]:
    """The rows of the folder's municipality, their five-digit codes, and a finding for each row that goes.

    Wards belong to their city.  Without a folder code every row with a readable code stays.
    """
    given, frame = layer.given, layer.frame
    read = {value: _code(value) for value in pd.unique(frame[code_column])}
    admin = frame[code_column].map(read)
    keep, findings = reject_rows(given, frame, admin == "", "bad_code", code_column)
    layer, admin = layer.only(keep), admin[keep]
    scope = given.municipality_code
    if scope:
        cities = admin.map(codes.city_of_ward)
        keep, outside = reject_strangers(given, layer.frame, cities != scope, code_column)
        layer, admin, findings = layer.only(keep), admin[keep], findings + outside
    return layer, admin, findings


def _code(value: object) -> str:
    try:
        return municipality_code(value).value
    except CellError:
        return ""


def polygons_only(layer: Layer, geometry: Any) -> tuple[Layer, Any, list[Finding]]:
    """Rows that have an area; collections give their polygons, rows without one are rejected."""
    findings: list[Finding] = []
    shapes = np.array(geometry, dtype=object)
    kinds = shapely.get_type_id(shapes)
    for position in np.flatnonzero(kinds == 7):
        parts = shapes[position : position + 1]
        while (shapely.get_type_id(parts) > 3).any():  # collections may hold collections, and these multipolygons
            parts = shapely.get_parts(parts)
        polygons = parts[shapely.get_type_id(parts) == 3]
        if len(polygons):
            shapes[position] = shapely.multipolygons(polygons)
            findings.append(layer.given.finding("geometry_collection", row=layer.frame.index[int(position)]))
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    keep, gone = reject_rows(layer.given, layer.frame, missing, "geometry_missing")
    layer, shapes, findings = layer.only(keep), shapes[keep], findings + gone
    areal = np.isin(shapely.get_type_id(shapes), (3, 6))
    names = pd.Series([s.geom_type for s in shapes], index=layer.frame.index)
    typed = layer.frame.assign(geometry_type=names)
    keep, gone = reject_rows(layer.given, typed, ~areal, "geometry_not_polygon", "geometry_type")
    return layer.only(keep), shapes[keep], findings + gone


# ----------------------------------------------------------------------------------------- school districts
def school_districts(layer: Layer) -> list[RawTable] | None:
    """A32 (junior high) and A27 (elementary), all generations of columns."""
    for prefix, unit in (("A32", "junior_high"), ("A27", "elementary")):
        _without_language(layer, prefix)
        found = _pattern(layer, prefix)
        if found is not None and layer.polygonal():
            return [_districts(layer, prefix, unit, *found)]
    return None


def _without_language(layer: Layer, prefix: str) -> None:
    """Columns under their official names: 不動産情報ライブラリ writes A32_004_ja for A32_004."""
    ending = re.compile(rf"({prefix}_\d{{3}})_ja")
    names = {c: m[1] for c in map(str, layer.frame.columns) if (m := ending.fullmatch(c)) and m[1] not in layer.columns}
    if names:
        layer.frame = layer.frame.rename(columns=names)


def _pattern(layer: Layer, prefix: str) -> tuple[Pattern, str] | None:
    fitting = []
    for pattern, junior_high, elementary in _PATTERNS:
        wanted = [pattern.code, pattern.owner, pattern.name, pattern.address, pattern.school_code]
        columns = [f"{prefix}_{number}" for number in wanted if number]
        if set(columns) <= layer.columns and codes_in(layer.frame[columns[0]]):
            fitting.append((pattern, junior_high if prefix == "A32" else elementary))
    named = [found for found in fitting if names_in(layer.frame[f"{prefix}_{found[0].name}"])]
    return next(iter(named or [found for found in fitting if _codes_fit(layer, prefix, found[0])]), None)


def _codes_fit(layer: Layer, prefix: str, pattern: Pattern) -> bool:
    """Whether codes of schools stand where the pattern has them, and not where it has names."""
    if school_codes_in(layer.frame[f"{prefix}_{pattern.name}"], some=True):
        return False
    return not pattern.school_code or school_codes_in(layer.frame[f"{prefix}_{pattern.school_code}"])


def names_in(column: Any) -> bool:
    """Whether most values of a column are names of schools or of their districts."""
    values = [str(v).strip() for v in column.dropna().unique()[:50]]
    return bool(values) and sum(SCHOOL_NAME.search(v) is not None for v in values) * 2 > len(values)


def edition_told(given: Given, assumed: str) -> Finding:
    """What to say of an edition that only the columns tell; some tell two."""
    several = _SAME_COLUMNS.get(assumed)
    if several is None:
        return given.finding("edition_assumed", edition=assumed)
    return given.finding(
        "edition_of_several", edition=assumed, editions="・".join(several), editions_en=" and ".join(several)
    )


def codes_in(column: Any) -> bool:
    """Whether most values of a column are codes of municipalities."""
    values = list(column.dropna().unique()[:50])
    return bool(values) and sum(_code(v) != "" for v in values) >= 0.8 * len(values)


def school_codes_in(column: Any, *, some: bool = False) -> bool:
    """Whether a column holds codes of schools and nothing else; ``some``: at least one."""
    values = [str(v) for v in column.dropna().unique()[:50] if str(v).strip()]
    if not values:
        return not some
    return sum(_SCHOOL_CODE.fullmatch(v) is not None for v in values) >= 0.8 * len(values)


def _districts(layer: Layer, prefix: str, unit: str, pattern: Pattern, assumed: str) -> RawTable:
    given, read = layer.given, len(layer.frame)
    edition = given.settings.edition or edition_in_name(given, prefix)
    said = list(layer.findings) + ([] if edition else [edition_told(given, assumed)])
    edition = edition or assumed
    columns = {
        "admin_code": pattern.code, "municipality_name": pattern.owner, "school_name": pattern.name,
        "school_code": pattern.school_code, "address": pattern.address,
    }  # fmt: skip
    headers = {column: f"{prefix}_{number}" for column, number in columns.items() if number}
    layer.geometry, crs, notes = in_degrees(layer, crs_of_edition(edition), edition)
    layer, admin, outside = in_scope(layer, headers["admin_code"])
    layer, shapes, bad = polygons_only(layer, layer.geometry)
    frame = pd.DataFrame({column: text_column(layer.frame, header) for column, header in headers.items()})
    _name_places(frame, admin[layer.frame.index])
    title = f"国土数値情報 {'中学校区' if prefix == 'A32' else '小学校区'}データ（{prefix}）{edition}年版"
    source = f"ksj-{prefix.casefold()}-{edition}"
    return given.table(
        "districts", frame=frame, geometry=shapes, headers={**headers, "municipality_code": headers["admin_code"]},
        defaults={"edition": edition, "area_unit": unit, "source_id": source}, recognised_as=f"ksj-{prefix}-{edition}",
        encoding=layer.encoding, crs=crs, edition=edition, rows_read=read, findings=said + notes + outside + bad,
        sources=[source_row(source, title, PUBLISHER, TERMS, published=edition)],
    )  # fmt: skip


def _name_places(frame: pd.DataFrame, admin: Any) -> None:
    """Codes and names of municipality, ward and prefecture, from the code and the owner of the school.

    The owner is written 生駒市, 天川村立 or 横浜市金沢区 by edition.
    """
    frame["admin_code"] = admin
    frame["municipality_code"] = admin.map(codes.city_of_ward)
    owner = frame["municipality_name"].str.removesuffix("立")
    city = owner.map(codes.fold_name)
    frame["admin_name"] = owner
    named = frame["municipality_code"].map(codes.designated_city_name)
    frame["municipality_name"] = named.where(named != "", city.where(city.str.contains("[市区町村]$"), ""))
    frame["prefecture_name"] = admin.map(codes.prefecture_name)


def add_point(frame: pd.DataFrame, geometry: Any) -> None:
    """Longitude and latitude of a point inside each geometry; empty where there is none."""
    points = shapely.point_on_surface(geometry)
    frame["longitude"], frame["latitude"] = shapely.get_x(points), shapely.get_y(points)


# ------------------------------------------------------------------------------------------ municipal areas
def municipal_areas(layer: Layer) -> list[RawTable] | None:
    """N03: outlines of municipalities for the backdrop; land that belongs to none (所属未定地) is rejected."""
    if not {"N03_001", "N03_004", "N03_007"} <= layer.columns:
        return None
    given, read = layer.given, len(layer.frame)
    edition = given.settings.edition or edition_in_name(given, "N03")
    if not edition and not layer.crs and not given.settings.crs:
        raise UnreadableError("crs_missing")
    layer.geometry, crs, notes = in_degrees(layer, crs_of_edition(edition) if edition else "", edition)
    layer, admin, outside = in_scope(layer, "N03_007")
    layer, shapes, bad = polygons_only(layer, layer.geometry)
    admin = admin[layer.frame.index]
    name, group = text_column(layer.frame, "N03_004"), text_column(layer.frame, "N03_003")
    frame = pd.DataFrame({"municipality_code": admin.map(codes.city_of_ward), "layer": "outline", "name": name})
    named = frame["municipality_code"].map(codes.designated_city_name)
    frame["municipality_name"] = named.where(named != "", name)
    frame["prefecture_name"] = text_column(layer.frame, "N03_001")
    # Until 2023 a ward stands in N03_004 below its city in N03_003; since 2024 in N03_005 below its city in N03_004.
    frame["name"] = group.where(named != "", "").where(~group.str.endswith(("郡",)), "") + name
    frame["name"] += text_column(layer.frame, "N03_005")
    source = f"ksj-n03-{edition or 'unknown'}"
    title = f"国土数値情報 行政区域データ（N03）{edition}年版" if edition else "国土数値情報 行政区域データ（N03）"
    more = {"published": edition} if edition else {}
    return [given.table(
        "base_layers", frame=frame, geometry=shapes, headers={"municipality_code": "N03_007", "name": "N03_004"},
        defaults={"source_id": source, "rank": "1"}, recognised_as=f"ksj-N03-{edition}".rstrip("-"),
        encoding=layer.encoding, crs=crs, edition=edition, rows_read=read,
        findings=[*layer.findings, *notes, *outside, *bad],
        sources=[source_row(source, title, PUBLISHER, TERMS, **more)],
    )]  # fmt: skip
