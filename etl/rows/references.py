"""Which row a written name or id means: exact id, then normalised name, within one municipality.

A directory is built once per table and asked once per distinct value.  It never guesses: a near miss is only suggested
(「もしかして…」), a name that fits several rows is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.values.arrays import extension
from etl.values.normalize import fold

#: Below this likeness (0 to 100) a suggestion would puzzle more than help.
LIKENESS = 65
_FOUNDER = re.compile(r"^.{1,10}?[都道府県市町村区]立(?=.)")
_SCHOOL = re.compile(r"(?:義務教育学校|小中学校|中学校|小学校|学校)$")
_AREA = re.compile(r"(?:区|地区|校区|学区|通学区域)$")


@dataclass(frozen=True)
class Match:
    """What a written value means: ``id`` is empty if nothing or several rows fit (then ``candidates`` has them)."""

    id: str = ""
    how: str = ""
    candidates: tuple[str, ...] = ()


@dataclass
class Directory:
    """Ids and names of one table, by municipality ("" where rows belong to none)."""

    ids: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    query_keys: Callable[[str], Iterable[str]] = lambda text: (fold(text),)
    first_of_many: bool = False

    def add(self, municipality: str, identifier: str, label: str, keys: Iterable[str]) -> None:
        self.ids.setdefault(identifier, municipality)
        for key in dict.fromkeys(k for k in keys if k):
            known = self.names.setdefault((municipality, key), [])
            if identifier not in known:
                known.append(identifier)
        if label:
            self.labels.setdefault(municipality, {}).setdefault(fold(label), label)

    def find(self, municipality: str, written: str) -> Match:
        """The row meant by ``written`` in a row of ``municipality``."""
        if written in self.ids and self.ids[written] in {municipality, ""}:
            return Match(written, "id")
        for key in self.query_keys(written):
            for scope in (municipality, ""):
                found = self.names.get((scope, key), [])
                if len(found) == 1 or (found and self.first_of_many):
                    return Match(found[0], "name")
                if found:
                    return Match(candidates=tuple(found))
        return Match()

    def suggest(self, municipality: str, written: str) -> str:
        """The label most like ``written``, or an empty string."""
        from rapidfuzz import fuzz, process

        labels = self.labels.get(municipality, {}) | self.labels.get("", {})
        likely = process.extract(fold(written), labels.keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=5)
        own = _own_part(written)
        return next((labels[name] for name, *_ in likely if set(_own_part(name)) & set(own)), "")


def _own_part(name: str) -> str:
    """A school's or district's name without what all of them end in; two names that share none of it are not alike.

    >>> _own_part("光明中学校区")
    '光明'
    """
    return _AREA.sub("", _SCHOOL.sub("", re.sub("(?<=学校)区$", "", fold(name))))


@dataclass(frozen=True)
class Resolution:
    """Per row: the id found (missing if none), how it was found; and each distinct value that was not found."""

    ids: Any
    how: npt.NDArray[np.object_]
    unresolved: npt.NDArray[np.bool_]
    distinct: list[tuple[str, str, Match]]
    position: npt.NDArray[np.intp]


def resolve(directory: Directory, municipality: pd.Series, written: pd.Series) -> Resolution:
    """Look up every distinct (municipality, written value) once."""
    scope, scopes = pd.factorize(municipality.fillna(""))
    word, words = pd.factorize(written)
    pair = np.where(word < 0, -1, scope.astype(np.int64) * (len(words) + 1) + word)
    position, pairs = pd.factorize(pair)
    distinct: list[tuple[str, str, Match]] = []
    for value in pairs:
        if value < 0:
            distinct.append(("", "", Match()))
            continue
        where, what = divmod(int(value), len(words) + 1)
        distinct.append((str(scopes[where]), str(words[what]), directory.find(str(scopes[where]), str(words[what]))))
    ids = extension([m.id or None for _, _, m in distinct], dtype="str").take(position)
    how = np.array([m.how or None for _, _, m in distinct], dtype=object)[position]
    unresolved = np.asarray(pd.isna(ids)) & (word >= 0)
    return Resolution(ids, how, unresolved, distinct, position)


# --------------------------------------------------------------------------------------------------- districts
def school_name(written: str) -> str:
    """The school's own name: without the founder (生駒市立).

    >>> school_name("生駒市立光明中学校"), school_name("光明中学校")
    ('光明中学校', '光明中学校')
    """
    return _FOUNDER.sub("", written)


def district_keys(written: str) -> tuple[str, ...]:
    """The keys under which a district is found: the school's name and the name without 中学校 / 小学校.

    >>> district_keys("光明中学校")
    ('光明中学校', '光明')
    """
    full = fold(school_name(written))
    plain = _AREA.sub("", full) if not _SCHOOL.search(full) else full
    return tuple(dict.fromkeys((full, plain, _SCHOOL.sub("", plain))))


def district_query(written: str) -> tuple[str, ...]:
    """The keys to try for a written district, most literal first.

    >>> district_query("潮見中学校区"), district_query("旧大瀬中")
    (('潮見中学校区', '潮見中学校'), ('旧大瀬中', '旧大瀬中学校', '大瀬中', '大瀬中学校'))
    """
    full = fold(school_name(written))
    out = [full]
    for name in (full, full.removeprefix("旧")):
        shorter = [name.removesuffix(end) for end in ("区", "地区", "校区", "学区", "通学区域") if name.endswith(end)]
        for stem in (name, *shorter):
            out += [stem, f"{stem}学校"] if stem.endswith(("中", "小")) else [stem]
    return tuple(dict.fromkeys(k for k in out if k and not k.endswith("中学") and not k.endswith("小学")))


def district_directory(districts: pd.DataFrame, changes: pd.DataFrame | None = None) -> Directory:
    """Districts by id, school name and given id; current editions are preferred where two schools share a name.

    The former districts of ``changes`` (``old_district_id``, ``old_name``) are found as well, where no other fits.
    """
    directory = Directory(query_keys=district_query)
    rows = districts.sort_values("is_current", ascending=False, kind="stable")
    rows = rows.drop_duplicates("district_id")
    columns = (rows[c] for c in ("municipality_code", "district_id", "school_name", "given_id", "is_current"))
    for where, identifier, school, given, current in zip(*columns, strict=True):
        keys = [*district_keys(school), fold(given) if isinstance(given, str) else ""]
        if not current:
            keys = [k for k in keys if (where, k) not in directory.names]
        directory.add(where, identifier, school, keys)
    if changes is not None:
        for where, identifier, name in zip(
            *(changes[c] for c in ("municipality_code", "old_district_id", "old_name")), strict=True
        ):
            keys = [k for k in district_query(name) for k in district_keys(k) if (where, k) not in directory.names]
            directory.add(where, identifier, name, keys)
    return directory


def named_directory(
    frame: pd.DataFrame, key: str, *, name: str = "name", first_of_many: bool = False, scoped: bool = True
) -> Directory:
    """A table found by its key, by the id as it was given, or by its name."""
    directory = Directory(first_of_many=first_of_many)
    given = frame["_given_id"] if "_given_id" in frame else pd.Series([None] * len(frame), index=frame.index)
    scope = frame["municipality_code"].fillna("") if scoped else [""] * len(frame)
    for where, identifier, label, alias in zip(scope, frame[key], frame[name], given, strict=True):
        if not isinstance(identifier, str):
            continue
        written = label if isinstance(label, str) else ""
        directory.add(where, identifier, written, (fold(written), fold(alias) if isinstance(alias, str) else ""))
    return directory
