"""Official files, where there is a network."""
