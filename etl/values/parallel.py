"""The same work for many things, on all cores: for functions that spend their time in GEOS or zlib, not in Python."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Thing = TypeVar("Thing")
Outcome = TypeVar("Outcome")


def each(work: Callable[[Thing], Outcome], things: Iterable[Thing]) -> list[Outcome]:
    """The results in the order of the things; an exception of one is raised here.

    >>> each(len, ["a", "bc"])
    [1, 2]
    """
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        return list(pool.map(work, things))
