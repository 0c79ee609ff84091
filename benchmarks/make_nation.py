"""An invented nation as files: 500 municipalities of 20 districts each, with records of every kind, as large as asked.

Only for measuring, never in data/: the codes (99100 to 99599) belong to no prefecture and the place is open sea.
DuckDB writes the activities, so that ten million of them take seconds; every cell follows from its row's number, so
that a smaller nation's file is the beginning of a larger one's.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from math import sqrt
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt

from benchmarks.make_city import SIZE, SOUTH, STEPS, WEST, CityFolder, Point, district, write_csv

MUNICIPALITIES, EACH = 500, 20
#: A municipality is a block of the honeycomb, so many districts wide and high; so many stand side by side.
BLOCK, BLOCKS_ACROSS = (5, 4), 20
FIRST_CODE = 99100
FACILITIES_EACH = 2

KINDS = (
    "防災訓練", "避難所運営講座", "清掃活動", "花いっぱい運動", "子ども食堂", "見守り活動", "夏祭り", "文化祭",
    "敬老会", "健康教室", "交通安全教室", "登下校の見守り", "資源回収", "運動会", "餅つき大会", "役員会", "総会",
    "研修会", "サロン",
)  # fmt: skip
PLACES = tuple(
    a + b for a in "浜山川田原森島崎谷岡" for b in ("手", "辺", "本", "口", "町", "野", "下", "上", "西", "東")
)
CATEGORIES = ("防災", "環境・美化", "福祉・見守り", "子ども・教育", "文化・祭り", "会議・研修")
#: Shares of a thousand rows: where the row says it belongs.
BY_DISTRICT, BY_ID, BY_COUNCIL, BY_VENUE = 500, 100, 200, 100  # and the last 100 by point only


def centre(number: int) -> Point:
    """The centre of a district, counted through all municipalities."""
    municipality, own = divmod(number, EACH)
    row, column = own // BLOCK[0], own % BLOCK[0]
    row += BLOCK[1] * (municipality // BLOCKS_ACROSS)
    column += BLOCK[0] * (municipality % BLOCKS_ACROSS)
    return WEST + SIZE * sqrt(3) * (column + 0.5 * (row % 2)), SOUTH + SIZE * 1.5 * row


def code(number: int) -> str:
    """The municipality's code of a district."""
    return str(FIRST_CODE + number // EACH)


def make_nation(
    folder: Path, activities: int, *, municipalities: int = MUNICIPALITIES, steps: int = STEPS
) -> CityFolder:
    """Write the nation below ``folder``.

    Args:
        folder: an empty or new folder.
        activities: rows of activities.csv.
        municipalities: the first so many of the nation.
        steps: corners along a side of a district; the default is as crooked as real borders.
    """
    nation = CityFolder(folder / "boundaries", folder / "activities")
    for directory in (nation.boundaries, nation.activities):
        directory.mkdir(parents=True, exist_ok=True)
    count = municipalities * EACH
    write_boundaries(nation.boundaries / "A32-21_99.shp", count, steps)
    write_small_tables(nation.activities, count)
    write_activities(nation.activities / "activities.csv", count, activities)
    return nation


def write_boundaries(path: Path, count: int, steps: int) -> None:
    """Districts as a shapefile in the columns of 国土数値情報 A32 of 2021."""
    import geopandas as gpd
    from shapely.geometry import shape

    columns = {
        "A32_001": [code(i) for i in range(count)],
        "A32_002": [f"計測{code(i)}市" for i in range(count)],
        "A32_003": [f"C1{code(i)}{i:06d}" for i in range(count)],
        "A32_004": [f"第{i % EACH + 1}中学校" for i in range(count)],
        "A32_005": [f"計測{code(i)}市{i % EACH + 1}丁目1-1" for i in range(count)],
    }
    shapes = [shape(district(*centre(i), steps)) for i in range(count)]
    gpd.GeoDataFrame(columns, geometry=shapes, crs=6668).to_file(path, encoding="UTF-8")


# ------------------------------------------------------------------------------------------------ small tables
def write_small_tables(folder: Path, count: int) -> None:
    """Municipalities, councils, their districts and history, facilities and people."""
    numbers = range(count)
    codes = sorted({code(i) for i in numbers})
    write_csv(folder / "municipalities.csv", ["市区町村コード", "市区町村名"], ([c, f"計測{c}市"] for c in codes))
    write_csv(
        folder / "councils.csv", ["市区町村コード", "協議会ID", "協議会名"],
        ([code(i), f"K{i:05d}", f"第{i % EACH + 1}地区まちづくり協議会"] for i in numbers),
    )  # fmt: skip
    write_csv(
        folder / "council_districts.csv", ["市区町村コード", "協議会", "地区"],
        ([code(i), f"K{i:05d}", f"第{i % EACH + 1}中学校区"] for i in numbers),
    )  # fmt: skip
    write_csv(folder / "council_events.csv", ["市区町村コード", "協議会", "出来事", "年月日"], event_rows(count))
    write_csv(
        folder / "facilities.csv",
        ["市区町村コード", "施設ID", "施設名", "種別", "状態", "緯度", "経度"],
        facility_rows(count),
    )
    write_csv(
        folder / "population.csv", ["市区町村コード", "地区", "基準日", "人口", "世帯数"],
        ([code(i), f"第{i % EACH + 1}中学校", "2020-10-01", 3000 + 7 * (i % 60), 1200 + 3 * (i % 60)] for i in numbers),
    )  # fmt: skip


def event_rows(count: int) -> Iterator[list[object]]:
    for i in range(count):
        year = 2014 + i % 11
        yield [code(i), f"K{i:05d}", "準備会発足", f"{year - 2}年5月"]
        yield [code(i), f"K{i:05d}", "設立", f"{year}年6月1日"]


def facility_rows(count: int) -> Iterator[list[object]]:
    for i in range(count):
        x, y = centre(i)
        for k in range(FACILITIES_EACH):
            name = f"第{i % EACH + 1}地区{'コミュニティセンター' if k else '公民館'}"
            yield [
                code(i),
                f"F{i:05d}-{k}",
                name,
                "コミュニティセンター" if k else "公民館",
                "既存",
                round(y + 0.001 * k, 6),
                round(x, 6),
            ]


# ------------------------------------------------------------------------------------------------- activities
def write_activities(path: Path, districts: int, count: int) -> None:
    """``count`` activities; about one in a thousand has something to be told, as real files have.

    Of 10,000 rows: 5 with no date that can be read, 2 without a title, 10 with 約120名, 5 with an unknown district; of
    10,000 points: 20 swapped, 10 outside every district.
    """
    places = centres(districts)
    with duckdb.connect(config={"memory_limit": "2GB"}) as db:
        db.register("places", {"i": np.arange(districts), "x": places[:, 0], "y": places[:, 1]})
        db.execute("CREATE TABLE place AS SELECT * FROM places")
        # A number that follows from the row and k, as good as drawn.
        db.execute("CREATE MACRO h(n, k) AS CAST(hash(n, k) >> 2 AS BIGINT)")
        db.execute(f"COPY ({_ROWS}) TO '{path}' (HEADER, DELIMITER ',')", {"rows": count, "districts": districts})


def centres(districts: int) -> npt.NDArray[np.float64]:
    return np.array([centre(i) for i in range(districts)])


def _of(words: tuple[str, ...]) -> str:
    return "[" + ", ".join(f"'{word}'" for word in words) + "]"


_ROWS = f"""
WITH drawn AS (
  SELECT n, h(n, 1) % 1000 AS place_by, h(n, 2) % 10000 AS oddity, h(n, 3) % 20 AS written, h(n, 4) % $districts AS i,
         h(n, 5) AS a, h(n, 6) AS b, h(n, 7) AS c, DATE '2016-04-01' + CAST(h(n, 8) % 3400 AS INTEGER) AS day
  FROM range($rows) AS r(n)
)
SELECT
  {FIRST_CODE} + i // {EACH} AS "市区町村コード",
  CASE WHEN place_by >= {BY_DISTRICT + BY_ID} AND place_by < {BY_DISTRICT + BY_ID + BY_COUNCIL}
       THEN '第' || (i % {EACH} + 1) || '地区まちづくり協議会' END AS "協議会",
  CASE WHEN place_by < {BY_DISTRICT} AND oddity BETWEEN 20 AND 24 THEN '第' || (i % {EACH} + 1) || '中学'
       WHEN place_by < {BY_DISTRICT} THEN '第' || (i % {EACH} + 1) || '中学校区'
       WHEN place_by < {BY_DISTRICT + BY_ID} THEN ({FIRST_CODE} + i // {EACH}) || '-第' || (i % {EACH} + 1) || '中学校'
  END AS "地区",
  CASE WHEN oddity IN (5, 6) THEN NULL
       ELSE '第' || (a % 120 + 1) || '回' || {_of(KINDS)}[b % {len(KINDS)} + 1] || '（'
            || {_of(PLACES)}[i % {len(PLACES)} + 1] || (c % 90 + 1) || '丁目）' END AS "活動名",
  {_of(CATEGORIES)}[c % {len(CATEGORIES)} + 1] AS "分野",
  CASE WHEN oddity < 5 THEN '来週'
       WHEN written < 14 THEN strftime(day, '%Y-%m-%d')
       WHEN written < 18 AND day >= DATE '2019-05-01'
       THEN '令和' || (year(day) - 2018) || '年' || month(day) || '月' || day(day) || '日'
       WHEN written < 19 THEN strftime(day, '%Y/%-m/%-d')
       ELSE strftime(day, '%Y年%-m月') END AS "実施日",
  CASE WHEN oddity BETWEEN 10 AND 19 THEN '約' || (a % 300) || '名' WHEN written <> 7 THEN CAST(a % 400 AS VARCHAR)
  END AS "参加者数",
  CASE WHEN place_by >= {BY_DISTRICT + BY_ID + BY_COUNCIL} AND place_by < {BY_DISTRICT + BY_ID + BY_COUNCIL + BY_VENUE}
       THEN '第' || (i % {EACH} + 1) || '地区公民館' END AS "会場",
  CASE WHEN place_by >= 900 AND oddity < 20 THEN round(x, 6) WHEN place_by >= 900 AND oddity < 30 THEN 33.0
       WHEN place_by >= 900 THEN round(y + (CAST(b % 8000 AS DOUBLE) - 4000) / 1e6, 6) END AS "緯度",
  CASE WHEN place_by >= 900 AND oddity < 20 THEN round(y, 6) WHEN place_by >= 900 AND oddity < 30 THEN 142.0
       WHEN place_by >= 900 THEN round(x + (CAST(c % 8000 AS DOUBLE) - 4000) / 1e6, 6) END AS "経度",
  CASE WHEN a % 10 < 4 THEN '子ども' || (b % 97) || '人、大人' || (c % 211) || '人。' ||
       CASE WHEN a % 10 < 1 THEN '雨のため"体育館"で実施' ELSE '終了後に片付け' || (a % 9973) || '分' END END AS "説明"
FROM drawn JOIN place USING (i) ORDER BY n
"""


if __name__ == "__main__":
    make_nation(Path(sys.argv[1]), int(sys.argv[2]), municipalities=int(sys.argv[3]))
