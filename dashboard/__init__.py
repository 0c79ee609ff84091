"""The screen: reads one DuckDB file, draws pages and exports; writes nothing but through etl."""
