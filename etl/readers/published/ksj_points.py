"""国土数値情報: data sets of points that become facilities: schools (P29), public halls (P05), culture (P27).

Sources: 国土数値情報 製品仕様書 of each data set and edition; what they leave open is read from the values and said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from etl.readers.base import RawTable, source_row
from etl.readers.published.facility_kinds import kinds_by_name
from etl.readers.published.ksj import (
    PUBLISHER,
    TERMS,
    add_point,
    codes_in,
    crs_of_edition,
    edition_in_name,
    edition_told,
    in_scope,
    names_in,
    school_codes_in,
    text_column,
)
from etl.readers.shapes.degrees import in_degrees
from etl.readers.shapes.layers import Layer
from etl.values import codes

_OFFICES = {**dict.fromkeys("123", "branch_office"), "4": "public_hall", "5": "assembly_hall"}
#: 文化施設分類コード of P27; sports facilities follow from 03100.
_CULTURE = {
    "03001": "美術館",
    "03002": "資料館・記念館・博物館・科学館",
    "03003": "図書館",
    "03004": "水族館",
    "03005": "動植物園",
}
_CULTURE_CODE = re.compile(r"0?3\d{3}")


@dataclass(frozen=True)
class _Points:
    """One data set as it is in a layer: prefix, title, column of each contract column, edition to assume, kind."""

    prefix: str
    title: str
    headers: dict[str, str]
    assumed: str
    kind: str = ""

    @property
    def code(self) -> str:
        return f"{self.prefix}_001"


def schools(layer: Layer) -> list[RawTable] | None:
    """P29: schools, editions of 2013 (name in 005) and since 2021 (name in 004, school code in 002)."""
    if not {"P29_001", "P29_004", "P29_005"} <= layer.columns:
        return None
    with_codes = "P29_002" in layer.columns and school_codes_in(layer.frame["P29_002"], some=True)
    newer = "P29_006" not in layer.columns or with_codes
    name, address = ("P29_004", "P29_005") if newer else ("P29_005", "P29_006")
    headers = {"name": name, "address": address, **({"facility_id": "P29_002"} if with_codes else {})}
    return [_table(layer, _Points("P29", "学校データ", headers, "2021" if newer else "2013", "school"))]


def school_points(layer: Layer) -> list[RawTable] | None:
    """The schools that A27 and A32 of 2010 to 2016 hold beside their districts: code, owner, name, address."""
    for prefix in ("A32", "A27"):
        wanted = [f"{prefix}_00{i}" for i in range(1, 4)]
        if set(wanted) <= layer.columns and layer.kinds() == {"point"} and codes_in(layer.frame[wanted[0]]):
            newer = f"{prefix}_005" in layer.columns and not names_in(layer.frame[wanted[2]])
            headers = {"name": f"{prefix}_004" if newer else wanted[2]}
            address = f"{prefix}_005" if newer else f"{prefix}_004"
            if address in layer.columns:
                headers["address"] = address
            title = "中学校区データの学校" if prefix == "A32" else "小学校区データの学校"
            return [_table(layer, _Points(prefix, title, headers, "2016" if prefix == "A32" else "2010", "school"))]
    return None


def public_offices(layer: Layer) -> list[RawTable] | None:
    """P05: town halls, branch offices and public assembly facilities; halls by their names where these tell more."""
    if not {"P05_001", "P05_002", "P05_003"} <= layer.columns:
        return None
    points = _Points("P05", "市町村役場等及び公的集会施設データ", {"name": "P05_003", "address": "P05_004"}, "2022")
    table = _table(layer, points)
    numbers = text_column(layer.frame, "P05_002")[table.frame.index].str.removesuffix(".0")
    by_class = numbers.map(_OFFICES).fillna("other")
    named = kinds_by_name(table.frame["name"])
    table.frame["kind"] = by_class.where(numbers.isin(list("123")) | (named == ""), named)
    table.headers["kind"] = "P05_002"
    _tell(table, layer, "P05_002", "P05_003")
    return [table]


def cultural_facilities(layer: Layer) -> list[RawTable] | None:
    """P27: museums, libraries, halls, sports; the class is the last column of such codes, name and address follow."""
    if "P27_001" not in layer.columns:
        return None
    classes = [n for n in range(2, 6) if _is_class(layer, f"P27_00{n}")]
    if not classes or f"P27_00{classes[-1] + 1}" not in layer.columns:
        return None
    at = classes[-1]
    headers = {"name": f"P27_00{at + 1}", "address": f"P27_00{at + 2}"}
    table = _table(layer, _Points("P27", "文化施設データ", headers, "2013"))
    numbers = text_column(layer.frame, f"P27_00{at}")[table.frame.index].str.removesuffix(".0").str.zfill(5)
    named = kinds_by_name(table.frame["name"])
    table.frame["kind"] = named.where(numbers != "03003", "library").replace("", "other")
    table.frame["note"] = numbers.map(_CULTURE).fillna("スポーツ施設等（分類 " + numbers + "）")
    table.headers["kind"] = f"P27_00{at}"
    _tell(table, layer, f"P27_00{at}", headers["name"])
    return [table]


def _is_class(layer: Layer, column: str) -> bool:
    if column not in layer.columns:
        return False
    values = [v.removesuffix(".0") for v in text_column(layer.frame, column).unique()[:50] if v]
    return bool(values) and all(_CULTURE_CODE.fullmatch(v) for v in values)


def _tell(table: RawTable, layer: Layer, classes: str, names: str) -> None:
    table.findings.append(layer.given.finding("facility_kinds_taken", column=classes, names=names))


def _table(layer: Layer, points: _Points) -> RawTable:
    given, read, prefix = layer.given, len(layer.frame), points.prefix
    edition = given.settings.edition or edition_in_name(given, prefix)
    said = list(layer.findings) + ([] if edition else [edition_told(given, points.assumed)])
    edition = edition or points.assumed
    layer.geometry, crs, notes = in_degrees(layer, crs_of_edition(edition), edition)
    layer, admin, outside = in_scope(layer, points.code)
    frame = pd.DataFrame({column: text_column(layer.frame, header) for column, header in points.headers.items()})
    frame["municipality_code"] = admin.map(codes.city_of_ward)
    add_point(frame, layer.geometry)
    source = f"ksj-{prefix.casefold()}-{edition}"
    title = f"国土数値情報 {points.title}（{prefix}）{edition}年版"
    return given.table(
        "facilities", frame=frame, headers={**points.headers, "municipality_code": points.code},
        defaults={"source_id": source, **({"kind": points.kind} if points.kind else {})},
        recognised_as=f"ksj-{prefix}-{edition}", encoding=layer.encoding, crs=crs, edition=edition, rows_read=read,
        findings=said + notes + outside, sources=[source_row(source, title, PUBLISHER, TERMS, published=edition)],
    )  # fmt: skip
