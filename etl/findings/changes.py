"""What can be said about districts that changed: rows of the table of changes, and records of former districts."""

from __future__ import annotations

from etl.findings.kinds import Kind, info, warning

CHANGES: dict[str, Kind] = {
    "change_cells_split": info(
        "{row}行目には複数の地区（{value}）が書かれているため、旧地区と新地区の1組ずつに分けました（{count}組）。",
        "Row {row} names several districts ({value}); it became one row for each pair ({count}).",
    ),
    "change_detected": info(
        "{earlier}年版と{later}年版の境界を比べ、旧{olds}から{news}への{kind}と判断しました。日付は2つの年版の間としか分かりません。",
        "Comparing the boundaries of {earlier} and {later}, a change was found: former {olds} to {news} ({kind_en}). "
        "All that is known of its date is that it lies between the two.",
        "正しい日付は、district_changes（地区の変更）の表に書いてください。", "Give the date in the table district_changes.",
    ),
    "change_undated": warning(
        "{row}行目の変更（旧{value}）には日付がなく、境界データの年版からも分かりません。推移のグラフに区切りを描けません。",
        "The change in row {row} (former {value}) has no date, and no editions of boundaries show one; no break can be drawn "
        "in a series.",
        "変更日を書いてください。年度だけでも構いません。", "Give the date; the fiscal year is enough.",
    ),
    "change_shares_sum": warning(
        "旧{value}の「{column}」の合計が {total} です（1になるはずです）。残りがどの地区に入ったか分からないため、人口の換算はしません。",
        "The shares “{column}” of the former {value} add up to {total} instead of 1; no people are converted by them.",
        "後継の地区をすべて書いたか、割合が正しいかを確かめてください。割合を空にすると、境界と町丁の人口から計算します。",
        "Check that every district that followed is listed and that the shares are right; empty ones are computed.",
    ),
    "change_shares_unknown": warning(
        "旧{value}は分割されましたが、割合が分かりません（当時の境界データも、書かれた割合もありません）。",
        "The former {value} was divided, but the shares are unknown: neither its boundaries nor stated shares are there.",
        "「人口の割合」を書くか、当時の年版の境界データを data/boundaries に置いてください。",
        "Give the share of people, or put the boundaries of that time into data/boundaries.",
    ),
    "change_shape_disagrees": warning(
        "旧{value}は全部が{news}に入ると書かれていますが、境界データでは{share}が別の地区にあります。書かれたとおりに扱います。",
        "The former {value} is stated to have gone to {news} whole, but {share} of it lies elsewhere by the boundaries. "
        "What is stated is used.",
        "一部が別の地区に入る場合は、「分割」として行を加えてください。", "If a part went elsewhere, add it as a division.",
    ),
    "district_succeeded": info(
        "{row}行目などの「{value}」はいまの境界にない地区です。後継の{successor}の記録として数えます（{count}件）。",
        "“{value}” (row {row} and others) is a former district; its records count in {successor}, which followed ({count}).",
    ),
    "district_was_split": warning(
        "{row}行目などの「{value}」は分割された地区です。座標のない記録は、{candidates}のどれか分からないため、未割当として数えます（{count}件）。",
        "“{value}” (row {row} and others) was divided; records without a point may belong to {candidates} and are counted "
        "as unassigned ({count}).",
        "いまの地区名か、座標を書いてください。", "Give the present district or the coordinates.",
    ),
    "council_of_former_district": info(
        "{row}行目の「{value}」は旧地区です。{successor}の協議会とし、範囲は「{coverage}」としました。",
        "“{value}” in row {row} is a former district; the council is shown in {successor} (coverage: {coverage_en}).",
        "違っていれば、いまの地区と範囲を書いてください。", "If this is wrong, give the present district and the coverage.",
    ),
    "event_of_former_district": info(
        "{row}行目の出来事は、いまは{candidates}の一部となった旧地区（{value}）のものです。沿革には載りますが、いまの地区の状態は決めません。",
        "The event in row {row} is that of a former district ({value}), now part of {candidates}. It is listed, but decides "
        "no present district's status.",
    ),
    "people_of_former_districts": info(
        "旧地区ごとの人口（最初は{row}行目）を、いまの地区の人口に換算しました（{value}人）。",
        "People by former district (first in row {row}) were converted to the present districts ({value} people).",
    ),
    "people_of_former_kept": warning(
        "旧{value}の人口（{row}行目）は、{why}ため、いまの地区に換算できません。",
        "The people of the former {value} (row {row}) cannot be converted to the present districts: {why_en}.",
        "地区の変更の割合、または同じ基準日のほかの旧地区の人口を加えてください。",
        "Add the shares of the change, or the people of the other former districts of that day.",
    ),
}  # fmt: skip
