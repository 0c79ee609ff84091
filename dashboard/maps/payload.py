"""What a map shows, as plain data: districts with their classes, points, legend, words; and its form as JSON.

Pure: knows neither folium nor Streamlit.  Text from data stands only in this payload, never in a script or a template;
geometry is named by address and travels by itself, once per build.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard import text, theme
from dashboard.database import queries
from dashboard.theme import MapClass, Shape

#: The class of a district for which a map was given nothing.
NO_DATA = "no_data"
#: Interface words that the renderer writes: keys of ``[map]`` in the locale files.
WORDS = (
    "sample",
    "former",
    "reset",
    "zoom_in",
    "zoom_out",
    "north",
    "selected",
    "several",
    "error",
    "legend",
    "legend_word",
)


@dataclass(frozen=True)
class DistrictValue:
    """The class of one district (a key of the legend) and what its tooltip adds: ``12件``."""

    class_key: str
    text: str = ""


@dataclass(frozen=True)
class MapPoint:
    """One point: degrees, a letter, its look, the name and text of its tooltip, and ``kind``, its word in the legend.

    ``hollow`` draws the outline only: planned, not yet there.
    """

    id: str
    longitude: float
    latitude: float
    mark: str
    colour: str
    name: str
    text: str = ""
    kind: str = ""
    shape: Shape = "circle"
    hollow: bool = False


@dataclass(frozen=True)
class LegendRow:
    """One class of districts with its word, for classes whose words are made at run time, e.g. ``10〜19件``."""

    style: MapClass
    label: str

    @property
    def key(self) -> str:
        return self.style.key


@dataclass(frozen=True)
class MapPayload:
    """Everything that one map needs; ``districts`` and ``base`` are names under ``/geo/``, empty if there is none.

    ``former`` names the lines of an earlier edition to be laid over the districts, ``former_word`` is their legend.
    """

    municipality: str
    name: str
    districts: str
    base: str
    values: Mapping[str, DistrictValue]
    legend: Sequence[LegendRow]
    legend_title: str
    selected: str | None = None
    points: Sequence[MapPoint] = ()
    points_title: str = ""
    sample: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    language: str = "ja"
    former: str = ""
    former_word: str = ""


def for_districts(
    database: str,
    municipality: str,
    values: Mapping[str, DistrictValue],
    classes: Sequence[MapClass | LegendRow],
    *,
    selected: str | None,
    legend_title: str,
    points: Sequence[MapPoint] = (),
    points_title: str = "",
    former: str = "",
    former_word: str = "",
) -> MapPayload:
    """The payload of a municipality's districts; a district without a value is ``no_data``.

    Every class stands in the legend in the given order; of the five kinds of nothing also those that occur.
    """
    layers = queries.map_layers(database, municipality)
    city = _municipality(database, municipality)
    rows = [row if isinstance(row, LegendRow) else LegendRow(row, text.t(row.label_key)) for row in classes]
    known = {row.key for row in rows}
    table = queries.districts(database, municipality)
    ids = [str(i) for i in table.loc[table["label_longitude"].notna(), "district_id"]]  # a district may have no shape
    complete = {i: values.get(i, DistrictValue(NO_DATA)) for i in ids}
    occurring = {value.class_key for value in complete.values()} - known
    rows += [LegendRow(c, text.t(c.label_key)) for c in theme.NOTHINGS.values() if c.key in occurring]
    return MapPayload(
        municipality=municipality,
        name=text.city_name(city),
        districts=layers.get("districts", ""),
        base=layers.get("base", ""),
        values=complete,
        legend=tuple(rows),
        legend_title=legend_title,
        selected=selected,
        points=tuple(points),
        points_title=points_title,
        sample=bool(city.get("is_sample")),
        words=_words(text.city_name(city)),
        language=text.language(),
        former=former,
        former_word=former_word,
    )


def _municipality(database: str, code: str) -> Mapping[Any, Any]:
    table = queries.municipalities(database)
    found = table[table["municipality_code"] == code].to_dict("records")
    return found[0] if found else {"name": code}


def _words(name: str) -> dict[str, str]:
    """The few interface words of the renderer; ``several`` keeps its ``{count}`` for the browser to fill."""
    words = {key: text.t(f"map.{key}") for key in WORDS}
    return {**words, "label": text.t("map.label", name=name)}


def to_json(payload: MapPayload) -> str:
    """The payload for the renderer: compact, and safe inside an HTML script element.

    ``classes`` lists [key, fill, ink, texture, mark, word] in the order of the legend; ``values`` are two numbers a
    district, the positions of its class and of its text in ``texts``, in the order of the district ids, which is that
    of the geometry; a point is [id, x, y, mark, fill, ink, shape, hollow, kind, name, text].
    """
    keys = {row.key: position for position, row in enumerate(payload.legend)}
    ordered = [payload.values[district] for district in sorted(payload.values)]
    texts = {words: position for position, words in enumerate(dict.fromkeys(value.text for value in ordered))}
    content = {
        "geo": _address(payload.districts),
        "base": _address(payload.base),
        "former": _address(payload.former),
        "formerWord": payload.former_word,
        "lang": payload.language,
        "title": payload.legend_title,
        "classes": [
            [r.key, r.style.colour, r.style.ink, r.style.texture, r.style.mark, r.label] for r in payload.legend
        ],
        "texts": list(texts),
        "values": [number for value in ordered for number in (keys[value.class_key], texts[value.text])],
        "selected": payload.selected,
        "points": [_point(p) for p in payload.points],
        "pointsTitle": payload.points_title,
        "sample": payload.sample,
        "words": dict(payload.words),
    }
    return script_safe(json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def _address(name: str) -> str:
    return f"/geo/{name}" if name else ""


def _point(p: MapPoint) -> list[Any]:
    at = [round(p.longitude, 6), round(p.latitude, 6)]
    return [p.id, *at, p.mark, p.colour, theme.ink_on(p.colour), p.shape, int(p.hollow), p.kind, p.name, p.text]


def script_safe(text_of_json: str) -> str:
    r"""JSON that no HTML parser can leave: the three signs of markup and the two line ends of old scripts escaped.

    >>> script_safe('["</script>"]')
    '["\\u003c/script\\u003e"]'
    """
    for sign in "<>&\u2028\u2029":
        text_of_json = text_of_json.replace(sign, f"\\u{ord(sign):04x}")
    return text_of_json
