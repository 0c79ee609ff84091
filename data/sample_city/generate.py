"""Writes every file of the invented city."""

from __future__ import annotations

from pathlib import Path

from data.sample_city.activities import write_activities
from data.sample_city.boundaries import write_boundaries
from data.sample_city.city import make_city
from data.sample_city.councils import write_councils
from data.sample_city.facilities import write_facilities
from data.sample_city.former import write_changes
from data.sample_city.issues import write_issues
from data.sample_city.steps import write_steps

FOLDERS = ("boundaries/99201_潮見野市", "activities/99201_潮見野市")


def generate(root: Path) -> None:
    """Write ``boundaries/99201_潮見野市`` and ``activities/99201_潮見野市`` under a folder."""
    city = make_city()
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    write_boundaries(city, root / FOLDERS[0])
    records = root / FOLDERS[1]
    write_councils(records)
    write_changes(records)
    write_facilities(city, records)
    write_activities(city, records)
    write_issues(records)
    write_steps(records)
