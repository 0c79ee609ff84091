"""Sources, councils, their districts and history, the target and the framework of the invented city.

Each kind of status stands for at least one district: formed, preparing, substitute, dormant, none, unknown.
"""

# ruff: noqa: E501 - a line is one row of the data; full-width text counts double
from __future__ import annotations

from datetime import date
from pathlib import Path

from data.sample_city.writers import Cell, csv_file, settings_file, xlsx_file

SOURCES: tuple[tuple[str, str, str, str, str], ...] = (
    ("99201-about", "【架空】潮見野市 見本データについて", "chiku", "令和8年10月", "すべて自動生成した架空の内容"),
    ("99201-districts", "【架空】潮見野市 中学校の通学区域", "潮見野市（架空）", "令和3年4月", "国土数値情報A32の列の形をまねた架空の区域"),
    ("99201-districts-2016", "【架空】潮見野市 中学校の通学区域（再編前）", "潮見野市（架空）", "平成28年4月", "国土数値情報A32の列の形をまねた架空の区域"),
    ("99201-schools", "【架空】潮見野市 学校再編の記録", "潮見野市 教育委員会（架空）", "令和3年4月", "中学校の統合と改称"),
    ("99201-census", "【架空】潮見野市 町丁別の人口と世帯", "潮見野市（架空）", "令和2年10月1日", "e-Statの列の形をまねた架空の数値"),
    ("99201-map", "【架空】潮見野市 背景地図", "潮見野市（架空）", "令和7年4月", "海岸線・河川・道路・鉄道・地名は架空"),
    ("99201-register", "【架空】潮見野市 地域協議会台帳", "潮見野市 地域振興課（架空）", "令和8年4月1日", ""),
    ("99201-plan", "【架空】潮見野市 地域づくり推進計画", "潮見野市（架空）", "令和4年3月", "設立の目標と施設の整備予定"),
    ("99201-facilities", "【架空】潮見野市 公共施設一覧", "潮見野市（架空）", "令和8年4月1日", "推奨データセットの形"),
    ("99201-reports", "【架空】潮見野市 地域活動実績報告", "潮見野市 地域振興課（架空）", "令和8年10月", "年度ごとに集計"),
    ("99201-issues", "【架空】潮見野市 地域課題整理表", "潮見野市 地域振興課（架空）", "令和8年8月", "懇談会と統計による"),
    ("99201-framework", "【架空】潮見野市 地域づくりの8つの課題", "潮見野市（架空）", "令和4年3月", ""),
)  # fmt: skip
C1, C2, C3 = "潮見地区まちづくり協議会", "港南みなと協議会", "川辺・梅沢まちづくり協議会"
C4, C5, C6 = "若葉台地域協議会設立準備会", "千鳥地区地域づくり協議会", "千鳥島振興会"
C7, C8 = "三ツ滝地区区長会連合会", "川辺地区協議会"
COUNCIL_HEADER = (
    "協議会ID", "市区町村コード", "協議会名", "種別", "法人格", "型", "活動拠点", "担当課", "備考", "出典",
)  # fmt: skip
COUNCILS: tuple[tuple[str, ...], ...] = (
    ("99201-C1", C1, "地域協議会", "認可地縁団体", "分離型", "潮見コミュニティセンター", "地域振興課", ""),
    (
        "99201-C2",
        C2,
        "地域協議会",
        "任意団体",
        "一体型",
        "港南コミュニティセンター",
        "地域振興課",
        "埠頭と入船町を除く",
    ),
    (
        "99201-C3",
        C3,
        "地域協議会",
        "一般社団法人",
        "一体型",
        "川辺交流センター",
        "地域振興課",
        "2つの中学校区にまたがる",
    ),
    ("99201-C4", C4, "設立準備会", "任意団体", "", "若葉台公民館", "地域振興課", ""),
    ("99201-C5", C5, "地域協議会", "任意団体", "一体型", "千鳥公民館", "地域振興課", "平成31年3月から休止"),
    ("99201-C6", C6, "振興会", "任意団体", "", "千鳥島集会所", "離島振興係", "千鳥地区に統合"),
    ("99201-C7", C7, "代替組織", "任意団体", "", "三ツ滝出張所", "三ツ滝出張所", "区長会が役割を代行"),
    ("99201-C8", C8, "地域協議会", "任意団体", "一体型", "川辺交流センター", "地域振興課", "統合により解散"),
)
COUNCIL_DISTRICTS = (
    (C1, "潮見中学校区", "全域"), (C2, "港南中学校区", "一部"), (C3, "川辺中学校区", "全域"), (C3, "梅沢中学校区", "全域"),
    (C4, "若葉台中学校区", "全域"), (C5, "千鳥中学校区", "全域"), (C6, "千鳥中学校区", "一部"),
    (C7, "滝下中学校区", "全域"), (C8, "川辺中学校区", "全域"),
)  # fmt: skip
EVENT_HEADER = ("No.", "協議会名", "地区", "出来事", "年月日", "説明")
#: Dates in every precision, as written in a register: month, day (also as a real date cell), year, fiscal year.
EVENTS: tuple[tuple[str, str, str, Cell, str], ...] = (
    (C1, "", "準備会発足", "平成18年度", "モデル地区に選ばれる"),
    (C1, "", "設立", "平成20年1月", "市内で最初の協議会"),
    (C6, "", "設立", "平成21年", "島の自治会を母体に発足"),
    (C5, "", "準備会発足", "H21.10", ""),
    (C5, "", "設立", "平成22年10月24日（日）", "設立総会"),
    (C1, "", "改称", "平成25年4月1日", "旧 潮見地区協議会"),
    (C2, "", "準備会発足", "平成24年度", ""),
    (C2, "", "設立", date(2014, 6, 14), "設立総会"),
    (C6, "", "統合", "平成27年4月1日", "千鳥地区地域づくり協議会へ"),
    (C7, "", "代替組織", "平成28年4月", "区長会連合会が協議会の役割を担うことを確認"),
    (C8, "", "準備会発足", "平成28年", ""),
    (C8, "", "設立", "平成29年7月2日", "設立総会"),
    (C5, "", "休止", "平成31年3月", "役員の担い手が見つからず休止"),
    (C2, "", "休止", "令和2年5月", "感染症の影響で総会を延期"),
    (C2, "", "再開", "令和3年3月", ""),
    (C2, "", "改称", "令和3年度", "旧 港南地域協議会"),
    (C3, "", "準備会発足", "令和3年6月", "川辺と梅沢の合同準備会"),
    (C8, "", "解散", "令和4年5月22日", "川辺・梅沢まちづくり協議会に引き継ぐ"),
    (C3, "", "設立", date(2022, 5, 22), "設立総会"),
    ("", "奥山中学校区", "未設立の確認", "令和5年11月20日（月）", "地区懇談会で確認"),
    (C4, "", "準備会発足", "R6.7", "第1回準備会"),
)
FRAMEWORK = "99201-8issues"
TOPICS = (
    (1, "情報を届け合う", "Sharing news", "つながる", "情報の共有"),
    (2, "集まる場所と拠点", "Places to meet", "つながる", "活動環境・拠点"),
    (3, "若い世代の参加", "Younger people taking part", "ひろがる", "参加機会・若者"),
    (4, "担い手を育てる", "Raising successors", "ひろがる", "意識・人材"),
    (5, "話し合いと合意", "Talking and agreeing", "ひろがる", "対等・合意形成"),
    (6, "防災と見守り", "Disasters and watching over", "くらしを守る", "目標・個別課題・速度"),
    (7, "移動と買い物", "Getting about and shopping", "くらしを守る", "目標・個別課題・速度"),
    (8, "振り返りと見直し", "Looking back and revising", "つづける", "検証・評価"),
)


def write_councils(folder: Path) -> None:
    """The tables of the register, one by one."""
    csv_file(
        folder / "municipalities.csv",
        [
            (
                "市区町村コード",
                "市区町村名",
                "市区町村名カナ",
                "英語名",
                "都道府県名",
                "地区の単位",
                "架空データ",
                "備考",
                "出典",
            ),
            (
                "99201",
                "潮見野市",
                "シオミノシ",
                "Shiomino City",
                "（架空）",
                "中学校区",
                "○",
                "実在しない市",
                "99201-about",
            ),
        ],
    )
    header = ("出典ID", "市区町村コード", "資料名", "発行者", "種類", "発行日", "基準日", "利用条件", "備考")
    sources = [
        (key, "99201", title, publisher, "架空データ", when, "令和2年10月1日" if key == "99201-census" else "",
         "自由に利用可（架空データ）", note)
        for key, title, publisher, when, note in SOURCES
    ]  # fmt: skip
    csv_file(folder / "sources.csv", [header, *sources])
    councils = [(row[0], "99201", *row[1:], "99201-register") for row in COUNCILS]
    csv_file(folder / "councils_架空データ.csv", [COUNCIL_HEADER, *councils], encoding="cp932")
    links = [("99201", *row, "99201-register") for row in COUNCIL_DISTRICTS]
    csv_file(folder / "council_districts.csv", [("市区町村コード", "協議会", "地区", "範囲", "出典"), *links])
    _write_events(folder / "協議会の沿革_架空データ.xlsx")
    _write_plan(folder)


def _write_events(path: Path) -> None:
    rows = [(number, *row) for number, row in enumerate(EVENTS, start=1)]
    xlsx_file(
        path, "地域協議会の沿革（令和8年4月1日現在）", EVENT_HEADER, rows, sheet="沿革", widths=(5, 30, 16, 14, 24, 40)
    )
    settings_file(path, table="council_events", source_id="99201-register")


def _write_plan(folder: Path) -> None:
    csv_file(
        folder / "targets.csv",
        [
            ("目標ID", "市区町村コード", "期限", "目標数", "対象", "備考", "出典"),
            ("99201-T1", "99201", "令和9年度", "", "市内全地区", "全9地区での設立", "99201-plan"),
        ],
    )
    csv_file(
        folder / "frameworks.csv",
        [
            ("枠組みID", "市区町村コード", "枠組み名", "英語名", "説明", "備考", "出典"),
            (FRAMEWORK, "99201", "地域づくりの8つの課題", "Eight issues of community building",
             "見本の市がまとめた、という設定の架空の分類", "「共通の分類」は本ソフトの提案", "99201-framework"),
        ],
    )  # fmt: skip
    rows = [
        (f"{FRAMEWORK}-{k}", FRAMEWORK, k, name, english, group, common, "資料に明記", "99201-framework")
        for k, name, english, group, common in TOPICS
    ]
    header = ("項目ID", "枠組みID", "順序", "項目名", "英語名", "グループ", "共通の分類", "確かさ", "出典")
    csv_file(folder / "topics.csv", [header, *rows])
