"""Writes every file of the invented city."""

from __future__ import annotations

from pathlib import Path

from data.sample_city.boundaries import write_boundaries
from data.sample_city.city import make_city


def generate(root: Path) -> None:
    """Write ``boundaries/99201_潮見野市`` and ``activities/99201_潮見野市`` under a folder."""
    city = make_city()
    write_boundaries(city, root)
