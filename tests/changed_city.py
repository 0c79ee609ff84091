"""小浜町 with an earlier edition of its districts and the table that says what became of them."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import CODE, City, box, build_city, feature, write_city, write_csv, write_geojson

HEADER = "旧中学校区|新中学校区|区分|年月日"
#: The earlier edition: 東 in two halves, 西 under another name, one district where 北 and 南 are now.
FORMER = {
    "東上中学校": box(1, 0.5, 1, 0.5),
    "東下中学校": box(1, 0, 1, 0.5),
    "西浜中学校": box(0, 0),
    "山手中学校": box(0, 1, 2, 1),
}


def add_former(folder: Path, shapes: dict[str, list[list[tuple[float, float]]]] = FORMER, edition: int = 16) -> None:
    home = folder / "boundaries" / f"{CODE}_小浜町"
    features = [
        feature(shape, A32_006=CODE, A32_007="小浜町", A32_008=name, A32_009="小浜町", A32_010="x")
        for name, shape in shapes.items()
    ]
    write_geojson(home / f"A32-{edition}_99.geojson", features)


def add_changes(folder: Path, *rows: str, header: str = HEADER) -> None:
    write_csv(folder / "activities" / f"{CODE}_小浜町" / "地区の変更.csv", [header, *rows])


def build(folder: Path) -> City:
    """The city: one district was merged of two in 令和3年度, one renamed, two were made by a division, undated."""
    write_city(folder)
    add_former(folder)
    add_changes(folder, "東上中、東下中|東中学校区|統合|令和3年4月1日", "西浜中|西中|改称|令和元年度")
    home = folder / "activities" / f"{CODE}_小浜町"
    write_csv(
        home / "council_districts.csv", ["協議会|地区|範囲", "C1|東上中学校区|全域", "C2|西中|全域", "C3|南|一部"]
    )
    return build_city(folder)
