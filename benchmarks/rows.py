"""What a benchmark found, as rows, and the rows as text: never a number without how often it was measured.

A row keeps every value.  Its budget is on the median, or on the ratio to a peer measured in the same run.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median

PACKAGES = ("streamlit", "streamlit-folium", "folium", "duckdb", "pandas", "geopandas", "shapely", "playwright")
HEAD = ("what", "n", "median", "min", "max", "unit", "peer", "ratio", "budget", "")


@dataclass(frozen=True)
class Row:
    """One measured thing.

    Args:
        what: what was measured, in words.
        unit: of the values: s, ms, KB (1000 bytes), MB, rows/s.
        values: one for each repetition.
        peer: the values of the peer or floor, measured in the same run; none if there is none.
        budget: upper limit of the median, or of the ratio of the medians when ``of_ratio``.
    """

    what: str
    unit: str
    values: tuple[float, ...]
    peer: tuple[float, ...] = ()
    budget: float | None = None
    of_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        return median(self.values) / median(self.peer) if self.peer else None

    @property
    def verdict(self) -> str:
        """``ok`` or ``OVER``; empty without a budget."""
        if self.budget is None:
            return ""
        measured = self.ratio if self.of_ratio else median(self.values)
        assert measured is not None, f"{self.what}: a budget of the ratio needs a peer"  # noqa: S101
        return "ok" if measured <= self.budget else "OVER"

    def cells(self) -> tuple[str, ...]:
        limit = "" if self.budget is None else f"{self.budget:g}{'x' if self.of_ratio else ' ' + self.unit}"
        return (
            self.what,
            str(len(self.values)),
            number(median(self.values)),
            number(min(self.values)),
            number(max(self.values)),
            self.unit,
            number(median(self.peer)) if self.peer else "",
            "" if self.ratio is None else f"{self.ratio:.2f}x",
            f"<= {limit}" if limit else "",
            self.verdict,
        )


def number(value: float) -> str:
    """Three figures that count.

    >>> number(0.98765), number(12.34), number(345678.9)
    ('0.988', '12.3', '345,679')
    """
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.3f}"


def machine() -> list[str]:
    """Date, cores, system, Python, packages and load; nothing that names the machine or a place on it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return [
        f"{datetime.now(UTC):%Y-%m-%d}, {cores} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}",
        packages,
        *([f"load average over the last 5 minutes: {os.getloadavg()[1]:.1f}"] if hasattr(os, "getloadavg") else []),
    ]


def table(rows: Sequence[Row]) -> list[str]:
    """The rows in columns."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    left = {0, 5, 9}
    return [
        "  ".join(
            cell.ljust(w) if i in left else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]


def report(name: str, about: str, rows: Sequence[Row]) -> str:
    """The text that is kept: what, on which machine, the rows."""
    return "\n".join([name, "=" * len(name), *machine(), "", about.strip(), "", *table(rows), ""])
