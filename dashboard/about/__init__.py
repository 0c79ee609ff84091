"""About the data: files, findings, sources."""
