"""A dry run in words: labels instead of codes, names instead of ids, dates as fine as they are; and the history."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest

import etl
from dashboard import state
from dashboard.importing import change_log, past, recognised, upload
from dashboard.text import Language
from etl import TABLES, CellChange, Difference, Entry, FilePart, RowChange
from etl.journal import ImportedName
from etl.readers.folders import read_file
from tests.conftest import City, write_csv

NAMES = change_log.Names({"districts": {"d1": "東中学校区"}, "councils": {"C1": "東の会"}, "issues": {"I1": "担い手"}})


@pytest.fixture(autouse=True)
def screen(tiny_city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A selection to speak the language of; a copy, as the screen keeps what it reads open."""
    monkeypatch.setenv("CHIKU_DATABASE", str(shutil.copy(tiny_city.database, tmp_path)))
    state.begin_run()


def speak(language: Language) -> None:
    state.update(language=language)


def row(table: str, change: str, label: str = "", key: tuple[str, ...] = ("k",), /, **cells: object) -> RowChange:
    """A changed row; a cell is (before, after), or the one value of a new or gone row."""
    made = []
    for name, cell in cells.items():
        before, after = cell if isinstance(cell, tuple) else ((None, cell) if change == "added" else (cell, None))
        made.append(CellChange(name, before, after))
    return RowChange(table, change, key, label, "99202", tuple(made))


@pytest.mark.parametrize(
    ("column", "stored", "ja", "en"),
    [
        ("category", "disaster", "防災", "Disaster preparedness"),
        ("category", "朝市", "朝市", "朝市"),
        ("district_id", "d1", "東中学校区", "東中学校区"),
        ("council_id", "C9", "C9", "C9"),
        ("start_date", "2008-01", "2008-01", "2008-01"),
        ("start_date", "2023年度", "2023年度", "FY2023"),
        ("participants", "120", "120", "120"),
        ("detail", None, "", ""),
    ],
)
def test_stored_values_become_words(column: str, stored: object, ja: str, en: str) -> None:
    of = TABLES["activities"].column(column)
    speak("ja")
    assert change_log.value(of, stored, NAMES) == ja
    speak("en")
    assert change_log.value(of, stored, NAMES) == en


def test_a_changed_row_says_what_was_and_what_will_be() -> None:
    speak("ja")
    changed = row("activities", "changed", "訓練", participants=("120", "150"), council_id=("C1", None))
    assert change_log.content(changed, NAMES, "ja") == "参加者数：120 → 150 / 協議会：東の会 → （空）"
    speak("en")
    assert change_log.content(changed, NAMES, "en") == "Participants: 120 → 150 / Council: 東の会 → (empty)"


def test_a_new_row_says_what_it_holds_and_nothing_twice() -> None:
    speak("ja")
    cells = {"title": "訓練", "municipality_code": "99202", "district_id": "d1", "category": "disaster"}
    added = row("activities", "added", "訓練", **cells)
    assert change_log.content(added, NAMES, "ja") == "分野：防災"


def test_an_id_of_a_source_that_only_the_file_describes_is_left_out() -> None:
    speak("ja")
    added = row("towns", "added", "浜町", people="12", source_id="ksj-a32-2016")
    assert change_log.content(added, NAMES, "ja") == "人口：12"
    described = change_log.Names({"sources": {"ksj-a32-2016": "中学校区データ"}})
    assert change_log.content(added, described, "ja") == "人口：12 / 出典：中学校区データ"


def test_a_shape_is_never_shown() -> None:
    speak("ja")
    changed = row("districts", "changed", "東中学校", geometry=("a1", "b2"))
    assert change_log.content(changed, NAMES, "ja") == "形状が変わります"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (row("council_events", "added", "founding", kind="founding"), "設立"),
        (row("council_districts", "removed", "C1 / d1", ("C1", "d1"), coverage="whole"), "東の会 / 東中学校区"),
        (row("actions", "added", "a1b2-c3", ("a1b2-c3",), issue_id="I1"), "担い手"),
        (row("activities", "added", "夏まつり"), "夏まつり"),
    ],
)
def test_every_row_is_called_by_name(change: RowChange, said: str) -> None:
    speak("ja")
    assert change_log.row_label(change, NAMES) == said


def test_the_district_of_a_row_is_told_by_itself_its_key_or_the_published_row() -> None:
    known = {("activities", "k"): "d1"}
    assert change_log.district_of(row("activities", "changed", participants=("1", "2")), known) == "d1"
    assert change_log.district_of(row("activities", "added", district_id="d2"), {}) == "d2"
    assert change_log.district_of(row("council_districts", "removed", "", ("C1", "d3")), {}) == "d3"
    assert change_log.district_of(row("districts", "added", "", ("d4", "2023")), {}) == "d4"
    rows = [row("issues", "added", district_id="d1"), row("issues", "added", district_id="d1"), row("issues", "added")]
    assert change_log.touched(rows, {}) == {"d1": 2}


def test_rows_that_come_give_their_names_to_what_points_at_them() -> None:
    speak("ja")
    coming = [row("councils", "added", "新しい会", ("C7",)), row("councils", "removed", "古い会", ("C8",))]
    known = change_log.names({"councils": {"C1": "東の会"}}, coming)
    council = TABLES["activities"].column("council_id")
    assert [change_log.value(council, key, known) for key in ("C1", "C7", "C8")] == ["東の会", "新しい会", "C8"]


def test_every_table_that_changes_is_counted_in_the_order_of_the_contract() -> None:
    speak("ja")
    frame = change_log.counts(Difference({"issues": (0, 1, 2), "councils": (3, 0, 0)}), "ja")
    assert frame.to_numpy().tolist() == [["協議会", 3, 0, 0], ["課題", 0, 1, 2]]


# ------------------------------------------------------------------------------------------------ recognised as
@pytest.mark.parametrize(
    ("code", "table", "ja"),
    [
        ("contract:activities", "activities", "「活動」の様式"),
        ("ksj-A32-2023", "districts", "国土数値情報 中学校区（2023年版）"),
        ("gsi-shelters", "facilities", "指定避難所（国土地理院）"),
        ("", "", "判定できません"),
        ("something-new", "towns", "something-new"),
    ],
)
def test_what_a_file_is_stands_in_words(code: str, table: str, ja: str) -> None:
    speak("ja")
    assert recognised.word(code, table, "ja") == ja


def test_everything_that_a_reader_recognises_has_its_words() -> None:
    """Codes with a variable part (ksj-…, contract:…) have words by their kind."""
    found = set()
    for path in sorted((Path(etl.__file__).parent / "readers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "recognised_as" and isinstance(node.value, ast.Constant):
                found.add(str(node.value.value))
            elif isinstance(node, ast.Constant) and re.fullmatch(r"(estat|gsi|opendata)(-[a-z]+)+", str(node.value)):
                found.add(str(node.value))
    assert len(found) > 8
    assert not [code for code in found if recognised.word(code, "districts", "ja") == code]


def test_a_remark_on_a_file_is_no_part_of_it() -> None:
    speak("ja")
    read = FilePart("a.zip", "", "districts", "ksj-A32-2023", "", "2023", "", 88, 8, 80)
    remark = FilePart("a.zip", "", "", "", "", "", "", 0, 0, 0)
    alone = FilePart("b.pdf", "", "", "", "", "", "", 0, 0, 0)
    assert list(recognised.parts([remark, read, alone], "ja").iloc[:, 0]) == ["a.zip", "b.pdf"]


def test_an_imported_file_is_nobodys_because_of_its_place(tmp_path: Path) -> None:
    """The store's folders have numbers and hexadecimal names in which a municipality code may happen to stand."""
    file = write_csv(tmp_path / "01489abc" / "活動.csv", ["活動名|実施日", "訓練|令和6年9月1日"])
    assert [raw.frame.get("municipality_code") for raw in read_file(file, name="imports/000001/活動.csv")] == [None]


def test_words_in_a_style_cannot_leave_it() -> None:
    assert "<" not in upload.css_text("</style><script>")
    assert upload.css_text("ファイル") == '"ファイル"'


# ------------------------------------------------------------------------------------------------- the history
def test_the_history_says_when_what_how_many_and_by_whom() -> None:
    speak("ja")
    file = ImportedName("活動.csv", "0123456789abcdef" * 4, 100, "99202", {"activities": (4, 3, 1)})
    entries = (
        Entry(2, "undo", "2026-04-02T00:00:00Z", "", "", undoes=1, difference={"activities": (0, 0, 3)}),
        Entry(1, "import", "2026-04-01T00:00:00Z", "地域振興課", "年次", (file,), difference={"activities": (3, 0, 0)},
              active=False),
    )  # fmt: skip
    undo, done = past.listing(entries).to_dict("records")
    assert (done["番号"], done["操作"], done["状態"]) == (1, "取り込み", "取り消し済み")
    assert (done["誰が"], done["メモ"]) == ("地域振興課", "年次")
    assert (done["読み取り"], done["取り込み"], done["除外"]) == (4, 3, 1)
    assert done["ハッシュ"] == "0123456789ab"
    assert done["変更"] == "＋3 △0 －0"
    assert (undo["操作"], undo["状態"], undo["変更"]) == ("1番の取り消し", "有効", "＋0 △0 －3")
    assert [entry.number for entry in past.undoable(entries)] == [2], "an undo can be undone, what is undone cannot"


def test_what_waits_is_called_so() -> None:
    speak("ja")
    assert past.status(Entry(1, "import", "", "", "", pending=True)) == "未反映"
