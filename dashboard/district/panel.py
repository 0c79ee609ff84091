"""The panel of the selected district: status, councils, people, activities, facilities and issues at a glance.

Text from data is shown as exactly that text; a missing number says which kind of nothing it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import state, theme
from dashboard.database import queries
from dashboard.district import changes as district_changes
from dashboard.formation import queries as queries_formation
from dashboard.formation.figures import shown
from dashboard.formation.tables import area_of, founded, since, status_word
from dashboard.indicators import engine
from dashboard.indicators.registry import INDICATORS
from dashboard.indicators.shown import value_text
from dashboard.parts.cards import facts, heading
from dashboard.text import choice, date_label, literal, number, t
from etl import COVERAGES, POPULATION_METHODS

Row = Mapping[str, Any]


def show(database: str, selection: state.Selection, status: Mapping[str, Row]) -> None:
    """The panel; without a selected district a hint at how to select one."""
    rows = queries.records(queries.districts(database, selection.municipality))
    district = next((row for row in rows if row["district_id"] == selection.district), None)
    with st.container(border=True, key="district_panel"):
        if district is None:
            st.caption(t("overview.panel_hint"))
            return
        heading(str(district["name"]))
        row = status.get(district["district_id"], {"status": "unknown"})
        facts(describe(database, selection, district, row))
        notice(database, selection)


def notice(database: str, selection: state.Selection) -> None:
    """How the selected district came about, where districts changed."""
    if selection.district:
        changes = district_changes.of_city(database, selection.municipality)
        for said in district_changes.notices(changes, selection.district):
            st.caption(literal(f"{district_changes.MARK} {said}"))


def describe(database: str, selection: state.Selection, district: Row, status: Row) -> list[tuple[str, Sequence[str]]]:
    """(name, lines) of each fact."""
    key = district["district_id"]
    councils = [
        row
        for row in queries.records(queries_formation.councils(database, selection.municipality))
        if row["district_ids"] is not None and key in list(row["district_ids"])
    ]
    measured = engine.measured(database, selection.municipality, selection.fiscal_year)
    line = next(line for line in measured.districts if line.key == key)
    return [
        (t("overview.status"), [status_word(shown(status)), since(status)]),
        (t("overview.council"), councils_lines(councils, key)),
        (t("overview.people"), people_lines(district)),
        (t("overview.households"), [known(district["households"], "overview.households_value")]),
        (t("overview.ageing"), [ageing_text(measured.figure(line, INDICATORS["share_65_over"]))]),
        (t("overview.activities"), [figure_text(measured, line, "activities")]),
        (t("overview.participants"), [figure_text(measured, line, "participants")]),
        (t("overview.facilities"), [facilities_text(database, selection, key)]),
        (t("overview.open_issues"), [issues_text(measured.count(line, "open_issues"))]),
    ]


def councils_lines(councils: Sequence[Row], district_id: str) -> list[str]:
    """The councils of a district: name, founding as precisely as known, whole or part."""
    lines = []
    for row in councils:
        day = t("overview.founded_on", date=founded(row)) if row["founded"] is not None else founded(row)
        lines += [row["name"], day + t("formation.list") + (area_of(row, district_id) or choice(COVERAGES, "whole"))]
    return lines or [t("overview.no_council")]


def nothing(key: str) -> str:
    return f"{theme.NOTHINGS[key].mark} {t(theme.NOTHINGS[key].label_key)}"


def known(value: float | None, key: str) -> str:
    return nothing("no_data") if value is None else t(key, count=number(value))


def people_lines(district: Row) -> list[str]:
    """People with the day and the method of the figure."""
    if district["people"] is None:
        return [nothing("no_data")]
    method = choice(POPULATION_METHODS, district["method"])
    day = date_label(district["as_of"], district["as_of_precision"])
    return [known(district["people"], "overview.people_value"), t("overview.as_of", date=day, method=method)]


def figure_text(measured: engine.Measured, line: engine.Line, key: str) -> str:
    """An indicator of the district, or the kind of nothing that it is."""
    return value_text(measured.figure(line, INDICATORS[key]), INDICATORS[key])


def ageing_text(share: engine.Figure) -> str:
    """People aged 65 and over per hundred of known age, with both numbers; people of unknown age are in neither."""
    if share.value is None:
        return nothing("no_data")
    old, base = number(share.numerator), number(share.denominator)
    return t("overview.ageing_value", rate=number(share.value, 1), old=old, base=base)


def facilities_text(database: str, selection: state.Selection, district_id: str) -> str:
    """Facilities that exist, and those to come; no data if the municipality has none registered."""
    rows = queries.records(queries_formation.facility_counts(database, selection.municipality))
    if not rows:
        return nothing("no_data")
    row = next((row for row in rows if row["district_id"] == district_id), {"existing": 0, "coming": 0})
    return t("overview.facilities_value", existing=number(row["existing"]), coming=number(row["coming"]))


def issues_text(issues: engine.Figure) -> str:
    """Open issues; no data if the municipality has none registered."""
    return nothing("no_data") if issues.value is None else t("cards.issues_value", count=number(issues.value))
