"""Small numbers of people are not shown: which districts' figures are withheld, so that none can be worked out.

A figure of people above zero and below the municipality's threshold is withheld (秘匿 ＊).  If that leaves exactly one
withheld figure beside a published total, the next smallest is withheld too, or subtraction would reveal the one.
It never changes a number: it names those that must not be shown.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def withheld(people: Mapping[Key, float | None], threshold: int) -> frozenset[Key]:
    """The keys whose figure must not be shown.

    Args:
        people: figure per district (and for what belongs to none), ``None`` where not known; the total is public.
        threshold: figures from 1 to threshold - 1 are small; 0 or 1 withholds nothing.

    >>> sorted(withheld({"a": 4, "b": 30, "c": 12, "d": 0}, 10))
    ['a', 'c']
    """
    known = {key: float(value) for key, value in people.items() if value is not None and value == value}
    small = {key for key, value in known.items() if 0 < value < threshold}
    if len(small) == 1:
        others = sorted((value, str(key), key) for key, value in known.items() if key not in small and value > 0)
        small |= {key for _, _, key in others[:1]}
    return frozenset(small)
