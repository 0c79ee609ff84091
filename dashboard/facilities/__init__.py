"""Facilities of districts."""
