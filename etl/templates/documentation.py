"""``data/README.md`` and ``data/datapackage.json``, made from the contract: never edited by hand.

A test holds both up to date; ``python -m etl docs`` makes them again.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from etl.contract import DERIVED_TABLES, INPUT_TABLES, PRECISIONS, Column, Table
from etl.templates.explain import explanation, must_word

_FRICTIONLESS = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "choice": "string",
    "code": "string",
    "list": "array",
    "geometry": "string",
    "blob": "string",
    "timestamp": "datetime",
}
#: Views and macros of etl/sql/, which are public like the tables.
VIEWS = (
    ("district_population", "現行の地区ごとに1行。公表値、旧地区からの換算、面積按分、代表点の順に選んだ人口。",
     "One row per current district: the official figure, else one converted from former districts, areal weighting,"
     " representative point."),
    ("status_periods",
     "協議会（または独自の出来事をもつ地区）と状態の期間ごとに1行。from_date から to_date の前日まで。",
     "One row per council (or district with events of its own) and interval of one status; to_date is exclusive."),
    ("issue_steps", "課題への取り組みごとに1行。課題の中での順番（position）つき。",
     "One row per step on an issue, with its place among the steps of its issue."),
    ("issue_stages",
     "課題ごとに1行。最後の取り組みまで見た今の段階・解決日・誰が・どうと、取り組みの数。",
     "One row per issue: stage, solution, who and how after its last step, and the number of steps."),
    ("fiscal_years", "市区町村と年度ごとに1行。表示できる年度。", "One row per municipality and fiscal year to show."),
    ("council_status_by_year", "協議会と年度ごとに1行。年度末（3月31日）の状態。",
     "One row per council and fiscal year: status on 31 March that ends it."),
    ("district_status_by_year", "現行の地区と年度ごとに1行。年度末（3月31日）の状態と、それを決めた協議会・出来事。",
     "One row per current district and fiscal year: status on 31 March that ends it, and what decided it."),
    ("district_year_measures",
     "現行の地区と年度ごとに1行（どの地区にも属さないものは district_id なし）。指標のもとになる、数えたもの。",
     "One row per current district (and one for what belongs to none) and fiscal year: all that is counted for the"
     " indicators; nothing is divided."),
    ("edition_periods", "市区町村と境界の年版ごとに1行。いつからの区域か。",
     "One row per municipality and edition of its boundaries: since when it holds."),
    ("edition_by_year", "市区町村と年度ごとに1行。どの年版の区域によるか、代用か。",
     "One row per municipality and fiscal year: the edition in force, or the one that stands in for it."),
    ("district_change_dates", "旧地区と新地区の組ごとに1行。年度の推移のどこに区切りが入るか。",
     "One row per former and new district: the fiscal year at which a series breaks."),
)  # fmt: skip
_INTRODUCTION = """# データの入れ方と、データベースの表 / Data: input and tables

<!-- このファイルは `python -m etl docs` が作ります。手で直さないでください。Generated; do not edit. -->

## 置き場所 / Where files go

| フォルダ | 置くもの |
|---|---|
| `boundaries/<コード>_<名前>/` | 地区の境界（国土数値情報 A32・A27）、国勢調査の小地域（e-Stat）、行政界、背景 |
| `activities/<コード>_<名前>/` | 下の表の CSV・Excel、推奨データセット、国土地理院の避難所など |
| `imports/` | 画面や `python -m etl import` で取り込んだファイルと記録（`journal.jsonl`）。手で直さないでください |
| `build/` | 作られたデータベース（公開されたファイルは変わりません） |

見出しの名前で表を判定します。見出しが違うときは、ファイルと同じ場所に `<ファイル名>.toml` を置いて対応を書けます。
境界データだけでも地図は開きます。空の様式は `python -m etl template` で作れます。

- 日付は和暦・西暦、日・月・年・年度のどの細かさでも書けます。細かさは `<列名>_precision`（{precisions}）に残ります。
- 読み取った行 = 取り込んだ行 + 除外した行。除外した理由は `findings` の表と画面の「データについて」にあります。
- 形状は EPSG:4326（経度・緯度）の `GEOMETRY` です。`ST_AsWKB(geometry)` で取り出せます。

Files are recognised by their content. Dates keep the precision they came with. Rows read = rows loaded + rows rejected.

```sql
-- DuckDB: duckdb -readonly data/build/<newest>.duckdb
SELECT d.name, s.status, p.people
FROM district_status_by_year AS s
JOIN districts AS d ON d.district_id = s.district_id AND d.is_current
LEFT JOIN district_population AS p ON p.district_id = s.district_id
WHERE s.municipality_code = '99201' AND s.fiscal_year = 2024
ORDER BY p.people DESC;
```
"""


def write_docs(out: Path) -> list[Path]:
    """Write both files into ``out``; returns their paths."""
    out.mkdir(parents=True, exist_ok=True)
    readme, package = out / "README.md", out / "datapackage.json"
    readme.write_text(readme_text(), "utf-8", newline="\n")
    package.write_text(package_text(), "utf-8", newline="\n")
    return [readme, package]


def readme_text() -> str:
    """The text of ``data/README.md``."""
    parts = [_INTRODUCTION.format(precisions="、".join(PRECISIONS)), "## 入力の表 / Input tables\n"]
    parts += [_input_section(table) for table in INPUT_TABLES]
    parts.append("## 作られる表 / Derived tables\n")
    parts += [_derived_section(table) for table in DERIVED_TABLES]
    parts.append("## ビュー / Views\n\n| 名前 | 1行の意味 | Grain |\n|---|---|---|")
    parts[-1] += "".join(f"\n| `{name}` | {ja} | {en} |" for name, ja, en in VIEWS) + "\n"
    return "\n".join(parts)


def _input_section(table: Table) -> str:
    lines = [
        f"### {table.name}: {table.label_ja} / {table.label_en}\n",
        f"{table.grain_ja}。{table.grain_en}.\n",
        "| 列 | 見出し | 型 | 必須 | 説明 | 例 |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *(_input_line(c) for c in table.columns)]) + "\n"


def _input_line(column: Column) -> str:
    others = f"（{'、'.join(column.aliases[:6])} も可）" if column.aliases and not column.derived else ""
    said = "（自動）" if column.derived else explanation(column)
    return _row(
        f"`{column.name}`",
        column.label_ja + others,
        column.sql_type,
        must_word(column),
        said or column.label_en,
        column.example,
    )


def _derived_section(table: Table) -> str:
    lines = [
        f"### {table.name}: {table.label_ja} / {table.label_en}\n",
        f"{table.grain_ja}。{table.grain_en}.\n",
        "| 列 | 名称 | 型 | 説明 |",
        "|---|---|---|---|",
    ]
    lines += [_row(f"`{c.name}`", c.label_ja, c.sql_type, c.help_ja or c.label_en) for c in table.columns]
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


# ------------------------------------------------------------------------------------------------ datapackage
def package_text() -> str:
    """The text of ``data/datapackage.json`` (Frictionless Data Package, one resource per input table)."""
    package = {
        "profile": "data-package",
        "name": "chiku",
        "title": "地区ダッシュボードの入力データ",
        "description": "Input tables of the district dashboard, as accepted from CSV and Excel files.",
        "resources": [_resource(table) for table in INPUT_TABLES],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(c) for c in table.input_columns],
        "missingValues": ["", "-"],
        "primaryKey": list(table.key),
    }
    references = [
        {"fields": c.name, "reference": dict(zip(("resource", "fields"), c.references.split("."), strict=True))}
        for c in table.input_columns
        if c.references
    ]
    if references:
        schema["foreignKeys"] = references
    return {
        "name": table.name,
        "title": table.label_ja,
        "description": f"{table.grain_ja} / {table.grain_en}",
        "path": f"activities/{table.name}.csv",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required and not column.generated:
        constraints["required"] = True
    if column.choices and not column.open_list:
        constraints["enum"] = [c.value for c in column.choices]
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.maximum is not None:
        constraints["maximum"] = column.maximum
    field: dict[str, Any] = {"name": column.name, "type": _FRICTIONLESS[column.type], "title": column.label_ja}
    if column.type == "date":
        # Partial dates (2008-01, 令和5年度) are welcome, so no single format is promised.
        field["type"] = "string"
    if column.help_en:
        field["description"] = column.help_en
    if constraints:
        field["constraints"] = constraints
    return field
