"""The peer of the map: what a first attempt with folium looks like: ``folium.GeoJson`` in ``st_folium``.

It shows the districts of the database named by ``CHIKU_PEER_DATABASE`` and ``CHIKU_PEER_CITY``, coloured anew each
year.  It asks folium's usual hosts for scripts; the benchmark answers for them.  Only for measuring.
"""

from __future__ import annotations

import json
import os
from typing import Any

import duckdb
import folium
import streamlit as st
from streamlit_folium import st_folium

COLOURS = ("#d7301f", "#fc8d59", "#fdcc8a", "#91bfdb", "#4575b4")
YEARS = list(range(2010, 2026))


@st.cache_data
def collection(database: str, city: str) -> dict[str, Any]:
    with duckdb.connect(database, read_only=True) as db:
        rows = db.execute(
            "SELECT name, ST_AsGeoJSON(geometry) FROM districts WHERE is_current AND municipality_code = ?",
            [city],
        ).fetchall()
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"number": i, "name": name}, "geometry": json.loads(geometry)}
            for i, (name, geometry) in enumerate(rows)
        ],
    }


districts = collection(os.environ["CHIKU_PEER_DATABASE"], os.environ["CHIKU_PEER_CITY"])
year = st.select_slider("year", YEARS, value=2012)
layer = folium.GeoJson(
    districts,
    style_function=lambda feature: {
        "fillColor": COLOURS[(feature["properties"]["number"] + year) % len(COLOURS)], "fillOpacity": 0.7, "weight": 1,
    },
    tooltip=folium.GeoJsonTooltip(["name"]),
)  # fmt: skip
page = folium.Map(tiles=None)
layer.add_to(page)
page.fit_bounds(layer.get_bounds())
st_folium(page, height=520, use_container_width=True, returned_objects=["last_active_drawing"])
