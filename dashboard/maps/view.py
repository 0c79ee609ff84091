"""A map on a page: hands the payload to the component, and a click back to the selection."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from dashboard import state
from dashboard.maps import folium_map
from dashboard.maps.payload import DistrictValue, LegendRow, MapPayload, MapPoint, for_districts, to_json
from dashboard.text import folder, literal, t
from dashboard.theme import MapClass

#: Pixels.  Constant for a key: another height makes the component set up its frame anew.
HEIGHT = 520


def district_map(
    payload: MapPayload, *, key: str, height: int = HEIGHT, on_point: Callable[[str], None] | None = None
) -> None:
    """Draw the map; a click on a district selects it everywhere, a click on a point calls ``on_point(id)``.

    A click is one rerun.  Moving and zooming cause none.  Without boundaries it says which file to put where instead.
    """
    if not payload.districts:
        without_boundaries(payload)
        return

    def clicked(value: Mapping[str, Any]) -> None:
        if value.get("kind") == "district":
            state.update(district=str(value["id"]))
        elif value.get("kind") == "point" and on_point:
            on_point(str(value["id"]))

    st_folium(
        folium_map.build(to_json(payload)),
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=[],
        on_change=state.on_component(key, clicked),
    )


def of_selection(
    database: str,
    selection: state.Selection,
    values: Mapping[str, DistrictValue],
    classes: Sequence[MapClass | LegendRow],
    *,
    title: str,
    key: str,
    height: int = HEIGHT,
    points: Sequence[MapPoint] = (),
    points_title: str = "",
) -> None:
    """The map of the selected municipality with its selected district; ``title`` stands above the legend."""
    made = for_districts(
        database, selection.municipality, values, classes, selected=selection.district, legend_title=title,
        points=points, points_title=points_title,
    )  # fmt: skip
    district_map(made, key=key, height=height)


def without_boundaries(payload: MapPayload) -> None:
    """What to put where to get a map."""
    st.info(
        t("map.no_districts", name=literal(payload.name)) + "\n\n" + t("map.no_districts_remedy"), icon=":material/map:"
    )
    st.code(f"data/boundaries/{folder(payload.municipality, payload.name)}/", language=None)
