"""Numbers to classes of a map: closed ranges that occur, ties never parted, at most as many as an eye tells apart."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dashboard import theme

#: Which steps of the sequence stand for n classes: far apart where there are few, light ones where marks lie on top.
_STEPS = {1: (2,), 2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}
_LIGHT = {1: (1,), 2: (0, 2), 3: (0, 1, 2), 4: (0, 1, 2, 3)}
Range = tuple[int, int]


def ranges(numbers: Sequence[int], classes: int = 5) -> list[Range]:
    """Closed ranges of about equally many numbers, each holding at least one; ties stay together.

    >>> ranges([1, 2, 2, 9]), ranges([]), ranges([4, 4, 4])
    ([(1, 1), (2, 2), (9, 9)], [], [(4, 4)])
    >>> ranges(range(10))
    [(0, 1), (2, 3), (4, 5), (6, 7), (8, 9)]
    """
    ordered = sorted(numbers)
    distinct = sorted(set(ordered))
    if len(distinct) <= classes:
        return [(value, value) for value in distinct]
    tops = {ordered[math.ceil(len(ordered) * part / classes) - 1] for part in range(1, classes + 1)}
    out, low = [], distinct[0]
    for top in sorted(tops):
        out.append((low, top))
        low = next((value for value in distinct if value > top), top)
    return out


def styles(count: int, *, light: bool = False, dark_first: bool = False) -> list[theme.MapClass]:
    """The looks of so many classes, from few to many (``dark_first``: the other way round)."""
    steps = (_LIGHT if light else _STEPS).get(count, ())
    return [theme.SEQUENTIAL[step] for step in (reversed(steps) if dark_first else steps)]


def style_of(number: int, found: Sequence[Range], looks: Sequence[theme.MapClass]) -> theme.MapClass:
    """The look of the class in which a number lies."""
    return next(look for look, (low, high) in zip(looks, found, strict=True) if low <= number <= high)
