"""Columns that several tables share: the same quantity has the same name, headers and checks everywhere."""

from __future__ import annotations

from etl.contract.choices import ASSIGNMENTS
from etl.contract.types import Column

MUNICIPALITY_ALIASES = (
    "市町村コード",
    "団体コード",
    "全国地方公共団体コード",
    "都道府県コード又は市区町村コード",
    "行政区域コード",
    "所在地_全国地方公共団体コード",
    "市区町村コード",
    "自治体コード",
)


def municipality(*, key: bool = False) -> Column:
    return Column(
        "municipality_code", "code", "市区町村コード", "Municipality code",
        "5桁の団体コード。6桁（検査数字つき）も読めます。", "Five-digit code; six digits with the check digit are accepted.",
        required=True, key=key, references=None if key else "municipalities.municipality_code",
        aliases=MUNICIPALITY_ALIASES, example="99201",
    )  # fmt: skip


def district(*, required: bool = False, key: bool = False) -> Column:
    return Column(
        "district_id", "text", "地区", "District",
        "地区のIDまたは学校名（例: 潮見中学校、潮見中学校区、潮見）。", "District id or the school's name.",
        required=required, key=key, references="districts.district_id",
        aliases=("地区ID", "地区名", "中学校区", "小学校区", "学区", "通学区域", "校区", "地区コード", "district"),
        example="潮見中学校区",
    )  # fmt: skip


def council(*, required: bool = False, key: bool = False) -> Column:
    return Column(
        "council_id", "text", "協議会", "Council", "協議会のIDまたは名称。", "Council id or its name.",
        required=required, key=key, references="councils.council_id",
        aliases=("協議会ID", "協議会名", "団体名", "実施団体", "主催者", "主催", "council"), example="潮見地区まちづくり協議会",
    )  # fmt: skip


def source() -> Column:
    return Column(
        "source_id", "text", "出典", "Source", "出典のID（sources 表）。空ならファイル自身が出典になります。",
        "Id in sources; if empty the file itself is the source.",
        references="sources.source_id", aliases=("出典ID", "資料", "source"), example="shiomino-2025",
    )  # fmt: skip


def generated_id(
    name: str, label_ja: str, label_en: str, *, aliases: tuple[str, ...] = (), example: str = ""
) -> Column:
    return Column(name, "text", label_ja, label_en, "空なら自動で付けます。", "Made automatically if empty.",
                  key=True, generated=True, required=True, aliases=aliases, example=example)  # fmt: skip


def note(example: str) -> Column:
    return Column("note", "text", "備考", "Note", aliases=("摘要", "メモ", "特記事項"), example=example)


LATITUDE = Column("latitude", "number", "緯度", "Latitude", "十進度（世界測地系）。", "Decimal degrees (JGD2011/WGS84).",
                   minimum=20, maximum=46, unit="度", aliases=("lat", "y", "Y座標", "北緯"), example="33.95")  # fmt: skip
LONGITUDE = Column("longitude", "number", "経度", "Longitude", "十進度（世界測地系）。", "Decimal degrees (JGD2011/WGS84).",
                    minimum=122, maximum=154, unit="度", aliases=("lon", "lng", "x", "X座標", "東経"), example="143.05")  # fmt: skip
ADDRESS = Column("address", "text", "住所", "Address",
                  aliases=("所在地", "所在地_連結表記", "開催住所", "所在"), example="潮見野市浜町1-2")  # fmt: skip
ASSIGNED_BY = Column("assigned_by", "choice", "地区の決め方", "How the district was found", derived=True,
                      choices=ASSIGNMENTS)  # fmt: skip
PEOPLE = Column("people", "integer", "人口", "People", minimum=0, unit="人",
                 aliases=("総人口", "人口総数", "JINKO", "人口（人）"), example="4120")  # fmt: skip
HOUSEHOLDS = Column("households", "integer", "世帯数", "Households", minimum=0, unit="世帯",
                     aliases=("世帯", "総世帯数", "SETAI"), example="1730")  # fmt: skip
AGE_GROUPS = (
    Column("people_0_14", "integer", "0〜14歳人口", "People aged 0-14", aliases=("年少人口",), minimum=0, unit="人",
           example="480"),
    Column("people_15_64", "integer", "15〜64歳人口", "People aged 15-64", aliases=("生産年齢人口",), minimum=0, unit="人",
           example="2310"),
    Column("people_65_over", "integer", "65歳以上人口", "People aged 65 and over", aliases=("老年人口", "高齢者人口"),
           minimum=0, unit="人", example="1330"),
)  # fmt: skip
GEOMETRY = Column(
    "geometry", "geometry", "形状", "Geometry", "EPSG:4326（経度・緯度）。", "EPSG:4326 (longitude, latitude)."
)
