"""Rows of one key in several layers: the folders are layer 0, every accepted import lies on top with its number.

Of identical rows the lowest stays, and the others count as loaded; of different ones the highest stays, and the lower
are rejected and name the import.  Keys that an import removes are rejected in the layers below it.  A build without
imports passes through untouched.  Nothing here reads a file or knows the journal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl.contract import INPUT_TABLES, TABLES, Column, Table
from etl.overlay.inherit import inherit, layers
from etl.readers.accepted import ImportLayer, Key
from etl.readers.base import LISTED
from etl.rows.account import Work
from etl.values.arrays import NOTHING, rows_where


def _followed(columns: Iterable[Column]) -> bool:
    """Whether references are among the columns that are followed after keys stand."""
    return bool({(c.references or "").split(".")[0] for c in columns} - {"", "municipalities", "sources"})


#: Tables of which a key holds references: settled when these are followed, the changes of districts first.
CHANGES = "district_changes"
BY_REFERENCE = tuple(t.name for t in INPUT_TABLES if t.name != CHANGES and _followed(c for c in t.columns if c.key))
#: Tables without such references: settled as soon as their keys stand.  The others wait until they can be compared.
EARLY = tuple(t.name for t in INPUT_TABLES if not _followed(t.columns))
LATE = tuple(t.name for t in INPUT_TABLES if t.name not in (CHANGES, *EARLY, *BY_REFERENCE))
#: Sources that the build makes for files; they follow the file and say nothing about the row.
FILE_SOURCE = "file:"
#: What is said of more rows of a file than are listed one by one.
_TOGETHER = {
    "superseded_by_import": "superseded_by_import_many",
    "removed_by_import": "removed_by_import_many",
}


def begin(work: Work) -> None:
    """When keys stand: take out what imports remove, settle the plain tables, mark what is covered in the others.

    Covered rows stay until :func:`settle` can compare them, but no link leads to them (:func:`standing`).
    """
    if not work.imported:
        return
    for name in EARLY:
        settle(work, name)
    for name in LATE:
        _remove(work, name)
        inherit(work, name)
        frame = work.frame(name)
        layer = layers(work, frame)
        if layer.any():
            top = pd.Series(layer, index=frame.index).groupby([frame[k] for k in TABLES[name].key]).transform("max")
            frame["_covered"] = layer < top.to_numpy()


def standing(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that no import covers."""
    return frame[~covered(frame)] if "_covered" in frame else frame


def covered(frame: pd.DataFrame) -> Any:
    """Which rows an import covers."""
    if "_covered" not in frame:
        return np.zeros(len(frame), dtype=bool)
    return frame["_covered"].fillna(False).to_numpy(dtype=bool)


def settle(work: Work, name: str) -> None:
    """Keep one layer of every key; in one layer nothing is judged."""
    if not work.imported:
        return
    _remove(work, name)
    if name not in LATE:
        inherit(work, name)
    frame, table = work.frame(name), TABLES[name]
    layer = layers(work, frame)
    _remember_keys(work, frame, table, layer)
    if not layer.any():
        return
    number = frame.groupby(list(table.key), sort=False, dropna=False).ngroup().to_numpy()
    lowest = pd.Series(layer).groupby(number).transform("min").to_numpy()
    contested = np.flatnonzero(np.isin(number, number[layer != lowest]))
    if len(contested) == 0:
        return
    stacks = _stacks(work, frame.iloc[contested], table, number[contested], layer[contested])
    fate = _fates(stacks)
    at = pd.MultiIndex.from_arrays([number[contested], layer[contested]])
    found = pd.MultiIndex.from_frame(stacks[["number", "layer"]]).get_indexer(at)
    merged, beaten = np.zeros(len(frame), dtype=bool), np.zeros(len(frame), dtype=bool)
    merged[contested], beaten[contested] = (fate == "merged")[found], (fate == "beaten")[found]
    winner = np.zeros(len(frame), dtype=np.int64)
    winner[contested] = stacks["above"].to_numpy()[found]
    _merge(work, name, merged)
    frame = work.frame(name)
    _reject(work, name, beaten[~merged], "superseded_by_import", winner[~merged])


# ------------------------------------------------------------------------------------------------- who stands
def _stacks(work: Work, frame: pd.DataFrame, table: Table, number: Any, layer: Any) -> pd.DataFrame:
    """One row per key and layer, the lowest layer first: the content of its parts and the layer above."""
    rows = pd.DataFrame(
        {"number": number, "layer": layer, "content": _content(frame, table), "source": _stated_source(work, frame)}
    )
    groups = rows.groupby(["number", "layer"], sort=True)
    stacks = groups.agg(content=("content", "sum"), parts=("content", "size"), source=("source", "first")).reset_index()
    following = stacks.shift(-1)
    last = (following["number"] != stacks["number"]).to_numpy()
    stacks["above"] = following["layer"].where(~last, 0).astype("int64")
    same_source = following["source"].isna() | (following["source"] == stacks["source"].fillna(FILE_SOURCE))
    same = (stacks["content"].shift(-1, fill_value=0) == stacks["content"]) & (following["parts"] == stacks["parts"])
    stacks["same_above"] = same & same_source & ~last
    stacks["last"] = last
    return stacks


def _fates(stacks: pd.DataFrame) -> Any:
    """``stays`` for the lowest of the identical layers at the top, ``merged`` above it, ``beaten`` below it."""
    place = np.arange(len(stacks))
    broken = ~stacks["same_above"].to_numpy() & ~stacks["last"].to_numpy()
    number = stacks["number"].to_numpy()
    start = pd.Series(place).groupby(number).transform("min").to_numpy()
    after_break = pd.Series(np.where(broken, place + 1, -1)).groupby(number).transform("max").to_numpy()
    stays = np.maximum(after_break, start)
    return np.where(place == stays, "stays", np.where(place > stays, "merged", "beaten"))


def _content(frame: pd.DataFrame, table: Table) -> Any:
    """A number per row that is equal where everything is equal that a file can say, its source left out."""
    parts: dict[str, Any] = {}
    for column in table.input_columns:
        if column.key or column.name == "source_id":
            continue
        if column.type == "geometry":
            parts[column.name] = _bytes(frame["_geometry"])
        elif column.type == "list":
            parts[column.name] = ["\x1f".join(v) if isinstance(v, list) else "" for v in frame[column.name]]
        else:
            parts[column.name] = frame[column.name].to_numpy(dtype=object, na_value="")
            parts[column.name] = pd.Series(parts[column.name]).map(str).to_numpy(dtype=object)
        if column.type == "date":
            parts[f"{column.name}_precision"] = frame[f"{column.name}_precision"].to_numpy(dtype=object, na_value="")
    return pd.util.hash_pandas_object(pd.DataFrame(parts), index=False, categorize=True).to_numpy()


def _bytes(shapes: pd.Series) -> list[bytes]:
    return [b"" if shape is None else bytes(shapely.to_wkb(shape)) for shape in shapes]


def _stated_source(work: Work, frame: pd.DataFrame) -> Any:
    """The source that a row states; the file itself where its column is left empty; None where there is no column."""
    if "source_id" not in frame:
        return np.full(len(frame), None, dtype=object)
    unsaid = np.array([FILE_SOURCE if "source_id" in r.headers else None for r in work.raws] + [None], dtype=object)
    written = frame["source_id"].to_numpy(dtype=object, na_value=NOTHING)
    otherwise = unsaid[frame["_file"].to_numpy(dtype=np.int64)]
    stated = (isinstance(s, str) and not s.startswith(FILE_SOURCE) for s in written)
    return [s if given else other for s, given, other in zip(written, stated, otherwise, strict=True)]


# ------------------------------------------------------------------------------------------------- who goes
def _merge(work: Work, name: str, mask: Any) -> None:
    """Rows that repeat what a lower layer says count as loaded; one remark per file says how many."""
    frame = work.frame(name)
    if not mask.any():
        return
    gone = frame[mask]
    for file, group in gone[gone["_file"] >= 0].groupby("_file", sort=True):
        work.loaded[int(str(file))] += len(group)
        work.note("same_as_before", group, group.index[0], "", "", count=f"{len(group):,}")
    work.tables[name] = frame[~mask].reset_index(drop=True)


def _remove(work: Work, name: str) -> None:
    """Reject what an import above removes."""
    gone = _removals(work.imported, name)
    frame, table = work.frame(name), TABLES[name]
    if not gone or frame.empty:
        return
    entry = np.array([gone.get(key, 0) for key in keys_of(frame, table)], dtype=np.int64)
    _reject(work, name, layers(work, frame) < entry, "removed_by_import", entry)


def _removals(imported: tuple[ImportLayer, ...], name: str) -> dict[Key, int]:
    """The highest entry that removes each key."""
    return {key: layer.entry for layer in imported for key in layer.removed.get(name, ())}


def keys_of(frame: pd.DataFrame, table: Table, names: tuple[str, ...] = ()) -> list[Key]:
    """The keys of the rows (or other columns) as the journal writes them."""
    columns = []
    for name in names or table.key:
        values = frame[name]
        if table.column(name).type == "date":
            values = values.dt.strftime("%Y-%m-%d")
        columns.append([v if isinstance(v, str) else None for v in values.to_numpy(dtype=object, na_value=NOTHING)])
    return list(zip(*columns, strict=True))


def _reject(work: Work, name: str, mask: Any, code: str, entry: Any) -> None:
    """Take rows out that an import replaces or removes; of very many of one file the first is named, the rest counted.

    As :meth:`Work.reject`, but for as many rows as a file may have.
    """
    frame, table = work.frame(name), TABLES[name]
    rows = rows_where(mask)
    if not rows:
        return
    gone = frame.iloc[rows].assign(_entry=entry[rows])
    for (number, import_number), group in gone.groupby(["_file", "_entry"], sort=True):
        file = int(str(number))
        together = len(group) > LISTED
        for label in group.index[:1] if together else group.index:
            told = work.remark(
                _TOGETHER[code] if together else code, group, label, table.key[-1],
                " / ".join(k for k in keys_of(group.loc[[label]], table)[0] if k),
                label=table.column(table.key[-1]).label_ja, entry=int(str(import_number)),
                rows=len(group) if together else 1,
            )  # fmt: skip
            work.findings.append(replace(told, rejected=file >= 0))
        if file >= 0:
            work.rejected[file] += len(group)
    work.tables[name] = frame[~np.asarray(mask, dtype=bool)].reset_index(drop=True)


def _remember_keys(work: Work, frame: pd.DataFrame, table: Table, layer: Any) -> None:
    """What the last import holds, so that a proposal can tell which rows it does not hold."""
    rows = frame[(layer == work.imported[-1].entry) & (frame["_file"] >= 0).to_numpy()]
    if len(rows):
        columns = list(dict.fromkeys((*table.key, *group_columns(table))))
        work.last_keys[table.name] = rows[columns].drop_duplicates().reset_index(drop=True)


def group_columns(table: Table) -> tuple[str, ...]:
    """The columns that say of which whole a list of rows is: of one municipality, and of what else one file holds.

    >>> group_columns(TABLES["activities"]), group_columns(TABLES["topics"])
    (('municipality_code',), ('framework_id',))
    """
    further = {"districts": ("edition",), "base_layers": ("layer",), "population": ("as_of", "method")}
    owner = "municipality_code" if any(c.name == "municipality_code" for c in table.columns) else "framework_id"
    return (owner, *further.get(table.name, ()))
