"""What each body of the invented city does in a year, month by month, as in life."""

# ruff: noqa: E501 - a line is one row of the data; full-width text counts double
from __future__ import annotations

from dataclasses import dataclass

from data.sample_city.councils import C1, C2, C3, C4, C7, C8


@dataclass(frozen=True)
class Event:
    """An event of the yearly round.

    ``when`` is (month, n-th week, weekday 0 = Monday); ``months`` repeats a small one.  ``outdoor`` is a town in whose
    open air it happens; else ``venue`` is a facility.  ``crowd`` events were smaller in 令和3年度 and 4年度.
    """

    title: str
    category: str
    when: tuple[int, int, int]
    people: int
    venue: str = ""
    outdoor: str = ""
    partners: str = ""
    months: tuple[int, ...] = ()
    crowd: bool = True
    count: tuple[int, int] = (0, 0)
    likely: float = 0.94


@dataclass(frozen=True)
class Programme:
    """A body (or, with no council, just a district), the 年度 in which it acts, its events."""

    council: str
    district: str
    years: tuple[int, int]
    events: tuple[Event, ...]


SAT, SUN, WED, FRI, TUE, THU = 5, 6, 2, 4, 1, 3
_FIRST, _SECOND, _THIRD, _FOURTH = 1, 2, 3, 4

SHIOMI = (
    Event("定期総会", "会議・研修", (5, 2, SAT), 64, "潮見公民館", crowd=False),
    Event("運営委員会", "会議・研修", (4, 3, WED), 14, "潮見コミュニティセンター", months=(4, 7, 10, 2), crowd=False),
    Event("潮見夏まつり", "文化・祭り", (8, 1, SAT), 1250, outdoor="本町二丁目", partners="商店街組合、中学校吹奏楽部", count=(2008, 1)),
    Event("合同避難訓練", "防災", (9, 1, SUN), 310, "潮見中学校", partners="消防団、防災課"),
    Event("夜間避難所開設訓練", "防災", (3, 2, SAT), 85, "潮見中学校", partners="防災課"),
    Event("川口一斉清掃", "環境・美化", (6, 1, SUN), 220, outdoor="川口町", partners="中学校"),
    Event("秋の一斉清掃", "環境・美化", (10, 3, SUN), 190, outdoor="松原町"),
    Event("敬老のつどい", "福祉・見守り", (9, 3, SUN), 140, "潮見コミュニティセンター", partners="社会福祉協議会"),
    Event("ふれあいサロン本町", "福祉・見守り", (5, 2, TUE), 22, "潮見公民館", months=(4, 5, 6, 8, 9, 10, 12, 1, 2), crowd=False),
    Event("地区文化祭", "文化・祭り", (11, 1, SUN), 420, "潮見コミュニティセンター"),
    Event("餅つきと昔遊び", "子ども・教育", (1, 2, SUN), 130, "潮見公民館", partners="子ども会"),
    Event("放課後学習会", "子ども・教育", (6, 2, FRI), 18, "潮見コミュニティセンター", months=(6, 9, 11), crowd=False),
    Event("青色パトロール", "防犯・交通安全", (7, 3, FRI), 9, outdoor="新町一丁目", months=(5, 7, 8, 9, 12, 3), crowd=False),
    Event("協議会だより発行", "広報・情報", (6, 2, FRI), 0, months=(6, 9, 12, 3), crowd=False),
    Event("多文化交流会", "交流", (2, 3, SUN), 48, "市民活動センターしおみ", partners="国際交流の団体"),
)  # fmt: skip
KONAN = (
    Event("総会", "会議・研修", (4, 4, SAT), 52, "港南コミュニティセンター", crowd=False),
    Event("津波避難訓練", "防災", (3, 2, SUN), 260, "港南津波避難ビル", partners="港湾事務所、消防団"),
    Event("防災まち歩き", "防災", (9, 1, SAT), 75, outdoor="港町", partners="中学校"),
    Event("港まつり", "文化・祭り", (8, 3, SUN), 1800, "潮見港みなと広場", partners="漁業協同組合、商工会", count=(2011, 1)),
    Event("海辺のごみ拾い", "環境・美化", (6, 2, SUN), 150, outdoor="埠頭", partners="漁業協同組合"),
    Event("港の落ち葉清掃", "環境・美化", (10, 4, SUN), 90, outdoor="北浜町"),
    Event("敬老訪問", "福祉・見守り", (9, 3, SAT), 60, outdoor="浜町二丁目", partners="民生委員児童委員協議会"),
    Event("いきいき体操", "健康・スポーツ", (5, 1, THU), 24, "浜町集会所", months=(4, 5, 6, 7, 9, 10, 12, 2), crowd=False),
    Event("やさしい日本語教室", "交流", (6, 3, WED), 12, "港南コミュニティセンター", months=(6, 9, 11, 2), crowd=False),
    Event("朝市と魚さばき体験", "産業・移住", (11, 3, SUN), 340, "潮見港みなと広場", partners="漁業協同組合"),
    Event("子ども釣り教室", "子ども・教育", (7, 3, SAT), 45, outdoor="埠頭", partners="子ども会"),
    Event("餅つき大会", "文化・祭り", (1, 3, SUN), 160, "港南コミュニティセンター"),
    Event("交差点の見守り", "防犯・交通安全", (4, 2, FRI), 16, outdoor="港南一丁目", months=(4, 9, 1), crowd=False),
    Event("三役会", "会議・研修", (6, 1, WED), 7, "港南コミュニティセンター", months=(6, 10, 1), crowd=False),
)  # fmt: skip
KAWABE = (
    Event("総会", "会議・研修", (5, 3, SUN), 58, "川辺交流センター", crowd=False),
    Event("川辺ふれあいサロン", "福祉・見守り", (4, 3, THU), 26, "新田集会所", months=(4, 5, 6, 7, 9, 10, 11, 12, 2), crowd=False),
    Event("水防訓練", "防災", (6, 3, SUN), 135, "川辺河川敷運動広場", partners="水防団"),
    Event("津波避難タワー見学会", "防災", (9, 1, SUN), 110, "東浜津波避難タワー", partners="防災課"),
    Event("河川敷クリーン作戦", "環境・美化", (10, 2, SUN), 280, "川辺河川敷運動広場", partners="企業の有志"),
    Event("灯ろう流し", "文化・祭り", (8, 2, SUN), 620, "川辺河川敷運動広場", partners="仏教会"),
    Event("秋の運動会", "健康・スポーツ", (10, 1, SUN), 480, "川辺中学校"),
    Event("子ども食堂かわべ", "子ども・教育", (6, 4, FRI), 38, "川辺交流センター", months=(5, 6, 7, 8, 11, 1), crowd=False),
    Event("七草がゆの会", "交流", (1, 1, SUN), 75, "川辺交流センター"),
    Event("登下校の見守り講習", "防犯・交通安全", (4, 2, WED), 21, "川辺中学校", crowd=False),
)  # fmt: skip
UMEZAWA = (
    Event("梅の里ウォーク", "健康・スポーツ", (2, 4, SUN), 210, outdoor="梅ヶ丘", partners="観光の団体"),
    Event("田植え体験", "産業・移住", (5, 4, SUN), 62, outdoor="下梅沢", partners="農業協同組合"),
    Event("収穫祭", "文化・祭り", (11, 2, SUN), 350, "梅沢公民館", partners="農業協同組合"),
    Event("ため池点検と防災講座", "防災", (9, 2, SUN), 48, "上梅沢集会所"),
    Event("用水路の清掃", "環境・美化", (6, 2, SUN), 96, outdoor="上梅沢"),
    Event("敬老会", "福祉・見守り", (9, 3, SUN), 88, "梅沢公民館"),
    Event("移動販売の相談会", "福祉・見守り", (7, 2, TUE), 15, "上梅沢集会所", months=(7, 9, 11, 3), crowd=False),
    Event("梅沢健康体操", "健康・スポーツ", (5, 3, WED), 17, "梅沢公民館", months=(5, 6, 10, 12), crowd=False),
    Event("地区部会", "会議・研修", (6, 1, FRI), 13, "梅沢公民館", months=(6, 11), crowd=False),
    Event("とんど焼き", "文化・祭り", (1, 2, SUN), 145, outdoor="坂下"),
)  # fmt: skip
WAKABA = (
    Event("若葉台秋まつり", "文化・祭り", (10, 2, SUN), 700, "若葉台中学校", partners="自治会連絡会"),
    Event("防災訓練", "防災", (9, 1, SUN), 180, "若葉台中学校", partners="自治会連絡会"),
    Event("健康ウォーキング", "健康・スポーツ", (5, 3, SAT), 40, "若葉台公民館", months=(5, 10), crowd=False),
    Event("子育てひろば", "子ども・教育", (6, 2, THU), 19, "若葉台子育て支援センター", months=(5, 6, 7, 9, 12, 2), crowd=False),
    Event("公園の草刈り", "環境・美化", (6, 1, SUN), 85, outdoor="若葉台四丁目"),
)  # fmt: skip
WAKABA_PREPARING = (
    Event("設立準備会", "会議・研修", (7, 3, SAT), 23, "若葉台公民館", months=(7, 9, 11, 1, 3), crowd=False),
    Event("自治会ごとの説明会", "会議・研修", (10, 4, SUN), 55, "若葉台公民館", months=(10, 12), crowd=False),
    Event("準備会だより発行", "広報・情報", (8, 4, FRI), 0, months=(8, 2), crowd=False),
)  # fmt: skip
CHIDORI = (
    Event("海岸清掃", "環境・美化", (6, 1, SUN), 170, outdoor="千鳥浜", partners="千鳥中学校"),
    Event("秋の海岸清掃", "環境・美化", (10, 3, SUN), 120, outdoor="磯辺"),
    Event("公民館まつり", "文化・祭り", (11, 1, SUN), 230, "千鳥公民館"),
    Event("島の防災訓練", "防災", (9, 1, SAT), 41, "千鳥島集会所", partners="消防団"),
    Event("島の診療相談", "福祉・見守り", (5, 2, WED), 8, "千鳥島集会所", months=(5, 8, 11, 2), crowd=False),
    Event("敬老会", "福祉・見守り", (9, 3, SUN), 95, "千鳥公民館"),
)  # fmt: skip
SHIRASAKI = (
    Event("灯台まつり", "文化・祭り", (7, 4, SUN), 380, "白崎灯台公園", likely=0.8),
    Event("浜の清掃", "環境・美化", (6, 2, SUN), 70, outdoor="白崎町小浦"),
    Event("津波避難訓練", "防災", (11, 1, SUN), 88, "白崎公民館", partners="防災課"),
    Event("敬老会", "福祉・見守り", (9, 3, SUN), 52, "白崎公民館"),
)  # fmt: skip
MITSUTAKI = (
    Event("区長会総会", "会議・研修", (4, 3, SUN), 26, "三ツ滝出張所", crowd=False),
    Event("滝開き", "文化・祭り", (7, 1, SUN), 190, outdoor="三ツ滝町滝見", partners="観光の団体"),
    Event("土砂災害避難訓練", "防災", (6, 2, SUN), 84, "三ツ滝中学校体育館", partners="消防団"),
    Event("道路の草刈り", "環境・美化", (7, 3, SUN), 110, outdoor="三ツ滝町下平"),
    Event("神楽の夕べ", "文化・祭り", (10, 3, SAT), 240, "三ツ滝公民館", partners="保存会"),
    Event("敬老会", "福祉・見守り", (9, 2, SUN), 62, "三ツ滝公民館"),
    Event("買い物ツアー", "福祉・見守り", (5, 3, TUE), 11, outdoor="三ツ滝町落合", months=(5, 6, 8, 10, 11, 2), crowd=False),
    Event("三社どんど", "文化・祭り", (1, 2, SUN), 105, outdoor="三ツ滝町中平"),
)  # fmt: skip
OKUYAMA = (
    Event("湖畔の桜まつり", "文化・祭り", (4, 2, SUN), 260, outdoor="奥山字湖畔", partners="ダム管理所"),
    Event("道つくり", "環境・美化", (7, 2, SUN), 44, outdoor="奥山字上組"),
    Event("山村留学交流会", "産業・移住", (8, 1, SUN), 33, "奥山小中交流館", likely=0.7),
    Event("雪かき応援隊", "福祉・見守り", (1, 4, SUN), 17, outdoor="奥山字木地屋", partners="学生の団体", likely=0.8),
)  # fmt: skip

#: For the whole city: these reach no district and are counted as such.
CITY_WIDE = (
    Event("全市一斉シェイクアウト訓練", "防災", (9, 1, FRI), 5200, partners="全小中学校"),
    Event("地域づくりフォーラム", "会議・研修", (2, 3, SAT), 180, partners="各協議会"),
)  # fmt: skip

PROGRAMMES = (
    Programme(C1, "潮見中学校区", (2021, 2026), SHIOMI),
    Programme(C2, "港南中学校区", (2021, 2026), KONAN),
    Programme(C8, "川辺中学校区", (2021, 2021), KAWABE),
    Programme(C3, "川辺中学校区", (2022, 2026), KAWABE),
    Programme("", "梅沢中学校区", (2021, 2021), UMEZAWA[:4]),
    Programme(C3, "梅沢中学校区", (2022, 2026), UMEZAWA),
    Programme("", "若葉台中学校区", (2021, 2026), WAKABA),
    Programme(C4, "若葉台中学校区", (2024, 2026), WAKABA_PREPARING),
    Programme("", "千鳥中学校区", (2021, 2026), CHIDORI),
    Programme("", "白崎中学校区", (2021, 2026), SHIRASAKI),
    Programme(C7, "三ツ滝中学校区", (2021, 2026), MITSUTAKI),
    Programme("", "奥山中学校区", (2021, 2026), OKUYAMA),
    Programme("", "", (2021, 2026), CITY_WIDE),
)
