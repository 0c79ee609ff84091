"""The contract: every table and column of the database, written once.

From it derive the accepted headers, the checks, ``CREATE TABLE``, the blank templates, ``data/README.md``,
``datapackage.json`` and the labels on screen.  This module knows no file and no database; standard library only.

Rules of the words: the same quantity has the same column name in every table; ``_id`` points at a row,
``_code`` is from an official list; units stand at the end (``_km2``, ``_m``).  ``people`` and ``households`` are counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal[
    "text", "integer", "number", "boolean", "date", "choice", "code", "list", "geometry", "blob", "timestamp"
]
Language = Literal["ja", "en"]

#: A ``date`` column keeps the precision it came with in ``<name>_precision``: never an invented day.
PRECISIONS = ("day", "month", "year", "fiscal_year")

_SQL_TYPES: dict[str, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "choice": "VARCHAR",
    "code": "VARCHAR",
    "list": "VARCHAR[]",
    "geometry": "GEOMETRY",
    "blob": "BLOB",
    "timestamp": "TIMESTAMP",
}


@dataclass(frozen=True)
class Choice:
    """One value of a closed list: the stored value, its labels, and other spellings that mean it."""

    value: str
    label_ja: str
    label_en: str
    aliases: tuple[str, ...] = ()

    def label(self, language: Language) -> str:
        return self.label_ja if language == "ja" else self.label_en


@dataclass(frozen=True)
class Column:
    """One column: its name, type, labels, checks and the headers under which files carry it.

    ``references`` is ``table.column``.  ``derived`` columns are computed by the build and never read from a file.
    ``generated`` keys may be absent from a file; the build then makes a stable one from the file's name and row.
    ``open_list`` choices accept other values, stored as they are, with an information finding.
    """

    name: str
    type: ColumnType
    label_ja: str
    label_en: str
    help_ja: str = ""
    help_en: str = ""
    required: bool = False
    key: bool = False
    generated: bool = False
    derived: bool = False
    references: str | None = None
    choices: tuple[Choice, ...] = ()
    open_list: bool = False
    default: str | None = None
    aliases: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    example: str = ""

    @property
    def sql_type(self) -> str:
        """The DuckDB type of the column (geometry is EPSG:4326, axis order longitude, latitude)."""
        return _SQL_TYPES[self.type]

    def label(self, language: Language) -> str:
        return self.label_ja if language == "ja" else self.label_en

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header under which a file may carry this column: label, name, aliases."""
        return (self.label_ja, self.name, self.label_en, *self.aliases)


@dataclass(frozen=True)
class Table:
    """One table: its name, grain in words, columns.  ``derived`` tables are made by the build, never read."""

    name: str
    label_ja: str
    label_en: str
    grain_ja: str
    grain_en: str
    columns: tuple[Column, ...]
    derived: bool = False

    def label(self, language: Language) -> str:
        return self.label_ja if language == "ja" else self.label_en

    def column(self, name: str) -> Column:
        """The column of that name; KeyError names the table's columns."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}; it has {', '.join(c.name for c in self.columns)}")

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns if c.key)

    @property
    def input_columns(self) -> tuple[Column, ...]:
        """The columns that a file may carry."""
        return tuple(c for c in self.columns if not c.derived)

    @property
    def physical_columns(self) -> tuple[tuple[str, str], ...]:
        """(name, SQL type) of every column in the database, in order.

        A ``date`` column is followed by ``<name>_precision``; an input table ends with ``origin_file`` and
        ``origin_row``, so that every row can be traced to the file it came from.
        """
        out: list[tuple[str, str]] = []
        for c in self.columns:
            out.append((c.name, c.sql_type))
            if c.type == "date":
                out.append((f"{c.name}_precision", "VARCHAR"))
        if not self.derived:
            out += [("origin_file", "VARCHAR"), ("origin_row", "BIGINT")]
        return tuple(out)

    @property
    def create_sql(self) -> str:
        """The ``CREATE TABLE`` statement of this table."""
        body = ",\n  ".join(f'"{name}" {sql_type}' for name, sql_type in self.physical_columns)
        return f"CREATE TABLE {self.name} (\n  {body}\n)"


# --------------------------------------------------------------------------------------------- closed lists
AREA_UNITS = (
    Choice("junior_high", "中学校区", "Junior-high-school district", ("中学校の通学区域", "中学校")),
    Choice("elementary", "小学校区", "Elementary-school district", ("小学校の通学区域", "小学校")),
    Choice("other", "その他の地区", "Other district", ("地区", "自治会区")),
)
SOURCE_KINDS = (
    Choice("official", "行政資料", "Official document", ("行政",)),
    Choice("statistics", "統計", "Statistics"),
    Choice("council", "協議会資料", "Council document", ("協議会",)),
    Choice("sample", "架空データ", "Invented sample data", ("架空", "サンプル")),
)
#: What can happen to a council or, where no council exists, be confirmed about a district.
EVENT_KINDS = (
    Choice("preparation", "準備会発足", "Preparatory body started", ("準備会", "準備会設立", "設立準備会")),
    Choice("founding", "設立", "Founded", ("設立総会", "発足", "結成")),
    Choice("renaming", "改称", "Renamed", ("名称変更",)),
    Choice("suspension", "休止", "Suspended", ("活動休止", "休会")),
    Choice("resumption", "再開", "Resumed", ("活動再開",)),
    Choice("merger", "統合", "Merged into another council", ("合併",)),
    Choice("dissolution", "解散", "Dissolved", ("廃止",)),
    Choice("substitute", "代替組織", "Substitute body in charge", ("代替組織あり", "代行組織")),
    Choice("absence_confirmed", "未設立の確認", "Confirmed that none exists", ("未設立", "未設立確認")),
    Choice("not_applicable", "対象外の決定", "Declared not applicable", ("対象外",)),
)
COVERAGES = (
    Choice("whole", "全域", "Whole district", ("全部", "全地区")),
    Choice("part", "一部", "Part of the district", ("一部地域",)),
)
STRUCTURES = (
    Choice("unified", "一体型", "Unified (decides and acts)"),
    Choice("separated", "分離型", "Separated (deciding and acting bodies apart)"),
)
LEGAL_FORMS = (
    Choice("none", "任意団体", "Unincorporated", ("法人格なし", "権利能力なき社団", "なし", "無")),
    Choice("chartered", "認可地縁団体", "Chartered neighbourhood body"),
    Choice("npo", "特定非営利活動法人", "Non-profit corporation", ("NPO法人", "ＮＰＯ法人")),
    Choice("association", "一般社団法人", "General incorporated association"),
)
POPULATION_METHODS = (
    Choice("official", "公表値", "Official figure", ("住民基本台帳", "国勢調査", "公式")),
    Choice("areal_weighting", "面積按分", "Areal weighting of census towns"),
    Choice("representative_point", "代表点", "Representative point of census towns"),
)
FACILITY_KINDS = (
    Choice("community_center", "コミュニティセンター", "Community centre", ("コミセン", "地域コミュニティセンター")),
    Choice("public_hall", "公民館", "Public hall (kominkan)", ("地区公民館", "交流センター")),
    Choice("assembly_hall", "集会所", "Assembly hall", ("自治会館", "町内会館", "会館")),
    Choice("branch_office", "支所・出張所", "Branch office", ("支所", "出張所", "市民センター", "本庁舎", "市役所")),
    Choice("activity_center", "市民活動センター", "Civic activity centre", ("市民活動支援センター",)),
    Choice("school", "学校", "School", ("小学校", "中学校", "義務教育学校")),
    Choice("evacuation_shelter", "指定避難所", "Designated shelter", ("避難所",)),
    Choice("evacuation_site", "指定緊急避難場所", "Designated emergency evacuation site", ("緊急避難場所", "避難場所")),
    Choice("library", "図書館", "Library", ("図書室",)),
    Choice(
        "welfare", "福祉施設", "Welfare facility", ("老人福祉センター", "デイサービスセンター", "子育て支援センター")
    ),
    Choice("park", "公園・広場", "Park", ("公園", "広場", "運動場")),
    Choice("other", "その他", "Other"),
)
FACILITY_STATUSES = (
    Choice("existing", "既存", "Existing", ("供用中", "開設済")),
    Choice("planned", "予定", "Planned", ("計画", "整備予定")),
    Choice("provisional", "仮称", "Provisional name", ("（仮称）", "仮")),
    Choice("closed", "廃止", "Closed", ("閉館", "閉鎖")),
)
FACILITY_ROLES = (
    Choice("hub", "活動拠点", "Hub of activity", ("拠点", "拠点施設")),
    Choice("none", "なし", "No role", ("-", "ー")),
)
ACTIVITY_CATEGORIES = (
    Choice("disaster", "防災", "Disaster preparedness", ("防災・減災", "避難訓練", "防災訓練")),
    Choice(
        "safety", "防犯・交通安全", "Crime and traffic safety", ("防犯", "交通安全", "安全安心", "見守りパトロール")
    ),
    Choice("welfare", "福祉・見守り", "Welfare and watching over", ("福祉", "高齢者支援", "サロン", "見守り")),
    Choice("environment", "環境・美化", "Environment and clean-up", ("環境", "美化", "清掃")),
    Choice("children", "子ども・教育", "Children and education", ("子育て", "教育", "青少年", "子ども")),
    Choice("health", "健康・スポーツ", "Health and sport", ("健康", "スポーツ", "体育")),
    Choice("culture", "文化・祭り", "Culture and festivals", ("文化", "祭り", "伝統行事", "祭礼")),
    Choice("exchange", "交流", "Exchange", ("世代間交流", "ふれあい", "地域交流")),
    Choice("industry", "産業・移住", "Industry and settlement", ("産業", "移住定住", "観光", "地域振興")),
    Choice("information", "広報・情報", "Information", ("広報", "情報発信")),
    Choice("meeting", "会議・研修", "Meetings and training", ("会議", "総会", "研修", "講座")),
    Choice("other", "その他", "Other"),
)
#: Our own proposal of a common classification, with which the frameworks of different cities can be laid side by side.
CANONICAL_TOPICS = (
    Choice("information", "情報の共有", "Sharing information"),
    Choice("environment", "活動環境・拠点", "Conditions and places for activity"),
    Choice("participation", "参加機会・若者", "Participation and young people"),
    Choice("people", "意識・人材", "Awareness and people"),
    Choice("evaluation", "検証・評価", "Review and evaluation"),
    Choice("consensus", "対等・合意形成", "Equality and consensus"),
    Choice("goals", "目標・個別課題・速度", "Goals, single issues, speed"),
)
CERTAINTIES = (
    Choice("stated", "資料に明記", "Stated in the source"),
    Choice("inferred", "要確認（推定）", "Inferred, to be confirmed", ("要確認", "推定")),
)
VOICES = (
    Choice("administration", "行政の見解", "View of the administration", ("行政", "市", "町")),
    Choice("council", "協議会の声", "Voice of the council", ("協議会", "住民", "地域")),
    Choice("statistics", "統計", "Statistics"),
)
STAGES = (
    Choice("plan", "Plan（計画）", "Plan", ("Plan", "計画", "P")),
    Choice("do", "Do（実施）", "Do", ("Do", "実施", "D")),
    Choice("check", "Check（評価）", "Check", ("Check", "評価", "C")),
    Choice("act", "Act（改善）", "Act", ("Act", "改善", "A")),
    Choice("solved", "解決", "Solved", ("完了", "解決済")),
)
LAYERS = (
    Choice("sea", "海", "Sea"),
    Choice("land", "陸地", "Land"),
    Choice("water", "湖沼", "Water", ("水域", "湖", "池")),
    Choice("river", "河川", "River", ("川",)),
    Choice("road", "道路", "Road"),
    Choice("rail", "鉄道", "Railway"),
    Choice("station", "駅", "Station"),
    Choice("outline", "行政界", "Municipal outline", ("行政区域",)),
    Choice("place_name", "地名", "Place name"),
)
ASSIGNMENTS = (
    Choice("id", "IDによる", "By id"),
    Choice("name", "名称による", "By name"),
    Choice("point", "座標による", "By point"),
    Choice("council", "協議会による", "Through its council"),
    Choice("facility", "施設による", "Through its facility"),
    Choice("none", "未割当", "Unassigned"),
)

# --------------------------------------------------------------------------------------------- shared columns
_MUNICIPALITY_ALIASES = (
    "市町村コード",
    "団体コード",
    "全国地方公共団体コード",
    "都道府県コード又は市区町村コード",
    "行政区域コード",
    "所在地_全国地方公共団体コード",
    "市区町村コード",
    "自治体コード",
)


def _municipality(*, key: bool = False) -> Column:
    return Column(
        "municipality_code", "code", "市区町村コード", "Municipality code",
        "5桁の団体コード。6桁（検査数字つき）も読めます。", "Five-digit code; six digits with the check digit are accepted.",
        required=True, key=key, references=None if key else "municipalities.municipality_code",
        aliases=_MUNICIPALITY_ALIASES, example="99201",
    )  # fmt: skip


def _district(*, required: bool = False, key: bool = False) -> Column:
    return Column(
        "district_id", "text", "地区", "District",
        "地区のIDまたは学校名（例: 潮見中学校、潮見中学校区、潮見）。", "District id or the school's name.",
        required=required, key=key, references="districts.district_id",
        aliases=("地区ID", "地区名", "中学校区", "小学校区", "学区", "通学区域", "校区", "地区コード", "district"),
        example="潮見中学校区",
    )  # fmt: skip


def _council(*, required: bool = False, key: bool = False) -> Column:
    return Column(
        "council_id", "text", "協議会", "Council", "協議会のIDまたは名称。", "Council id or its name.",
        required=required, key=key, references="councils.council_id",
        aliases=("協議会ID", "協議会名", "団体名", "実施団体", "主催者", "主催", "council"), example="潮見地区まちづくり協議会",
    )  # fmt: skip


def _source() -> Column:
    return Column(
        "source_id", "text", "出典", "Source", "出典のID（sources 表）。空ならファイル自身が出典になります。",
        "Id in sources; if empty the file itself is the source.",
        references="sources.source_id", aliases=("出典ID", "資料", "source"), example="shiomino-2025",
    )  # fmt: skip


def _id(name: str, label_ja: str, label_en: str, *, aliases: tuple[str, ...] = (), example: str = "") -> Column:
    return Column(name, "text", label_ja, label_en, "空なら自動で付けます。", "Made automatically if empty.",
                  key=True, generated=True, required=True, aliases=aliases, example=example)  # fmt: skip


def _note() -> Column:
    return Column("note", "text", "備考", "Note", aliases=("摘要", "メモ", "特記事項"))


_LATITUDE = Column("latitude", "number", "緯度", "Latitude", "十進度（世界測地系）。", "Decimal degrees (JGD2011/WGS84).",
                   minimum=20, maximum=46, unit="度", aliases=("lat", "y", "Y座標", "北緯"), example="33.95")  # fmt: skip
_LONGITUDE = Column("longitude", "number", "経度", "Longitude", "十進度（世界測地系）。", "Decimal degrees (JGD2011/WGS84).",
                    minimum=122, maximum=154, unit="度", aliases=("lon", "lng", "x", "X座標", "東経"), example="143.05")  # fmt: skip
_ADDRESS = Column("address", "text", "住所", "Address",
                  aliases=("所在地", "所在地_連結表記", "開催住所", "所在"), example="潮見野市浜町1-2")  # fmt: skip
_ASSIGNED_BY = Column("assigned_by", "choice", "地区の決め方", "How the district was found", derived=True,
                      choices=ASSIGNMENTS)  # fmt: skip
_PEOPLE = Column("people", "integer", "人口", "People", minimum=0, unit="人",
                 aliases=("総人口", "人口総数", "JINKO", "人口（人）"), example="4120")  # fmt: skip
_HOUSEHOLDS = Column("households", "integer", "世帯数", "Households", minimum=0, unit="世帯",
                     aliases=("世帯", "総世帯数", "SETAI"), example="1730")  # fmt: skip
_GEOMETRY = Column(
    "geometry", "geometry", "形状", "Geometry", "EPSG:4326（経度・緯度）。", "EPSG:4326 (longitude, latitude)."
)

# --------------------------------------------------------------------------------------------- input tables
MUNICIPALITIES = Table(
    "municipalities", "市区町村", "Municipalities", "1行が1市区町村", "One row per municipality",
    (
        _municipality(key=True),
        Column("name", "text", "市区町村名", "Name", required=True,
               aliases=("市町村名", "地方公共団体名", "自治体名"), example="潮見野市"),
        Column("name_kana", "text", "市区町村名カナ", "Name in kana", aliases=("カナ",), example="シオミノシ"),
        Column("name_en", "text", "英語名", "English name", example="Shiomino City"),
        Column("prefecture", "text", "都道府県名", "Prefecture", aliases=("都道府県",), example="（架空）"),
        Column("area_unit", "choice", "地区の単位", "Area unit", choices=AREA_UNITS, default="junior_high",
               example="中学校区"),
        Column("is_sample", "boolean", "架空データ", "Invented data", default="false", example="×"),
        Column("small_number_threshold", "integer", "秘匿の基準人数", "Suppression threshold",
               "これより少ない人数は秘匿として表示します。", "Counts of people below this are shown as suppressed.",
               default="10", minimum=0, unit="人", example="10"),
        _note(),
        _source(),
        Column("plane_epsg", "integer", "平面直角座標系", "Plane rectangular zone (EPSG)", derived=True),
    ),
)  # fmt: skip
SOURCES = Table(
    "sources", "出典", "Sources", "1行が1資料または1データセット", "One row per document or data set",
    (
        Column("source_id", "text", "出典ID", "Source id", key=True, required=True, aliases=("出典", "ID"),
               example="shiomino-2025"),
        Column("municipality_code", "code", "市区町村コード", "Municipality code",
               references="municipalities.municipality_code", aliases=_MUNICIPALITY_ALIASES, example="99201"),
        Column("title", "text", "資料名", "Title", required=True, aliases=("表題", "タイトル", "名称"),
               example="地域づくり白書"),
        Column("publisher", "text", "発行者", "Publisher", aliases=("発行", "作成者"), example="潮見野市"),
        Column("kind", "choice", "種類", "Kind", choices=SOURCE_KINDS, default="official", example="行政資料"),
        Column("published", "date", "発行日", "Published", aliases=("発行年月", "公表日"), example="令和7年3月"),
        Column("page", "text", "頁", "Page", aliases=("ページ",), example="12"),
        Column("as_of", "date", "基準日", "As of", aliases=("時点", "調査年月日"), example="令和7年4月1日"),
        Column("retrieved", "date", "入手日", "Retrieved", aliases=("取得日",), example="2025-04-10"),
        Column("terms", "text", "利用条件", "Terms", aliases=("利用規約", "ライセンス"), example="出典を明記"),
        _note(),
    ),
)  # fmt: skip
DISTRICTS = Table(
    "districts", "地区", "Districts", "1行が1地区の1年版", "One row per district and edition",
    (
        Column("district_id", "text", "地区ID", "District id", key=True, generated=True, required=True,
               aliases=("地区コード", "id"), example="99201-潮見中学校"),
        Column("edition", "text", "年版", "Edition", "境界データの年。", "Year of the boundary data.",
               key=True, aliases=("年度版",), example="2025"),
        _municipality(),
        Column("admin_code", "code", "行政区域コード", "Administrative code",
               "政令指定都市では区のコード。", "The ward's code in designated cities.", derived=True),
        Column("admin_name", "text", "行政区域名", "Administrative name", derived=True),
        Column("school_name", "text", "学校名", "School", required=True,
               aliases=("名称", "中学校名", "小学校名", "中学校区名", "小学校区名", "校区名", "学区名", "地区名", "name",
                        "学校区", "通学区域名"), example="潮見中学校"),
        Column("name", "text", "地区の名称", "District name", derived=True),
        Column("school_code", "text", "学校コード", "School code", example="C199200000010"),
        Column("address", "text", "学校の所在地", "School address", aliases=("所在地", "住所"),
               example="潮見野市浜町1-2"),
        Column("valid_from", "date", "有効開始日", "Valid from", example="2025-04-01"),
        Column("valid_to", "date", "有効終了日", "Valid to"),
        Column("substitute_note", "text", "代用の注記", "Substitute note"),
        _source(),
        _GEOMETRY,
        Column("area_km2", "number", "面積", "Area", derived=True, unit="km²"),
        Column("label_longitude", "number", "代表点の経度", "Label longitude", derived=True, unit="度"),
        Column("label_latitude", "number", "代表点の緯度", "Label latitude", derived=True, unit="度"),
        Column("is_current", "boolean", "現行", "Current edition", derived=True),
    ),
)  # fmt: skip
COUNCILS = Table(
    "councils", "協議会", "Councils", "1行が1協議会", "One row per council",
    (
        _id("council_id", "協議会ID", "Council id", example="C01"),
        _municipality(),
        Column("name", "text", "協議会名", "Name", required=True, aliases=("名称", "団体名", "組織名"),
               example="潮見地区まちづくり協議会"),
        Column("kind", "text", "種別", "Kind", aliases=("組織種別", "種類"), example="地域協議会"),
        Column("legal_form", "choice", "法人格", "Legal form", choices=LEGAL_FORMS, example="任意団体"),
        Column("structure", "choice", "型", "Structure", choices=STRUCTURES,
               aliases=("一体型・分離型", "組織の型"), example="一体型"),
        Column("hub_facility_id", "text", "活動拠点", "Hub facility", references="facilities.facility_id",
               aliases=("拠点施設",), example="潮見コミュニティセンター"),
        Column("liaison_section", "text", "担当課", "Liaison section", aliases=("所管課", "所管"),
               example="地域振興課"),
        _note(),
        _source(),
    ),
)  # fmt: skip
COUNCIL_DISTRICTS = Table(
    "council_districts", "協議会と地区", "Councils and districts", "1行が1協議会と1地区の組", "One row per council and district",
    (
        _municipality(),
        _council(required=True, key=True),
        _district(required=True, key=True),
        Column("coverage", "choice", "範囲", "Coverage", choices=COVERAGES, default="whole", example="全域"),
        _note(),
        _source(),
    ),
)  # fmt: skip
COUNCIL_EVENTS = Table(
    "council_events", "協議会の沿革", "Council events", "1行が1つの出来事", "One row per event",
    (
        _id("event_id", "出来事ID", "Event id", example="E001"),
        _municipality(),
        _council(),
        _district(),
        Column("kind", "choice", "出来事", "Event", choices=EVENT_KINDS, required=True,
               aliases=("種別", "区分", "内容"), example="設立"),
        Column("event_date", "date", "年月日", "Date", "日・月・年・年度のどの細かさでも構いません。",
               "Day, month, year or fiscal year.", required=True,
               aliases=("日付", "設立年月日", "設立年月", "設立日", "期日", "時期"), example="平成20年1月"),
        Column("detail", "text", "説明", "Detail", aliases=("備考",), example="設立総会"),
        _source(),
    ),
)  # fmt: skip
TARGETS = Table(
    "targets", "設立目標", "Targets", "1行が1つの目標", "One row per target",
    (
        _id("target_id", "目標ID", "Target id", example="T1"),
        _municipality(),
        Column("due_date", "date", "期限", "Due", required=True, aliases=("目標年度", "達成期限"),
               example="令和9年度"),
        Column("target_count", "integer", "目標数", "Target count", "空なら全地区。", "All districts if empty.",
               minimum=0, unit="地区", example=""),
        Column("scope", "text", "対象", "Scope", example="市内全地区"),
        _note(),
        _source(),
    ),
)  # fmt: skip
POPULATION = Table(
    "population", "地区の人口", "Population of districts", "1行が1地区・1基準日・1推計方法", "One row per district, date and method",
    (
        Column("municipality_code", "code", "市区町村コード", "Municipality code", required=True, key=True,
               references="municipalities.municipality_code", aliases=_MUNICIPALITY_ALIASES, example="99201"),
        _district(key=True),
        Column("as_of", "date", "基準日", "As of", key=True, aliases=("調査年月日", "時点"), example="令和2年10月1日"),
        _PEOPLE,
        _HOUSEHOLDS,
        Column("people_0_14", "integer", "0〜14歳人口", "People aged 0-14", aliases=("年少人口",), minimum=0, unit="人"),
        Column("people_15_64", "integer", "15〜64歳人口", "People aged 15-64", aliases=("生産年齢人口",), minimum=0,
               unit="人"),
        Column("people_65_over", "integer", "65歳以上人口", "People aged 65 and over", aliases=("老年人口", "高齢者人口"),
               minimum=0, unit="人"),
        Column("method", "choice", "方法", "Method", choices=POPULATION_METHODS, default="official", key=True,
               example="公表値"),
        _source(),
    ),
)  # fmt: skip
TOWNS = Table(
    "towns", "町丁・字", "Census towns", "1行が1町丁・字", "One row per census town",
    (
        _id("town_id", "町丁字コード", "Town id", aliases=("KEY_CODE", "地域コード"), example="99201001001"),
        _municipality(),
        Column("name", "text", "町丁・字名", "Name", aliases=("S_NAME", "町名", "地域名"), example="浜町一丁目"),
        _PEOPLE,
        _HOUSEHOLDS,
        Column("as_of", "date", "基準日", "As of", aliases=("調査年月日", "時点"), example="令和2年10月1日"),
        _source(),
        _GEOMETRY,
    ),
)  # fmt: skip
FACILITIES = Table(
    "facilities", "施設", "Facilities", "1行が1施設", "One row per facility",
    (
        _id("facility_id", "施設ID", "Facility id", aliases=("NO", "No.", "番号", "ID", "共通ID"), example="F001"),
        _municipality(),
        Column("name", "text", "施設名", "Name", required=True,
               aliases=("名称", "施設・場所名", "施設名称", "建物名"), example="潮見コミュニティセンター"),
        Column("name_kana", "text", "施設名カナ", "Name in kana", aliases=("名称_カナ", "名称_カナ（ひらがな）")),
        Column("kind", "choice", "種別", "Kind", choices=FACILITY_KINDS, open_list=True, default="other",
               aliases=("施設種別", "分類", "区分", "種類"), example="コミュニティセンター"),
        Column("status", "choice", "状態", "Status", choices=FACILITY_STATUSES, default="existing",
               aliases=("整備状況",), example="既存"),
        Column("role", "choice", "役割", "Role", choices=FACILITY_ROLES, aliases=("拠点",), example="活動拠点"),
        _ADDRESS,
        _LATITUDE,
        _LONGITUDE,
        _district(),
        Column("hours", "text", "利用時間", "Hours", aliases=("開始時間", "開館時間", "利用可能時間"), example="9:00〜21:30"),
        Column("accessibility", "text", "バリアフリー", "Accessibility", aliases=("バリアフリー情報",),
               example="多目的トイレ、スロープ"),
        Column("opened", "date", "開設日", "Opened", aliases=("供用開始", "開設予定", "供用開始予定"),
               example="平成12年4月"),
        _note(),
        _source(),
        _ASSIGNED_BY,
    ),
)  # fmt: skip
ACTIVITIES = Table(
    "activities", "活動", "Activities", "1行が1回の活動", "One row per activity",
    (
        _id("activity_id", "活動ID", "Activity id", aliases=("NO", "No.", "番号", "ID"), example="A0001"),
        _municipality(),
        _council(),
        _district(),
        Column("title", "text", "活動名", "Title", required=True,
               aliases=("イベント名", "事業名", "行事名", "名称", "件名", "活動内容"), example="合同避難訓練"),
        Column("category", "choice", "分野", "Category", choices=ACTIVITY_CATEGORIES, open_list=True, default="other",
               aliases=("カテゴリ", "カテゴリー", "種別", "イベント種類", "分類"), example="防災"),
        Column("start_date", "date", "実施日", "Date", required=True,
               aliases=("開始日", "開催日", "実施年月日", "日付", "期日", "実施時期", "年月日", "開催年月日"),
               example="令和6年9月1日"),
        Column("end_date", "date", "終了日", "End date", aliases=("実施終了日",)),
        Column("participants", "integer", "参加者数", "Participants", minimum=0, unit="人",
               aliases=("参加人数", "人数", "参加者", "参加者数（人）", "来場者数"), example="120"),
        Column("partners", "text", "連携先", "Partners", aliases=("協力団体", "共催", "連携団体"), example="消防団"),
        Column("facility_id", "text", "会場", "Venue", references="facilities.facility_id",
               aliases=("場所名称", "施設", "場所", "開催場所", "会場名"), example="潮見コミュニティセンター"),
        _ADDRESS,
        _LATITUDE,
        _LONGITUDE,
        Column("topics", "list", "関連する課題分類", "Topics", aliases=("トピック", "課題分類")),
        Column("detail", "text", "説明", "Detail", aliases=("備考", "概要")),
        _source(),
        Column("fiscal_year", "integer", "年度", "Fiscal year", derived=True),
        _ASSIGNED_BY,
    ),
)  # fmt: skip
FRAMEWORKS = Table(
    "frameworks", "枠組み", "Frameworks", "1行が1つの分類の枠組み", "One row per classification",
    (
        Column("framework_id", "text", "枠組みID", "Framework id", key=True, required=True, example="muroran-2015"),
        Column("municipality_code", "code", "市区町村コード", "Municipality code",
               references="municipalities.municipality_code", aliases=_MUNICIPALITY_ALIASES, example="01205"),
        Column("name", "text", "枠組み名", "Name", required=True, aliases=("名称",), example="協働の課題（5分類）"),
        Column("name_en", "text", "英語名", "English name"),
        Column("description", "text", "説明", "Description"),
        _note(),
        _source(),
    ),
)  # fmt: skip
TOPICS = Table(
    "topics", "課題分類", "Topics", "1行が1つの項目", "One row per item of a framework",
    (
        Column("topic_id", "text", "項目ID", "Topic id", key=True, required=True, example="muroran-2015-1"),
        Column("framework_id", "text", "枠組みID", "Framework id", required=True,
               references="frameworks.framework_id", aliases=("枠組み",)),
        Column("position", "integer", "順序", "Order", required=True, aliases=("番号", "順"), example="1"),
        Column("name", "text", "項目名", "Name", required=True, aliases=("名称", "項目"), example="情報の提供・共有"),
        Column("name_en", "text", "英語名", "English name"),
        Column("group_name", "text", "グループ", "Group", aliases=("区分",)),
        Column("canonical_topic", "choice", "共通の分類", "Common topic",
               "枠組みどうしを並べるための、本ソフトの提案による対応づけ。", "Our proposal for laying frameworks side by side.",
               choices=CANONICAL_TOPICS, example="情報の共有"),
        Column("certainty", "choice", "確かさ", "Certainty", choices=CERTAINTIES, default="stated"),
        _note(),
        _source(),
    ),
)  # fmt: skip
ISSUES = Table(
    "issues", "課題", "Issues", "1行が1つの課題", "One row per issue",
    (
        _id("issue_id", "課題ID", "Issue id", aliases=("NO", "No.", "番号"), example="I001"),
        _municipality(),
        _district(),
        _council(),
        Column("title", "text", "課題", "Title", required=True, aliases=("課題名", "件名"), example="役員の担い手不足"),
        Column("detail", "text", "内容", "Detail", aliases=("説明", "詳細")),
        Column("topic_id", "text", "課題分類", "Topic", references="topics.topic_id",
               aliases=("分類", "項目", "項目ID"), example="muroran-2015-4"),
        Column("voice", "choice", "誰の声か", "Voice", choices=VOICES, aliases=("声", "立場"), example="協議会の声"),
        Column("stage", "choice", "段階", "Stage", choices=STAGES, default="plan", aliases=("進捗", "状況", "対応状況", "進捗状況"),
               example="Do"),
        Column("raised_date", "date", "提起日", "Raised", aliases=("提起年月", "把握日", "受付日"), example="令和5年6月"),
        Column("who", "text", "誰が", "Who", "役割や団体名。個人名は書かないでください。", "A role or a body, never a person.",
               example="協議会と地域振興課"),
        Column("how", "text", "どう", "How", aliases=("方法", "取組"), example="若手部会をつくる"),
        Column("due_date", "date", "期限", "Due", example="令和7年度"),
        Column("solved_date", "date", "解決日", "Solved", aliases=("完了日",)),
        _source(),
        _ASSIGNED_BY,
    ),
)  # fmt: skip
BASE_LAYERS = Table(
    "base_layers", "背景地図", "Base layers", "1行が1地物", "One row per feature",
    (
        _id("feature_id", "地物ID", "Feature id"),
        _municipality(),
        Column("layer", "choice", "レイヤー", "Layer", choices=LAYERS, required=True, example="河川"),
        Column("name", "text", "名称", "Name", aliases=("線名", "駅名")),
        Column("rank", "integer", "重要度", "Rank", "1が最も重要。", "1 is the most important.", minimum=1, example="1"),
        _source(),
        _GEOMETRY,
    ),
)  # fmt: skip

# --------------------------------------------------------------------------------------------- derived tables
ADJACENCY = Table(
    "adjacency", "隣接", "Adjacency", "1行が隣り合う1組（両方向）", "One row per ordered pair of neighbours",
    (
        Column("district_id", "text", "地区", "District", key=True),
        Column("neighbour_id", "text", "隣の地区", "Neighbour", key=True),
        Column("edition", "text", "年版", "Edition", key=True),
        Column("shared_border_m", "number", "共有する境界の長さ", "Shared border", unit="m"),
    ),
    derived=True,
)  # fmt: skip
TOWN_DISTRICTS = Table(
    "town_districts", "町丁と地区", "Towns and districts", "1行が1町丁と1地区（面積の重なり）", "One row per overlapping town and district",
    (
        Column("town_id", "text", "町丁字コード", "Town", key=True),
        Column("district_id", "text", "地区", "District", "空は、どの地区にも入らない部分。", "Empty: outside every district.", key=True),
        Column("area_share", "number", "面積の割合", "Share of the town's area", unit="比"),
        Column("people", "integer", "人口", "People", unit="人"),
        Column("households", "integer", "世帯数", "Households", unit="世帯"),
        Column("has_representative_point", "boolean", "代表点を含む", "Holds the representative point"),
    ),
    derived=True,
)  # fmt: skip
MAP_LAYERS = Table(
    "map_layers", "地図用データ", "Map geometry", "1行が1市区町村の1レイヤー", "One row per municipality and layer",
    (
        Column("municipality_code", "code", "市区町村コード", "Municipality code", key=True),
        Column("layer", "text", "レイヤー", "Layer", "districts または base。", "districts or base.", key=True),
        Column("name", "text", "名前", "Name", "内容のハッシュを含むURL用の名前。", "Address name with a content hash."),
        Column("body", "blob", "内容（gzip）", "Body (gzip)"),
    ),
    derived=True,
)  # fmt: skip
FILES = Table(
    "files", "読み込んだファイル", "Files read", "1行が1ファイルの1部分（シート・レイヤー）", "One row per file part (sheet, layer)",
    (
        Column("file", "text", "ファイル", "File", key=True),
        Column("part", "text", "部分", "Part", key=True),
        Column("table_name", "text", "表", "Table", key=True),
        Column("recognised_as", "text", "判定", "Recognised as"),
        Column("encoding", "text", "文字コード", "Encoding"),
        Column("crs", "text", "座標系", "CRS"),
        Column("edition", "text", "年版", "Edition"),
        Column("sha256", "text", "ハッシュ", "SHA-256"),
        Column("size_bytes", "integer", "大きさ", "Size", unit="B"),
        Column("rows_read", "integer", "読み取り行数", "Rows read"),
        Column("rows_loaded", "integer", "取り込み行数", "Rows loaded"),
        Column("rows_rejected", "integer", "除外行数", "Rows rejected"),
    ),
    derived=True,
)  # fmt: skip
FINDINGS = Table(
    "findings", "確認事項", "Findings", "1行が1件の確認事項", "One row per finding",
    (
        Column("code", "text", "コード", "Code"),
        Column("severity", "text", "重さ", "Severity"),
        Column("file", "text", "ファイル", "File"),
        Column("part", "text", "部分", "Part (sheet, layer)"),
        Column("row", "integer", "行", "Row"),
        Column("column", "text", "列", "Column"),
        Column("value", "text", "値", "Value"),
        Column("message_ja", "text", "内容", "Message (Japanese)"),
        Column("message_en", "text", "内容（英語）", "Message"),
        Column("remedy_ja", "text", "対処", "Remedy (Japanese)"),
        Column("remedy_en", "text", "対処（英語）", "Remedy"),
        Column("rejected", "boolean", "この行は除外", "Row was rejected"),
        Column("municipality_code", "code", "市区町村コード", "Municipality code"),
    ),
    derived=True,
)  # fmt: skip
BUILD_INFO = Table(
    "build_info", "構築情報", "Build", "1行だけ", "A single row",
    (
        Column("build_id", "text", "構築ID", "Build id", key=True),
        Column("built_at", "timestamp", "構築日時（UTC）", "Built at (UTC)"),
        Column("version", "text", "版", "Version of the program"),
        Column("rows_read", "integer", "読み取り行数", "Rows read"),
        Column("rows_loaded", "integer", "取り込み行数", "Rows loaded"),
        Column("rows_rejected", "integer", "除外行数", "Rows rejected"),
    ),
    derived=True,
)  # fmt: skip

INPUT_TABLES: tuple[Table, ...] = (
    MUNICIPALITIES, SOURCES, DISTRICTS, COUNCILS, COUNCIL_DISTRICTS, COUNCIL_EVENTS, TARGETS, POPULATION, TOWNS,
    FACILITIES, ACTIVITIES, FRAMEWORKS, TOPICS, ISSUES, BASE_LAYERS,
)  # fmt: skip
DERIVED_TABLES: tuple[Table, ...] = (ADJACENCY, TOWN_DISTRICTS, MAP_LAYERS, FILES, FINDINGS, BUILD_INFO)
TABLES: dict[str, Table] = {t.name: t for t in (*INPUT_TABLES, *DERIVED_TABLES)}


def choice_label(choices: tuple[Choice, ...], value: str | None, language: Language) -> str:
    """The label of a stored choice value; the value itself when the list is open and does not know it.

    >>> choice_label(STAGES, "solved", "ja")
    '解決'
    """
    return next((c.label(language) for c in choices if c.value == value), value or "")
