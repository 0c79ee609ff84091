"""Keys for rows whose file gives none: made from what the row is about, so that another line above it changes nothing.

A made key is ``<file>-<row>``: a hash of table, file name, part and municipality, then a hash of the row's identity as
read (see :func:`identity`).  Rows of one identity are counted (``-2``, ``-3`` …).  A running number (NO, 番号) is
unique in its file only and becomes ``<file>-n<number>``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from etl.contract import Table
from etl.values.arrays import extension
from etl.values.normalize import fold

#: Headers of running numbers: unique in their file only.
_RUNNING_NUMBER = {fold(h) for h in ("NO", "No.", "番号", "ID", "連番", "通し番号", "id", "fid", "ogc_fid")}
#: Whose something is: part of the identity of what has no name of its own (an activity, an event, an issue).
_OWNERS = ("council_id", "district_id")
#: Hexadecimal digits of a row's identity.
_DIGITS = 12
_SEPARATOR = "\x1f"


def identity(table: Table) -> tuple[str, ...]:
    """The physical columns that say which thing a row is about: its name, or all that is required and whose it is.

    >>> from etl.contract import TABLES
    >>> identity(TABLES["facilities"]), identity(TABLES["council_events"])[1:]
    (('municipality_code', 'name'), ('kind', 'event_date', 'event_date_precision', 'council_id', 'district_id'))
    """
    columns = [c for c in table.input_columns if not c.generated and c.type != "geometry"]
    chosen = [c for c in columns if c.required or c.name == "name"]
    if "name" not in {c.name for c in chosen}:
        chosen += [c for c in columns if c.name in _OWNERS and c not in chosen]
    return tuple(n for c in chosen for n in ((c.name, f"{c.name}_precision") if c.type == "date" else (c.name,)))


def identities(frame: pd.DataFrame, table: Table) -> Any:
    """One number of 48 bits per row, equal where the rows are about the same thing: the beginning of an MD5 hash.

    :func:`identity_sql` makes the same in DuckDB.
    """
    columns = [_texts(frame[name]) for name in identity(table)]
    if table.name == "base_layers":
        import shapely

        columns.append([shapely.to_wkb(g, hex=True) if g is not None else "" for g in frame["_geometry"]])
    rows = (_SEPARATOR.join(row) for row in zip(*columns, strict=True))
    hashes = (hashlib.md5(row.encode(), usedforsecurity=False).digest() for row in rows)
    return np.fromiter((int.from_bytes(h[: _DIGITS // 2]) for h in hashes), dtype=np.uint64, count=len(frame))


def identity_sql(values: Sequence[str]) -> str:
    """The digits of a row's identity in SQL, given the expressions of the columns that :func:`identity` names."""
    texts = ", ".join(f"coalesce(CAST({value} AS VARCHAR), '')" for value in values)
    return f"substr(md5(concat_ws(chr({ord(_SEPARATOR)}), {texts})), 1, {_DIGITS})"


def _texts(values: pd.Series) -> list[str]:
    """The values as text, empty where there is none; days as ISO 8601."""
    if values.dtype.kind == "M":
        days = np.datetime_as_string(values.to_numpy(dtype="datetime64[D]"))
        return ["" if day == "NaT" else str(day) for day in days]
    return list(values.astype("str").fillna(""))


def give_keys(frame: pd.DataFrame, table: Table, file: str, part: str, header: str) -> pd.DataFrame:
    """Fill the generated key of every row that has none.

    Args:
        frame: typed rows.
        table: their table.
        file: the name that a corrected file would have again.
        part: sheet, layer or zip member.
        header: the header under which the file gives its key, or an empty string.
    """
    column = next((c for c in table.input_columns if c.generated), None)
    if column is None or table.name == "districts":
        return frame
    given = pd.Series(frame[column.name])
    running = is_running_number(header)
    if running:
        frame["_given_id"] = given
    missing = given.isna().to_numpy()
    if running or missing.any():
        frame["_made"] = missing | running
        prefix = prefixes(frame["municipality_code"], table.name, file, part)
        if running:
            given = (prefix + "-n" + given).astype("str")
        given = given.copy()
        given[missing] = _made(frame[missing], table, prefix[missing])
    frame[column.name] = given.astype("str")
    return frame


def is_running_number(header: str) -> bool:
    """Whether a column of that header counts the lines of its file.

    >>> is_running_number("No."), is_running_number("活動ID")
    (True, False)
    """
    return fold(header) in _RUNNING_NUMBER


def prefixes(municipality: pd.Series, *about: str) -> pd.Series:
    """The hash of file and municipality, for every row."""
    codes, distinct = pd.factorize(municipality, use_na_sentinel=True)
    hashes = [_short_hash(*about, str(code)) for code in distinct] + [_short_hash(*about, "")]
    return pd.Series(extension(hashes, "str").take(codes), index=municipality.index)


def _made(frame: pd.DataFrame, table: Table, prefix: pd.Series) -> Any:
    digits = [f"{number:0{_DIGITS}x}" for number in identities(frame, table).tolist()]
    made = pd.Series(prefix.to_numpy(dtype=object) + "-" + np.array(digits, dtype=object), index=frame.index)
    again = made.groupby(made, sort=False).cumcount()
    repeated = (again > 0).to_numpy()
    made[repeated] = made[repeated] + "-" + (again[repeated] + 1).astype("str")
    return made.to_numpy()


def _short_hash(*parts: str) -> str:
    return hashlib.sha1("|".join(parts).encode(), usedforsecurity=False).hexdigest()[:8]
