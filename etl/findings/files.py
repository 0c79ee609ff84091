"""What can be wrong with files: what could not be opened or understood."""

from __future__ import annotations

from etl.findings.kinds import Kind, error, info, warning

FILES: dict[str, Kind] = {
    "not_recognised": error(
        "「{part}」は、どの表のデータか判定できませんでした。見出し: {seen}。最も近い表: {nearest}。",
        "“{part}” was not recognised as any table. Headers seen: {seen}. Nearest table: {nearest}.",
        "見出しを data/README.md の名前に直すか、同じ場所に「{toml}」を置き、table = \"…\" と [columns] で対応を書いてください。",
        "Rename the headers as in data/README.md, or put “{toml}” beside the file with table = \"…\" and [columns].",
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
    "encrypted": error(
        "「{file}」はパスワードで保護されているため読めません。", "“{file}” is protected by a password and cannot be read.",
        "パスワードを外して保存し直してください。", "Save a copy without the password.",
    ),
    "too_large": error(
        "「{file}」は大きすぎるか、部品が多すぎます（{reason}）。安全のため読みません。",
        "“{file}” is too large or has too many members ({reason}). It is not read, to be safe.",
        "必要な範囲だけを取り出して置いてください。", "Put only the part that you need.",
    ),
    "unsupported_format": warning(
        "「{file}」は読める形式ではありません（{value}）。", "“{file}” is not in a format that can be read ({value}).",
        "CSV、Excel、GeoJSON、シェープファイル、GeoPackage で保存し直してください。",
        "Save it as CSV, Excel, GeoJSON, shapefile or GeoPackage.",
    ),
    "duplicate_content": info(
        "「{double}」は「{kept}」と同じ内容の別形式なので、「{kept}」だけを読みました。",
        "“{double}” is the same layer as “{kept}” in another format; only “{kept}” was read.",
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
    "malformed_row": error(
        "{row}行目は列の数が見出しと合いません（見出し{expected}列、この行{found}列）。",
        "Row {row} has another number of cells than the header ({found} instead of {expected}).",
        "区切り文字や引用符の抜けを直してください。", "Repair missing delimiters or quotes.",
    ),
}  # fmt: skip
