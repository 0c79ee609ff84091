"""GML as a stream of events → curves, surfaces, points and features, still referring to each other.

A document type declaration or an entity of its own is refused, so that nothing is expanded and nothing fetched; the
depth of elements is limited.  Knows no data set.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

import numpy as np

from etl.findings.errors import UnreadableError

MAX_DEPTH = 64
CHUNK = 1 << 20
_MEMBERS = frozenset(("featureMember", "featureMembers", "member"))


@dataclass
class Feature:
    """One feature: its element, its properties, and the identifiers of its geometry."""

    element: str
    properties: dict[str, str] = field(default_factory=dict)
    geometry: list[str] = field(default_factory=list)


#: The rings of one polygon, outer ring first, each a list of curves.
Patch = list[list[str]]


@dataclass
class Content:
    """Everything of a document: coordinates by curve, patches of rings by surface, points, features, the stated CRS.

    ``oriented`` names the curve that an oriented one stands for.
    """

    curves: dict[str, Any] = field(default_factory=dict)
    oriented: dict[str, str] = field(default_factory=dict)
    surfaces: dict[str, list[Patch]] = field(default_factory=dict)
    points: dict[str, Any] = field(default_factory=dict)
    features: list[Feature] = field(default_factory=list)
    crs: str = ""


class _Handler:
    """Turns the events of the parser into :class:`Content`; one geometry or feature is open at a time."""

    def __init__(self) -> None:
        self.content = Content()
        self.path: list[str] = []
        self.text: list[str] = []
        self.open_id = ""
        self.feature: Feature | None = None
        self.depth = 0
        self.patches: list[Patch] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self.path.append(local)
        self.text.clear()
        if len(self.path) > MAX_DEPTH:
            raise UnreadableError("unreadable_file", f"XML: {MAX_DEPTH} > depth")
        identifier = next((v for k, v in attributes.items() if k.endswith(" id")), "")
        if "srsName" in attributes and not self.content.crs:
            self.content.crs = _crs(attributes["srsName"])
        is_gml = "opengis.net/gml" in space
        if is_gml and local in {"Curve", "Surface", "Point", "OrientableCurve", "Polygon", "LineString"}:
            if self.feature is not None and not identifier:
                identifier = f"inline-{len(self.content.features)}-{len(self.feature.geometry)}"
            if self.feature is not None:
                self.feature.geometry.append(identifier)
            self.open_id = identifier or self.open_id
            self.patches = [[]] if local == "Polygon" else []
        elif is_gml and local == "PolygonPatch":
            self.patches.append([])
        elif is_gml and local in {"exterior", "interior"} and self.patches:
            self.patches[-1].append([])
        elif not is_gml and self.feature is None and (len(self.path) == 2 or _MEMBERS & set(self.path[-2:-1])):
            self.feature, self.depth = Feature(local), len(self.path)
        if link := next((v for k, v in attributes.items() if k.endswith("xlink href")), ""):
            self._link(local, link.removeprefix("#"))

    def _link(self, local: str, target: str) -> None:
        if local == "curveMember" and self.patches and self.patches[-1]:
            self.patches[-1][-1].append(target)
        elif local == "baseCurve":
            self.content.oriented[self.open_id] = target
        elif self.feature is not None:
            self.feature.geometry.append(target)

    def data(self, text: str) -> None:
        self.text.append(text)

    def end(self, _: str) -> None:
        local = self.path.pop()
        written = "".join(self.text).strip() if local in {"posList", "pos"} or self.feature is not None else ""
        if local == "posList":
            self._coordinates(written)
        elif local == "pos" and self.open_id:
            self.content.points[self.open_id] = _pairs(written)
        elif local in {"Surface", "Polygon"}:
            self.content.surfaces[self.open_id], self.patches = self.patches, []
        elif self.feature is not None and len(self.path) < self.depth:
            self.content.features.append(self.feature)
            self.feature = None
        elif self.feature is not None and written and len(self.path) == self.depth:
            self.feature.properties.setdefault(local, written)
        self.text.clear()

    def _coordinates(self, written: str) -> None:
        """Coordinates belong to the open curve, or, where a ring holds them itself, to the ring."""
        identifier = self.open_id
        if self.patches and self.patches[-1]:
            rings = self.patches[-1]
            identifier = f"{self.open_id}/{len(self.patches)}/{len(rings)}/{len(rings[-1])}"
            rings[-1].append(identifier)
        pairs = _pairs(written)
        known = self.content.curves.get(identifier)
        self.content.curves[identifier] = pairs if known is None else np.concatenate([known, pairs])


def _pairs(written: str) -> Any:
    """Longitude and latitude of a list of latitudes and longitudes (JGD, B and L).

    Some programs write the longitude first; it is the one above 90, which no latitude is.
    """
    try:
        pairs = np.array(written.split(), dtype=np.float64).reshape(-1, 2)
        return pairs if len(pairs) and pairs[0, 0] > 90 else pairs[:, ::-1]
    except ValueError as error:
        raise UnreadableError("unreadable_file", f"GML: posList {written[:40]!r}") from error


def _crs(written: str) -> str:
    if "JGD2011" in written or "6668" in written:
        return "EPSG:6668"
    if "JGD2000" in written or "4612" in written:
        return "EPSG:4612"
    number = re.search(r"EPSG\D{1,10}(\d{4,5})(?!\d)", written)
    return f"EPSG:{number[1]}" if number else ""


def _refuse(*_: Any) -> Any:
    raise UnreadableError("unreadable_file", "XML: DOCTYPE / ENTITY は読みません / are not read")


def parsed(path: Path, codec: str) -> Content:
    """The content of a document.

    Raises:
        UnreadableError: not well-formed, too deep, with a document type, broken coordinates, or another encoding.
    """
    handler = _Handler()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = handler.start, handler.end
    parser.CharacterDataHandler = handler.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = _refuse
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                parser.Parse(decoder.decode(chunk), False)
        parser.Parse(decoder.decode(b"", final=True), True)
    except expat.ExpatError as error:
        raise UnreadableError("unreadable_file", f"XML: {error}") from error
    except UnicodeDecodeError as error:
        raise UnreadableError("encoding_unknown") from error
    return handler.content
