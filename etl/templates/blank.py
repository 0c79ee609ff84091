"""Blank files to fill in, made from the contract: a CSV and a workbook of every input table.

A filled-in template is read without any setting.  :mod:`etl.templates.book` writes the workbooks,
:mod:`etl.templates.filled` the templates that hold the present rows.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from etl.contract import INPUT_TABLES, Column, Table
from etl.readers.sheets.form_mark import Mark
from etl.templates.book import Content, workbook


def columns_to_fill(table: Table) -> tuple[Column, ...]:
    """The columns of a table that are written by hand; shapes come in map files."""
    return tuple(c for c in table.input_columns if c.type != "geometry")


def tables_to_fill() -> tuple[Table, ...]:
    """The tables that make sense without a shape."""
    return tuple(t for t in INPUT_TABLES if t.name not in {"towns", "mesh_cells", "base_layers", "boundary_terms"})


def tables_to_edit() -> tuple[Table, ...]:
    """The tables whose current rows a file without shapes can carry there and back whole."""
    return tuple(t for t in tables_to_fill() if all(c.type != "geometry" for c in t.columns))


def write_templates(out: Path) -> list[Path]:
    """Write ``<table>.csv`` (UTF-8 with BOM) and ``<table>.xlsx`` for every table; returns the paths."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for table in tables_to_fill():
        path = out / f"{table.name}.csv"
        path.write_bytes(blank_csv(table))
        written.append(path)
        path = out / f"{table.name}.xlsx"
        path.write_bytes(blank_workbook(table))
        written.append(path)
    return written


def blank_csv(table: Table) -> bytes:
    """The header line as UTF-8 with BOM, which Excel needs, with Windows line ends."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([c.label_ja for c in columns_to_fill(table)])
    return buffer.getvalue().encode("utf-8-sig")


def blank_workbook(table: Table) -> bytes:
    """A workbook with drop-downs, an example and an explanation of every column."""
    return workbook(Content(Mark(table.name), columns_to_fill(table)))
