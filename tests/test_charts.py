"""The charts of formation: valid by Vega-Lite's schema, names as data only, marks beside colours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts import timeline as charts
from tests.tiny_city import CITY, EVIL, TOWN, write


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(tmp_path_factory.mktemp("db") / "20260101T000000000000.duckdb")


def draw(municipality: str, year: int) -> None:
    """The charts of a selection, checked by Altair against the schema; their specifications as JSON on the page."""
    import json

    import streamlit as st

    from dashboard import state
    from dashboard.charts import timeline as charts
    from dashboard.formation import view as formation_view

    selection = state.begin_run()
    here = formation_view.load(state.database(), selection)
    known = here.known_until
    curve = charts.formation_curve(
        here.points, fiscal_year=year, target=here.target, pace=here.pace, top=here.total, known_until=known
    )
    strips = charts.history_strips(here.strips, fiscal_year=year, selected=selection.district, known_until=known)
    st.code(json.dumps([curve.to_dict(), strips.to_dict()], ensure_ascii=False))


def specifications(db: str, monkeypatch: pytest.MonkeyPatch, **query: Any) -> list[dict[str, Any]]:
    monkeypatch.setenv("CHIKU_DATABASE", str(Path(db)))
    app = AppTest.from_function(draw, args=(query["m"], query["y"]), default_timeout=30)
    for key, value in query.items():
        app.query_params[key] = str(value)
    app.run()
    assert not app.exception
    loaded: list[dict[str, Any]] = json.loads(app.code[0].value)
    return loaded


def rows(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for values in spec["datasets"].values() for row in values]


def test_names_are_data_and_stand_in_no_expression(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, strips = specifications(db, monkeypatch, m=CITY, y=2023, d="east")
    assert any(row.get("name") == EVIL for row in rows(strips))
    without_data = {**strips, "datasets": {}}
    expressions = json.dumps(without_data, ensure_ascii=False).split('"labelExpr"')[1:]
    assert expressions
    assert not any("<img" in part.split("datum.value")[0] for part in expressions)


def test_every_strip_bears_a_mark_and_the_selected_row_is_pointed_at(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, strips = specifications(db, monkeypatch, m=CITY, y=2023, d="east")
    bars = [row for row in rows(strips) if "short" in row]
    assert all(row["short"][0] in "●◉◐○△◇×?－" for row in bars)
    assert {row["row"] for row in bars if row["subject"] == "east"} == {"▶ 東中学校区"}


def test_the_curve_has_a_goal_only_where_the_total_is_known(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    city, _ = specifications(db, monkeypatch, m=CITY, y=2023)
    assert any(row.get("count") == 4 and row["year"] == 2025 for row in rows(city))
    town, _ = specifications(db, monkeypatch, m=TOWN, y=2010)
    assert [row for row in rows(town) if row["year"] == 2014 and "count" not in row]
    assert max(row.get("count", 0) for row in rows(town)) == 2


def test_a_selection_stays_in_its_layer() -> None:
    """At the top Vega-Lite would write it into its layer again with every change of data: "Duplicate signal name"."""
    rows = pd.DataFrame([{"a": 1, "subject": "x"}])
    click = alt.selection_point(name=charts.PICK, fields=["subject"])
    clicked = alt.Chart(rows).mark_bar().encode(x="a:Q").properties(name=charts.TARGET).add_params(click)
    spec = charts.specification(alt.LayerChart(layer=[alt.Chart(rows).mark_rule(), clicked]))
    assert "params" not in spec
    assert [[p["name"] for p in layer.get("params", [])] for layer in spec["layer"]] == [[], [charts.PICK]]
    assert "views" not in spec["layer"][1]["params"][0]


def test_what_lies_beyond_the_records_is_not_drawn_as_known(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    town, strips = specifications(db, monkeypatch, m=TOWN, y=2015)
    known = [row["year"] for row in rows(town) if "value" in row]
    assumed = [row["year"] for row in rows(town) if "count" in row and "value" not in row]
    assert max(known) == min(assumed) == 2010
    assert max(assumed) > 2015
    assert any(row.get("year") == 2010.5 for row in rows(strips))  # from there on the bars are pale
