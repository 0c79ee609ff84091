"""Official numbers of Japanese geography: prefectures, wards of designated cities, check digits, plane zones.

Plain tables and pure functions; no file, no guess.  Sources: 総務省 全国地方公共団体コード; 平成14年国土交通省告示第9号
(平面直角座標系); JGD2011 plane zones I to XIX are EPSG:6669 to 6687.
"""

from __future__ import annotations

import re

_PREFECTURE_NAMES = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県",
    "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県",
    "岐阜県", "静岡県", "愛知県", "三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県",
    "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県",
    "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
)  # fmt: skip
PREFECTURES: dict[str, str] = {f"{number:02d}": name for number, name in enumerate(_PREFECTURE_NAMES, start=1)}
#: No prefecture has this number: places made up for samples and tests use it.
INVENTED_PREFECTURE = "99"

#: Designated cities: code, name, first and last code of their wards (浜松市: 22138-22140 since 2024).
DESIGNATED_CITIES: tuple[tuple[str, str, int, int], ...] = (
    ("01100", "札幌市", 1101, 1110), ("04100", "仙台市", 4101, 4105), ("11100", "さいたま市", 11101, 11110),
    ("12100", "千葉市", 12101, 12106), ("14100", "横浜市", 14101, 14118), ("14130", "川崎市", 14131, 14137),
    ("14150", "相模原市", 14151, 14153), ("15100", "新潟市", 15101, 15108), ("22100", "静岡市", 22101, 22103),
    ("22130", "浜松市", 22131, 22140), ("23100", "名古屋市", 23101, 23116), ("26100", "京都市", 26101, 26111),
    ("27100", "大阪市", 27101, 27128), ("27140", "堺市", 27141, 27147), ("28100", "神戸市", 28101, 28111),
    ("33100", "岡山市", 33101, 33104), ("34100", "広島市", 34101, 34108), ("40100", "北九州市", 40101, 40109),
    ("40130", "福岡市", 40131, 40137), ("43100", "熊本市", 43101, 43105),
)  # fmt: skip
_CITY_OF_WARD = {f"{ward:05d}": city for city, _, first, last in DESIGNATED_CITIES for ward in range(first, last + 1)}
_DESIGNATED_NAMES = {code: name for code, name, _, _ in DESIGNATED_CITIES}


def city_of_ward(code: str) -> str:
    """The code of the city, given the code of one of its wards; any other code comes back unchanged.

    >>> city_of_ward("14151"), city_of_ward("29209")
    ('14150', '29209')
    """
    return _CITY_OF_WARD.get(code, code)


def designated_city_name(code: str) -> str:
    """The name of a designated city by its code, or an empty string for any other code.

    >>> designated_city_name("14150")
    '相模原市'
    """
    return _DESIGNATED_NAMES.get(code, "")


def prefecture_name(code: str) -> str:
    """The name of the prefecture that a municipality code belongs to; empty outside 01 to 47.

    >>> prefecture_name("29209")
    '奈良県'
    """
    return PREFECTURES.get(code[:2], "")


def split_name(name: str) -> tuple[str, str]:
    """Prefecture and municipality of a full name, without the county (郡); the prefecture is empty if none is written.

    >>> split_name("奈良県生駒市"), split_name("京都市"), split_name("北海道標津郡中標津町")
    (('奈良県', '生駒市'), ('', '京都市'), ('北海道', '中標津町'))
    """
    for prefecture in PREFECTURES.values():
        if name.startswith(prefecture) and len(name) > len(prefecture):
            return prefecture, _without_county(name[len(prefecture) :])
    return "", _without_county(name)


def _without_county(name: str) -> str:
    return re.sub(r"^[^市区]{1,5}郡(?=.+[町村]$)", "", name.strip())


def fold_name(name: str) -> str:
    """The city's name, given the name of a ward of a designated city; any other name comes back unchanged.

    >>> fold_name("相模原市緑区"), fold_name("世田谷区")
    ('相模原市', '世田谷区')
    """
    for _, city, _, _ in DESIGNATED_CITIES:
        if re.fullmatch(f"{city}\\s*\\S+区", name):
            return city
    return name


def check_digit(code: str) -> str:
    """The sixth digit of a municipality code, from its first five.

    Source: 総務省 全国地方公共団体コード仕様 (weights 6, 5, 4, 3, 2; 11 minus the remainder by 11; its last digit).

    >>> check_digit("29209"), check_digit("01692")
    ('5', '6')
    """
    total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def is_formal_code(code: str) -> bool:
    """Whether five digits can be a municipality: a prefecture's number, then a part in the official ranges.

    The part is 100 to 199 only for designated cities, their wards and the special wards of Tokyo, 200 to 799 for
    cities, towns and villages.

    >>> [is_formal_code(c) for c in ("29209", "16926", "92011", "29000", "99201")]
    [True, False, False, False, True]
    """
    if code[:2] not in PREFECTURES and code[:2] != INVENTED_PREFECTURE:
        return False
    part = int(code[2:])
    if part < 200 and code[:2] != INVENTED_PREFECTURE:
        return code in _CITY_OF_WARD or code in _DESIGNATED_NAMES or 13101 <= int(code) <= 13123
    return 100 <= part < 800


# ------------------------------------------------------------------------------------- plane rectangular zones
#: Zone: longitude and latitude of its origin in degrees (告示 別表).
_ORIGINS: dict[int, tuple[float, float]] = {
    1: (129.5, 33), 2: (131, 33), 3: (132 + 10 / 60, 36), 4: (133.5, 33), 5: (134 + 20 / 60, 36), 6: (136, 36),
    7: (137 + 10 / 60, 36), 8: (138.5, 36), 9: (139 + 50 / 60, 36), 10: (140 + 50 / 60, 40), 11: (140.25, 44),
    12: (142.25, 44), 13: (144.25, 44), 14: (142, 26), 15: (127.5, 26), 16: (124, 26), 17: (131, 26), 18: (136, 26),
    19: (154, 26),
}  # fmt: skip
_ZONES_OF_PREFECTURES: tuple[tuple[int, str], ...] = (
    (1, "42"), (2, "40 41 43 44 45 46"), (3, "32 34 35"), (4, "36 37 38 39"), (5, "28 31 33"),
    (6, "18 24 25 26 27 29 30"), (7, "16 17 21 23"),
    (8, "15 19 20 22"), (9, "07 08 09 10 11 12 13 14"), (10, "02 03 04 05 06"), (12, "01"), (15, "47"),
)  # fmt: skip
_ZONE_OF_PREFECTURE = {prefecture: zone for zone, codes in _ZONES_OF_PREFECTURES for prefecture in codes.split()}
#: 北海道 zone XI: 小樽, 函館, 伊達, 北斗; 渡島 331-347, 檜山 361-371, 後志 391-409; of 胆振 豊浦, 壮瞥, 洞爺湖.
_HOKKAIDO_WEST = {203, 202, 233, 236, 571, 575, 584, *range(331, 348), *range(361, 372), *range(391, 410)}
#: 北海道 zone XIII: 北見, 帯広, 釧路, 網走, 根室; of オホーツク the nine of the 告示; 十勝, 釧路, 根室 from 631.
_HOKKAIDO_EAST = {208, 207, 206, 211, 223, 543, 544, 545, 546, 547, 549, 550, 552, 564, *range(631, 701)}


def plane_epsg(municipality_code: str, longitude: float, latitude: float) -> int:
    """EPSG code (JGD2011, metres) of the plane rectangular zone in which a municipality is measured.

    Args:
        municipality_code: five digits; outside prefectures 01 to 47 the zone with the nearest origin is taken.
        longitude: of a point of the municipality, degrees; decides for the islands of 東京, 鹿児島 and 沖縄.
        latitude: as longitude.

    Source: 平成14年国土交通省告示第9号.

    >>> plane_epsg("29209", 135.7, 34.7), plane_epsg("01692", 144.97, 43.55), plane_epsg("47207", 124.2, 24.3)
    (6674, 6681, 6684)
    """
    zone = _ZONE_OF_PREFECTURE.get(municipality_code[:2])
    if zone is None:
        zone = min(_ORIGINS, key=lambda z: (abs(_ORIGINS[z][0] - longitude), abs(_ORIGINS[z][1] - latitude)))
    return 6668 + _exception(municipality_code, longitude, latitude, zone)


def _exception(code: str, longitude: float, latitude: float, zone: int) -> int:
    if zone == 12 and code[:2] == "01":
        part = int(code[2:])
        return 11 if part in _HOKKAIDO_WEST else 13 if part in _HOKKAIDO_EAST else 12
    if code[:2] == "13" and latitude < 28:
        return 18 if longitude < 140.5 else 14 if longitude < 143 else 19
    if code[:2] == "46":
        # 奄美群島 reach to 130°13′ E, the other islands of zone I to 130° E (between 27° and 32° N, from 128°18′ E).
        eastern = 130 + 13 / 60 if latitude < 29 else 130.0
        return 1 if 27 <= latitude <= 32 and 128.3 <= longitude <= eastern and _is_island(code) else 2
    if code[:2] == "47":
        return 16 if longitude < 126 else 15 if longitude < 130 else 17
    return zone


def _is_island(code: str) -> bool:
    """Municipalities of 鹿児島県 that lie on islands: 奄美市 46222, 三島村 and 十島村 46303-4, 大島郡 46523-46535.

    薩摩川内市 (甑島) is measured as a whole in its mainland zone.
    """
    part = int(code[2:])
    return part in {222, 303, 304} or 523 <= part <= 535
