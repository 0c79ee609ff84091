"""Grids of cells to rows: CSV, workbooks, title rows, merged cells, hand-made tables."""
