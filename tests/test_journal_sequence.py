"""Imports and undos in sequence: any of them can be taken back, the journal only grows, a build from scratch agrees."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from etl import current_database
from etl.__main__ import main
from etl.build.database import build_database
from etl.journal import (
    JournalError,
    Store,
    accept,
    history,
    load_imports,
    pending,
    propose,
    propose_undo,
    publish_pending,
    undo,
)
from tests.conftest import CODE
from tests.journal_tools import activities, activity, content, rows, shown, table, take_in

ROOT = Path(__file__).parents[1]


@pytest.fixture
def store(small_store: Store) -> Store:
    return small_store


def clean(people: int) -> str:
    return activity("清掃活動", people, key="A2")


def test_undoing_the_first_of_three_leaves_the_other_two(store: Store) -> None:
    start = activities(store)
    take_in(store, table("一.csv", activity("朝の会", 1), clean(41)))
    take_in(store, table("二.csv", activity("昼の会", 2)))
    take_in(store, table("三.csv", activity("夜の会", 3)))
    assert activities(store) == {**start, "朝の会": 1, "清掃活動": 41, "昼の会": 2, "夜の会": 3}
    proposed = propose_undo(store, 1)
    assert [c[:2] for c in shown(proposed)] == [("changed", "清掃活動"), ("removed", "朝の会")]
    entry = undo(store, 1)
    assert entry.difference == proposed.difference.counts == {"activities": (0, 1, 1)}
    assert activities(store) == {**start, "昼の会": 2, "夜の会": 3}


def test_an_undo_can_be_undone(store: Store) -> None:
    take_in(store, table("一.csv", clean(41)))
    undo(store, 1)
    assert accept(store, propose_undo(store, 2)).undoes == 2
    assert activities(store)["清掃活動"] == 41
    undo(store, 3)
    assert activities(store)["清掃活動"] == 35
    assert [(e.number, e.active) for e in history(store)] == [(4, True), (3, False), (2, True), (1, False)]


def test_undoing_a_correction_brings_the_first_version_back(store: Store) -> None:
    take_in(store, table("一.csv", activity("朝の会", 1), activity("昼の会", 1)))
    take_in(store, table("一.csv", activity("朝の会", 2)))
    assert "昼の会" not in activities(store)
    undo(store, 2)
    assert activities(store)["朝の会"] == activities(store)["昼の会"] == 1


def test_undoing_the_middle_of_three_corrections_changes_nothing(store: Store) -> None:
    for people in (41, 42, 43):
        take_in(store, table(f"{people}.csv", clean(people)))
    assert propose_undo(store, 2).difference.counts == {}
    undo(store, 2)
    assert activities(store)["清掃活動"] == 43
    undo(store, 3)
    assert activities(store)["清掃活動"] == 41


@pytest.mark.parametrize(("entry", "said"), [(7, "取り込み7番はありません"), (1, "すでに取り消されています")])
def test_what_cannot_be_undone_is_said(store: Store, entry: int, said: str) -> None:
    take_in(store, table("一.csv", clean(41)))
    undo(store, 1)
    with pytest.raises(JournalError, match=said):
        undo(store, entry)


def test_the_journal_only_grows_and_a_build_from_scratch_agrees(store: Store, tmp_path: Path) -> None:
    grown = b""

    def step(act: Callable[[], object]) -> None:
        nonlocal grown
        act()
        now = store.journal.read_bytes()
        assert now.startswith(grown)
        assert len(now) > len(grown)
        grown = now

    step(lambda: take_in(store, table("一.csv", activity("朝の会", 1), clean(41))))
    step(lambda: take_in(store, table("施設.csv", f"|{CODE}|新しい施設", header="施設ID|市区町村コード|施設名")))
    step(lambda: take_in(store, table("一.csv", activity("朝の会", 2)), remove_absent=True))
    step(lambda: undo(store, 2))
    step(lambda: undo(store, 4))
    assert [json.loads(line)["entry"] for line in grown.splitlines()] == [1, 2, 3, 4, 5]
    published = content(current_database(store.out))
    scratch = build_database(
        store.boundaries, store.activities, tmp_path / "scratch", imports=lambda: load_imports(store)
    )
    assert content(scratch.database) == published
    assert scratch.rows_read == scratch.rows_loaded + scratch.rows_rejected
    assert rows(store, "SELECT journal_entry FROM build_info") == [(5,)]


def test_by_and_note_and_hash_are_in_the_history(store: Store) -> None:
    upload = table("一.csv", clean(41))
    accept(store, propose(store, [upload]), by="企画課", note="名簿の\n訂正")
    (entry,) = history(store)
    assert (entry.by, entry.note, entry.active, entry.pending) == ("企画課", "名簿の\n訂正", True, False)
    assert entry.files[0].tables == {"activities": (1, 1, 0)}
    assert (store.folder(1) / "一.csv").read_bytes() == upload.data
    assert rows(store, "SELECT DISTINCT sha256 FROM files WHERE file = 'imports/000001/一.csv'") == [
        (entry.files[0].sha256,)
    ]


def test_another_import_in_between_changes_the_difference(store: Store) -> None:
    mine, other = (propose(store, [table(f"{n}.csv", clean(n), activity("朝の会", 5))]) for n in (41, 42))
    accept(store, other)
    entry = accept(store, mine)
    assert mine.difference.counts == {"activities": (1, 1, 0)}
    assert entry.difference == {"activities": (0, 1, 0)}


def test_two_processes_at_once_both_end_up_in(store: Store, tmp_path: Path) -> None:
    files = []
    for n in (1, 2):
        files.append(tmp_path / f"{n}.csv")
        files[-1].write_bytes(table("", activity(f"会{n}", n)).data)
    command = [sys.executable, "-m", "etl", "import", "--data", str(store.out.parent), "--json"]
    both = [subprocess.Popen([*command, str(f)], cwd=ROOT, stdout=subprocess.DEVNULL) for f in files]
    assert [process.wait(timeout=180) for process in both] == [0, 0]
    assert {(e.number, e.pending) for e in history(store)} == {(1, False), (2, False)}
    assert activities(store).items() >= {"会1": 1, "会2": 2}.items()


# ------------------------------------------------------------------------------------------------ damage
def test_a_torn_last_line_is_no_entry_and_is_told(store: Store) -> None:
    take_in(store, table("一.csv", clean(41)))
    take_in(store, table("二.csv", clean(42)))
    whole = store.journal.read_bytes()
    torn = whole[: whole.rstrip(b"\n").rfind(b"\n") + 1 + 40]
    store.journal.write_bytes(torn)
    assert [e.number for e in history(store)] == [1]
    result = build_database(store.boundaries, store.activities, store.out, imports=lambda: load_imports(store))
    (found,) = [f for f in result.findings if f.code == "journal_torn"]
    assert (found.file, found.row) == ("imports/journal.jsonl", 2)
    assert activities(store)["清掃活動"] == 41
    take_in(store, table("三.csv", clean(43)))
    assert store.journal.read_bytes().startswith(torn + b"\n")
    assert [e.number for e in history(store)] == [2, 1]
    assert activities(store)["清掃活動"] == 43
    assert sorted(p.name for p in store.folder(2).iterdir()) == ["三.csv"]


def test_a_damaged_line_keeps_its_number_and_its_files(store: Store) -> None:
    for n in (41, 42):
        take_in(store, table(f"{n}.csv", clean(n)))
    first, second = store.journal.read_bytes().splitlines(keepends=True)
    store.journal.write_bytes(first + second.replace(b'"action"', b"#"))
    proposal = propose(store, [table("43.csv", clean(43))])
    (told,) = [f for f in proposal.findings if f.code == "journal_damaged"]
    assert (told.file, told.row) == ("imports/journal.jsonl", 2)
    assert accept(store, proposal).number == 3
    assert [p.name for p in store.folder(2).iterdir()] == ["42.csv"]
    assert [e.number for e in history(store)] == [3, 1]
    build_database(store.boundaries, store.activities, store.out, imports=lambda: load_imports(store))
    assert rows(store, "SELECT code, row FROM findings WHERE code LIKE 'journal%'") == [("journal_damaged", 2)]
    store.journal.write_bytes(store.journal.read_bytes().replace(b'"entry": 3', b"?"))
    assert take_in(store, table("44.csv", clean(44))).number == 4


def test_imported_files_that_are_gone_are_told_before_anything_is_accepted(store: Store) -> None:
    take_in(store, table("一.csv", activity("朝の会", 5)))
    shutil.rmtree(store.folder(1))
    proposal = propose(store, [table("二.csv", activity("昼の会", 6))])
    (told,) = [f for f in proposal.findings if f.severity == "error"]
    assert (told.code, told.file) == ("import_file_missing", "imports/000001/一.csv")
    assert "取り込み1番" in told.message_ja
    accept(store, proposal)
    assert propose_undo(store, 2).findings == (told,)
    undo(store, 1)
    assert [f for f in propose(store, [table("三.csv", clean(7))]).findings if f.severity == "error"] == []


def test_what_cannot_be_read_or_written_is_a_sentence(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    take_in(store, table("一.csv", clean(41)))
    accepted = propose(store, [table("二.csv", clean(42))])
    data = ["--data", str(store.out.parent)]
    clean_file = table("三.csv", clean(43))
    store.journal.rename(store.imports / "kept")
    store.journal.mkdir()  # unreadable for everyone, root too
    for action in (lambda: history(store), lambda: propose(store, [clean_file]), lambda: undo(store, 1)):
        with pytest.raises(JournalError, match="取り込みの記録を読めませんでした"):
            action()
    for command in (["history", *data], ["undo", "1", *data], ["build", "--out", str(store.out)]):
        assert main(command) == 1
        assert "取り込みの記録を読めませんでした" in capsys.readouterr().err
    store.journal.rmdir()
    (store.imports / "kept").rename(store.journal)
    (store.imports / ".000002").write_text("in the way")
    with pytest.raises(JournalError, match="空き容量とフォルダの権限"):
        accept(store, accepted)
    assert [e.number for e in history(store)] == [1]
    assert activities(store)["清掃活動"] == 41


def test_a_line_whose_end_is_missing_counts_if_it_is_whole(store: Store) -> None:
    take_in(store, table("一.csv", clean(41)))
    store.journal.write_bytes(store.journal.read_bytes().rstrip(b"\n"))
    assert [e.number for e in history(store)] == [1]
    take_in(store, table("二.csv", clean(42)))
    assert [e.number for e in history(store)] == [2, 1]


@pytest.mark.parametrize("line", [b"null", b"[]", b'{"entry": 1}', b"\xff\xfe", b'{"entry": "x"}', b"[" * 100_000])
def test_lines_of_nonsense_are_no_entries(store: Store, line: bytes) -> None:
    store.imports.mkdir()
    store.journal.write_bytes(line + b"\n")
    assert history(store) == ()
    assert len(load_imports(store).findings) == 1


def test_an_import_whose_file_was_altered_or_lost_is_told(store: Store) -> None:
    take_in(store, table("一.csv", clean(41)), table("二.csv", activity("朝の会", 1)))
    (store.folder(1) / "一.csv").write_bytes(table("", clean(44)).data)
    (store.folder(1) / "二.csv").unlink()
    result = build_database(store.boundaries, store.activities, store.out, imports=lambda: load_imports(store))
    assert {(f.code, f.file) for f in result.findings} >= {
        ("import_file_changed", "imports/000001/一.csv"),
        ("import_file_missing", "imports/000001/二.csv"),
    }
    assert activities(store)["清掃活動"] == 44


def test_what_is_accepted_but_not_published_is_pending_until_the_next_build(store: Store) -> None:
    take_in(store, table("一.csv", clean(41)))
    current = current_database(store.out)
    assert current is not None
    current.unlink()
    assert (pending(store), activities(store)["清掃活動"]) == ((1,), 35)
    assert publish_pending(store) == current_database(store.out)
    assert (pending(store), activities(store)["清掃活動"]) == ((), 41)
    assert publish_pending(store) is None


def test_what_cannot_be_written_is_not_accepted(store: Store) -> None:
    proposal = propose(store, [table("一.csv", clean(41))])
    moved = store.out.rename(store.out.with_name("elsewhere"))
    store.out.write_text("no folder", "utf-8")
    with pytest.raises(JournalError, match="データベースを書けませんでした"):
        accept(store, proposal)
    store.out.unlink()
    moved.rename(store.out)
    assert history(store) == ()
    assert not store.folder(1).exists()
    assert accept(store, proposal).number == 1


def test_a_first_import_into_nothing_and_back(tmp_path: Path) -> None:
    store = Store.at(tmp_path)
    take_in(store, table("一.csv", activity("朝の会", 1)))
    assert activities(store) == {"朝の会": 1}
    undo(store, 1)
    assert activities(store) == {}
