"""Who shares a topic: the districts of the map of issues.

A district that registered nothing at all is "no data", not "does not have the problem".
"""

from __future__ import annotations

from dashboard import theme
from dashboard.maps.payload import DistrictValue
from dashboard.matrix import Cell, Matrix, shared_by
from dashboard.text import t


def values(table: Matrix, topic: str | None) -> dict[str, DistrictValue]:
    """The class and the text of each district for a topic (``None``: any topic)."""
    return {district: _value(cell) for district, cell in shared_by(table, topic).items()}


def _value(cell: Cell | None) -> DistrictValue:
    if cell is None:
        nothing = theme.NOTHINGS["no_data"]
        return DistrictValue(nothing.key, t("issues.nothing_registered"))
    text = t("issues.count", open=cell.open, total=cell.total)
    return DistrictValue("yes" if cell.open else "no", text)
