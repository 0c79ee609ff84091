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

from etl.build import Result, build_database
from etl.bulk import cells, staged
from etl.readers import long_text
from tests.conftest import CODE, SOUTH, WEST

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
    monkeypatch.setattr(cells, "MAPPED", mapped)
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


def test_a_quote_that_never_closes_costs_its_own_line(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_rows(activities(city), awkward(80, seed=6, odd=0.0))
    lines = path.read_text("utf-8").splitlines()
    lines[40] = f'{CODE},,,"行事,,R6.9.1,,,,,,,,,'
    path.write_text("\n".join(lines) + "\n", "utf-8")
    result = assert_same(city, monkeypatch, bulk=False)
    assert [f.row for f in result.findings if f.code == "quote_not_closed"] == [41]
