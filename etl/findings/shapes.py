"""What can be wrong with coordinates and shapes."""

from __future__ import annotations

from etl.findings.kinds import Kind, error, info, warning

SHAPES: dict[str, Kind] = {
    "crs_missing": error(
        "「{part}」には座標系の情報がなく、年版からも決められません。", "“{part}” states no coordinate system and its edition does not tell.",
        "「{toml}」に crs = \"EPSG:6668\" のように書いてください。", "Write e.g. crs = \"EPSG:6668\" in “{toml}”.",
    ),
    "crs_invalid": error(
        "「{part}」の座標系「{value}」を解釈できません。", "The coordinate system “{value}” of “{part}” is not understood.",
        "「{toml}」に crs = \"EPSG:6668\" のように書いてください。", "Write e.g. crs = \"EPSG:6668\" in “{toml}”.",
    ),
    "crs_assumed_by_edition": info(
        "座標系の情報がないため、{edition}年版の製品仕様により {crs} として読みました。",
        "No coordinate system is stated; {crs} was used as the specification of the {edition} edition says.",
    ),
    "edition_assumed": info(
        "ファイル名に年版がないため、列の並びから {edition} 年版として読みました。",
        "The file's name tells no edition; its columns are those of {edition}.",
        "違っていれば「{toml}」に edition = \"…\" と書いてください。", "If this is wrong, write edition = \"…\" in “{toml}”.",
    ),
    "edition_taken": info(
        "形状も年版もない地区{count}行（{row}行目など）は、境界データの年版（{value}）についての行としました。",
        "{count} row(s) of districts (row {row} and others) with neither shape nor edition are about the edition of the"
        " boundaries ({value}).",
        "違っていれば、列「年版」に書いてください。", "If this is wrong, write the edition (年版).",
    ),
    "shape_elsewhere": warning(
        "{row}行目の地区「{value}」には形状がなく、形状のある行（{other}）と同じ地区・年版なので、取り込みませんでした。",
        "The district “{value}” in row {row} has no shape and is that of {other}, which has one; it was not loaded.",
        "所在地などを直すには、この表を「データの取り込み」で取り込んでください（形状は残ります）。",
        "To correct its address and the like, import this table on the import page; the shape stays.",
    ),
    "edition_of_several": warning(
        "ファイル名に年版がなく、列の並びは{editions}年版で同じなので、どの年版か分かりません。{edition}年版として扱います。",
        "The file's name tells no edition, and the editions of {editions_en} have the same columns: which it is, is not"
        " known. It is treated as that of {edition}.",
        "「{toml}」に edition = \"…\" と書いてください。", "Write edition = \"…\" in “{toml}”.",
    ),
    "crs_assumed_by_format": info(
        "座標系の情報がなく、値が経度・緯度の範囲にあるため、経度・緯度（EPSG:4326）として読みました。",
        "No coordinate system is stated; the values lie in the range of longitude and latitude, so EPSG:4326 was used.",
    ),
    "coordinates_implausible": error(
        "「{part}」の{count}個の地物の座標が、日本の経度・緯度の範囲にありません（最初の番号と範囲 {value}）。",
        "{count} feature(s) of “{part}” lie outside the longitudes and latitudes of Japan (the first, with its extent: {value}).",
        "座標系を確かめ、「{toml}」に crs = \"…\" と書いてください。", "Check the coordinate system and write crs = \"…\" in “{toml}”.",
    ),
    "feature_abroad": error(
        "{row}番目の地物の座標が、日本の経度・緯度の範囲にないため、取り込みませんでした（範囲 {value}）。",
        "Feature {row} lies outside the longitudes and latitudes of Japan and was not loaded (extent {value}).",
        "元のデータで、この地物の座標を確かめてください。", "Check the coordinates of this feature in the original data.",
    ),
    "features_abroad": error(
        "{rows}個の地物（最初は{row}番目）の座標が、日本の経度・緯度の範囲にないため、取り込みませんでした（範囲 {value}）。",
        "{rows} features (the first is {row}) lie outside the longitudes and latitudes of Japan and were not loaded"
        " (extents {value}).",
        "元のデータで、これらの地物の座標を確かめてください。", "Check the coordinates of these features in the original data.",
    ),
    "coordinates_swapped": error(
        "「{part}」は、経度と緯度が逆に入っているようです（{value}）。", "Longitude and latitude of “{part}” seem to be exchanged ({value}).",
        "GIS ソフトで X に経度、Y に緯度を入れて書き出し直してください。",
        "Export it again from a GIS with the longitude as x and the latitude as y.",
    ),
    "geometry_missing": error(
        "{row}番目の地物には形状がありません。", "Feature {row} has no geometry.",
        "元のデータで形状を確かめてください。", "Check the geometry in the original data.",
    ),
    "geometry_not_polygon": error(
        "{row}番目の地物は面ではありません（{value}）。", "Feature {row} is not a polygon ({value}).",
        "地区の境界は面（ポリゴン）で用意してください。", "District boundaries must be polygons.",
    ),
    "geometry_collection": info(
        "{row}番目の地物は面とほかの図形の集まりなので、面だけを取り出しました。",
        "Feature {row} is a collection of shapes; its polygons were taken.",
    ),
    "geometry_invalid": error(
        "{row}番目の地物の形状は壊れていて読めません（{reason}）。", "The geometry of feature {row} is broken ({reason}).",
        "元のデータで形状を直してください。", "Repair the geometry in the original data.",
    ),
    "geometry_repaired": info(
        "「{value}」の形状の誤り（{reason}）を直しました。面積の変化は {change_m2} m² です。",
        "The geometry of “{value}” was repaired ({reason}); its area changed by {change_m2} m².",
    ),
    "parts_merged": info(
        "「{value}」の{count}個の部分（飛び地・島など）を1つの地区にまとめました。",
        "{count} parts of “{value}” (exclaves, islands) were merged into one district.",
    ),
    "overlap": warning(
        "「{value}」と「{other}」が {area_m2} m² 重なっています。", "“{value}” and “{other}” overlap by {area_m2} m².",
        "境界データを確かめてください。そのままでも集計できます。", "Check the boundaries. They can be used as they are.",
    ),
    "gap": warning(
        "{value}の地区の間に、どの地区にも入らない場所が {area_m2} m²（{count}か所）あります。",
        "{area_m2} m² ({count} places) of {value} lie in no district.",
        "境界データを確かめてください。そこの人口や記録は未割当になります。",
        "Check the boundaries. People and records there stay unassigned.",
    ),
    "coordinates_blank": info(
        "{rows}行（最初は{row}行目）は緯度か経度が空です。地区名か住所がなければ、地区には割り当てられません。",
        "{rows} rows (the first is row {row}) lack latitude or longitude; without a district's name they stay unassigned.",
        "緯度と経度を十進度で書き入れてください。", "Fill in latitude and longitude in decimal degrees.",
    ),
    "swapped_coordinates": warning(
        "{row}行目は緯度と経度が入れ替わっているようです（{value}）。入れ替えて読みました。",
        "Latitude and longitude look swapped in row {row} ({value}); they were read the other way round.",
        "元のデータの緯度と経度を直してください。", "Correct latitude and longitude in the original data.",
    ),
    "outside_municipality": warning(
        "{row}行目の座標（{value}）は、市区町村の範囲の外です。", "The point of row {row} ({value}) lies outside the municipality.",
        "座標を確かめてください。", "Check the coordinates.",
    ),
}  # fmt: skip
