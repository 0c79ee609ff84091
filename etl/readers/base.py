"""What every reader is given and what it hands over: a file with its settings, rows under contract column names.

Plain data and small helpers shared by the readers.  Nothing here opens a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from etl.findings import Finding, finding
from etl.values import codes

if TYPE_CHECKING:
    from etl.readers.staged import Staged

#: Up to so many rows that are rejected for one reason are named one by one; more are summed up in one finding.
LISTED = 20
#: Columns beside the contract's that a sheet of councils may carry (see :mod:`etl.rows.council_sheets`); ``AS_OF`` is
#: the day on which a status without a date of its own is known to hold.
DISTRICTS, FOUNDED, STATUS, AS_OF = "councils_districts", "councils_founded", "councils_status", "councils_as_of"


@dataclass
class RawTable:
    """Rows of one part of one file (sheet, layer, zip member), not yet normalised.

    ``frame`` has the row number that the user sees as index (Excel row, CSV line, feature number from 1) and contract
    column names as columns; its cells are as they were read.  Further columns are allowed where the contract has a
    derived column (``admin_code``, ``admin_name``) or where the build needs a name (``municipality_name``,
    ``prefecture_name``).  ``geometry`` holds shapely geometries in EPSG:4326, aligned with ``frame``.

    ``key_name`` is what names the file in keys made for its rows: its name without folders, so that a corrected file of
    the same name gives the same keys, unless two files of one build share it (then the build gives the longer one).

    A long file leaves its rows in ``staged``; ``frame`` then holds only those that need a look, and counts for them.

    A file that gave no rows has ``table == ""``, an empty frame and its findings.
    Invariant: ``rows_read == len(frame) + sum(f.rows_rejected for f in findings)``.
    """

    table: str
    file: str
    part: str = ""
    frame: pd.DataFrame = field(default_factory=pd.DataFrame)
    geometry: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    recognised_as: str = ""
    encoding: str = ""
    crs: str = ""
    edition: str = ""
    sha256: str = ""
    size_bytes: int = 0
    rows_read: int = 0
    findings: list[Finding] = field(default_factory=list)
    sources: list[dict[str, object]] = field(default_factory=list)
    key_name: str = ""
    staged: Staged | None = None

    def __post_init__(self) -> None:
        self.key_name = self.key_name or self.file.rsplit("/", 1)[-1]

    @property
    def carried(self) -> frozenset[str]:
        """The columns that the file speaks of; what it is silent about keeps the value that another file gave."""
        shapes = {"geometry"} if self.geometry is not None else set()
        return frozenset({*map(str, self.frame.columns), *(k for k, v in self.defaults.items() if v), *shapes})

    @property
    def rows_rejected(self) -> int:
        return sum(f.rows_rejected for f in self.findings)


@dataclass(frozen=True)
class Settings:
    """What ``<file>.toml`` beside a file says; an empty value says nothing."""

    table: str = ""
    layer: str = ""
    encoding: str = ""
    crs: str = ""
    edition: str = ""
    municipality_code: str = ""
    source_id: str = ""
    area_unit: str = ""
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """A file before it is read: where it is, how it is named to the user, and what is known about it from outside.

    ``scope`` is the municipality code of the nearest folder that names one; ``stem`` names the part for recognition
    (file name without its ending, or the zip member's).
    """

    path: Path
    name: str
    stem: str = ""
    part: str = ""
    scope: str = ""
    settings: Settings = field(default_factory=Settings)
    sha256: str = ""
    size_bytes: int = 0

    @property
    def municipality_code(self) -> str:
        """The city that settings or folder name; a ward stands for its city."""
        return codes.city_of_ward(self.settings.municipality_code or self.scope)

    def at(self, part: str, stem: str = "", path: Path | None = None) -> Given:
        """The same file seen as one of its parts."""
        return replace(self, part=part, stem=stem or self.stem, path=path or self.path)

    def finding(self, code: str, **params: Any) -> Finding:
        return finding(code, file=self.name, part=params.pop("part", self.part), **params)

    def table(self, name: str, **content: Any) -> RawTable:
        """A RawTable of this file; outside knowledge goes to ``defaults``."""
        known = {
            "municipality_code": self.municipality_code,
            "area_unit": self.settings.area_unit,
            "source_id": self.settings.source_id,
            "edition": self.settings.edition,
        }
        given_defaults = content.pop("defaults", {})
        defaults = {**given_defaults, **{key: value for key, value in known.items() if value}}
        if self.settings.source_id or not len(content.get("frame", ())):
            content["sources"] = []  # the user names the source, or nothing of the official one is used
        return RawTable(
            table=name, file=self.name, part=self.part, sha256=self.sha256, size_bytes=self.size_bytes,
            defaults=defaults, **content,
        )  # fmt: skip

    def failed(self, code: str, **params: Any) -> RawTable:
        """A RawTable without rows that says why."""
        return self.table("", findings=[self.finding(code, **params)])


def source_row(source_id: str, title: str, publisher: str, terms: str, **more: object) -> dict[str, object]:
    """A row of ``sources`` that a recognised official file brings along."""
    return {
        "source_id": source_id,
        "title": title,
        "publisher": publisher,
        "kind": "statistics",
        "terms": terms,
        **more,
    }


def reject_rows(
    given: Given,
    frame: pd.DataFrame,
    bad: Any,
    code: str,
    column: str = "",
    *,
    header: str | None = None,
    **params: Any,
) -> tuple[Any, list[Finding]]:
    """The mask of rows to keep and a rejecting finding for each row that goes; values come from ``column``.

    Rows beyond the first :data:`LISTED` are summed up in one finding.

    ``header`` is the column's name as the file writes it, where it is not ``column``.
    """
    mask = np.asarray(bad, dtype=bool)
    values = frame[column] if column in frame.columns else pd.Series("", index=frame.index)
    rows, cells = frame.index[mask].tolist(), values[mask]
    made = [
        given.finding(code, row=row, column=column if header is None else header, value=value, rejected=True, **params)
        for row, value in zip(rows[:LISTED], cells[:LISTED], strict=True)
    ]
    if len(rows) > LISTED:
        value, label = cells.iloc[LISTED], column if header is None else header
        one = given.finding(code, row=rows[LISTED], column=label, value=value, rejected=True, **params)
        made.append(others_alike(one, len(rows) - LISTED))
    return ~mask, made


def others_alike(first: Finding, count: int) -> Finding:
    """One finding for ``count`` rows or columns of which ``first`` speaks of the first."""
    return first if count == 1 else replace(
        first,
        message_ja=f"{first.message_ja}ほか{count - 1:,}件も同様です。",
        message_en=f"{first.message_en} {count - 1:,} more are alike.",
        rows=count,
    )  # fmt: skip


def few(said: list[Finding]) -> list[Finding]:
    """The findings, of each code at most :data:`LISTED` and one more for the others."""
    counts: dict[str, int] = {}
    last: dict[str, int] = {}
    kept: list[Finding] = []
    for found in said:
        counts[found.code] = counts.get(found.code, 0) + found.rows
        if counts[found.code] <= LISTED:
            kept.append(found)
        elif found.code not in last:
            last[found.code] = len(kept)
            kept.append(found)
    for code, place in last.items():
        kept[place] = others_alike(kept[place], counts[code] - LISTED)
    return kept


def reject_together(
    given: Given,
    frame: pd.DataFrame,
    bad: Any,
    code: str,
    column: str = "",
    *,
    header: str | None = None,
    **params: Any,
) -> tuple[Any, list[Finding]]:
    """As :func:`reject_rows`, but one finding for all of them, with up to five of their distinct values."""
    mask = np.asarray(bad, dtype=bool)
    if not mask.any():
        return ~mask, []
    values = [str(v) for v in pd.unique(frame.loc[mask, column])] if column in frame.columns else []
    shown = "、".join(values[:5]) + (" …" if len(values) > 5 else "")
    row = frame.index[int(np.argmax(mask))]
    said = given.finding(
        code, row=row, column=column if header is None else header, value=shown, rejected=True, rows=int(mask.sum()),
        **params,
    )  # fmt: skip
    return ~mask, [said]


def reject_listed(
    given: Given, frame: pd.DataFrame, bad: Any, codes: tuple[str, str], column: str, **params: Any
) -> tuple[Any, list[Finding]]:
    """Rows named one by one (the first code) while they are few, else in one finding (the second code)."""
    if np.count_nonzero(bad) > LISTED:
        return reject_together(given, frame, bad, codes[1], column, **params)
    return reject_rows(given, frame, bad, codes[0], column, **params)


def reject_strangers(
    given: Given, frame: pd.DataFrame, bad: Any, column: str, *, header: str | None = None
) -> tuple[Any, list[Finding]]:
    """Rows of other municipalities than the folder's: named one by one while they are few, else in one finding."""
    told = ("out_of_scope", "out_of_scope_many")
    return reject_listed(given, frame, bad, told, column, header=header, expected=given.municipality_code)
