"""From headers to a contract table: which table a sheet is, and which of its columns is which.

A header counts for more, the fewer tables know it; the name of the file or sheet breaks ties.  Works on names only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from etl.contract import INPUT_TABLES, TABLES, Table
from etl.findings import Finding
from etl.findings.hints import did_you_mean
from etl.readers.base import DISTRICTS, FOUNDED, LISTED, STATUS, Given, few
from etl.values.normalize import fold

#: Words in a file's or sheet's name that point at a table, besides its own name and label.
_HINTS: tuple[tuple[str, str], ...] = (
    ("actions", "課題への(取り組み|取組|対応)|課題の(取り組み|取組|対応|経過)|action"),
    ("district_changes", "地区の変更|地区変更|統廃合|学区変更|校区変更|学校統合|district_change"),
    ("council_districts", "協議会と地区|対応表"), ("council_events", "沿革|経過|設立状況|history"),
    ("activities", "活動|行事|イベント|event|activit"), ("facilities", "施設|facilit"), ("councils", "協議会|council"),
    ("issues", "課題|issue"), ("population", "人口|population"), ("targets", "目標|target"), ("sources", "出典|source"),
    ("frameworks", "枠組|framework"), ("topics", "課題分類|topic"), ("municipalities", "市区町村|自治体|municipalit"),
    ("towns", "町丁|town"), ("districts", "地区|学区|校区|district"), ("base_layers", "背景|base"),
)  # fmt: skip
#: Without these columns a sheet is not that table, however many others fit.
_ESSENTIAL = {
    "boundary_terms": {"terms", "municipality_code"},
    "mesh_cells": {"mesh_code", "people"},
    "population": {"people", "district_id"},
    "towns": {"name"},
    "facilities": {"name"},
    "district_changes": {"old_district_id", "new_district_id"},
}
#: Columns that say nothing about which table it is.
_COMMON = {"municipality_code", "source_id", "note", "detail"}
#: Headers under which a list of councils carries what belongs to other tables (see :mod:`etl.rows.council_sheets`).
_BESIDE_COUNCILS = {
    DISTRICTS: (
        *TABLES["council_districts"].column("district_id").headers,
        "対象地区", "対象区域", "構成地区", "担当地区", "区域",
    ),
    FOUNDED: (
        "設立年月日", "設立年月", "設立日", "設立時期", "設立年度", "設立年", "設立",
        "発足年月日", "発足年月", "発足日", "結成年月日", "結成年月", "結成日", "founded",
    ),
    STATUS: ("設立状況", "状況", "状態", "現況", "status"),
}  # fmt: skip
_PERSONAL = re.compile(
    "電話|連絡先|担当者|代表者|^代表$|会長名?$|責任者|世帯主|役員名|委員名|区長名|講師名|氏名|お名前|生年月日|携帯|内線番号|メール|"
    "e-?mail|ファクス|ファックス|fax|phone|^tel|個人名"
)


def is_personal(header: str) -> bool:
    """Whether a column of that header may hold a person's name or a private address.

    >>> is_personal("連絡先電話番号"), is_personal("担当課")
    (True, False)
    """
    return _PERSONAL.search(fold(header)) is not None


@dataclass(frozen=True)
class Match:
    """A table, its columns (contract column -> position in the sheet), and how well it fits.

    ``columns`` counts them, with those that a list of councils carries for other tables.
    """

    table: Table
    positions: dict[str, int]
    score: float
    coverage: float = 1.0
    columns: int = 0

    @property
    def missing(self) -> tuple[str, ...]:
        """Required columns that the file lacks and nothing else gives."""
        return tuple(
            c.name for c in self.table.input_columns if c.required and not c.generated and c.name not in self.positions
        )


@lru_cache(maxsize=1)
def known_headers() -> dict[str, float]:
    """Every folded header of the contract with its weight: one, divided by the number of tables that know it."""
    counts: Counter[str] = Counter()
    for table in INPUT_TABLES:
        counts.update({fold(h) for c in table.input_columns for h in c.headers})
    return {header: 1 / count for header, count in counts.items()}


def columns_of(table: Table, headers: Sequence[str], named: dict[str, str] | None = None) -> dict[str, int]:
    """Contract column -> position; ``named`` (contract column -> header) goes first, then label, name and aliases."""
    places: dict[str, int] = {}
    for place, header in enumerate(headers):
        places.setdefault(fold(header), place)
    positions: dict[str, int] = {}
    for column, header in (named or {}).items():
        if fold(header) in places:
            positions[column] = places[fold(header)]
    taken = set(positions.values())
    for name, header in _candidates(table.name):
        if name not in positions and header in places and places[header] not in taken:
            positions[name] = places[header]
            taken.add(positions[name])
    return positions


@cache
def _candidates(table: str) -> tuple[tuple[str, str], ...]:
    """(Contract column, folded header) of a table in the order in which they are tried: labels before aliases."""
    ranks = [(rank, c.name, fold(h)) for c in TABLES[table].input_columns for rank, h in enumerate(c.headers)]
    return tuple((name, header) for _, name, header in sorted(ranks, key=lambda item: item[0]))


def beside_councils(headers: Sequence[str], positions: dict[str, int]) -> dict[str, int]:
    """Positions of the columns of a sheet of councils that tell districts and founding.

    >>> beside_councils(["協議会名", "中学校区", "設立年月日"], {"name": 0})
    {'councils_districts': 1, 'councils_founded': 2}
    """
    folded = [fold(h) for h in headers]
    found: dict[str, int] = {}
    for column, names in _BESIDE_COUNCILS.items():
        open_places = (folded.index(fold(n)) for n in names if fold(n) in folded)
        place = next((p for p in open_places if p not in positions.values()), None)
        if place is not None:
            found[column] = place
    return found


def hinted_table(name: str) -> str:
    """The table that a file's or sheet's name points at, or an empty string.

    >>> hinted_table("activities"), hinted_table("R6活動一覧"), hinted_table("Sheet1"), hinted_table("協議会の沿革")
    ('activities', 'activities', '', 'council_events')
    """
    folded = fold(name)
    for table in INPUT_TABLES:
        if folded in {fold(table.name), fold(table.label_ja), fold(table.label_en)}:
            return table.name
    return next((table for table, words in _HINTS if re.search(words, folded)), "")


def ranked(headers: Sequence[str], hint: str = "", *, has_code: bool = False) -> list[Match]:
    """Every table that the headers may be, best first.

    Args:
        headers: as written in the file.
        hint: table named by file or sheet.
        has_code: the municipality is known from outside, so that its column may be missing.
    """
    weights = known_headers()
    matches = []
    for table in INPUT_TABLES:
        positions = columns_of(table, headers)
        if not set(positions) - _COMMON or not _ESSENTIAL.get(table.name, set()) <= set(positions):
            continue
        beside = beside_councils(headers, positions) if table.name == "councils" else {}
        coverage = (len(positions) + len(beside)) / max(sum(bool(h) for h in headers), 1)
        lacking = [c for c in Match(table, positions, 0).missing if not (c == "municipality_code" and has_code)]
        score = sum(weights[fold(headers[p])] for p in positions.values()) + coverage
        score += len(beside) if FOUNDED in beside else 0
        score += (1.5 if table.name == hint else 0) - sum(0.3 if c == "municipality_code" else 2 for c in lacking)
        matches.append(Match(table, positions, score, coverage, len(positions) + len(beside)))
    return sorted(matches, key=lambda m: -m.score)


#: Below these likenesses (0 to 100) a suggestion would puzzle more than help; parts count where words were added.
_LIKE, _LIKE_IN_PART = 60, 80


def likely(header: str, table: Table | None = None, limit: int = 3) -> list[str]:
    """The known headers that are written most like this one, best first; at most ``limit`` different columns.

    >>> likely("参加者の人数合計", limit=2)
    ['参加者数']
    """
    tables = (table,) if table else INPUT_TABLES
    labels = {fold(h): c.label_ja for t in tables for c in t.input_columns for h in c.headers}
    written = fold(header)
    whole = process.extract(written, list(labels), scorer=fuzz.ratio, score_cutoff=_LIKE, limit=12)
    longer = [h for h in labels if len(h) > 1] if len(written) > 1 else []
    part = process.extract(written, longer, scorer=fuzz.partial_ratio, score_cutoff=_LIKE_IN_PART, limit=12)
    best = {name: score for name, score, _ in part} | {name: score + 100 for name, score, _ in whole}
    ordered = sorted(best, key=lambda name: (-best[name], -len(name)))
    return list(dict.fromkeys(labels[name] for name in ordered))[:limit]


def nearest(header: str, table: Table | None = None) -> str:
    """The known header that is written most like this one, or an empty string."""
    return next(iter(likely(header, table, 1)), "")


def renamed(headers: Sequence[str], named: dict[str, str]) -> list[str]:
    """The headers, where ``named`` (contract column -> header) knows one, as the contract's column name.

    >>> renamed(["なに", "実施日"], {"title": "なに"})
    ['title', '実施日']
    """
    names = {fold(header): column for column, header in named.items()}
    return [names.get(fold(h), h) for h in headers]


def column_remarks(
    given: Given,
    table: Table,
    headers: Sequence[str],
    positions: dict[str, int],
    filled: set[int],
    *,
    quiet: bool = False,
) -> list[Finding]:
    """A remark for each column that was not read, so that nothing is dropped without a word.

    Args:
        given: the file.
        table: what it was recognised as.
        headers: as written.
        positions: contract column -> position of the columns that were read.
        filled: positions of columns that hold anything.
        quiet: only personal columns (published layouts have many columns of no use here).
    """
    by_header = {fold(h): c.name for c in table.input_columns for h in c.headers}
    used, taken = set(positions.values()), {c.label_ja for c in table.input_columns if c.name in positions}
    said: list[Finding] = []
    unknown: list[Finding] = []
    for position, name in enumerate(headers):
        shown = name or f"{position + 1}列目"
        if is_personal(name):
            said.append(given.finding("personal_column_dropped", column=shown))
        elif position in used or quiet or position not in filled:
            continue
        elif by_header.get(fold(name)) in positions:
            kept = headers[positions[by_header[fold(name)]]]
            said.append(given.finding("header_duplicate", column=shown, kept=kept))
        else:
            listed = name and len(unknown) < LISTED  # the others are only counted
            near = [label for label in likely(name, table) if label not in taken] if listed else []
            hint, hint_en = did_you_mean(*near)
            unknown.append(given.finding("header_unknown", column=shown, hint=hint, hint_en=hint_en))
    said = few(said)
    if len(unknown) > LISTED:
        rest = len(unknown) - LISTED
        unknown[LISTED:] = [given.finding("header_unknown_many", value=f"{rest:,}")]
    return said + unknown
