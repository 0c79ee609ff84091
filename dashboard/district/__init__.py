"""One district: its panel, and what became of it over time."""
