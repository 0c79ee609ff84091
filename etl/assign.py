"""How records reach their district: by id, by name, through their council or facility, by point; else unassigned.

Also links between tables (councils, facilities, topics, sources, frameworks).  A link that cannot be followed leaves
the cell empty with a finding; only where the link is part of the row's key the row is rejected.  Nobody is lost:
districts + unassigned = total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from etl import spatial, steps, succession
from etl.arrays import NOTHING, extension, rows_where
from etl.contract import INPUT_TABLES, TABLES, Column, Table
from etl.overlay import covered, standing
from etl.references import Directory, Resolution, district_directory, named_directory, resolve
from etl.successors import Successors, of_tables
from etl.work import Work

#: Tables whose rows are counted by district, in the order in which one can lean on the other.
RECORDS = ("facilities", "activities", "issues", "actions")
#: Tables that may be too long to be held: rows of long files stay in DuckDB (see :mod:`etl.bulk`).
LONG = ("activities",)
#: Up to so many unassigned rows per file are listed one by one; more are summed up.
LISTED = 20


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
        _tell_unresolved(work, table, column, directory, found)


def _said(found: Resolution, directory: Directory, column: Column, row: pd.Series) -> dict[str, Any]:
    scope, written, _ = found.distinct[int(row["_match"])]
    return {"value": written, **_hint(directory, column, scope, written)}


def _hint(directory: Directory, column: Column, scope: str, written: str) -> dict[str, str]:
    near = directory.suggest(scope, written)
    target = TABLES[(column.references or "").split(".")[0]]
    return {
        "suggestion": f"もしかして「{near}」ですか。" if near else "",
        "suggestion_en": f"Did you mean “{near}”?" if near else "",
        "target": target.label_ja,
        "target_en": target.name,
    }


def _tell_unresolved(work: Work, table: str, column: Column, directory: Directory, found: Resolution) -> None:
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


# ------------------------------------------------------------------------------------------------ coordinates
def settle_coordinates(work: Work, table: str) -> None:
    """Coordinates that mean a place: swapped ones are turned, 0/0 and halves are no place, others out of range told."""
    frame = work.frame(table)
    latitude, longitude = (
        frame[c].to_numpy(dtype=np.float64, na_value=np.nan, copy=True) for c in ("latitude", "longitude")
    )
    zero = (np.nan_to_num(latitude) == 0) & (np.nan_to_num(longitude) == 0)
    latitude[zero], longitude[zero] = np.nan, np.nan
    columns = TABLES[table].column("latitude"), TABLES[table].column("longitude")
    swapped = _between(latitude, columns[1]) & _between(longitude, columns[0])
    shown = ~covered(frame)
    for row in rows_where(swapped & shown):
        work.note(
            "swapped_coordinates", frame, frame.index[row], "latitude", f"{latitude[row]}, {longitude[row]}",
            label=columns[0].label_ja,
        )  # fmt: skip
    latitude[swapped], longitude[swapped] = longitude[swapped].copy(), latitude[swapped].copy()
    for column, values in zip(columns, (latitude, longitude), strict=True):
        for row in rows_where(~np.isnan(values) & ~_between(values, column) & shown):
            work.note(
                "out_of_range", frame, frame.index[row], column.name, values[row], label=column.label_ja,
                minimum=f"{column.minimum:g}", maximum=f"{column.maximum:g}",
            )  # fmt: skip
    usable = _between(latitude, columns[0]) & _between(longitude, columns[1])
    frame["latitude"] = extension(np.where(usable, latitude, np.nan), dtype="Float64")
    frame["longitude"] = extension(np.where(usable, longitude, np.nan), dtype="Float64")
    frame.loc[~usable, ["latitude", "longitude"]] = pd.NA


def _between(values: Any, column: Column) -> Any:
    return (values >= column.minimum) & (values <= column.maximum)


# -------------------------------------------------------------------------------------------------- districts
@dataclass(frozen=True)
class Ways:
    """What leads to a district: the present ones, names and ids, former districts, councils of one district."""

    current: pd.DataFrame
    directory: Directory
    followed: Successors
    single: dict[str, str]

    def named(self, found: Resolution) -> tuple[Any, Any]:
        """The present district that a row names, and how it was found."""
        ids, succeeded = succession.follow(self.followed, found)
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
            _tell_unresolved(work, table, TABLES[table].column("district_id"), to.directory, found)
        ids, how = to.named(found)
        if "council_id" in frame:
            _through(ids, how, frame["council_id"], to.single, "council")
        if "facility_id" in frame:
            _through(ids, how, frame["facility_id"], homes(work, "facilities"), "facility")
        if table == "actions":
            _through(ids, how, frame["issue_id"], homes(work, "issues"), "issue")
        if "latitude" in frame:
            _by_point(work, table, ids, how, to.current)
        how[pd.isna(ids)] = "none"
        succession.tell_records(work, table, to.followed, found, how)
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
