"""Tables of the census: towns and grid cells get their people and age groups, each person once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.build.database import Result, build_database
from etl.readers.folders import read_file
from etl.values import mesh
from tests.conftest import CODE, box, feature, write_csv, write_geojson

HOME = f"{CODE}_小浜町"
#: (key, name, people, households) of five towns; 港町 and 磯町 are counted together by the census.
TOWNS = [("0010", "東町", 100, 40), ("002001", "西町一丁目", 60, 20), ("002002", "西町二丁目", 40, 15),
         ("0030", "港町", 30, 10), ("0040", "磯町", 3, 1)]  # fmt: skip
#: Code, level, suppression, target, name, people, 15歳未満, 15〜64歳, 65歳以上.
ROWS = [
    ("-", "1", "", "", "", 233, 20, 130, 80), ("0010", "2", "", "", "東町", 100, 10, 60, 29),
    ("0020", "3", "", "", "西町", 100, 7, 50, 42), ("002001", "4", "", "", "西町", 60, 5, 30, 25),
    ("002002", "4", "", "", "西町", 40, 2, 20, 17), ("0030", "2", "合算地域あり", "", "港町", 33, 3, 20, 9),
    ("0040", "2", "秘匿地域", "0030", "磯町", "X", "X", "X", "X"),
]  # fmt: skip
HEADER = ("男女,市区町村コード,町丁字コード,地域階層レベル,秘匿処理,秘匿先情報,合算地域,都道府県名,市区町村名,"
          "大字・町名,字・丁目名")  # fmt: skip


def table_3(rows: list[tuple[Any, ...]] | None = None) -> str:
    """第3表 as e-Stat gives it: title, note, a header over two rows, rows by sex, another city."""
    lines = ["令和２年国勢調査　小地域集計　（総務省統計局）" + "," * 14,
             "第3表　男女，年齢（5歳階級）別人口" + "," * 14,
             ",,,1) 総年齢は，年齢「不詳」の者を除いて算出。" + "," * 11, "," * 11 + "人口,人口,人口,人口",
             HEADER + ",総数,（再掲）15歳未満,（再掲）15～64歳,（再掲）65歳以上"]  # fmt: skip
    for sex in ("総数", "男", "女"):
        for key, level, how, target, name, *counts in rows or ROWS:
            lines.append(f'"{sex}","{CODE}","{key}","{level}","{how}","{target}","","架空県","小浜町","{name}","",'
                         + ",".join(str(c or "-") for c in counts))  # fmt: skip
        lines.append(f'"{sex}","99203","-","1","","","","架空県","山辺町","","",5,1,3,1')
        lines.append(f'"{sex}","99203","0010","2","","","","架空県","山辺町","里","",5,1,3,1')
    return "\r\n".join(lines) + "\r\n"


def gis_table(rows: list[tuple[Any, ...]] | None = None) -> str:
    """The download of 統計GIS: codes of columns, then their names, then KEY_CODE with the city in front."""
    lines = ["KEY_CODE,HYOSYO,CITYNAME,NAME,HTKSYORI,HTKSAKI,GASSAN,"
             "T001082001,T001082017,T001082018,T001082019,T001082021",
             ",,,,,,,総数、年齢「不詳」含む,総数１５歳未満,総数１５～６４歳,総数６５歳以上,"
             "男の総数、年齢「不詳」含む"]  # fmt: skip
    kinds = {"": "0", "合算地域あり": "1", "秘匿地域": "2"}
    for key, level, how, target, name, *counts in rows or ROWS:
        code = CODE + ("" if key == "-" else key)
        aim = CODE + target if target else ""
        lines.append(f"{code},{level},小浜町,{name},{kinds[how]},{aim},," + ",".join(str(c) for c in counts) + ",9")
    return "\r\n".join(lines) + "\r\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Boundaries of 小浜町: two districts and five towns, the last two below the others; 架空データ."""
    folder = tmp_path / "boundaries" / HOME
    at = [(0, 1), (1, 1), (1.5, 1), (0, 0), (1, 0)]
    towns = [
        feature(box(x, y, 0.5, 0.5), KEY_CODE=CODE + key, PREF="99", CITY="202", S_NAME=name, KIGO_E="", HCODE=8101,
                JINKO=people, SETAI=households, R2KAxx=1)
        for (key, name, people, households), (x, y) in zip(TOWNS, at, strict=True)
    ]  # fmt: skip
    write_geojson(folder / f"r2ka{CODE}.geojson", towns)
    districts = [
        feature(box(x, 0, 1, 2), A32_001=CODE, A32_002="小浜町", A32_003="", A32_004=f"架空{name}中学校", A32_005="")
        for x, name in ((0, "西"), (1, "東"))
    ]
    write_geojson(folder / "A32-23_99.geojson", districts)
    return folder


def build(home: Path) -> Result:
    result = build_database([home.parent], [], home.parent.parent / "build")
    assert result.rows_read == result.rows_loaded + result.rows_rejected
    return result


AGES = ("people_0_14", "people_15_64", "people_65_over")


def ask(result: Result, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query, in which AGES stands for the three groups and SUMS for their sums."""
    sql = sql.replace("AGES", ", ".join(AGES)).replace("SUMS", ", ".join(f"sum({a})" for a in AGES))
    with duckdb.connect(str(result.database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


LAYOUTS: dict[str, Callable[..., str]] = {"第3表.csv": table_3, "tblT001082C99202.txt": gis_table}


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig", "utf-16"])
def test_both_layouts_give_towns_their_ages(name: str, encoding: str, home: Path) -> None:
    (home / name).write_bytes(LAYOUTS[name]().encode(encoding))
    result = build(home)
    assert ask(result, "SELECT town_id, people, AGES FROM towns ORDER BY town_id") == [
        (CODE + "0010", 100, 10, 60, 29), (CODE + "002001", 60, 5, 30, 25), (CODE + "002002", 40, 2, 20, 17),
        (CODE + "0030", 30, 3, 18, 8), (CODE + "0040", 3, 0, 2, 1),
    ]  # fmt: skip
    assert ask(result, "SELECT sum(people), SUMS FROM district_population") == [(233, 20, 130, 80)]
    codes = {f.code for f in result.findings}
    assert {"table_taken", "table_upper_rows", "town_completed", "town_merged_shared"} <= codes
    assert not codes & {"table_total_differs", "census_year_unknown", "duplicate_key", "municipality_not_here"}
    (taken,) = [f for f in result.findings if f.code == "table_taken"]
    assert "年齢が不詳の3人" in taken.message_ja


def test_rows_left_out_are_summed_up_by_reason(home: Path) -> None:
    (home / "第3表.csv").write_bytes(table_3().encode("cp932"))
    result = build(home)
    left_out = {f.code: f.rows for f in result.findings if f.rejected and f.file.endswith(".csv")}
    # 18 rows of one sex; the other city's two rows of both sexes; the whole city and the sum of 西町.
    assert left_out == {"table_rows_by_sex": 18, "out_of_scope": 1, "table_upper_rows": 2}


def test_a_missing_row_is_seen_in_the_city_s_total(home: Path) -> None:
    (home / "第3表.csv").write_bytes(table_3([r for r in ROWS if r[0] != "0010"]).encode("cp932"))
    result = build(home)
    said = [f.message_ja for f in result.findings if f.code == "table_total_differs"]
    assert len(said) == 4
    assert "133" in said[0]
    assert "233" in said[0]


def test_ages_of_a_district_are_unknown_where_those_of_a_town_are(home: Path) -> None:
    rows = [r for r in ROWS if r[0] != "002001"]
    (home / "第3表.csv").write_bytes(table_3(rows).encode("cp932"))
    found = ask(build(home), "SELECT district_id, people, people_65_over FROM district_population ORDER BY 1")
    assert found == [(f"{CODE}-架空東中学校", 103, None), (f"{CODE}-架空西中学校", 130, 37)]


def test_a_table_of_another_census_is_not_mixed_in(home: Path) -> None:
    text = table_3().replace("令和２年国勢調査", "平成27年国勢調査")
    (home / "第3表.csv").write_bytes(text.encode("cp932"))
    result = build(home)
    assert ask(result, "SELECT count(*), sum(people), sum(people_65_over) FROM towns") == [(5, 233, None)]
    assert [f.rows for f in result.findings if f.code == "town_other_census"] == [5]


def test_people_that_differ_from_the_boundaries_are_told(home: Path) -> None:
    rows = [r if r[0] != "0010" else ("0010", "2", "", "", "東町", 99, 10, 60, 29) for r in ROWS]
    (home / "第3表.csv").write_bytes(table_3(rows).encode("cp932"))
    result = build(home)
    (said,) = [f.message_ja for f in result.findings if f.code == "town_people_differ"]
    assert "「東町」、表は99人、境界データは100人" in said
    assert ask(result, "SELECT sum(people) FROM towns") == [(233,)]


def test_an_unknown_census_is_said(home: Path) -> None:
    text = "\r\n".join(table_3().split("\r\n")[3:])
    (home / "小地域.csv").write_bytes(text.encode("cp932"))
    result = build(home)
    assert [f.severity for f in result.findings if f.code == "census_year_unknown"] == ["warning"]
    assert ask(result, "SELECT sum(people_65_over) FROM towns") == [(80,)]


def test_a_table_alone_lists_the_towns(tmp_path: Path) -> None:
    path = tmp_path / HOME / "第3表.csv"
    path.parent.mkdir()
    path.write_bytes(table_3().encode("cp932"))
    (table,) = read_file(path, tmp_path)
    assert (table.table, table.recognised_as, len(table.frame)) == ("towns", "estat-small-area-table", 5)
    assert table.frame["merged_into"].tolist() == ["", "", "", "", CODE + "0030"]


def test_people_and_households_alone(home: Path) -> None:
    """第1表: no ages; shapes without people take them from the table."""
    towns = home / f"r2ka{CODE}.geojson"
    towns.write_text(towns.read_text("utf-8").replace("JINKO", "A").replace("SETAI", "B"), "utf-8")
    text = "令和２年国勢調査　小地域集計\r\n" + HEADER + ",人口総数,世帯総数\r\n"
    for key, level, how, target, name, people, *_ in ROWS:
        households = people if people == "X" else 9
        text += f"総数,{CODE},{key},{level},{how},{target},,架空県,小浜町,{name},,{people},{households}\r\n"
    (home / "第1表.csv").write_bytes(text.encode("cp932"))
    result = build(home)
    # Merged areas are shared out by area where nobody's people are known: 33 in two towns of one size.
    assert ask(result, "SELECT people FROM towns ORDER BY town_id") == [(100,), (60,), (40,), (17,), (16,)]
    assert ask(result, "SELECT sum(people) FROM district_population") == [(233,)]


# ------------------------------------------------------------------------------------------------------------ cells
def mesh_table(cells: list[tuple[str, str, str, str, list[object]]]) -> str:
    lines = ["KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T001142001,T001142002,T001142004,T001142010,T001142019,T001142034",
             ",,,,　人口（総数）,　人口（総数）　男,　０～１４歳人口　総数,　１５～６４歳人口　総数,"
             "　６５歳以上人口　総数,　世帯総数"]  # fmt: skip
    return "\r\n".join([*lines, *(f"{a},{b},{c},{d}," + ",".join(map(str, n)) for a, b, c, d, n in cells)]) + "\r\n"


def cells_of(x: float, y: float, digits: int) -> list[str]:
    """The code of the cell that holds a place given in units of districts."""
    ((corner, *_),) = box(x, y)
    return mesh.codes_of_points([corner[0]], [corner[1]], digits)


@pytest.mark.parametrize("digits", [8, 9, 10])
def test_grid_cells_of_every_size_give_people_to_districts(digits: int, home: Path) -> None:
    (home / f"r2ka{CODE}.geojson").unlink()
    west, east = cells_of(0.5, 0.5, digits)[0], cells_of(1.6, 1.1, digits)[0]
    far = mesh.codes_of_points([135.0], [35.0], digits)[0]
    rows = [(west, "0", "", "", [50, 25, 5, 30, 15, 20]), (east, "0", "", "", [80, 40, 8, 50, 20, 33]),
            (far, "0", "", "", [9, 4, 1, 5, 3, 3])]  # fmt: skip
    (home / "tblT001142Q5143.txt").write_bytes(mesh_table(rows).encode("cp932"))
    result = build(home)
    assert ask(result, "SELECT mesh_code, cell_size_m, municipality_code FROM mesh_cells ORDER BY people") == [
        (west, mesh.SIZES[digits], CODE), (east, mesh.SIZES[digits], CODE),
    ]  # fmt: skip
    assert [(f.rows, f.rejected) for f in result.findings if f.code == "mesh_outside"] == [(1, True)]
    total = ask(
        result,
        "SELECT method, sum(people), SUMS FROM population GROUP BY 1",
    )
    assert len(total) == 1
    assert total[0][0] == "mesh"
    assert total[0][1] <= 130
    if digits == 10:
        assert ask(result, "SELECT people, households, AGES FROM district_population ORDER BY people") == [
            (50, 20, 5, 30, 15),
            (80, 33, 8, 50, 20),
        ]


def test_suppressed_cells_share_the_ages_they_were_counted_in(home: Path) -> None:
    (home / f"r2ka{CODE}.geojson").unlink()
    host, small = cells_of(0.5, 0.5, 10)[0], cells_of(1.6, 1.1, 10)[0]
    rows = [(host, "1", "", small, [12, 6, 2, 8, 6, 5]), (small, "2", host, "", [4, 2, "*", "*", "*", 2])]
    (home / "tblT001142Q5143.txt").write_bytes(mesh_table(rows).encode("cp932"))
    result = build(home)
    assert ask(result, "SELECT people, AGES FROM mesh_cells ORDER BY people") == [(4, 0, 2, 1), (12, 2, 6, 5)]
    (taken,) = [f for f in result.findings if f.code == "table_taken"]
    assert "秘匿された1地域" in taken.message_ja


def test_towns_come_before_cells_and_both_are_listed(home: Path) -> None:
    rows = [(cells_of(0.5, 0.5, 10)[0], "0", "", "", [50, 25, 5, 30, 15, 20])]
    (home / "tblT001142Q5143.txt").write_bytes(mesh_table(rows).encode("cp932"))
    result = build(home)
    assert ask(result, "SELECT DISTINCT method FROM district_population") == [("areal_weighting",)]
    from dashboard.about import queries as queries_about

    basis = queries_about.population_basis(str(result.database), CODE)
    assert [(row["method"], row["people"]) for row in basis] == [
        ("areal_weighting", 233), ("mesh", 50), ("representative_point", 233),
    ]  # fmt: skip
    assert all(str(row["as_of"])[:10] == "2020-10-01" for row in basis)


def test_of_two_sizes_the_finer_counts(home: Path) -> None:
    (home / f"r2ka{CODE}.geojson").unlink()
    fine, coarse = cells_of(0.5, 0.5, 10)[0], cells_of(0.5, 0.5, 8)[0]
    rows = [(code, "0", "", "", [50, 25, 5, 30, 15, 20]) for code in (fine, coarse)]
    (home / "tblT001142Q5143.txt").write_bytes(mesh_table(rows).encode("cp932"))
    result = build(home)
    assert ask(result, "SELECT sum(people) FROM population WHERE method = 'mesh'") == [(50,)]
    assert "mesh_coarser_unused" in {f.code for f in result.findings}


def test_the_same_cells_in_two_files_count_once(home: Path) -> None:
    (home / f"r2ka{CODE}.geojson").unlink()
    text = mesh_table([(cells_of(0.5, 0.5, 10)[0], "0", "", "", [50, 25, 5, 30, 15, 20])])
    for name in ("tblT001142Q5143.txt", "copy_T001142.txt"):
        (home / name).write_bytes(text.encode("cp932"))
    result = build(home)
    assert ask(result, "SELECT count(*), sum(people) FROM mesh_cells") == [(1, 50)]
    assert not [f for f in result.findings if f.rejected]


def test_codes_that_are_no_cells_are_counted_together(home: Path) -> None:
    good = cells_of(0.5, 0.5, 10)[0]
    rows = [(code, "0", "", "", [50, 25, 5, 30, 15, 20]) for code in (good, "5438", "99999999", "543800004x")]
    (home / "tblT001142Q5143.txt").write_bytes(mesh_table(rows).encode("cp932"))
    (bad,) = [f for f in build(home).findings if f.code == "mesh_code_bad"]
    assert (bad.rows, bad.rejected) == (3, True)


def test_polygons_that_are_cells_are_known_by_their_shape(home: Path) -> None:
    (home / f"r2ka{CODE}.geojson").unlink()
    code = cells_of(0.5, 0.5, 10)[0]
    west, south, east, north = mesh.rectangles([code])[0].bounds
    ring = [[(west, south), (east, south), (east, north), (west, north), (west, south)]]
    write_geojson(home / "mesh.geojson", [feature(ring, pop=50, a0=5, a65=15)])
    result = build(home)
    assert ask(result, "SELECT mesh_code, people, AGES FROM mesh_cells") == [(code, 50, 5, None, 15)]
    (said,) = [f for f in result.findings if f.code == "mesh_taken_by_shape"]
    assert "250m" in said.message_ja
    assert "「a65」は65歳以上人口" in said.message_ja


def test_polygons_of_another_grid_are_no_cells(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "grid.geojson", [feature(box(0, 0, 0.3, 0.3), pop=50)])
    (table,) = read_file(path, tmp_path)
    assert [f.code for f in table.findings] == ["not_recognised"]


def test_own_table_of_cells_by_contract(home: Path) -> None:
    (home / f"r2ka{CODE}.geojson").unlink()
    code = cells_of(0.5, 0.5, 10)[0]
    write_csv(home / "mesh_cells.csv", ["メッシュコード|基準日|人口|65歳以上人口", f"{code}|令和2年10月1日|50|15"])
    result = build(home)
    assert ask(result, "SELECT mesh_code, people, people_65_over, municipality_code FROM mesh_cells") == [
        (code, 50, 15, CODE)
    ]
