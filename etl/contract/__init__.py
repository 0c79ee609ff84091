"""The contract: every table and column of the database, written once.

From it derive the accepted headers, the checks, ``CREATE TABLE``, the blank templates, ``data/README.md``,
``datapackage.json`` and the labels on screen.  It knows no file and no database; standard library only.

Rules of the words: the same quantity has the same column name in every table; ``_id`` points at a row,
``_code`` is from an official list; units stand at the end (``_km2``, ``_m``).  ``people`` and ``households`` are counts.
"""

from __future__ import annotations

from etl.contract.choices import (
    ACTIVITY_CATEGORIES,
    AREA_UNITS,
    ASSIGNMENTS,
    CANONICAL_TOPICS,
    CERTAINTIES,
    COVERAGES,
    DISTRICT_CHANGE_KINDS,
    EVENT_KINDS,
    FACILITY_KINDS,
    FACILITY_ROLES,
    FACILITY_STATUSES,
    LAYERS,
    LEGAL_FORMS,
    POPULATION_METHODS,
    SHARE_METHODS,
    SOURCE_KINDS,
    STAGES,
    STRUCTURES,
    VOICES,
    choice_label,
)
from etl.contract.community import (
    ACTIONS,
    ACTIVITIES,
    COUNCIL_DISTRICTS,
    COUNCIL_EVENTS,
    COUNCILS,
    FRAMEWORKS,
    ISSUES,
    TARGETS,
    TOPICS,
)
from etl.contract.derived import ADJACENCY, BUILD_INFO, FILES, FINDINGS, MAP_LAYERS, TOWN_DISTRICTS
from etl.contract.places import (
    BASE_LAYERS,
    BOUNDARY_TERMS,
    DISTRICT_CHANGES,
    DISTRICTS,
    FACILITIES,
    MESH_CELLS,
    MUNICIPALITIES,
    POPULATION,
    SOURCES,
    TOWNS,
)
from etl.contract.types import PRECISIONS, Choice, Column, ColumnType, Language, Table

__all__ = [
    "ACTIVITY_CATEGORIES",
    "AREA_UNITS",
    "ASSIGNMENTS",
    "CANONICAL_TOPICS",
    "CERTAINTIES",
    "COVERAGES",
    "DERIVED_TABLES",
    "DISTRICT_CHANGE_KINDS",
    "EVENT_KINDS",
    "FACILITY_KINDS",
    "FACILITY_ROLES",
    "FACILITY_STATUSES",
    "INPUT_TABLES",
    "LAYERS",
    "LEGAL_FORMS",
    "POPULATION_METHODS",
    "PRECISIONS",
    "SHARE_METHODS",
    "SOURCE_KINDS",
    "STAGES",
    "STRUCTURES",
    "TABLES",
    "VOICES",
    "Choice",
    "Column",
    "ColumnType",
    "Language",
    "Table",
    "choice_label",
]

INPUT_TABLES: tuple[Table, ...] = (
    MUNICIPALITIES, SOURCES, DISTRICTS, DISTRICT_CHANGES, COUNCILS, COUNCIL_DISTRICTS, COUNCIL_EVENTS, TARGETS, POPULATION,
    TOWNS, MESH_CELLS, FACILITIES, ACTIVITIES, FRAMEWORKS, TOPICS, ISSUES, ACTIONS, BASE_LAYERS,
    BOUNDARY_TERMS,
)  # fmt: skip
DERIVED_TABLES: tuple[Table, ...] = (ADJACENCY, TOWN_DISTRICTS, MAP_LAYERS, FILES, FINDINGS, BUILD_INFO)
TABLES: dict[str, Table] = {t.name: t for t in (*INPUT_TABLES, *DERIVED_TABLES)}
