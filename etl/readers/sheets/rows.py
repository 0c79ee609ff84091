"""Which rows of a grid are data: not totals, notes, headers repeated on every page, or a second table below the first.

What is left out is told row by row; ditto marks are filled in.  Works column by column on distinct cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.contract import INPUT_TABLES
from etl.findings import Finding
from etl.readers.base import Given, reject_rows
from etl.readers.headers import known_headers
from etl.values.marks import DITTO, DITTO_LEFT, is_total
from etl.values.normalize import fold, text

Mask = npt.NDArray[np.bool_]

#: Every label of a row of totals holds one of these.
TOTALS_HINT = "計|総数|平均|[Tt]otal|TOTAL"
_NOTE = re.compile(
    r"^\s*(※|＊|\*|注|（注|\(注|出典|資料|備考|作成|担当|問い?合わ?せ|＜|<|【|■|◆|●|○○|以上\s*$|（?裏面|（?続く)"
)
#: Totals and the like stand in one of the first columns.
LABEL_COLUMNS = 3


def data_rows(
    given: Given, names: Sequence[str], frame: pd.DataFrame, telling: Sequence[int] = ()
) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows that are data, ditto marks filled in, and what to say about the others.

    ``telling`` are the positions of the columns without which a row is none of the table.
    """
    frame, said = _without_headers(given, names, frame)
    frame, totals = _without_totals(given, frame, telling)
    frame, filled = _without_ditto(given, names, frame)
    return frame, [*said, *totals, *filled]


_DITTO, _LEFT = frozenset(DITTO), frozenset(DITTO_LEFT)
#: In a column of fewer cells a look-up in Python is quicker than to hand the words to Arrow.
_SHORT = 20_000


def _among(column: pd.Series, words: frozenset[str]) -> Mask:
    """Which cells are one of the words."""
    if len(column) > _SHORT:
        return column.isin(list(words)).to_numpy(dtype=bool)
    cells = column.to_numpy(dtype=object)
    return np.fromiter((isinstance(c, str) and c in words for c in cells), dtype=bool, count=len(cells))


def _is_text(column: pd.Series) -> bool:
    return column.dtype.kind not in "ifbM"


# -------------------------------------------------------------------------------------------- headers again
def _without_headers(given: Given, names: Sequence[str], frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """A header repeated on each page is no data; one of another table begins that table, whose rows are refused."""
    known, own = set(known_headers()), {fold(n) for n in names if n}
    again = np.zeros(len(frame), dtype=bool)
    second = np.zeros(len(frame), dtype=bool)
    for row in _likely_headers(names, frame):
        cells = {fold(text(c)) for c in frame.iloc[row] if not pd.isna(c) and text(c)}
        if len(cells) < 2 or not cells <= known | own:
            continue
        if cells <= own:
            again[row] = True
        elif len(cells & own) * 2 < len(cells):
            second[row:] = True
            break
    if not again.any() and not second.any():
        return frame, []
    labelled = pd.DataFrame({"label": _first_cells(frame, again | second)}, index=frame.index)
    keep, said = reject_rows(given, labelled, again & ~second, "header_repeated", "label", header="")
    first = int(frame.index[int(np.argmax(second))]) if second.any() else 0
    keep_first, others = reject_rows(given, labelled, second, "second_table", "label", header="", first=first)
    return frame[keep & keep_first], said + others


def header_words(names: Sequence[str]) -> list[str]:
    """The names of columns, as the file and the contract write them."""
    return [*names, *_contract_headers()]


@lru_cache(maxsize=1)
def _contract_headers() -> tuple[str, ...]:
    return tuple(dict.fromkeys(header for table in INPUT_TABLES for c in table.input_columns for header in c.headers))


def _likely_headers(names: Sequence[str], frame: pd.DataFrame) -> list[int]:
    """Positions of rows with the name of a column, as a file or the contract writes it, in one of the first columns."""
    words = frozenset(header_words(names))
    likely = np.zeros(len(frame), dtype=bool)
    for position in list(frame.columns)[:LABEL_COLUMNS]:
        if _is_text(frame[position]):
            likely |= _among(frame[position], words)
    return [int(row) for row in np.flatnonzero(likely)[:1_000]]


# ------------------------------------------------------------------------------------------ totals and notes
def _without_totals(given: Given, frame: pd.DataFrame, telling: Sequence[int]) -> tuple[pd.DataFrame, list[Finding]]:
    """Totals and notes (※ or another sign, alone in the row) are not data."""
    totals = _labelled_totals(frame) | _late_totals(frame, telling)
    alone = _notes(frame) & ~totals
    labelled = pd.DataFrame({"label": _first_cells(frame, totals | alone)}, index=frame.index)
    keep, said = reject_rows(given, labelled, totals, "totals_row", "label", header="")
    keep_notes, notes_said = reject_rows(given, labelled, alone, "note_row", "label", header="")
    return frame[keep & keep_notes], said + notes_said


def _labelled_totals(frame: pd.DataFrame) -> Mask:
    """Rows with 合計 in one of the first three columns."""
    totals = np.zeros(len(frame), dtype=bool)
    for position in list(frame.columns)[:LABEL_COLUMNS]:
        if _is_text(frame[position]):
            likely = frame[position].astype("str").str.contains(TOTALS_HINT, na=False)  # quick, inside Arrow
            words = [w for w in frame[position][likely].unique() if is_total(str(w))]
            totals |= frame[position].isin(words).to_numpy(dtype=bool)
    return totals


def _late_totals(frame: pd.DataFrame, telling: Sequence[int]) -> Mask:
    """Rows that begin with 合計 further right and lack a cell that a row of data has (合計 as a title, but no date)."""
    totals = np.zeros(len(frame), dtype=bool)
    unfilled = np.ones(len(frame), dtype=bool)  # so far from the left
    lacking = _lacking(frame, telling)
    for place, position in enumerate(frame.columns):
        empty = frame[position].isna().to_numpy(dtype=bool)
        if place >= LABEL_COLUMNS and _is_text(frame[position]):
            first = np.flatnonzero(unfilled & lacking & ~empty)
            totals[first] = [is_total(str(cell)) for cell in frame[position].iloc[first]]
        unfilled &= empty
        if not unfilled.any():
            break
    return totals


def _lacking(frame: pd.DataFrame, telling: Sequence[int]) -> Mask:
    """Rows of which a telling cell is empty; all rows where one column tells alone, as it may hold the word itself."""
    if len(telling) < 2:
        return np.ones(len(frame), dtype=bool)
    return np.asarray(frame[list(telling)].isna().any(axis=1), dtype=bool)


def _notes(frame: pd.DataFrame) -> Mask:
    """Rows with a note in the first column and nothing else."""
    none = np.zeros(len(frame), dtype=bool)
    if len(frame.columns) < 2 or not _is_text(frame.iloc[:, 0]):
        return none
    alone = pd.Series(True, index=frame.index)
    for position in frame.columns[1:]:
        alone &= frame[position].isna()
        if not alone.any():
            return none
    notes = [v for v in frame.iloc[:, 0][alone].unique() if isinstance(v, str) and _NOTE.match(v)]
    return np.asarray(alone & frame.iloc[:, 0].isin(notes), dtype=bool)


def _first_cells(frame: pd.DataFrame, rows: Mask) -> Any:
    """The first filled cell of each of the rows."""
    label = pd.Series(None, index=frame.index, dtype=object)
    if rows.any():
        label[rows] = frame[rows].astype(object).bfill(axis=1).iloc[:, 0]
    return label


# ---------------------------------------------------------------------------------------------- ditto marks
def _without_ditto(given: Given, names: Sequence[str], frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """〃 and 同上 take the value above, 同左 that on the left; a mark with nothing above is empty, and told."""
    filled, said = 0, []
    left: pd.Series | None = None
    for position, header in zip(frame.columns, names, strict=False):
        column = frame[position]
        if not _is_text(column):
            left = column
            continue
        marks, beside = _among(column, _DITTO), _among(column, _LEFT)
        if count := int(marks.sum()) + int(beside.sum()):
            frame = frame if filled else frame.copy()
            column = column.where(~beside, left) if left is not None else column
            above = column.mask(marks).ffill()
            lost = marks & above.isna().to_numpy(dtype=bool)
            if lost.any():
                said.append(given.finding("ditto_without_value", row=frame.index[int(np.argmax(lost))], column=header))
            frame[position] = above.where(marks, column)
            filled += count
        left = frame[position]
    return frame, [*said, given.finding("ditto_filled", count=filled)] if filled else said
