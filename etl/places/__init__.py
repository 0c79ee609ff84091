"""Districts, borders, coordinates: the only geometry that measures, and its form for the screen."""
