"""What kind of facility a name speaks of, where a list has no column of kinds.

The words are those of the contract's closed list; a name that holds none of them keeps its kind unknown.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pandas as pd

from etl.contract import FACILITY_KINDS
from etl.values.normalize import fold

#: Words too short or too common inside other names to tell a kind (会館 in 図書会館, 本庁舎前公園).
_NOT_TELLING = frozenset(("会館", "その他", "other", "支所", "広場", "運動場"))


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Pattern and kind, the longest words first, so that 地区公民館 goes before 公民館."""
    spelled = [
        (fold(word), kind.value)
        for kind in FACILITY_KINDS
        for word in (kind.label_ja, *kind.aliases, *(p for p in re.split("[・]", kind.label_ja)))
        if word not in _NOT_TELLING and kind.value != "other"
    ]
    return tuple((re.compile(re.escape(w)), k) for w, k in sorted(set(spelled), key=lambda item: (-len(item[0]), item)))


def kind_by_name(name: str) -> str:
    """The kind that a facility's name tells, or an empty string.

    >>> kind_by_name("中央公民館"), kind_by_name("市立図書館"), kind_by_name("光の館")
    ('public_hall', 'library', '')
    """
    folded = fold(name)
    return next((kind for pattern, kind in _words() if pattern.search(folded)), "")


def kinds_by_name(names: pd.Series) -> Any:
    """As :func:`kind_by_name` for every name of a column."""
    known = {name: kind_by_name(name) for name in names.dropna().unique()}
    return names.map(known).fillna("").astype(object)
