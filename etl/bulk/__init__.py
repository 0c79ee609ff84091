"""Long tables without a Python object per cell: a row about which there is nothing to say never leaves DuckDB.

A long text file is read into a DuckDB file of its own (:mod:`etl.readers.staged`).  Its distinct cells go through the
same parsers as everybody's (:mod:`etl.bulk.reading`).  Rows that need a word — a cell that cannot be read, the first
of its kind that was interpreted, a key that stands twice, a name that nobody knows — are taken out and become rows
like any other, so that every rule and every finding has one owner (:mod:`etl.bulk.split`, :mod:`etl.bulk.placing`).
The others are written straight into the database (:mod:`etl.bulk.load`).

What comes out is the same, row for row and finding for finding; only the engine differs (tests/test_bulk.py).
"""
