"""A map on a page: hands the payload to the component, and a click back to the selection."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from dashboard import state
from dashboard.database import queries
from dashboard.district import changes as district_changes
from dashboard.district import queries as queries_changes
from dashboard.maps import folium_map
from dashboard.maps.payload import DistrictValue, LegendRow, MapPayload, MapPoint, for_districts, to_json
from dashboard.text import fiscal_year_label, folder, literal, t
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
    state.drawn(key)


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
    """The map of the selected municipality with its selected district; ``title`` stands above the legend.

    Beneath it stands of which edition the boundaries are, and what changed since the 年度; where another edition
    goes for the 年度, its lines can be laid over the map.
    """
    place = st.container()
    found = queries_changes.edition(database, selection.municipality, selection.fiscal_year)
    layers = queries.map_layers(database, selection.municipality)
    former, word = _former_lines(found, layers, key)
    made = for_districts(
        database, selection.municipality, values, classes, selected=selection.district, legend_title=title,
        points=points, points_title=points_title, former=former, former_word=word,
    )  # fmt: skip
    with place:
        district_map(made, key=key, height=height)
    if made.districts:
        _time_notes(database, selection, found)


def _former_lines(found: Mapping[str, Any] | None, layers: Mapping[str, str], key: str) -> tuple[str, str]:
    """Name and legend of the lines of the edition of the 年度, if that is another one and the reader wants it."""
    layer = district_changes.former_layer(found, layers)
    if found is None or not layer:
        return "", ""
    edition = district_changes.edition_word(str(found["edition"]))
    wanted = st.toggle(t("changes.overlay", edition=literal(edition)), key=f"{key}_former")
    return (layer, t("changes.overlay_word", edition=edition)) if wanted else ("", "")


def _time_notes(database: str, selection: state.Selection, found: Mapping[str, Any] | None) -> None:
    """The edition on the map, notes in the boundary files, and the changes of area since the 年度."""
    year = selection.fiscal_year
    lines = [district_changes.edition_line(found, year)]
    changes = district_changes.later(district_changes.of_city(database, selection.municipality), year)
    if changes:
        said = district_changes.listed([district_changes.sentence(change) for change in changes])
        lines.append(t("changes.later", year=fiscal_year_label(year), changes=said))
    st.caption(literal(" ".join(filter(None, lines))))
    table = queries.districts(database, selection.municipality)
    for note in dict.fromkeys(table["substitute_note"].dropna()):
        st.caption(t("overview.substitute_note", note=literal(str(note))))


def without_boundaries(payload: MapPayload) -> None:
    """What to put where to get a map."""
    st.info(
        t("map.no_districts", name=literal(payload.name)) + "\n\n" + t("map.no_districts_remedy"), icon=":material/map:"
    )
    st.code(f"data/boundaries/{folder(payload.municipality, payload.name)}/", language=None)
