"""Files to one DuckDB file.  Never imports streamlit, dashboard or pages.

The names in ``__all__`` are the front door: what other parts of the program may use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from etl.build.opening import Unreadable, is_refusal, open_published, unreadable
from etl.build.publish import builds, current_database, unreadable_builds
from etl.contract import (
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
    INPUT_TABLES,
    LAYERS,
    LEGAL_FORMS,
    POPULATION_METHODS,
    PRECISIONS,
    SHARE_METHODS,
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
from etl.findings import guard

if TYPE_CHECKING:
    from etl.build.database import Result, build_database, check_files
    from etl.findings import Finding
    from etl.journal import (
        CellChange,
        DatabaseUnreadableError,
        Difference,
        Entry,
        FilePart,
        JournalError,
        Proposal,
        RowChange,
        Store,
        Upload,
        accept,
        discard,
        history,
        pending,
        propose,
        propose_undo,
        publish_pending,
        rebuild,
        undo,
    )
    from etl.templates.blank import blank_csv, blank_workbook, tables_to_edit, tables_to_fill
    from etl.templates.filled import TemplateError, filled_csv, filled_workbook
    from etl.templates.marked_tables import findings_workbook
    from etl.values.cells import TWINS
    from etl.values.dates import PartialDate
    from etl.values.fiscal import fiscal_year_of
    from etl.values.marks import FORMULA_START, neutral
    from etl.values.normalize import read_municipality_code
    from etl.values.periods import read_date

__all__ = [
    "ACTIVITY_CATEGORIES",
    "AREA_UNITS",
    "ASSIGNMENTS",
    "CANONICAL_TOPICS",
    "CERTAINTIES",
    "COVERAGES",
    "DISTRICT_CHANGE_KINDS",
    "EVENT_KINDS",
    "FACILITY_KINDS",
    "FACILITY_ROLES",
    "FACILITY_STATUSES",
    "FORMULA_START",
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
    "TWINS",
    "VOICES",
    "CellChange",
    "Choice",
    "Column",
    "DatabaseUnreadableError",
    "Difference",
    "Entry",
    "FilePart",
    "Finding",
    "JournalError",
    "PartialDate",
    "Proposal",
    "Result",
    "RowChange",
    "Store",
    "Table",
    "TemplateError",
    "Unreadable",
    "Upload",
    "accept",
    "blank_csv",
    "blank_workbook",
    "build_database",
    "builds",
    "check_files",
    "choice_label",
    "current_database",
    "discard",
    "filled_csv",
    "filled_workbook",
    "findings_workbook",
    "fiscal_year_of",
    "guard",
    "history",
    "is_refusal",
    "neutral",
    "open_published",
    "pending",
    "propose",
    "propose_undo",
    "publish_pending",
    "read_date",
    "read_municipality_code",
    "rebuild",
    "tables_to_edit",
    "tables_to_fill",
    "undo",
    "unreadable",
    "unreadable_builds",
]
#: Loaded when first asked for: the screen needs the contract, not the geometry libraries.
_LATE = {
    **dict.fromkeys(("Result", "build_database", "check_files"), "etl.build.database"),
    "Finding": "etl.findings",
    "findings_workbook": "etl.templates.marked_tables",
    **dict.fromkeys(("FORMULA_START", "neutral"), "etl.values.marks"),
    "TWINS": "etl.values.cells",
    "PartialDate": "etl.values.dates",
    "fiscal_year_of": "etl.values.fiscal",
    "read_date": "etl.values.periods",
    "read_municipality_code": "etl.values.normalize",
    **dict.fromkeys(("TemplateError", "filled_csv", "filled_workbook"), "etl.templates.filled"),
    **dict.fromkeys(("blank_csv", "blank_workbook", "tables_to_edit", "tables_to_fill"), "etl.templates.blank"),
    **dict.fromkeys(
        (
            "CellChange",
            "DatabaseUnreadableError",
            "Difference",
            "Entry",
            "FilePart",
            "JournalError",
            "Proposal",
            "RowChange",
            "Store",
            "Upload",
            "accept",
            "discard",
            "history",
            "pending",
            "propose",
            "propose_undo",
            "publish_pending",
            "rebuild",
            "undo",
        ),
        "etl.journal",
    ),
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module 'etl' has no attribute {name!r}")
    return getattr(import_module(_LATE[name]), name)
