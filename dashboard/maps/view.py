"""A map on a page: hands the payload to the component, and a click back to the selection."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.maps.payload import MapPayload

HEIGHT = 520


def district_map(
    payload: MapPayload, *, key: str, height: int = HEIGHT, on_point: Callable[[str], None] | None = None
) -> None:
    """Draw the map; a click on a district selects it everywhere, a click on a point calls ``on_point(id)``."""
    raise NotImplementedError
