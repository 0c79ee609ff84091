"""Where the rows of long files belong: references and districts settled on distinct values, places by point.

The directories, the order of the ways to a district and the geometry are those of :mod:`etl.links.assign`.  Rows about
which something has to be said on the way join the other rows of their table and go through all of it there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from etl.links import assign
from etl.links.follow import references
from etl.places import spatial
from etl.readers.base import LISTED
from etl.readers.staged import Rows
from etl.rows import keys
from etl.rows.account import Work
from etl.rows.reading import literal
from etl.rows.references import Directory, resolve
from etl.rows.split import Bulk, identity, key, key_columns, key_join, key_numbers, place
from etl.rows.typing import type_rows
from etl.values.arrays import extension


# ---------------------------------------------------------------------------------------------------- joining in
def bring(work: Work, bulk: Bulk, rows: Rows) -> None:
    """Rows of a long file join the other rows of their table, in the order of the files."""
    new = np.setdiff1d(rows, np.union1d(bulk.out, bulk.staged.gone))
    if len(new) == 0:
        return
    bulk.take(np.union1d(bulk.out, new))
    # Nothing but the rows is wanted: whatever is to be said about their cells was said about others.
    typed = type_rows(replace(bulk.raw, frame=bulk.frame(new), staged=None, findings=[]), bulk.number).frame
    if bulk.municipality:
        typed["municipality_code"] = typed["municipality_code"].fillna(bulk.municipality)
    if bulk.source:
        typed["source_id"] = typed["source_id"].fillna(bulk.source)
    frame = work.frame(bulk.table.name)
    whole = pd.concat(
        [frame, typed.astype({c: frame[c].dtype for c in typed.columns if c in frame})], ignore_index=True
    )
    work.tables[bulk.table.name] = whole.sort_values(["_file", "origin_row"], kind="stable", ignore_index=True)


def bring_known_keys(work: Work) -> None:
    """Rows whose key another file or import speaks of."""
    for bulk in work.bulks:
        frame = work.frame(bulk.table.name)
        known = frame.loc[frame["_file"] != bulk.number, bulk.table.key[0]].tolist()
        known += [k[0] for layer in work.imported for k in layer.removed.get(bulk.table.name, ())]
        if known:
            bulk.staged.db.register("known", {"k": np.array(known, dtype=object)})
            bring(work, bulk, _where_key(bulk, "IN (SELECT k FROM known)"))
            bulk.staged.db.unregister("known")
    for bulk in work.bulks[1:]:
        for other in work.bulks[: work.bulks.index(bulk)]:
            _bring_shared_keys(work, other, bulk)


def _where_key(bulk: Bulk, condition: str) -> Rows:
    rows = f"{bulk.rows_with(*key_columns(bulk))} {key_join(bulk)}"
    return bulk.staged.numbers(f"SELECT c.rowid FROM {rows} WHERE {bulk.remaining} AND {key(bulk)} {condition}")


def _bring_shared_keys(work: Work, *bulks: Bulk) -> None:
    """Rows of two long files with one key; told by a number that stands for the key."""
    found = [key_numbers(bulk) for bulk in bulks]
    both = np.intersect1d(found[0][1], found[1][1])
    for bulk, (rows, numbers) in zip(bulks, found, strict=True):
        bring(work, bulk, rows[np.isin(numbers, both)])


def bring_strangers(work: Work) -> None:
    """Rows of municipalities that are nowhere registered; of very many only the first are held, the others counted."""
    registered = work.frame("municipalities")["municipality_code"]
    for bulk in work.bulks:
        code = bulk.readings["municipality_code"].value
        bulk.municipality = str(registered.iloc[0]) if len(registered) == 1 else ""
        if not bulk.municipality:
            bring(work, bulk, _where(bulk, f"({code}) IS NULL", "municipality_code"))
        if work.can_judge("municipalities"):
            known = ", ".join(literal(c, "VARCHAR") for c in registered)
            condition = f"({code}) NOT IN ({known})" if known else f"({code}) IS NOT NULL"
            strangers = _where(bulk, condition, "municipality_code")
            bring(work, bulk, strangers[: LISTED + 1])
            bulk.strangers = len(strangers[LISTED + 1 :])
            bulk.take(np.union1d(bulk.out, strangers))


def bring_similar(work: Work) -> None:
    """Rows that are about the same things as rows of imports, which may take over their keys."""
    for bulk in work.bulks:
        frame = work.frame(bulk.table.name)
        imported = frame[np.isin(frame["_file"].to_numpy(), np.flatnonzero(work.layers))]
        if len(imported):
            similar = [f"{number:012x}" for number in keys.identities(imported, bulk.table).tolist()]
            bulk.staged.db.register("similar", {"digits": np.array(similar, dtype=object)})
            condition = f"{identity(bulk, bulk.municipality)} IN (SELECT digits FROM similar)"
            bring(work, bulk, _where(bulk, condition, *key_columns(bulk)))
            bulk.staged.db.unregister("similar")


def _where(bulk: Bulk, condition: str, *columns: str) -> Rows:
    return bulk.staged.numbers(f"SELECT c.rowid FROM {bulk.rows_with(*columns)} WHERE {bulk.remaining} AND {condition}")


# ---------------------------------------------------------------------------------------------------- references
def settle(work: Work, found: Mapping[str, Directory]) -> None:
    """Every row that stays in DuckDB gets its links and its district; call when all other tables have theirs."""
    if not work.bulks:
        return
    to = assign.ways(work)
    homes = {"councils": to.single, "facilities": assign.homes(work, "facilities")}
    for bulk in work.bulks:
        bulk.source = f"file:{bulk.raw.file}"
        for column, target in references(bulk.table):
            if target == "districts":
                _settle_district(work, bulk, to)
            elif target in found:
                _settle_reference(work, bulk, column.name, target, found[target], homes.get(target, {}))
        _settle_places(work, bulk, to)


def municipality(bulk: Bulk) -> str:
    """The municipality of a row, as text that is empty where it is not known."""
    return f"coalesce({bulk.readings['municipality_code'].value}, '{bulk.municipality}')"


def _pairs(bulk: Bulk, column: str) -> pd.DataFrame:
    """Every distinct municipality and written value, with its first row."""
    written = bulk.readings[column].value
    table = bulk.staged.db.sql(
        f"""SELECT {municipality(bulk)} AS code, {written} AS written, min(c.rowid) AS first
            FROM {bulk.rows_with("municipality_code", column)} WHERE {bulk.remaining} AND ({written}) IS NOT NULL
            GROUP BY code, written ORDER BY first"""  # not ALL: constants alone are no group, but one row of no rows
    ).to_arrow_table()
    pairs: pd.DataFrame = table.to_pandas()
    return pairs.astype({"code": "str", "written": "str", "first": "int64"})


def _settle_reference(
    work: Work, bulk: Bulk, column: str, target: str, directory: Directory, homes: Mapping[str, str]
) -> None:
    pairs = _pairs(bulk, column)
    if work.can_judge(target):
        found = resolve(directory, pairs["code"], pairs["written"])
        pairs["id"] = found.ids
        bring(work, bulk, pairs["first"].to_numpy()[found.unresolved])
    else:
        pairs["id"] = pairs["written"]
    pairs["home"] = pairs["id"].map(homes).astype("str")
    _keep(bulk, f"ref_{column}", pairs[["code", "written", "id", "home"]])


def _settle_district(work: Work, bulk: Bulk, to: assign.Ways) -> None:
    pairs = _pairs(bulk, "district_id")
    found = resolve(to.directory, pairs["code"], pairs["written"])
    ids, how = to.named(found)
    pairs["id"], pairs["how"] = extension(ids, "str"), extension(how, "str")
    told = found.unresolved & work.can_judge("districts")
    bring(work, bulk, pairs["first"].to_numpy()[told])
    # Records of a former district are counted in the sentence about it: they are rows like any other.
    former = np.array([bool(m.id and to.followed.candidates(m.id)) for _, _, m in found.distinct], dtype=bool)[
        found.position
    ]
    if former.any():
        _keep(bulk, "former", pairs.loc[former, ["code", "written"]])
        written = f"({municipality(bulk)}, {bulk.readings['district_id'].value})"
        condition = f"{written} IN (SELECT (code, written) FROM former)"
        bring(work, bulk, _where(bulk, condition, "municipality_code", "district_id"))
    _keep(bulk, "ref_district_id", pairs[["code", "written", "id", "how"]])


def _keep(bulk: Bulk, name: str, frame: pd.DataFrame) -> None:
    """A table of text columns."""
    table = pa.table({c: pa.array(frame[c], pa.string()) for c in frame.columns})
    bulk.staged.db.register("incoming", table)
    bulk.staged.db.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming")
    bulk.staged.db.unregister("incoming")


def links(bulk: Bulk, columns: Sequence[str] = ()) -> str:
    """The joins that give every row its links; only those of some columns if any are named."""
    return "\n".join(
        f"LEFT JOIN ref_{column.name} AS r_{column.name} ON r_{column.name}.code = {municipality(bulk)} "
        f"AND r_{column.name}.written = {bulk.readings[column.name].value}"
        for column, target in references(bulk.table)
        if target != "municipalities" and (not columns or column.name in columns)
    )


#: The columns that lead to a district, and the district of a row that does not need its point.
_LEADING = ("municipality_code", "district_id", "council_id", "facility_id")
NAMED = "coalesce(r_district_id.id, r_council_id.home, r_facility_id.home)"


# ------------------------------------------------------------------------------------------------------- places
def _settle_places(work: Work, bulk: Bulk, to: assign.Ways) -> None:
    """Rows that name no district: by point, else unassigned and counted."""
    shaped = to.current[to.current["_geometry"].notna()]
    owners = shaped["municipality_code"].to_numpy(dtype=object)
    ids = shaped["district_id"].to_numpy(dtype=object)
    bulk.staged.db.execute("CREATE OR REPLACE TABLE at_point (r BIGINT, id VARCHAR)")
    outside: list[Rows] = []
    lost: list[pd.DataFrame] = []
    polygons = spatial.Polygons(shaped["_geometry"].to_numpy(dtype=object), owners)
    mapped = pd.Index(owners)
    for rows in list(_open_rows(bulk)):
        at = polygons.holding(rows["longitude"], rows["latitude"], rows["code"])
        hit = at >= 0
        placed = pa.table({"r": rows["r"][hit], "id": pa.array(ids[at[hit]], pa.string())})
        bulk.staged.db.register("placed", placed)
        bulk.staged.db.execute("INSERT INTO at_point SELECT * FROM placed")
        bulk.staged.db.unregister("placed")
        strange = pd.DataFrame({"r": rows["r"][~hit], "code": rows["code"][~hit]})
        lost.append(strange)
        there = ~np.isnan(rows["longitude"][~hit]) & strange["code"].isin(mapped).to_numpy()
        outside.append(strange["r"].to_numpy(dtype=np.int64)[there])
    bring(work, bulk, np.concatenate([np.empty(0, dtype=np.int64), *outside])[: LISTED * 10])
    _count_lost(
        work,
        bulk,
        pd.concat(lost) if lost else pd.DataFrame({"r": [], "code": []}),
        set(to.current["municipality_code"]),
    )


def _open_rows(bulk: Bulk) -> Iterator[dict[str, Any]]:
    latitude, longitude = place(bulk)
    batches = bulk.staged.db.sql(
        f"""SELECT c.rowid AS r, {municipality(bulk)} AS code, {latitude} AS latitude, {longitude} AS longitude
            FROM {bulk.rows_with(*_LEADING, "latitude", "longitude")} {links(bulk, _LEADING)}
            WHERE {bulk.remaining} AND {NAMED} IS NULL"""
    ).to_arrow_reader(500_000)
    for batch in batches:
        yield {
            "r": batch["r"].to_numpy(),
            "code": batch["code"].to_pandas().to_numpy(dtype=object),
            **{n: batch[n].to_numpy(zero_copy_only=False).astype(np.float64) for n in ("latitude", "longitude")},
        }


def _count_lost(work: Work, bulk: Bulk, lost: pd.DataFrame, mapped: set[str]) -> None:
    """The first unassigned rows of every municipality join the others, where they are told; the rest is counted."""
    lost = lost[lost["code"].isin(mapped)].sort_values("r")
    first = lost.groupby("code", sort=False).head(LISTED + 1)
    bring(work, bulk, first["r"].to_numpy(dtype=np.int64))
    left = lost[~lost["r"].isin(bulk.out)]
    bulk.unassigned = {str(code): len(rows) for code, rows in left.groupby("code")}
