"""The steps on an issue on the screen: the cycle Plan → Do → Check → Act, each step with who, how, result, next check.

A step of which nobody has said who does it, or how, is never shown as if it were settled.  All text is escaped before
it becomes markup; stages are told by words and marks, never by colour alone.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.parts import controls
from dashboard.records.tables import place_names, plain_dates, words
from dashboard.text import date_label, number, t
from etl import STAGES

Row = Mapping[str, Any]

_EDGE = "color-mix(in srgb, currentColor 30%, transparent)"
_QUIET = "color:color-mix(in srgb, currentColor 72%, transparent)"
_BREAK = "overflow-wrap:anywhere;line-height:1.5"
_STRIP = "display:flex;flex-wrap:wrap;gap:.4rem;align-items:stretch;margin:0 0 .8rem;padding:0;list-style:none"
_ARROW = f'<li aria-hidden="true" style="align-self:center;{_QUIET}">→</li>'
_LIST = f"margin:0 0 0 .55rem;padding:0;list-style:none;border-left:2px solid {_EDGE}"


def choose(issues: Sequence[Row]) -> Row | None:
    """The issue whose steps are shown; the one with the newest step stands first among the choices."""
    if not issues:
        return None
    ordered = sorted(issues, key=lambda issue: (issue["last_step"] is None, -_day_number(issue["last_step"])))
    picked = controls.pick("issue", t("issues.pick"), {issue["issue_id"]: _name(issue) for issue in ordered})
    return next(issue for issue in ordered if issue["issue_id"] == picked)


def _day_number(day: Any) -> int:
    return 0 if day is None else day.toordinal()


def _name(issue: Row) -> str:
    district = issue["district"] or t("records.unassigned")
    return t("issues.pick_option", title=issue["title"], district=district, count=number(issue["steps"]))


def show(issue: Row, steps: Sequence[Row]) -> None:
    """The cycle of one issue and its steps in the order of time."""
    with st.container(border=True, key="issue_steps"):
        st.html(cycle(issue["stage"], Counter(step["stage"] for step in steps)))
        if steps:
            st.html(timeline(steps))
        else:
            st.info(t("issues.no_steps"), icon=":material/info:")


def cycle(stage: str, counted: Mapping[str, int]) -> str:
    """The stages in a line with their steps; the present one is framed and says so."""
    labels = words(STAGES, [option.value for option in STAGES])
    stages = [
        _stage(label, counted.get(option.value, 0), current=option.value == stage)
        for option, label in zip(STAGES, labels, strict=True)
    ]
    return f'<ol style="{_STRIP}">{_ARROW.join(stages)}</ol>'


def _stage(label: str, count: int, *, current: bool) -> str:
    edge = "2px solid currentColor" if current else f"1px {'solid' if count else 'dashed'} {_EDGE}"
    said = f"▶ {t('issues.stage_now')}" if current else ""
    taken = t("issues.steps_taken", count=number(count)) if count else t("issues.no_step_yet")
    return (
        f'<li style="border:{edge};border-radius:6px;padding:.35rem .7rem;min-width:6.5rem;{_BREAK}'
        f'{";font-weight:700" if current else ""}"{" aria-current=step" if current else ""}>'
        f'{html.escape(label)}<br><span style="font-size:.875rem;{_QUIET}">{html.escape(taken)}</span>'
        f'<br><span style="font-size:.875rem">{html.escape(said)}</span></li>'
    )


def timeline(steps: Sequence[Row]) -> str:
    """The steps of one issue, the oldest first."""
    labels = words(STAGES, (step["stage"] for step in steps))
    return f'<ol style="{_LIST}">{"".join(map(_step, steps, labels))}</ol>'


def _step(step: Row, stage: str) -> str:
    day = date_label(step["action_date"], step["action_date_precision"])
    check = date_label(step["next_check"], step["next_check_precision"])
    lines = [
        (t("records.who"), step["who"]),
        (t("records.how"), step["how"]),
        (t("issues.result"), step["result"]),
        (t("issues.next_check"), check),
    ]
    told = "".join(_line(name, value) for name, value in lines if value)
    missing = lacking(step)
    flag = f'<div style="{_BREAK};font-weight:700">{html.escape(missing)}</div>' if missing else ""
    return (
        f'<li style="position:relative;padding:0 0 .9rem 1.1rem;{_BREAK}">'
        f'<span aria-hidden="true" style="position:absolute;left:-.47rem;top:.05rem">{"○" if missing else "●"}</span>'
        f'<strong>{html.escape(stage)}</strong>　<span style="{_QUIET}">{html.escape(day)}</span>{told}{flag}</li>'
    )


def _line(name: str, value: str) -> str:
    named = html.escape(t("issues.name_before_value", name=name))
    return f'<div><span style="{_QUIET}">{named}</span>{html.escape(value)}</div>'


def lacking(step: Row) -> str:
    """What a step still lacks to be carried out: who, how or both; empty if both are said."""
    missing = [t(f"issues.{key}") for key in ("who", "how") if not step[key]]
    return t("issues.step_not_ready", missing=t("issues.and").join(missing)) if missing else ""


def table(steps: pd.DataFrame, rows: Iterable[Row]) -> pd.DataFrame:
    """Every step as a table for reading and for export."""
    return pd.DataFrame(
        {
            t("records.issue"): steps["title"],
            t("records.district"): place_names(steps["district"]),
            t("records.stage"): words(STAGES, steps["stage"]),
            t("issues.step_date"): plain_dates(steps, "action_date"),
            t("records.who"): steps["who"],
            t("records.how"): steps["how"],
            t("issues.result"): steps["result"],
            t("issues.next_check"): plain_dates(steps, "next_check"),
            t("records.ready"): [lacking(row) or t("issues.ready") for row in rows],
        }
    )
