"""How records reach their district: by id, by name, through their council or facility, by point; else unassigned.

Nobody is lost: districts + unassigned = total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from etl.changes import carry_over
from etl.changes.successors import Successors, of_tables
from etl.contract import INPUT_TABLES, TABLES
from etl.links import steps
from etl.links.follow import tell_unresolved
from etl.overlay.precedence import covered, standing
from etl.places import spatial
from etl.places.coordinates import settle_coordinates
from etl.readers.base import LISTED
from etl.rows.account import Work
from etl.rows.references import Directory, Resolution, district_directory, resolve
from etl.values.arrays import NOTHING, extension

#: Tables whose rows are counted by district, in the order in which one can lean on the other.
RECORDS = ("facilities", "activities", "issues", "actions")
#: Columns that lead to a row which has a district already: its table, and what the way is called.
THROUGH = (("facility_id", "facilities", "facility"), ("issue_id", "issues", "issue"))


@dataclass(frozen=True)
class Ways:
    """What leads to a district: the present ones, names and ids, former districts, councils of one district."""

    current: pd.DataFrame
    directory: Directory
    followed: Successors
    single: dict[str, str]

    def named(self, found: Resolution) -> tuple[Any, Any]:
        """The present district that a row names, and how it was found."""
        ids, succeeded = carry_over.follow(self.followed, found)
        here = pd.Series(ids).isin(set(self.current["district_id"])).to_numpy()
        return np.where(here, ids, NOTHING), np.where(here, np.where(succeeded, "successor", found.how), NOTHING)


def ways(work: Work) -> Ways:
    """The ways to the districts of this build."""
    districts, changes = work.frame("districts"), work.frame("district_changes")
    current = districts[districts["is_current"].to_numpy(dtype=bool)]
    single = _single_districts(work, set(current["district_id"]))
    return Ways(current, district_directory(districts, changes), of_tables(changes, districts), single)


def assign_districts(work: Work, tables: Sequence[str] = RECORDS) -> None:
    """``district_id`` and ``assigned_by`` of facilities, activities, issues and the steps on issues."""
    to = ways(work)
    for table in tables:
        if table == "actions":
            names = dict(zip(to.current["district_id"], to.current["name"], strict=True))
            steps.link_issues(work, to.directory, names)
        frame = work.frame(table)
        if "latitude" in frame:
            settle_coordinates(work, table)
        found = resolve(to.directory, frame["municipality_code"], frame["district_id"].copy())
        if work.can_judge("districts"):
            tell_unresolved(work, table, TABLES[table].column("district_id"), to.directory, found)
        ids, how = to.named(found)
        if "council_id" in frame:
            _through(ids, how, frame["council_id"], to.single, "council")
        for column, target, way in THROUGH:
            if column in frame and target != table:  # a row is no way to itself: its district is what is sought
                _through(ids, how, frame[column], homes(work, target), way)
        if "latitude" in frame:
            _by_point(work, table, ids, how, to.current)
        how[pd.isna(ids)] = "none"
        carry_over.tell_records(work, table, to.followed, found, how)
        frame["district_id"] = extension(np.where(pd.isna(ids), NOTHING, ids), dtype="str")
        frame["assigned_by"] = extension(how, dtype="str")
        if table != "actions":  # of a step without district, its issue has been told
            _tell_unassigned(work, table, set(to.current["municipality_code"]))


def homes(work: Work, table: str) -> dict[str, str]:
    """The districts of the rows of a table that is assigned already."""
    known = standing(work.frame(table)).dropna(subset=["district_id"])
    return dict(zip(known[TABLES[table].key[0]], known["district_id"], strict=True))


def _single_districts(work: Work, current: set[str]) -> dict[str, str]:
    """Councils that stand for exactly one current district."""
    links = work.frame("council_districts")
    links = links[links["district_id"].isin(current)]
    one = links.groupby("council_id")["district_id"].agg(["first", "nunique"])
    one = one[one["nunique"] == 1]
    return dict(zip(one.index, one["first"], strict=True))


def _through(ids: Any, how: Any, key: pd.Series, homes: dict[str, str], name: str) -> None:
    """Fill the open ids from another row's district."""
    other = key.map(homes).to_numpy(dtype=object, na_value=NOTHING)
    fill = pd.isna(ids) & pd.notna(other)
    ids[fill], how[fill] = other[fill], name


def _by_point(work: Work, table: str, ids: Any, how: Any, current: pd.DataFrame) -> None:
    frame = work.frame(table)
    open_rows = pd.isna(ids)
    longitude = np.where(open_rows, frame["longitude"].to_numpy(dtype=np.float64, na_value=np.nan), np.nan)
    latitude = frame["latitude"].to_numpy(dtype=np.float64, na_value=np.nan)
    shaped = current[current["_geometry"].notna()]
    if shaped.empty:
        return
    owner = frame["municipality_code"].to_numpy(dtype=object)
    shapes, owners = shaped["_geometry"].to_numpy(dtype=object), shaped["municipality_code"].to_numpy(dtype=object)
    at = spatial.points_in(longitude, latitude, shapes, owner, owners)
    hit = at >= 0
    ids[hit], how[hit] = shaped["district_id"].to_numpy(dtype=object)[at[hit]], "point"
    outside = ~np.isnan(longitude) & ~np.isnan(latitude) & ~hit & ~covered(frame)
    outside &= pd.Series(owner).isin(set(owners)).to_numpy()
    for row in np.flatnonzero(outside)[: LISTED * 10]:
        place = f"{latitude[row]}, {longitude[row]}"
        work.note("outside_municipality", frame, frame.index[row], "latitude", place, label="緯度・経度")


def _tell_unassigned(work: Work, table: str, mapped: set[str]) -> None:
    """Rows without district, where the municipality has districts at all."""
    frame = standing(work.frame(table))
    label = "title" if "title" in frame else "name"
    open_rows = frame[(frame["assigned_by"] == "none") & frame["municipality_code"].isin(mapped)]
    for (file, code), group in open_rows.groupby(["_file", "municipality_code"], sort=True):
        count = len(group) + work.unassigned_elsewhere(int(str(file)), str(code))
        if count > LISTED:
            work.note("unassigned_many", group, group.index[0], "district_id", f"{count:,}", label="地区")
            continue
        for row in group.index:
            work.note("unassigned", group, row, "district_id", group.at[row, label], label="地区", severity="info")


def reject_duplicates(work: Work) -> None:
    """Of two rows with one key the first is kept; the later ones are rejected and name the first."""
    for table in INPUT_TABLES:
        if table.name in {"municipalities", "districts", "towns"}:
            continue
        frame = work.frame(table.name)
        key = list(table.key)
        again = frame.duplicated(key).to_numpy()
        if not again.any():
            continue
        first = frame.groupby(key, sort=False, dropna=False)[["origin_file", "origin_row"]].transform("first")
        frame["_other"] = first["origin_file"].astype("str") + " " + first["origin_row"].astype("str")
        frame["_value"] = [" / ".join(str(v) for v in row if pd.notna(v)) for row in frame[key].itertuples(index=False)]
        work.reject(
            table.name, again, "duplicate_key", key[-1], lambda row: {"value": row["_value"], "other": row["_other"]}
        )
        work.tables[table.name] = work.frame(table.name).drop(columns=["_other", "_value"])
