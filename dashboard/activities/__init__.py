"""Activities of districts side by side."""
