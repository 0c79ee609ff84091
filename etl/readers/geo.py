"""Layers → contract rows: the official data sets first, then our own columns, then copies processed by others.

Adding an official layout = one function in its module and one line in ``RECOGNISERS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd
import shapely

from etl.findings.errors import UnreadableError
from etl.readers import unknown
from etl.readers.base import Given, RawTable
from etl.readers.published.base_layers import outline_named_by_file, railways
from etl.readers.published.estat import small_areas
from etl.readers.published.ksj import municipal_areas, school_districts
from etl.readers.published.ksj_points import cultural_facilities, public_offices, school_points, schools
from etl.readers.published.mesh_layers import grid_cells
from etl.readers.published.opendata import shelters
from etl.readers.published.second_hand import by_contract, districts
from etl.readers.shapes.layers import Layer
from etl.readers.sheets import sheet

#: Tried in this order; each gives the tables of a layer that it knows, or None.
RECOGNISERS: tuple[Callable[[Layer], list[RawTable] | None], ...] = (
    school_districts,
    schools,
    school_points,
    public_offices,
    cultural_facilities,
    municipal_areas,
    small_areas,
    shelters,
    grid_cells,
    outline_named_by_file,
    railways,
    by_contract,
    districts,
)


def recognised(given: Given, layers: Iterator[Layer]) -> Iterator[RawTable]:
    """Every layer as rows of the contract, or as a finding that says what was seen."""
    try:
        for layer in layers:
            yield from _tables(layer)
    except UnreadableError as error:
        yield given.failed(error.code, **error.params)


def _tables(layer: Layer) -> list[RawTable]:
    if layer.frame.empty and not len(layer.geometry):
        return [layer.given.failed("empty_file")]
    if shapely.is_missing(layer.geometry).all() and not layer.crs and layer.given.path.suffix == ".gpkg":
        return _attributes(layer)
    order = (by_contract,) if layer.given.settings.table else RECOGNISERS
    try:
        for recogniser in order:
            tables = recogniser(layer)
            if tables is not None:
                return tables
    except UnreadableError as error:
        return [layer.given.failed(error.code, **error.params)]
    return [_unknown(layer)]


def _attributes(layer: Layer) -> list[RawTable]:
    """A table of a GeoPackage without shapes is a sheet."""
    names = [str(c) for c in layer.frame.columns]
    frame = layer.frame.set_axis(pd.RangeIndex(len(names)), axis=1)
    return sheet.to_tables(sheet.Grid(layer.given, names, frame, layer.encoding, layer.findings))


def _unknown(layer: Layer) -> RawTable:
    seen = [str(c) for c in layer.frame.columns]
    kinds = ", ".join(sorted(layer.kinds())) or "形状なし / no geometry"
    return layer.given.failed(
        "not_recognised", seen=f"{'、'.join(seen[:20])}（{kinds}）", nearest=unknown.nearest_tables(seen),
        **unknown.suggested(seen),
    )  # fmt: skip
