"""A sheet that is no table of the contract: what it looks like, the nearest tables, and how to make it one.

A cross table (districts down, months or years across) and a table that lies on its side are told apart from sheets
that are simply something else, as the remedy is another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from etl.readers.base import Given, RawTable
from etl.readers.headers import known_headers, likely, ranked
from etl.values.normalize import fold, text

#: So many headers of one kind side by side make a cross table.
_ACROSS = 3
#: So many headers that nobody knows are compared with the known ones; five are named.
_COMPARED = 100
_KINDS: tuple[tuple[re.Pattern[str], tuple[str, str]], ...] = (
    (re.compile(r"(?:\d{4}年|[a-z令和平成]{1,2}\d{1,2}年)?(?:1[0-2]|0?[1-9])月(?:分|末)?"), ("月", "months")),
    (re.compile(
        r"(?:(?:19|20)\d{2}|(?:[hrs]|平成|令和|昭和)(?:\d{1,2}|元))(?:現在|末|年度?|[./]\d{1,2}|年?\d{1,2}月|\d{1,2}日)*"
    ), ("年", "years")),
    (re.compile(r".{1,15}(?:校区|学区|地区|中学校|小学校|中|小)"), ("地区", "districts")),
)  # fmt: skip


def explain(given: Given, names: Sequence[str], frame: pd.DataFrame) -> RawTable:
    """The finding about a sheet that was not recognised."""
    if (across := _across(names)) is not None:
        (kind, kind_en), headers = across
        shown = "、".join(headers[:3]) + ("…" if len(headers) > 3 else "")
        return given.failed("cross_table", value=shown, count=len(headers), kind=kind, kind_en=kind_en)
    if down := _down(names, frame):
        return given.failed("table_on_its_side", value="、".join(down[:5]))
    seen = [n for n in names if n]
    return given.failed(
        "not_recognised", seen="、".join(seen[:20]) or "なし / none", nearest=nearest_tables(seen), **suggested(seen)
    )


def nearest_tables(names: Sequence[str], limit: int = 3) -> str:
    """The tables that the headers may be, best first, with the required columns that each lacks."""
    shown = []
    for match in ranked(list(names), has_code=True)[:limit]:
        lacking = [match.table.column(c).label_ja for c in match.missing if c != "municipality_code"]
        want = f"、「{'」「'.join(lacking)}」がない" if lacking else ""
        shown.append(f"{match.table.label_ja}（{match.table.name}{want}）")
    return "、".join(shown) or "なし / none"


def suggested(names: Sequence[str]) -> dict[str, str]:
    """For headers that nobody knows, the known ones that are written most like them."""
    known = known_headers()
    near = {n: found for n in names[:_COMPARED] if fold(n) not in known and (found := likely(n))}
    pairs = [f"「{name}」は{'、'.join(f'「{label}」' for label in found)}" for name, found in list(near.items())[:5]]
    pairs_en = [f"“{name}”: {', '.join(found)}" for name, found in list(near.items())[:5]]
    if not pairs:
        return {"suggestion": "", "suggestion_en": ""}
    said, said_en = "、".join(pairs), "; ".join(pairs_en)
    return {"suggestion": f"もしかして、{said}ですか。", "suggestion_en": f"Did you mean – {said_en}?"}


def _across(names: Sequence[str]) -> tuple[tuple[str, str], list[str]] | None:
    """The kind of the headers that stand side by side, and those headers; None if it is no cross table."""
    written = [n for n in names if n]
    for pattern, kind in _KINDS:
        headers = [n for n in written[1:] if pattern.fullmatch(fold(n))]
        if len(headers) >= _ACROSS and len(headers) * 2 >= len(written):
            return kind, headers
    return None


def _down(names: Sequence[str], frame: pd.DataFrame) -> list[str]:
    """The headers that stand below each other in the first column; empty if there are not two."""
    first = [names[0] if names else "", *(text(c) for c in frame.iloc[:30, 0])]
    found = list(dict.fromkeys(cell for cell in first if len(cell) > 1 and fold(cell) in known_headers()))
    return found if len(found) >= 2 and len(found) * 2 > len([c for c in first if c]) else []
