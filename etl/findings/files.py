"""What can be wrong with files: what could not be opened or understood."""

from __future__ import annotations

from etl.findings.kinds import Kind, error, info, warning

FILES: dict[str, Kind] = {
    "not_recognised": error(
        "「{part}」は、どの表のデータか判定できませんでした。見出し: {seen}。近い表: {nearest}。{suggestion}",
        "“{part}” was not recognised as any table. Headers seen: {seen}. Nearest tables: {nearest}. {suggestion_en}",
        "見出しを data/README.md の名前に直すか、同じ場所に「{toml}」を置き、table = \"…\" と [columns] で対応を書いてください。",
        "Rename the headers as in data/README.md, or put “{toml}” beside the file with table = \"…\" and [columns].",
    ),
    "cross_table": error(
        "「{part}」は、{kind}が列に並ぶ集計表のようです（{value} の{count}列）。このままでは取り込めません。",
        "“{part}” looks like a cross table with {kind_en} across ({count} columns: {value}); it cannot be loaded as it is.",
        "1行に1つの値になるよう、「地区」「年月日（または基準日）」「人数」などの列に縦に並べ直してください（Excel の「列のピボット解除」）。",
        "Put one value on each row, in columns such as district, date and number (“Unpivot columns” in Excel).",
    ),
    "table_on_its_side": error(
        "「{part}」は、見出し（{value}）が縦に並んでいるようです。", "The headers of “{part}” ({value}) seem to run down the first column.",
        "Excel でコピーし、「形式を選択して貼り付け」の「行列を入れ替える」で貼り直してください。",
        "Copy the table in Excel and paste it with “Transpose”.",
    ),
    "unreadable_file": error(
        "「{part}」を開けませんでした（{reason}）。", "“{part}” could not be opened ({reason}).",
        "元のソフトで開けるか確かめ、もう一度保存するか入手し直してください。",
        "Check that it opens in its own program, then save it again or obtain it again.",
    ),
    "missing_file": error(
        "「{file}」が見つかりません。", "“{file}” was not found.",
        "場所と名前を確かめてください。", "Check the path and the name.",
    ),
    "empty_file": warning(
        "「{part}」にデータの行がありません。", "“{part}” holds no row of data.",
        "不要なら削除し、必要なら中身を確かめてください。", "Remove it if it is not needed, otherwise check its content.",
    ),
    "unexpected": error(
        "{doing}ときに、想定していない誤りが起きました（{reason}）。ファイルによるものであれば、そのファイルを除いて続けました。",
        "An unexpected error occurred while {doing_en} ({reason}). If a file brought it, that file was left out and the others went on.",
        "このプログラムの誤りです。記録（{log}）とファイルを、このプログラムの管理者に渡してください。",
        "This is a bug of this program. Hand the log ({log}) and the file to whoever maintains it.",
    ),
    "check_failed": error(
        "「{part}」を加えると、できあがったデータベースが検査に合いません（{reason}）。このファイルを除いて続けました。",
        "With “{part}” the finished database does not pass its checks ({reason}). It was left out and the others went on.",
        "ファイルの示された行を確かめてください。直らないときは、記録（{log}）とファイルを、このプログラムの管理者に渡してください。",
        "Check the rows named. If that does not help, hand the log ({log}) and the file to whoever maintains this program.",
    ),
    "layers_not_read": warning(
        "「{part}」の「{value}」は、データの表ではなく、計算で作られる表（ビューなど）なので、安全のため読みませんでした。",
        "“{value}” in “{part}” is computed (a view, for example) and no table of data; it was not read, to be safe.",
        "必要なら、GIS ソフトでその内容を通常の表（レイヤ）として書き出して置いてください。",
        "If you need it, export it as an ordinary layer with your GIS program.",
    ),
    "encrypted": error(
        "「{file}」はパスワードで保護されているため読めません。", "“{file}” is protected by a password and cannot be read.",
        "パスワードを外して保存し直してください。", "Save a copy without the password.",
    ),
    "too_large": error(
        "「{file}」は大きすぎるか、部品が多すぎます（{reason}）。安全のため読みません。",
        "“{file}” is too large or has too many members ({reason}). It is not read, to be safe.",
        "必要な範囲だけを取り出すか、何も入っていない遠くのセルや不要なシートを消すか、CSV で保存し直してください。",
        "Put only the part that you need, delete stray cells and sheets that are not needed, or save it as CSV.",
    ),
    "unsupported_format": warning(
        "「{file}」は読める形式ではありません（{value}）。", "“{file}” is not in a format that can be read ({value}).",
        "CSV、Excel、GeoJSON、シェープファイル、GeoPackage で保存し直してください。",
        "Save it as CSV, Excel, GeoJSON, shapefile or GeoPackage.",
    ),
    "wrong_content": error(
        "「{part}」の中身は {value} で、名前の終わり（{ending}）の形式ではありません。",
        "The content of “{part}” is {value}, not what its ending ({ending}) says.",
        "正しいファイルか確かめ、元のソフトで開いて Excel ブック（.xlsx）か CSV で保存し直してください。",
        "Check that it is the right file; open it in its own program and save it as .xlsx or CSV.",
    ),
    "ending_misleads": info(
        "「{part}」の名前は {ending} で終わりますが、中身は{kind}なので、そのように読みました。",
        "“{part}” ends in {ending}, but its content is {kind_en}; it was read as that.",
    ),
    "xml_entities": error(
        "「{part}」は、安全のため読まない記述（DOCTYPE・ENTITY）を含んでいます。",
        "“{part}” contains declarations (DOCTYPE, ENTITY) that are not read, to be safe.",
        "Excel で開いて保存し直すか、入手元に確かめてください。", "Open it in Excel and save it again, or ask where it came from.",
    ),
    "unsafe_member": error(
        "「{file}」の中の「{value}」（{count}個）は、{reason}ため読みませんでした。",
        "“{value}” in “{file}” ({count} of the kind) was not read: {reason_en}.",
        "展開して中身を確かめ、必要なファイルだけを直接置いてください。",
        "Unpack it, look at what is inside and put only the files that you need here.",
    ),
    "duplicate_content": info(
        "「{double}」は「{kept}」と同じ内容の別形式なので、「{kept}」だけを読みました。",
        "“{double}” is the same layer as “{kept}” in another format; only “{kept}” was read.",
    ),
    "duplicate_content_many": info(
        "ほかにも{count}個のファイル（「{double}」など）は、別のファイルと同じ内容の別形式なので、読みませんでした。",
        "{count} more files (such as “{double}”, the same as “{kept}”) repeat another one and were not read.",
    ),
    "members_unread_many": warning(
        "「{file}」の中のほか{count}個のファイル（「{value}」など）からも、データを読めませんでした。",
        "{count} more files in “{file}” (such as “{value}”) gave no data either.",
        "必要なファイルだけを入れた ZIP を作り直すか、必要なファイルを直接置いてください。",
        "Make a ZIP file of only what you need, or put those files here directly.",
    ),
    "name_decoded": info(
        "「{file}」の名前は UTF-8 ではないため、Shift_JIS として読み替えて示しています。",
        "The name of “{file}” is not UTF-8; it is shown as read from Shift_JIS.",
        "文字化けがあれば、ファイルやフォルダの名前を付け直してください。", "If it looks wrong, rename the file or folder.",
    ),
    "toml_invalid": error(
        "設定ファイル「{toml}」を読めません（{reason}）。この設定は使いませんでした。",
        "The settings file “{toml}” cannot be read ({reason}). It was not used.",
        "TOML の書き方と項目名（{allowed}）を確かめてください。", "Check the TOML syntax and the keys ({allowed}).",
    ),
    "encoding_guessed": info(
        "文字コードの指定がないため、内容から {encoding} と判断しました。",
        "No encoding is stated; {encoding} was determined from the content.",
        "文字化けがあれば「{toml}」に encoding = \"…\" と書いてください。",
        "If characters look wrong, write encoding = \"…\" in “{toml}”.",
    ),
    "encoding_unknown": error(
        "「{file}」の文字コードを判断できませんでした（UTF-8 でも Shift_JIS でもありません）。",
        "The encoding of “{file}” could not be determined (neither UTF-8 nor Shift_JIS).",
        "UTF-8 で保存し直すか、「{toml}」に encoding = \"…\" と書いてください。",
        "Save it as UTF-8, or write encoding = \"…\" in “{toml}”.",
    ),
    "encoding_mixed": error(
        "「{part}」は途中で文字コードが変わります（{row}行目から {encoding}）。",
        "The encoding of “{part}” changes in the middle (from row {row} on it is {encoding}).",
        "別々に保存された内容を1つにしたものです。Excel などで開いて直し、UTF-8 で保存し直してください。",
        "Texts of two encodings were put together. Mend it in an editor and save it as UTF-8.",
    ),
    "encoding_not_as_stated": error(
        "「{part}」は、「{toml}」に書かれた文字コード {value} では読めません。{hint}",
        "“{part}” is not in the encoding {value} that “{toml}” states. {hint_en}",
        "「{toml}」の encoding を直すか、その行を消してください。", "Correct or remove “encoding” in “{toml}”.",
    ),
    "code_page_wrong": info(
        ".cpg には {value} とありますが、中身は {encoding} なので、そのように読みました。",
        "The .cpg states {value}, but the content is {encoding}; it was read as that.",
        "文字化けがあれば「{toml}」に encoding = \"…\" と書いてください。",
        "If characters look wrong, write encoding = \"…\" in “{toml}”.",
    ),
    "nul_characters": warning(
        "{row}行目などに、文字ではないデータ（NUL）が{count}個あります。取り除いて読みました。",
        "There are {count} NUL characters (the first in row {row}); they were removed.",
        "ファイルが壊れているおそれがあります。元のファイルで行数と値を確かめてください。",
        "The file may be damaged. Check the number of rows and the values against the original.",
    ),
    "quote_not_closed": error(
        "{row}行目の引用符（\"）が閉じていないため、この行を除きました。", "The quotation mark in row {row} is not closed; the row was left out.",
        "余分な引用符を消すか、セルの終わりに引用符を加えてください。", "Remove the quotation mark or close it at the end of the cell.",
    ),
    "formula_error": error(
        "「{column}」の列の数式に、エラー値が{count}個あります（最初は{row}行目の {value}）。空として読みました。",
        "Formulas of the column “{column}” give {count} error value(s), the first in row {row} ({value}); read as empty.",
        "Excel で数式を直し、保存し直してください。", "Correct the formulas in Excel and save the file again.",
    ),
    "formula_uncalculated": error(
        "「{column}」の列に、計算結果が保存されていない数式が{count}個あります（最初は{row}行目）。空として読みました。",
        "The column “{column}” has {count} formula(s) without a stored result, the first in row {row}; read as empty.",
        "Excel で開いて保存し直すか、値として貼り付けてください。", "Open the file in Excel and save it, or paste the values.",
    ),
    "hidden_read": info(
        "非表示の行（{rows}行）と列（{columns}列）も読みました。", "{rows} hidden row(s) and {columns} hidden column(s) were read too.",
        "使わない行や列は、ファイルから削除してください。", "Delete the rows and columns that are not meant to be used.",
    ),
    "hidden_sheet_read": info(
        "非表示のシート「{sheet}」も読みました。", "The hidden sheet “{sheet}” was read too.",
        "使わないシートは、ファイルから削除してください。", "Delete the sheet if it is not meant to be used.",
    ),
    "header_found_at": info(
        "見出しは{row}行目にありました。それより上の{skipped}行は表題として読み飛ばしました。",
        "The header was found in row {row}; the {skipped} row(s) above were skipped as title rows.",
    ),
    "headers_joined": info(
        "2行にわたる見出し（{row}行目まで）をつなげて読みました。", "A header over two rows (down to row {row}) was joined.",
    ),
    "header_unknown": info(
        "列「{column}」は使いませんでした。{hint}", "The column “{column}” was not used. {hint_en}",
        "取り込むには見出しを直すか、「{toml}」の [columns] に書いてください。",
        "To load it, rename the header or name it under [columns] in “{toml}”.",
    ),
    "header_unknown_many": info(
        "ほかにも{value}列を使いませんでした。", "{value} more columns were not used.",
        "取り込むには見出しを直すか、「{toml}」の [columns] に書いてください。",
        "To load them, rename the headers or name them under [columns] in “{toml}”.",
    ),
    "header_duplicate": info(
        "列「{column}」は「{kept}」と同じ項目なので、「{kept}」だけを読みました。",
        "The column “{column}” means the same as “{kept}”; only “{kept}” was read.",
        "どちらが正しいか確かめ、不要な列を消してください。", "Check which is right and remove the other column.",
    ),
    "sheet_skipped": info(
        "シート「{sheet}」はデータの表ではないため、読みませんでした。", "The sheet “{sheet}” is no table of data and was not read.",
    ),
    "ditto_filled": info(
        "「〃」「同上」など{count}個のセルを、上の行の値で埋めました。", "{count} ditto mark(s) were filled with the value above.",
    ),
    "merged_filled": info(
        "結合セル{count}個を、先頭のセルの値で埋めました。", "{count} merged cell(s) were filled with the value of their first cell.",
    ),
    "personal_column_dropped": info(
        "列「{column}」は個人に関わる情報のおそれがあるため、読み込みませんでした。",
        "The column “{column}” may hold personal information and was not read.",
        "対応は不要です。元のファイルを配布する場合はご注意ください。", "Nothing to do. Take care if you pass the file on.",
    ),
    "totals_row": info(
        "{row}行目は合計の行（「{value}」）なので、データとして数えませんでした。",
        "Row {row} is a totals row (“{value}”) and was not counted as data.",
    ),
    "note_row": info(
        "{row}行目は注記（「{value}」）なので、データとして数えませんでした。",
        "Row {row} is a note (“{value}”) and was not counted as data.",
    ),
    "year_taken": info(
        "「{column}」の{count}個の日付（{row}行目など）には年がないため、{origin}の「{value}」から補いました（{rule}）。",
        "{count} date(s) of “{column}” (row {row} and others) have no year; it was taken from “{value}” in the {origin_en} ({rule_en}).",
        "違っていれば、日付に年を書いてください。", "If this is wrong, write the year into the dates.",
    ),
    "date_outside_title": warning(
        "「{column}」の{count}個の日付（{row}行目の {value} など）は、{origin}の「{told}」に入りません。日付のまま読みました。",
        "{count} date(s) of “{column}” (such as {value} in row {row}) are not in {told}, which the {origin_en} tells; taken as written.",
        "Excel は年のない日付に入力した年を付けます。年を確かめてください。",
        "Excel gives a date typed without a year the year of typing. Check the year.",
    ),
    "date_columns_joined": info(
        "列「{column}」を1つの日付として読みました（{count}行）。空の年は上の行の年としました。",
        "The columns “{column}” were read as one date ({count} rows); a blank year is that of the row above.",
    ),
    "as_of_taken": info(
        "基準日の列がないため、表題などにある「{value}」現在の値としました。", "No column tells the day of record; “{value}” in the title was used.",
    ),
    "district_taken": info(
        "地区の列がないため、シート名「{value}」を地区としました。", "No column tells the district; the sheet's name “{value}” was used.",
    ),
    "header_repeated": info(
        "{row}行目は見出しの繰り返し（「{value}」…）なので、データとして数えませんでした。",
        "Row {row} repeats the header (“{value}” …) and was not counted as data.",
    ),
    "second_table": error(
        "{first}行目から別の表が始まるため、{row}行目（「{value}」）は読みませんでした。",
        "Another table begins in row {first}; row {row} (“{value}”) was not read.",
        "1つのシートには表を1つだけ置き、ほかの表は別のシートか別のファイルに移してください。",
        "Keep one table in a sheet; move the other one to a sheet or file of its own.",
    ),
    "ditto_without_value": warning(
        "{row}行目の「{column}」に「〃」「同上」がありますが、上に値がないため空としました。",
        "“{column}” in row {row} has a ditto mark with no value above; it was read as empty.",
        "値を書いてください。", "Write the value.",
    ),
    "malformed_row": error(
        "{row}行目は列の数が見出しと合いません（見出し{expected}列、この行{found}列）。",
        "Row {row} has another number of cells than the header ({found} instead of {expected}).",
        "区切り文字や引用符の抜けを直してください。", "Repair missing delimiters or quotes.",
    ),
}  # fmt: skip
