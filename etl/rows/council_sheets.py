"""A sheet of councils that also names their districts and the day they were founded gives rows of three tables.

Staff keep one list (協議会名, 中学校区, 設立年月日, 設立状況).  Its columns of districts and founding become rows of
``council_districts`` and ``council_events``, each told by a finding; what a table of its own says comes first.  A body
that is said to be 準備中 is never called founded; a status without a date holds on the list's day of record.  The rows
made here have no file number: they are not rows read.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from etl.readers.base import AS_OF, DISTRICTS, FOUNDED, STATUS
from etl.readers.published.council_lists import DATED_BY, event_of
from etl.rows.account import Work
from etl.values.normalize import items


def split(work: Work) -> None:
    """Add what the sheets of councils say about districts and founding; one council on several rows becomes one."""
    councils = work.frame("councils")
    if not {DISTRICTS, FOUNDED, STATUS} & set(councils.columns):
        return
    same = councils.groupby(["municipality_code", "name"], sort=False)["council_id"].transform("first")
    councils["_same"] = same
    _add_districts(work, councils)
    _add_foundings(work, councils)
    _unite(work, councils)
    work.tables["councils"] = work.frame("councils").drop(
        columns=["_same", DISTRICTS, FOUNDED, STATUS, AS_OF], errors="ignore"
    )


def _add_districts(work: Work, councils: pd.DataFrame) -> None:
    if DISTRICTS not in councils:
        return
    named = councils[councils[DISTRICTS].notna()]
    rows = [
        {**_of(row), "council_id": row["_same"], "district_id": district, "coverage": "whole"}
        for _, row in named.iterrows()
        for district in items(row[DISTRICTS])
    ]
    work.add("council_districts", rows)
    _tell(work, named, "council_districts_taken", DISTRICTS)


def _add_foundings(work: Work, councils: pd.DataFrame) -> None:
    """The event that each date of founding dates, and what a status says on the list's day of record."""
    status = councils.get(STATUS, pd.Series(None, index=councils.index, dtype="str"))
    kind = pd.Series([event_of(s) if isinstance(s, str) else "founding" for s in status], councils.index, dtype="str")
    founded, listed = (_dates(councils, name) for name in (FOUNDED, AS_OF))
    dated = councils.assign(_kind=kind.map(DATED_BY))[founded.notna() & kind.isin(DATED_BY)].drop_duplicates("_same")
    holding = councils.assign(_kind=kind)[listed.notna()].drop_duplicates(["_same", "_kind"])
    work.add("council_events", [*_events(dated, FOUNDED), *_events(holding, AS_OF)])
    _tell(work, dated, "council_foundings_taken", FOUNDED)
    certain = listed.notna() | (founded.notna() & (kind == kind.map(DATED_BY)))
    for row in councils.index[status.notna() & ~certain]:
        work.note("council_status_undated", councils, row, STATUS, status[row])


def _dates(councils: pd.DataFrame, name: str) -> pd.Series:
    return councils.get(name, pd.Series(pd.NaT, index=councils.index, dtype="datetime64[s]"))


def _events(councils: pd.DataFrame, date: str) -> list[dict[str, Any]]:
    """One event of the kind in ``_kind`` for each council, on its day in the column ``date``."""
    return [
        {
            **_of(row),
            "event_id": f"{row['_same']}-{row['_kind']}",
            "council_id": row["_same"],
            "kind": row["_kind"],
            "event_date": row[date],
            "event_date_precision": row[f"{date}_precision"],
        }
        for _, row in councils.iterrows()
    ]


def _of(row: pd.Series) -> dict[str, Any]:
    shared = ("municipality_code", "source_id", "origin_file", "origin_row")
    return {**{name: row[name] for name in shared}, "_file": np.int32(-1), "_made_from": row["_file"]}


def _tell(work: Work, rows: pd.DataFrame, code: str, column: str) -> None:
    """One remark per file."""
    for _, group in rows.groupby("_file", sort=True):
        work.note(code, rows, group.index[0], column, f"{len(group):,}")


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
    for table, key in (
        ("council_districts", ["council_id", "district_id"]),
        ("council_events", ["council_id", "kind"]),
    ):
        frame = work.frame(table)
        made = (frame["_file"] < 0).to_numpy()
        if not made.any():
            continue
        known = set(frame[~made][key].itertuples(index=False, name=None))
        repeats = [row in known for row in frame[key].itertuples(index=False, name=None)]
        work.tables[table] = frame[~(made & np.array(repeats, dtype=bool))].reset_index(drop=True)
