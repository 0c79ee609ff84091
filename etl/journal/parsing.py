"""One line of the journal to an entry, or nothing: every value has the type and the range that this program writes.

A line that says anything else was altered by something else, and is told as one that cannot be read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from etl.contract import TABLES
from etl.journal.model import Counts, Entry, ImportedName
from etl.readers.accepted import Key

_Value = TypeVar("_Value")
#: The largest number of an entry: folders of imports are named with six digits.
LARGEST = 999_999
#: The largest count or size: what a database column and a table on the screen hold.
_LARGEST_COUNT = 2**63 - 1


def parsed(line: bytes) -> Entry | None:
    """The entry of a line; None if the line is not a whole entry."""
    try:
        return _entry(_mapping(json.loads(line)))
    except (ValueError, KeyError, RecursionError):
        return None


def _entry(said: Mapping[str, Any]) -> Entry:
    number, action = _whole(said["entry"], 1, LARGEST), _text(said["action"])
    undoes = None if said["undoes"] is None else _whole(said["undoes"], 1, number - 1)
    if action not in {"import", "undo"} or (action == "undo") != (undoes is not None):
        raise ValueError(action)
    return Entry(
        number=number, action=action, at=_text(said["at"]), by=_text(said["by"]), note=_text(said["note"]),
        files=tuple(_file(_mapping(f)) for f in _list(said["files"])),
        replaces=tuple(_whole(n, 1, number - 1) for n in _list(said["replaces"])),
        removed=_by_table(said["removed"], _keys), undoes=undoes, difference=_by_table(said["difference"], _counts),
    )  # fmt: skip


def _file(said: Mapping[str, Any]) -> ImportedName:
    return ImportedName(
        _file_name(said["name"]), _text(said["sha256"]), _whole(said["size_bytes"]), _text(said["municipality_code"]),
        _by_table(said["tables"], lambda _, counts: _named_counts(_mapping(counts))),
        tuple(_text(owner) for owner in _list(said.get("owners", []))),
    )  # fmt: skip


def _by_table(said: object, read: Callable[[str, object], _Value]) -> dict[str, _Value]:
    return {_text(table): read(table, value) for table, value in _mapping(said).items()}


def _keys(table: str, said: object) -> tuple[Key, ...]:
    """Keys of rows; those of a table of this version have its width."""
    keys = tuple(tuple(None if part is None else _text(part) for part in _list(key)) for key in _list(said))
    if table in TABLES and any(len(key) != len(TABLES[table].key) for key in keys):
        raise ValueError(table)
    return keys


def _named_counts(said: Mapping[str, Any]) -> Counts:
    return _whole(said["read"]), _whole(said["loaded"]), _whole(said["rejected"])


def _counts(_table: str, said: object) -> Counts:
    added, changed, removed = _list(said)
    return _whole(added), _whole(changed), _whole(removed)


# ------------------------------------------------------------------------------------------------ single values
def _whole(said: object, least: int = 0, most: int = _LARGEST_COUNT) -> int:
    if type(said) is not int or not least <= said <= most:  # True is an int to Python
        raise ValueError(said)
    return said


def _text(said: object) -> str:
    """Text that can be stored: no half of a surrogate pair (which JSON can write), no NUL."""
    if not isinstance(said, str) or "\0" in said:
        raise ValueError(said)
    said.encode()
    return said


def _file_name(said: object) -> str:
    """A name that stays inside its folder."""
    name = _text(said)
    if name in {"", ".", ".."} or {"/", "\\"} & set(name):
        raise ValueError(name)
    return name


def _list(said: object) -> list[Any]:
    if not isinstance(said, list):
        raise ValueError(said)
    return said


def _mapping(said: object) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise ValueError(said)
    return said
