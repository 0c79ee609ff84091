"""Lines of the journal that something altered: told with their number, never an error or half an entry."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.__main__ import main
from etl.contract import TABLES
from etl.journal import Entry, JournalError, Store, history, load_imports, pending, propose
from etl.journal.lines import append, read_journal
from etl.journal.model import ImportedName
from etl.journal.parsing import LARGEST, parsed
from tests.journal_tools import activities, activity, table, take_in

BIG = 2**64
LINE: dict[str, Any] = {
    "entry": 2, "action": "import", "at": "2026-01-01T00:00:00Z", "by": "係", "note": "", "replaces": [1],
    "removed": {"activities": [["A1"]]}, "undoes": None, "difference": {"activities": [1, 0, 0]},
    "files": [{
        "name": "b.csv", "sha256": "0" * 64, "size_bytes": 9, "municipality_code": "", "owners": ["99202"],
        "tables": {"activities": {"read": 1, "loaded": 1, "rejected": 0}},
    }],
}  # fmt: skip
FILE = LINE["files"][0]
WRONG: list[tuple[str, object]] = [
    *(("entry", value) for value in (BIG, 10**400, -1, 0, 1.0, True, "2", None, [2], LARGEST + 1)),
    *(("replaces", value) for value in (None, 1, "1", [None], ["1"], [1.5], [BIG], [[1]], {"1": 1}, [2])),
    *(("removed", value) for value in (None, [], "x", {"activities": None})),
    *(("removed", {"activities": value}) for value in ([[1]], [[["A1"]]], [["A1", "A2"]], [[]], [["\ud800"]], [1])),
    *(("difference", value) for value in (None, [], {"activities": 1})),
    *(("difference", {"activities": value}) for value in ([1, 2], [BIG, 0, 0], ["1", "0", "0"], [1, 0, -1])),
    *(("files", value) for value in (None, {}, "b.csv", [None], ["b.csv"], [[]], [{}])),
    *(("files", [FILE | {"name": value}]) for value in (None, 1, "", "..", "../x", "/etc/x", "a\\b", "a\0", "\udfff")),
    *(("files", [FILE | {"size_bytes": value}]) for value in (None, "9", -1, BIG, 1.5)),
    *(("files", [FILE | {"tables": value}]) for value in (None, [], {"activities": {}}, {"activities": [1, 1, 0]})),
    *(("files", [FILE | {"owners": value}]) for value in (None, "99202", [99202], [["99202"]])),
    *(("files", [FILE | {key: 5}]) for key in ("sha256", "municipality_code")),
    *(("undoes", value) for value in (1, BIG, "1", [1], {}, True)),
    *(("action", value) for value in ("undo", "other", None, 1, [])),
    *((key, value) for key in ("at", "by", "note") for value in (None, 1, ["x"], "\ud83d")),
]  # fmt: skip


def test_the_line_itself_is_an_entry() -> None:
    assert parsed(json.dumps(LINE).encode()) is not None


@pytest.mark.parametrize(("key", "value"), WRONG, ids=lambda v: repr(v)[:40])
def test_a_wrong_value_makes_no_entry(key: str, value: object) -> None:
    assert parsed(json.dumps(LINE | {key: value}).encode()) is None


@pytest.fixture(scope="module")
def store(small_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store without files whose journal is written anew by each example."""
    made = Store.at(tmp_path_factory.mktemp("lines"))
    made.imports.mkdir()
    return made


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def paths(said: object, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to every value in a line."""
    inner = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    return [here, *(path for key, value in inner for path in paths(value, (*here, key)))]


def with_value(said: Any, path: tuple[Any, ...], value: object) -> Any:
    if not path:
        return value
    out = dict(said) if isinstance(said, dict) else list(said)
    out[path[0]] = with_value(said[path[0]], path[1:], value)
    return out


@settings(max_examples=400, deadline=None)
@given(path=st.sampled_from(paths(LINE)), value=VALUES)
def test_whatever_stands_in_a_line_it_is_an_entry_or_told(store: Store, path: tuple[Any, ...], value: object) -> None:
    lines = [LINE | {"entry": 1, "replaces": []}, with_value(LINE, path, value), LINE | {"entry": 3}]
    store.journal.write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
    journal, taken = read_journal(store), load_imports(store)
    told = [(f.code, f.row) for f in journal.findings]
    numbers = [e.number for e in journal.entries]
    assert (numbers, told) in (
        ([1, 2, 3], []),
        ([1, 3], [("journal_damaged", 2)]),
        ([1, numbers[1]], [("journal_damaged", 3)]),  # another number: the third is out of order
    )
    assert taken.last_entry == journal.last <= LARGEST
    assert pending(store) == tuple(numbers)
    for entry in history(store):
        assert_exact(entry)


def assert_exact(entry: Entry) -> None:
    """Everything has the type that the rest of the program relies on."""
    assert all(
        type(n) is int for n in (entry.number, *entry.replaces, *(c for cs in entry.difference.values() for c in cs))
    )
    assert entry.undoes is None or type(entry.undoes) is int
    for table_name, keys in entry.removed.items():
        assert all(len(key) == len(TABLES[table_name].key) for key in keys if table_name in TABLES)
    for file in entry.files:
        assert isinstance(file, ImportedName)
        assert max(file.size_bytes, *(0, 0), *(c for cs in file.tables.values() for c in cs)) < 2**63
    json.dumps([entry.by, entry.note, entry.at, [f.name for f in entry.files]], ensure_ascii=False).encode()


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, 600), put=st.binary(max_size=4), cut=st.integers(0, 40))
def test_altered_bytes_are_an_entry_or_none(place: int, put: bytes, cut: int) -> None:
    line = json.dumps(LINE, ensure_ascii=False).encode()
    entry = parsed(line[:place] + put + line[place + cut :])
    if entry is not None:
        assert_exact(entry)


def test_the_program_goes_on_and_tells_the_line(small_store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    take_in(small_store, table("a.csv", activity("朝の会", 3)))
    take_in(small_store, table("b.csv", activity("夜の会", 9)))
    damaged = re.sub(
        rb'("entry": 2.*?"size_bytes": )\d+', rb"\g<1>99999999999999999999", small_store.journal.read_bytes()
    )
    small_store.journal.write_bytes(damaged)
    data = str(small_store.out.parent)
    assert main(["history", "--data", data]) == 0
    said = capsys.readouterr()
    assert "2行目" in said.err
    assert "a.csv" in said.out
    assert main(["build", "--activities", f"{data}/activities", "--out", f"{data}/build"]) == 0
    assert activities(small_store) == {"朝市": 5, "清掃活動": 35, "朝の会": 3}
    assert take_in(small_store, table("c.csv", activity("昼の会", 1))).number == 3
    assert main(["undo", "3", "--data", data]) == 0


def test_the_last_number_is_a_sentence(small_store: Store) -> None:
    take_in(small_store, table("a.csv", activity("朝の会", 3)))
    append(small_store, Entry(LARGEST, "undo", "2026-01-01T00:00:00Z", "", "", undoes=1))
    with pytest.raises(JournalError, match="999,999番"):
        propose(small_store, [table("b.csv", activity("夜の会", 9))])
