"""Official numbers: prefectures, wards, check digits, plane zones."""

from __future__ import annotations

import pytest

from etl.values import codes

KNOWN = (
    "292095", "182010", "182079", "182095", "185019", "141500", "452041", "202088", "202142", "016926", "131016",
    "011002",
)  # fmt: skip


@pytest.mark.parametrize("code", KNOWN)
def test_check_digits_of_known_codes(code: str) -> None:
    assert codes.check_digit(code[:5]) == code[5]


def test_there_are_forty_seven_prefectures_and_twenty_designated_cities() -> None:
    assert len(codes.PREFECTURES) == 47
    assert (codes.PREFECTURES["01"], codes.PREFECTURES["29"], codes.PREFECTURES["47"]) == ("北海道", "奈良県", "沖縄県")
    assert len(codes.DESIGNATED_CITIES) == 20


@pytest.mark.parametrize(
    ("ward", "city"),
    [("14151", "14150"), ("14101", "14100"), ("22131", "22130"), ("22140", "22130"), ("13101", "13101")],
)
def test_wards(ward: str, city: str) -> None:
    assert codes.city_of_ward(ward) == city


@pytest.mark.parametrize(
    ("name", "folded"),
    [("相模原市緑区", "相模原市"), ("横浜市 金沢区", "横浜市"), ("千代田区", "千代田区"), ("生駒市", "生駒市")],
)
def test_names_of_wards(name: str, folded: str) -> None:
    assert codes.fold_name(name) == folded


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("北海道標津郡中標津町", ("北海道", "中標津町")), ("福島県郡山市", ("福島県", "郡山市")),
        ("奈良県大和郡山市", ("奈良県", "大和郡山市")), ("京都府京都市", ("京都府", "京都市")),
        ("岐阜県郡上市", ("岐阜県", "郡上市")),
    ],
)  # fmt: skip
def test_counties_leave_the_name(full: str, parts: tuple[str, str]) -> None:
    assert codes.split_name(full) == parts


@pytest.mark.parametrize(
    ("code", "longitude", "latitude", "zone"),
    [
        ("29209", 135.7, 34.7, 6), ("18201", 136.2, 36.0, 6), ("14150", 139.3, 35.5, 9), ("20208", 138.4, 36.3, 8),
        ("45204", 131.3, 31.6, 2), ("01205", 140.97, 42.3, 12), ("01202", 140.7, 41.8, 11), ("01692", 144.97, 43.5, 13),
        ("13421", 142.2, 27.1, 14), ("13101", 139.75, 35.7, 9), ("47201", 127.7, 26.2, 15), ("47207", 124.2, 24.3, 16),
        ("47357", 131.2, 25.8, 17), ("46201", 130.5, 31.6, 2), ("46222", 129.5, 28.4, 1), ("42201", 129.9, 32.7, 1),
        ("99201", 143.05, 33.95, 12),
    ],
)  # fmt: skip
def test_plane_zones(code: str, longitude: float, latitude: float, zone: int) -> None:
    assert codes.plane_epsg(code, longitude, latitude) == 6668 + zone
