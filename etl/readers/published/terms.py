"""国土数値情報: the publisher's tables of terms per municipality for school districts (A27, A32), of any edition.

Known by their headers, wherever they lie: a column of terms (利用条件) with the kind of district in its header or in
the name of the sheet, and the municipality by code or by name.  One row speaks of every kind that it has terms for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from etl.readers.base import Given, RawTable, reject_together, source_row
from etl.values import codes
from etl.values.normalize import CellError, date, fold, municipality_code, text

OPEN = "オープンデータ公開"
_KINDS = {"elementary": re.compile("小学校区|a27"), "junior_high": re.compile("中学校区|a32")}
_TERMS = re.compile(r"利用条件$|使用許諾条件$")
_CODES = frozenset(
    ("行政cd", "行政コード", "行政区域コード", "市区町村コード", "市町村コード", "自治体コード", "団体コード")
)
_NAMES = frozenset(("自治体", "自治体名", "市区町村", "市区町村名", "市町村名"))
_PREFECTURES = frozenset(("都道府県", "都道府県名"))
_ERA = re.compile(r"(令和|平成|r|h)(元|\d{1,2})(?:年|年度)?(?!\d)|(20\d\d)", re.IGNORECASE)
_NOTHING = frozenset(("-", "ー", "－", "2.なし", "なし"))


@dataclass(frozen=True)
class Terms:
    """Positions of the columns about one kind of district; -1 where there is none."""

    kind: str
    terms: int
    publication: int = -1
    detail: int = -1


def terms_columns(names: Sequence[str], sheet: str = "") -> list[Terms]:
    """The columns with terms, by kind of district; empty if this is another table.

    >>> terms_columns(["都道府県", "行政CD", "自治体", "R3中学校区 公開条件", "R3中学校区 利用条件"])
    [Terms(kind='junior_high', terms=4, publication=3, detail=-1)]
    >>> terms_columns(["市区町村コード", "市区町村名", "利用条件"], "A27利用条件")
    [Terms(kind='elementary', terms=2, publication=-1, detail=-1)]
    """
    folded = [fold(n) for n in names]
    if not set(folded) & _CODES and not (set(folded) & _NAMES and set(folded) & _PREFECTURES):
        return []
    found = []
    for position, name in enumerate(folded):
        kind = (_kind(name) or _kind(fold(sheet))) if _TERMS.search(name) else ""
        if kind:
            found.append(_beside(folded, position, kind))
    return found


def _kind(name: str) -> str:
    """The one kind that a header or a sheet's name speaks of; empty if none or both."""
    kinds = [kind for kind, pattern in _KINDS.items() if pattern.search(name)]
    return kinds[0] if len(kinds) == 1 else ""


def _beside(folded: Sequence[str], position: int, kind: str) -> Terms:
    """The other columns with the same beginning as the column of terms."""
    stem = _TERMS.sub("", folded[position])
    at = {name: i for i, name in enumerate(folded)}
    detail = next((at[stem + end] for end in ("特記条件詳細", "特記事項", "特記条件") if stem + end in at), -1)
    return Terms(kind, position, at.get(stem + "公開条件", -1), detail)


def read(given: Given, names: Sequence[str], frame: pd.DataFrame, titles: str = "") -> RawTable | None:
    """The terms of every municipality, one row for each kind of district; None if the table is another."""
    sheet = given.part.rsplit("/", 1)[-1]
    found = next((f for named in (sheet, titles, given.stem) if (f := terms_columns(names, named))), [])
    if not found:
        return None
    folded = [fold(n) for n in names]
    out = pd.concat([_of_kind(frame, folded, terms) for terms in found])
    keep, said = reject_together(given, out, (out["terms"] == "").to_numpy(), "terms_blank", "municipality_name")
    edition = given.settings.edition or _edition(" ".join((*names, sheet, titles, given.stem)))
    source = f"ksj-terms-{edition or 'unknown'}"
    title = f"国土数値情報 小学校区・中学校区データの市区町村別利用条件（{edition or '年版不明'}）"
    return given.table(
        "boundary_terms", frame=out[keep], recognised_as="ksj-terms", edition=edition, rows_read=len(out),
        headers={"terms": names[found[0].terms]}, findings=said,
        defaults={"source_id": source, **({"edition": edition} if edition else {})},
        sources=[source_row(source, title, "国土交通省", "", **({"published": edition} if edition else {}))],
    )  # fmt: skip


def _of_kind(frame: pd.DataFrame, folded: Sequence[str], terms: Terms) -> pd.DataFrame:
    """The rows as they speak of one kind of district."""
    prefecture = _first(frame, folded, _PREFECTURES).str.replace(r"^[\d.\s]+", "", regex=True)
    name = _first(frame, folded, _NAMES)
    plain = [codes.split_name(n)[1] for n in name]
    detail = _column(frame, terms.detail)
    return pd.DataFrame(
        {
            "municipality_code": _first(frame, folded, _CODES).map(_city),
            "municipality_name": [codes.fold_name(n) for n in plain],
            "prefecture_name": prefecture,
            "area_unit": terms.kind,
            "terms": _column(frame, terms.terms),
            "publication": _column(frame, terms.publication).str.replace(r"^\d+[.．]?", "", regex=True),
            "detail": detail.where(~detail.isin(_NOTHING), ""),
        },
        index=frame.index,
    )


def _column(frame: pd.DataFrame, position: int) -> pd.Series:
    if position < 0:
        return pd.Series("", index=frame.index, dtype=object)
    return frame[position].map(text).astype(object)


def _first(frame: pd.DataFrame, folded: Sequence[str], wanted: frozenset[str]) -> pd.Series:
    return _column(frame, next((i for i, name in enumerate(folded) if name in wanted), -1))


def _city(value: str) -> str | None:
    try:
        return codes.city_of_ward(municipality_code(value).value)
    except CellError:
        return None


def _edition(words: str) -> str:
    """The year of the boundaries that headers or titles name (R3中学校区, 令和５年度版); empty if none.

    >>> _edition("都道府県 R3中学校区利用条件"), _edition("令和５年度 利用条件一覧"), _edition("利用条件")
    ('2021', '2023', '')
    """
    match = _ERA.search(fold(words))
    if match is None:
        return ""
    return match[3] or str(date(f"{match[1]}{match[2]}年").start.year)
