"""Names of former districts as staff write them in the table of changes: one row for each former and new district.

A former district need not stand in any edition: it then gets an id in the form of the others.
"""

from __future__ import annotations

import re
from typing import Any

from etl.places.districts import display_name
from etl.rows.account import Work
from etl.rows.references import district_directory, school_name
from etl.values.arrays import extension
from etl.values.normalize import items

TABLE = "district_changes"
_SCHOOL_END = re.compile("(義務教育学校|小中学校|中学校|小学校|中|小)(?:区|校区|学区)?$")


def name_former(work: Work) -> None:
    """One row for each former and new district; ``old_district_id`` and ``old_name`` of the former one."""
    if work.frame(TABLE).empty:
        return
    _split_cells(work)
    frame = work.frame(TABLE)
    districts = work.frame("districts")
    directory = district_directory(districts)
    names = dict(zip(districts["district_id"], districts["name"], strict=True))
    ids, shown = [], []
    for code, written in zip(frame["municipality_code"].fillna(""), frame["old_district_id"], strict=True):
        found = directory.find(code, written)
        school = former_school(written.removeprefix(f"{code}-"))  # an id of this form may be written as well
        ids.append(found.id or f"{code}-{school}")
        shown.append(names.get(found.id, display_name(school)))
    frame["old_district_id"] = extension(ids, dtype="str")
    frame["old_name"] = extension(shown, dtype="str")
    frame["certainty"] = extension(["stated"] * len(frame), dtype="str")


def former_school(written: str) -> str:
    """The school's full name out of what staff write for a former district.

    >>> former_school("旧滝上中"), former_school("滝上中学校区"), former_school("沖島地区")
    ('滝上中学校', '滝上中学校', '沖島地区')
    """
    name = school_name(written.removeprefix("旧"))
    name = re.sub("(?<=[中小])(?:校区|学区|区)$", "学校", name)
    return re.sub("(?<=学校)(?:校区|学区|区)$", "", re.sub("(?<=[中小])$", "学校", name))


def several(written: str, known: Any) -> list[str]:
    """The districts named in one cell: separated by 、 and the like, or by ・ where the whole is no name.

    A part without 中学校 takes the ending of the last one.

    >>> several("旧滝上・滝下中学校区", lambda name: False)
    ['滝上中学校', '滝下中学校区']
    """
    if known(written):
        return [written]
    parts = [p for item in items(written) for p in ([item] if known(item) else re.split("[・＋+]", item)) if p.strip()]
    if len(parts) < 2:
        return [written]
    parts = [p.strip().removeprefix("旧") for p in parts]
    end = _SCHOOL_END.search(parts[-1])
    return [p if end is None or _SCHOOL_END.search(p) or known(p) else p + end[1] for p in parts]


def _split_cells(work: Work) -> None:
    """A row that names several former or new districts becomes a row for each pair; further ones are no rows read."""
    frame = work.frame(TABLE)
    directory = district_directory(work.frame("districts"))
    more: list[dict[str, Any]] = []
    for row in frame.index:
        code = str(frame.at[row, "municipality_code"] or "")
        olds, news = (
            several(str(frame.at[row, column]), lambda name, code=code: bool(directory.find(code, name).id))
            for column in ("old_district_id", "new_district_id")
        )
        pairs = [(old, new) for old in olds for new in news]
        if len(pairs) == 1:
            continue
        written = f"{'・'.join(olds)} → {'・'.join(news)}"
        work.note("change_cells_split", frame, row, "old_district_id", written, count=len(pairs))
        frame.loc[row, ["old_district_id", "new_district_id"]] = pairs[0]
        for old, new in pairs[1:]:
            further = {
                "old_district_id": old,
                "new_district_id": new,
                "_file": -1,
                "_made_from": frame.at[row, "_file"],
            }
            more.append({**frame.loc[row], **further})
    work.add(TABLE, more)
