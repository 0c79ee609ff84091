"""DuckDB's bare read_csv of one file into a table in memory: ``python read_csv.py FILE``."""

from __future__ import annotations

import sys

import duckdb

if __name__ == "__main__":
    duckdb.execute("CREATE TABLE activities AS SELECT * FROM read_csv($file)", {"file": sys.argv[1]})
