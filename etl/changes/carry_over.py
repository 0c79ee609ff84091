"""Records of former districts under the districts that followed: councils, events, people, and every other record.

Nobody is lost and nothing is shared out by guess: what went to one district whole is counted there, what was divided is
divided by known shares (people) or left open with its candidates (records without a point).  All of it is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from etl.changes.successors import Successors, convert, of_tables
from etl.contract import COVERAGES, TABLES, choice_label
from etl.overlay.inherit import layers
from etl.rows.account import Work
from etl.rows.references import Resolution
from etl.values.arrays import rows_where

#: Counts of people that are converted from former districts.
_COUNTS = tuple(c.name for c in TABLES["population"].columns if c.type == "integer")


def settle_councils(work: Work) -> None:
    """Councils that name a former district; before layers of imports are compared, which goes by present districts."""
    followed = of_tables(work.frame("district_changes"), work.frame("districts"))
    if followed.steps:
        _councils(work, followed)


def settle(work: Work) -> None:
    """Events and people that name a former district, by the table of changes."""
    followed = of_tables(work.frame("district_changes"), work.frame("districts"))
    if followed.steps:
        _events(work, followed)
        _people(work, followed)


# ---------------------------------------------------------------------------------------------------- records
def follow(followed: Successors, found: Resolution) -> tuple[Any, Any]:
    """The ids of a column of districts, a former one replaced by the one that took it over whole; and where it was."""
    if not followed.steps:
        return np.asarray(found.ids, dtype=object), np.zeros(found.position.size, dtype=bool)
    written = [match.id for _, _, match in found.distinct]
    onward = [followed.successor(old) if old else None for old in written]
    ids: Any = np.array([new or old or None for new, old in zip(onward, written, strict=True)], dtype=object)
    moved: Any = np.array([new is not None for new in onward], dtype=bool)
    return ids[found.position], moved[found.position]


def tell_records(work: Work, table: str, followed: Successors, found: Resolution, how: Any) -> None:
    """One remark for each former district that records name: where they count, or which districts are possible."""
    frame = work.frame(table)
    for number, (_, written, match) in enumerate(found.distinct):
        candidates = followed.candidates(match.id) if match.id else ()
        code = "district_succeeded" if len(candidates) == 1 else "district_was_split"
        state = "successor" if len(candidates) == 1 else "none"
        rows = rows_where((found.position == number) & (how == state)) if candidates else []
        if rows:
            names = _names(work, candidates)
            work.note(
                code, frame, frame.index[rows[0]], "district_id", written, successor=names, candidates=names,
                count=f"{len(rows):,}", label="地区",
            )  # fmt: skip


def _names(work: Work, ids: Sequence[str]) -> str:
    """Names of districts for a sentence, the present ones and former ones."""
    districts, changes = work.frame("districts"), work.frame("district_changes")
    known = dict(zip(changes["old_district_id"], changes["old_name"], strict=True))
    known |= dict(zip(districts["district_id"], districts["name"], strict=True))
    return "・".join(str(known.get(i, i)) for i in ids)


# --------------------------------------------------------------------------------------------------- councils
def _councils(work: Work, followed: Successors) -> None:
    """A council of a former district stands for that part of the district which followed, and says so."""
    frame = work.frame("council_districts")
    ids = frame["district_id"].tolist()
    if not any(followed.candidates(i) for i in ids):
        return
    olds, made = [], []
    for row, old in enumerate(ids):
        news = followed.candidates(old)
        olds.append(frozenset([old]) if news else frozenset[str]())
        written = dict(frame.iloc[row])
        origin = written["_file"] if written["_file"] >= 0 else written.get("_made_from")
        further = {"_file": -1, "_made_from": origin, "_olds": olds[-1]}
        made += [{**written, **further, "district_id": new} for new in news[1:]]
        frame.loc[frame.index[row], "district_id"] = news[0] if news else old
    olds += [row.pop("_olds") for row in made]
    work.add("council_districts", made)
    _unite_councils(work, followed, pd.Series(olds, dtype="object"))


def _unite_councils(work: Work, followed: Successors, olds: pd.Series) -> None:
    """One row for each council, district and layer; it covers the whole if its former districts are all of it."""
    frame = work.frame("council_districts")
    former = frame["former_districts"].tolist()
    drop: list[int] = []
    layer = layers(work, frame)
    for (_, district, _), group in frame.groupby(["council_id", "district_id", layer], sort=False):
        own = olds[group.index]
        held = frozenset[str]().union(*own)
        if not held:
            continue
        by_former, part = own.map(bool), group["coverage"] == "part"
        complete = held >= followed.sources(str(district)) and not (by_former & part).any()
        coverage = "whole" if complete or (~by_former & ~part).any() else "part"
        frame.loc[group.index[0], "coverage"] = coverage
        if followed.sources(str(district)) != held or len(held) > 1:
            former[int(group.index[0])] = [_names(work, [old]) for old in sorted(held)]
        _tell_council(work, group[by_former], own, str(district), coverage)
        drop += group.index[1:].tolist()
    frame["former_districts"] = pd.Series(former, index=frame.index, dtype="object")
    work.take_in("council_districts", frame.index.isin(drop))


def _tell_council(work: Work, rows: pd.DataFrame, olds: pd.Series, district: str, coverage: str) -> None:
    for row in rows.index[rows["_file"] >= 0]:
        work.note(
            "council_of_former_district", rows, row, "district_id", _names(work, sorted(olds[row])),
            successor=_names(work, [district]), coverage=choice_label(COVERAGES, coverage, "ja"),
            coverage_en=choice_label(COVERAGES, coverage, "en").lower(),
        )  # fmt: skip


# ----------------------------------------------------------------------------------------------------- events
def _events(work: Work, followed: Successors) -> None:
    """An event of a district that was only renamed is one of the present district; others stay and are told."""
    frame = work.frame("council_events")
    for row in rows_where(frame["district_id"].notna()):
        old = str(frame.at[row, "district_id"])
        candidates = followed.candidates(old)
        if len(candidates) == 1 and followed.sources(candidates[0]) == {old}:
            frame.loc[row, "district_id"] = candidates[0]
        elif candidates:
            names = _names(work, candidates)
            work.note("event_of_former_district", frame, row, "district_id", _names(work, [old]), candidates=names)


# ----------------------------------------------------------------------------------------------------- people
def _people(work: Work, followed: Successors) -> None:
    """Figures of former districts as figures of the present ones, day by day; the former rows stay beside them."""
    frame = work.frame("population")
    former = frame["district_id"].map(lambda d: isinstance(d, str) and bool(followed.onward(d))).astype(bool)
    made: list[dict[str, Any]] = []
    for _, group in frame[former].groupby(["municipality_code", "as_of", "method"], sort=True, dropna=False):
        first = group.iloc[0]
        beside = frame[_same_day(frame, first) & ~former]
        made += _converted(work, followed, group, set(beside["district_id"].dropna()))
    work.add("population", made)


def _same_day(frame: pd.DataFrame, row: pd.Series) -> pd.Series:
    day = frame["as_of"].isna() if pd.isna(row["as_of"]) else frame["as_of"] == row["as_of"]
    same: pd.Series = (
        day & (frame["municipality_code"] == row["municipality_code"]) & (frame["method"] == row["method"])
    )
    return same


def _converted(work: Work, followed: Successors, group: pd.DataFrame, present: set[str]) -> list[dict[str, Any]]:
    """Rows of the present districts whose former districts all have a figure of that day and a known share."""
    at = {str(d): row for row, d in group["district_id"].items()}
    shares = {old: followed.shares(old) for old in at}
    for old in [old for old, share in shares.items() if share is None]:
        _keep(work, group, at[old], "割合が分からない", "its shares are not known")
    usable = {old: share for old, share in shares.items() if share is not None}
    news = sorted({new for share in usable.values() for new in share} - present)
    complete = [new for new in news if followed.sources(new) <= usable.keys()]
    for old, share in usable.items():
        if not share.keys() <= {*complete, *present}:
            _keep(
                work,
                group,
                at[old],
                "同じ日の、ほかの旧地区の人口がありません。",
                "Figures of other former districts are missing.",
            )
    if not complete:
        return []
    sums = {column: _sums(group.loc[[at[old] for old in usable]], column, usable) for column in _COUNTS}
    first = group.iloc[0]
    total = sum(int(sums["people"].get(new) or 0) for new in complete)
    work.note("people_of_former_districts", group, group.index[0], "people", f"{total:,}")
    shared = ("municipality_code", "as_of", "as_of_precision", "source_id", "origin_file")
    return [
        {**{name: first[name] for name in shared}, "district_id": new, "method": "successor", "_file": -1}
        | {column: sums[column].get(new) for column in _COUNTS}
        for new in complete
    ]


def _keep(work: Work, group: pd.DataFrame, row: Any, why: str, why_en: str) -> None:
    name = _names(work, [str(group.at[row, "district_id"])])
    work.note("people_of_former_kept", group, row, "people", name, why=why, why_en=why_en)


def _sums(rows: pd.DataFrame, column: str, shares: dict[str, dict[str, float]]) -> dict[str, int | None]:
    """The present districts' sums of one count; missing where that of one of their former districts is missing."""
    known = {str(d): int(v) for d, v in zip(rows["district_id"], rows[column], strict=True) if pd.notna(v)}
    parts = convert(known, shares) if known else {}
    out: dict[str, int | None] = {}
    for old, share in shares.items():
        for new in share:
            part = parts.get(old, {}).get(new)
            before = out.get(new, 0)
            out[new] = None if part is None or before is None else before + part
    return out
