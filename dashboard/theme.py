"""Every colour, pattern, mark and shape of the screen, written once; no other file holds a raw colour.

Colours follow Okabe and Ito's set for all kinds of colour vision.  Colour is never the only sign: each class also has a
pattern and a mark of its own, so that a greyscale print reads.  Words are looked up by ``label_key`` in ``locale/``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Texture = Literal["solid", "none", "sparse", "dots", "diag", "backdiag", "cross", "horizontal", "vertical", "grid"]
Shape = Literal["circle", "square", "triangle", "diamond", "hexagon"]


@dataclass(frozen=True)
class MapClass:
    """How one class of districts is drawn: mark, fill, ink of the pattern, texture; and the key of its word."""

    key: str
    mark: str
    colour: str
    ink: str
    texture: Texture
    label_key: str


@dataclass(frozen=True)
class PointClass:
    """How one class of points is drawn: fill, ink of its letter, shape; keys of its letter and its word."""

    key: str
    colour: str
    ink: str
    shape: Shape
    mark_key: str


# ------------------------------------------------------------------------------------------------ districts
_NONE = MapClass("none", "○", "#f9c77d", "#8a4b00", "horizontal", "status.none")
_UNKNOWN = MapClass("unknown", "?", "#dcdfe2", "#5c646b", "sparse", "status.unknown")
_NOT_APPLICABLE = MapClass("not_applicable", "－", "#f4f4f4", "#757d84", "vertical", "status.not_applicable")

#: Status of a council, best first; the order of legends and sorting.
STATUSES: dict[str, MapClass] = {
    c.key: c
    for c in (
        MapClass("formed", "●", "#56b4e9", "#0b4f7d", "solid", "status.formed"),
        # Not stored: formed, by a council that covers a part of the district only.
        MapClass("formed_part", "◉", "#a6d5f2", "#0b4f7d", "grid", "status.formed_part"),
        MapClass("substitute", "◇", "#e6c3dc", "#7a2f66", "backdiag", "status.substitute"),
        MapClass("preparing", "◐", "#b5e3d1", "#00664a", "dots", "status.preparing"),
        MapClass("dormant", "△", "#f3ea9b", "#6b6000", "diag", "status.dormant"),
        MapClass("dissolved", "×", "#e8aa93", "#852800", "cross", "status.dissolved"),
        _NONE,
        _UNKNOWN,
        _NOT_APPLICABLE,
    )
}
#: The five kinds of nothing: never merged, never zero.
NOTHINGS: dict[str, MapClass] = {
    c.key: c
    for c in (
        _NONE,
        _UNKNOWN,
        _NOT_APPLICABLE,
        MapClass("suppressed", "＊", "#d5cfe3", "#54467a", "grid", "nothing.suppressed"),
        MapClass("no_data", "…", "#ffffff", "#5c646b", "none", "nothing.no_data"),
    )
}
#: Classes of a quantity from few to many: lighter to darker, and sparser to denser in greyscale.
#: Roman numerals, lest a mark be read as the quantity itself.
SEQUENTIAL: tuple[MapClass, ...] = (
    MapClass("q1", "Ⅰ", "#eef5fb", "#3f7fae", "solid", "sequential.q1"),
    MapClass("q2", "Ⅱ", "#cfe3f2", "#2b6c9d", "sparse", "sequential.q2"),
    MapClass("q3", "Ⅲ", "#9fc9e6", "#17527f", "dots", "sequential.q3"),
    MapClass("q4", "Ⅳ", "#5b9fd0", "#08365c", "diag", "sequential.q4"),
    MapClass("q5", "Ⅴ", "#2a6ca6", "#cfe3f2", "cross", "sequential.q5"),
)
#: Classes of a yes-or-no question about districts (who shares a topic).
BINARY: dict[str, MapClass] = {
    c.key: c
    for c in (
        MapClass("yes", "●", "#f0b88a", "#8a3d00", "diag", "binary.yes"),
        MapClass("no", "・", "#f3f5f6", "#5c646b", "solid", "binary.no"),
    )
}


# --------------------------------------------------------------------------------------------------- points
_DARK, _LIGHT = "#14181c", "#ffffff"
_BLUE, _SKY, _GREEN, _YELLOW = "#005f94", "#56b4e9", "#007a5a", "#f0e442"
_ORANGE, _RED, _PINK, _GREY = "#e69f00", "#b34700", "#cc79a7", "#626a72"


def _points(*rows: tuple[str, str, str, Shape], section: str) -> dict[str, PointClass]:
    return {key: PointClass(key, fill, ink, shape, f"{section}.{key}") for key, fill, ink, shape in rows}


#: Categories of activities (contract.ACTIVITY_CATEGORIES).
CATEGORIES = _points(
    ("disaster", _RED, _LIGHT, "circle"),
    ("safety", _ORANGE, _DARK, "circle"),
    ("welfare", _PINK, _DARK, "circle"),
    ("environment", _GREEN, _LIGHT, "circle"),
    ("children", _YELLOW, _DARK, "circle"),
    ("health", _SKY, _DARK, "circle"),
    ("culture", _BLUE, _LIGHT, "circle"),
    ("exchange", _PINK, _DARK, "square"),
    ("industry", _ORANGE, _DARK, "square"),
    ("information", _SKY, _DARK, "square"),
    ("meeting", _GREY, _LIGHT, "square"),
    ("other", _LIGHT, _DARK, "circle"),
    section="category_mark",
)
#: Kinds of facilities (contract.FACILITY_KINDS).
FACILITIES = _points(
    ("community_center", _BLUE, _LIGHT, "square"),
    ("public_hall", _GREEN, _LIGHT, "square"),
    ("assembly_hall", _ORANGE, _DARK, "square"),
    ("branch_office", _GREY, _LIGHT, "square"),
    ("activity_center", _PINK, _DARK, "square"),
    ("school", _YELLOW, _DARK, "triangle"),
    ("evacuation_shelter", _RED, _LIGHT, "triangle"),
    ("evacuation_site", _ORANGE, _DARK, "triangle"),
    ("library", _SKY, _DARK, "diamond"),
    ("welfare", _PINK, _DARK, "diamond"),
    ("park", _GREEN, _LIGHT, "circle"),
    ("other", _LIGHT, _DARK, "circle"),
    section="facility_mark",
)
#: For charts: category -> colour.
CATEGORY_COLOURS: dict[str, str] = {key: c.colour for key, c in CATEGORIES.items()}


def category(key: str | None) -> PointClass:
    """The point class of an activity category; open lists fall back to "other"."""
    return CATEGORIES.get(key or "other", CATEGORIES["other"])


def facility(key: str | None) -> PointClass:
    """The point class of a kind of facility; open lists fall back to "other"."""
    return FACILITIES.get(key or "other", FACILITIES["other"])


# ---------------------------------------------------------------------------------------- charts, map paper
#: Lines and areas of charts.
CHART = {"line": _BLUE, "target": _RED, "muted": "#9aa3ab", "text": "#1a1f24", "grid": "#e3e7ea", "highlight": _ORANGE,
         "paper": "#ffffff"}  # fmt: skip
#: What Streamlit draws too pale for a hall: words on axes and in legends.
CHART_CONFIG = {
    "axis": {"labelColor": CHART["text"], "titleColor": CHART["text"]},
    "legend": {"labelColor": CHART["text"], "titleColor": CHART["text"]},
}
#: The quiet paper beneath the districts and the frame around it: custom properties of the renderer's style sheet.
MAP_PAINT = {
    "land": "#f6f4ee",
    "sea": "#dbe9f2",
    "water": "#cfe2ee",
    "river": "#8fbcd9",
    "road": "#c9b79a",
    "rail": "#7f8790",
    "outline": "#8d959c",
    "place": "#4d555c",
    "border": "#3c444b",
    "former": "#7a2f66",
    "selected": "#000000",
    "halo": "#ffffff",
    "text": "#14181c",
    "panel": "#ffffff",
    "panel-border": "#9aa3ab",
    "focus": "#b34700",
    "sample": "#8a2c00",
    "sample-ground": "#fff1d6",
}


def style_variables(paint: dict[str, str] | None = None) -> str:
    """The paint as one CSS rule, for the bundle of the map.

    >>> style_variables({"sea": "blue"})
    ':root{--map-sea:blue}'
    """
    pairs = (MAP_PAINT if paint is None else paint).items()
    return ":root{" + ";".join(f"--map-{name}:{colour}" for name, colour in pairs) + "}"


# ------------------------------------------------------------------------------------------------- contrast
def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1.  Source: WCAG 2.2, "relative luminance"."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21; text needs 4.5.  Source: WCAG 2.2, success criterion 1.4.3.

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return round((light + 0.05) / (dark + 0.05), 2)


@lru_cache(maxsize=256)
def ink_on(ground: str) -> str:
    """The ink that reads better on a ground: dark or light.

    >>> ink_on("#ffffff") == ink_on("#f0e442") == _DARK, ink_on("#005f94") == _LIGHT
    (True, True)
    """
    return max((_DARK, _LIGHT), key=lambda ink: contrast(ink, ground))


def ordered(keys: Iterable[str]) -> list[str]:
    """Status keys in the order of the legend, each once."""
    wanted = set(keys)
    return [key for key in STATUSES if key in wanted]
