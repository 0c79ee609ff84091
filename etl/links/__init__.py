"""Which municipality, district, council or issue a row belongs to."""
