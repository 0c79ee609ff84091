"""Open data that municipalities publish: designated shelters (国土地理院) and the recommended data sets in CSV.

Sources: 国土地理院 指定緊急避難場所・指定避難所データ; 政府CIO 推奨データセット; デジタル庁 自治体標準オープンデータ
セット.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.contract import TABLES, Table
from etl.findings import Finding
from etl.readers.base import Given, RawTable, source_row
from etl.readers.headers import columns_of
from etl.readers.published.ages import parts_of_groups, summed
from etl.readers.published.facility_kinds import kinds_by_name
from etl.readers.published.ksj import add_point, in_scope, text_column
from etl.readers.shapes.degrees import in_degrees
from etl.readers.shapes.layers import Layer
from etl.values import codes
from etl.values.normalize import CellError, fold, municipality_code, text

_SHELTER_TERMS = "国土地理院コンテンツ利用規約"


def shelters(layer: Layer) -> list[RawTable] | None:
    """指定避難所 (shelters) and 指定緊急避難場所 (sites, which list the kinds of disaster) as facilities."""
    if not {"共通ID", "施設・場所名", "住所"} <= layer.columns:
        return None
    given, read = layer.given, len(layer.frame)
    site = "洪水" in layer.columns or "地震" in layer.columns
    layer.frame = layer.frame.assign(chiku_code=text_column(layer.frame, "共通ID").str[1:6])
    layer.geometry, crs, notes = in_degrees(layer)
    layer, admin, outside = in_scope(layer, "chiku_code")
    headers = {"facility_id": "共通ID", "name": "施設・場所名", "address": "住所", "note": "備考"}
    frame = pd.DataFrame({column: text_column(layer.frame, header) for column, header in headers.items()})
    _name_places(frame, layer.frame, admin)
    add_point(frame, layer.geometry)
    title = "指定緊急避難場所データ" if site else "指定避難所データ"
    source = "gsi-evacuation-sites" if site else "gsi-shelters"
    return [given.table(
        "facilities", frame=frame, headers=headers, recognised_as=source, encoding=layer.encoding, crs=crs,
        defaults={"kind": "evacuation_site" if site else "evacuation_shelter", "source_id": source},
        rows_read=read, findings=[*layer.findings, *notes, *outside],
        sources=[source_row(source, title, "国土地理院", _SHELTER_TERMS)],
    )]  # fmt: skip


def _name_places(frame: pd.DataFrame, raw: pd.DataFrame, admin: pd.Series[str]) -> None:
    full = text_column(raw, "都道府県名及び市町村名").map(codes.split_name)
    frame["municipality_code"] = admin.map(codes.city_of_ward)
    named = frame["municipality_code"].map(codes.designated_city_name)
    frame["municipality_name"] = named.where(named != "", full.str[1].map(codes.fold_name))
    frame["prefecture_name"] = full.str[0]


# -------------------------------------------------------------------------------------------- layouts in CSV
@dataclass(frozen=True)
class Layout:
    """A published layout: the table it feeds, the headers by which it is known, and extra headers per column."""

    name: str
    table: str
    known_by: tuple[str, ...]
    columns: tuple[tuple[str, str], ...] = ()
    kind: str = ""


_CODE = ("都道府県コード又は市区町村コード", "全国地方公共団体コード", "市区町村コード")
LAYOUTS: tuple[Layout, ...] = (
    Layout("opendata-events", "activities", ("イベント名", "開始日"), (
        ("title", "イベント名"), ("start_date", "開始日"), ("end_date", "終了日"), ("category", "イベント種類"),
        ("council_id", "主催者"), ("facility_id", "場所名称"), ("address", "住所"), ("detail", "説明"),
    )),
    Layout("opendata-population", "towns", ("地域名", "総人口", "0-4歳の男性"), (
        ("name", "地域名"), ("town_id", "地域コード"), ("as_of", "調査年月日"),
    )),
    Layout("opendata-evacuation-sites", "facilities", ("名称", "緯度", "経度", "災害種別_洪水"), (), "evacuation_site"),
    Layout("opendata-facilities", "facilities", ("名称", "名称_カナ", "緯度", "経度"), (
        ("name", "名称"), ("hours", "開始時間"), ("note", "備考"),
    )),
)  # fmt: skip


def defaults_of(name: str) -> dict[str, str]:
    """What a published layout says about every row of a file: the kind of facility."""
    return next(({"kind": layout.kind} for layout in LAYOUTS if layout.name == name and layout.kind), {})


def layout_of(headers: Sequence[str]) -> tuple[Layout, dict[str, int]] | None:
    """The published layout that the headers follow, with its columns' positions; None if none fits."""
    folded = {fold(h) for h in headers}
    if not folded & {fold(h) for h in _CODE}:
        return None
    for layout in LAYOUTS:
        if {fold(h) for h in layout.known_by} <= folded:
            return layout, columns_of(TABLES[layout.table], headers, dict(layout.columns))
    return None


# ------------------------------------------------------------------------------------- what a layout says more
def completed(
    given: Given, name: str, table: Table, out: pd.DataFrame, frame: pd.DataFrame, names: Sequence[str]
) -> tuple[Table, pd.DataFrame, list[Finding]]:
    """The rows of a published layout with what several of its columns say together, and what to tell about them.

    Args:
        given: the file.
        name: the layout.
        table: the table that it feeds; people by district are another one than people by town.
        out: its rows under contract columns.
        frame: the sheet, columns by position.
        names: the headers.
    """
    if not name.startswith("opendata"):
        return table, out, []
    said: list[Finding] = []
    _name_municipality(out, frame, names)
    if name == "opendata-population":
        table, out = _population(table, out, frame, names)
    if name == "opendata-facilities":
        out["hours"] = _hours(frame, names)
        if "kind" not in out:
            out["kind"] = kinds_by_name(out["name"].map(text)).replace("", None)
            said.append(given.finding("facility_kinds_taken", column="―", names="名称"))
    if {"latitude", "longitude"} <= set(out):
        said += _without_place(given, out)
    return table, out, said


def _column(frame: pd.DataFrame, names: Sequence[str], word: str) -> pd.Series:
    """A column by its header, as text; empty where there is none."""
    position = next((i for i, name in enumerate(names) if fold(name) == fold(word)), -1)
    blank = pd.Series("", index=frame.index, dtype=object)
    return frame[position].map(text).astype(object) if position >= 0 else blank


def _name_municipality(out: pd.DataFrame, frame: pd.DataFrame, names: Sequence[str]) -> None:
    """Name and prefecture of the publisher: 市区町村名 in the older edition, 地方公共団体名 in the newer one."""
    city, full = _column(frame, names, "市区町村名"), _column(frame, names, "地方公共団体名")
    split = {name: codes.split_name(name) for name in {*city.unique(), *full.unique()}}
    named = city.where(city != "", full).map({name: codes.fold_name(own) for name, (_, own) in split.items()})
    prefecture = _column(frame, names, "都道府県名")
    out["municipality_name"] = named
    out["prefecture_name"] = prefecture.where(prefecture != "", full.map({n: p for n, (p, _) in split.items()}))


def _hours(frame: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    """Opening hours in one text, out of the day, beginning and end that a list of facilities keeps apart."""
    days, first, last = (_column(frame, names, word) for word in ("利用可能曜日", "開始時間", "終了時間"))
    span = first.where(last == "", first + "〜" + last)
    return (days + " " + span).str.strip().replace("", None)


def _without_place(given: Given, out: pd.DataFrame) -> list[Finding]:
    """How many rows lack latitude or longitude."""
    blank = (out["latitude"].map(text) == "") | (out["longitude"].map(text) == "")
    if not blank.any():
        return []
    row = out.index[int(np.argmax(blank))]
    return [given.finding("coordinates_blank", row=row, column="緯度・経度", rows=int(blank.sum()))]


# --------------------------------------------------------------------- 地域・年齢別人口: five-year groups summed
_DISTRICT_NAME = re.compile("(学校区?|校区|学区|地区)$")
_OFFICIAL_TOWN = re.compile(r"\d{4}(\d{2})?")


def is_by_district(names: Sequence[str]) -> bool:
    """Whether 地域名 are districts (…中学校区, …地区) and not towns.

    >>> is_by_district(["光明中学校区", "緑ヶ丘中学校区"]), is_by_district(["壱分町", "元町1丁目"])
    (True, False)
    """
    return bool(names) and sum(_DISTRICT_NAME.search(n) is not None for n in names) > len(names) / 2


def _population(
    table: Table, out: pd.DataFrame, frame: pd.DataFrame, names: Sequence[str]
) -> tuple[Table, pd.DataFrame]:
    """地域・年齢別人口 with age groups: of districts if its areas are districts, else of towns."""
    parts = parts_of_groups({position: name for position, name in enumerate(names) if name})
    positions = sorted({p for group in parts.values() for p in group})
    numbers = frame[positions].apply(lambda c: pd.to_numeric(c.map(text).str.replace(",", ""), errors="coerce"))
    out = pd.concat([out, summed(numbers, parts)], axis=1)
    if is_by_district([text(v) for v in out["name"].dropna().unique()[:200]]):
        return TABLES["population"], out.drop(columns=["town_id"], errors="ignore").rename(
            columns={"name": "district_id"}
        )
    if "town_id" in out and "municipality_code" in out:
        out["town_id"] = _town_ids(out)
    return table, out


def _town_ids(out: pd.DataFrame) -> pd.Series:
    """Codes of towns behind the city's code; a running number is no code, the build then makes one from the name."""
    city = out["municipality_code"].map(city_code)
    written = out["town_id"].map(text)
    official = written.map(lambda code: _OFFICIAL_TOWN.fullmatch(code) is not None) & (city != "")
    whole = (written.str.len() >= 9) & (written.str[:5] == city)
    return written.where(whole, (city + written).where(official, None))


def city_code(value: object) -> str:
    """The five-digit code of the city that a cell means; empty if it means none.

    >>> city_code("292095"), city_code("14151"), city_code("生駒市")
    ('29209', '14150', '')
    """
    try:
        return codes.city_of_ward(municipality_code(value).value)
    except CellError:
        return ""
