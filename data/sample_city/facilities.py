"""Forty-five invented facilities: an open-data list (推奨データセット 公共施設一覧) and a list of what is planned."""

# ruff: noqa: E501 - a line is one row of the data; full-width text counts double
from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import Point

from data.sample_city.city import City
from data.sample_city.districts import degrees
from data.sample_city.terrain import SEED
from data.sample_city.writers import csv_file, settings_file

HEADER = (
    "都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名", "名称", "名称_カナ", "名称_通称", "POIコード", "住所", "方書",
    "緯度", "経度", "電話番号", "内線番号", "法人番号", "団体名", "利用可能曜日", "開始時間", "終了時間", "利用可能日時特記事項", "説明",
    "バリアフリー情報", "URL", "備考", "施設種別", "役割",
)  # fmt: skip
PLANNED_HEADER = (
    "施設ID", "施設名", "種別", "状態", "役割", "住所", "緯度", "経度", "地区", "開設予定", "備考", "出典",
)  # fmt: skip


@dataclass(frozen=True)
class Facility:
    """One facility; ``town`` says where it stands."""

    name: str
    kana: str
    kind: str
    district: int
    town: str
    hub: bool = False
    status: str = "既存"
    opened: str = ""
    note: str = ""


FACILITIES = (
    Facility("潮見野市役所", "シオミノシヤクショ", "市役所", 0, "中央一丁目"),
    Facility("潮見コミュニティセンター", "シオミコミュニティセンター", "コミュニティセンター", 0, "本町二丁目", hub=True),
    Facility("潮見公民館", "シオミコウミンカン", "公民館", 0, "魚町"),
    Facility("潮見野市立図書館", "シオミノシリツトショカン", "図書館", 0, "中央二丁目"),
    Facility("市民活動センターしおみ", "シミンカツドウセンターシオミ", "市民活動センター", 0, "新町一丁目"),
    Facility("潮見野市総合福祉センター", "シオミノシソウゴウフクシセンター", "福祉施設", 0, "松原町"),
    Facility("潮見中学校", "シオミチュウガッコウ", "学校", 0, "本町三丁目"),
    Facility("港南コミュニティセンター", "コウナンコミュニティセンター", "コミュニティセンター", 1, "港南二丁目", hub=True),
    Facility("港南津波避難ビル", "コウナンツナミヒナンビル", "指定緊急避難場所", 1, "入船町"),
    Facility("浜町集会所", "ハママチシュウカイショ", "集会所", 1, "浜町一丁目"),
    Facility("潮見港みなと広場", "シオミコウミナトヒロバ", "公園", 1, "埠頭"),
    Facility("港南中学校", "コウナンチュウガッコウ", "学校", 1, "港南一丁目"),
    Facility("川辺交流センター", "カワベコウリュウセンター", "交流センター", 2, "川辺町", hub=True),
    Facility("新田集会所", "シンデンシュウカイショ", "集会所", 2, "新田一丁目"),
    Facility("川辺河川敷運動広場", "カワベカセンジキウンドウヒロバ", "広場", 2, "河原町"),
    Facility("東浜津波避難タワー", "ヒガシハマツナミヒナンタワー", "指定緊急避難場所", 2, "東浜"),
    Facility("川辺中学校", "カワベチュウガッコウ", "学校", 2, "川辺町"),
    Facility("若葉台公民館", "ワカバダイコウミンカン", "公民館", 3, "若葉台五丁目"),
    Facility("若葉台図書室", "ワカバダイトショシツ", "図書室", 3, "若葉台一丁目"),
    Facility("若葉台子育て支援センター", "ワカバダイコソダテシエンセンター", "子育て支援センター", 3, "桜坂"),
    Facility("丘の上集会所", "オカノウエシュウカイショ", "集会所", 3, "丘の上町"),
    Facility("若葉台中学校", "ワカバダイチュウガッコウ", "学校", 3, "若葉台三丁目"),
    Facility("千鳥公民館", "チドリコウミンカン", "公民館", 4, "千鳥浜", hub=True),
    Facility("磯辺集会所", "イソベシュウカイショ", "集会所", 4, "磯辺"),
    Facility("千鳥島集会所", "チドリジマシュウカイショ", "集会所", 4, "千鳥島"),
    Facility("千鳥中学校", "チドリチュウガッコウ", "学校", 4, "千鳥一丁目"),
    Facility("白崎公民館", "シラサキコウミンカン", "公民館", 5, "白崎町大浦"),
    Facility("白崎出張所", "シラサキシュッチョウジョ", "出張所", 5, "白崎町小浦"),
    Facility("白崎灯台公園", "シラサキトウダイコウエン", "公園", 5, "白崎町岬"),
    Facility("白崎中学校", "シラサキチュウガッコウ", "学校", 5, "白崎町立石"),
    Facility("梅沢公民館", "ウメザワコウミンカン", "公民館", 6, "下梅沢"),
    Facility("上梅沢集会所", "カミウメザワシュウカイショ", "集会所", 6, "上梅沢"),
    Facility("梅沢中学校", "ウメザワチュウガッコウ", "学校", 6, "東梅沢"),
    Facility("三ツ滝出張所", "ミツタキシュッチョウジョ", "出張所", 7, "三ツ滝町落合", hub=True),
    Facility("三ツ滝公民館", "ミツタキコウミンカン", "公民館", 7, "三ツ滝町滝見"),
    Facility("三ツ滝中学校体育館", "ミツタキチュウガッコウタイイクカン", "指定避難所", 7, "三ツ滝町上平"),
    Facility("奥山小中交流館", "オクヤマショウチュウコウリュウカン", "公民館", 8, "奥山字中組"),
    Facility("若葉台コミュニティセンター（仮称）", "", "コミュニティセンター", 3, "若葉台二丁目", True, "仮称", "令和9年4月", "設立準備会と合わせて検討"),
    Facility("梅沢ふるさと館（仮称）", "", "コミュニティセンター", 6, "梅沢", False, "仮称", "令和10年度", "名称は公募の予定"),
    Facility("白崎防災センター", "", "指定避難所", 5, "白崎町浜添", False, "整備予定", "令和9年3月", "高台に整備"),
    Facility("三ツ滝地域づくりセンター", "", "コミュニティセンター", 7, "三ツ滝町中平", True, "整備予定", "令和9年度", "出張所との複合"),
    Facility("川辺防災広場", "", "公園", 2, "砂山", False, "予定", "令和8年10月", ""),
    Facility("奥山集会所", "", "集会所", 8, "奥山字下組", False, "予定", "令和10年度", "旧校舎の活用を検討"),
    Facility("港南第二集会所（仮称）", "", "集会所", 1, "汐入町", False, "仮称", "", "用地を調整中"),
    Facility("旧千鳥集会所", "", "集会所", 4, "千鳥二丁目", False, "廃止", "昭和52年4月", "令和3年3月に閉館"),
)  # fmt: skip


def place(city: City, facility: Facility) -> Point:
    """A point in the facility's town and district, near where people live, the same each time."""
    index = city.town_named(facility.town)
    area = shapely.intersection(city.town_areas[index], city.district_areas[facility.district]).buffer(-0.0006)
    water = shapely.union_all([f.geometry for f in city.base if f.layer == "water"])
    dry = area.difference(water.buffer(0.0004))
    dice = random.Random(f"{SEED}-{facility.name}")  # noqa: S311 - invented data, no secret
    town = city.towns[index]
    for spread in (0.35, 0.5, 0.8, 1.2, 2.0, 3.0):
        for _ in range(12):
            x, y = town.x + (dice.random() - 0.5) * spread, town.y + (dice.random() - 0.5) * spread
            point = Point(np.round(degrees(x, y), 6))
            if dry.contains(point):
                return point
    return Point(np.round(shapely.get_coordinates(dry.point_on_surface())[0], 6))


def write_facilities(city: City, folder: Path) -> None:
    """The open-data list of what exists and the office's list of what is planned, provisional or closed."""
    existing = [f for f in FACILITIES if f.status == "既存"]
    rows = [_open_data(number, f, place(city, f)) for number, f in enumerate(existing, start=1)]
    path = folder / "公共施設一覧_架空データ.csv"
    csv_file(path, [HEADER, *rows])
    settings_file(path, source_id="99201-facilities")
    planned = [_planned(city, k, f) for k, f in enumerate((f for f in FACILITIES if f.status != "既存"), start=1)]
    csv_file(folder / "facilities_整備予定_架空データ.csv", [PLANNED_HEADER, *planned])


def address(f: Facility) -> str:
    """An address in the facility's town; the house number is invented."""
    return f"潮見野市{f.town}{sum(f.name.encode()) % 40 + 1}-{len(f.name)}"


def _open_data(number: int, f: Facility, at: Point) -> list[str | float]:
    opens, closes = ("08:30", "17:15") if f.kind in ("市役所", "出張所") else ("09:00", "21:30")
    timed = f.kind not in ("公園", "広場", "学校", "指定緊急避難場所")
    access = ("多目的トイレ、スロープ", "スロープ", "", "エレベーター、多目的トイレ")[number % 4]
    values = {
        "都道府県コード又は市区町村コード": "99201",
        "NO": f"{number:010d}",
        "都道府県名": "（架空）",
        "市区町村名": "潮見野市",
        "名称": f.name,
        "名称_カナ": f.kana,
        "住所": address(f),
        "緯度": at.y,
        "経度": at.x,
        "利用可能曜日": "火水木金土日" if timed else "",
        "開始時間": opens if timed else "",
        "終了時間": closes if timed else "",
        "利用可能日時特記事項": "年末年始は休館" if timed else "",
        "バリアフリー情報": access,
        "備考": "架空データ",
        "施設種別": f.kind,
        "役割": "活動拠点" if f.hub else "",
    }
    return [values.get(column, "") for column in HEADER]


def _planned(city: City, number: int, f: Facility) -> list[str | float]:
    at = place(city, f)
    located = f.note != "用地を調整中"
    return [
        f"99201-P{number:02d}", f.name, f.kind, f.status, "活動拠点" if f.hub else "", address(f) if located else "",
        at.y if located else "", at.x if located else "", "" if located else "港南中学校区", f.opened, f.note,
        "99201-plan",
    ]  # fmt: skip
