"""A whole city under imports: sheets of councils, boundaries, people; back at the start after every undo."""

from __future__ import annotations

from pathlib import Path

from etl import current_database
from etl.build.database import build_database
from etl.journal import Store, load_imports, undo
from tests.conftest import CODE, City
from tests.journal_tools import content, rows, table, take_in


def test_imports_over_a_city_agree_with_a_build_from_scratch(store: Store, tiny_city: City, tmp_path: Path) -> None:
    sheet = "協議会名|中学校区|設立年月日|設立状況"
    take_in(store, table("協議会.csv", "北地区協議会|北中学校区|令和5年4月1日|設立済", header=sheet), municipality=CODE)
    people = "市区町村コード|地区|基準日|人口|世帯数"
    take_in(store, table("人口.csv", f"{CODE}|東中学校区|令和7年4月1日|1010|410", header=people))
    take_in(store, table("地区.csv", f"{CODE}|2023|西中学校|C9", header="市区町村コード|年版|学校名|学校コード"))
    assert rows(
        store, "SELECT e.kind FROM council_events AS e JOIN councils USING (council_id) WHERE name LIKE '北%'"
    ) == [("founding",)]
    assert rows(store, "SELECT people FROM population WHERE method = 'official'") == [(1010,)]
    assert rows(store, "SELECT count(*) FROM districts WHERE school_code = 'C9' AND area_km2 > 1") == [(1,)]
    assert rows(store, "SELECT rows_read - rows_loaded - rows_rejected FROM build_info") == [(0,)]
    scratch = build_database(
        store.boundaries, store.activities, tmp_path / "scratch", imports=lambda: load_imports(store)
    )
    assert content(scratch.database) == content(current_database(store.out))
    for entry in (2, 1, 3):
        undo(store, entry)
    assert content(current_database(store.out)) == content(tiny_city.database)
