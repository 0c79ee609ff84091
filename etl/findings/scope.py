"""What can be wrong with scope and completeness."""

from __future__ import annotations

from etl.findings.kinds import Kind, error, info, warning

SCOPE: dict[str, Kind] = {
    "facility_kinds_taken": info(
        "施設の種別は列「{column}」の分類から、分類で分からないものは列「{names}」の名称から決めました。",
        "The kind of a facility was taken from the class in “{column}”, or from its name in “{names}”.",
        "種別の列があれば「{toml}」の [columns] で指定してください。", "If a column holds the kind, map it in “{toml}”.",
    ),
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
    "status_dated": info(
        "日付のない状況（{row}行目など）を、{how}（{value}）の時点のものとしました。",
        "What is said without a date (row {row} and others) is dated {value}: {how_en}.",
        "時点が違う場合は、表題に「令和7年4月1日現在」のように書いてください。",
        "If this is wrong, write the day of record (令和7年4月1日現在) into the title.",
    ),
    "district_status_undated": error(
        "{row}行目の地区「{value}」の状況は、いつの時点のものか分からないため取り込めません。",
        "What row {row} says of the district “{value}” has no date and cannot be taken.",
        "表題に「令和7年4月1日現在」のように書いてください。", "Write the day of record (令和7年4月1日現在) into the title.",
    ),
    "district_without_statement": warning(
        "{row}行目の地区「{value}」には協議会名も状況もないため、未確認のままとしました。",
        "Row {row} gives neither a council nor a status for the district “{value}”; it stays unconfirmed.",
        "協議会がないと確かめた地区には「未設立」と書いてください。", "Write 未設立 where it is confirmed that there is none.",
    ),
    "founding_planned": info(
        "{row}行目の「{column}」の「{value}」は予定なので、設立の出来事にはせず備考に残しました。",
        "“{value}” in “{column}”, row {row}, is a plan: it is no founding and was kept in the note.",
    ),
    "hub_not_listed": info(
        "活動拠点「{value}」（{row}行目）は施設の表にないため、備考に残しました。{suggestion}",
        "The hub “{value}” (row {row}) is not in the table of facilities; it was kept in the note. {suggestion_en}",
        "施設の表に加えると、地図に結びつきます。", "Add it to facilities to link it to the map.",
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
    "table_rows_by_sex": info(
        "男女別の{rows}行（最初は{row}行目）は、総数の行と重なるため使いませんでした。",
        "{rows} rows of one sex (the first is row {row}) repeat the rows of all people and were not used.",
    ),
    "table_upper_rows": info(
        "下位の区分を合計した{rows}行（市区町村、大字・町。最初は{row}行目）は、二重に数えないよう使いませんでした。",
        "{rows} rows that sum up others (whole cities and towns; the first is row {row}) were not used,"
        " so as not to count twice.",
    ),
    "table_taken": info(
        "「{part}」から{value}地域の人口{people}人を取りました。年齢が不詳の{unknown}人は3区分に入りません。"
        "秘匿された{merged}地域の人数は合算先の行にあります。",
        "{value} areas with {people} people were taken from “{part}”. {unknown} people of unknown age are in no age group."
        " The people of {merged} suppressed areas stand in the rows they were counted in.",
    ),
    "table_total_differs": warning(
        "{city} の「{column}」の内訳の合計 {value} が、表の市区町村の値 {expected} と合いません。",
        "The areas of {city} add up to {value} for “{column}”, but the table says {expected} for the whole.",
        "行の欠けや編集がないか、元の表で確かめてください。", "Check the original table for missing or edited rows.",
    ),
    "census_year_unknown": warning(
        "「{part}」が何年の国勢調査か分からないため、基準日を空にしました。",
        "It is not known of which census “{part}” is; the date was left empty.",
        "「{toml}」に edition = \"2020\" のように書いてください。", "Write e.g. edition = \"2020\" in “{toml}”.",
    ),
    "town_completed": info(
        "「{part}」の{value}町丁を、同じコードの境界データに結びつけました（{columns}）。",
        "{value} towns of “{part}” were joined to the boundaries of the same code ({columns_en}).",
    ),
    "town_merged_shared": info(
        "秘匿のため合算された{value}町丁の人数を、各町丁の{measure}に応じて配分しました（合計は表と一致します）。",
        "The counts of {value} towns that the census merged were shared out by {measure_en}; the sums are those of the table.",
    ),
    "town_people_differ": warning(
        "{count}町丁の人口が境界データと表で違います（最初は{row}行目「{name}」、表は{value}人、境界データは{stays}人）。"
        "境界データの値を使いました。",
        "The people of {count} towns differ between boundaries and table (the first in row {row}: “{name}”, {value} in the"
        " table, {stays} in the boundaries). Those of the boundaries were used.",
        "同じ調査の境界データと表か確かめてください。", "Check that both are of the same census.",
    ),
    "town_other_census": info(
        "「{part}」の{rows}行は、境界データと別の時点（{value}）の町丁なので使いませんでした。",
        "{rows} rows of “{part}” are towns of another date ({value}) than the boundaries and were not used.",
        "同じ年の国勢調査の境界データと表を使ってください。", "Use boundaries and tables of the same census.",
    ),
    "municipality_not_here_many": warning(
        "{rows}行（最初は{row}行目）は市区町村 {value} のものですが、この市区町村の境界も登録もないため、取り込みませんでした。",
        "{rows} rows (the first is row {row}) belong to municipality {value}, which has neither boundaries nor an entry"
        " here; they were not loaded.",
        "コードを確かめてください。この市区町村も使う場合は、境界データか municipalities の表に加えてください。",
        "Check the code. To use this municipality too, add its boundaries or list it in municipalities.",
    ),
    "rows_of_others": info(
        "全国や県の表の{rows}行（最初は{row}行目）は、ここにない市区町村（{value}）のものなので、取り込みませんでした。",
        "{rows} rows (the first is row {row}) of a table of the country or a prefecture belong to municipalities that are"
        " not here ({value}); they were not loaded.",
    ),
    "mesh_code_bad": warning(
        "メッシュコードとして読めない{rows}行（最初は{row}行目、{value}）は取り込みませんでした。",
        "{rows} rows (the first is row {row}: {value}) have no code of a grid cell and were not loaded.",
        "8〜10桁の地域メッシュコード（1km、500m、250m）か確かめてください。",
        "Check that the codes are those of cells of 1 km, 500 m or 250 m (8 to 10 digits).",
    ),
    "mesh_outside": info(
        "「{part}」の{rows}個のメッシュは、ここにある市区町村の範囲の外なので、取り込みませんでした。",
        "{rows} cells of “{part}” lie outside the municipalities that are here and were not loaded.",
    ),
    "mesh_taken_by_shape": info(
        "「{part}」の面は{size}mメッシュと一致しました。{columns}と読みました。",
        "The polygons of “{part}” are grid cells of {size} m; read as: {columns_en}.",
        "違っていれば「{toml}」の [columns] で指定してください。", "If this is wrong, map the columns in “{toml}”.",
    ),
    "mesh_coarser_unused": info(
        "細かい{value}mメッシュがあるため、粗いメッシュの{count}個は地区の人口に使いませんでした。",
        "Cells of {value} m are there, so that {count} coarser cells were not used for the people of districts.",
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
    "terms_blank": info(
        "利用条件が空の{rows}行（最初は{row}行目、{value}）は使いませんでした。",
        "{rows} rows (the first is row {row}: {value}) say nothing about terms and were not used.",
    ),
    "terms_of_others": info(
        "ここにない市区町村の利用条件{rows}行（最初は{row}行目）は取り込みませんでした。",
        "{rows} rows (the first is row {row}) with terms of municipalities that are not here were not loaded.",
    ),
    "terms_unknown": warning(
        "「{value}」の利用条件は未確認です（利用条件の一覧にこの市区町村がありません）。",
        "The terms of “{value}” are unconfirmed: the tables of terms do not list this municipality.",
        "公開や二次利用の前に、提供元に確かめてください。", "Ask the publisher before publishing or re-use.",
    ),
    "terms_not_open": warning(
        "「{value}」の利用条件は「{terms}」です。公開や二次利用の前に確かめてください。",
        "The terms of “{value}” are “{terms}”. Check them before publishing or re-use.",
        "提供元の利用条件に従ってください。", "Follow the publisher's terms.",
    ),
}  # fmt: skip
