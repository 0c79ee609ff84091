"""Which districts followed a former one, and what of it went to each: plain data out of the table of changes.

Pure.  Nothing is invented: where a former district was divided and no share is known, it has candidates but no shares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from etl.values.counts import largest_remainder

#: Stated shares are rounded (0.33 + 0.67); sums this far from 1 are still meant to be 1.
ROUNDING = 0.011


@dataclass(frozen=True)
class Step:
    """One row of the table of changes; ``share`` of the people of ``old``, ``None`` where it is not known."""

    old: str
    new: str
    share: float | None
    kind: str = "merger"


@dataclass(frozen=True)
class Successors:
    """The changes by former district, the ids of the present districts, and of those in earlier editions."""

    steps: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    current: frozenset[str] = frozenset()
    earlier: frozenset[str] = frozenset()

    def onward(self, district: str) -> tuple[Step, ...]:
        """Where a former district went; a present one goes nowhere."""
        if district in self.current:
            return ()
        return tuple(s for s in self.steps.get(district, ()) if s.new != district)

    def candidates(self, district: str) -> tuple[str, ...]:
        """The present districts that hold a part of a former one, in the order of their ids; empty if not known."""
        return tuple(sorted(d for d in self._leaves(district, frozenset()) if d in self.current and d != district))

    def _leaves(self, district: str, seen: frozenset[str]) -> set[str]:
        if district in seen:
            return set()
        onward = self.onward(district)
        return {leaf for s in onward for leaf in self._leaves(s.new, seen | {district})} if onward else {district}

    def successor(self, district: str) -> str | None:
        """The one present district that took a former one over whole; ``None`` if it was divided or is not former."""
        found = self.candidates(district)
        return found[0] if len(found) == 1 else None

    def shares(self, district: str) -> dict[str, float] | None:
        """Share of a former district's people by present district, adding up to 1; ``None`` where not known."""
        out: dict[str, float] = {}
        return out if self._spread(district, 1.0, out, frozenset()) else None

    def _spread(self, district: str, part: float, out: dict[str, float], seen: frozenset[str]) -> bool:
        if district in self.current:
            out[district] = out.get(district, 0.0) + part
            return True
        onward = self.onward(district)
        total = sum(s.share or 0.0 for s in onward)
        known = all(s.share is not None for s in onward) and abs(total - 1) <= ROUNDING
        if not onward or not known or district in seen:
            return False
        return all(self._spread(s.new, part * (s.share or 0.0) / total, out, seen | {district}) for s in onward)

    def sources(self, district: str) -> frozenset[str]:
        """The former districts of which a present one was made, itself among them where it took others in."""
        feeding = self._feeding.get(district, frozenset())
        inner = {s.new for old in feeding for s in self.onward(old)}
        return (feeding - inner) | ({district} if self._went_on(district, feeding) else frozenset())

    @cached_property
    def _feeding(self) -> dict[str, frozenset[str]]:
        """The former districts that lead to each present one, on however many ways."""
        out: dict[str, set[str]] = {}
        for old in self.steps.keys() - self.current:
            for new in self.candidates(old):
                out.setdefault(new, set()).add(old)
        return {new: frozenset(olds) for new, olds in out.items()}

    @cached_property
    def _into(self) -> dict[str, list[Step]]:
        """The rows of the table by the district that followed."""
        out: dict[str, list[Step]] = {}
        for step in (s for steps in self.steps.values() for s in steps):
            out.setdefault(step.new, []).append(step)
        return out

    def _went_on(self, district: str, feeding: frozenset[str]) -> bool:
        """Whether a present district is also one of those of which it was made: it took the others in."""
        into = self._into.get(district, [])
        single = len(feeding) == 1 and any(s.kind == "merger" and s.old in feeding for s in into)
        return single or district in self.earlier or any(s.old in self.current for s in into)


def of_tables(changes: pd.DataFrame, districts: pd.DataFrame) -> Successors:
    """The successors that the rows of ``district_changes`` tell, for the current edition of ``districts``."""
    steps: dict[str, list[Step]] = {}
    columns = ["old_district_id", "new_district_id", "people_share", "kind"]
    for old, new, share, kind in changes[columns].itertuples(index=False):
        steps.setdefault(str(old), []).append(Step(str(old), str(new), None if pd.isna(share) else share, str(kind)))
    now = districts["is_current"].to_numpy(dtype=bool)
    ids = districts["district_id"]
    return Successors({old: tuple(rows) for old, rows in steps.items()}, frozenset(ids[now]), frozenset(ids[~now]))


def convert(amounts: Mapping[str, int], shares: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, int]]:
    """Whole numbers by former district shared out: former -> present -> number, the sum of each former one kept.

    >>> convert({"a": 10, "b": 5}, {"a": {"c": 0.34, "d": 0.66}, "b": {"c": 1.0}})
    {'a': {'c': 3, 'd': 7}, 'b': {'c': 5}}
    """
    pairs = [(old, new, share) for old in amounts for new, share in shares[old].items()]
    position = {old: place for place, old in enumerate(amounts)}
    group = pd.Series([position[old] for old, _, _ in pairs], dtype="int64")
    share = pd.Series([share for _, _, share in pairs], dtype="float64")
    numbers = largest_remainder(group, share, np.array(list(amounts.values()), dtype=np.float64))
    out: dict[str, dict[str, int]] = {old: {} for old in amounts}
    for (old, new, _), number in zip(pairs, numbers, strict=True):
        out[old][new] = int(number)
    return out
