"""Charts of activities and issues: the months of a 年度, and the matrix of districts by topics.

Each chart has a table beside it that says the same; colours come from the theme and are never the only sign.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from dashboard import state, theme
from dashboard.charts import timeline as charts
from dashboard.issues.matrix import Matrix
from dashboard.records.tables import words
from dashboard.text import t
from etl import ACTIVITY_CATEGORIES

#: The months of a 年度 in their order.
FISCAL_MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
FONT_SIZE = 12
LABEL_SIZE = 11
ROW_HEIGHT = 30
MANY_COLUMNS = 10


def by_month(frame: pd.DataFrame, height: int = 560) -> alt.LayerChart:
    """Activities per month from April to March, stacked by category, each with its letter.

    Args:
        frame: month, category, activities (``queries_records.activities_by_month``); rows without month are left out.
        height: pixels, words below included.
    """
    rows, names, colours = _month_rows(frame)
    top = float(rows["high"].max())
    base = alt.Chart(rows, height=height).encode(
        x=alt.X("month:N", scale=alt.Scale(domain=list(FISCAL_MONTHS)), sort=None, title=t("activities.month_title"),
                axis=alt.Axis(labelAngle=0, labelOverlap=False, ticks=False)),
    )  # fmt: skip
    bars = base.mark_bar(stroke=theme.CHART["text"], strokeWidth=0.5).encode(
        y=alt.Y(
            "low:Q",
            title=t("activities.count_axis"),
            axis=alt.Axis(tickMinStep=1, format="d"),
            scale=alt.Scale(domain=[0, top * 1.05], nice=False),
        ),
        y2="high:Q",
        color=alt.Color(
            "name:N",
            scale=alt.Scale(domain=names, range=colours),
            legend=alt.Legend(title=None, orient="bottom", columns=1, symbolStrokeWidth=0.5, labelLimit=0),
        ),
        tooltip=[
            alt.Tooltip("month:N", title=t("activities.month_title")),
            alt.Tooltip("name:N", title=t("records.category")),
            alt.Tooltip("activities:Q", title=t("activities.count_axis")),
        ],
    )
    letters = (
        base.transform_filter(alt.datum["fits"])
        .mark_text(fontSize=FONT_SIZE)
        .encode(y="middle:Q", text="mark:N", color=alt.Color("ink:N", scale=None, legend=None))
    )
    layers: alt.LayerChart = (bars + letters).resolve_scale(color="independent")
    return layers


def _month_rows(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Rows for the chart, stacked, and the words and colours of the categories that occur.

    A letter ``fits`` a segment that is at least a sixteenth of the highest bar.
    """
    known = frame[frame["month"].notna()]
    listed = known.assign(month=known["month"].astype(int), category=known["category"].map(_listed))
    rows = listed.groupby(["month", "category"], as_index=False)["activities"].sum()
    used = [key for key in theme.CATEGORIES if key in set(rows["category"])]
    marks = {key: t(theme.CATEGORIES[key].mark_key) for key in used}
    names = {key: f"{marks[key]} {word}" for key, word in zip(used, words(ACTIVITY_CATEGORIES, used), strict=True)}
    rows = rows.assign(order=rows["category"].map(used.index)).sort_values(["month", "order"])
    high = rows.groupby("month")["activities"].cumsum()
    rows = rows.assign(
        low=high - rows["activities"],
        high=high,
        middle=high - rows["activities"] / 2,
        fits=rows["activities"] * 16 >= (high.max() if len(rows) else 0),
        name=rows["category"].map(names),
        mark=rows["category"].map(marks),
        ink=rows["category"].map(lambda key: theme.ink_on(theme.CATEGORY_COLOURS[key])),
    )
    return rows, list(names.values()), [theme.CATEGORY_COLOURS[key] for key in used]


def _listed(category: str) -> str:
    return category if category in theme.CATEGORIES else "other"


def issue_matrix(table: Matrix) -> alt.LayerChart:
    """Districts by topics: a cell is darker with more open issues, and says mark and open/all; names wrap.

    A click on a cell is a selection with the fields ``row_key`` and ``column_key``.
    """
    rows = pd.DataFrame(_cells(table))
    names, columns = list(dict.fromkeys(rows["row"])), list(dict.fromkeys(rows["column"]))
    click = alt.selection_point(name=charts.PICK, fields=["row_key", "column_key"], toggle=False, empty=False)
    base = alt.Chart(rows, height=max(3, len(names)) * ROW_HEIGHT + _head_height(columns)).encode(
        x=alt.X("column:N", sort=columns, title=None, axis=_top_axis(columns)),
        y=alt.Y(
            "row:N",
            sort=names,
            title=None,
            axis=alt.Axis(labelLimit=180, labelFontSize=FONT_SIZE, labelOverlap=False, ticks=False),
        ),
        tooltip=[
            alt.Tooltip("row:N", title=t("records.district")),
            alt.Tooltip("topic:N", title=t("records.topic")),
            alt.Tooltip("open:Q", title=t("issues.open")),
            alt.Tooltip("total:Q", title=t("issues.all")),
        ],
    )
    chosen = "datum.row_key === chosen_row && datum.column_key === chosen_column"  # parameters, set when it is shown
    squares = base.mark_rect(cursor="pointer").encode(
        color=alt.Color("fill:N", scale=None, legend=None),
        stroke=alt.condition(chosen, alt.value(theme.CHART["text"]), alt.value(theme.CHART["muted"])),
        strokeWidth=alt.condition(chosen, alt.value(3), alt.value(0.7)),
    )
    texts = base.mark_text(fontSize=FONT_SIZE + 1, cursor="pointer").encode(
        text="text:N", color=alt.Color("ink:N", scale=None, legend=None)
    )
    layers: alt.LayerChart = squares.properties(name=charts.TARGET).add_params(click) + texts
    return layers


def shade(open_issues: int) -> str:
    """The colour of a cell: none, one, two, three or four, five and more open issues.

    >>> len({shade(n) for n in range(9)}), shade(3) == shade(4)
    (5, True)
    """
    step = min(open_issues, 3) if open_issues < 5 else 4
    return theme.SEQUENTIAL[step].colour if step else theme.MAP_PAINT["panel"]


def _head_height(labels: Sequence[str]) -> int:
    """Pixels above the cells, which count as height of the chart."""
    if len(labels) > MANY_COLUMNS:
        return 230
    return max(label.count(BREAK) + 1 for label in labels) * (LABEL_SIZE + 3) + 12


def _top_axis(labels: Sequence[str]) -> alt.Axis:
    """Names above the columns: broken into lines, or upright where the columns are many and narrow."""
    if len(labels) > MANY_COLUMNS:
        return alt.Axis(orient="top", labelAngle=-90, labelLimit=220, labelOverlap=False, ticks=False)
    return alt.Axis(
        orient="top",
        labelAngle=0,
        labelExpr=r"split(datum.value, '\n')",
        labelFontSize=LABEL_SIZE,
        labelLimit=0,
        labelOverlap=False,
        labelLineHeight=LABEL_SIZE + 3,
        labelPadding=_head_height(labels) - LABEL_SIZE - 3,  # lines flow down from the first one
        labelFlush=False,
        labelBound=False,
        labelAlign="center",
        ticks=False,
    )


BREAK = "\n"


def wrapped(label: str, width: int = 10, lines: int = 9) -> str:
    """A label broken into lines, between words where it has any, cut with an ellipsis after so many.

    Args:
        label: any text.
        width: of a line, in half-width columns (a full-width character takes two); a longer word stays whole.
        lines: at most.

    >>> wrapped("目標・個別課題・速度").split(BREAK), wrapped("Sharing information").split(BREAK)
    (['目標・個別', '課題・速度'], ['Sharing', 'information'])
    """
    out, line = [], ""
    for piece in re.findall(r"[!-~]+ ?|.", label.replace(BREAK, " ")):
        if line and columns_of((line + piece).rstrip()) > width:
            out.append(line.rstrip())
            line = ""
        line += piece
    out.append(line)
    return BREAK.join(out if len(out) <= lines else [*out[: lines - 1], f"{out[lines - 1][:-1]}…"])


def columns_of(label: str) -> int:
    """Half-width columns that a text takes."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in label)


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
            "fill": shade(table.cell(key, column.key).open),
            "ink": theme.ink_on(shade(table.cell(key, column.key).open)),
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

    def pick(cell: Mapping[str, Any]) -> None:
        state.update(district=cell["row_key"] or None, topic=cell["column_key"])

    spec = _matrix_specification(table, state.current().language)
    spec["params"] = [
        {"name": "chosen_row", "value": selected_row or "-"},
        {"name": "chosen_column", "value": selected_column or "-"},
    ]
    charts.show(spec, key="issue_matrix", selected=f"{selected_row}_{selected_column}", pick=pick)


@st.cache_data(show_spinner=False, max_entries=16, hash_funcs={Matrix: repr})
def _matrix_specification(table: Matrix, language: str) -> dict[str, Any]:
    """The matrix of a language, made once: a choice changes only its parameters."""
    return charts.specification(issue_matrix(table))
