"""What can be wrong with input, said in full sentences: the one catalogue of findings.

Every code has a severity, a message (what, where) and a remedy (what to do), each in Japanese and English.  A finding
is plain data; this module reads no file and decides nothing.  Adding a code = one entry in ``CATALOGUE``.

Placeholders in the templates: ``{file} {row} {column} {value}`` are always there, the others are the parameters that
:func:`finding` is given (a missing one is a bug and raises ``KeyError``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Finding:
    """One remark about the input: where it is, what it is, what to do.

    ``part`` is the sheet, layer or zip member where the file has several, ``row`` the number the user sees (Excel row,
    CSV line, feature number from 1).  ``rejected`` says that this row
    was not loaded, so that rows read = rows loaded + findings with ``rejected``.
    """

    code: str
    severity: Severity
    file: str
    part: str
    row: int | None
    column: str
    value: str
    message_ja: str
    message_en: str
    remedy_ja: str
    remedy_en: str
    rejected: bool = False
    municipality_code: str | None = None


@dataclass(frozen=True)
class Kind:
    """One entry of the catalogue: severity and the four templates."""

    severity: Severity
    message_ja: str
    message_en: str
    remedy_ja: str
    remedy_en: str


_NOTHING_TO_DO_JA = "対応は不要です。"
_NOTHING_TO_DO_EN = "Nothing to do."


def _info(message_ja: str, message_en: str, remedy_ja: str = "", remedy_en: str = "") -> Kind:
    return Kind("info", message_ja, message_en, remedy_ja or _NOTHING_TO_DO_JA, remedy_en or _NOTHING_TO_DO_EN)


def _warning(message_ja: str, message_en: str, remedy_ja: str, remedy_en: str) -> Kind:
    return Kind("warning", message_ja, message_en, remedy_ja, remedy_en)


def _error(message_ja: str, message_en: str, remedy_ja: str, remedy_en: str) -> Kind:
    return Kind("error", message_ja, message_en, remedy_ja, remedy_en)


#: Files: what could not be opened or understood.
_FILES: dict[str, Kind] = {
    "not_recognised": _error(
        "「{part}」は、どの表のデータか判定できませんでした。見出し: {seen}。最も近い表: {nearest}。",
        "“{part}” was not recognised as any table. Headers seen: {seen}. Nearest table: {nearest}.",
        "見出しを data/README.md の名前に直すか、同じ場所に「{toml}」を置き、table = \"…\" と [columns] で対応を書いてください。",
        "Rename the headers as in data/README.md, or put “{toml}” beside the file with table = \"…\" and [columns].",
    ),
    "official_unused": _info(
        "「{part}」は{title}です。取り込む表がないため、使いませんでした。",
        "“{part}” is {title_en}; there is no table for it, so it was not used.",
    ),
    "unreadable_file": _error(
        "「{part}」を開けませんでした（{reason}）。", "“{part}” could not be opened ({reason}).",
        "元のソフトで開けるか確かめ、もう一度保存するか入手し直してください。",
        "Check that it opens in its own program, then save it again or obtain it again.",
    ),
    "missing_file": _error(
        "「{file}」が見つかりません。", "“{file}” was not found.",
        "場所と名前を確かめてください。", "Check the path and the name.",
    ),
    "empty_file": _warning(
        "「{part}」にデータの行がありません。", "“{part}” holds no row of data.",
        "不要なら削除し、必要なら中身を確かめてください。", "Remove it if it is not needed, otherwise check its content.",
    ),
    "encrypted": _error(
        "「{file}」はパスワードで保護されているため読めません。", "“{file}” is protected by a password and cannot be read.",
        "パスワードを外して保存し直してください。", "Save a copy without the password.",
    ),
    "too_large": _error(
        "「{file}」は大きすぎるか、部品が多すぎます（{reason}）。安全のため読みません。",
        "“{file}” is too large or has too many members ({reason}). It is not read, to be safe.",
        "必要な範囲だけを取り出して置いてください。", "Put only the part that you need.",
    ),
    "unsupported_format": _warning(
        "「{file}」は読める形式ではありません（{value}）。", "“{file}” is not in a format that can be read ({value}).",
        "CSV、Excel、GeoJSON、シェープファイル、GeoPackage で保存し直してください。",
        "Save it as CSV, Excel, GeoJSON, shapefile or GeoPackage.",
    ),
    "duplicate_content": _info(
        "「{part}」は「{kept}」と同じ内容の別形式なので、「{kept}」だけを読みました。",
        "“{part}” is the same layer as “{kept}” in another format; only “{kept}” was read.",
    ),
    "toml_invalid": _error(
        "設定ファイル「{toml}」を読めません（{reason}）。この設定は使いませんでした。",
        "The settings file “{toml}” cannot be read ({reason}). It was not used.",
        "TOML の書き方と項目名（{allowed}）を確かめてください。", "Check the TOML syntax and the keys ({allowed}).",
    ),
    "encoding_guessed": _info(
        "文字コードの指定がないため、内容から {encoding} と判断しました。",
        "No encoding is stated; {encoding} was determined from the content.",
        "文字化けがあれば「{toml}」に encoding = \"…\" と書いてください。",
        "If characters look wrong, write encoding = \"…\" in “{toml}”.",
    ),
    "encoding_unknown": _error(
        "「{file}」の文字コードを判断できませんでした（UTF-8 でも Shift_JIS でもありません）。",
        "The encoding of “{file}” could not be determined (neither UTF-8 nor Shift_JIS).",
        "UTF-8 で保存し直すか、「{toml}」に encoding = \"…\" と書いてください。",
        "Save it as UTF-8, or write encoding = \"…\" in “{toml}”.",
    ),
    "header_found_at": _info(
        "見出しは{row}行目にありました。それより上の{skipped}行は表題として読み飛ばしました。",
        "The header was found in row {row}; the {skipped} row(s) above were skipped as title rows.",
    ),
    "headers_joined": _info(
        "2行にわたる見出し（{row}行目まで）をつなげて読みました。", "A header over two rows (down to row {row}) was joined.",
    ),
    "header_unknown": _info(
        "列「{column}」は使いませんでした。{hint}", "The column “{column}” was not used. {hint_en}",
        "取り込むには見出しを直すか、「{toml}」の [columns] に書いてください。",
        "To load it, rename the header or name it under [columns] in “{toml}”.",
    ),
    "header_duplicate": _info(
        "列「{column}」は「{kept}」と同じ項目なので、「{kept}」だけを読みました。",
        "The column “{column}” means the same as “{kept}”; only “{kept}” was read.",
        "どちらが正しいか確かめ、不要な列を消してください。", "Check which is right and remove the other column.",
    ),
    "sheet_skipped": _info(
        "シート「{sheet}」はデータの表ではないため、読みませんでした。", "The sheet “{sheet}” is no table of data and was not read.",
    ),
    "ditto_filled": _info(
        "「〃」「同上」など{count}個のセルを、上の行の値で埋めました。", "{count} ditto mark(s) were filled with the value above.",
    ),
    "merged_filled": _info(
        "結合セル{count}個を、先頭のセルの値で埋めました。", "{count} merged cell(s) were filled with the value of their first cell.",
    ),
    "personal_column_dropped": _info(
        "列「{column}」は個人に関わる情報のおそれがあるため、読み込みませんでした。",
        "The column “{column}” may hold personal information and was not read.",
        "対応は不要です。元のファイルを配布する場合はご注意ください。", "Nothing to do. Take care if you pass the file on.",
    ),
    "totals_row": _info(
        "{row}行目は合計の行（「{value}」）なので、データとして数えませんでした。",
        "Row {row} is a totals row (“{value}”) and was not counted as data.",
    ),
    "note_row": _info(
        "{row}行目は注記（「{value}」）なので、データとして数えませんでした。",
        "Row {row} is a note (“{value}”) and was not counted as data.",
    ),
    "malformed_row": _error(
        "{row}行目は列の数が見出しと合いません（見出し{expected}列、この行{found}列）。",
        "Row {row} has another number of cells than the header ({found} instead of {expected}).",
        "区切り文字や引用符の抜けを直してください。", "Repair missing delimiters or quotes.",
    ),
}  # fmt: skip

#: Coordinates and shapes.
_SHAPES: dict[str, Kind] = {
    "crs_missing": _error(
        "「{part}」には座標系の情報がなく、年版からも決められません。", "“{part}” states no coordinate system and its edition does not tell.",
        "「{toml}」に crs = \"EPSG:6668\" のように書いてください。", "Write e.g. crs = \"EPSG:6668\" in “{toml}”.",
    ),
    "crs_invalid": _error(
        "「{part}」の座標系「{value}」を解釈できません。", "The coordinate system “{value}” of “{part}” is not understood.",
        "「{toml}」に crs = \"EPSG:6668\" のように書いてください。", "Write e.g. crs = \"EPSG:6668\" in “{toml}”.",
    ),
    "crs_assumed_by_edition": _info(
        "座標系の情報がないため、{edition}年版の製品仕様により {crs} として読みました。",
        "No coordinate system is stated; {crs} was used as the specification of the {edition} edition says.",
    ),
    "edition_assumed": _info(
        "ファイル名に年版がないため、列の並びから {edition} 年版として読みました。",
        "The file's name tells no edition; its columns are those of {edition}.",
        "違っていれば「{toml}」に edition = \"…\" と書いてください。", "If this is wrong, write edition = \"…\" in “{toml}”.",
    ),
    "crs_assumed_by_format": _info(
        "座標系の情報がなく、値が経度・緯度の範囲にあるため、経度・緯度（EPSG:4326）として読みました。",
        "No coordinate system is stated; the values lie in the range of longitude and latitude, so EPSG:4326 was used.",
    ),
    "coordinates_implausible": _error(
        "「{part}」の座標は日本の経度・緯度の範囲にありません（{value}）。",
        "The coordinates of “{part}” are outside the longitudes and latitudes of Japan ({value}).",
        "座標系を確かめ、「{toml}」に crs = \"…\" と書いてください。", "Check the coordinate system and write crs = \"…\" in “{toml}”.",
    ),
    "geometry_missing": _error(
        "{row}番目の地物には形状がありません。", "Feature {row} has no geometry.",
        "元のデータで形状を確かめてください。", "Check the geometry in the original data.",
    ),
    "geometry_not_polygon": _error(
        "{row}番目の地物は面ではありません（{value}）。", "Feature {row} is not a polygon ({value}).",
        "地区の境界は面（ポリゴン）で用意してください。", "District boundaries must be polygons.",
    ),
    "geometry_collection": _info(
        "{row}番目の地物は面とほかの図形の集まりなので、面だけを取り出しました。",
        "Feature {row} is a collection of shapes; its polygons were taken.",
    ),
    "geometry_invalid": _error(
        "{row}番目の地物の形状は壊れていて読めません（{reason}）。", "The geometry of feature {row} is broken ({reason}).",
        "元のデータで形状を直してください。", "Repair the geometry in the original data.",
    ),
    "geometry_repaired": _info(
        "「{value}」の形状の誤り（{reason}）を直しました。面積の変化は {change_m2} m² です。",
        "The geometry of “{value}” was repaired ({reason}); its area changed by {change_m2} m².",
    ),
    "parts_merged": _info(
        "「{value}」の{count}個の部分（飛び地・島など）を1つの地区にまとめました。",
        "{count} parts of “{value}” (exclaves, islands) were merged into one district.",
    ),
    "overlap": _warning(
        "「{value}」と「{other}」が {area_m2} m² 重なっています。", "“{value}” and “{other}” overlap by {area_m2} m².",
        "境界データを確かめてください。そのままでも集計できます。", "Check the boundaries. They can be used as they are.",
    ),
    "gap": _warning(
        "{value}の地区の間に、どの地区にも入らない場所が {area_m2} m²（{count}か所）あります。",
        "{area_m2} m² ({count} places) of {value} lie in no district.",
        "境界データを確かめてください。そこの人口や記録は未割当になります。",
        "Check the boundaries. People and records there stay unassigned.",
    ),
    "swapped_coordinates": _warning(
        "{row}行目は緯度と経度が入れ替わっているようです（{value}）。入れ替えて読みました。",
        "Latitude and longitude look swapped in row {row} ({value}); they were read the other way round.",
        "元のデータの緯度と経度を直してください。", "Correct latitude and longitude in the original data.",
    ),
    "outside_municipality": _warning(
        "{row}行目の座標（{value}）は、市区町村の範囲の外です。", "The point of row {row} ({value}) lies outside the municipality.",
        "座標を確かめてください。", "Check the coordinates.",
    ),
}  # fmt: skip

#: Cells.
_CELLS: dict[str, Kind] = {
    "missing_required": _error(
        "{row}行目の「{column}」が空です。", "“{column}” is empty in row {row}.",
        "値を入れてください。", "Fill it in.",
    ),
    "missing_column": _error(
        "必須の列「{column}」がありません。", "The required column “{column}” is missing.",
        "列を加えるか、「{toml}」の [columns] で対応を書いてください。", "Add the column, or map one under [columns] in “{toml}”.",
    ),
    "bad_date": _error(
        "{row}行目の「{column}」の「{value}」は日付として読めません。", "“{value}” in “{column}”, row {row}, is not a date.",
        "「平成20年1月」「2008-01-15」「令和5年度」のように書いてください。", "Write e.g. 2008-01-15, 2008-01 or 令和5年度.",
    ),
    "bad_number": _error(
        "{row}行目の「{column}」の「{value}」は数として読めません。", "“{value}” in “{column}”, row {row}, is not a number.",
        "数字だけを書いてください。", "Write digits only.",
    ),
    "bad_boolean": _error(
        "{row}行目の「{column}」の「{value}」は「はい・いいえ」として読めません。",
        "“{value}” in “{column}”, row {row}, is neither yes nor no.",
        "○ か × を書いてください。", "Write ○ or ×.",
    ),
    "number_interpreted": _info(
        "{row}行目の「{column}」の「{value}」を {interpreted} と読みました。",
        "“{value}” in “{column}”, row {row}, was read as {interpreted}.",
    ),
    "date_interpreted": _info(
        "{row}行目の「{column}」の「{value}」を {interpreted} と読みました。",
        "“{value}” in “{column}”, row {row}, was read as {interpreted}.",
    ),
    "dash_empty": _info(
        "{row}行目の「{column}」の「{value}」は空として読みました。", "“{value}” in “{column}”, row {row}, was read as empty.",
        "ゼロの意味なら 0 と書いてください。", "If zero is meant, write 0.",
    ),
    "stated_unknown": _info(
        "{row}行目の「{column}」は「{value}」とあるため、空（データなし）として読みました。",
        "“{column}” in row {row} says “{value}” and was read as empty (no data).",
        "値が分かったら書き入れてください。", "Fill it in when it is known.",
    ),
    "code_interpreted": _info(
        "{row}行目の「{column}」の「{value}」を {interpreted} と読みました（先頭の0を補いました）。",
        "“{value}” in “{column}”, row {row}, was read as {interpreted} (leading zero restored).",
    ),
    "weekday_mismatch": _warning(
        "{row}行目の「{column}」の「{value}」は曜日が合いません（正しくは{expected}曜日）。",
        "The weekday of “{value}” in “{column}”, row {row}, does not fit the date (it is {expected_en}).",
        "日付か曜日を確かめてください。日付のまま読みました。", "Check date or weekday. The date was taken as written.",
    ),
    "out_of_range": _error(
        "{row}行目の「{column}」の「{value}」は範囲（{minimum}〜{maximum}）の外です。",
        "“{value}” in “{column}”, row {row}, is outside {minimum} to {maximum}.",
        "値を確かめてください。", "Check the value.",
    ),
    "unknown_choice": _error(
        "{row}行目の「{column}」の「{value}」は選択肢にありません。選択肢: {choices}。",
        "“{value}” in “{column}”, row {row}, is not one of: {choices_en}.",
        "選択肢のどれかを書いてください。", "Write one of the choices.",
    ),
    "new_choice": _info(
        "「{column}」の「{value}」は既定の選択肢にないため、そのまま使います。", "“{value}” in “{column}” is not a listed choice; it is kept as it is.",
        "既定の選択肢（{choices}）に合わせると集計しやすくなります。", "Using a listed choice ({choices_en}) makes counting easier.",
    ),
    "bad_code": _error(
        "{row}行目の「{column}」の「{value}」は市区町村コードではありません。",
        "“{value}” in “{column}”, row {row}, is not a municipality code.",
        "5桁（または検査数字つき6桁）のコードを書いてください。", "Write the code of five digits (or six with the check digit).",
    ),
    "check_digit_wrong": _error(
        "{row}行目の「{column}」の「{value}」は検査数字が合いません（正しくは {expected}）。",
        "The check digit of “{value}” in “{column}”, row {row}, is wrong (it should be {expected}).",
        "コードを総務省の全国地方公共団体コードで確かめてください。", "Check the code against the official list.",
    ),
    "duplicate_key": _error(
        "{row}行目の「{column}」の「{value}」は、{other}と重複しています。", "“{value}” in “{column}”, row {row}, repeats {other}.",
        "どちらかを消すか、別のIDを付けてください。", "Remove one of them or give it another id.",
    ),
    "unknown_reference": _error(
        "{row}行目の「{column}」の「{value}」は見つかりません。{suggestion}",
        "“{value}” in “{column}”, row {row}, was not found. {suggestion_en}",
        "名前を確かめるか、先に{target}を登録してください。", "Check the name, or register it in {target_en} first.",
    ),
    "ambiguous_reference": _error(
        "{row}行目の「{column}」の「{value}」に当たるものが複数あります（{candidates}）。",
        "“{value}” in “{column}”, row {row}, fits more than one ({candidates}).",
        "IDで指定してください。", "Give the id.",
    ),
    "end_before_start": _error(
        "{row}行目は「{column}」（{value}）が始まりより前です。", "In row {row} “{column}” ({value}) is before the start.",
        "日付を確かめてください。", "Check the dates.",
    ),
}  # fmt: skip

#: Scope and completeness.
_SCOPE: dict[str, Kind] = {
    "out_of_scope": _info(
        "{row}番目の行は別の市区町村（{value}）のものなので、取り込みませんでした。このフォルダは {expected} です。",
        "Row {row} belongs to another municipality ({value}) and was not loaded; this folder is for {expected}.",
    ),
    "other_area_unit": _info(
        "「{part}」は{unit}のデータです。この市区町村の地区は{expected}なので、取り込みませんでした。",
        "“{part}” holds {unit_en}; this municipality uses {expected_en}, so it was not loaded.",
        "{unit}を使うには、市区町村の表の「地区の単位」を変えてください。",
        "To use it, change the area unit in the table of municipalities.",
    ),
    "municipality_from_file": _info(
        "市区町村コード {value} を、{origin}から決めました。", "The municipality code {value} was taken from {origin_en}.",
    ),
    "municipality_not_registered": _info(
        "市区町村 {value}（{name}）はどの表にもないため、{origin}の名称で登録しました。",
        "Municipality {value} ({name}) is listed in no table; it was registered under the name in the {origin_en}.",
        "名称や地区の単位を変えるには、municipalities の表に加えてください。",
        "To change its name or area unit, add it to the table of municipalities.",
    ),
    "municipality_unknown": _error(
        "{row}行目は、どの市区町村のものか分かりません。", "It is not known to which municipality row {row} belongs.",
        "市区町村コードの列を加えるか、「29209_生駒市」のような名前のフォルダに置いてください。",
        "Add a column with the municipality code, or put the file into a folder named like “29209_生駒市”.",
    ),
    "municipality_not_here": _warning(
        "{row}行目は市区町村 {value} のものですが、この市区町村の境界も登録もないため、取り込みませんでした。",
        "Row {row} belongs to municipality {value}, which has neither boundaries nor an entry here; it was not loaded.",
        "コードを確かめてください。この市区町村も使う場合は、境界データか municipalities の表に加えてください。",
        "Check the code. To use this municipality too, add its boundaries or list it in municipalities.",
    ),
    "district_named_by": _info(
        "他で加工された境界データです。市区町村は{municipality_origin}、学校名は列「{column}」から取りました。",
        "Boundaries processed by others: municipality taken from {municipality_origin_en}, school's name from “{column}”.",
        "違っていれば「{toml}」の [columns] で指定してください。", "If this is wrong, map the columns in “{toml}”.",
    ),
    "unassigned": _warning(
        "{row}行目の記録（{value}）は、どの地区にも割り当てられませんでした。未割当として数えます。",
        "The record in row {row} ({value}) was assigned to no district; it is counted as unassigned.",
        "地区名か座標を書いてください。", "Give the district's name or coordinates.",
    ),
    "unassigned_many": _info(
        "地区に割り当てられない記録が{value}件あります（最初は{row}行目）。未割当として数えます。",
        "{value} records were assigned to no district (the first in row {row}); they are counted as unassigned.",
        "地区名か座標を書いてください。", "Give the district's name or coordinates.",
    ),
    "event_without_subject": _warning(
        "{row}行目の出来事（{value}）は、協議会にも地区にも結びつきません。状態の判定には使われません。",
        "The event in row {row} ({value}) belongs to no council and no district; it decides no status.",
        "協議会か地区を書いてください。", "Give the council or the district.",
    ),
    "fiscal_year_unknown": _info(
        "{row}行目の「{column}」は暦年だけなので、どの年度か分かりません。年度別の集計には入りません。",
        "“{column}” in row {row} is only a calendar year, which straddles two fiscal years; it counts in neither.",
        "年度か年月で書いてください。", "Write the fiscal year or the month.",
    ),
    "venue_not_listed": _info(
        "会場「{value}」は施設の表にないため、場所の名前だけを残しました。",
        "The venue “{value}” is not in the table of facilities; only its name was kept.",
        "施設の表に加えると、地図と地区に結びつきます。", "Add it to facilities to link it to the map and a district.",
    ),
    "council_districts_taken": _info(
        "協議会の表の列「{column}」から、協議会と地区の対応を作りました（{value}行）。",
        "The column “{column}” of the table of councils gave the districts of councils ({value} rows).",
        "一部だけの地区や備考を書くには、council_districts の表を使ってください。",
        "Use the table council_districts to say that only a part is covered.",
    ),
    "council_foundings_taken": _info(
        "協議会の表の列「{column}」から、設立の出来事を作りました（{value}件）。",
        "The column “{column}” of the table of councils gave founding events ({value}).",
        "準備会、休止、改称なども記録するには、council_events の表を使ってください。",
        "Use the table council_events for preparation, suspension, renaming and the like.",
    ),
    "council_rows_united": _info(
        "「{value}」は複数の行にあるため、1つの協議会としました（この表で{count}行）。",
        "“{value}” stands on several rows and became one council ({count} row(s) of this table).",
        "別の協議会なら、協議会IDを付けるか名称を分けてください。", "Give ids or different names if they are different councils.",
    ),
    "id_qualified": _info(
        "ID「{value}」は別の市区町村でも使われているため、「{made}」としました。",
        "The id “{value}” is also used by another municipality; it became “{made}”.",
    ),
    "unassigned_people": _info(
        "{value}人がどの地区にも入りません（未割当として数えます）。", "{value} people live outside every district (counted as unassigned).",
    ),
    "no_districts": _warning(
        "市区町村 {value} の地区の境界がまだありません。全地区数は未登録と表示します。",
        "There are no district boundaries of municipality {value} yet; the number of districts is shown as not registered.",
        "国土数値情報 中学校区データ（A32）などを data/boundaries/{value}_…/ に置いてください。",
        "Put e.g. the official school-district data (A32) into data/boundaries/{value}_…/.",
    ),
    "terms_not_open": _warning(
        "「{value}」の利用条件は「{terms}」です。公開や二次利用の前に確かめてください。",
        "The terms of “{value}” are “{terms}”. Check them before publishing or re-use.",
        "提供元の利用条件に従ってください。", "Follow the publisher's terms.",
    ),
}  # fmt: skip

CATALOGUE: Mapping[str, Kind] = MappingProxyType({**_FILES, **_SHAPES, **_CELLS, **_SCOPE})


def finding(
    code: str,
    *,
    file: str,
    part: str = "",
    row: int | None = None,
    column: str = "",
    value: object = "",
    rejected: bool = False,
    municipality_code: str | None = None,
    **params: object,
) -> Finding:
    """A finding of the catalogue with its templates filled in.

    Raises:
        KeyError: the code is not in the catalogue, or a template wants a parameter that was not given.

    >>> finding("bad_date", file="a.csv", row=3, column="実施日", value="来週").message_ja
    '3行目の「実施日」の「来週」は日付として読めません。'
    """
    kind = CATALOGUE[code]
    shown = _short(value)
    number = None if row is None else int(row)  # plain, whatever library counted it
    known = {**params, "file": file, "row": "" if number is None else number, "column": column, "value": shown}
    known.setdefault("toml", f"{file.rsplit('/', 1)[-1]}.toml")
    known["part"] = f"{file} / {part}" if part else file
    return Finding(
        code=code,
        severity=kind.severity,
        file=file,
        part=part,
        row=number,
        column=column,
        value=shown,
        message_ja=kind.message_ja.format_map(known),
        message_en=kind.message_en.format_map(known),
        remedy_ja=kind.remedy_ja.format_map(known),
        remedy_en=kind.remedy_en.format_map(known),
        rejected=rejected,
        municipality_code=municipality_code,
    )


def _short(value: object, limit: int = 120) -> str:
    """The value as one line of at most ``limit`` characters, so that a hostile cell cannot flood the report.

    >>> _short("a" * 200)[-3:]
    'aa…'
    """
    line = "" if value is None else " ".join(str(value).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
