"""Typed pandas columns, made in one place: nullable, so that a missing number is never zero.

Thin on purpose; holds no knowledge of tables.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

#: The missing value of object arrays.
NOTHING: Any = None


def extension(values: Any, dtype: Any) -> Any:
    """An extension array of the given type.

    >>> extension([1, None], "Int64").tolist()
    [1, <NA>]
    """
    return pd.array(values, dtype=dtype)


def rows_where(mask: Any) -> list[int]:
    """The positions of the true elements.

    >>> rows_where([False, True, True])
    [1, 2]
    """
    return [int(i) for i in np.flatnonzero(np.asarray(mask, dtype=bool))]
