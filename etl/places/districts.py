"""Districts out of boundary rows: ids, editions, repaired and merged shapes, areas, label points, neighbours.

Several polygons of one school in one file are parts of one district; the same district in a second file is a duplicate.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl.places import spatial
from etl.places.borders import borders
from etl.rows.account import Work
from etl.rows.references import school_name
from etl.values.arrays import extension, rows_where
from etl.values.normalize import fold
from etl.values.parallel import each

#: Overlaps and gaps below this (m²) are the noise of two drawings of one line; they are measured but not reported.
NOTABLE_M2 = 1000.0
#: So many pairs are named per municipality; the largest come first.
PAIRS_NAMED = 5
#: An id in the form of this program: code of the municipality or ward, hyphen, school.
_ID = r"^\d{5}-."


def identify(work: Work) -> None:
    """Give every row of ``districts`` its id, edition and display name."""
    frame = work.frame("districts")
    names = {n: school_name(n) for n in frame["school_name"].dropna().unique()}
    frame["school_name"] = frame["school_name"].map(names).astype("str")
    frame["name"] = frame["school_name"].map({n: display_name(n) for n in names.values()}).astype("str")
    edition_of_file = np.array([raw.edition or None for raw in work.raws] + [None], dtype=object)
    stated = pd.Series(edition_of_file[frame["_file"].to_numpy(dtype=np.int64)], index=frame.index).astype("str")
    frame["edition"] = frame["edition"].fillna(stated).fillna("").astype("str")
    frame["admin_code"] = frame["admin_code"].fillna(frame["municipality_code"]).astype("str")
    given = frame["district_id"]
    made = (frame["admin_code"] + "-" + frame["school_name"]).astype("str")
    frame["given_id"] = given
    frame["district_id"] = given.where(given.str.match(_ID).fillna(False).astype(bool), made).astype("str")
    _take_editions(work, frame)


def _take_editions(work: Work, frame: pd.DataFrame) -> None:
    """A row that has neither shape nor edition is about the newest edition in which its district has a shape."""
    shaped = frame["_geometry"].notna()
    newest = frame[shaped & (frame["edition"] != "")].groupby("district_id")["edition"].max()
    about = ~shaped & (frame["edition"] == "") & frame["district_id"].isin(newest.index)
    frame.loc[about, "edition"] = frame.loc[about, "district_id"].map(newest)
    for _, group in frame[about].groupby("_file", sort=True):
        work.note("edition_taken", group, group.index[0], "edition", group["edition"].max(), count=f"{len(group):,}")


def display_name(school: str) -> str:
    """The district's name on screen: the school's name with 区, a name that is no school's as it is.

    >>> display_name("光明中学校"), display_name("潮見地区")
    ('光明中学校区', '潮見地区')
    """
    return f"{school}区" if school.endswith(("学校", "学園", "学院")) else school


def repair(work: Work, table: str, label: str) -> None:
    """Valid polygons in ``_geometry``; what had to be done is told."""
    frame = work.frame(table)
    before = frame["_geometry"].to_numpy(dtype=object)
    if len(before) == 0:
        return
    given = ~shapely.is_missing(before)
    repaired = spatial.repair_polygons(before)
    out = np.empty(len(frame), dtype=object)
    out[:] = repaired.geometry
    frame["_geometry"] = out
    for position in rows_where((repaired.reason != "") & ~repaired.empty):
        row = frame.index[position]
        change = _change_m2(before[position], repaired.geometry[position])
        reason = str(repaired.reason[position]).split("[")[0]
        work.note("geometry_repaired", frame, row, "geometry", frame.at[row, label], reason=reason, change_m2=change)
    for position in rows_where(repaired.collection):
        work.note(
            "geometry_collection", frame, frame.index[position], "geometry", frame.at[frame.index[position], label]
        )
    for position in rows_where(repaired.empty & given):
        row = frame.index[position]
        work.note("geometry_invalid", frame, row, "geometry", frame.at[row, label], reason="no polygon is left")


def _change_m2(before: Any, after: Any) -> str:
    """Change of area, near enough for a sentence: degrees to metres at the polygon's latitude."""
    latitude = float(shapely.get_y(shapely.centroid(after)))
    square = 111_195.0**2 * float(np.cos(np.radians(latitude)))
    return f"{abs(shapely.area(after) - shapely.area(before)) * square:,.0f}"


def reject_repeats(work: Work, table: str, key: list[str], column: str) -> None:
    """The same district or town in a second file is a duplicate; in one file it is a further part."""
    frame = work.frame(table)
    if frame.empty:
        return
    first = frame.groupby(key, sort=False)[["_file", "origin_file", "origin_row"]].transform("first")
    frame["_other"] = first["origin_file"].astype("str") + " " + first["origin_row"].astype("str")
    again = (first["_file"] != frame["_file"]).to_numpy()
    work.reject(table, again, "duplicate_key", column, lambda row: {"value": row[column], "other": row["_other"]})
    work.tables[table] = work.frame(table).drop(columns=["_other"])


def reject_shapeless_towns(work: Work) -> None:
    """A town without a shape whose namesake has one is the same people a second time."""
    frame = work.frame("towns")
    keys = frame["municipality_code"].fillna("") + "/" + frame["name"].map(fold, na_action="ignore").fillna("")
    _reject_shapeless(work, "towns", keys, "town_counted_twice", "name")


def reject_shapeless_districts(work: Work) -> None:
    """A district without a shape never stands in for the same one with a shape, whichever file is read first."""
    frame = work.frame("districts")
    _reject_shapeless(
        work, "districts", frame["district_id"] + "/" + frame["edition"], "shape_elsewhere", "school_name"
    )


def _reject_shapeless(work: Work, table: str, keys: pd.Series, code: str, column: str) -> None:
    frame = work.frame(table)
    shaped = frame["_geometry"].notna()
    first = frame[shaped].groupby(keys[shaped])[["origin_file", "origin_row"]].first()
    again = (~shaped & keys.isin(first.index)).to_numpy()
    frame["_other"] = keys.map(first["origin_file"].astype("str") + " " + first["origin_row"].astype("str"))
    work.reject(table, again, code, column, lambda row: {"value": row[column], "other": row["_other"]})
    work.tables[table] = work.frame(table).drop(columns=["_other"])


def merge_parts(work: Work, table: str, key: list[str], label: str, sums: tuple[str, ...] = ()) -> None:
    """One row per key: shapes united, ``sums`` added up (missing stays missing), the rest from the first part."""
    frame = work.frame(table)
    if frame.empty:
        return
    number = frame.groupby(key, sort=False).ngroup().to_numpy()
    merged = spatial.merge_parts(frame["_geometry"].to_numpy(dtype=object), number)
    one = frame.drop_duplicates(key).reset_index(drop=True)
    for column in sums:
        one[column] = frame.groupby(number)[column].sum(min_count=1).astype(one[column].dtype).array
    shapes = np.empty(len(one), dtype=object)
    shapes[:] = merged
    one["_geometry"] = shapes
    if table == "districts":
        sizes = np.bincount(number)
        for position in rows_where(sizes > 1):
            row = one.index[position]
            work.note("parts_merged", one, row, label, one.at[row, label], count=int(sizes[position]))
    work.tables[table] = one


def measure(work: Work) -> dict[str, Any]:
    """Current editions, areas, label points; returns the shapes in metres by municipality, aligned with the rows.

    The result maps a municipality to (positions in ``districts``, plane geometries of its current districts).
    """
    frame = work.frame("districts").sort_values(["municipality_code", "edition", "district_id"], ignore_index=True)
    work.tables["districts"] = frame
    newest = frame.groupby("municipality_code")["edition"].transform("max")
    frame["is_current"] = extension(frame["edition"] == newest, dtype="boolean")
    shapes = frame["_geometry"].to_numpy(dtype=object)
    longitude, latitude = spatial.label_points(shapes)
    frame["label_longitude"] = extension(longitude, dtype="Float64")
    frame["label_latitude"] = extension(latitude, dtype="Float64")
    zones = work.frame("municipalities").set_index("municipality_code")["plane_epsg"]
    area = np.full(len(frame), np.nan)
    planes: dict[str, Any] = {}
    for code, group in frame.groupby("municipality_code", sort=True):
        if pd.isna(zones[code]):
            continue
        plane = spatial.to_plane(shapes[group.index], int(zones[code]))
        area[group.index] = shapely.area(plane) / 1e6
        current = group["is_current"].to_numpy(dtype=bool) & ~shapely.is_missing(plane)
        planes[str(code)] = (group.index.to_numpy()[current], plane[current])
    frame["area_km2"] = extension(area, dtype="Float64")
    frame.loc[frame["_geometry"].isna(), ["area_km2", "label_longitude", "label_latitude"]] = pd.NA
    return planes


def neighbours(work: Work, planes: dict[str, Any]) -> pd.DataFrame:
    """The ``adjacency`` table of the current districts; notable overlaps and gaps become findings."""
    frame = work.frame("districts")
    all_ids, all_editions = frame["district_id"].to_numpy(dtype=object), frame["edition"].to_numpy(dtype=object)
    columns = ("district_id", "neighbour_id", "edition", "shared_border_m")
    out = [pd.DataFrame({c: [] for c in columns})]
    present = {code: (rows, plane) for code, (rows, plane) in planes.items() if len(rows)}
    measured = each(borders, [plane for _, plane in present.values()])
    for (code, (rows, _)), found in zip(present.items(), measured, strict=True):
        pairs = found.neighbours
        left, right = rows[pairs["left"].to_numpy()], rows[pairs["right"].to_numpy()]
        cells = (all_ids[left], all_ids[right], all_editions[left], pairs["shared_border_m"].to_numpy())
        out.append(pd.DataFrame(dict(zip(columns, cells, strict=True))))
        _tell_overlaps(work, rows, found.overlaps)
        _tell_gaps(work, code, rows, found.gaps)
    whole = pd.concat(out[1:] or out)
    return whole.sort_values(["district_id", "neighbour_id", "edition"], ignore_index=True)


def _tell_overlaps(work: Work, rows: Any, pairs: pd.DataFrame) -> None:
    if pairs.empty:
        return
    frame = work.frame("districts")
    notable = pairs[pairs["area_m2"] >= NOTABLE_M2].sort_values("area_m2", ascending=False).head(PAIRS_NAMED)
    for left, right, area in notable.itertuples(index=False):
        row = frame.index[rows[int(left)]]
        other = frame.at[frame.index[rows[int(right)]], "name"]
        work.note("overlap", frame, row, "geometry", frame.at[row, "name"], other=other, area_m2=f"{area:,.0f}")


def _tell_gaps(work: Work, code: str, rows: Any, holes: Any) -> None:
    notable = holes[holes >= NOTABLE_M2]
    if len(notable) == 0:
        return
    frame = work.frame("districts")
    name = work.frame("municipalities").set_index("municipality_code").at[code, "name"]
    total = f"{notable.sum():,.0f}"
    work.note("gap", frame, frame.index[rows[0]], "geometry", name, area_m2=total, count=len(notable))


def warn_without_districts(work: Work) -> None:
    """Municipalities whose records are loaded but whose districts are not: the map waits for the official file."""
    municipalities = work.frame("municipalities")
    having = set(work.frame("districts")["municipality_code"])
    code = municipalities["municipality_code"]
    # Municipalities that only an outline file names are backdrop, and need no districts.
    known = (municipalities["_file"] >= 0) | code.isin(work.frame("towns")["municipality_code"])
    listed = municipalities[known & ~code.isin(having)]
    for row in listed.index:
        work.note("no_districts", municipalities, row, "municipality_code", municipalities.at[row, "municipality_code"])
