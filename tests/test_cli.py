"""The command line as documented: exit codes, JSON, sentences; run as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from etl.__main__ import main
from etl.contract import TABLES
from etl.journal import Store
from etl.templates.blank import tables_to_fill
from etl.templates.documentation import package_text, readme_text
from tests.conftest import CODE, City, write_csv

ROOT = Path(__file__).parents[1]


def test_build_json_is_one_object(make_city: Callable[[], Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_city()
    arguments = ["build", "--boundaries", str(folder / "boundaries"), "--activities", str(folder / "activities")]
    assert main([*arguments, "--out", str(folder / "build"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert Path(said["database"]).exists()
    assert said["rows"] == {"read": 42, "loaded": 42, "rejected": 0}
    assert said["tables"]["districts"] == 4
    assert {"code", "severity", "file", "row", "column", "value", "message", "remedy"} <= set(said["findings"][0])


def test_build_speaks_to_people(make_city: Callable[[], Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_city()
    assert main(["build", "--boundaries", str(folder / "boundaries"), "--out", str(folder / "build")]) == 0
    out = capsys.readouterr().out
    assert "読み取り read 14 行 = 取り込み loaded 14 + 除外 rejected 0" in out
    assert "公開しました published:" in out


def test_nothing_to_publish_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    assert main(["build", "--boundaries", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["database"] is None


def test_a_folder_that_cannot_be_written_is_1(
    make_city: Callable[[], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("not a folder", "utf-8")
    arguments = ["build", "--boundaries", str(make_city() / "boundaries")]
    assert main([*arguments, "--out", str(tmp_path / "file" / "build")]) == 1
    assert "書けませんでした" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--boundaries", "--activities"])
def test_a_folder_that_is_not_there_is_2(option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["build", option, str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")])
    assert stop.value.code == 2
    assert "nowhere」がありません" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_wrong_usage_is_2() -> None:
    assert subprocess.run([sys.executable, "-m", "etl", "bild"], cwd=ROOT, capture_output=True).returncode == 2


def test_check_writes_nothing_and_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = write_csv(tmp_path / "municipalities.csv", ["市区町村コード|市区町村名", f"{CODE}|小浜町"])
    assert main(["check", str(good), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["database"], said["rows"]["loaded"]) == (None, 1)
    bad = write_csv(tmp_path / "activities.csv", ["市区町村コード|活動名|実施日", f"{CODE}|会合|来週"])
    assert main(["check", str(good), str(bad), "--json"]) == 1
    (found,) = [f for f in json.loads(capsys.readouterr().out)["findings"] if f["severity"] == "error"]
    assert (found["code"], found["row"], found["column"], found["value"]) == ("bad_date", 2, "実施日", "来週")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["activities.csv", "municipalities.csv"]


@pytest.mark.parametrize("name", ["activities", "council_districts", "council_events", "issues", "topics"])
def test_a_sound_file_alone_is_clean(name: str, make_city: Callable[[], Path]) -> None:
    path = make_city() / "activities" / f"{CODE}_小浜町" / f"{name}.csv"
    assert main(["check", str(path), "--json"]) == 0


def test_templates_of_every_table_with_drop_downs(tmp_path: Path) -> None:
    assert main(["template", "--out", str(tmp_path)]) == 0
    assert {p.name for p in tmp_path.iterdir()} == {f"{t.name}.{e}" for t in tables_to_fill() for e in ("csv", "xlsx")}
    assert (tmp_path / "facilities.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    book = load_workbook(tmp_path / "facilities.xlsx")
    assert book.sheetnames == ["施設", "記入例", "説明", "選択肢", "様式情報"]
    assert (book["選択肢"].sheet_state, book["様式情報"].sheet_state) == ("hidden", "veryHidden")
    assert len(book["施設"].data_validations.dataValidation) == 3


def test_filled_in_templates_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["template", "--out", str(tmp_path)])
    for name in ("municipalities", "activities"):
        book = load_workbook(tmp_path / f"{name}.xlsx")
        sheet = book.worksheets[0]
        values = {"市区町村コード": CODE, "市区町村名": "小浜町", "活動名": "朝市", "実施日": "令和6年9月"}
        for i, cell in enumerate(sheet[1], start=1):
            sheet.cell(2, i, values.get(str(cell.value)))
        book.save(tmp_path / f"{name}_filled.xlsx")
    files = [str(tmp_path / f"{name}_filled.xlsx") for name in ("municipalities", "activities")]
    capsys.readouterr()
    assert main(["check", *files, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["rows"] == {"read": 2, "loaded": 2, "rejected": 0}


def test_docs_are_up_to_date() -> None:
    assert (ROOT / "data" / "README.md").read_text("utf-8") == readme_text(), "run: python -m etl docs"
    assert (ROOT / "data" / "datapackage.json").read_text("utf-8") == package_text(), "run: python -m etl docs"


def test_docs_name_every_table_view_and_column(tiny_city: City) -> None:
    import duckdb

    text = readme_text()
    for table in TABLES.values():
        assert f"### {table.name}:" in text
        assert all(f"`{column.name}`" in text for column in table.columns)
    with duckdb.connect(str(tiny_city.database), read_only=True) as connection:
        views = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        example = text.split("```sql\n")[1].split("```")[0].replace("99201", CODE)
        assert len(connection.execute(example).fetchall()) == 4
    assert {name for (name,) in views} == {line.split("`")[1] for line in text.split("## ビュー")[1].splitlines()[4:]}


def test_the_command_runs_as_a_process(make_city: Callable[[], Path]) -> None:
    folder = make_city()
    command = [sys.executable, "-m", "etl", "build", "--boundaries", str(folder / "boundaries"), "--json"]
    done = subprocess.run([*command, "--out", str(folder / "build")], cwd=ROOT, capture_output=True, check=True)
    assert json.loads(done.stdout.decode())["rows"]["read"] == 14
    assert done.stderr == b""


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    line = f"{sys.executable} -m etl template --out '{tmp_path}' | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def activity_file(folder: Path, *rows: str) -> str:
    return str(write_csv(folder / "新しい活動.csv", ["市区町村コード|地区|活動名|実施日", *rows]))


def test_import_undo_and_history(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(store.out.parent), "--json"]
    file = activity_file(tmp_path, f"{CODE}|東|餅つき|令和6年12月")
    assert main(["import", file, "--dry-run", *data]) == 0
    assert json.loads(capsys.readouterr().out)["entry"] is None
    assert main(["import", file, "--by", "企画課", "--note", "試し", *data]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["entry"]["difference"] == {"activities": {"added": 1, "changed": 0, "removed": 0}}
    assert main(["import", file, *data]) == 1, "nothing would change"
    assert json.loads(capsys.readouterr().out)["can_accept"] is False
    assert main(["undo", "1", *data]) == 0
    assert json.loads(capsys.readouterr().out)["undoes"] == 1
    assert main(["undo", "1", *data]) == 1
    assert "すでに取り消されています" in capsys.readouterr().err
    assert main(["history", *data]) == 0
    entries = json.loads(capsys.readouterr().out)["entries"]
    assert [(e["entry"], e["action"], e["active"], e["by"]) for e in entries] == [
        (2, "undo", True, ""),
        (1, "import", False, "企画課"),
    ]


def test_import_speaks_to_people(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(store.out.parent)]
    assert main(["history", *data]) == 0
    assert "まだありません" in capsys.readouterr().out
    file = activity_file(tmp_path, "|東|餅つき|令和6年12月", "|東|会合|来週")
    assert main(["import", file, "--municipality", CODE, *data]) == 0
    out = capsys.readouterr().out
    assert "読み取り read 2 = 取り込み loaded 1 + 除外 rejected 1" in out
    assert "+ activities 餅つき" in out
    assert "新しい活動.csv: 3行目の「実施日」の「来週」" in out
    assert main(["history", *data]) == 0
    assert "取り込み import" in capsys.readouterr().out


def test_a_build_beside_imports_holds_them(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = store.out.parent
    assert main(["import", activity_file(tmp_path, f"{CODE}|東|餅つき|R6.12"), "--data", str(folder)]) == 0
    capsys.readouterr()
    for out in (store.out, tmp_path / "elsewhere" / "build"):
        arguments = ["build", "--boundaries", str(folder / "boundaries"), "--out", str(out), "--json"]
        assert main(arguments) == 0
        assert ("activities" in json.loads(capsys.readouterr().out)["tables"]) == (out == store.out)
    assert main([*arguments, "--imports", str(store.imports)]) == 0
    assert json.loads(capsys.readouterr().out)["tables"]["activities"] == 1


@pytest.mark.parametrize(
    "arguments", [["import", "nowhere.csv"], ["import", "tests"], ["import", "README.md", "--municipality", "abc"]]
)
def test_wrong_usage_of_import_is_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
