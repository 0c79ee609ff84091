"""Which issue a step belongs to: by the issue's id, its title, or title and district where districts share a title.

A step without its issue says nothing, so a step whose issue cannot be told is rejected; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from etl.contract import TABLES
from etl.findings.hints import did_you_mean
from etl.overlay.precedence import standing
from etl.rows.account import Work
from etl.rows.references import Directory, Resolution, resolve
from etl.values.arrays import extension
from etl.values.normalize import fold


def link_issues(work: Work, districts: Directory, names: Mapping[str, str]) -> None:
    """Settle ``issue_id`` of every step; districts of issues are known by now.

    Args:
        work: the rows.
        districts: finds the district that a step names.
        names: name of each current district by its id.
    """
    frame = work.frame("actions")
    if frame.empty or not work.can_judge("issues"):
        return
    issues = standing(work.frame("issues"))
    found = resolve(issue_directory(issues, names), frame["municipality_code"], frame["issue_id"])
    home = dict(zip(issues["issue_id"], issues["district_id"], strict=True))
    stated = resolve(districts, frame["municipality_code"], frame["district_id"]).ids
    frame["_issue"] = _narrowed(found, stated, home)
    frame["_match"] = found.position
    several = np.array([bool(match.candidates) for _, _, match in found.distinct], dtype=bool)[found.position]
    lost = frame["_issue"].isna().to_numpy()
    work.reject("actions", lost & several, "ambiguous_reference", "issue_id", lambda row: _candidates(found, row))
    lost = work.frame("actions")["_issue"].isna().to_numpy()
    work.reject("actions", lost, "unknown_reference", "issue_id", lambda row: _not_found(found, issues, names, row))
    kept = work.frame("actions")
    kept["issue_id"] = kept["_issue"]
    work.tables["actions"] = kept.drop(columns=["_issue", "_match"])


def issue_directory(issues: pd.DataFrame, names: Mapping[str, str]) -> Directory:
    """Issues by id, by the id as it was given, by title, and by title with the district's name in brackets."""
    directory = Directory()
    given = issues["_given_id"] if "_given_id" in issues else [None] * len(issues)
    columns = (issues[c] for c in ("municipality_code", "issue_id", "title", "district_id"))
    for code, identifier, title, district, alias in zip(*columns, given, strict=True):
        place = f"（{names[district]}）" if isinstance(district, str) and district in names else ""
        keys = [fold(title), fold(title + place), fold(alias) if isinstance(alias, str) else ""]
        directory.add(code, identifier, title, keys)
    return directory


def _narrowed(found: Resolution, stated: Any, home: Mapping[str, str]) -> Any:
    """The ids found; of several issues with one title the one in the district that the step names."""
    ids = np.asarray(found.ids, dtype=object)
    for row in np.flatnonzero(found.unresolved):
        here = [c for c in found.distinct[found.position[row]][2].candidates if home.get(c) == stated[row]]
        if len(here) == 1:
            ids[row] = here[0]
    return extension(ids, dtype="str")


def _candidates(found: Resolution, row: pd.Series) -> dict[str, Any]:
    _, written, match = found.distinct[int(row["_match"])]
    return {"value": written, "candidates": "、".join(match.candidates[:5])}


def _not_found(found: Resolution, issues: pd.DataFrame, names: Mapping[str, str], row: pd.Series) -> dict[str, Any]:
    scope, written, _ = found.distinct[int(row["_match"])]
    hint, hint_en = did_you_mean(issue_directory(issues, names).suggest(scope, written) or "")
    return {
        "value": written,
        "suggestion": hint,
        "suggestion_en": hint_en,
        "target": TABLES["issues"].label_ja,
        "target_en": "issues",
    }
