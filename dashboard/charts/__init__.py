"""Vega specifications shared by pages."""
