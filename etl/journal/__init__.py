"""Imports: dry run, difference, accept, undo.  Sources of truth stay files; the journal only grows.

``data/imports/`` holds ``journal.jsonl`` (one line per import or undo) and one folder per import with the files exactly
as they were uploaded.  An import is accepted when its line is in the journal, and not before; whatever is killed at
whatever moment, the next build takes in exactly what the journal says.
"""

from __future__ import annotations

from etl.journal.accepting import accept, discard, publish_pending, rebuild, undo
from etl.journal.lines import damage, history, load_imports, pending
from etl.journal.model import (
    CellChange,
    DatabaseUnreadableError,
    Difference,
    Entry,
    FilePart,
    ImportedName,
    JournalError,
    Proposal,
    RowChange,
    Store,
    Upload,
)
from etl.journal.proposing import propose, propose_undo

__all__ = [
    "CellChange",
    "DatabaseUnreadableError",
    "Difference",
    "Entry",
    "FilePart",
    "ImportedName",
    "JournalError",
    "Proposal",
    "RowChange",
    "Store",
    "Upload",
    "accept",
    "damage",
    "discard",
    "history",
    "load_imports",
    "pending",
    "propose",
    "propose_undo",
    "publish_pending",
    "rebuild",
    "undo",
]
