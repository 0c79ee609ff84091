"""The boundary files of the invented city, in the columns that 国土数値情報 A32 (2021) and e-Stat use."""

from __future__ import annotations

from pathlib import Path

import shapely
from shapely.geometry import MultiPolygon

from data.sample_city.city import City
from data.sample_city.districts import SCHOOLS, area_km2
from data.sample_city.writers import base_layers, geojson, settings_file

CODE, CITY = "99201", "潮見野市"
JGD2011 = "urn:ogc:def:crs:EPSG::6668"


def write_boundaries(city: City, folder: Path) -> None:
    """Districts, towns, backdrop."""
    _districts(city, folder / "中学校区_架空データ_A32-21_99201.geojson")
    _former(city, folder / "中学校区_架空データ_A32-16_99201.geojson")
    _towns(city, folder / "r2ka99201_架空データ.geojson")
    groups = {
        "背景_面_架空データ.geojson": ("sea", "land", "water", "outline"),
        "背景_線_架空データ.geojson": ("river", "road", "rail"),
        "背景_点_架空データ.geojson": ("station", "place_name"),
    }
    for name, layers in groups.items():
        base_layers(folder / name, (f for f in city.base if f.layer in layers))
        settings_file(folder / name, source_id="99201-map")


def _districts(city: City, path: Path) -> None:
    """One feature a part: the school with an island has two, as in A32."""
    rows = []
    for school, area in zip(SCHOOLS, city.district_areas, strict=True):
        parts = sorted(shapely.get_parts(area), key=lambda p: -p.area)
        for part in parts:
            values = (CODE, CITY, school.code, school.name, school.address)
            rows.append(({f"A32_{k:03d}": value for k, value in enumerate(values, start=1)}, part))
    geojson(path, rows, crs=JGD2011)
    settings_file(path, source_id="99201-districts", edition="2021")


def _former(city: City, path: Path) -> None:
    """The districts of the earlier edition, in the columns that A32 had then."""
    rows = []
    for district in city.former:
        for part in sorted(shapely.get_parts(district.area), key=lambda p: -p.area):
            values = (CODE, CITY, district.name, district.address, "架空")
            rows.append(({f"A32_{k:03d}": value for k, value in enumerate(values, start=6)}, part))
    geojson(path, rows, crs=JGD2011)
    settings_file(path, source_id="99201-districts-2016", edition="2016")


def _towns(city: City, path: Path) -> None:
    rows = []
    for town, area in zip(city.towns, city.town_areas, strict=True):
        properties = {
            "KEY_CODE": town.key_code,
            "PREF_NAME": "（架空）",
            "CITY_NAME": CITY,
            "S_NAME": town.name,
            "KIGO_E": "",
            "HCODE": 8101,
            "AREA": round(area_km2(area) * 1e6),
            "JINKO": town.people,
            "SETAI": town.households,
        }
        rows.append((properties, MultiPolygon(shapely.get_parts(area).tolist())))
    geojson(path, rows, crs=JGD2011)
    settings_file(path, source_id="99201-census", edition="2020")
