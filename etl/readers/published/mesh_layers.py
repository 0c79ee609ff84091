"""Grid cells as polygons, mostly processed by others: known by their shape, whatever their columns are called.

A cell's code comes from where its corners are; which column is which quantity is always said.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from etl.contract import TABLES
from etl.readers.base import RawTable, reject_together
from etl.readers.headers import columns_of
from etl.readers.published.ages import parts_of_groups
from etl.readers.published.census_tables import census_year
from etl.readers.shapes.degrees import in_degrees
from etl.readers.shapes.layers import Layer
from etl.values import mesh
from etl.values.normalize import fold

#: Other names that copies give to the quantities, folded.
_NAMES = {
    "people": re.compile(r"pop(ulation)?(total|all|\d{4})?|total|jinko|people|人口|総人口|人口総数|人口\(総数\)"),
    "households": re.compile(r"hh|households?|setai|世帯|世帯数|世帯総数|一般世帯数"),
    "people_0_14": re.compile(r"(a|age|pop)0(14|to14|-14)?|(a|age)u15|a0to14"),
    "people_15_64": re.compile(r"(a|age|pop)15(64|to64|-64)?|a15to64"),
    "people_65_over": re.compile(r"(a|age|pop)65(over|plus|\+|up)?|a65to|aged"),
}
#: So many of the polygons must be cells of the grid.
_LEAST_SHARE = 0.95


def grid_cells(layer: Layer) -> list[RawTable] | None:
    """Polygons that are cells of 1 km, 500 m or 250 m, with a column of people."""
    if layer.kinds() != {"polygon"} or not (columns := _columns(layer)):
        return None
    if not _looks_square(layer):
        return None
    given, read = layer.given, len(layer.frame)
    layer = replace(layer)  # if these are no cells, others look at the layer as it was
    layer.geometry, crs, notes = in_degrees(layer)
    codes = pd.Series(mesh.codes_of_rectangles(layer.geometry), index=layer.frame.index, dtype=object)
    if (codes != "").mean() < _LEAST_SHARE:
        return None
    keep, bad = reject_together(given, layer.frame.assign(chiku_code=codes), codes == "", "mesh_code_bad", "chiku_code")
    frame = pd.DataFrame({column: layer.frame[header] for column, header in columns.items()})[keep]
    frame["mesh_code"] = codes[keep]
    sizes = "・".join(str(mesh.SIZES[n]) for n in sorted(set(codes[keep].str.len()), reverse=True))
    labels = [(TABLES["mesh_cells"].column(column), header) for column, header in columns.items()]
    said = given.finding(
        "mesh_taken_by_shape", size=sizes, columns="、".join(f"「{h}」は{c.label_ja}" for c, h in labels),
        columns_en=", ".join(f"“{h}” as {c.label_en}" for c, h in labels),
    )  # fmt: skip
    year = census_year(given, "", [])
    undated = [] if year else [given.finding("census_year_unknown")]
    return [given.table(
        "mesh_cells", frame=frame, headers=columns, recognised_as="mesh-by-shape", encoding=layer.encoding, crs=crs,
        defaults={"as_of": f"{year}-10-01"} if year else {}, edition=year, rows_read=read,
        findings=[*layer.findings, *notes, said, *undated, *bad],
    )]  # fmt: skip


def _columns(layer: Layer) -> dict[str, str]:
    """Quantity -> header; empty without a column of people."""
    headers = [str(c) for c in layer.frame.columns]
    found = columns_of(TABLES["mesh_cells"], headers, layer.given.settings.columns)
    columns = {c: headers[p] for c, p in found.items() if c not in {"mesh_code", "municipality_code", "source_id"}}
    for group, parts in parts_of_groups(dict(enumerate(headers))).items():
        if len(parts) == 1:
            columns.setdefault(group, headers[parts[0]])
    for column, pattern in _NAMES.items():
        likely = next((h for h in headers if pattern.fullmatch(fold(h)) and h not in columns.values()), "")
        if column not in columns and likely:
            columns[column] = likely
    return columns if "people" in columns else {}


def _looks_square(layer: Layer) -> bool:
    """Whether the first polygons are rectangles: five corners; a quick look before anything is converted."""
    import shapely

    shapes = layer.geometry[:20]
    return bool(np.all(shapely.get_num_coordinates(shapes) == 5 * np.maximum(shapely.get_num_geometries(shapes), 1)))
