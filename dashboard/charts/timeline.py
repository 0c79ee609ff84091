"""Charts of the formation: the curve of formed districts with the target, and the strips of each district's history.

Altair only, colours from the theme, words given by the caller.  Text from data stands in data fields, never in an
expression.  Each status is a colour, a mark and a word.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from dashboard import state, text, theme
from dashboard.district.changes import MARK, Change, breaks
from dashboard.formation.figures import Pace, Run, Target, order_of
from dashboard.text import t

#: Pixels: a strip, what axis and legend take beside the strips, the curve.
STRIP_HEIGHT, AROUND_STRIPS, CURVE_HEIGHT = 32, 92, 240
#: Statuses in a row of the legend, so that it fits on the narrowest screen; pixels of a further row.
LEGEND_COLUMNS, LEGEND_ROW = 5, 20
#: Pixels of all strips on the narrowest supported screen, and of half a full-width character.
NARROWEST, HALF_WIDTH = 520, 6.5
#: The name of the selection made by a click in any chart, and of the layer that is clicked.
PICK, TARGET = "pick", "target"


alt.utils.schemapi.disable_debug_mode()  # no check of each part as it is made; tests check the whole


def show(
    chart: alt.Chart | alt.LayerChart | dict[str, Any],
    *,
    key: str,
    field: str | None = None,
    selected: str | None = None,
    pick: Callable[[Mapping[str, Any]], None] | None = None,
) -> None:
    """A chart, or the specification of one, as wide as its place.

    With ``field`` a click on a mark selects its ``subject`` everywhere; ``pick`` gets the fields of the mark instead.
    The chart is handed over as it is: to have Altair check it against its schema again on every run takes most of the
    time of a page; tests check it instead.
    """
    spec = chart if isinstance(chart, dict) else specification(chart)
    if field is None and pick is None:
        st.vega_lite_chart(spec=spec, key=key, width="stretch")
        return
    name = f"{key}_{selected}"  # after a choice made elsewhere the chart starts anew, or a second click would be lost

    def picked(value: Mapping[str, Any]) -> None:
        marks = value.get("selection", {}).get(PICK, [])
        if marks and pick:
            pick(marks[0])
        elif marks and field:
            state.update(**{field: marks[0]["subject"]})

    st.vega_lite_chart(
        spec=spec, key=name, width="stretch", on_select=state.on_component(name, picked), selection_mode=PICK
    )
    state.drawn(name)


def specification(chart: alt.Chart | alt.LayerChart) -> dict[str, Any]:
    """A chart as Vega-Lite, each selection inside the layer that it belongs to.

    Altair lifts selections to the top.  Vega-Lite writes them back into the layers each time it reads the chart, and a
    chart whose data change is read again: the second time is an error, "Duplicate signal name".
    """
    spec: dict[str, Any] = chart.to_dict(validate=False)
    for parameter in spec.pop("params", []):
        views = parameter.pop("views", [])
        layers = [layer for layer in spec.get("layer", []) if layer.get("name") in views] or [spec]
        layers[0].setdefault("params", []).append(parameter)
    spec["config"] = {**spec.get("config", {}), **theme.CHART_CONFIG}
    return spec


# --------------------------------------------------------------------------------------------------- curve
def formation_curve(
    points: Mapping[int, int],
    *,
    fiscal_year: int,
    target: Target | None,
    pace: Pace,
    top: int | None,
    known_until: int | None = None,
    breaks: Mapping[int, str] | None = None,
) -> alt.LayerChart:
    """Formed districts (or councils) at the end of each 年度, the target, and the way that is left to it.

    Args:
        points: count by 年度.
        fiscal_year: the chosen 年度, marked by a line.
        target: the target; drawn as a point if its goal is known, else as a line at its 年度.
        pace: remaining way, drawn dashed while open.
        top: number of districts, ``None`` if not known.
        known_until: the 年度 up to which the history is recorded; what follows is drawn dashed, without dots.
        breaks: 年度 from which on the districts are others, with the sentence that says so: a rule with a mark.
    """
    years = [*points, *([target.due_year] if target else [])]
    highest = max([*points.values(), pace.goal or 0, top or 0, 1])
    x = alt.X("year:Q", title=None, axis=year_axis(min(years), max(years)),
              scale=alt.Scale(domain=[min(years) - 0.5, max(years) + 0.5], nice=False))  # fmt: skip
    y = alt.Y("count:Q", title=None, scale=alt.Scale(domain=[0, highest * 1.12], nice=False),
              axis=alt.Axis(tickMinStep=1, format="d", gridColor=theme.CHART["grid"]))  # fmt: skip
    layers = [_chosen_year(fiscal_year, x), *_curve_layers(points, known_until, x, y)]
    if breaks:
        layers += _break_layers(breaks, x)
    if target is not None:
        layers += _target_layers(points, fiscal_year, target, pace, x, y)
    return alt.LayerChart(layer=layers, height=CURVE_HEIGHT)


def _curve_layers(points: Mapping[int, int], known_until: int | None, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    end = max(points, default=0) if known_until is None else max(known_until, min(points, default=0))
    rows = pd.DataFrame(
        [
            {"year": k, "count": v, "label": text.fiscal_year_label(k), "value": text.number(v)}
            for k, v in points.items()
            if k <= end
        ]
    )
    rest = pd.DataFrame([{"year": k, "count": v} for k, v in points.items() if k >= end])
    tooltip = [alt.Tooltip("label:N", title=t("app.fiscal_year")), alt.Tooltip("value:N", title=t("status.formed"))]
    base = alt.Chart(rows).encode(x=x, y=y)
    line = base.mark_line(interpolate="step", color=theme.CHART["line"], strokeWidth=2.5)
    dots = base.mark_circle(color=theme.CHART["line"], size=48, opacity=1).encode(tooltip=tooltip)
    assumed = alt.Chart(rest).mark_line(interpolate="step", color=theme.CHART["line"], strokeDash=[2, 4], strokeWidth=2)
    return [assumed.encode(x=x, y=y), line, dots] if len(rest) > 1 else [line, dots]


def _chosen_year(fiscal_year: int, x: alt.X) -> alt.Chart:
    """The chosen 年度 as a quiet column."""
    return _column(fiscal_year - 0.5, fiscal_year + 0.5, x, theme.CHART["muted"], 0.22)


def _column(start: float, end: float, x: alt.X, colour: str, opacity: float) -> alt.Chart:
    """A column over the whole height of a chart, from one place on the axis to another."""
    rows = pd.DataFrame([{"year": start, "end": end}])
    column: alt.Chart = alt.Chart(rows).mark_rect(color=colour, opacity=opacity).encode(x=x, x2="end:Q")
    return column


def _break_layers(breaks: Mapping[int, str], x: alt.X) -> list[alt.Chart]:
    """A dashed rule before each 年度 from which on the districts are others, with the mark at its foot."""
    rows = pd.DataFrame([{"year": year - 0.5, "said": said, "mark": MARK} for year, said in breaks.items()])
    tooltip = [alt.Tooltip("said:N", title=t("changes.column"))]
    base = alt.Chart(rows).encode(x=x)
    rule = base.mark_rule(color=theme.CHART["text"], strokeDash=[2, 3], strokeWidth=1.5).encode(tooltip=tooltip)
    mark = base.mark_text(
        fontSize=18, fontWeight="bold", color=theme.CHART["text"], baseline="bottom", align="left", dx=3
    )
    return [rule, mark.encode(y=alt.value("height"), text="mark:N", tooltip=tooltip)]


def _target_layers(
    points: Mapping[int, int], fiscal_year: int, target: Target, pace: Pace, x: alt.X, y: alt.Y
) -> list[alt.Chart]:
    colour = theme.CHART["target"]
    if pace.goal is None:
        rows = pd.DataFrame([{"year": target.due_year, "word": t("formation.chart_due")}])
        rule = alt.Chart(rows).mark_rule(color=colour, strokeDash=[6, 4], strokeWidth=2).encode(x=x)
        return [rule, rule.mark_text(color=colour, align="right", dx=-6, dy=8, fontSize=12).encode(
            y=alt.value(0), text="word:N")]  # fmt: skip
    word = t("formation.chart_target", count=text.number(pace.goal))
    goal = alt.Chart(pd.DataFrame([{"year": target.due_year, "count": pace.goal, "word": word}])).encode(x=x, y=y)
    layers = [
        goal.mark_point(shape="diamond", filled=True, color=colour, size=170, opacity=1),
        goal.mark_text(color=colour, align="right", dx=-12, dy=-2, fontSize=13, fontWeight="bold").encode(
            text="word:N"
        ),
    ]
    if pace.state == "open" and fiscal_year in points:
        way = pd.DataFrame(
            [{"year": fiscal_year, "count": points[fiscal_year]}, {"year": target.due_year, "count": pace.goal}]
        )
        layers.insert(0, alt.Chart(way).mark_line(color=colour, strokeDash=[6, 4], strokeWidth=2).encode(x=x, y=y))
    return layers


# -------------------------------------------------------------------------------------------------- strips
def history_strips(
    strips: Sequence[Run],
    *,
    fiscal_year: int,
    selected: str | None,
    known_until: int | None = None,
    changes: Sequence[Change] = (),
) -> alt.LayerChart:
    """One row a district (or council), ordered by first founding: a bar for each time of unchanged status.

    The chosen 年度 is a column; beyond ``known_until``, the last 年度 on record, the bars are pale.  Where a district's
    area changed stands a thick tick with a mark in its row.
    """
    order, labels = order_of(strips), _labels(strips, selected)
    first, last = min(run.first for run in strips), max(run.last for run in strips)
    room = NARROWEST / (last - first + 1)
    rows = pd.DataFrame([{**_strip(run, room, selected), "row": labels[run.subject]} for run in strips])
    shown = theme.ordered(run.status for run in strips)
    x_scale = alt.Scale(domain=[first - 0.5, last + 0.5], nice=False)
    y = alt.Y("row:N", sort=[labels[subject] for subject in order], title=None,
              axis=alt.Axis(labelLimit=220, labelFontSize=13, ticks=False))  # fmt: skip
    base = alt.Chart(rows).encode(
        y=y, x=alt.X("start:Q", title=None, scale=x_scale, axis=year_axis(first, last)), x2="end:Q"
    )
    bars = base.mark_bar(height=STRIP_HEIGHT - 12).encode(
        color=alt.Color("word:N", title=None,
                        legend=alt.Legend(orient="top", labelLimit=240, labelFontSize=13, columns=LEGEND_COLUMNS),
                        scale=alt.Scale(domain=[_word(s) for s in shown],
                                        range=[theme.STATUSES[s].colour for s in shown])),
        stroke=alt.Stroke("ink:N", scale=None),
        strokeWidth=alt.condition("datum.selected", alt.value(2.5), alt.value(0.8)),
    )  # fmt: skip
    words = alt.Chart(rows).mark_text(align="left", dx=5, fontSize=12, color=theme.CHART["text"])
    words = words.encode(y=y, x=alt.X("start:Q", scale=x_scale), text="short:N")
    x = alt.X("year:Q", scale=x_scale, title=None)
    columns = [_column(fiscal_year - 0.5, fiscal_year + 0.5, x, theme.CHART["text"], 0.13)]
    if known_until is not None and known_until < last:
        columns.insert(0, _column(max(known_until, first - 1) + 0.5, last + 0.5, x, theme.CHART["paper"], 0.55))
    # A row is clicked wherever it is hit, between two bars and on their words too: an unseen bar as high as the row.
    hit = base.mark_bar(height=STRIP_HEIGHT, opacity=0.001, cursor="pointer").encode(
        tooltip=[alt.Tooltip("name:N", title=t("formation.subject")),
                 alt.Tooltip("word:N", title=t("formation.status")),
                 alt.Tooltip("period:N", title=t("app.fiscal_year"))]
    ).properties(name=TARGET).add_params(alt.selection_point(name=PICK, fields=["subject"]))  # fmt: skip
    ticks = _change_ticks(changes, labels, y, x_scale, (first, last))
    return alt.LayerChart(
        layer=[bars, *columns, words, *ticks, hit],
        height=STRIP_HEIGHT * len(order) + AROUND_STRIPS + LEGEND_ROW * ((len(shown) - 1) // LEGEND_COLUMNS),
    )


def _change_ticks(
    changes: Sequence[Change], labels: Mapping[str, str], y: alt.Y, scale: alt.Scale, span: tuple[int, int]
) -> list[alt.Chart]:
    """In the row of each district that changed a tick before the first 年度 of its present area, with the mark."""
    rows = [
        {"row": labels[district], "year": year - 0.5, "mark": MARK}
        for change in changes
        for year in breaks([change], *span)
        for district in change.news
        if district in labels
    ]
    if not rows:
        return []
    x = alt.X("year:Q", scale=scale)
    base = alt.Chart(pd.DataFrame(rows)).encode(y=y, x=x)
    tick = base.mark_tick(orient="vertical", thickness=3, size=STRIP_HEIGHT - 4, color=theme.CHART["text"])
    sign = base.mark_text(fontSize=17, fontWeight="bold", align="right", dx=-4, color=theme.CHART["text"])
    halo = sign.copy().mark_text(
        fontSize=17, fontWeight="bold", align="right", dx=-4, stroke=theme.CHART["paper"], strokeWidth=5, opacity=0.85
    )
    return [tick, halo.encode(text="mark:N"), sign.encode(text="mark:N")]


def _strip(run: Run, room: float, selected: str | None) -> dict[str, Any]:
    """One bar; its word stands on it if it fits into ``room`` pixels a year, else its mark alone."""
    style = theme.STATUSES[run.status]
    width = 12 + HALF_WIDTH * sum(2 if ord(sign) > 0x2000 else 1 for sign in _word(run.status))
    long = (run.last - run.first + 1) * room >= width
    ends = dict.fromkeys((text.fiscal_year_label(run.first), text.fiscal_year_label(run.last)))
    return {
        "subject": run.subject, "name": run.name,
        "start": run.first - 0.5, "end": run.last + 0.5, "word": _word(run.status), "ink": style.ink,
        "short": _word(run.status) if long else style.mark, "period": t("formation.to").join(ends),
        "selected": run.subject == selected,
    }  # fmt: skip


def _word(status: str) -> str:
    return f"{theme.STATUSES[status].mark} {t(theme.STATUSES[status].label_key)}"


def _labels(strips: Sequence[Run], selected: str | None) -> dict[str, str]:
    """The row label of each subject: its name, with the id where two share one; the selected one is pointed at."""
    names = {run.subject: run.name for run in strips}
    shared = {name for name, count in Counter(names.values()).items() if count > 1}
    labels = {key: f"{name} ({key})" if name in shared else name for key, name in names.items()}
    return {key: f"▶ {label}" if key == selected else label for key, label in labels.items()}


def year_axis(first: int, last: int) -> alt.Axis:
    """An axis of 年度: short labels, each year where there is room for it."""
    years = list(range(first, last + 1))
    labels = json.dumps({str(year): text.short_fiscal_year(year) for year in years})
    return alt.Axis(values=years, labelExpr=f"{labels}[datum.value]", labelOverlap="parity", labelSeparation=6,
                    grid=False, labelFontSize=12)  # fmt: skip
