"""Five 年度 of invented activities and the beginning of a sixth, one file a year, each in another of the usual formats."""

# ruff: noqa: E501 - a line is one row of the data; full-width text counts double
from __future__ import annotations

import calendar
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from data.sample_city.city import City
from data.sample_city.districts import degrees
from data.sample_city.facilities import FACILITIES, address, place
from data.sample_city.programmes import PROGRAMMES, Event, Programme
from data.sample_city.terrain import SEED
from data.sample_city.writers import Cell, csv_file, settings_file, xlsx_file

#: Share of events that took place, and size of gatherings, by 年度 (fewer in 令和3 and 4年度, neutral: 感染症の影響).
HELD = {2021: 0.62, 2022: 0.84, 2023: 0.97, 2024: 1.0, 2025: 1.0, 2026: 1.0}
SIZE = {2021: 0.45, 2022: 0.70, 2023: 0.92, 2024: 1.0, 2025: 1.04, 2026: 1.05}
LAST_DAY = date(2026, 10, 31)
WEEKDAYS = "月火水木金土日"
EVENT_HEADER = (
    "都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名", "イベント名", "イベント名_カナ", "イベント名_英語", "開始日",
    "終了日", "開始時間", "終了時間", "開始日時特記事項", "説明", "料金(基本)", "料金(詳細)", "連絡先名称", "連絡先電話番号",
    "連絡先内線番号", "主催者", "場所名称", "住所", "方書", "緯度", "経度", "アクセス方法", "駐車場情報", "定員", "参加申込終了日",
    "参加申込終了時間", "参加申込方法", "URL", "備考", "分野", "参加者数", "中学校区", "協力団体",
)  # fmt: skip


@dataclass(frozen=True)
class Activity:
    """One activity as it was held; ``participants`` is None where nobody counted."""

    fiscal_year: int
    day: date
    council: str
    district: str
    title: str
    category: str
    participants: int | None
    venue: str
    address: str
    at: tuple[float, float] | None
    partners: str
    note: str


def wareki(day: date, style: str = "long") -> str:
    """A 和暦 date: 令和6年9月1日, with the weekday, or R6.9.1.

    >>> wareki(date(2024, 9, 1)), wareki(date(2024, 9, 1), "weekday"), wareki(date(2024, 9, 1), "short")
    ('令和6年9月1日', '令和6年9月1日（日）', 'R6.9.1')
    """
    year = day.year - 2018
    if style == "short":
        return f"R{year}.{day.month}.{day.day}"
    weekday = f"（{WEEKDAYS[day.weekday()]}）" if style == "weekday" else ""
    return f"令和{year}年{day.month}月{day.day}日{weekday}"


def activities(city: City) -> list[Activity]:
    """Every activity, by day."""
    out = []
    for programme in PROGRAMMES:
        for year in range(programme.years[0], programme.years[1] + 1):
            out += _year(city, programme, year)
    return sorted(out, key=lambda a: (a.day, a.council, a.district, a.title))


def _year(city: City, programme: Programme, year: int) -> Iterator[Activity]:
    for event in programme.events:
        for turn, month in enumerate(event.months or (event.when[0],), start=1):
            dice = random.Random(f"{SEED}-{programme.council}-{programme.district}-{event.title}-{year}-{month}")  # noqa: S311 - invented data
            held = event.likely * (HELD[year] if event.crowd else (HELD[year] + 1) / 2)
            day = _day(year, month, event, dice)
            if dice.random() < held and day <= LAST_DAY:
                yield _held(city, programme, event, year, day, turn, dice)


def _day(year: int, month: int, event: Event, dice: random.Random) -> date:
    """The n-th weekday of the month, now and then a week later (rain)."""
    first = date(year if month >= 4 else year + 1, month, 1)
    _, week, weekday = event.when
    day = first + timedelta((weekday - first.weekday()) % 7 + 7 * (week - 1))
    later = 7 if dice.random() < 0.08 and day.day + 7 <= calendar.monthrange(day.year, day.month)[1] else 0
    return day + timedelta(later)


def _held(
    city: City, programme: Programme, event: Event, year: int, day: date, turn: int, dice: random.Random
) -> Activity:
    since, number = event.count
    title = f"第{year - since + number}回{event.title}" if since else event.title
    title += f"（第{turn}回）" if event.months and event.category in ("会議・研修", "広報・情報") else ""
    at = _town_point(city, event.outdoor, dice) if event.outdoor else None
    where = f"潮見野市{event.outdoor}" if event.outdoor else ""
    note = ("感染症の影響により規模を縮小", "")[dice.random() < 0.6] if event.crowd and year == 2021 else ""
    return Activity(
        year, day, programme.council, programme.district, title, event.category, _people(event, year, dice),
        event.venue, where, at, event.partners, note,
    )  # fmt: skip


def _people(event: Event, year: int, dice: random.Random) -> int | None:
    """Participants: big gatherings are rounded, small ones counted, some never counted."""
    roll, spread = dice.random(), 0.8 + 0.45 * dice.random()
    if event.people == 0 or roll < 0.06:
        return None
    people = event.people * spread * (SIZE[year] if event.crowd else (SIZE[year] + 1) / 2)
    step = 50 if people > 600 else 10 if people > 150 else 1
    return max(4, round(people / step) * step)


def _town_point(city: City, town: str, dice: random.Random) -> tuple[float, float]:
    found = city.towns[city.town_named(town)]
    x, y = found.x + (dice.random() - 0.5) * 0.15, found.y + (dice.random() - 0.5) * 0.15
    lon, lat = np.round(degrees(x, y), 5)
    return float(lon), float(lat)


# ------------------------------------------------------------------------------------------------ files
def write_activities(city: City, folder: Path) -> None:
    """令和3 as cp932 CSV, 4 and 6 as Excel, 5 as the open-data events list, 7 and 8 as UTF-8 CSV."""
    everything = activities(city)
    by_year = {y: [a for a in everything if a.fiscal_year == y] for y in HELD}
    venues = {f.name: (address(f), place(city, f)) for f in FACILITIES}
    _cp932(by_year[2021], folder / "activities_令和3年度_架空データ.csv")
    _excel_text(by_year[2022], folder / "activities_令和4年度_架空データ.xlsx")
    _event_list(by_year[2023], venues, folder / "イベント一覧_令和5年度_架空データ.csv")
    _excel_dates(by_year[2024], folder / "activities_令和6年度_架空データ.xlsx")
    _with_points(by_year[2025], folder / "activities_令和7年度_架空データ.csv")
    _with_points(by_year[2026], folder / "activities_令和8年度_10月まで_架空データ.csv")


def _cp932(rows: list[Activity], path: Path) -> None:
    """Saved from Excel in the shop's encoding; dates short; one date that nobody can read."""
    header = (
        "団体名",
        "地区名",
        "事業名",
        "カテゴリー",
        "実施年月日",
        "参加人数",
        "会場",
        "開催住所",
        "連携団体",
        "備考",
    )
    body: list[list[Cell]] = [
        [a.council, a.district, a.title, a.category, wareki(a.day, "short"), a.participants, a.venue, a.address,
         a.partners, a.note]
        for a in rows
    ]  # fmt: skip
    body.append(["港南みなと協議会", "港南中学校区", "防災まち歩き（延期分）", "防災", "3月吉日", "", "", "", "", ""])
    csv_file(path, [header, *body], encoding="cp932")
    settings_file(path, table="activities", source_id="99201-reports")


def _excel_text(rows: list[Activity], path: Path) -> None:
    """和暦 with weekday as text, 〃 for the body above, 約 and 名, a totals row, one date still to be fixed."""
    header = (
        "協議会名",
        "中学校区",
        "活動内容",
        "種別",
        "開催日",
        "参加者数（人）",
        "開催場所",
        "住所",
        "共催",
        "備考",
    )
    body: list[list[Cell]] = []
    for k, a in enumerate(rows):
        same = k % 17 == 5 and a.council and a.council == rows[k - 1].council
        people: Cell = a.participants
        if a.participants and a.participants >= 300 and k % 2:
            people = f"約{a.participants}名"
        elif a.participants and k % 31 == 4:
            people = f"{a.participants}人"
        when = wareki(a.day, "weekday")
        body.append(
            [
                "〃" if same else a.council,
                a.district,
                a.title,
                a.category,
                when,
                people,
                a.venue,
                a.address,
                a.partners,
                a.note,
            ]
        )
    wrong = next(k for k, a in enumerate(rows) if a.day.month == 10)
    body[wrong][4] = wareki(rows[wrong].day) + f"（{WEEKDAYS[(rows[wrong].day.weekday() + 1) % 7]}）"
    body.append(
        ["三ツ滝地区区長会連合会", "三ツ滝中学校区", "水源の森の見学会", "環境・美化", "未定", "", "", "", "", ""]
    )
    total = sum(a.participants or 0 for a in rows)
    body.append(["合計", "", "", "", "", total, "", "", "", ""])
    widths = (28, 16, 28, 18, 22, 12, 26, 24, 26, 26)
    xlsx_file(path, "令和4年度　地域活動実績一覧", header, body, sheet="実績", widths=widths)
    settings_file(path, table="activities", source_id="99201-reports")


def _event_list(rows: list[Activity], venues: dict[str, tuple[str, object]], path: Path) -> None:
    """推奨データセット イベント一覧 with four columns of the city's own at the end."""
    body = []
    for number, a in enumerate(rows, start=1):
        where = venues.get(a.venue)
        values = {
            "都道府県コード又は市区町村コード": "99201",
            "NO": f"R5-{number:04d}",
            "都道府県名": "（架空）",
            "市区町村名": "潮見野市",
            "イベント名": a.title,
            "開始日": a.day.isoformat(),
            "終了日": a.day.isoformat(),
            "主催者": a.council,
            "場所名称": a.venue,
            "住所": where[0] if where else a.address,
            "緯度": a.at[1] if a.at else "",
            "経度": a.at[0] if a.at else "",
            "分野": a.category,
            "参加者数": "" if a.participants is None else a.participants,
            "中学校区": a.district,
            "協力団体": a.partners,
        }
        body.append([values.get(column, "") for column in EVENT_HEADER])
    csv_file(path, [EVENT_HEADER, *body])
    settings_file(path, source_id="99201-reports")


def _excel_dates(rows: list[Activity], path: Path) -> None:
    """Real date cells shown as 和暦."""
    header = ("中学校区", "主催", "行事名", "分類", "期日", "人数", "会場名", "住所", "連携団体", "摘要")
    body: list[list[Cell]] = [
        [a.district, a.council, a.title, a.category, a.day, a.participants, a.venue, a.address, a.partners, a.note]
        for a in rows
    ]
    widths = (16, 28, 28, 18, 18, 10, 26, 24, 26, 20)
    xlsx_file(path, "令和6年度　地域活動報告のまとめ", header, body, sheet="令和6年度", widths=widths)
    settings_file(path, table="activities", source_id="99201-reports")


def _with_points(rows: list[Activity], path: Path) -> None:
    """The contract's own headers, with points for what happens outdoors; then the district is left to the point."""
    header = (
        "活動ID", "市区町村コード", "協議会", "地区", "活動名", "分野", "実施日", "参加者数", "連携先", "会場", "住所", "緯度", "経度",
        "説明", "出典",
    )  # fmt: skip
    body: list[list[Cell]] = [
        [f"99201-A{a.fiscal_year}-{k:03d}", "99201", a.council, "" if a.at else a.district, a.title, a.category,
         wareki(a.day), a.participants, a.partners, a.venue, a.address, a.at[1] if a.at else "",
         a.at[0] if a.at else "", a.note, "99201-reports"]
        for k, a in enumerate(rows, start=1)
    ]  # fmt: skip
    csv_file(path, [header, *body])
