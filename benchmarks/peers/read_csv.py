"""DuckDB's bare read_csv of one file into a table, in memory or in a database: ``read_csv.py FILE [DATABASE]``."""

from __future__ import annotations

import sys

import duckdb

if __name__ == "__main__":
    with duckdb.connect(sys.argv[2] if len(sys.argv) > 2 else ":memory:") as db:
        db.execute("CREATE TABLE activities AS SELECT * FROM read_csv($file)", {"file": sys.argv[1]})
