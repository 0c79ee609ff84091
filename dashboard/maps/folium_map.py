"""The folium side of the map: a constant script that never changes, and one JSON payload that folium never interprets.

folium and streamlit-folium treat what they are given as templates and scripts: a district called ``{{ … }}`` would run
on the server.  So no text from data ever becomes a folium element; it travels as JSON in the component's ``html``
argument, which is neither part of the component's identity (nothing is mounted anew) nor evaluated by anyone.
"""

from __future__ import annotations

from typing import Any

import folium
from branca.element import Element
from jinja2 import Template

from dashboard.web import assets

#: Shown for the moment before the geometry is there: Japan.
CENTRE, ZOOM = (36.0, 138.0), 5
#: What the component appends to a map's script before it runs it.
_COMPONENT_TAIL = "window.map = map_div; window.initComponent(map_div, false);"


class OfflineMap(folium.Map):
    """A folium map whose only files are our own bundle, instead of ten from elsewhere."""

    default_js = [("map", assets.address(assets.script()))]  # noqa: RUF012 - folium's own declaration
    default_css = [("map", assets.address(assets.style()))]  # noqa: RUF012


class Start(folium.MacroElement):
    """The constant line that hands the living map to our renderer."""

    _template = Template(
        "{% macro script(this, kwargs) %}ChikuMap.streamlit({{ this._parent.get_name() }});{% endmacro %}"
    )


class Payload(Element):
    """JSON beside the map.  Its text passes through no template: ``Element(text)`` would compile it as one."""

    def __init__(self, json: str) -> None:
        super().__init__()
        self._name = "Payload"
        self._json = json

    def render(self, **_: Any) -> str:
        return f'<script type="application/json" id="chiku-payload">{self._json}</script>'


def build(json: str) -> folium.Map:
    """The element for ``st_folium``; ``json`` is what :func:`dashboard.maps.payload.to_json` made."""
    made = OfflineMap(
        location=CENTRE, zoom_start=ZOOM, tiles=None, zoom_control=False, zoom_snap=0.25, zoom_delta=0.5, max_zoom=18
    )
    figure: Any = made.get_root()
    made.add_child(Start())  # type: ignore[no-untyped-call]
    figure.html.add_child(Payload(json))
    return made


def inline_script() -> str:
    """The script that the component will write into its frame, for the hash in the frame's security policy."""
    from streamlit_folium import _get_map_string

    made = build("{}")
    figure: Any = made.get_root()
    figure.render()
    return str(_get_map_string(made)) + _COMPONENT_TAIL
