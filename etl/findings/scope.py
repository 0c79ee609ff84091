"""What can be wrong with scope and completeness."""

from __future__ import annotations

from etl.findings.kinds import Kind, error, info, warning

SCOPE: dict[str, Kind] = {
    "out_of_scope": info(
        "{row}番目の行は別の市区町村（{value}）のものなので、取り込みませんでした。このフォルダは {expected} です。",
        "Row {row} belongs to another municipality ({value}) and was not loaded; this folder is for {expected}.",
    ),
    "out_of_scope_many": info(
        "別の市区町村（{value}）の{rows}行（最初は{row}行目）は取り込みませんでした。このフォルダは {expected} です。",
        "{rows} rows (the first is row {row}) belong to other municipalities ({value}) and were not loaded;"
        " this folder is for {expected}.",
    ),
    "other_area_unit": info(
        "「{part}」は{unit}のデータです。この市区町村の地区は{expected}なので、取り込みませんでした。",
        "“{part}” holds {unit_en}; this municipality uses {expected_en}, so it was not loaded.",
        "{unit}を使うには、市区町村の表の「地区の単位」を変えてください。",
        "To use it, change the area unit in the table of municipalities.",
    ),
    "municipality_from_file": info(
        "市区町村コード {value} を、{origin}から決めました。", "The municipality code {value} was taken from {origin_en}.",
    ),
    "municipality_not_registered": info(
        "市区町村 {value}（{name}）はどの表にもないため、{origin}の名称で登録しました。",
        "Municipality {value} ({name}) is listed in no table; it was registered under the name in the {origin_en}.",
        "名称や地区の単位を変えるには、municipalities の表に加えてください。",
        "To change its name or area unit, add it to the table of municipalities.",
    ),
    "municipality_unknown": error(
        "{row}行目は、どの市区町村のものか分かりません。", "It is not known to which municipality row {row} belongs.",
        "市区町村コードの列を加えるか、「29209_生駒市」のような名前のフォルダに置いてください。",
        "Add a column with the municipality code, or put the file into a folder named like “29209_生駒市”.",
    ),
    "municipality_not_here": warning(
        "{row}行目は市区町村 {value} のものですが、この市区町村の境界も登録もないため、取り込みませんでした。",
        "Row {row} belongs to municipality {value}, which has neither boundaries nor an entry here; it was not loaded.",
        "コードを確かめてください。この市区町村も使う場合は、境界データか municipalities の表に加えてください。",
        "Check the code. To use this municipality too, add its boundaries or list it in municipalities.",
    ),
    "district_named_by": info(
        "他で加工された境界データです。市区町村は{municipality_origin}、学校名は列「{column}」から取りました。",
        "Boundaries processed by others: municipality taken from {municipality_origin_en}, school's name from “{column}”.",
        "違っていれば「{toml}」の [columns] で指定してください。", "If this is wrong, map the columns in “{toml}”.",
    ),
    "unassigned": warning(
        "{row}行目の記録（{value}）は、どの地区にも割り当てられませんでした。未割当として数えます。",
        "The record in row {row} ({value}) was assigned to no district; it is counted as unassigned.",
        "地区名か座標を書いてください。", "Give the district's name or coordinates.",
    ),
    "unassigned_many": info(
        "地区に割り当てられない記録が{value}件あります（最初は{row}行目）。未割当として数えます。",
        "{value} records were assigned to no district (the first in row {row}); they are counted as unassigned.",
        "地区名か座標を書いてください。", "Give the district's name or coordinates.",
    ),
    "event_without_subject": warning(
        "{row}行目の出来事（{value}）は、協議会にも地区にも結びつきません。状態の判定には使われません。",
        "The event in row {row} ({value}) belongs to no council and no district; it decides no status.",
        "協議会か地区を書いてください。", "Give the council or the district.",
    ),
    "fiscal_year_unknown": info(
        "{row}行目の「{column}」は暦年だけなので、どの年度か分かりません。年度別の集計には入りません。",
        "“{column}” in row {row} is only a calendar year, which straddles two fiscal years; it counts in neither.",
        "年度か年月で書いてください。", "Write the fiscal year or the month.",
    ),
    "venue_not_listed": info(
        "会場「{value}」は施設の表にないため、場所の名前だけを残しました。",
        "The venue “{value}” is not in the table of facilities; only its name was kept.",
        "施設の表に加えると、地図と地区に結びつきます。", "Add it to facilities to link it to the map and a district.",
    ),
    "council_districts_taken": info(
        "協議会の表の列「{column}」から、協議会と地区の対応を作りました（{value}行）。",
        "The column “{column}” of the table of councils gave the districts of councils ({value} rows).",
        "一部だけの地区や備考を書くには、council_districts の表を使ってください。",
        "Use the table council_districts to say that only a part is covered.",
    ),
    "council_foundings_taken": info(
        "協議会の表の列「{column}」から、設立（準備中の協議会は準備会発足）の出来事を作りました（{value}件）。",
        "The column “{column}” of the table of councils gave events of founding, or of preparation ({value}).",
        "準備会、休止、改称なども記録するには、council_events の表を使ってください。",
        "Use the table council_events for preparation, suspension, renaming and the like.",
    ),
    "council_status_undated": info(
        "{row}行目の「{column}」の「{value}」は、いつからか分からないため、沿革には加えませんでした。",
        "“{value}” in “{column}”, row {row}, has no date and was not added to the history.",
        "いつの出来事かを、council_events の表に書いてください。", "Give the date in the table council_events.",
    ),
    "council_rows_united": info(
        "「{value}」は複数の行にあるため、1つの協議会としました（この表で{count}行）。",
        "“{value}” stands on several rows and became one council ({count} row(s) of this table).",
        "別の協議会なら、協議会IDを付けるか名称を分けてください。", "Give ids or different names if they are different councils.",
    ),
    "id_qualified": info(
        "ID「{value}」は別の市区町村でも使われているため、「{made}」としました。",
        "The id “{value}” is also used by another municipality; it became “{made}”.",
    ),
    "town_counted_twice": info(
        "{row}行目の「{value}」は、形状のある町丁（{other}）と同じ名前なので、二重に数えないよう取り込みませんでした。",
        "“{value}” in row {row} is a town that has a shape already ({other}); it was not loaded, so as not to count twice.",
        "新しい人口を使うには、地区ごとに集計し「地区」の列のある人口の表にしてください。",
        "To use newer figures, sum them by district into a table of population with a column 地区.",
    ),
    "municipality_not_stated": info(
        "市区町村コードの列がなく、フォルダの名前からも分かりません。構築のときは、ただ1つの市区町村のものとして扱います。",
        "No column and no folder tells the municipality; a build takes the rows as those of its only municipality.",
        "市区町村コードの列を加えるか、「29209_生駒市」のような名前のフォルダに置いてください。",
        "Add a column with the municipality code, or put the file into a folder named like “29209_生駒市”.",
    ),
    "unassigned_people": info(
        "{value}人がどの地区にも入りません（未割当として数えます）。", "{value} people live outside every district (counted as unassigned).",
    ),
    "no_districts": warning(
        "市区町村 {value} の地区の境界がまだありません。全地区数は未登録と表示します。",
        "There are no district boundaries of municipality {value} yet; the number of districts is shown as not registered.",
        "国土数値情報 中学校区データ（A32）などを data/boundaries/{value}_…/ に置いてください。",
        "Put e.g. the official school-district data (A32) into data/boundaries/{value}_…/.",
    ),
    "terms_not_open": warning(
        "「{value}」の利用条件は「{terms}」です。公開や二次利用の前に確かめてください。",
        "The terms of “{value}” are “{terms}”. Check them before publishing or re-use.",
        "提供元の利用条件に従ってください。", "Follow the publisher's terms.",
    ),
}  # fmt: skip
