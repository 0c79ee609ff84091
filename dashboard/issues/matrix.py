"""The matrix of issues: districts by topics, as plain data.

A row is a district or the issues of no known district; a column is a topic of the chosen classification or what it
does not classify.  Every issue stands in exactly one cell, so the cells add up to all issues.  An empty cell says that
nothing is registered, never that there is no problem.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: The key of the row of issues without district and of the column of issues without topic in this classification.
NONE = ""
SOLVED = "solved"


@dataclass(frozen=True)
class Column:
    """One topic: its key, its label, and the common topic's label where the column stands for another city's terms."""

    key: str
    label: str
    common: str = ""


@dataclass(frozen=True)
class Cell:
    """Issues of one district and topic: open ones and all."""

    open: int
    total: int

    @property
    def mark(self) -> str:
        """● something open, ◎ all solved, ・ nothing registered."""
        return "・" if not self.total else ("●" if self.open else "◎")

    @property
    def text(self) -> str:
        """Mark and open/all.

        >>> Cell(2, 3).text, Cell(0, 1).text, Cell(0, 0).text
        ('●2/3', '◎0/1', '・')
        """
        return f"{self.mark}{self.open}/{self.total}" if self.total else self.mark


@dataclass(frozen=True)
class Matrix:
    """Columns, rows (key, name) and the cells by (row key, column key)."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, str], ...]
    cells: Mapping[tuple[str, str], Cell]

    def cell(self, row: str, column: str) -> Cell:
        return self.cells.get((row, column), Cell(0, 0))

    def row_total(self, row: str) -> Cell:
        """All issues of a district, whatever their topic."""
        return _sum(self.cell(row, column.key) for column in self.columns)

    def column_total(self, column: str) -> Cell:
        """All issues of a topic, whatever their district."""
        return _sum(self.cell(row, column) for row, _ in self.rows)

    @property
    def total(self) -> Cell:
        return _sum(self.cells.values())


def _sum(cells: Iterable[Cell]) -> Cell:
    counted = list(cells)
    return Cell(sum(c.open for c in counted), sum(c.total for c in counted))


def is_open(issue: Mapping[str, Any]) -> bool:
    """Not solved yet: neither the stage nor a date of solution says so."""
    return issue["stage"] != SOLVED and issue.get("solved_date") is None


def lacks_actor(issue: Mapping[str, Any]) -> bool:
    """Open, and who does it or how is not said: not ready to act."""
    return is_open(issue) and not (issue["who"] and issue["how"])


def topic_of(issue: Mapping[str, Any], framework: str | None, own: bool) -> str:
    """The key of an issue's column: its own topic in its own framework, else its common topic."""
    if framework is not None and own:
        return str(issue["topic_id"]) if issue["framework_id"] == framework else NONE
    return str(issue["canonical_topic"] or NONE)


def column_of(matrix: Matrix, issue: Mapping[str, Any], framework: str | None, own: bool) -> str:
    """The key of the column of a matrix in which an issue stands."""
    topic = topic_of(issue, framework, own)
    return topic if any(column.key == topic for column in matrix.columns) else NONE


def common_columns(
    choices: Sequence[tuple[str, str]], terms: Mapping[str, Sequence[str]] | None = None
) -> list[Column]:
    """Columns of the common classification; with ``terms`` under the words that another framework uses for each.

    >>> common_columns([("people", "人材")], {"people": ["⑤理解する", "⑫高める"]})
    [Column(key='people', label='⑤理解する・⑫高める', common='人材')]
    >>> common_columns([("people", "人材")])
    [Column(key='people', label='人材', common='')]
    """
    if terms is None:
        return [Column(key, label) for key, label in choices]
    return [
        Column(key, "・".join(terms[key]), label) if terms.get(key) else Column(key, label) for key, label in choices
    ]


def build(
    issues: Iterable[Mapping[str, Any]],
    columns: Sequence[Column],
    districts: Mapping[str, str],
    *,
    framework: str | None,
    own: bool,
    unclassified: str,
    unassigned: str,
) -> Matrix:
    """Count the issues; what no column or row takes is counted under the two words for it, shown only when needed."""
    topics = {column.key for column in columns}
    everything, unsolved = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for issue in issues:
        topic, district = topic_of(issue, framework, own), issue["district_id"]
        place = (district if district in districts else NONE, topic if topic in topics else NONE)
        everything[place] += 1
        unsolved[place] += is_open(issue)
    cells = {place: Cell(unsolved[place], count) for place, count in everything.items()}
    rows = list(districts.items()) + [(NONE, unassigned)] * any(row == NONE for row, _ in cells)
    more = [Column(NONE, unclassified)] * any(column == NONE for _, column in cells)
    return Matrix((*columns, *more), tuple(rows), cells)


def shared_by(matrix: Matrix, topic: str | None) -> dict[str, Cell | None]:
    """Per district its cell of a topic (``None``: all topics); ``None`` if it registered no issue at all."""
    cells: dict[str, Cell | None] = {}
    for row, _ in matrix.rows:
        if row != NONE:
            total = matrix.row_total(row)
            cells[row] = None if not total.total else total if topic is None else matrix.cell(row, topic)
    return cells
