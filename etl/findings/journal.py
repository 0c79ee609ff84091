"""What is to be said about imports: rows that came before, uploads that cannot be taken, a damaged journal."""

from __future__ import annotations

from etl.findings.kinds import Kind, error, info, warning

JOURNAL: dict[str, Kind] = {
    "superseded_by_import": info(
        "{row}行目の「{value}」は、取り込み{entry}番の新しい内容に置きかわりました。",
        "“{value}” in row {row} was replaced by the newer content of import {entry}.",
        "元に戻すには、取り込み{entry}番を取り消してください。", "To go back, undo import {entry}.",
    ),
    "removed_by_import": info(
        "{row}行目の「{value}」は、取り込み{entry}番で削除されています。", "“{value}” in row {row} was removed by import {entry}.",
        "元に戻すには、取り込み{entry}番を取り消してください。", "To go back, undo import {entry}.",
    ),
    "superseded_by_import_many": info(
        "{rows}行（最初は{row}行目の「{value}」）は、取り込み{entry}番の新しい内容に置きかわりました。",
        "{rows} rows (the first is row {row}, “{value}”) were replaced by the newer content of import {entry}.",
        "元に戻すには、取り込み{entry}番を取り消してください。", "To go back, undo import {entry}.",
    ),
    "removed_by_import_many": info(
        "{rows}行（最初は{row}行目の「{value}」）は、取り込み{entry}番で削除されています。",
        "{rows} rows (the first is row {row}, “{value}”) were removed by import {entry}.",
        "元に戻すには、取り込み{entry}番を取り消してください。", "To go back, undo import {entry}.",
    ),
    "same_as_before": info(
        "{count}行は、すでにある内容と同じでした。", "{count} row(s) are the same as what was there already.",
    ),
    "template_outdated": warning(
        "この様式は、取り込み{entry}番より前に出力したものです。その後に変わった行は、出力したときの内容に戻ります。",
        "This form was filled before import {entry}. Rows that changed since go back to what they were then.",
        "変更の一覧を確かめるか、新しい様式を出力して書き直してください。",
        "Look through the list of changes, or fill a new form and edit that.",
    ),
    "lined_up": info(
        "IDのない{count}行は、同じ名称や日付の行がすでにあるため、その行の更新として扱いました。",
        "{count} row(s) without an id are about rows that are there already and were taken as updates of them.",
        "別のものなら、IDか名称を分けてください。", "Give different ids or names if they are different things.",
    ),
    "columns_kept": info(
        "このファイルにない列（{columns}）は、前の内容のまま残しました。",
        "Columns that this file does not have ({columns_en}) keep what was there before.",
        "空にするには、その列を加えて空のままにしてください。", "To empty them, add the column and leave it blank.",
    ),
    "import_file_changed": warning(
        "「{file}」は、取り込んだ後に書きかえられています。今の内容を読みました。",
        "“{file}” was altered after it had been imported; its present content was read.",
        "取り込んだファイルは直さず、直したファイルをもう一度取り込んでください。",
        "Leave imported files as they are, and import the corrected file again.",
    ),
    "journal_torn": warning(
        "取り込みの記録の{row}行目は書きかけのため、使いませんでした。", "Line {row} of the journal of imports is incomplete and was not used.",
        "書き込みの途中で止まったものです。その取り込みは受け入れられていません。必要ならもう一度取り込んでください。",
        "Writing stopped half way: that import was not accepted. Import again if it is needed.",
    ),
    "journal_damaged": error(
        "取り込みの記録の{row}行目が読めないため、その取り込みの内容は入っていません。",
        "Line {row} of the journal of imports cannot be read, so what it took in is left out.",
        "取り込んだファイルは data/imports/ に残っています。記録を控えから戻すか、そのファイルをもう一度取り込んでください。",
        "The imported files are still in data/imports/. Put the journal back from a backup, or import those files again.",
    ),
    "import_file_missing": error(
        "取り込み{entry}番の「{file}」が見つからないため、その内容は入っていません。",
        "“{file}” of import {entry} was not found, so its content is left out.",
        "data/imports/ に同じファイルを戻すか、要らなければ取り込み{entry}番を取り消してください。",
        "Put the same file back into data/imports/, or undo import {entry} if it is not needed.",
    ),
    "other_files_concerned": warning(
        "ほかのファイルに確認事項が{count}件ふえます：{example}（{file}）。",
        "This brings {count} new finding(s) on other files: {example_en} ({file}).",
        "名前を変えたためなら、ほかのファイルの名前も直してください。変更内容も確かめてください。",
        "If that is because a name was changed, change it in the other files too. Look through the changes as well.",
    ),
    "upload_renamed": info(
        "ファイル名「{value}」を「{file}」として保存します。", "The file name “{value}” is stored as “{file}”.",
    ),
    "upload_same_name": error(
        "「{file}」という名前のファイルが2つあります。", "Two files are named “{file}”.",
        "どちらかの名前を変えて、もう一度選んでください。", "Rename one of them and choose again.",
    ),
    "upload_without_main_file": error(
        "「{file}」だけでは読めません。", "“{file}” cannot be read by itself.",
        "シェープファイルは .shp・.dbf・.shx・.prj をまとめて選ぶか、ZIP のまま選んでください。設定（.toml）は元のファイルと一緒に選んでください。",
        "Choose .shp, .dbf, .shx and .prj together or the ZIP as it is; choose a .toml together with its file.",
    ),
    "upload_empty": error(
        "「{file}」は空のファイルです。", "“{file}” is an empty file.",
        "中身のあるファイルを選んでください。", "Choose a file with content.",
    ),
}  # fmt: skip
