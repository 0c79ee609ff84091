"""The closed lists: stored values, their labels, and other spellings that mean them."""

from __future__ import annotations

from etl.contract.types import Choice, Language

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
    Choice(
        "preparation",
        "準備会発足",
        "Preparatory body started",
        ("準備会", "準備会設立", "設立準備会", "準備中", "設立準備中"),
    ),
    Choice("founding", "設立", "Founded", ("設立総会", "発足", "結成", "設立済", "設立済み")),
    Choice("renaming", "改称", "Renamed", ("名称変更",)),
    Choice("suspension", "休止", "Suspended", ("活動休止", "休会", "休止中", "活動休止中")),
    Choice("resumption", "再開", "Resumed", ("活動再開",)),
    Choice("merger", "統合", "Merged into another council", ("合併",)),
    Choice("dissolution", "解散", "Dissolved", ("廃止",)),
    Choice("substitute", "代替組織", "Substitute body in charge", ("代替組織あり", "代行組織", "代替")),
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
    Choice("mesh", "メッシュ按分", "Areal weighting of grid cells", ("地域メッシュ",)),
    Choice("representative_point", "代表点", "Representative point of census towns"),
    Choice("successor", "旧地区の人口から換算", "Converted from former districts"),
)
#: What can happen to districts; a part that moves from one district to another is a division of the former one.
DISTRICT_CHANGE_KINDS = (
    Choice("merger", "統合", "Merger", ("合併", "統廃合", "閉校・統合", "新設統合", "編入", "吸収")),
    Choice("split", "分割", "Division", ("分離", "分離新設", "一部編入", "区域変更", "学区変更", "校区変更")),
    Choice("renaming", "改称", "Renaming", ("名称変更", "校名変更", "改名")),
)
#: How the shares of a former district came about, the most certain first.
SHARE_METHODS = (
    Choice("stated", "資料に明記", "Stated in the source"),
    Choice("whole", "全部", "The whole district"),
    Choice("towns", "町丁の人口", "People of census towns"),
    Choice("mesh", "メッシュの人口", "People of mesh cells"),
    Choice("area", "面積", "Area"),
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
    Choice("issue", "課題による", "Through its issue"),
    Choice("successor", "後継の地区による", "By the district that followed"),
    Choice("none", "未割当", "Unassigned"),
)


def choice_label(choices: tuple[Choice, ...], value: str | None, language: Language) -> str:
    """The label of a stored choice value; the value itself when the list is open and does not know it.

    >>> choice_label(STAGES, "solved", "ja")
    '解決'
    """
    return next((c.label(language) for c in choices if c.value == value), value or "")
