"""Uploads: safe names, parts of one thing kept together, one municipality for files that do not say theirs."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from etl.journal import JournalError, Proposal, Store, Upload, accept, propose
from etl.journal.uploads import MAX_NAME_BYTES, clean_name
from tests.conftest import CODE, SIZE, SOUTH, WEST
from tests.journal_tools import activity, rows, shown, table, take_in


def codes(proposal: Proposal) -> list[str]:
    return [f.code for f in proposal.findings]


@given(st.text(max_size=400))
@settings(max_examples=300, deadline=None)
def test_every_name_becomes_one_that_can_be_stored(written: str) -> None:
    name = clean_name(written)
    assert name == Path(name).name
    assert name not in {"", ".", ".."}
    assert not name.startswith((".", "~$"))
    assert not name.endswith((".", " "))
    assert len(name.encode("utf-8")) <= MAX_NAME_BYTES
    assert not set(name) & set('/\\<>:"|?*') and name.isprintable()
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\活動.csv", "活動.csv"),
        ("カ\u3099イド.csv", "ガイド.csv"),
        ("nul.csv", "_nul.csv"),
        ("LPT1", "_LPT1"),
        (".journal.jsonl", "_journal.jsonl"),
        ("..", "file"),
        ("活動\u202ecsv.exe", "活動_csv.exe"),
        ("あ" * 200 + ".csv.toml", "あ" * 57 + ".csv.toml"),
    ],
)
def test_names(written: str, stored: str) -> None:
    assert clean_name(written) == stored


def test_a_changed_name_is_told_and_stays_inside_the_store(small_store: Store) -> None:
    proposal = propose(small_store, [table("../../活動?.csv", activity("朝の会", 1))])
    assert "upload_renamed" in codes(proposal)
    accept(small_store, proposal)
    assert [p.name for p in small_store.folder(1).iterdir()] == ["活動_.csv"]


def test_two_files_of_one_name_are_refused(small_store: Store) -> None:
    proposal = propose(small_store, [table("A.csv", activity("朝の会", 1)), table("a.CSV", activity("昼の会", 1))])
    assert codes(proposal) == ["upload_same_name"]
    assert not proposal.can_accept
    with pytest.raises(JournalError):
        accept(small_store, proposal)


@pytest.mark.parametrize("name", ["A32.dbf", "活動.csv.toml", "A32.prj"])
def test_a_part_alone_is_told(small_store: Store, name: str) -> None:
    proposal = propose(small_store, [Upload(name, b"x")])
    assert codes(proposal) == ["upload_without_main_file"]
    assert not proposal.can_accept


def test_an_empty_file_and_no_file_at_all(small_store: Store) -> None:
    assert codes(propose(small_store, [Upload("a.csv", b"")])) == ["upload_empty"]
    assert not propose(small_store, []).can_accept


def test_the_parts_of_a_shapefile_are_one_layer(store: Store, tmp_path: Path) -> None:
    square = box(WEST + 3 * SIZE, SOUTH, WEST + 4 * SIZE, SOUTH + SIZE)
    frame = gpd.GeoDataFrame({"A32_001": [CODE], "A32_004": ["島中学校"]}, geometry=[square], crs=6668)
    frame.to_file(tmp_path / "A32-23_98.shp", encoding="utf-8")
    parts = [Upload(p.name, p.read_bytes()) for p in sorted(tmp_path.glob("A32-23_98.*"))]
    assert {Path(u.name).suffix for u in parts} >= {".shp", ".dbf", ".shx", ".prj"}
    proposal = propose(store, parts)
    assert [p.file for p in proposal.parts] == ["A32-23_98.shp"]
    assert ("added", "島中学校") in [c[:2] for c in shown(proposal)]
    assert len(list(store.folder(accept(store, proposal).number).iterdir())) == len(parts)


def test_a_zip_is_one_file(small_store: Store) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", table("", activity("朝の会", 1)).data)
        archive.writestr("b.csv", table("", activity("昼の会", 1)).data)
    proposal = propose(small_store, [Upload("まとめ.zip", packed.getvalue())])
    assert [(p.file, p.part, p.rows_loaded) for p in proposal.parts] == [
        ("まとめ.zip", "a.csv", 1),
        ("まとめ.zip", "b.csv", 1),
    ]


def test_settings_beside_a_file_are_used(small_store: Store) -> None:
    upload = Upload("催し.csv", "いつ,なにを\n2024-05-01,朝の会\n".encode())
    toml = f'table = "activities"\nmunicipality_code = "{CODE}"\n[columns]\ntitle = "なにを"\nstart_date = "いつ"\n'
    assert not propose(small_store, [upload]).can_accept
    take_in(small_store, upload, Upload("催し.csv.toml", toml.encode()))
    assert rows(small_store, "SELECT count(*) FROM activities WHERE title = '朝の会'") == [(1,)]


def test_the_municipality_that_the_user_chose_is_the_scope(small_store: Store) -> None:
    take_in(small_store, table("市町村.csv", "99203|山辺町", header="市区町村コード|市区町村名"))
    upload = table("催し.csv", "朝の会|2024-05-01", header="活動名|実施日")
    assert "municipality_unknown" in codes(propose(small_store, [upload]))
    take_in(small_store, upload, municipality="99203")
    assert rows(small_store, "SELECT municipality_code FROM activities WHERE title = '朝の会'") == [("99203",)]
