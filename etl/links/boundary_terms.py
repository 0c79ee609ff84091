"""Under which terms the publisher gives a municipality's boundaries: matched, and told where they are not open data.

Only municipalities of the build are kept; one that the tables do not list is 未確認, which is said and never open.
"""

from __future__ import annotations

import pandas as pd

from etl.contract import AREA_UNITS, choice_label
from etl.readers.published.terms import OPEN
from etl.rows.account import Work
from etl.values.normalize import fold

_DATA = {"junior_high": "ksj-a32", "elementary": "ksj-a27"}


def match(work: Work) -> None:
    """Give rows without a code the registered municipality of that name; call before strangers are rejected."""
    frame = work.frame("boundary_terms")
    missing = frame["municipality_code"].isna().to_numpy()
    if not missing.any() or "municipality_name" not in frame:
        return
    known = work.frame("municipalities")
    names: dict[tuple[str, str], str] = {}
    for code, name, prefecture in zip(known["municipality_code"], known["name"], known["prefecture"], strict=True):
        names[fold(name), prefecture if isinstance(prefecture, str) else ""] = code
    found = [
        names.get((fold(str(name)), str(prefecture)))
        for name, prefecture in zip(frame["municipality_name"], frame["prefecture_name"], strict=True)
    ]
    frame["municipality_code"] = frame["municipality_code"].fillna(pd.Series(found, index=frame.index, dtype="str"))
    work.reject_together("boundary_terms", frame["municipality_code"].isna(), "terms_of_others", "terms")


def tell(work: Work) -> None:
    """A warning for every municipality whose official boundaries are used and are not known to be open data."""
    if not any(raw.recognised_as == "ksj-terms" for raw in work.raws):
        return
    frame = work.frame("boundary_terms").sort_values("edition", kind="stable")
    newest = frame.drop_duplicates(["municipality_code", "area_unit"], keep="last")
    keys = zip(newest["municipality_code"], newest["area_unit"], strict=True)
    row_of = dict(zip(keys, newest.index, strict=True))
    units = work.frame("municipalities").set_index("municipality_code")["area_unit"]
    districts = work.frame("districts")
    for code, group in districts.groupby("municipality_code", sort=True):
        unit = str(units.get(code))
        if not group["source_id"].fillna("").str.startswith(_DATA.get(unit, "-")).any():
            continue
        value = f"{code} {choice_label(AREA_UNITS, unit, 'ja')}"
        row = row_of.get((str(code), unit))
        if row is None:
            work.note("terms_unknown", group, group.index[0], "", value)
        elif newest.at[row, "terms"] != OPEN:
            work.note("terms_not_open", newest, row, "terms", value, terms=newest.at[row, "terms"])
