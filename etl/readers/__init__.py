"""Files to raw rows: formats, encodings, archives; what a file is, is told by its content."""
