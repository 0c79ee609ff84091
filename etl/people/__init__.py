"""People of districts out of census towns, grid cells and official figures."""
