"""Files to one DuckDB file.  Never imports streamlit, dashboard or pages.

The names in ``__all__`` are the front door: what other parts of the program may use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from etl.contract import (
    ACTIVITY_CATEGORIES,
    AREA_UNITS,
    ASSIGNMENTS,
    CANONICAL_TOPICS,
    CERTAINTIES,
    COVERAGES,
    EVENT_KINDS,
    FACILITY_KINDS,
    FACILITY_ROLES,
    FACILITY_STATUSES,
    INPUT_TABLES,
    LAYERS,
    LEGAL_FORMS,
    POPULATION_METHODS,
    PRECISIONS,
    SOURCE_KINDS,
    STAGES,
    STRUCTURES,
    TABLES,
    VOICES,
    Choice,
    Column,
    Table,
    choice_label,
)
from etl.publish import current_database

if TYPE_CHECKING:
    from etl.build import Result, build_database, check_files

__all__ = [
    "ACTIVITY_CATEGORIES",
    "AREA_UNITS",
    "ASSIGNMENTS",
    "CANONICAL_TOPICS",
    "CERTAINTIES",
    "COVERAGES",
    "EVENT_KINDS",
    "FACILITY_KINDS",
    "FACILITY_ROLES",
    "FACILITY_STATUSES",
    "INPUT_TABLES",
    "LAYERS",
    "LEGAL_FORMS",
    "POPULATION_METHODS",
    "PRECISIONS",
    "SOURCE_KINDS",
    "STAGES",
    "STRUCTURES",
    "TABLES",
    "VOICES",
    "Choice",
    "Column",
    "Result",
    "Table",
    "build_database",
    "check_files",
    "choice_label",
    "current_database",
]
#: Loaded when first asked for: the screen needs the contract, not the geometry libraries.
_LATE = ("Result", "build_database", "check_files")


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module 'etl' has no attribute {name!r}")
    from etl import build

    return getattr(build, name)
