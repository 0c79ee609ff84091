"""Charts of activities and issues: the months of a 年度, and the matrix of districts by topics.

Each chart has a table beside it that says the same; colours come from the theme and are never the only sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from dashboard import state, theme
from dashboard.matrix import Matrix
from dashboard.record_tables import words
from dashboard.text import t
from etl import ACTIVITY_CATEGORIES

#: The months of a 年度 in their order.
FISCAL_MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
FONT_SIZE = 12


def by_month(frame: pd.DataFrame, height: int = 240) -> alt.Chart:
    """Activities per month from April to March, stacked by category.

    Args:
        frame: month, category, activities (``queries_records.activities_by_month``); rows without month are left out.
        height: pixels.
    """
    known = frame[frame["month"].notna()]
    used = [key for key in theme.CATEGORIES if key in set(known["category"].map(_listed))]
    rows = pd.DataFrame(
        {
            "month": [t("activities.month", month=int(month)) for month in known["month"]],
            "category": words(ACTIVITY_CATEGORIES, known["category"].map(_listed)),
            "order": [used.index(_listed(category)) for category in known["category"]],
            "activities": known["activities"],
        }
    )
    months = [t("activities.month", month=month) for month in FISCAL_MONTHS]
    chart: alt.Chart = (
        alt.Chart(rows, height=height)
        .mark_bar(stroke=theme.CHART["text"], strokeWidth=0.6)
        .encode(
            x=alt.X("month:N", scale=alt.Scale(domain=months), sort=None, title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("sum(activities):Q", title=t("activities.count_axis"), axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "category:N",
                scale=alt.Scale(
                    domain=words(ACTIVITY_CATEGORIES, used), range=[theme.CATEGORY_COLOURS[k] for k in used]
                ),
                legend=alt.Legend(title=None, orient="bottom", columns=4, symbolStrokeColor=theme.CHART["text"]),
            ),
            order=alt.Order("order:Q"),
            tooltip=[
                alt.Tooltip("month:N", title=t("activities.month_title")),
                alt.Tooltip("category:N", title=t("records.category")),
                alt.Tooltip("sum(activities):Q", title=t("activities.count_axis")),
            ],
        )
    )
    return chart


def _listed(category: str) -> str:
    return category if category in theme.CATEGORIES else "other"


def issue_matrix(table: Matrix, selected_row: str | None, selected_column: str | None) -> alt.LayerChart:
    """Districts by topics: a cell is darker with more open issues, and says mark and open/all; names wrap.

    A click on a cell is the selection ``cell`` with the fields ``row_key`` and ``column_key``.
    """
    rows = pd.DataFrame(_cells(table))
    names = list(dict.fromkeys(rows["row"]))
    columns = list(dict.fromkeys(rows["column"]))
    top = max(1, int(rows["open"].max()))
    click = alt.selection_point(name="cell", fields=["row_key", "column_key"], toggle=False, empty=False)
    base = alt.Chart(rows, height=max(3, len(names)) * 30).encode(
        x=alt.X("column:N", sort=columns, title=None, axis=_top_axis()),
        y=alt.Y("row:N", sort=names, title=None, axis=alt.Axis(labelLimit=180, labelFontSize=FONT_SIZE, ticks=False)),
        tooltip=[
            alt.Tooltip("row:N", title=t("records.district")),
            alt.Tooltip("topic:N", title=t("records.topic")),
            alt.Tooltip("open:Q", title=t("issues.open")),
            alt.Tooltip("total:Q", title=t("issues.all")),
        ],
    )
    steps = [theme.MAP_PAINT["panel"], *(c.colour for c in theme.SEQUENTIAL[1:])]
    chosen = (alt.datum["row_key"] == (selected_row or "-")) | (alt.datum["column_key"] == (selected_column or "-"))
    squares = (
        base.mark_rect(strokeWidth=1.5, cursor="pointer")
        .encode(
            color=alt.Color("open:Q", scale=alt.Scale(domain=[0, top], range=steps[: max(2, top + 1)]), legend=None),
            stroke=alt.condition(chosen, alt.value(theme.CHART["text"]), alt.value(theme.CHART["grid"])),
        )
        .add_params(click)
    )
    ink = alt.condition(
        alt.datum["open"] > 0.8 * top, alt.value(theme.MAP_PAINT["panel"]), alt.value(theme.CHART["text"])
    )
    layers: alt.LayerChart = squares + base.mark_text(fontSize=FONT_SIZE + 1, cursor="pointer").encode(
        text="text:N", color=ink
    )
    return layers


def _top_axis() -> alt.Axis:
    return alt.Axis(
        orient="top",
        labelAngle=0,
        labelExpr=r"split(datum.value, '\n')",
        labelFontSize=FONT_SIZE,
        labelLimit=0,
        labelLineHeight=15,
        ticks=False,
    )


BREAK = "\n"


def wrapped(label: str, width: int = 16, lines: int = 6) -> str:
    """A label broken into lines of a width counted in half-width columns, cut with an ellipsis after so many lines.

    >>> wrapped("情報の共有", 6).split(BREAK)
    ['情報の', '共有']
    """
    out, line, used = [], "", 0
    for character in label.replace(BREAK, " "):
        size = 2 if ord(character) > 0x2E7F else 1
        if used + size > width:
            out.append(line)
            line, used = "", 0
        line, used = line + character, used + size
    out.append(line)
    return BREAK.join(out if len(out) <= lines else [*out[: lines - 1], f"{out[lines - 1][:-1]}…"])


def _cells(table: Matrix) -> list[dict[str, Any]]:
    names = distinct([name for _, name in table.rows])
    labels = distinct([wrapped(column.label) for column in table.columns])
    return [
        {
            "row_key": key,
            "row": name,
            "column_key": column.key,
            "column": label,
            "topic": column.label,
            "open": table.cell(key, column.key).open,
            "total": table.cell(key, column.key).total,
            "text": table.cell(key, column.key).text,
        }
        for (key, _), name in zip(table.rows, names, strict=True)
        for column, label in zip(table.columns, labels, strict=True)
    ]


def distinct(names: Sequence[str]) -> list[str]:
    """Names that an axis keeps apart: the second of the same name gets an invisible space.

    >>> [len(name) for name in distinct(["東中学校区", "東中学校区"])]
    [5, 6]
    """
    out: list[str] = []
    for name in names:
        while name in out:
            name += "\u200b"
        out.append(name)
    return out


def show_matrix(table: Matrix, selected_row: str | None, selected_column: str | None) -> None:
    """The matrix on the page; a click on a cell selects its district and its topic everywhere."""
    key = f"issue_matrix_{selected_row}_{selected_column}"  # after a choice made elsewhere it starts anew

    def picked(value: Mapping[str, Any]) -> None:
        cells = value.get("selection", {}).get("cell", [])
        if cells:
            state.update(district=cells[0]["row_key"] or None, topic=cells[0]["column_key"])

    st.altair_chart(
        issue_matrix(table, selected_row, selected_column),
        key=key,
        width="stretch",
        on_select=state.on_component(key, picked),
        selection_mode="cell",
    )
