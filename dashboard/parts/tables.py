"""Tables beside maps and charts: the same content to read, to sort, to take away, and to select a district in.

A missing number is shown as no data (…), a withheld one as suppressed (＊); neither ever as zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import state, theme

NO_DATA, SUPPRESSED = theme.NOTHINGS["no_data"].mark, theme.NOTHINGS["suppressed"].mark
ROW_HEIGHT, MAX_ROWS = 34, 11
#: Streamlit breaks lines in rows higher than 64 pixels.
WRAPPED_HEIGHT, MAX_WRAPPED = 86, 6
_FIGURE = re.compile(r"[\d,]+(\.\d+)?")
_NOTHINGS = tuple(theme.NOTHINGS[key].mark for key in ("suppressed", "no_data", "not_applicable"))


def show(
    frame: pd.DataFrame,
    *,
    key: str,
    ids: Sequence[str | None] = (),
    selected: str | None = None,
    field: str = "district",
    wide: Mapping[str, str | int] | None = None,
    placeholder: str = NO_DATA,
    wrapped: bool = False,
) -> None:
    """A table; with ``ids`` (one a row) a click on a row selects that district (or ``field``) everywhere.

    Args:
        frame: columns named in the reader's language, numbers as numbers.
        key: unique on the page.
        ids: what each row stands for, ``None`` where a row stands for nothing that can be selected.
        selected: the selected id, marked in the table.
        field: the field of the selection that a click changes.
        wide: column -> width (``small``, ``medium``, ``large``, or pixels at least).
        placeholder: what stands for a missing number.
        wrapped: whether long texts run over up to four lines.
    """
    row_height, most = (WRAPPED_HEIGHT, MAX_WRAPPED) if wrapped else (ROW_HEIGHT, MAX_ROWS)
    options: dict[str, Any] = {}
    if len(ids):
        chosen = [place for place, key_of_row in enumerate(ids) if key_of_row is not None and key_of_row == selected]
        name = f"{key}_{selected}_{abs(hash(tuple(ids)))}"  # another choice or content starts from its own selection
        options = {
            "key": name,
            "selection_mode": "single-row",
            "selection_default": {"selection": {"rows": chosen[:1]}},
            "on_select": state.on_component(name, _picker(ids, field)),
        }
    st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        height=ROW_HEIGHT + row_height * min(len(frame), most) + 3,
        row_height=row_height,
        placeholder=placeholder,
        column_config=columns(frame, wide or {}),
        **({"key": key} | options),
    )
    if options:
        state.drawn(options["key"])


def columns(frame: pd.DataFrame, wide: Mapping[str, str | int]) -> dict[str, Any]:
    """How columns look: whole numbers with separators, asked-for widths."""
    config: dict[str, Any] = {}
    for name in frame.columns:
        if pd.api.types.is_numeric_dtype(frame[name]):
            config[name] = st.column_config.NumberColumn(format="localized", width=wide.get(name))  # type: ignore[arg-type]
        elif figures_as_text(frame[name]):
            config[name] = st.column_config.TextColumn(alignment="right", width=wide.get(name))  # type: ignore[arg-type]
        elif name in wide:
            config[name] = st.column_config.TextColumn(width=wide[name])  # type: ignore[arg-type]
    return config


def figures_as_text(column: pd.Series[Any]) -> bool:
    """Whether a column is figures written as text because kinds of nothing stand among them.

    >>> figures_as_text(pd.Series(["1,200", "＊ 秘匿", None])), figures_as_text(pd.Series(["12", "役所"]))
    (True, False)
    """
    texts = [value for value in column if isinstance(value, str)]
    return any(map(_FIGURE.fullmatch, texts)) and all(
        _FIGURE.fullmatch(value) or value.startswith(_NOTHINGS) for value in texts
    )


def _picker(ids: Sequence[str | None], field: str) -> Callable[[Mapping[str, Any]], None]:
    def pick(value: Mapping[str, Any]) -> None:
        rows = value.get("selection", {}).get("rows", [])
        state.update(**{field: ids[rows[0]] if rows else None})

    return pick


def people(values: Sequence[Any], withheld: Collection[int] = ()) -> pd.Series[Any]:
    """A column of counts, missing ones as no data; if any is withheld, all become text with the mark of suppression.

    >>> people([1200, None]).dtype, list(people([1200, 4], withheld=[1]))
    (Int64Dtype(), ['1,200', '＊'])
    """
    if not withheld:
        return pd.Series(pd.array([None if v is None or v != v else int(v) for v in values], dtype="Int64"))
    shown = [None if v is None or v != v else f"{int(v):,}" for v in values]
    return pd.Series([SUPPRESSED if place in withheld else text for place, text in enumerate(shown)])
