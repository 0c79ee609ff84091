"""What the build takes from the journal: the files of accepted imports in order, and the keys they remove.

Plain data; :mod:`etl.journal` makes it, :mod:`etl.overlay.precedence` resolves what stands in several layers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from etl.findings import Finding

#: The key of a row as the journal writes it: text in the order of the table's key, dates as ISO 8601, None for missing.
Key = tuple[str | None, ...]


@dataclass(frozen=True)
class ImportedFile:
    """One file of an entry: where it is, how it is named to the user, the municipality chosen for it, its hash."""

    path: Path
    name: str
    municipality_code: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class ImportLayer:
    """One active entry of the journal: its number (above 0, the layer of the folders), files and removed keys."""

    entry: int
    files: tuple[ImportedFile, ...] = ()
    removed: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Imports:
    """All active entries, the oldest first; ``last_entry`` is the number of the journal's last line."""

    layers: tuple[ImportLayer, ...] = ()
    last_entry: int = 0
    findings: tuple[Finding, ...] = ()
