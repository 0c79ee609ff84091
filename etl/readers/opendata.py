"""Open data that municipalities publish: designated shelters (国土地理院) and the recommended data sets in CSV.

Sources: 国土地理院 指定緊急避難場所・指定避難所データ; 政府CIO 推奨データセット; デジタル庁 自治体標準オープンデータ
セット.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from etl import codes
from etl.contract import TABLES
from etl.normalize import fold
from etl.readers.base import RawTable, source_row
from etl.readers.headers import columns_of
from etl.readers.ksj import add_point, in_scope, text_column
from etl.readers.layers import Layer, in_degrees

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


def hours(frame: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    """Opening hours in one text, out of the day, beginning and end that a list of facilities keeps apart."""
    at = {fold(name): position for position, name in enumerate(names)}
    days, first, last = (
        frame[at[fold(word)]].fillna("").astype(str) if fold(word) in at else pd.Series("", index=frame.index)
        for word in ("利用可能曜日", "開始時間", "終了時間")
    )
    span = first.where(last == "", first + "〜" + last)
    return (days + " " + span).str.strip().replace("", None)


def layout_of(headers: Sequence[str]) -> tuple[Layout, dict[str, int]] | None:
    """The published layout that the headers follow, with its columns' positions; None if none fits."""
    folded = {fold(h) for h in headers}
    if not folded & {fold(h) for h in _CODE}:
        return None
    for layout in LAYOUTS:
        if {fold(h) for h in layout.known_by} <= folded:
            return layout, columns_of(TABLES[layout.table], headers, dict(layout.columns))
    return None


# --------------------------------------------------------------------- 地域・年齢別人口: five-year groups summed
_AGE = re.compile(r"^(\d+)(?:-(\d+))?歳(?:以上)?の?(?:男性|女性)$")
_GROUPS = {"people_0_14": (0, 14), "people_15_64": (15, 64), "people_65_over": (65, 200)}
_DISTRICT_NAME = re.compile("(学校区?|校区|学区|地区)$")


def is_by_district(names: Sequence[str]) -> bool:
    """Whether 地域名 are districts (…中学校区, …地区) and not towns.

    >>> is_by_district(["光明中学校区", "緑ヶ丘中学校区"]), is_by_district(["壱分町", "元町1丁目"])
    (True, False)
    """
    return bool(names) and sum(_DISTRICT_NAME.search(n) is not None for n in names) > len(names) / 2


def age_groups(frame: pd.DataFrame, headers: dict[str, int]) -> pd.DataFrame:
    """People of the three age groups, summed from columns such as 0-4歳の男性; a group with an empty part is empty.

    Args:
        frame: the sheet, columns by position.
        headers: header -> position.
    """
    sums: dict[str, pd.Series[float]] = {}
    for name, (low, high) in _GROUPS.items():
        parts = [position for header, position in headers.items() if _falls(header, low, high)]
        if parts:
            numbers = frame[parts].apply(lambda c: pd.to_numeric(c.astype(str).str.replace(",", ""), errors="coerce"))
            sums[name] = numbers.sum(axis=1, skipna=False)
    return pd.DataFrame(sums, index=frame.index)


def _falls(header: str, low: int, high: int) -> bool:
    match = _AGE.match(fold(header))
    return match is not None and low <= int(match[1]) and int(match[2] or match[1]) <= high
