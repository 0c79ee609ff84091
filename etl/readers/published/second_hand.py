"""Layers that follow no official layout: our own contract columns, and district copies processed by others.

What identifies a district is the municipality's code (in a column, else the folder's) and the school's name (a column
whose values end in 中学校, 小学校, 学校, 学園).  How they were found is always said.
"""

from __future__ import annotations

import os
import re
from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl.contract import TABLES, Table
from etl.findings import Finding
from etl.readers.base import RawTable, reject_rows
from etl.readers.headers import column_remarks, columns_of, hinted_table, is_personal, ranked, renamed
from etl.readers.published.ksj import SCHOOL_NAME, add_point, in_scope, polygons_only, text_column
from etl.readers.settings import code_in_name
from etl.readers.shapes.degrees import in_degrees
from etl.readers.shapes.layers import Layer
from etl.values import codes
from etl.values.normalize import fold, text

_CODE_COLUMN = re.compile(r"^(a32|a27|n03)_?\d{3}$|コード|code", re.IGNORECASE)


# ------------------------------------------------------------------------------------------ contract columns
def by_contract(layer: Layer) -> list[RawTable] | None:
    """Layers whose attributes carry contract columns: districts, towns, base layers, and points of any table."""
    headers = [str(c) for c in layer.frame.columns]
    table = _contract_table(layer, headers)
    if table is None:
        return None
    positions = columns_of(table, headers, layer.given.settings.columns)
    names = {column: headers[position] for column, position in positions.items()}
    read, given = len(layer.frame), layer.given
    layer.geometry, crs, notes = in_degrees(layer)
    filled = {p for p, header in enumerate(headers) if not layer.frame[header].isna().all()}
    said = column_remarks(given, table, headers, positions, filled)
    areal = table.name in {"districts", "towns"}
    bad: list[Finding] = []
    shapes = layer.geometry
    if areal:
        layer, shapes, bad = polygons_only(layer, shapes)
    elif table.name == "base_layers":
        keep, bad = reject_rows(
            given, layer.frame, shapely.is_missing(shapes) | shapely.is_empty(shapes), "geometry_missing"
        )
        layer, shapes = layer.only(keep), shapes[keep]
    frame = pd.DataFrame({column: layer.frame[header] for column, header in names.items()}, index=layer.frame.index)
    if not areal and table.name != "base_layers":
        _points_into(frame, table, shapes)
        shapes = None
    return [given.table(
        table.name, frame=frame, geometry=shapes, headers=names, recognised_as=f"contract:{table.name}",
        encoding=layer.encoding, crs=crs, edition=given.settings.edition, rows_read=read,
        findings=[*layer.findings, *notes, *said, *bad],
    )]  # fmt: skip


def _points_into(frame: pd.DataFrame, table: Table, geometry: Any) -> None:
    """Longitude and latitude of tables that have them; their geometry column does not exist."""
    if {"longitude", "latitude"} <= {c.name for c in table.columns} - set(frame.columns):
        add_point(frame, geometry)


def _contract_table(layer: Layer, headers: list[str]) -> Table | None:
    if layer.given.settings.table:
        return TABLES[layer.given.settings.table]
    hint = hinted_table(layer.given.stem) or hinted_table(layer.given.path.stem)
    matches = ranked(renamed(headers, layer.given.settings.columns), hint, has_code=bool(layer.given.municipality_code))
    for match in matches:
        if match.score >= 1.0 and _fits(layer, match.table, set(match.positions), hint):
            return match.table
    return None


def _fits(layer: Layer, table: Table, columns: set[str], hint: str) -> bool:
    """Whether geometry and columns are enough to call the layer that table without a doubt."""
    if table.name == "base_layers":
        return "layer" in columns
    if table.name == "towns":
        return layer.polygonal() and bool(columns & {"people", "town_id"})
    if table.name == "districts":
        own = {
            fold("school_name"),
            fold("学校名"),
            fold("中学校名"),
            fold("district_id"),
            fold("地区ID"),
            fold("中学校区名"),
        }
        headers = renamed([str(c) for c in layer.frame.columns], layer.given.settings.columns)
        named = bool(own & {fold(h) for h in headers}) or hint == "districts"
        return layer.polygonal() and "school_name" in columns and named and "municipality_code" in columns
    return layer.kinds() <= {"point"} and not _lacking(table, columns, layer)


def _lacking(table: Table, columns: set[str], layer: Layer) -> set[str]:
    known = {"municipality_code"} if layer.given.municipality_code else set()
    return {c.name for c in table.input_columns if c.required and not c.generated} - columns - known


# --------------------------------------------------------------------------------- copies processed by others
def districts(layer: Layer) -> list[RawTable] | None:
    """District boundaries processed by others, if a column holds schools' names."""
    if not layer.polygonal():
        return None
    school = _school_column(layer)
    if not school:
        return None
    given, read = layer.given, len(layer.frame)
    code, origin = _code_column(layer)
    layer.geometry, crs, notes = in_degrees(layer)
    outside: list[Finding] = []
    if code:
        layer, admin, outside = in_scope(layer, code)
    else:
        admin = pd.Series(given.municipality_code or code_in_name(given.stem), index=layer.frame.index, dtype=object)
    layer, shapes, bad = polygons_only(layer, layer.geometry)
    unnamed = text_column(layer.frame, school) == ""
    keep, nameless = reject_rows(given, layer.frame, unnamed, "missing_required", school)
    layer, shapes = layer.only(keep), np.asarray(shapes)[keep]
    frame, headers = _frame(layer, school, code, admin[layer.frame.index])
    said = given.finding(
        "district_named_by", column=school, municipality_origin=origin[0], municipality_origin_en=origin[1]
    )
    unit = _unit(frame["school_name"])
    edition = given.settings.edition or _year_in(given.stem)
    return [given.table(
        "districts", frame=frame, geometry=shapes, headers=headers, recognised_as="districts-processed",
        defaults={**({"area_unit": unit} if unit else {}), **({"edition": edition} if edition else {})},
        encoding=layer.encoding, crs=crs, edition=edition, rows_read=read,
        findings=[*layer.findings, said, *notes, *outside, *bad, *nameless],
    )]  # fmt: skip


def _frame(layer: Layer, school: str, code: str, admin: Any) -> tuple[pd.DataFrame, dict[str, str]]:
    names = text_column(layer.frame, school).str.replace(r"(?<=[校園院舎])(校区|学区|区)$", "", regex=True)
    frame = pd.DataFrame({"school_name": names, "admin_code": admin})
    frame["municipality_code"] = admin.map(codes.city_of_ward)
    frame["prefecture_name"] = admin.map(codes.prefecture_name)
    headers = {"school_name": school, **({"municipality_code": code} if code else {})}
    positions = columns_of(TABLES["districts"], [str(c) for c in layer.frame.columns], layer.given.settings.columns)
    for column in ("address", "school_code", "valid_from", "valid_to", "substitute_note", "source_id"):
        if column in positions:
            header = str(layer.frame.columns[positions[column]])
            frame[column], headers[column] = layer.frame[header], header
    written = frame["municipality_code"].map(_names_in_addresses(frame)) if "address" in frame else ""
    named = frame["municipality_code"].map(codes.designated_city_name)
    frame["municipality_name"] = named.where(named != "", written)
    return frame, headers


def _names_in_addresses(frame: pd.DataFrame) -> dict[str, str]:
    """The name that the addresses of a municipality's schools begin with, where at least three agree.

    What several different addresses share (奈良県生駒市小明町55, 奈良県生駒市上町3000) ends in the municipality.
    """
    found = {}
    for code, group in frame.groupby("municipality_code"):
        addresses = [a for a in group["address"].dropna().map(text).unique() if a]
        shared = os.path.commonprefix(addresses) if len(addresses) >= 3 else ""  # noqa: RUF071 - not paths
        match = re.match(r"(.+[市区町村])", shared)
        found[str(code)] = codes.split_name(match[1])[1] if match else ""
    return found


def _school_column(layer: Layer) -> str:
    """The column that holds schools' names most often; a column named so in the settings wins."""
    if named := layer.given.settings.columns.get("school_name"):
        return named if named in layer.columns else ""
    shares = {str(c): _share(layer.frame[c], SCHOOL_NAME) for c in layer.frame.columns if not is_personal(str(c))}
    best = max(shares, key=lambda c: shares[c], default="")
    return best if best and shares[best] >= 0.8 else ""


def _share(column: Any, pattern: re.Pattern[str]) -> float:
    values = [str(v).strip() for v in column.dropna().unique()[:200] if isinstance(v, str) and v.strip()]
    return sum(pattern.search(v) is not None for v in values) / len(values) if values else 0.0


def _code_column(layer: Layer) -> tuple[str, tuple[str, str]]:
    """The column with municipality codes and how to tell it; an empty name where folder or file name must do."""
    named = layer.given.settings.columns.get("municipality_code", "")
    likely = [str(c) for c in layer.frame.columns if _CODE_COLUMN.search(str(c))]
    likely += [str(c) for c in layer.frame.columns if _holds_codes(text_column(layer.frame, str(c)))]
    for column in [named] if named else likely:
        if column in layer.columns and code_in_name(" ".join(text_column(layer.frame, column).unique()[:50])):
            return column, (f"列「{column}」", f"“{column}”")
    if layer.given.settings.municipality_code:
        return "", ("設定ファイル", "the settings file")
    if layer.given.scope:
        return "", ("フォルダの名前", "the folder's name")
    return "", ("ファイルの名前", "the file's name") if code_in_name(layer.given.stem) else ("（不明）", "nowhere")


def _holds_codes(column: Any) -> bool:
    """Whether a column holds codes, each for several rows, whatever its header (dBASE cuts 市区町村コード short)."""
    values = column[column != ""]
    distinct = values.unique()
    if not len(distinct) or len(distinct) > max(len(values) / 2, 1):
        return False
    return all(code_in_name(value) and re.fullmatch(r"\d{5,6}", value) for value in distinct[:50])


def _unit(names: Any) -> str:
    junior, elementary = names.str.contains("中学校").sum(), names.str.contains("小学校").sum()
    return "" if junior == elementary else "junior_high" if junior > elementary else "elementary"


def _year_in(name: str) -> str:
    match = re.search(r"(?<!\d)(20[0-4]\d)(?!\d)", name)
    return match[1] if match else ""
