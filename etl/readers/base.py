"""What every reader hands over: rows under contract column names, with the story of how they were read.

Plain data and small helpers shared by the readers.  Nothing here opens a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from etl.findings import Finding


@dataclass
class RawTable:
    """Rows of one part of one file (sheet, layer, zip member), not yet normalised.

    ``frame`` has the row number that the user sees as index (Excel row, CSV line, feature number from 1) and contract
    column names as columns; its cells are as they were read.  Further columns are allowed where the contract has a
    derived column (``admin_code``, ``admin_name``) or where the build needs a name (``municipality_name``,
    ``prefecture_name``).  ``geometry`` holds shapely geometries in EPSG:4326, aligned with ``frame``.

    A file that gave no rows has ``table == ""``, an empty frame and its findings.
    Invariant: ``rows_read == len(frame) + sum(f.rejected for f in findings)``.
    """

    table: str
    file: str
    part: str = ""
    frame: pd.DataFrame = field(default_factory=pd.DataFrame)
    geometry: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    recognised_as: str = ""
    encoding: str = ""
    crs: str = ""
    edition: str = ""
    sha256: str = ""
    size_bytes: int = 0
    rows_read: int = 0
    findings: list[Finding] = field(default_factory=list)
    sources: list[dict[str, object]] = field(default_factory=list)

    @property
    def rows_rejected(self) -> int:
        return sum(f.rejected for f in self.findings)
