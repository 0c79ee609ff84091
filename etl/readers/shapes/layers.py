"""Bytes of a geographic file → layers: attribute frame and shapely geometries, as they are in the file.

Reads through GDAL (:mod:`etl.readers.shapes.gdal`), always a temporary copy under our own name: nothing is written
beside the input, and no name out of the data reaches GDAL.  The encoding of a dBASE table is told by ``.cpg``, else by
content. Nothing here knows what a layer means.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely

from etl.findings import Finding
from etl.findings.errors import UnreadableError
from etl.readers import encoding
from etl.readers.base import Given
from etl.readers.shapes import gdal, geopackage, json_type


@dataclass
class Layer:
    """One layer: ``frame`` (index = feature number from 1), ``geometry`` (None where missing), ``crs`` as stated."""

    given: Given
    frame: pd.DataFrame
    geometry: Any
    crs: str = ""
    encoding: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def columns(self) -> set[str]:
        return set(self.frame.columns)

    def kinds(self) -> set[str]:
        """What the geometries are: some of polygon, line, point, collection."""
        names = {1: "line", 5: "line", 2: "line", 3: "polygon", 6: "polygon", 0: "point", 4: "point", 7: "collection"}
        return {names[t] for t in np.unique(shapely.get_type_id(self.geometry)).tolist() if t in names}

    def polygonal(self) -> bool:
        """Whether it holds areas (collections may)."""
        return bool(self.kinds() & {"polygon", "collection"})

    def only(self, keep: Any) -> Layer:
        """The same layer with the rows of a mask."""
        return Layer(self.given, self.frame[keep], self.geometry[keep], self.crs, self.encoding, self.findings)


def text_encoding(given: Given, data: bytes) -> tuple[str, bool]:
    """The encoding of a text file and whether it was told apart by content.

    Raises:
        UnreadableError: no encoding fits, two are mixed, or the settings name a wrong one.
    """
    stated = given.settings.encoding
    found = encoding.detect(data, stated)
    if found is not None:
        return found
    if stated:
        other = encoding.detect(data)
        hint = (f"中身は {other[0]} のようです。", f"Its content looks like {other[0]}.") if other else ("", "")
        raise UnreadableError("encoding_not_as_stated", stated, hint=hint[0], hint_en=hint[1])
    if mixed := encoding.first_foreign_line(data):
        raise UnreadableError("encoding_mixed", row=mixed[0], encoding=mixed[1], value=mixed[1])
    raise UnreadableError("encoding_unknown")


# ------------------------------------------------------------------------------------------------ formats
def read_json(given: Given) -> Iterator[Layer]:
    """GeoJSON and TopoJSON; text that is not UTF-8 is turned into UTF-8 in a temporary copy."""
    data = given.path.read_bytes()
    if not data.strip():
        raise UnreadableError("empty_file")
    name, guessed = text_encoding(given, data)
    text = data.decode(name).removeprefix("\ufeff")
    driver = _JSON_DRIVERS.get(json_type.of(text))
    if driver is None:
        raise UnreadableError("unsupported_format", "JSON, but neither GeoJSON nor TopoJSON")
    notes = [given.finding("encoding_guessed", encoding=name)] if guessed else []
    stated = _stated_crs(given, text)
    with tempfile.TemporaryDirectory(prefix="chiku-") as folder:
        path = Path(folder) / "layer.json"
        path.write_text(text, encoding="utf-8")
        del data, text
        for layer in _gdal_layers(given, path, driver, None):
            layer.encoding = name
            layer.crs = stated or layer.crs
            layer.findings += notes
            yield layer


#: The member of GeoJSON of 2008 that names a coordinate system; older writers give a code.
_CRS_MEMBER = re.compile(
    r'"crs"\s*:\s*\{[^{}]*"properties"\s*:\s*\{[^{}]*?'
    r'"(?:name|code|href)"\s*:\s*(?:"([^"]*)"|(\d+))'
)


def _stated_crs(given: Given, text: str) -> str:
    """The projected coordinate system that GeoJSON names; empty for degrees, which GDAL reads.

    GDAL takes what it does not understand for degrees without a word.

    Raises:
        UnreadableError: ``crs_invalid``, unless the settings name the coordinate system.
    """
    found = None if given.settings.crs else _CRS_MEMBER.search(text)
    if found is None:
        return ""
    written = found[1] if found[1] is not None else f"EPSG:{found[2]}"
    return written if understood(written).is_projected else ""


#: Definitions that name files or hosts: grids, lists of parameters, addresses.
_REFERRING = re.compile(r"grids|\+init|\+file|PARAMETERFILE|://(?!www\.opengis\.net/)|^\s*[{+/.~]|\\", re.IGNORECASE)


def understood(crs: str) -> pyproj.CRS:
    """The coordinate system that these words name, where they name nothing else.

    Raises:
        UnreadableError: ``crs_invalid``.
    """
    if _REFERRING.search(crs):
        raise UnreadableError("crs_invalid", crs)
    try:
        return pyproj.CRS(crs)
    except pyproj.exceptions.CRSError as error:
        raise UnreadableError("crs_invalid", crs) from error


#: What a JSON document says at its top decides who reads it.
_JSON_DRIVERS = {"FeatureCollection": "GeoJSON", "Feature": "GeoJSON", "Topology": "TopoJSON"}


def read_shapefile(given: Given) -> Iterator[Layer]:
    """A shapefile with its siblings; ``.shx``, ``.prj`` and ``.cpg`` may be missing, ``.dbf`` may not."""
    with tempfile.TemporaryDirectory(prefix="chiku-") as folder:
        path = _shapefile_copy(given.path, Path(folder))
        code_page = path.with_suffix(".cpg")
        stated = given.settings.encoding or (_code_page(code_page) if code_page.exists() else "")
        _require_whole(path)
        for layer in _gdal_layers(given, path, "ESRI Shapefile", "ISO-8859-1"):
            _decode(layer, stated)
            yield layer


def _shapefile_copy(path: Path, folder: Path) -> Path:
    """A copy under our own name, so that GDAL restores the index there and finds siblings in any letter case."""
    siblings = {p.suffix.casefold(): p for p in path.parent.iterdir() if p.stem.casefold() == path.stem.casefold()}
    if ".dbf" not in siblings:
        raise UnreadableError("unreadable_file", ".dbf がありません / the .dbf is missing")
    for suffix in (".shp", ".dbf", ".prj", ".cpg"):
        if suffix in siblings:
            shutil.copyfile(siblings[suffix], folder / f"layer{suffix}")
    return folder / "layer.shp"


def _require_whole(path: Path) -> None:
    """Refuse a shapefile shorter than its header says (ESRI Shapefile Technical Description: in 16-bit words)."""
    with path.open("rb") as file:
        header = file.read(100)
    stated = int.from_bytes(header[24:28], "big") * 2
    if len(header) < 100 or header[:4] != b"\0\0\x27\x0a":
        raise UnreadableError("unreadable_file", "シェープファイルではありません / not a shapefile")
    if path.stat().st_size < stated:
        raise UnreadableError("unreadable_file", ".shp が途中で切れています / the .shp is cut short")
    _require_whole_table(path.with_suffix(".dbf"))


def _require_whole_table(path: Path) -> None:
    """Refuse a dBASE table shorter than its header says (dBASE III: bytes 4-7 count the records)."""
    with path.open("rb") as file:
        header = file.read(32)
    records, begin, length = (int.from_bytes(header[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
    if len(header) < 32 or begin < 33 or length < 1 or path.stat().st_size < begin + records * length:
        raise UnreadableError(
            "unreadable_file", ".dbf が途中で切れているか壊れています / the .dbf is cut short or broken"
        )


def _code_page(path: Path) -> str:
    written = path.read_text(encoding="ascii", errors="ignore").strip().casefold()
    names = {"932": "cp932", "sjis": "cp932", "shift_jis": "cp932", "shift-jis": "cp932", "ansi 932": "cp932"}
    return names.get(written, "utf-8" if written.replace("-", "") in {"utf8", "65001"} else written)


def _decode(layer: Layer, stated: str) -> None:
    """Give the text columns, read as raw bytes, their encoding; what the code page says must fit the content."""
    texts = [name for name in layer.frame.columns if layer.frame[name].dtype == object]
    values = [v for name in texts for v in layer.frame[name].tolist() if isinstance(v, str)]
    raw = "\n".join(values or layer.frame.columns).encode("latin-1")
    found = encoding.detect(raw, stated) or encoding.detect(raw)
    if found is None:
        raise UnreadableError("encoding_unknown")
    name = found[0]
    for column in texts:
        layer.frame[column] = [
            v.encode("latin-1").decode(name) if isinstance(v, str) else v for v in layer.frame[column]
        ]
    # dBASE cuts names after ten bytes, perhaps inside a character: the cut character is dropped.
    layer.frame.columns = pd.Index(
        [str(c).encode("latin-1").decode(name, errors="ignore") for c in layer.frame.columns]
    )
    layer.encoding = name
    if stated and name != stated:
        layer.findings.append(layer.given.finding("code_page_wrong", value=stated, encoding=name))
    elif not stated:
        layer.findings.append(layer.given.finding("encoding_guessed", encoding=name))


def read_geopackage(given: Given) -> Iterator[Layer]:
    """Every layer of a GeoPackage (text is UTF-8 by its standard)."""
    with tempfile.TemporaryDirectory(prefix="chiku-") as folder:
        path = Path(folder) / "layers.gpkg"  # SQLite may write journals beside what it opens
        shutil.copyfile(given.path, path)
        lost = geopackage.leave_tables_only(path)
        said = [given.finding("layers_not_read", value="、".join(lost))] if lost else []
        for layer in _gdal_layers(given, path, "GPKG", None):
            layer.encoding = "utf-8"
            layer.findings += said
            said = []
            yield layer


def _gdal_layers(given: Given, path: Path, driver: str, codec: str | None) -> Iterator[Layer]:
    try:
        names = gdal.layer_names(path, driver)
        wanted = [n for n in names if not given.settings.layer or n == given.settings.layer]
        for name in wanted:
            part = given.at("/".join(p for p in (given.part, name) if p), name) if len(names) > 1 else given
            yield _gdal_layer(part, path, driver, name, codec)
    except gdal.GdalError as error:
        raise UnreadableError("unreadable_file", str(error)) from error


def _gdal_layer(given: Given, path: Path, driver: str, name: str, codec: str | None) -> Layer:
    meta, blobs, fields = gdal.read_layer(path, driver, name, codec)
    size = len(blobs) if blobs is not None else len(fields[0]) if fields else 0
    index = pd.RangeIndex(1, size + 1)
    columns = {str(c): pd.Series(v, index=index) for c, v in zip(meta["fields"], fields, strict=True)}
    frame = pd.DataFrame(
        {c: v.astype(object) if v.dtype.kind not in "ifb" else v for c, v in columns.items()}, index=index
    )
    nothing = np.full(size, None, dtype=object)
    with np.errstate(invalid="ignore"):  # coordinates that are no numbers are found by the repair
        geometry = nothing if blobs is None else shapely.from_wkb(blobs, on_invalid="ignore")
    return Layer(given, frame, geometry, crs=str(meta["crs"] or ""))
