"""Tables that the build makes: never read from a file."""

from __future__ import annotations

from etl.contract.types import Column, Table

ADJACENCY = Table(
    "adjacency", "隣接", "Adjacency", "1行が隣り合う1組（両方向）", "One row per ordered pair of neighbours",
    (
        Column("district_id", "text", "地区", "District", key=True),
        Column("neighbour_id", "text", "隣の地区", "Neighbour", key=True),
        Column("edition", "text", "年版", "Edition", key=True),
        Column("shared_border_m", "number", "共有する境界の長さ", "Shared border", unit="m"),
    ),
    derived=True,
)  # fmt: skip
TOWN_DISTRICTS = Table(
    "town_districts", "町丁と地区", "Towns and districts", "1行が1町丁と1地区（面積の重なり）", "One row per overlapping town and district",
    (
        Column("town_id", "text", "町丁字コード", "Town", key=True),
        Column("district_id", "text", "地区", "District", "空は、どの地区にも入らない部分。", "Empty: outside every district.", key=True),
        Column("area_share", "number", "面積の割合", "Share of the town's area", unit="比"),
        Column("people", "integer", "人口", "People", unit="人"),
        Column("households", "integer", "世帯数", "Households", unit="世帯"),
        Column("has_representative_point", "boolean", "代表点を含む", "Holds the representative point"),
    ),
    derived=True,
)  # fmt: skip
MAP_LAYERS = Table(
    "map_layers", "地図用データ", "Map geometry", "1行が1市区町村の1レイヤー", "One row per municipality and layer",
    (
        Column("municipality_code", "code", "市区町村コード", "Municipality code", key=True),
        Column("layer", "text", "レイヤー", "Layer", "districts、base、former:年版（以前の年版の境界線）。",
               "districts, base, or former:edition (lines of an earlier edition).", key=True),
        Column("name", "text", "名前", "Name", "内容のハッシュを含むURL用の名前。", "Address name with a content hash."),
        Column("body", "blob", "内容（gzip）", "Body (gzip)"),
    ),
    derived=True,
)  # fmt: skip
FILES = Table(
    "files", "読み込んだファイル", "Files read", "1行が1ファイルの1部分（シート・レイヤー）", "One row per file part (sheet, layer)",
    (
        Column("file", "text", "ファイル", "File", key=True),
        Column("part", "text", "部分", "Part", key=True),
        Column("table_name", "text", "表", "Table", key=True),
        Column("recognised_as", "text", "判定", "Recognised as"),
        Column("encoding", "text", "文字コード", "Encoding"),
        Column("crs", "text", "座標系", "CRS"),
        Column("edition", "text", "年版", "Edition"),
        Column("sha256", "text", "ハッシュ", "SHA-256"),
        Column("size_bytes", "integer", "大きさ", "Size", unit="B"),
        Column("rows_read", "integer", "読み取り行数", "Rows read"),
        Column("rows_loaded", "integer", "取り込み行数", "Rows loaded"),
        Column("rows_rejected", "integer", "除外行数", "Rows rejected"),
    ),
    derived=True,
)  # fmt: skip
FINDINGS = Table(
    "findings", "確認事項", "Findings", "1行が1件の確認事項", "One row per finding",
    (
        Column("code", "text", "コード", "Code"),
        Column("severity", "text", "重さ", "Severity"),
        Column("file", "text", "ファイル", "File"),
        Column("part", "text", "部分", "Part (sheet, layer)"),
        Column("row", "integer", "行", "Row"),
        Column("column", "text", "列", "Column"),
        Column("value", "text", "値", "Value"),
        Column("message_ja", "text", "内容", "Message (Japanese)"),
        Column("message_en", "text", "内容（英語）", "Message"),
        Column("remedy_ja", "text", "対処", "Remedy (Japanese)"),
        Column("remedy_en", "text", "対処（英語）", "Remedy"),
        Column("rejected", "boolean", "この行は除外", "Row was rejected"),
        Column("rows", "integer", "行数", "Rows", "同じ内容の行をまとめた数。", "How many rows it speaks of."),
        Column("municipality_code", "code", "市区町村コード", "Municipality code"),
    ),
    derived=True,
)  # fmt: skip
BUILD_INFO = Table(
    "build_info", "構築情報", "Build", "1行だけ", "A single row",
    (
        Column("build_id", "text", "構築ID", "Build id", key=True),
        Column("built_at", "timestamp", "構築日時（UTC）", "Built at (UTC)"),
        Column("version", "text", "版", "Version of the program"),
        Column("journal_entry", "integer", "取り込みの番号", "Last import included",
               "この構築までに受け入れた最後の取り込み。0は取り込みなし。", "The last entry of the journal of imports that is in this build."),
        Column("rows_read", "integer", "読み取り行数", "Rows read"),
        Column("rows_loaded", "integer", "取り込み行数", "Rows loaded"),
        Column("rows_rejected", "integer", "除外行数", "Rows rejected"),
    ),
    derived=True,
)  # fmt: skip
