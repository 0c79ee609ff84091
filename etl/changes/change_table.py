"""The table of changes of districts: shares computed, and changes found where two editions disagree.

What staff state comes first and is never changed; what it leaves open is computed from the editions' shapes, through
the people of towns.  Changes that nobody states are found by comparing the editions, and each is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from etl.changes.former_names import TABLE
from etl.changes.overlap import Weights, detect, overlay
from etl.changes.successors import ROUNDING
from etl.contract import DISTRICT_CHANGE_KINDS, choice_label
from etl.places import spatial
from etl.rows.account import Work

#: So much of a district that is stated to have gone one way may lie elsewhere by the shapes (see ``CHANGED_SHARE``).
_ELSEWHERE = 0.1


# ----------------------------------------------------------------------------------------------------- shapes
@dataclass(frozen=True)
class Pair:
    """Two editions of one municipality that follow each other, and how their districts overlap."""

    earlier: str
    later: str
    old: pd.DataFrame
    new: pd.DataFrame
    overlap: pd.DataFrame

    def shares(self, old: str, news: set[str]) -> pd.DataFrame:
        """The overlaps of one former district with those that are said to follow it."""
        rows = self.overlap.assign(
            old_id=self.old["district_id"].to_numpy()[self.overlap["old"]],
            new_id=self.new["district_id"].to_numpy()[self.overlap["new"]],
        )
        return rows[(rows["old_id"] == old) & rows["new_id"].isin(news)]


def settle(work: Work) -> None:
    """Shares of the stated changes, and rows for changes that only the shapes tell."""
    pairs = _pairs(work)
    _fill_shares(work, pairs)
    _add_detected(work, pairs)
    frame = work.frame(TABLE)
    order = frame.sort_values(["municipality_code", "old_district_id", "new_district_id"], kind="stable").index
    work.tables[TABLE] = frame.loc[order].reset_index(drop=True)
    _judge(work)


def _pairs(work: Work) -> dict[str, list[Pair]]:
    """The consecutive editions of every municipality that has several, the newest pair last."""
    districts = work.frame("districts")
    zones = work.frame("municipalities").set_index("municipality_code")["plane_epsg"]
    out: dict[str, list[Pair]] = {}
    counts = districts.groupby("municipality_code")["edition"].nunique()
    for code in counts.index[counts > 1]:
        if pd.isna(zones[code]):
            continue
        own = districts[(districts["municipality_code"] == code) & districts["_geometry"].notna()]
        plane = spatial.to_plane(own["_geometry"].to_numpy(dtype=object), int(zones[code]))
        weights = _weights(work, str(code), int(zones[code]))
        editions = sorted(own["edition"].unique())
        for earlier, later in pairwise(editions):
            before, after = ((own["edition"] == e).to_numpy() for e in (earlier, later))
            common = overlay(plane[before], plane[after], weights)
            out.setdefault(str(code), []).append(Pair(earlier, later, own[before], own[after], common))
    return out


def _weights(work: Work, code: str, epsg: int) -> list[Weights]:
    """The pieces with people of one municipality: census towns, then the finest grid cells of the newest day."""
    out = []
    for table, method in (("towns", "towns"), ("mesh_cells", "mesh")):
        frame = work.frame(table)
        own = frame[(frame["municipality_code"] == code) & frame["_geometry"].notna()]
        for column, best in (("as_of", "max"), ("cell_size_m", "min")) if table == "mesh_cells" else ():
            if own[column].notna().any():
                own = own[own[column] == own[column].agg(best)]
        if len(own):
            plane = spatial.to_plane(own["_geometry"].to_numpy(dtype=object), epsg)
            out.append(Weights(plane, own["people"].to_numpy(dtype=np.float64, na_value=np.nan), method))
    return out


def _fill_shares(work: Work, pairs: dict[str, list[Pair]]) -> None:
    """Shares that nobody stated: of a district that went one way all of it, of others what the shapes say."""
    frame = work.frame(TABLE)
    for (code, old), group in frame.groupby(["municipality_code", "old_district_id"], sort=True):
        found = _overlap_of(pairs.get(str(code), []), str(old), set(group["new_district_id"]))
        if found is not None:
            frame.loc[group.index, "earlier_edition"] = found[0].earlier
            frame.loc[group.index, "later_edition"] = found[0].later
        if len(group) == 1:
            _fill_single(work, group, found)
        else:
            _fill_several(frame, group, found)


def _overlap_of(pairs: list[Pair], old: str, news: set[str]) -> tuple[Pair, pd.DataFrame] | None:
    """The newest two editions between which a former district became the given ones, with the overlaps."""
    for pair in reversed(pairs):
        rows = pair.shares(old, news)
        if set(rows["new_id"]) == news:
            return pair, rows
    return None


def _fill_single(work: Work, group: pd.DataFrame, found: tuple[Pair, pd.DataFrame] | None) -> None:
    """One former district, one that followed: all of it, unless a share is stated or it is called a division."""
    frame, row = work.frame(TABLE), group.index[0]
    if group[["people_share", "area_share"]].notna().any(axis=None):
        _keep_stated(frame, group)
        return
    if frame.at[row, "kind"] == "split":
        if found is not None:
            _take(frame, group, found[1])
        return
    frame.loc[row, ["people_share", "area_share"]] = 1.0
    frame.loc[row, "share_method"] = "whole"
    if found is not None:
        own = found[1].iloc[0]
        inside = own["area_share"] if np.isnan(own["people_share"]) else own["people_share"]
        if inside < 1 - _ELSEWHERE:
            name = _name_of(work, str(frame.at[row, "new_district_id"]))
            work.note(
                "change_shape_disagrees", frame, row, "old_district_id", frame.at[row, "old_name"], news=name,
                share=f"{1 - inside:.0%}",
            )  # fmt: skip


def _fill_several(frame: pd.DataFrame, group: pd.DataFrame, found: tuple[Pair, pd.DataFrame] | None) -> None:
    if group[["people_share", "area_share"]].notna().any(axis=None):
        _keep_stated(frame, group)
    elif found is not None:
        _take(frame, group, found[1])


def _keep_stated(frame: pd.DataFrame, group: pd.DataFrame) -> None:
    """What is stated stays; the one cell left open is what remains to 1; without people the area tells."""
    for column in ("people_share", "area_share"):
        values = group[column]
        if len(group) > 1 and values.isna().sum() == 1 and float(values.sum()) <= 1:
            frame.loc[values.index[values.isna()], column] = round(1 - float(values.sum()), 6)
    people_stated = frame.loc[group.index, "people_share"].notna().all()
    if not people_stated and frame.loc[group.index, "people_share"].isna().all():
        frame.loc[group.index, "people_share"] = frame.loc[group.index, "area_share"]
    frame.loc[group.index, "share_method"] = "stated" if people_stated else "area"


def _take(frame: pd.DataFrame, group: pd.DataFrame, rows: pd.DataFrame) -> None:
    """The shares of the shapes; those districts that are said to have followed share what two drawings leave over."""
    of = rows.set_index("new_id")
    news = group["new_district_id"]
    area, people = (_without_noise(of[name]).reindex(news) for name in ("area_share", "people_share"))
    told = bool(people.notna().all())
    frame.loc[group.index, "area_share"] = area.to_numpy()
    frame.loc[group.index, "people_share"] = (people if told else area).to_numpy()
    frame.loc[group.index, "share_method"] = str(of["method"].iloc[0]) if told else "area"


def _without_noise(share: pd.Series) -> pd.Series:
    """Shares that nearly add up to 1, made to; where a part is missing they stay, for nobody said where it went."""
    total = float(share.sum())
    return share / total if total >= 1 - _ELSEWHERE else share


# -------------------------------------------------------------------------------------------------- detection
def _add_detected(work: Work, pairs: dict[str, list[Pair]]) -> None:
    """Rows for the changes that the shapes tell and nobody stated; each is told at the district that followed."""
    stated = work.frame(TABLE)
    olds, news = set(stated["old_district_id"]), set(stated["new_district_id"])
    for code, own in pairs.items():
        for pair in own:
            rows = detect(pair.overlap, pair.old["district_id"].to_numpy(), pair.new["district_id"].to_numpy())
            old_ids = pair.old["district_id"].to_numpy()[rows["old"]]
            new_ids = pair.new["district_id"].to_numpy()[rows["new"]]
            # What is stated stands; a district that goes on under its name has been told by what was added to it.
            known = np.isin(old_ids, list(olds)) | ((old_ids == new_ids) & np.isin(new_ids, list(news)))
            kept = rows[~known].assign(old_id=old_ids[~known], new_id=new_ids[~known])
            work.add(TABLE, [_detected(code, pair, row) for _, row in kept.iterrows()])
            _tell_detected(work, pair, kept)


def _detected(code: str, pair: Pair, row: pd.Series) -> dict[str, Any]:
    told = not np.isnan(row["people_share"])
    after = pair.new.iloc[int(row["new"])]
    return {
        "municipality_code": code,
        "old_district_id": row["old_id"],
        "new_district_id": row["new_id"],
        "kind": row["kind"],
        "people_share": row["people_share"] if told else row["area_share"],
        "area_share": row["area_share"],
        "share_method": row["method"] if told else "area",
        "old_name": pair.old.iloc[int(row["old"])]["name"],
        "certainty": "inferred",
        "earlier_edition": pair.earlier,
        "later_edition": pair.later,
        "source_id": after["source_id"],
        "origin_file": after["origin_file"],
        "_file": -1,
    }


def _tell_detected(work: Work, pair: Pair, rows: pd.DataFrame) -> None:
    """One remark a change: what was merged into one, what one was divided into, what was renamed."""
    by = np.where(rows["kind"] == "split", rows["old_id"], rows["new_id"])
    for _, group in rows.groupby([by, rows["kind"]], sort=True):
        kind = str(group["kind"].iloc[0])
        place = int(group["new"].iloc[0])
        work.note(
            "change_detected", pair.new, pair.new.index[place], "school_name", "",
            earlier=pair.earlier, later=pair.later,
            olds="・".join(dict.fromkeys(pair.old["name"].to_numpy()[group["old"]])),
            news="・".join(dict.fromkeys(pair.new["name"].to_numpy()[group["new"]])),
            kind=choice_label(DISTRICT_CHANGE_KINDS, kind, "ja"),
            kind_en=choice_label(DISTRICT_CHANGE_KINDS, kind, "en").lower(),
        )  # fmt: skip


# -------------------------------------------------------------------------------------------------- judgement
def _judge(work: Work) -> None:
    """What the table leaves open or contradicts: dates, shares that are unknown, shares that do not add up."""
    frame = work.frame(TABLE)
    stated = frame[frame["certainty"] == "stated"]
    for row in stated.index[stated["change_date"].isna() & stated["later_edition"].isna()]:
        work.note("change_undated", frame, row, "change_date", frame.at[row, "old_name"])
    for _, group in stated.groupby(["municipality_code", "old_district_id"], sort=True):
        row = group.index[0]
        if group["people_share"].isna().any():
            work.note("change_shares_unknown", frame, row, "people_share", group.at[row, "old_name"])
            continue
        for column in ("people_share", "area_share"):
            total = float(group[column].sum())
            if group[column].notna().all() and abs(total - 1) > ROUNDING:
                work.note(
                    "change_shares_sum", frame, row, column, group.at[row, "old_name"], total=f"{total:g}",
                    label="人口の割合" if column == "people_share" else "面積の割合",
                )  # fmt: skip


def _name_of(work: Work, district: str) -> str:
    districts = work.frame("districts")
    found = districts.loc[districts["district_id"] == district, "name"]
    return str(found.iloc[-1]) if len(found) else district
