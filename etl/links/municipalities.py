"""Which municipalities a build holds, and to which one each row belongs.

A folder of boundaries alone is enough: a municipality that no table lists is registered under the name in its boundary
or town file, else under the name of the folder (``29209_生駒市``), with an information finding.  An outline alone is a
backdrop: it registers its municipality only if there are records of it, or if nothing else names one.  Records of a
municipality that is nowhere registered are rejected.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
import shapely

from etl.contract import INPUT_TABLES, TABLES
from etl.links import boundary_terms, placing
from etl.overlay import precedence
from etl.readers.base import LISTED
from etl.readers.settings import code_in_name
from etl.rows.account import Work, empty_frame
from etl.values import codes
from etl.values.arrays import extension

#: Tables that publishers give for a prefecture or the country at once: strangers in them are no mistake.
_OF_THE_COUNTRY = ("towns", "boundary_terms")
#: Tables whose rows can make a municipality known.
_TABLES_OF_ROWS = tuple(t.name for t in INPUT_TABLES if t.name not in {"municipalities", "boundary_terms"})


def register(work: Work) -> None:
    """Complete ``municipalities``, then give every row its municipality or reject it."""
    work.reject(
        "municipalities",
        work.frame("municipalities")["municipality_code"].isna(),
        "missing_required",
        "municipality_code",
        lambda _: {},
    )
    precedence.settle(work, "municipalities")
    repeated = work.frame("municipalities")["municipality_code"].duplicated()
    first = work.frame("municipalities").drop_duplicates("municipality_code").set_index("municipality_code")
    work.reject(
        "municipalities",
        repeated,
        "duplicate_key",
        "municipality_code",
        lambda row: {
            "value": row["municipality_code"],
            **_first_row(first.loc[row["municipality_code"]]),
        },
    )
    _add_from_files(work)
    placing.bring_strangers(work)
    _fill_missing(work)
    boundary_terms.match(work)
    _reject_unregistered(work)


def _first_row(row: pd.Series) -> dict[str, str]:
    return {"other": f"{row['origin_file']} {row['origin_row']}"}


def _add_from_files(work: Work) -> None:
    known = set(work.frame("municipalities")["municipality_code"])
    rows: list[dict[str, Any]] = []
    towns = work.frame("towns")
    # A table of towns without shapes may hold a whole prefecture: it names no municipality as boundaries do.
    for frame in (work.frame("districts"), towns[towns["_geometry"].notna()]):
        rows += _named_by(work, frame, known, "境界データ", "boundary data")
    rows += _named_by_folder(work, known)
    outlines = work.frame("base_layers")
    outlines = outlines[outlines["layer"] == "outline"]
    recorded = _codes_of_records(work)
    wanted = (
        outlines["municipality_code"].isin(recorded) if known or recorded else outlines["municipality_code"].notna()
    )
    rows += _named_by(work, outlines[wanted], known, "境界データ", "boundary data")
    if not known:
        for table in _TABLES_OF_ROWS:
            rows += _named_by(work, work.frame(table), known, "記録", "records")
    if rows:
        # The order of the codes is the order of the picker.
        rows.sort(key=lambda row: str(row["municipality_code"]))
        added = pd.concat([empty_frame(TABLES["municipalities"]), pd.DataFrame(rows)], ignore_index=True)
        frame = pd.concat([work.frame("municipalities"), _typed_like(added, work.frame("municipalities"))])
        work.tables["municipalities"] = frame.reset_index(drop=True)


def _named_by(work: Work, frame: pd.DataFrame, known: set[str], origin: str, origin_en: str) -> list[dict[str, Any]]:
    """Rows for the municipalities of ``frame`` that are not known yet, under the best name there is."""
    rows = []
    for code, group in _unlisted(frame, known):
        known.add(code)
        names = (
            codes.designated_city_name(code),
            _first_text(group, "municipality_name"),
            _folder_name(str(group["origin_file"].iloc[0]), code),
            code,
        )
        rows.append(_registered(work, code, group, next(n for n in names if n), origin, origin_en))
    return rows


def _named_by_folder(work: Work, known: set[str]) -> list[dict[str, Any]]:
    rows = []
    for table in _TABLES_OF_ROWS:
        for code, group in _unlisted(work.frame(table), known):
            if name := _folder_name(str(group["origin_file"].iloc[0]), code):
                known.add(code)
                rows.append(_registered(work, code, group, name, "フォルダ", "folder"))
    return rows


def _codes_of_records(work: Work) -> set[str]:
    """Municipalities of which there is more than a backdrop or a description."""
    frames = (work.frame(t) for t in _TABLES_OF_ROWS if t not in {"base_layers", "sources"})
    return {str(c) for f in frames if "municipality_code" in f for c in f["municipality_code"].dropna().unique()}


def _unlisted(frame: pd.DataFrame, known: set[str]) -> list[tuple[str, pd.DataFrame]]:
    """The rows of each municipality that is not known yet, in the order of the codes."""
    if "municipality_code" not in frame:
        return []
    strange = frame[frame["municipality_code"].notna() & ~frame["municipality_code"].isin(known)]
    return [(str(code), group) for code, group in strange.groupby("municipality_code", sort=True)]


def _folder_name(file: str, code: str) -> str:
    """The name that a folder above the file gives to the municipality, else an empty string.

    >>> _folder_name("activities/29209_生駒市/活動.csv", "29209"), _folder_name("29209.csv", "29209")
    ('生駒市', '')
    """
    for folder in PurePosixPath(file).parts[-2::-1]:
        if code_in_name(folder) == code:
            return re.sub(r"^[\d_\-\s]+|[\d_\-\s]+$", "", folder)
    return ""


def _typed_like(frame: pd.DataFrame, model: pd.DataFrame) -> pd.DataFrame:
    """A frame with the types of another; whole numbers may be missing (a row of a boundary file has no number)."""
    types = {name: model[name].dtype for name in frame.columns.intersection(model.columns)}
    same = {name: "Int64" if str(dtype) == "int64" else dtype for name, dtype in types.items()}
    return frame[[c for c in frame.columns if c in model.columns]].astype(same)


def _registered(work: Work, code: str, group: pd.DataFrame, name: str, origin: str, origin_en: str) -> dict[str, Any]:
    """A row for ``municipalities``, with the finding that says where its name is from."""
    prefecture = _first_text(group, "prefecture_name") or codes.prefecture_name(code)
    stated, plain = codes.split_name(name)
    first = group.index[0]
    work.note(
        "municipality_not_registered", group, first, "municipality_code", code,
        name=plain, origin=origin, origin_en=origin_en, label="市区町村コード",
    )  # fmt: skip
    return {
        "municipality_code": code,
        "name": codes.fold_name(plain),
        "prefecture": stated or prefecture or None,
        "is_sample": False,
        "small_number_threshold": 10,
        "source_id": group["source_id"].iloc[0],
        "origin_file": group["origin_file"].iloc[0],
        "origin_row": None,
        "_file": -1,
    }


def _first_text(group: pd.DataFrame, column: str) -> str:
    if column not in group:
        return ""
    values = group[column].dropna()
    return str(values.iloc[0]) if len(values) else ""


def _fill_missing(work: Work) -> None:
    """Rows without a code take the only municipality there is; with several it is not known whose they are."""
    registered = work.frame("municipalities")["municipality_code"].tolist()
    for table in INPUT_TABLES:
        column = next((c for c in table.columns if c.name == "municipality_code"), None)
        if column is None or not column.required or table.name == "municipalities":
            continue
        frame = work.frame(table.name)
        missing = frame["municipality_code"].isna().to_numpy()
        if not missing.any():
            continue
        if work.partial and not registered and table.name not in {"districts", "towns"}:
            for _, group in frame[missing].groupby("_file", sort=True):
                work.note("municipality_not_stated", frame, group.index[0], "", "")
        elif table.name == "base_layers" and len(registered) > 1:
            _place(work, frame, missing)
        elif len(registered) == 1:
            frame.loc[missing, "municipality_code"] = registered[0]
            for _, group in frame[missing].groupby("_file", sort=True):
                work.note(
                    "municipality_from_file", frame, group.index[0], "municipality_code", registered[0],
                    origin="この構築にある唯一の市区町村", origin_en="the only municipality of this build",
                )  # fmt: skip
        else:
            work.reject(table.name, missing, "municipality_unknown", "municipality_code", lambda _: {})


def _place(work: Work, frame: pd.DataFrame, missing: Any) -> None:
    """Backdrop without a code goes to the municipality that lies nearest; maps draw it wherever it is in sight."""
    areas = pd.concat(
        [work.frame(t)[["municipality_code", "_geometry"]] for t in ("districts", "towns", "base_layers")]
    )
    areas = areas[areas["municipality_code"].notna() & areas["_geometry"].notna()]
    shapes = frame["_geometry"].to_numpy(dtype=object)
    there = missing & ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    if not there.any() or areas.empty:
        work.reject("base_layers", missing, "municipality_unknown", "municipality_code", lambda _: {})
        return
    tree = shapely.STRtree(shapely.envelope(areas["_geometry"].to_numpy(dtype=object)))
    nearest = tree.nearest(shapely.centroid(shapes[there]))
    frame.loc[there, "municipality_code"] = areas["municipality_code"].to_numpy(dtype=object)[nearest]
    for _, group in frame[there].groupby("_file", sort=True):
        first = group.index[0]
        work.note(
            "municipality_from_file", frame, first, "municipality_code", group.at[first, "municipality_code"],
            origin="地物の位置", origin_en="the features' place",
        )  # fmt: skip


def _reject_unregistered(work: Work) -> None:
    if not work.can_judge("municipalities"):
        return
    registered = set(work.frame("municipalities")["municipality_code"])
    for table in INPUT_TABLES:
        if table.name in {"municipalities", "base_layers"} or "municipality_code" not in work.frame(table.name):
            continue  # a backdrop needs no registered municipality
        frame = work.frame(table.name)
        strange = (
            ~frame["municipality_code"].isin(registered).to_numpy() & frame["municipality_code"].notna().to_numpy()
        )
        if strange.sum() > LISTED:
            code = "rows_of_others" if table.name in _OF_THE_COUNTRY else "municipality_not_here_many"
            work.reject_together(table.name, strange, code, "municipality_code")
            continue
        work.reject(
            table.name, strange, "municipality_not_here", "municipality_code",
            lambda row: {"value": row["municipality_code"]},
        )  # fmt: skip


def qualify_ids(work: Work) -> None:
    """An id that another municipality uses already gets the municipality's code in front; names still find it."""
    for table in INPUT_TABLES:
        column = next((c for c in table.columns if c.generated and c.type == "text"), None)
        if column is None or table.name in {"districts", "towns"}:
            continue
        frame = work.frame(table.name)
        owner = frame.groupby(column.name, sort=False)["municipality_code"].transform("first")
        clash = (owner.fillna("") != frame["municipality_code"].fillna("")).to_numpy()
        if not clash.any():
            continue
        given = frame[column.name]
        made = (frame["municipality_code"] + "-" + given).astype("str")
        known = frame["_given_id"] if "_given_id" in frame else extension([None] * len(frame), "str")
        frame["_given_id"] = given.where(clash, known)
        frame[column.name] = made.where(clash, given)
        for _, group in frame[clash].groupby("_file", sort=True):
            row = group.index[0]
            work.note("id_qualified", frame, row, column.name, given[row], label=column.label_ja, made=made[row])


# ---------------------------------------------------------------------------------------------- the area unit
