"""Tables about census towns joined to the towns' boundaries, so that each town is one row and nobody counts twice.

A row without a shape whose code is that of a town with a shape completes it: what the shape's row lacks (age groups, or
people) is taken from the table; what both have stays as the boundaries say.  Areas that the census counts together are
shared out to their members (:mod:`etl.readers.published.merged_areas`).  A table of another census than the boundaries
is not used.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl.contract import TABLES
from etl.readers.published.merged_areas import Shares, spread
from etl.rows.account import Work
from etl.values.counts import QUANTITIES
from etl.values.normalize import fold


def complete(work: Work) -> None:
    """Join the rows of tables to the rows with shapes; call before repeated towns are looked for."""
    frame = work.frame("towns")
    if "merged_into" not in frame:
        frame["merged_into"] = pd.Series([None] * len(frame), dtype="str")
    shaped = frame["_geometry"].notna().to_numpy()
    if shaped.any() and not shaped.all():
        _reject_other_census(work, shaped)
        _identify_by_name(work)
        for number in sorted(set(work.frame("towns").loc[~_shaped(work), "_file"])):
            _join(work, int(number))
    work.tables["towns"] = work.frame("towns").drop(columns=["merged_into"])


def _shaped(work: Work) -> Any:
    return work.frame("towns")["_geometry"].notna().to_numpy()


def _reject_other_census(work: Work, shaped: Any) -> None:
    """Towns of a table with official codes, of a municipality whose boundaries are of another date."""
    frame = work.frame("towns")
    date_of = frame[shaped].groupby("municipality_code")["as_of"].first()
    known = frame["municipality_code"].map(date_of)
    from_table = np.array([raw.recognised_as == "estat-small-area-table" for raw in work.raws] + [False])
    of_table = from_table[frame["_file"].to_numpy(dtype=np.int64)]
    other = of_table & ~shaped & (known.notna() & frame["as_of"].notna() & (known != frame["as_of"])).to_numpy()
    if other.any():
        work.reject_together("towns", other, "town_other_census", "as_of")


def _identify_by_name(work: Work) -> None:
    """A row without a shape and without an official code takes the code of the only town of its name and date."""
    frame = work.frame("towns")
    shaped = _shaped(work)
    names = frame["municipality_code"].fillna("") + "/" + frame["name"].map(fold, na_action="ignore").fillna("")
    homes = frame[shaped].drop_duplicates("town_id")
    keys = names[homes.index]
    only = homes[~keys.duplicated(keep=False).to_numpy()]
    code = pd.Series(only["town_id"].array, index=names[only.index])
    open_rows = ~shaped & ~frame["town_id"].isin(homes["town_id"]).to_numpy()
    found = names[open_rows].map(code).dropna()
    home = only.set_index("town_id").reindex(found.array)
    table = frame.loc[found.index]
    fits = _same_date(home, table) & (table["as_of"].notna() | home["people"].isna().array).to_numpy()
    frame.loc[found.index[fits], "town_id"] = found[fits].array


def _same_date(homes: pd.DataFrame, table: pd.DataFrame) -> Any:
    """Whether rows speak of the day of the boundaries' people, or these have no people that could be of another day."""
    same = np.asarray(homes["as_of"].array == table["as_of"].array, dtype=bool)
    return same | table["as_of"].isna().to_numpy() | homes["people"].isna().to_numpy()


def _join(work: Work, number: int) -> None:
    """The rows of one file without shapes, joined to the first row that each file has of the town's shape."""
    frame = work.frame("towns")
    shaped = _shaped(work)
    homes = frame[shaped].drop_duplicates(["town_id", "_file"])
    first = homes.drop_duplicates("town_id").set_index("town_id")
    table = frame[~shaped & (frame["_file"] == number).to_numpy() & frame["town_id"].isin(first.index).to_numpy()]
    table = table.drop_duplicates("town_id")
    table = table[_same_date(first.reindex(table["town_id"]), table)]
    if table.empty:
        return
    _take_dates(frame, homes, table)
    counts = _spread(work, first.reindex(table["town_id"]), table).set_axis(table["town_id"])
    _tell_differences(work, first, table, counts)
    taken = []
    for name in QUANTITIES:
        given = homes["town_id"].map(counts[name])
        lacking = homes.index[(homes[name].isna() & given.notna()).to_numpy()]
        if len(lacking):
            frame.loc[lacking, name] = given[lacking].astype("Int64").array
            taken.append(name)
    columns = [TABLES["towns"].column(name) for name in taken]
    work.note(
        "town_completed", table, table.index[0], "", f"{len(table):,}",
        columns="、".join(c.label_ja for c in columns) or "新しい値なし",
        columns_en=", ".join(c.label_en for c in columns) or "nothing new",
    )  # fmt: skip
    work.take_in("towns", frame.index.isin(table.index))


def _tell_differences(work: Work, first: pd.DataFrame, table: pd.DataFrame, counts: pd.DataFrame) -> None:
    """Towns of which boundaries and table tell different people; the boundaries' number stays."""
    own = first["people"].reindex(counts.index)
    differs = (own.notna() & counts["people"].notna() & (own != counts["people"]).fillna(False)).to_numpy(dtype=bool)
    if differs.any():
        row = table.index[int(np.argmax(differs))]
        given, stays = counts["people"].to_numpy()[differs][0], own.to_numpy()[differs][0]
        work.note(
            "town_people_differ", table, row, "people", f"{given:,}", stays=f"{stays:,}",
            name=table.at[row, "name"], count=f"{int(differs.sum()):,}", label="人口",
        )  # fmt: skip


def _take_dates(frame: pd.DataFrame, homes: pd.DataFrame, table: pd.DataFrame) -> None:
    """A town that has no people of its own takes date and source of the row that brings them."""
    rows = table.set_index("town_id")
    bare = homes[homes["people"].isna() & homes["town_id"].isin(rows.index)]
    for column in ("as_of", "as_of_precision", "source_id"):
        given = bare["town_id"].map(rows[column])
        frame.loc[bare.index, column] = given.where(given.notna(), bare[column]).astype(frame[column].dtype)


def _spread(work: Work, homes: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The counts of the table with merged areas shared out, by the people of the boundaries' rows, else by area."""
    counts = table[list(QUANTITIES)]
    host = table["merged_into"].where(table["merged_into"].isin(set(table["town_id"])), table["town_id"])
    merged = host.duplicated(keep=False)
    if not merged.any():
        return counts
    people = pd.Series(homes["people"].array, index=table.index)
    area = pd.Series(shapely.area(homes["_geometry"].to_numpy(dtype=object)), index=table.index)
    by_people = people[merged].notna().all()
    work.note(
        "town_merged_shared", table, table.index[0], "", f"{int(merged.sum()):,}",
        measure="人口" if by_people else "面積", measure_en="people" if by_people else "area",
    )  # fmt: skip
    return spread(counts, Shares(table["town_id"], host), people, area)
