"""The one door to the database: questions that every page asks, open connections, damaged files."""
