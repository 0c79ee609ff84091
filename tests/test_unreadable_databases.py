"""Published files that are cut short, empty, noise or folders: told, passed over, and in no build's way."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from etl import (
    DatabaseUnreadableError,
    accept,
    builds,
    current_database,
    propose,
    undo,
    unreadable,
    unreadable_builds,
)
from etl.__main__ import main
from etl.build.publish import KEPT, publish, reserve
from etl.journal import Store, pending, publish_pending, rebuild
from tests import damaged
from tests.journal_tools import activities, activity, table, take_in
from tests.test_build_publish import publish_empty

BEFORE: dict[str, int | None] = {"朝市": 5, "清掃活動": 35}
UPLOAD = table("夜.csv", activity("夜の会", 9))
FUTURE = "20990101T000000000000"


@pytest.fixture(params=damaged.WAYS)
def ruined(request: pytest.FixtureRequest, small_store: Store) -> tuple[Store, str]:
    """A data folder with one import, whose only database is damaged, and the words for that."""
    take_in(small_store, UPLOAD)
    newest, *older = builds(small_store.out)
    for path in older:
        path.unlink()
    return small_store, damaged.damage(newest, request.param)


def test_every_command_says_it_in_a_sentence(
    ruined: tuple[Store, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, words = ruined
    data, file = store.out.parent, tmp_path / "朝.csv"
    file.write_bytes(table("", activity("朝の会", 3)).data)
    for command in (["history"], ["undo", "1"], ["import", "--dry-run", str(file)], ["import", str(file)]):
        assert main([*command, "--data", str(data)]) == 1, command
        said = capsys.readouterr().err.strip().splitlines()
        assert len(said) == 1
        assert words in said[0]
        assert "python -m etl build" in said[0]
    assert list(store.staging("").glob("*")) == []
    assert [p.name for p in store.imports.iterdir() if p.is_dir() and p.name.isdecimal()] == ["000001"]


def test_the_next_build_mends_it(ruined: tuple[Store, str], capsys: pytest.CaptureFixture[str]) -> None:
    store, _ = ruined
    data = store.out.parent
    assert main(["build", "--activities", str(data / "activities"), "--out", str(store.out)]) == 0
    assert activities(store) == BEFORE | {"夜の会": 9}
    assert unreadable_builds(store.out) == ()
    assert pending(store) == ()
    assert main(["history", "--data", str(data)]) == 0
    assert "夜.csv" in capsys.readouterr().out


def test_the_button_mends_it(ruined: tuple[Store, str]) -> None:
    store, _ = ruined
    with pytest.raises(DatabaseUnreadableError):
        publish_pending(store)
    assert rebuild(store) == current_database(store.out)
    assert activities(store) == BEFORE | {"夜の会": 9}


@pytest.mark.parametrize("way", damaged.WAYS)
def test_the_newest_that_opens_is_shown(small_store: Store, way: str) -> None:
    good = current_database(small_store.out)
    assert good is not None
    junk = Path(shutil.copy(good, small_store.out / f"{FUTURE}.duckdb"))
    words = damaged.damage(junk, way)
    assert current_database(small_store.out) == good
    (told,) = unreadable_builds(small_store.out)
    assert told.path == junk
    assert words in told.japanese
    entry = take_in(small_store, UPLOAD)
    assert dict(entry.difference)["activities"] == (1, 0, 0)
    assert activities(small_store) == BEFORE | {"夜の会": 9}
    assert unreadable_builds(small_store.out) == ()  # superseded
    assert junk.exists()
    undo(small_store, entry.number)
    assert activities(small_store) == BEFORE


def test_a_whole_database_of_another_kind_is_not_shown(small_store: Store) -> None:
    good = current_database(small_store.out)
    with duckdb.connect(str(small_store.out / f"{FUTURE}.duckdb")) as connection:
        connection.execute("CREATE TABLE notes (note VARCHAR)")
    assert current_database(small_store.out) == good
    assert unreadable_builds(small_store.out)[0].english == "it is not a database of this program"


def test_a_file_that_becomes_whole_again_is_shown(small_store: Store) -> None:
    good = current_database(small_store.out)
    assert good is not None
    whole = good.read_bytes()
    good.write_bytes(whole[:-1])
    assert current_database(small_store.out) is None
    good.write_bytes(whole)
    assert current_database(small_store.out) == good


def test_damage_inside_is_a_sentence_too(small_store: Store) -> None:
    """The file is as long as it should be and opens; a block that only the comparison reads is noise."""
    take_in(small_store, UPLOAD)
    proposal = propose(small_store, [table("朝.csv", activity("朝の会", 3))])
    database = current_database(small_store.out)
    assert database is not None
    with duckdb.connect(str(database), read_only=True) as connection:
        ((block,),) = connection.execute(
            "SELECT DISTINCT block_id FROM pragma_storage_info('activities') WHERE column_name = 'title' "
            "AND segment_type = 'VARCHAR' AND block_id >= 0"
        ).fetchall()
        ((size,),) = connection.execute("SELECT block_size FROM pragma_database_size()").fetchall()
    with database.open("r+b") as file:
        file.seek(3 * 4096 + block * size + 100)
        file.write(os.urandom(5_000))
    for action in (
        lambda: propose(small_store, [UPLOAD]),
        lambda: accept(small_store, proposal),
        lambda: undo(small_store, 1),
    ):
        with pytest.raises(DatabaseUnreadableError):
            action()
    rebuild(small_store)
    assert activities(small_store) == BEFORE | {"夜の会": 9}


# ------------------------------------------------------------------------------------------------- names and ids
def test_junk_does_not_push_good_builds_out(tmp_path: Path) -> None:
    good = [publish_empty(tmp_path) for _ in range(KEPT + 1)]
    junk = [tmp_path / f"2099010{day}T000000000000.duckdb" for day in range(1, 6)]
    for path in junk:
        path.write_bytes(b"junk")
    newest = publish_empty(tmp_path)
    assert builds(tmp_path) == (newest, *reversed(good[1:]))
    assert all(path.exists() for path in junk)


def test_ids_stay_short_and_sorted_when_the_clock_was_ahead(tmp_path: Path) -> None:
    first = publish_empty(tmp_path)
    first.rename(tmp_path / f"{FUTURE}.duckdb")
    made = [publish_empty(tmp_path) for _ in range(4)]
    assert made == sorted(made)
    assert {len(path.stem) for path in made} == {len(FUTURE)}
    assert made[-1].stem == "20990101T000000000004"
    assert current_database(tmp_path) == made[-1]


@pytest.mark.parametrize(
    "name", [FUTURE + "1" * 220, FUTURE + "1", "zzz", "控え", "city", "99999999T999999999999", "20260101T00000000000²"]
)
def test_a_new_build_is_newer_than_any_name(tmp_path: Path, name: str) -> None:
    publish_empty(tmp_path).rename(tmp_path / f"{name}.duckdb")
    assert current_database(tmp_path) == tmp_path / f"{name}.duckdb"
    made = publish_empty(tmp_path)
    assert len(made.stem) == len(FUTURE)
    assert current_database(tmp_path) == made


def test_the_last_moment_of_the_calendar_still_builds(tmp_path: Path) -> None:
    publish_empty(tmp_path).rename(tmp_path / "99991231T235959999999.duckdb")
    assert current_database(tmp_path) == publish_empty(tmp_path)


def test_folders_that_are_named_like_remains_are_in_no_way(tmp_path: Path) -> None:
    other = tmp_path / "old.building"
    other.mkdir()
    (other / "mine.txt").write_text("kept", "utf-8")
    spilled = tmp_path / "20260101T000000000000.building.tmp"
    spilled.mkdir()
    (spilled / "block").write_bytes(b"x")
    with reserve(tmp_path) as slot:
        shutil.copy(publish_empty(tmp_path / "elsewhere"), slot.building)
        publish(slot)
    assert (other / "mine.txt").exists()
    assert not spilled.exists()


def test_a_database_that_gave_back_free_blocks_at_its_end_is_whole(tmp_path: Path) -> None:
    """A file is shorter than the blocks that its header counts when something large was deleted from it."""
    path = tmp_path / "20260101T000000000000.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE build_info AS SELECT 1 AS n")
        connection.execute("CHECKPOINT")
        connection.execute("CREATE TABLE much AS SELECT range AS i, hash(range) AS h FROM range(400000)")
    before = path.stat().st_size
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE much")
    assert path.stat().st_size < before
    assert unreadable(path) is None
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 1)
    assert unreadable(path) is not None
