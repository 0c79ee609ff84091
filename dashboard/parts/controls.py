"""Filters above the views: each shows a field of the selection and changes it.

A choice that the present municipality does not have is let go before the control is drawn, never left to fail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import streamlit as st

from dashboard import state
from dashboard.about.tables import severity as severity_word
from dashboard.indicators import registry
from dashboard.records.queries import Place
from dashboard.records.tables import VOICE_MARKS, words
from dashboard.text import choice, literal, t
from etl import ACTIVITY_CATEGORIES, AREA_UNITS, FACILITY_KINDS, FACILITY_STATUSES, VOICES


def pick(field: str, label: str, options: Mapping[str | None, str], *, help_text: str | None = None) -> str | None:
    """A select box for a field of the selection; ``None`` among the options stands for "all".

    Args:
        field: a field of ``state.Selection``.
        label: what stands above the box.
        options: stored value -> word.
        help_text: the question mark's text.

    Returns:
        The settled value: one of the options.
    """
    settle(field, list(options))
    st.selectbox(
        label,
        list(options),
        format_func=lambda value: options[value],
        help=help_text,
        placeholder=options.get(None, ""),
        **state.bound(field),
    )
    return cast("str | None", getattr(state.current(), field))


def settle(field: str, options: Sequence[str | None]) -> None:
    """Let go of a value that is not among the options; the first option takes its place."""
    if options and getattr(state.current(), field) not in options:
        state.update(**{field: options[0]})


def everything(options: Mapping[str, str]) -> dict[str | None, str]:
    """The options after "all"."""
    return {None: t("controls.all")} | dict(options.items())


def category(values: Sequence[str]) -> str | None:
    """The category of activities, out of those in use."""
    words = {value: choice(ACTIVITY_CATEGORIES, value) for value in values}
    return pick("category", t("controls.category"), everything(words))


def council(names: Mapping[str, str]) -> str | None:
    """The council whose activities are shown."""
    return pick("council", t("controls.council"), everything(names))


def indicator(subject: registry.Subject) -> registry.Indicator:
    """What the map of districts shows, of the indicators about one subject."""
    offered = registry.of_subject(subject)
    words: dict[str | None, str] = {key: t(i.label_key) for key, i in offered.items()}
    return offered[pick("indicator", t("controls.indicator"), words) or next(iter(offered))]


def whole_period(key: str) -> bool:
    """Whether every 年度 counts instead of the selected one."""
    return st.toggle(t("controls.whole_period"), key=key, help=t("controls.whole_period_help"))


def facility_kind(values: Sequence[str]) -> str | None:
    """The kind of facilities, out of those that occur."""
    words = {value: choice(FACILITY_KINDS, value) for value in values}
    return pick("facility_kind", t("controls.facility_kind"), everything(words))


def facility_status(values: Sequence[str]) -> str | None:
    """The status of facilities, out of those that occur."""
    words = {
        option.value: option.label(state.current().language) for option in FACILITY_STATUSES if option.value in values
    }
    return pick("facility_status", t("controls.facility_status"), everything(words))


def only_selected(names: Mapping[str, str], key: str) -> bool:
    """Whether a list shows the selected district only; no switch where none is selected."""
    name = names.get(state.current().district or "")
    return name is not None and st.toggle(t("records.only_selected", name=literal(name)), value=True, key=key)


def voice(key: str) -> str | None:
    """Whose voice is listed; ``None`` is everyone's."""
    keys = [option.value for option in VOICES]
    labels = dict(zip(keys, words(VOICES, keys, VOICE_MARKS), strict=True))
    return st.selectbox(
        t("records.voice"),
        [None, *keys],
        format_func=lambda k: labels[k] if k else t("controls.all"),
        key=key,
        placeholder=t("controls.all"),
        width=220,
    )


def severity(values: Sequence[str], key: str) -> str | None:
    """Which findings are listed, by weight."""
    return st.segmented_control(t("about_data.severity"), values, format_func=severity_word, key=key)


def code(values: Sequence[str], key: str) -> str | None:
    """Which findings are listed, by code."""
    return st.selectbox(
        t("about_data.code"),
        [None, *values],
        format_func=lambda k: k or t("controls.all"),
        placeholder=t("controls.all"),
        key=key,
        width=420,
    )


def area_unit(place: Place) -> str:
    """The word for the municipality's unit of district."""
    return choice(AREA_UNITS, place.area_unit)
