"""GML of 国土数値情報 (JPGIS application schema on GML 3.2) → one layer per kind of feature.

Curves hold the coordinates (latitude first), surfaces refer to curves and features to surfaces or points, by
``xlink:href``.  Read as a stream; a document type declaration or an entity of its own is refused, so that nothing is
expanded and nothing fetched.  Properties come out under the column names of the shapefile of the same data.
Source: 国土数値情報 製品仕様書 (符号化仕様 GML), JPGIS2014 附属書 (GML 3.2.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl.findings.errors import UnreadableError
from etl.readers import encoding
from etl.readers.base import Given
from etl.readers.shapes.gml_stream import CHUNK, Content, Feature, Patch, parsed
from etl.readers.shapes.layers import Layer

#: More than the largest file of a prefecture by far.
MAX_BYTES = 1 << 30
_DATA_SET = re.compile(r"nlftp\.mlit\.go\.jp/ksj|opengis\.net/gml")
#: Metadata that accompany data sets speak to people and catalogues.
_METADATA = re.compile(r"<(?:\w+:)?(?:MD_Metadata|MI_Metadata|metadata)[\s>]")
_FEATURES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("A27", re.compile(r"ElementarySchool(Area|District|Zone)")),
    ("A32", re.compile(r"(JuniorHigh|Middle|LowerSecondary)School(Area|District|Zone)")),
    ("P29", re.compile(r"School")),
    ("P05", re.compile(r"LocalGovernmentOfficeAndPublicMeetingFacility")),
    ("P27", re.compile(r"Cultur\w*Facilit\w+")),
    ("N03", re.compile(r"AdministrativeBoundary")),
)
#: Local names of properties by what they mean; the schemas of the data sets differ in them.
_ROLES = {
    "code": ("administrativeAreaCode",),
    "owner": ("establishmentBody", "establishedBy"),
    "name": ("name", "schoolName", "publicOfficeName", "facilityName", "culturalFacilityName"),
    "address": ("address", "location"),
    "school_code": ("schoolCode",),
    "class": ("publicOfficeClassification", "schoolClassification", "schoolClassCode", "culturalFacilityClassification",
              "culturalFacilityCode", "publicFacilityMinorClassification"),
    "prefecture": ("prefectureName",),
    "county": ("countyName",),
    "city": ("cityName",),
}  # fmt: skip
#: Column numbers of the shapefiles by role.
_COLUMNS: dict[str, dict[str, str]] = {
    "P29": {"code": "001", "class": "004", "name": "005", "address": "006"},
    "P05": {"code": "001", "class": "002", "name": "003", "address": "004"},
    "P27": {"code": "001", "class": "004", "name": "005", "address": "006"},
    "N03": {"prefecture": "001", "county": "003", "city": "004", "code": "007"},
}
_DISTRICTS = {
    True: {"code": "001", "owner": "002", "school_code": "003", "name": "004", "address": "005"},
    False: {"code": "006", "owner": "007", "name": "008", "address": "009"},
}


def read_gml(given: Given) -> Iterator[Layer]:
    """The features of a KSJ data set; nothing for metadata.

    Raises:
        UnreadableError: no GML, too large, not well-formed, with a document type, or in an unknown encoding.
    """
    if given.path.stat().st_size > MAX_BYTES:
        raise UnreadableError("too_large", f"{given.path.stat().st_size:,} B > {MAX_BYTES:,}")
    with given.path.open("rb") as file:
        head = file.read(CHUNK)
    name = _encoding(given, head)
    text = head.decode(name, errors="ignore")
    if _METADATA.search(text[:4000]):
        return
    if not _DATA_SET.search(text[:8000]):
        raise UnreadableError("unsupported_format", "XML, but no GML")
    content = parsed(given.path, name)
    for element in sorted({feature.element for feature in content.features}):
        yield _layer(given, content, element, name)
    if not content.features:
        raise UnreadableError("empty_file")


def is_foreign(path: Path) -> bool:
    """Whether an XML file holds no GML: settings or metadata of other programs, which lie about in folders."""
    if path.suffix.casefold() != ".xml" or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(8000).decode("latin-1")
    except OSError:
        return False  # told when it is read
    return not _DATA_SET.search(head) or _METADATA.search(head[:4000]) is not None


def _encoding(given: Given, head: bytes) -> str:
    whole = head[: head.rfind(b">") + 1] or head
    if not whole.strip():
        raise UnreadableError("empty_file")
    found = encoding.detect(whole, given.settings.encoding)
    if found is None:
        raise UnreadableError("encoding_unknown")
    return found[0]


# ------------------------------------------------------------------------------------------------------- the layer
def _layer(given: Given, content: Content, element: str, codec: str) -> Layer:
    features = [feature for feature in content.features if feature.element == element]
    index = pd.RangeIndex(1, len(features) + 1)
    geometry = np.full(len(features), None, dtype=object)
    for position, feature in enumerate(features):
        geometry[position] = _geometry(content, feature)
    frame = pd.DataFrame([_renamed(given, feature) for feature in features], index=index, dtype=object)
    part = given.at("/".join(p for p in (given.part, element) if p)) if _kinds(content) > 1 else given
    return Layer(part, frame, geometry, crs=content.crs, encoding=codec)


def _kinds(content: Content) -> int:
    return len({feature.element for feature in content.features})


def _geometry(content: Content, feature: Feature) -> Any:
    """The polygons or the point of a feature; None where a reference leads nowhere."""
    patches = [patch for key in feature.geometry for patch in content.surfaces.get(key, [])]
    polygons = [polygon for patch in patches if (polygon := _polygon(content, patch)) is not None]
    if polygons:
        return polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons)
    point = next((content.points[key] for key in feature.geometry if key in content.points), None)
    return None if point is None or len(point) == 0 else shapely.points(point[0])


def _polygon(content: Content, rings: Patch) -> Any:
    shells = [ring for ring in (_ring(content, curves) for curves in rings) if ring is not None]
    return shapely.polygons(shells[0], shells[1:] or None) if shells else None


def _ring(content: Content, curves: list[str]) -> Any:
    """The curves of a ring one after the other; an oriented curve stands for its base curve."""
    bases = [content.oriented.get(curve, curve) for curve in curves]
    parts = [content.curves[base] for base in bases if base in content.curves]
    if not parts:
        return None
    points = _joined(parts)
    return shapely.linearrings(points) if len(points) >= 3 else None


def _joined(parts: list[Any]) -> Any:
    """Curves end to end; one that runs the other way is turned."""
    line = parts[0]
    for part in parts[1:]:
        turned = np.hypot(*(part[-1] - line[-1])) < np.hypot(*(part[0] - line[-1]))
        line = np.concatenate([line, part[::-1] if turned else part])
    return line


def _renamed(given: Given, feature: Feature) -> dict[str, str]:
    """The properties under the shapefile's column names; others keep their own."""
    prefix = data_set(given, feature.element)
    roles = {local: role for role, names in _ROLES.items() for local in names}
    columns = _COLUMNS.get(prefix) or _DISTRICTS["schoolCode" in feature.properties]
    named = {}
    for local, value in feature.properties.items():
        number = columns.get(roles.get(local, "")) if prefix else None
        named[f"{prefix}_{number}" if number else local] = value
    return {**dict.fromkeys((f"{prefix}_{n}" for n in columns.values()) if prefix else (), ""), **named}


def data_set(given: Given, element: str) -> str:
    """The data set of a kind of feature: by the element's name, else by the file's; empty if neither tells.

    >>> data_set(Given(Path("A27-10_12-g.xml"), "", "A27-10_12-g"), "ElementarySchoolArea")
    'A27'
    """
    found = next((prefix for prefix, pattern in _FEATURES if pattern.fullmatch(element)), "")
    if found:
        return found
    match = re.search(r"(?<![A-Z0-9])(A27|A32|P29|P05|P27|N03)-", f"{given.stem} {given.path.name}", re.IGNORECASE)
    return match[1].upper() if match else ""
