"""The districts of 2016, before two schools became one and another got a new name; and the table that says so."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from data.sample_city.districts import SCHOOLS, Faces, School, dissolve
from data.sample_city.towns import Town
from data.sample_city.writers import csv_file

#: The school that was merged, its upper and lower predecessor, and the towns of the upper one.
MERGED, UPPER, LOWER = "三ツ滝中学校", "滝上中学校", "滝下中学校"
UPPER_TOWNS = ("三ツ滝町上平", "三ツ滝町杉谷", "三ツ滝町石渡", "三ツ滝町山之口")
RENAMED, FORMER_NAME = "千鳥中学校", "千鳥浜中学校"
ADDRESSES = {UPPER: "潮見野市三ツ滝町上平402", LOWER: "潮見野市三ツ滝町下平15"}
CHANGES = (
    ("滝上中、滝下中", MERGED, "統合", "令和3年4月1日", "生徒数の減少による統合"),
    (f"{FORMER_NAME}区", f"{RENAMED}区", "改称", "平成31年4月", "区域は同じ"),
)


@dataclass(frozen=True)
class FormerDistrict:
    """One district of the earlier edition."""

    name: str
    address: str
    area: shapely.Geometry


def former_districts(
    faces: Faces, district_of: NDArray[np.int64], town_of: NDArray[np.int64], towns: list[Town]
) -> list[FormerDistrict]:
    """The districts of the earlier edition in the order of the present ones."""
    upper = np.isin(town_of, [town.number for town in towns if town.name in UPPER_TOWNS])
    out = []
    for number, school in enumerate(SCHOOLS):
        inside = district_of == number
        if school.name == MERGED:
            for name, part in ((UPPER, upper), (LOWER, ~upper)):
                out.append(FormerDistrict(name, ADDRESSES[name], dissolve(faces, inside & part)))
        else:
            out.append(FormerDistrict(_name_then(school), school.address, dissolve(faces, inside)))
    return out


def _name_then(school: School) -> str:
    return FORMER_NAME if school.name == RENAMED else school.name


def write_changes(folder: Path) -> None:
    """The changes as the board of education lists them."""
    rows = [(*row, "99201-schools") for row in CHANGES]
    header = ("旧中学校区", "新中学校区", "区分", "年月日", "備考", "出典")
    csv_file(folder / "地区の変更_架空データ.csv", [header, *rows])
