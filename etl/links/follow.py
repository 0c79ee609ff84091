"""Following the references of the contract: a cell that names a row of another table becomes that row's id.

A reference that cannot be followed leaves the cell empty with a finding; only where it is part of the row's key, or the
row means nothing without it, the row is rejected.  Districts of records are settled by :mod:`etl.links.assign`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from etl.contract import INPUT_TABLES, TABLES, Column, Table
from etl.findings.hints import did_you_mean
from etl.overlay.precedence import covered, standing
from etl.rows.account import Work
from etl.rows.references import Directory, Resolution, district_directory, named_directory, resolve
from etl.values.arrays import rows_where

#: Tables that may be too long to be held: rows of long files stay in DuckDB (see :mod:`etl.rows.split`).
LONG = ("activities",)


def link(work: Work) -> None:
    """Follow every reference of the contract except districts of records, which :func:`assign_districts` settles.

    Long tables wait for :func:`link_table`: nothing refers to them.
    """
    _link_column(work, "topics", "framework_id", _frameworks(work))
    found = directories(work)
    for table in INPUT_TABLES:
        if table.name not in LONG:
            link_table(work, table.name, found)
    for name in ("council_districts", "council_events", "population"):
        _link_column(work, name, "district_id", found["districts"])

    events = work.frame("council_events")
    for row in rows_where(events["council_id"].isna() & events["district_id"].isna() & ~covered(events)):
        if work.can_judge("districts") and work.can_judge("councils"):
            work.note("event_without_subject", events, row, "kind", events.at[row, "kind"])


def directories(work: Work) -> dict[str, Directory]:
    """What a reference may lead to, by table."""
    return {
        "sources": named_directory(work.frame("sources"), "source_id", name="title", scoped=False),
        "facilities": named_directory(standing(work.frame("facilities")), "facility_id", first_of_many=True),
        "councils": named_directory(standing(work.frame("councils")), "council_id"),
        "topics": _topics(work),
        "frameworks": _frameworks(work),
        "districts": district_directory(work.frame("districts"), work.frame("district_changes")),
    }


def link_table(work: Work, name: str, found: Mapping[str, Directory]) -> None:
    """Follow the references of one table, except those to districts."""
    for column, target in references(TABLES[name]):
        if target in found and target != "districts" and (name, column.name) != ("topics", "framework_id"):
            _link_column(work, name, column.name, found[target])


def references(table: Table) -> list[tuple[Column, str]]:
    """The columns of a table that refer to another one, with its name."""
    return [(c, c.references.split(".")[0]) for c in table.columns if c.references]


def link_changes(work: Work) -> None:
    """The districts that followed former ones: those of an edition, or the former districts of other changes."""
    directory = district_directory(work.frame("districts"), work.frame("district_changes"))
    _link_column(work, "district_changes", "new_district_id", directory)


def _frameworks(work: Work) -> Directory:
    return named_directory(work.frame("frameworks"), "framework_id", scoped=False)


def _topics(work: Work) -> Directory:
    topics = standing(work.frame("topics"))
    owner = work.frame("frameworks").drop_duplicates("framework_id").set_index("framework_id")["municipality_code"]
    return named_directory(topics.assign(municipality_code=topics["framework_id"].map(owner).astype("str")), "topic_id")


def _link_column(work: Work, table: str, name: str, directory: Directory) -> None:
    frame = work.frame(table)
    column = TABLES[table].column(name)
    target = (column.references or "").split(".")[0]
    if frame.empty or frame[name].isna().all() or not work.can_judge(target):
        return
    scope = frame["municipality_code"] if "municipality_code" in frame else pd.Series([None] * len(frame), dtype="str")
    found = resolve(directory, scope, frame[name])
    if column.required or (column.key and table == "population"):
        frame["_match"] = found.position
        frame[f"_{name}"] = found.ids
        work.reject(
            table, found.unresolved, "unknown_reference", name, lambda row: _said(found, directory, column, row)
        )
        kept = work.frame(table)
        kept[name] = kept[f"_{name}"]
        work.tables[table] = kept.drop(columns=["_match", f"_{name}"])
        return
    written = frame[name].copy()
    frame[name] = found.ids
    if table == "activities" and name == "facility_id":
        _keep_venue(work, frame, found, written)
    elif table == "councils" and name == "hub_facility_id":
        _keep_hub(work, frame, directory, found, written)
    else:
        tell_unresolved(work, table, column, directory, found)


def _said(found: Resolution, directory: Directory, column: Column, row: pd.Series) -> dict[str, Any]:
    scope, written, _ = found.distinct[int(row["_match"])]
    return {"value": written, **_hint(directory, column, scope, written)}


def _hint(directory: Directory, column: Column, scope: str, written: str) -> dict[str, str]:
    hint, hint_en = did_you_mean(directory.suggest(scope, written) or "")
    target = TABLES[(column.references or "").split(".")[0]]
    return {
        "suggestion": hint,
        "suggestion_en": hint_en,
        "target": target.label_ja,
        "target_en": target.name,
    }


def tell_unresolved(work: Work, table: str, column: Column, directory: Directory, found: Resolution) -> None:
    """One finding per distinct value that was not found, at its first row; the rows stay."""
    frame = work.frame(table)
    for number, row in _first_rows(found, frame):
        scope, written, match = found.distinct[number]
        label = frame.index[row]
        if match.candidates:
            shown = "、".join(match.candidates[:5])
            work.note(
                "ambiguous_reference", frame, label, column.name, written, label=column.label_ja, candidates=shown,
                severity="warning",
            )  # fmt: skip
        else:
            hint = _hint(directory, column, scope, written)
            work.note(
                "unknown_reference",
                frame,
                label,
                column.name,
                written,
                label=column.label_ja,
                severity="warning",
                **hint,
            )


def _keep_venue(work: Work, frame: pd.DataFrame, found: Resolution, written: pd.Series) -> None:
    """A place that is no registered facility is kept as the address, or where there is one, in the description."""
    free = found.unresolved & frame["address"].isna().to_numpy()
    frame.loc[free, "address"] = written[free]
    _append(frame, found.unresolved & ~free, "detail", "会場: " + written)
    for number, row in _first_rows(found, frame):
        work.note("venue_not_listed", frame, frame.index[row], "facility_id", found.distinct[number][1], label="会場")


def _keep_hub(work: Work, frame: pd.DataFrame, directory: Directory, found: Resolution, written: pd.Series) -> None:
    """A hub that is no registered facility is kept in the council's note."""
    column = TABLES["councils"].column("hub_facility_id")
    _append(frame, found.unresolved, "note", column.label_ja + ": " + written)
    for number, row in _first_rows(found, frame):
        scope, hub, _ = found.distinct[number]
        hint = _hint(directory, column, scope, hub)
        work.note("hub_not_listed", frame, frame.index[row], column.name, hub, label=column.label_ja, **hint)


def _append(frame: pd.DataFrame, rows: Any, column: str, words: pd.Series) -> None:
    """Put words behind what stands in a text column, in some rows."""
    before, more = frame.loc[rows, column], words[rows].astype("str")
    frame.loc[rows, column] = (before + "、" + more).fillna(more)


def _first_rows(found: Resolution, frame: pd.DataFrame) -> list[tuple[int, int]]:
    """(number of the distinct value, its first row) of every value that was not found."""
    rows = np.flatnonzero(found.unresolved & ~covered(frame))
    numbers, first = np.unique(found.position[rows], return_index=True)
    return sorted(((int(n), int(rows[i])) for n, i in zip(numbers, first, strict=True)), key=lambda pair: pair[1])
