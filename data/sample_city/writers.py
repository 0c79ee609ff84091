"""Bytes: GeoJSON, CSV and XLSX that come out the same each time the generator runs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import shapely
import xlsxwriter

from data.sample_city.lines import Feature

Cell = str | int | float | date | None
Rows = Iterable[Sequence[Cell]]
NOTICE = "架空データ：実在の市町村・団体・施設とは関係ありません。"


def geojson(
    path: Path, features: Iterable[tuple[Mapping[str, Any], shapely.Geometry]], *, crs: str, digits: int = 6
) -> None:
    """One feature a line, coordinates rounded; ``crs`` as OGC name, as GDAL writes it."""
    lines = []
    for properties, geometry in features:
        feature = {
            "type": "Feature",
            "properties": dict(properties),
            "geometry": _rounded(json.loads(shapely.to_geojson(shapely.normalize(geometry))), digits),
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    head = json.dumps(
        {"name": path.stem, "note": NOTICE, "crs": {"type": "name", "properties": {"name": crs}}}, ensure_ascii=False
    )
    body = ",\n".join(lines)
    path.write_text(
        f'{{"type":"FeatureCollection",{head[1:-1]},"features":[\n{body}\n]}}\n', encoding="utf-8", newline="\n"
    )


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, float):
        return round(value, digits)
    if isinstance(value, list):
        return [_rounded(v, digits) for v in value]
    if isinstance(value, dict):
        return {k: _rounded(v, digits) for k, v in value.items()}
    return value


def base_layers(path: Path, features: Iterable[Feature]) -> None:
    """Features of the backdrop under the contract's column names."""
    rows = (({"layer": f.layer, "name": f.name, "rank": f.rank}, f.geometry) for f in features)
    geojson(path, rows, crs="urn:ogc:def:crs:OGC:1.3:CRS84", digits=5)


def csv_file(path: Path, rows: Rows, *, encoding: str = "utf-8-sig") -> None:
    """Comma-separated, CRLF line ends, as Excel saves it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(["" if c is None else c for c in row] for row in rows)
    path.write_bytes(text.getvalue().encode(encoding))


def xlsx_file(path: Path, title: str, header: Sequence[str], rows: Rows, *, sheet: str, widths: Sequence[int]) -> None:
    """A sheet as an office keeps it: merged title, an empty row, coloured header, then the rows."""
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    book.set_properties({"title": title, "comments": NOTICE, "created": datetime(2026, 10, 1, tzinfo=UTC)})
    page = book.add_worksheet(sheet)
    bold = book.add_format({"bold": True, "font_size": 14, "align": "center"})
    head = book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1, "text_wrap": True, "valign": "vcenter"})
    body = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"border": 1, "num_format": '[$-411]ggge"年"m"月"d"日"', "valign": "top", "align": "left"})
    page.merge_range(0, 0, 0, len(header) - 1, f"{title}【架空データ】", bold)
    page.write_row(2, 0, header, head)
    for r, row in enumerate(rows, start=3):
        for c, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(r, c, datetime(cell.year, cell.month, cell.day), day)
            else:
                page.write(r, c, cell, body)
    for c, width in enumerate(widths):
        page.set_column(c, c, width)
    page.freeze_panes(3, 0)
    book.close()


def settings_file(path: Path, **values: str) -> None:
    """The TOML beside a file: says what the file cannot say itself."""
    lines = ["# 架空データ（見本の市）の設定"] + [f'{key} = "{value}"' for key, value in values.items()]
    path.with_name(path.name + ".toml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
