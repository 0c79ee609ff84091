"""What stands beside and above a file: its ``<file>.toml`` and the folder that names a municipality."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from etl.contract import AREA_UNITS, TABLES
from etl.findings import Finding, finding
from etl.readers.base import Settings
from etl.values.normalize import CellError, municipality_code

_TEXT_KEYS = ("table", "layer", "encoding", "crs", "edition", "municipality_code", "source_id", "area_unit")
_ALLOWED = ", ".join((*_TEXT_KEYS, "[columns]"))


def settings_beside(path: Path, name: str) -> tuple[Settings, list[Finding]]:
    """The settings of ``<file>.toml``; a malformed one is a finding and is not used."""
    beside = path.with_name(path.name + ".toml")
    if not beside.exists():
        return Settings(), []
    try:
        return _checked(tomllib.loads(beside.read_text(encoding="utf-8-sig"))), []
    except (ValueError, OSError, RecursionError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        reason = " ".join(str((isinstance(error, OSError) and error.strerror) or error).split())
        return Settings(), [finding("toml_invalid", file=name, toml=beside.name, reason=reason, allowed=_ALLOWED)]


def _checked(content: dict[str, Any]) -> Settings:
    unknown = set(content) - {*_TEXT_KEYS, "columns"}
    if unknown:
        raise ValueError(f"unknown key: {', '.join(sorted(unknown))}")
    columns = content.get("columns", {})
    if not isinstance(columns, dict) or not all(isinstance(v, str) for v in columns.values()):
        raise ValueError('[columns] must be: contract column = "header in the file"')
    values = {key: str(content[key]) for key in _TEXT_KEYS if key in content}
    if "table" in values and (values["table"] not in TABLES or TABLES[values["table"]].derived):
        raise ValueError(f"unknown table: {values['table']}")
    if "table" in values:
        known = {column.name for column in TABLES[values["table"]].input_columns}
        if strangers := set(columns) - known:
            raise ValueError(f"{values['table']} has no column {', '.join(sorted(strangers))}")
    if values.get("area_unit", "other") not in {c.value for c in AREA_UNITS}:
        raise ValueError(f"unknown area_unit: {values['area_unit']}")
    if "municipality_code" in values:
        values["municipality_code"] = _code(values["municipality_code"])
    return Settings(columns=dict(columns), **values)


def _code(written: str) -> str:
    try:
        return municipality_code(written).value
    except CellError as error:
        raise ValueError(f"municipality_code {written!r}: {error.code}") from error


def code_in_name(name: str) -> str:
    """The municipality code in a folder's or file's name, or an empty string.

    >>> code_in_name("29209_生駒市"), code_in_name("evacuation_292095"), code_in_name("2024")
    ('29209', '29209', '')
    """
    for digits in re.findall(r"(?<!\d)\d{5,6}(?!\d)", name):
        try:
            return municipality_code(digits).value
        except CellError:
            continue
    return ""


def scope_of(path: Path, root: Path) -> str:
    """The code in the nearest folder above the file, up to and including ``root``; empty if none names one."""
    for folder in (path.parent, *path.parent.parents):
        if code := code_in_name(folder.name):
            return code
        if folder == root:
            return ""
    return ""
