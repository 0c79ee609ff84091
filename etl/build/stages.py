"""The stages of a build, in order: read, own, tell apart, shape, link, place, close.

Each stage says what it needs and what it gives, and stands where it stands because of that.  It is a list of rules:
what a rule takes out it accounts for in :class:`etl.rows.account.Work` (read = loaded + rejected).
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import shapely

from etl.build.collect import Inputs, Progress, collect, name_file_sources
from etl.changes import carry_over, change_table, former_names
from etl.links import assign, boundary_terms, follow, municipalities, placing
from etl.overlay import inherit, precedence
from etl.people import estimates, grid, towns
from etl.places import area_units, districts, mapfile, spatial
from etl.readers.base import LISTED
from etl.rows import council_sheets
from etl.rows.account import Work
from etl.values.arrays import rows_where
from etl.values.counts import QUANTITIES
from etl.values.fiscal import FIRST_MONTH

#: Plane shapes of the current districts, by municipality.
Planes = dict[str, Any]


def prepare(inputs: Inputs, progress: Progress, *, partial: bool = False) -> tuple[Work, dict[str, pd.DataFrame]]:
    """Everything but the writing: the rows of the input tables and the derived tables.

    ``partial``: only some files of a city are looked at, as a check does.
    """
    work = read(inputs, progress, partial=partial)
    progress("link", "")
    own(work)
    tell_apart(work)
    progress("measure", "")
    planes, adjacency = shape(work)
    link(work)
    place(work)
    return work, {"adjacency": adjacency, **close(work, planes, progress)}


def read(inputs: Inputs, progress: Progress, *, partial: bool) -> Work:
    """Files to typed rows.

    Needs nothing.  Gives every row of every file in its table, each cell of its type, or a finding that says why not;
    keys for rows that have none.  Knows no other row.
    """
    return collect(Work(partial=partial, imported=inputs.imports.layers), inputs, progress)


def own(work: Work) -> None:
    """Rows to their municipality.

    Needs typed rows.  Gives every row a registered municipality (or rejects it), one kind of district to each
    municipality, and keys that no other municipality uses.  First, because everything after it looks for names within
    one municipality; rows of imports take over the keys of the rows that they speak of before those are qualified.
    """
    municipalities.register(work)
    area_units.settle_area_unit(work)
    placing.bring_similar(work)
    inherit.line_up(work)
    municipalities.qualify_ids(work)


def tell_apart(work: Work) -> None:
    """Districts and towns: which is which, and which rows an import covers.

    Needs municipalities.  Gives ids to districts and towns, one row to each edition, and a source to every row.  Before
    any shape is touched: what has none, or stands twice, goes as it was read.
    """
    districts.identify(work)
    towns.complete(work)
    precedence.begin(work)
    districts.reject_shapeless_districts(work)
    districts.reject_repeats(work, "districts", ["district_id", "edition"], "school_name")
    districts.reject_repeats(work, "towns", ["town_id"], "town_id")
    districts.reject_shapeless_towns(work)
    name_file_sources(work)


def shape(work: Work) -> tuple[Planes, pd.DataFrame]:
    """Shapes repaired, merged and measured.

    Needs one row to each part of a shape.  Gives whole shapes, areas and label points, the municipalities' planes, the
    municipality of each grid cell, and the neighbours.  Parts are counted as loaded before they are merged.
    """
    _repair(work)
    for table in ("districts", "towns"):
        work.count_loaded(table)
    districts.merge_parts(work, "districts", ["district_id", "edition"], "school_name")
    districts.merge_parts(work, "towns", ["town_id"], "name", QUANTITIES)
    area_units.set_plane_zones(work)
    planes = districts.measure(work)
    grid.place(work)
    return planes, districts.neighbours(work, planes)


def link(work: Work) -> None:
    """References followed, between the tables that are short.

    Needs districts with their shapes (former ones are known by where they lay).  Gives councils, their events and
    districts, changes of districts, each pointing at what its cells name.  Changes first: a name may be that of a
    district that is no more.
    """
    council_sheets.split(work)
    former_names.name_former(work)
    follow.link_changes(work)
    precedence.settle(work, precedence.CHANGES)
    change_table.settle(work)
    follow.link(work)
    carry_over.settle_councils(work)
    council_sheets.drop_repeats(work)


def place(work: Work) -> None:
    """Records to their district: named, through their council, venue or issue, by point, else unassigned.

    Needs settled councils and changes.  Gives facilities their district, then, as they may be venues, all other
    records; of rows with one key the newest import's stands.
    """
    for table in precedence.BY_REFERENCE:
        precedence.settle(work, table)
    carry_over.settle(work)
    assign.assign_districts(work, ("facilities",))
    found = follow.directories(work)
    placing.settle(work, found)
    for table in follow.LONG:
        follow.link_table(work, table, found)
    assign.assign_districts(work, assign.RECORDS[1:])
    for table in precedence.LATE:
        precedence.settle(work, table)


def close(work: Work, planes: Planes, progress: Progress) -> dict[str, pd.DataFrame]:
    """The account closed, and what follows from all of it.

    Needs every row in its place.  Gives the 年度 of activities, the people of districts, the towns' districts, the map.

    Raises:
        LostRowsError: rows read are not rows loaded plus rows rejected.
    """
    _fiscal_years(work)
    assign.reject_duplicates(work)
    _count(work)
    if not work.partial:
        districts.warn_without_districts(work)
        boundary_terms.tell(work)
    town_districts = estimates.populate(work, planes)
    progress("map", "")
    layers = mapfile.map_layers(work.frame("districts"), work.frame("base_layers"), _extents(work))
    return {"town_districts": town_districts, "map_layers": layers}


# ------------------------------------------------------------------------------------------------------ details
def _repair(work: Work) -> None:
    districts.repair(work, "districts", "school_name")
    districts.repair(work, "towns", "name")
    shapes = work.frame("base_layers")["_geometry"].to_numpy(dtype=object)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes) | spatial.not_finite(shapes)
    work.reject("base_layers", missing, "geometry_missing", "layer", lambda row: {"value": row["layer"]})


def _count(work: Work) -> None:
    for table in sorted(work.tables):
        if table not in {"districts", "towns"}:
            work.count_loaded(table)
    work.check()


def _current(work: Work) -> pd.DataFrame:
    frame = work.frame("districts")
    return frame[frame["is_current"].to_numpy(dtype=bool)]


def _extents(work: Work) -> dict[str, Any]:
    """(west, south, east, north) of every municipality that has districts, else towns, else an outline."""
    outlines = work.frame("base_layers")
    registered = set(work.frame("municipalities")["municipality_code"])
    out: dict[str, Any] = {}
    for frame in (outlines[outlines["layer"] == "outline"], work.frame("towns"), _current(work)):
        own = frame[frame["municipality_code"].isin(registered)]
        for code, group in own.dropna(subset=["_geometry"]).groupby("municipality_code", sort=True):
            out[str(code)] = tuple(shapely.total_bounds(group["_geometry"].to_numpy(dtype=object)))
    return out


def _fiscal_years(work: Work) -> None:
    """年度 of each activity: April to March.  A date that is only a calendar year lies in two and gets none."""
    frame = work.frame("activities")
    start, whole_year = frame["start_date"], (frame["start_date_precision"] == "year").to_numpy(dtype=bool)
    year = (start.dt.year - (start.dt.month < FIRST_MONTH)).astype("Int64")
    frame["fiscal_year"] = year.mask(whole_year)
    for row in rows_where(whole_year)[:LISTED]:
        work.note("fiscal_year_unknown", frame, row, "start_date", frame.at[row, "title"], label="実施日")
