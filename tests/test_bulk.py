"""Rows of long files stay in DuckDB: the tables, the findings and the account are those of any other file."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.build.database import Result, build_database, check_files
from etl.readers import staged
from etl.readers.sheets import long_text
from etl.rows import reading
from tests.conftest import CODE, SOUTH, WEST, write_city, write_csv

HEADER = (
    "市区町村コード", "協議会", "地区", "活動名", "分野", "実施日", "終了日", "参加者数", "会場", "住所",
    "緯度", "経度", "関連する課題分類", "説明", "出典",
)  # fmt: skip
INSIDE = (f"{SOUTH + 0.01:.4f}", f"{WEST + 0.03:.4f}")
#: What cells may hold, column by column; the plain ones stand more than once.
CELLS: tuple[Sequence[str], ...] = (
    (CODE, CODE, CODE, CODE, "992020", "", "99203", "99999", "99299", "小浜"),
    ("", "", "C1", "東地区まちづくり協議会", "西地区設立準備会", "南の会", "どこかの会", "東地区", "'=1"),
    ("", "東中学校区", "東中", "西中学校", "南", "北中学校区", "99202-東中学校", "東", "無い中学校区", "西中学校"),
    ("合同訓練", "第２回\u3000清掃", "祭り", "祭り", "", "  ", "-", "ﾊﾟﾄﾛｰﾙ", "'=SUM(A1)", "改行\nあり", "引用\"符\"",
     "計画会議", "不明"),
    ("防災", "環境・美化", "", "新しい分野", "-", "不明", "防災"),
    ("2024-09-01", "令和6年9月1日", "R6.9", "2023年", "令和5年度", "来週", "", "2024年8月1日〜3日", "2024/9/1（月）",
     "45000", "平成31年5月1日", "2024-02-30"),
    ("", "", "", "2024-09-03", "2020-01-01", "2024年", "ずっと"),
    ("", "12", "120", "約120名", "-3", "１２", "たくさん", "不明", "-", "1,200", "3.5"),
    ("", "", "東コミュニティセンター", "F1", "どこかの広場", "西公民館"),
    ("", "", "小浜町1-1", "〒999 小浜"),
    ("", INSIDE[0], INSIDE[0], INSIDE[1], "0", "10.5", "35.0", "北", f"{SOUTH + 0.03:.4f}"),
    ("", INSIDE[1], INSIDE[1], INSIDE[0], "0", "200", "143.5", f"{WEST + 0.01:.4f}"),
    ("", "防災、見守り", "交流"),
    ("", "よい会だった", "雨\n体育館", "「引用」", '"'),
    ("", "", "obama-2025", "知らない資料"),
)  # fmt: skip
DITTO_FREE = tuple(tuple(c for c in column if c != '"') for column in CELLS)


def write_rows(path: Path, rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


#: What most cells of such a file hold.
PLAIN: tuple[Sequence[str], ...] = (
    (CODE,), ("", "", "C1", "西地区設立準備会"), ("", "東中学校区", "西中学校", "南"), (), ("防災", "環境・美化"),
    ("2024-09-01", "令和6年9月1日", "R6.9"), ("",), ("12", "120", ""), ("", "東コミュニティセンター"), ("",),
    INSIDE[:1], INSIDE[1:], ("",), ("よい会だった", ""), ("",),
)  # fmt: skip


def awkward(count: int, seed: int, odd: float = 0.01) -> list[list[str]]:
    """Rows of which most are plain and ``odd`` of the cells are anything."""
    rng = random.Random(seed)  # noqa: S311
    return [
        [
            rng.choice(strange) if rng.random() < odd else rng.choice(plain or (f"行事{i}", f"第{i}回"))
            for strange, plain in zip(DITTO_FREE, PLAIN, strict=True)
        ]
        for i in range(count)
    ]


def built(folder: Path, name: str) -> tuple[dict[str, Any], Result]:
    """Everything that a build says: its tables, findings and account, free of order."""
    out = folder / name
    result = build_database([folder / "boundaries"], [folder / "activities"], out)
    assert result.database is not None
    with duckdb.connect(str(result.database), read_only=True) as db:
        tables = [name for (name,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        content = {
            table: Counter(repr(row) for row in db.execute(f"SELECT * FROM {table}").fetchall())  # noqa: S608
            for table in tables
            if table not in {"build_info", "map_layers"}
        }
    account = (result.rows_read, result.rows_loaded, result.rows_rejected, result.tables)
    return {**content, "account": account}, result


def assert_same(folder: Path, monkeypatch: pytest.MonkeyPatch, *, bulk: bool = True) -> Result:
    """The build of a folder whose long files stay in DuckDB equals the one that holds every row."""
    monkeypatch.setattr(long_text, "LONG_BYTES", 1 << 60)
    expected, _ = built(folder, "held")
    monkeypatch.setattr(long_text, "LONG_BYTES", 0)
    seen: list[int] = []
    original = staged.stage

    def stage(*arguments: Any) -> Any:
        out = original(*arguments)
        seen.append(0 if out is None else out.rows)
        return out

    monkeypatch.setattr(long_text, "stage", stage)
    found, result = built(folder, "left")
    for part in expected:
        assert found[part] == expected[part], part
    assert any(seen) == bulk
    return result


@pytest.fixture
def city(make_city: Callable[[], Path]) -> Path:
    folder = make_city()
    (folder / "activities" / f"{CODE}_小浜町" / "activities.csv").unlink()
    return folder


def activities(city: Path, name: str = "activities.csv") -> Path:
    return city / "activities" / name


@pytest.mark.parametrize("mapped", [300_000, 0])
def test_awkward_rows(city: Path, monkeypatch: pytest.MonkeyPatch, mapped: int) -> None:
    monkeypatch.setattr(reading, "MAPPED", mapped)
    write_rows(activities(city), awkward(3000, 1))
    assert_same(city, monkeypatch)


@pytest.mark.parametrize("odd", [0.0, 0.2, 1.0])
def test_more_or_less_awkward_rows(city: Path, monkeypatch: pytest.MonkeyPatch, odd: float) -> None:
    write_rows(activities(city), awkward(800, 2, odd))
    assert_same(city, monkeypatch)


TITLED = ("令和6年度 活動実績", *[""] * (len(HEADER) - 1))


@pytest.mark.parametrize(
    ("name", "top", "odd"),
    [
        ("activities.csv", (), HEADER),  # the header again
        ("activities.csv", (), ("協議会名", "設立年月日", "担当課", *[""] * (len(HEADER) - 3))),  # another table
        ("R6活動.csv", (), (*[""] * 3, "行事", "", "9月1日（日）", *[""] * (len(HEADER) - 6))),  # no year
        ("activities.csv", (TITLED,), (*[""] * 3, "行事", "", "4/12", *[""] * (len(HEADER) - 6))),
        ("R6活動.csv", (), ()),
    ],
)
def test_rows_that_only_the_whole_sheet_explains(
    city: Path, monkeypatch: pytest.MonkeyPatch, name: str, top: tuple[Sequence[str], ...], odd: Sequence[str]
) -> None:
    plain = awkward(60, seed=5, odd=0.0)
    header, *rest = [*top, HEADER]
    write_rows(activities(city, name), [*rest, *plain, *([odd] if odd else []), *plain[:20]], header)
    assert_same(city, monkeypatch)


def test_a_total_under_the_title_far_above_the_end(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_text, "NOTES_WITHIN", 10)
    plain = awkward(60, seed=5, odd=0.0)
    write_rows(activities(city), [*plain[:30], [*[""] * 3, "合計", *[""] * (len(HEADER) - 4)], *plain[30:]])
    result = assert_same(city, monkeypatch)
    assert [f.row for f in result.findings if f.code == "totals_row"] == [32]


def test_a_quote_that_never_closes_costs_its_own_line(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_rows(activities(city), awkward(80, seed=6, odd=0.0))
    lines = path.read_text("utf-8").splitlines()
    lines[40] = f'{CODE},,,"行事,,R6.9.1,,,,,,,,,'
    path.write_text("\n".join(lines) + "\n", "utf-8")
    result = assert_same(city, monkeypatch, bulk=False)
    assert [f.row for f in result.findings if f.code == "quote_not_closed"] == [41]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(*(st.sampled_from(column) for column in DITTO_FREE)), min_size=1, max_size=30))
def test_any_rows(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]) -> None:
    folder = write_city(tmp_path_factory.mktemp("any"))
    write_rows(folder / "activities" / "other.csv", [*rows, *awkward(20, len(rows))])
    with pytest.MonkeyPatch.context() as patch:
        assert_same(folder, patch)


def test_lines_are_those_of_the_file(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [CODE, "", "東中学校", "", "防災", "2024-09-01", "", "", "", "", "", "", "", "", ""]
    rows = [[*plain[:3], f"行事{i}\n二行目" if i % 3 == 0 else f"行事{i}", *plain[4:]] for i in range(40)]
    rows[20][5] = "来週"
    write_rows(activities(city), rows)
    result = assert_same(city, monkeypatch)
    (bad,) = (f for f in result.findings if f.code == "bad_date")
    assert bad.row == 2 + 20 + 7
    with duckdb.connect(str(result.database), read_only=True) as db:
        last = db.execute("SELECT origin_row FROM activities WHERE title = '行事39 二行目'").fetchall()
    assert last == [(2 + 39 + 13,)]


@pytest.mark.parametrize("header", ["活動ID", "NO"])
def test_keys_that_the_file_gives(city: Path, monkeypatch: pytest.MonkeyPatch, header: str) -> None:
    ids = [[f"A{i % 190}" if i % 7 else ""] for i in range(200)]
    rows = [[*i, *row] for i, row in zip(ids, awkward(200, 3), strict=True)]
    write_rows(activities(city), rows, (header, *HEADER))
    other = [["A5", *awkward(1, 4)[0]], ["A188", *awkward(1, 5)[0]]]
    write_csv(city / "activities" / "small.csv", ["|".join(("活動ID", *HEADER)), *("|".join(r) for r in other)])
    assert_same(city, monkeypatch)


def test_two_long_files_with_keys_in_common(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, first in (("a.csv", 0), ("b.csv", 150)):
        rows = [[f"A{first + i}", *row] for i, row in enumerate(awkward(200, first))]
        write_rows(activities(city, name), rows, ("活動ID", *HEADER))
    assert_same(city, monkeypatch)


def test_nobody_says_which_municipality(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rows(activities(city), [row[1:] for row in awkward(200, 6)], HEADER[1:])
    assert_same(city, monkeypatch)


def test_many_rows_of_elsewhere_and_without_district(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = awkward(300, 7)
    for row in rows[::3]:
        row[0] = "99299"
    for row in rows[1::3]:
        row[1], row[2], row[8], row[10] = "", "", "", ""
    write_rows(activities(city), rows)
    result = assert_same(city, monkeypatch)
    codes = Counter(f.code for f in result.findings)
    assert codes["municipality_not_here_many"] == 1
    assert codes["unassigned_many"] == 1


def test_totals_and_notes_are_no_data(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = awkward(300, 8)
    rows[5] = ["合計", *[""] * 14]
    rows[250] = ["", "小計", *[""] * 13]
    rows.append(["※ 速報値", *[""] * 14])
    write_rows(activities(city), rows)
    assert_same(city, monkeypatch)


@pytest.mark.parametrize("encoding", ["cp932", "utf-8-sig"])
def test_other_encodings(city: Path, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    path = write_rows(activities(city), awkward(200, 9, 0.0))
    path.write_bytes(path.read_text("utf-8").encode(encoding))
    assert_same(city, monkeypatch)


def test_uneven_files_go_the_other_way(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Sequence[str]] = [*awkward(50, 10)]
    rows[10] = [*rows[10], "多い"]
    rows[20] = rows[20][:5]
    write_rows(activities(city), rows)
    assert_same(city, monkeypatch, bulk=False)


def test_a_check_says_the_same(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_rows(activities(city), awkward(300, 11, 0.05))
    monkeypatch.setattr(long_text, "LONG_BYTES", 1 << 60)
    expected = check_files([path])
    monkeypatch.setattr(long_text, "LONG_BYTES", 0)
    found = check_files([path])
    assert Counter(found.findings) == Counter(expected.findings)
    assert (found.rows_read, found.rows_loaded) == (expected.rows_read, expected.rows_loaded)


def test_rows_stand_in_the_order_of_the_file(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rows(activities(city), awkward(5000, 12, 0.0))
    result = assert_same(city, monkeypatch)
    with duckdb.connect(str(result.database), read_only=True) as db:
        lines = [line for (line,) in db.execute("SELECT origin_row FROM activities ORDER BY rowid").fetchall()]
    left = lines[-4000:]  # the rows that were taken out come first, in the order of their keys
    assert left == sorted(left)
