"""Columns of cells to typed columns: the parser of every contract type, applied to distinct values only.

Cells that are plainly what they should be (clean text, bare numbers) are recognised all at once; only the others are
read one by one by :mod:`etl.values.normalize`.  Knows columns, not rows: it rejects nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.contract import Column
from etl.findings.errors import UnreadableError
from etl.values import normalize
from etl.values.arrays import extension
from etl.values.cells import CLEAN, DASHES
from etl.values.normalize import CellError


@dataclass(frozen=True)
class Value:
    """One distinct cell, read: the value, a date's precision, a range's end, a remark (code and parameters)."""

    value: Any = None
    precision: str | None = None
    end: normalize.PartialDate | None = None
    note: str = ""
    params: tuple[tuple[str, object], ...] = ()


@dataclass
class TypedColumn:
    values: Any
    precision: Any = None
    end: Any = None
    end_precision: Any = None
    problem: npt.NDArray[np.bool_] | None = None


_EMPTY = Value()


def parse_cells(column: Column, distinct: Any) -> tuple[list[Value], dict[int, CellError]]:
    """Every distinct cell read, and the cells that cannot be.

    Raises:
        UnreadableError: ``mostly_unreadable``, when more than :data:`MAX_UNREADABLE` of them cannot be.
    """
    easy, ready = _plainly(column, distinct)
    values = [Value(v) for v in ready] if easy.any() else [_EMPTY] * len(distinct)
    problems: dict[int, CellError] = {}
    parse = PARSERS[column.type]
    hard = np.flatnonzero(~easy)
    for i, cell in zip(hard.tolist(), distinct[hard].tolist(), strict=True):
        try:
            values[i] = _EMPTY if normalize.is_blank(cell) else _in_range(column, parse(column, cell), cell)
        except CellError as error:
            values[i] = _EMPTY
            error.value = cell  # as it is written, also where a part of it could not be read
            problems[i] = error.with_traceback(None)  # else a million errors hold a million stacks of frames
            error.__context__ = None
            if len(problems) > MAX_UNREADABLE:
                raise UnreadableError("mostly_unreadable", limit=f"{MAX_UNREADABLE:,}", column=column.name) from None
    return values, problems


#: A column with more different cells than this that cannot be read is another column than it is taken for.
MAX_UNREADABLE = 100_000
#: Fewer distinct cells than this are read one by one; looking at all of them first would not pay.
_MANY = 500
_PLAIN = {
    "text": CLEAN,
    "integer": "[0-9]{1,12}",
    "number": "-?[0-9]{1,9}([.][0-9]{1,12})?",
}

#: Clean text that means something else: an apostrophe that guards a formula, a line of dashes.
_NOT_AS_IT_IS = "['].*|[-―ー]+"


def _plainly(column: Column, distinct: Any) -> tuple[npt.NDArray[np.bool_], list[Any]]:
    """Which of the distinct cells are plainly of the column's type, and the values of all of them if any is."""
    nothing = np.zeros(len(distinct), dtype=bool)
    if len(distinct) < _MANY or column.type not in _PLAIN or distinct.dtype != "str":
        return nothing, []
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = pa.array(distinct)
    easy = pc.match_substring_regex(cells, f"^({_PLAIN[column.type]})$").to_numpy(zero_copy_only=False)
    if column.type == "text":
        easy &= ~pc.match_substring_regex(cells, f"^({_NOT_AS_IT_IS})$").to_numpy(zero_copy_only=False)
        return easy, distinct.tolist()
    # Arrow reads the nearest number, as Python does; pandas may miss it by one in the last place.
    numbers = pc.cast(pc.if_else(pa.array(easy), cells, None), pa.float64()).to_numpy(zero_copy_only=False)
    if column.name not in {"latitude", "longitude"}:
        low, high = _ends(column)
        easy &= (numbers >= low) & (numbers <= high)
    return easy, numbers.tolist()


def _ends(column: Column) -> tuple[float, float]:
    return (-np.inf if column.minimum is None else column.minimum, np.inf if column.maximum is None else column.maximum)


def plain_sql(column: Column, cell: str) -> str | None:
    """The same in DuckDB's SQL, whose regular expressions are Arrow's: a condition on ``cell``; else None."""
    if column.type not in _PLAIN:
        return None
    plain = f"regexp_full_match({cell}, '{_PLAIN[column.type]}')"
    if column.type == "text":
        return f"({plain} AND NOT regexp_full_match({cell}, '{_NOT_AS_IT_IS.replace(chr(39), chr(39) * 2)}'))"
    low, high = _ends(column)
    if column.name in {"latitude", "longitude"} or (low, high) == (-np.inf, np.inf):
        return plain
    inside = f"TRY_CAST({cell} AS DOUBLE) BETWEEN CAST('{low}' AS DOUBLE) AND CAST('{high}' AS DOUBLE)"
    return f"({plain} AND {inside})"


# ------------------------------------------------------------------------------------------------- one cell
def _text(_: Column, cell: object) -> Value:
    written = normalize.text(cell)
    return Value() if written and set(written) <= DASHES else Value(written or None)


def _number(column: Column, cell: object) -> Value:
    written = normalize.text(cell).replace("％", "%") if column.unit == "比" else ""
    if written.endswith("%"):  # a share may be written as a percentage
        return _interpreted(round(normalize.number(written[:-1]).value / 100, 10), True, "number_interpreted")
    read = normalize.number(cell)
    return _interpreted(read.value, read.interpreted, "number_interpreted")


def _integer(_: Column, cell: object) -> Value:
    read = normalize.integer(cell)
    return _interpreted(read.value, read.interpreted, "number_interpreted")


def _code(_: Column, cell: object) -> Value:
    read = normalize.municipality_code(cell)
    return _interpreted(read.value, read.interpreted, "code_interpreted")


def _interpreted(value: object, interpreted: bool, code: str) -> Value:
    return Value(value, note=code, params=(("interpreted", value),)) if interpreted else Value(value)


def _boolean(_: Column, cell: object) -> Value:
    return Value(normalize.boolean(cell))


def _list(_: Column, cell: object) -> Value:
    return Value(list(normalize.items(cell)) or None)


def _choice(column: Column, cell: object) -> Value:
    read = normalize.choice(column, cell)
    if read.known:
        return Value(read.value)
    known = (
        ("choices", "、".join(c.label_ja for c in column.choices)),
        ("choices_en", ", ".join(c.label_en for c in column.choices)),
    )
    return Value(read.value, note="new_choice", params=known)


def shown(date: normalize.PartialDate) -> str:
    """A date in its precision.

    >>> shown(normalize.date("平成40年度")), shown(normalize.date("R6.9")), shown(normalize.date("R6"))
    ('2028年度', '2024-09', '2024')
    """
    year = str(date.start.year)
    whole = {"fiscal_year": f"{year}年度", "year": year, "month": date.start.isoformat()[:7]}
    return whole.get(date.precision, date.start.isoformat())


def _date(column: Column, cell: object) -> Value:
    if column.name == "start_date":
        start, end = normalize.period(cell)
    else:
        start, end = normalize.date(cell), None
    note: str = ""
    params: tuple[tuple[str, object], ...] = ()
    wrong = start if start.weekday_expected or end is None else end
    if wrong.weekday_expected:
        note = "weekday_mismatch"
        params = (
            ("expected", wrong.weekday_expected), ("expected_en", wrong.weekday_expected_en),
            ("date", wrong.start.isoformat()),
        )  # fmt: skip
    elif start.interpreted:
        note, params = "date_interpreted", (("interpreted", shown(start)),)
    return Value(start.start, start.precision, end, note, params)


PARSERS: dict[str, Callable[[Column, Any], Value]] = {
    "text": _text, "number": _number, "integer": _integer, "code": _code, "boolean": _boolean, "list": _list,
    "choice": _choice, "date": _date,
}  # fmt: skip


def _in_range(column: Column, read: Value, cell: object) -> Value:
    """Coordinates are left to :mod:`etl.places.coordinates`, which knows that they may be swapped."""
    if read.value is None or column.name in {"latitude", "longitude"}:
        return read
    low, high = column.minimum, column.maximum
    if (low is not None and read.value < low) or (high is not None and read.value > high):
        ends = {"minimum": "" if low is None else f"{low:g}", "maximum": "" if high is None else f"{high:g}"}
        raise CellError("out_of_range", cell, **ends)
    return read


# --------------------------------------------------------------------------------------------- whole columns
_DTYPES = {
    "text": "str", "choice": "str", "code": "str", "integer": "Int64", "number": "Float64", "boolean": "boolean",
    "date": "datetime64[s]",
}  # fmt: skip


def spread(column: Column, values: list[Value], positions: Any, problem: Any) -> TypedColumn:
    """The distinct values laid out over the rows; position -1 is an empty cell."""
    out = TypedColumn(_take(column.type, [v.value for v in values], positions), problem=problem)
    if column.type == "date":
        out.precision = _take("text", [v.precision for v in values], positions)
        if any(v.end is not None for v in values):
            out.end = _take("date", [v.end and v.end.start for v in values], positions)
            out.end_precision = _take("text", [v.end and v.end.precision for v in values], positions)
    return out


def _take(kind: str, values: list[Any], positions: Any) -> Any:
    if kind == "list":
        array = np.empty(len(values) + 1, dtype=object)
        array[: len(values)] = values
        return array[positions]
    if kind == "date":
        return np.array([*values, None], dtype="datetime64[s]")[positions]
    return extension([*values, None], dtype=_DTYPES[kind]).take(positions)


def constant(column: Column, value: object, rows: int) -> TypedColumn:
    return spread(column, [Value(value)], np.zeros(rows, dtype=np.intp), None)


def where(mask: Any, yes: Any, no: Any) -> Any:
    """Elementwise choice that keeps the type of extension arrays."""
    if isinstance(no, np.ndarray):
        return np.where(mask, np.asarray(yes), no)
    out = no.copy()
    out[mask] = yes[mask]
    return out
