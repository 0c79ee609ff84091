"""GDAL, closed: the drivers that are needed and no other, no network, no plugin, no index of a folder.

GDAL picks a driver by content, and many drivers follow what a file says: they open other files, ask hosts, start
programs.  Here all but those of :data:`NEEDED` are struck out before GDAL is loaded, and this is the only module that
may load it.  Files are handed over under a name of our own making and, where there is a choice, with the driver named.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: What is read through GDAL.  GML is read by :mod:`etl.readers.shapes.gml`; XML is never handed over.
NEEDED = frozenset(("ESRI Shapefile", "GeoJSON", "TopoJSON", "GPKG"))
#: Every other driver for shapes that the pinned GDAL brings; one of a newer GDAL stops the import below.
STRUCK_OUT = (
    "ADBC", "AIVector", "AmigoCloud", "AVCBin", "AVCE00", "Carto", "CSV", "CSW", "DGN", "DXF", "EDIGEO", "EEDA",
    "Elasticsearch", "ESRIJSON", "FlatGeobuf", "GDALG", "GeoJSONSeq", "GeoRSS", "GML", "GPSBabel", "GPX", "GTFS",
    "HTTP", "Idrisi", "JML", "JSONFG", "KML", "LIBKML", "LVBAG", "MapInfo File", "MapML", "MBTiles", "MEM",
    "MiraMonVector", "MVT", "NGW", "OAPIF", "ODS", "OGCAPI", "OGR_GMT", "OGR_PDS", "OGR_VRT", "OpenFileGDB", "OSM",
    "PCIDSK", "PDF", "PDS4", "PGDUMP", "PLSCENES", "PMTiles", "S57", "Selafin", "SQLite", "SXF", "VDV", "VFK",
    "VICAR", "WAsP", "WFS", "XLSX",
)  # fmt: skip
#: Source: https://gdal.org/user/configoptions.html
OPTIONS = {
    "OGR_SKIP": ",".join(STRUCK_OUT),
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_ENABLE_PYTHON": "NO",
    # No file is fetched: the one name that may be is nobody's, and a connection could not wait.
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "/vsicurl/none",
    "CPL_CURL_ENABLE_VSIMEM": "NO",
    "GDAL_HTTP_NETRC": "NO",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "PROJ_NETWORK": "OFF",
    "SHAPE_RESTORE_SHX": "YES",
}


def _load() -> Any:
    """GDAL's binding, loaded when nothing else can be registered.

    Raises:
        ImportError: it was loaded before with other drivers, or brings one that is not known here.
    """
    os.environ.update(OPTIONS)
    if "pyogrio" in sys.modules:
        sys.modules["pyogrio"].set_gdal_config_options(OPTIONS)
    import pyogrio

    if strange := set(pyogrio.list_drivers()) - NEEDED:
        raise ImportError(f"pyogrio was loaded with drivers that may open other files: {sorted(strange)}")
    return pyogrio


pyogrio = _load()


class GdalError(Exception):
    """GDAL or its binding could not read a file; the words are its own."""


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Whatever a broken file makes of the binding is one kind of error: it has raised UnboundLocalError, for one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # remarks on ring order and width of numbers
        try:
            yield
        except MemoryError:
            raise
        except Exception as error:
            raise GdalError(str(error).replace(str(path), path.name) or type(error).__name__) from error


def layer_names(path: Path, driver: str) -> list[str]:
    """The layers of a file, which has a name of our own making.

    Raises:
        GdalError: it cannot be read.
    """
    with _reading(path):
        return [str(name) for name, _ in pyogrio.list_layers(_named(path, driver))]


def read_layer(path: Path, driver: str, layer: str, codec: str | None) -> tuple[dict[str, Any], Any, list[Any]]:
    """What is known of a layer (``fields``, ``crs``), its geometries as WKB (None without any), its columns.

    Raises:
        GdalError: it cannot be read.
    """
    with _reading(path):
        meta, _, blobs, fields = pyogrio.raw.read(_named(path, driver), layer=layer, encoding=codec, force_2d=True)
    return meta, blobs, fields


def _named(path: Path, driver: str) -> str:
    """The path with its driver, where GDAL takes one; the others are told apart by signatures that were looked at."""
    whole = str(path.absolute())
    return f"{driver}:{whole}" if driver in {"GeoJSON", "TopoJSON"} else whole
