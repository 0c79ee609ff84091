"""e-Stat: tables of the census about small areas (町丁・字) and grid cells (地域メッシュ) → people, households, ages.

Two layouts: 第n表 (男女, 町丁字コード, 地域階層レベル, 秘匿処理 …) and the download of 統計GIS (KEY_CODE, HYOSYO,
HTKSYORI, HTKSAKI, GASSAN, then columns T… with a second row of names).  Every person counts once: rows of one sex and
rows that sum up others are left out, each kind in one remark.  ``-`` is zero; ``X`` and ``*`` are suppressed, and their
people are in the row that 秘匿先 names (see :mod:`etl.readers.published.merged_areas`).
Source: 総務省統計局 小地域集計・地域メッシュ統計 利用上の注意.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from etl.findings import Finding
from etl.readers.base import Given, RawTable, reject_strangers, reject_together, source_row
from etl.readers.published import ages
from etl.readers.published.merged_areas import Shares, spread
from etl.values import codes, mesh
from etl.values.counts import QUANTITIES
from etl.values.normalize import date, fold, text

PUBLISHER = "総務省統計局"
TERMS = "政府統計の総合窓口（e-Stat）利用規約（出典の記載が必要）"
#: The census of a table by the first digits of its number (統計表ID T001142 …), where the sheet does not say.
_CENSUS_OF_TABLE = {
    **dict.fromkeys(("T00108", "T00109", "T00110", "T00114"), "2020"),
    **dict.fromkeys(("T00084", "T00087"), "2015"),
    **dict.fromkeys(("T00057", "T00060"), "2010"),
}
_TITLE = re.compile(r"((?:令和|平成|昭和)(?:元|\d{1,2}|[〇一二三四五六七八九十]{1,3})年)国勢調査")


@dataclass(frozen=True)
class Sheet:
    """A grid under its header: cells by position, the names of the columns, and what stood above the header."""

    given: Given
    names: Sequence[str]
    frame: pd.DataFrame
    titles: str = ""
    encoding: str = ""
    findings: tuple[Finding, ...] = ()
    rejected: int = 0


@dataclass(frozen=True)
class Layout:
    """Positions of the columns that say which area a row is; -1 where a layout lacks one."""

    key: int
    merging: int
    target: int
    level: int = -1
    city: int = -1
    sex: int = -1
    names: tuple[int, ...] = ()


def read(sheet: Sheet) -> RawTable | None:
    """The table of a census sheet; None if it is none."""
    at = {fold(name): position for position, name in reversed(list(enumerate(sheet.names)))}
    if {"keycode", "htksyori", "htksaki"} <= set(at):
        is_mesh = "hyosyo" not in at
        layout = Layout(at["keycode"], at["htksyori"], at["htksaki"], at.get("hyosyo", -1),
                        names=tuple(at[n] for n in ("cityname", "name") if n in at))  # fmt: skip
        labelled, labels = _labels(sheet)
        return _mesh(labelled, layout, labels) if is_mesh else _towns(labelled, layout, labels)
    found = {word: _ending(at, word) for word in ("町丁字コード", "秘匿処理", "秘匿先情報", "市区町村コード")}
    if min(found.values()) < 0:
        return None
    layout = Layout(
        found["町丁字コード"], found["秘匿処理"], found["秘匿先情報"], _ending(at, "地域階層レベル"),
        found["市区町村コード"], _ending(at, "男女"),
        tuple(p for p in (_ending(at, w) for w in ("市区町村名", "大字・町名", "字・丁目名")) if p >= 0),
    )  # fmt: skip
    return _towns(sheet, layout, dict(enumerate(sheet.names)))


def _ending(at: Mapping[str, int], word: str) -> int:
    """The column whose header is the word, perhaps below a header of several columns (人口 over 総数)."""
    folded = fold(word)
    return at.get(folded, next((p for name, p in at.items() if name.endswith(folded)), -1))


def _labels(sheet: Sheet) -> tuple[Sheet, dict[int, str]]:
    """The names of the columns T…, which stand in a second row without a code; that row is no data."""
    first = sheet.frame.iloc[0]
    key = next(p for p, name in enumerate(sheet.names) if fold(name) == "keycode")
    if text(first[key]):
        return sheet, dict(enumerate(sheet.names))
    said = sheet.given.finding("headers_joined", row=sheet.frame.index[0])
    rest = replace(sheet, frame=sheet.frame.iloc[1:], findings=(*sheet.findings, said))
    return rest, {position: text(first[position]) for position in range(len(sheet.names))}


# ----------------------------------------------------------------------------------------------- what is counted
def quantities(labels: Mapping[int, str]) -> dict[str, list[int]]:
    """People, households and age groups -> positions of the columns that add up to them.

    >>> quantities({4: "総数、年齢「不詳」含む", 5: "総数６５歳以上", 6: "男の総数、年齢「不詳」含む", 7: "世帯総数"})
    {'people': [4], 'households': [7], 'people_65_over': [5]}
    """
    found: dict[str, list[int]] = {}
    for position, label in labels.items():
        folded = re.sub(r"^t\d{9}", "", fold(label))
        if re.fullmatch(
            r"人口\(?総数\)?|総数|人口|人口総数総数|総数、年齢「不詳」含む|人口総数、年齢「不詳」含む", folded
        ):
            found.setdefault("people", [position])
        if folded in {"世帯総数", "総世帯数", "世帯数", "世帯数総数"}:
            found.setdefault("households", [position])
    return found | ages.parts_of_groups(labels)


def _numbers(frame: pd.DataFrame, positions: Sequence[int]) -> pd.DataFrame:
    """Cells as numbers: ``-`` is zero, suppressed and empty ones are missing."""
    out = {}
    for position in positions:
        written = frame[position].astype("str").str.strip().str.replace(",", "")
        zero = written.isin(("-", "－", "−", "‐", "―"))
        out[position] = pd.to_numeric(written.mask(zero, "0"), errors="coerce")
    return pd.DataFrame(out, index=frame.index)


def _counts(frame: pd.DataFrame, found: Mapping[str, list[int]]) -> pd.DataFrame:
    positions = sorted({p for parts in found.values() for p in parts})
    summed = ages.summed(_numbers(frame, positions), found)
    return summed.reindex(columns=[q for q in QUANTITIES if q in summed]).astype("Float64").round().astype("Int64")


# --------------------------------------------------------------------------------------------------------- towns
def _towns(sheet: Sheet, layout: Layout, labels: dict[int, str]) -> RawTable:
    given, frame, read_rows = sheet.given, sheet.frame, len(sheet.frame) + sheet.rejected
    said: list[Finding] = list(sheet.findings)
    frame, found = _one_row_each(given, frame, layout)
    said += found
    area = _area_codes(frame, layout)
    admin = area.str[:5]
    if given.municipality_code:
        other = admin.map(codes.city_of_ward) != given.municipality_code
        named = frame.assign(chiku_code=admin)
        keep, found = reject_strangers(given, named, other, "chiku_code", header=sheet.names[layout.key])
        frame, area, said = frame[keep], area[keep], said + found
    counts = _counts(frame, quantities(labels))
    leaf = _leaves(frame, area, layout)
    said += _totals_checked(given, area, counts, leaf)
    upper = frame.assign(chiku_code=area)
    keep, found = reject_together(given, upper, ~leaf, "table_upper_rows", "chiku_code", header=sheet.names[layout.key])
    said += found
    out = counts[keep].assign(town_id=area[keep], merged_into=_targets(frame, area, layout)[keep])
    out["municipality_code"] = area[keep].str[:5].map(codes.city_of_ward)
    _name_places(out, frame[keep], layout)
    year = census_year(given, sheet.titles, sheet.names)
    said += _said(given, counts[keep], out, year)
    return _table(sheet, "towns", out, year, "estat-small-area-table", read_rows, said)


def _one_row_each(given: Given, frame: pd.DataFrame, layout: Layout) -> tuple[pd.DataFrame, list[Finding]]:
    """Without the rows of one sex."""
    if layout.sex < 0:
        return frame, []
    sex = frame[layout.sex].map(text)
    keep, said = reject_together(
        given, frame.assign(chiku_sex=sex), sex.isin(("男", "女")), "table_rows_by_sex", "chiku_sex"
    )
    return frame[keep], said


def _area_codes(frame: pd.DataFrame, layout: Layout) -> pd.Series:
    """City and town as one code (KEY_CODE); the row of a whole city has the five digits of the city."""
    town = frame[layout.key].map(text).str.replace(r"^[-－―]+$", "", regex=True)
    if layout.city < 0:
        return town.where(~town.str.len().isin((4, 8, 10)), "0" + town)  # a leading zero lost in a spreadsheet
    return frame[layout.city].map(text).str.zfill(5) + town


def _leaves(frame: pd.DataFrame, area: pd.Series, layout: Layout) -> pd.Series:
    """Rows that no other row divides further: 地域階層レベル 2 (undivided 大字・町) and 4 (字・丁目)."""
    if layout.level >= 0:
        level = frame[layout.level].map(text)
        if level.isin(("1", "2", "3", "4")).all():
            return level.isin(("2", "4"))
    longer = {code[:length] for code in area for length in range(5, len(code))}
    return (area.str.len() > 5) & ~area.isin(longer)


def _targets(frame: pd.DataFrame, area: pd.Series, layout: Layout) -> pd.Series:
    """The row into which a suppressed row was counted; empty for all others."""
    target = frame[layout.target].map(text).str.replace(r"^[-－―]+$", "", regex=True)
    if layout.city >= 0:
        target = (area.str[:5] + target).where(target != "", "")
    return target.where(target != area, "")


def _name_places(out: pd.DataFrame, frame: pd.DataFrame, layout: Layout) -> None:
    """Names of municipality and town; the municipality comes first among the columns of names."""
    if not layout.names:
        return
    first, *rest = (frame[p].map(text) for p in layout.names)
    named = out["municipality_code"].map(codes.designated_city_name)
    out["municipality_name"] = named.where(named != "", first.map(codes.fold_name))
    out["name"] = sum(rest[1:], rest[0]) if rest else ""


def _totals_checked(given: Given, area: pd.Series, counts: pd.DataFrame, leaf: pd.Series) -> list[Finding]:
    """Whether the areas of a city add up to the city's own row; suppressed people stand in a neighbour's row."""
    said = []
    for code in area[area.str.len() == 5]:
        whole = counts[area == code].iloc[0]
        parts = counts[leaf & (area.str[:5] == code)].sum()
        for name in counts.columns:
            if pd.notna(whole[name]) and whole[name] != parts[name]:
                said.append(given.finding(
                    "table_total_differs", row=area.index[area == code][0], column=name, value=f"{parts[name]:,}",
                    expected=f"{whole[name]:,}", city=code,
                ))  # fmt: skip
    return said


def _said(given: Given, counts: pd.DataFrame, out: pd.DataFrame, year: str) -> list[Finding]:
    """What was taken: areas, people, people of unknown age, merged areas."""
    said = [] if year else [given.finding("census_year_unknown")]
    if out.empty:
        return said
    people = int(counts["people"].fillna(0).sum()) if "people" in counts else 0
    merged = int((out["merged_into"] != "").sum()) if "merged_into" in out else 0
    groups = [g for g in ages.GROUPS if g in counts]
    known = counts.dropna(subset=[*groups, "people"]) if groups and "people" in counts else counts.iloc[:0]
    unknown = int((known["people"] - known[groups].sum(axis=1)).sum()) if len(known) else 0
    said.append(given.finding(
        "table_taken", value=f"{len(out):,}", people=f"{people:,}", unknown=f"{unknown:,}", merged=f"{merged:,}",
    ))  # fmt: skip
    return said


# ---------------------------------------------------------------------------------------------------------- mesh
def _mesh(sheet: Sheet, layout: Layout, labels: dict[int, str]) -> RawTable:
    given, frame, read_rows = sheet.given, sheet.frame, len(sheet.frame) + sheet.rejected
    code = frame[layout.key].map(text)
    bad = ~code.map(mesh.is_code)
    named, header = frame.assign(chiku_code=code), sheet.names[layout.key]
    keep, said = reject_together(given, named, bad, "mesh_code_bad", "chiku_code", header=header)
    frame, code = frame[keep], code[keep]
    counts = _counts(frame, quantities(labels))
    target = frame[layout.target].map(text)
    shares = Shares(code, target.where(target != "", code))
    out = spread(counts, shares, counts.get("people")).assign(mesh_code=code)
    out["merged_into"] = target
    year = census_year(given, sheet.titles, sheet.names)
    said += _said(given, out, out, year)
    return _table(sheet, "mesh_cells", out.drop(columns=["merged_into"]), year, "estat-mesh-table", read_rows,
                  [*sheet.findings, *said])  # fmt: skip


# -------------------------------------------------------------------------------------------------------- common
def census_year(given: Given, titles: str, names: Sequence[str]) -> str:
    """The year of the census: from settings, title (令和２年国勢調査) or number of the table; empty if unknown."""
    if given.settings.edition:
        return given.settings.edition
    if match := _TITLE.search(fold(titles)):
        return str(date(match[1]).start.year)
    for name in (*names, given.stem, given.path.name):
        if (number := re.search(r"T\d{6}", name)) and number[0][:6] in _CENSUS_OF_TABLE:
            return _CENSUS_OF_TABLE[number[0][:6]]
    return ""


def _table(
    sheet: Sheet, table: str, out: pd.DataFrame, year: str, recognised: str, rows: int, said: list[Finding]
) -> RawTable:
    kind = "小地域集計" if table == "towns" else "地域メッシュ統計"
    source = f"{recognised}-{year or 'unknown'}"
    more: dict[str, object] = {"as_of": f"{year}-10-01"} if year else {}
    title = f"{_census_name(year)}国勢調査 {kind}"
    return sheet.given.table(
        table, frame=out, recognised_as=recognised, encoding=sheet.encoding, edition=year, rows_read=rows,
        headers={}, defaults={"source_id": source, **({"as_of": f"{year}-10-01"} if year else {})},
        findings=said, sources=[source_row(source, title, PUBLISHER, TERMS, **more)],
    )  # fmt: skip


def _census_name(year: str) -> str:
    return {"2020": "令和2年", "2015": "平成27年", "2010": "平成22年", "2005": "平成17年"}.get(
        year, f"{year}年" if year else ""
    )
