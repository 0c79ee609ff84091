"""Who shares a topic: the districts of the map of issues.

A district that registered nothing at all is "no data", not "does not have the problem".
"""

from __future__ import annotations

from dashboard import theme
from dashboard.issues.matrix import Cell, Matrix, shared_by
from dashboard.maps import count_classes
from dashboard.maps.payload import DistrictValue, LegendRow
from dashboard.text import t


def classes(table: Matrix, topic: str | None) -> tuple[dict[str, DistrictValue], list[LegendRow]]:
    """For one topic which districts have it open; for all topics (``None``) how many open issues each has."""
    cells = shared_by(table, topic)
    texts = {district: _text(cell) for district, cell in cells.items()}
    if topic is None:
        return count_classes.classes({key: cell.open if cell else None for key, cell in cells.items()}, texts)
    values = {district: DistrictValue(_answer(cell), texts[district]) for district, cell in cells.items()}
    return values, [LegendRow(style, t(style.label_key)) for style in theme.BINARY.values()]


def _answer(cell: Cell | None) -> str:
    return theme.NOTHINGS["no_data"].key if cell is None else "yes" if cell.open else "no"


def _text(cell: Cell | None) -> str:
    return t("issues.count", open=cell.open, total=cell.total) if cell else t("issues.nothing_registered")
