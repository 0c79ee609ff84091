"""By which classification issues are laid out: the common one, a framework of the city, or another city's words.

Another city's framework never re-classifies an issue: the columns are the common topics, under that city's terms.  The
crosswalk between frameworks is our proposal and is always called so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.database.queries import records
from dashboard.issues import matrix
from dashboard.issues import queries as queries_issues
from dashboard.issues.matrix import Column
from dashboard.records.tables import terms_of, topic_names, words
from dashboard.state import Language
from dashboard.text import t
from etl import CANONICAL_TOPICS


@dataclass(frozen=True)
class Frameworks:
    """What can be chosen: every framework that classifies, the municipality's own ones first, and their topics."""

    municipality: str
    language: Language
    rows: tuple[Mapping[str, Any], ...]
    topics: pd.DataFrame

    @property
    def own(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(row for row in self.rows if row["municipality_code"] == self.municipality)

    @property
    def classifying(self) -> tuple[Mapping[str, Any], ...]:
        """Frameworks that have a place in the common classification; stages and lists of actors have none."""
        placed = set(self.topics.loc[self.topics["canonical_topic"].notna(), "framework_id"])
        return tuple(row for row in self.rows if row["framework_id"] in placed)

    def options(self) -> dict[str | None, str]:
        """The choices of the selector: common, own, those of other cities."""
        out: dict[str | None, str] = {None: t("issues.common")}
        for row in self.classifying:
            own = row["municipality_code"] == self.municipality
            out[row["framework_id"]] = t("issues.own_framework" if own else "issues.other_framework",
                                         place=row["place"], name=row["label"])  # fmt: skip
        return out

    def row(self, framework: str | None) -> Mapping[str, Any] | None:
        return next((row for row in self.rows if row["framework_id"] == framework), None)

    def is_own(self, framework: str | None) -> bool:
        row = self.row(framework)
        return row is not None and row["municipality_code"] == self.municipality

    def of(self, framework: str) -> pd.DataFrame:
        """The topics of one framework."""
        return self.topics[self.topics["framework_id"] == framework]

    def columns(self, framework: str | None) -> list[Column]:
        """The columns of the matrix under a framework."""
        if framework is not None and self.is_own(framework):
            own = self.of(framework)
            return [
                Column(str(key), name)
                for key, name in zip(own["topic_id"], topic_names(own, self.language), strict=True)
            ]
        keys = [option.value for option in CANONICAL_TOPICS]
        common = list(zip(keys, words(CANONICAL_TOPICS, keys), strict=True))
        terms = terms_of(self.topics, framework, self.language) if framework else None
        return matrix.common_columns(common, terms)


def frameworks(database: str, municipality: str, language: Language) -> Frameworks:
    """The frameworks of a database in the reader's language, the municipality's own ones first."""
    english = "_en" if language == "en" else ""
    rows = [
        {**row, "label": row[f"name{english}"], "place": row[f"municipality{english}"]}
        for row in records(queries_issues.frameworks(database))
    ]
    rows.sort(key=lambda row: row["municipality_code"] != municipality)
    return Frameworks(municipality, language, tuple(rows), queries_issues.topics(database))
