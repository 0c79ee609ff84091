"""A sheet of councils that also names their districts and the day they were founded gives rows of three tables.

Staff keep one list (協議会名, 中学校区, 設立年月日, 活動拠点).  Its columns of districts and founding become rows of
``council_districts`` and ``council_events``, each told by a finding; what a table of its own says comes first.  The
rows made here have no file number: they are not rows read.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from etl.normalize import items
from etl.readers.base import DISTRICTS, FOUNDED
from etl.work import Work


def split(work: Work) -> None:
    """Add what the sheets of councils say about districts and founding; one council on several rows becomes one."""
    councils = work.frame("councils")
    if DISTRICTS not in councils and FOUNDED not in councils:
        return
    same = councils.groupby(["municipality_code", "name"], sort=False)["council_id"].transform("first")
    councils["_same"] = same
    _add_districts(work, councils)
    _add_foundings(work, councils)
    _unite(work, councils)
    work.tables["councils"] = work.frame("councils").drop(columns=["_same", DISTRICTS, FOUNDED], errors="ignore")


def _add_districts(work: Work, councils: pd.DataFrame) -> None:
    if DISTRICTS not in councils:
        return
    named = councils[councils[DISTRICTS].notna()]
    rows = [
        {**_of(row), "council_id": row["_same"], "district_id": district, "coverage": "whole"}
        for _, row in named.iterrows()
        for district in items(row[DISTRICTS])
    ]
    _append(work, "council_districts", rows)
    _tell(work, named, "council_districts_taken", DISTRICTS, len(rows))


def _add_foundings(work: Work, councils: pd.DataFrame) -> None:
    if FOUNDED not in councils:
        return
    dated = councils[councils[FOUNDED].notna()].drop_duplicates("_same")
    rows = [
        {
            **_of(row),
            "event_id": f"{row['_same']}-founding",
            "council_id": row["_same"],
            "kind": "founding",
            "event_date": row[FOUNDED],
            "event_date_precision": row[f"{FOUNDED}_precision"],
        }
        for _, row in dated.iterrows()
    ]
    _append(work, "council_events", rows)
    _tell(work, dated, "council_foundings_taken", FOUNDED, len(rows))


def _of(row: pd.Series) -> dict[str, Any]:
    shared = ("municipality_code", "source_id", "origin_file", "origin_row")
    return {**{name: row[name] for name in shared}, "_file": np.int32(-1)}


def _append(work: Work, table: str, rows: list[dict[str, Any]]) -> None:
    frame = work.frame(table)
    if rows:
        more = pd.DataFrame(rows).astype({name: frame[name].dtype for name in rows[0]})
        work.tables[table] = pd.concat([frame, more], ignore_index=True)


def _tell(work: Work, rows: pd.DataFrame, code: str, column: str, count: int) -> None:
    """One remark per file."""
    for _, group in rows.groupby("_file", sort=True):
        work.note(code, rows, group.index[0], column, f"{len(group):,}" if count else "0")


def _unite(work: Work, councils: pd.DataFrame) -> None:
    """Further rows of one council were loaded as its districts; the council itself stands once."""
    again = (councils["council_id"] != councils["_same"]) & councils.get(
        DISTRICTS, pd.Series(None, index=councils.index)
    ).notna()
    for number, group in councils[again].groupby("_file", sort=True):
        work.loaded[int(str(number))] += len(group)
        first = group.index[0]
        work.note("council_rows_united", councils, first, "name", group.at[first, "name"], count=len(group))
    work.tables["councils"] = councils[~again].reset_index(drop=True)


def drop_repeats(work: Work) -> None:
    """After the links are followed: a row made here goes where a file's own row says the same."""
    for table, key, kinds in (
        ("council_districts", ["council_id", "district_id"], None),
        ("council_events", ["council_id"], "founding"),
    ):
        frame = work.frame(table)
        made = (frame["_file"] < 0).to_numpy()
        if not made.any():
            continue
        stated = frame[~made] if kinds is None else frame[~made & (frame["kind"] == kinds).to_numpy()]
        known = set(stated[key].itertuples(index=False, name=None))
        repeats = [row in known for row in frame[key].itertuples(index=False, name=None)]
        work.tables[table] = frame[~(made & np.array(repeats, dtype=bool))].reset_index(drop=True)
