"""What can be wrong with cells and links."""

from __future__ import annotations

from etl.findings.kinds import Kind, error, info, warning

CELLS: dict[str, Kind] = {
    "missing_required": error(
        "{row}行目の「{column}」が空です。", "“{column}” is empty in row {row}.",
        "値を入れてください。", "Fill it in.",
    ),
    "missing_column": error(
        "必須の列「{column}」がありません。", "The required column “{column}” is missing.",
        "列を加えるか、「{toml}」の [columns] で対応を書いてください。", "Add the column, or map one under [columns] in “{toml}”.",
    ),
    "mostly_unreadable": error(
        "「{column}」には読めない値が{limit}種類より多くあります。この表の{rows}行は、列の取り違えかもしれないため、どれも取り込みませんでした。",
        "“{column}” holds more than {limit} different values that cannot be read. None of the {rows} rows of this table was "
        "taken: its columns may be mistaken for others.",
        "列の見出しと中身を確かめるか、「{toml}」の [columns] で対応を書いてください。",
        "Check the heads and their columns, or map them under [columns] in “{toml}”.",
    ),
    "bad_date": error(
        "{row}行目の「{column}」の「{value}」は日付として読めません。", "“{value}” in “{column}”, row {row}, is not a date.",
        "「平成20年1月」「2008-01-15」「令和5年度」のように書いてください。", "Write e.g. 2008-01-15, 2008-01 or 令和5年度.",
    ),
    "date_without_year": error(
        "{row}行目の「{column}」の「{value}」には年がありません。", "“{value}” in “{column}”, row {row}, has no year.",
        "年を付けるか、表題かシート名に「令和6年度」のように年度を1つだけ書いてください。",
        "Add the year, or write one fiscal year (令和6年度) into the title or the sheet's name.",
    ),
    "bad_number": error(
        "{row}行目の「{column}」の「{value}」は数として読めません。", "“{value}” in “{column}”, row {row}, is not a number.",
        "数字だけを書いてください。", "Write digits only.",
    ),
    "bad_boolean": error(
        "{row}行目の「{column}」の「{value}」は「はい・いいえ」として読めません。",
        "“{value}” in “{column}”, row {row}, is neither yes nor no.",
        "○ か × を書いてください。", "Write ○ or ×.",
    ),
    "number_interpreted": info(
        "{row}行目の「{column}」の「{value}」を {interpreted} と読みました。",
        "“{value}” in “{column}”, row {row}, was read as {interpreted}.",
    ),
    "date_interpreted": info(
        "{row}行目の「{column}」の「{value}」を {interpreted} と読みました。",
        "“{value}” in “{column}”, row {row}, was read as {interpreted}.",
    ),
    "dash_empty": info(
        "{row}行目の「{column}」の「{value}」は空として読みました。", "“{value}” in “{column}”, row {row}, was read as empty.",
        "ゼロの意味なら 0 と書いてください。", "If zero is meant, write 0.",
    ),
    "stated_unknown": info(
        "{row}行目の「{column}」は「{value}」とあるため、空（データなし）として読みました。",
        "“{column}” in row {row} says “{value}” and was read as empty (no data).",
        "値が分かったら書き入れてください。", "Fill it in when it is known.",
    ),
    "code_interpreted": info(
        "{row}行目の「{column}」の「{value}」を {interpreted} と読みました（先頭の0を補いました）。",
        "“{value}” in “{column}”, row {row}, was read as {interpreted} (leading zero restored).",
    ),
    "weekday_mismatch": warning(
        "{row}行目の「{column}」の「{value}」は曜日が合いません（{date}は{expected}曜日）。",
        "The weekday of “{value}” in “{column}”, row {row}, does not fit the date ({date} is a {expected_en}).",
        "日付か曜日を確かめてください。日付のまま読みました。", "Check date or weekday. The date was taken as written.",
    ),
    "out_of_range": error(
        "{row}行目の「{column}」の「{value}」は範囲（{minimum}〜{maximum}）の外です。",
        "“{value}” in “{column}”, row {row}, is outside {minimum} to {maximum}.",
        "値を確かめてください。", "Check the value.",
    ),
    "unknown_choice": error(
        "{row}行目の「{column}」の「{value}」は選択肢にありません。選択肢: {choices}。",
        "“{value}” in “{column}”, row {row}, is not one of: {choices_en}.",
        "選択肢のどれかを書いてください。", "Write one of the choices.",
    ),
    "new_choice": info(
        "「{column}」の「{value}」は既定の選択肢にないため、そのまま使います。", "“{value}” in “{column}” is not a listed choice; it is kept as it is.",
        "既定の選択肢（{choices}）に合わせると集計しやすくなります。", "Using a listed choice ({choices_en}) makes counting easier.",
    ),
    "bad_code": error(
        "{row}行目の「{column}」の「{value}」は市区町村コードではありません。",
        "“{value}” in “{column}”, row {row}, is not a municipality code.",
        "5桁（または検査数字つき6桁）のコードを書いてください。", "Write the code of five digits (or six with the check digit).",
    ),
    "check_digit_wrong": error(
        "{row}行目の「{column}」の「{value}」は検査数字が合いません（正しくは {expected}）。",
        "The check digit of “{value}” in “{column}”, row {row}, is wrong (it should be {expected}).",
        "コードを総務省の全国地方公共団体コードで確かめてください。", "Check the code against the official list.",
    ),
    "duplicate_key": error(
        "{row}行目の「{column}」の「{value}」は、{other}と重複しています。", "“{value}” in “{column}”, row {row}, repeats {other}.",
        "どちらかを消すか、別のIDを付けてください。", "Remove one of them or give it another id.",
    ),
    "unknown_reference": error(
        "{row}行目の「{column}」の「{value}」は見つかりません。{suggestion}",
        "“{value}” in “{column}”, row {row}, was not found. {suggestion_en}",
        "名前を確かめるか、先に{target}を登録してください。", "Check the name, or register it in {target_en} first.",
    ),
    "ambiguous_reference": error(
        "{row}行目の「{column}」の「{value}」に当たるものが複数あります（{candidates}）。",
        "“{value}” in “{column}”, row {row}, fits more than one ({candidates}).",
        "IDで指定してください。", "Give the id.",
    ),
    "end_before_start": error(
        "{row}行目は「{column}」（{value}）が始まりより前です。", "In row {row} “{column}” ({value}) is before the start.",
        "日付を確かめてください。", "Check the dates.",
    ),
}  # fmt: skip
