"""Cells of the standard grid (地域メッシュ): from code to rectangle and from rectangle to code.

Pure functions over arrays.  Longitudes and latitudes are degrees of JGD2011 (JGD2000 and WGS84 within centimetres).
Source: JIS X 0410 地域メッシュコード; 総務省統計局 地域メッシュ統計の概要 (分割地域メッシュ).
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import shapely

#: Digits of a code -> nominal length of a side in metres.
SIZES = {8: 1000, 9: 500, 10: 250}
#: Sides of a cell in degrees (latitude, longitude) by the digits of its code: 第1次 is 40′ × 1°, 第2次 an eighth,
#: 第3次 a tenth of that, then halves.
_SIDES = {8: (1 / 120, 1 / 80), 9: (1 / 240, 1 / 160), 10: (1 / 480, 1 / 320)}
_CODE = re.compile(r"[3-6]\d[2-5]\d[0-7]{2}\d{2}[1-4]{0,2}")


def is_code(text: str) -> bool:
    """Whether a text is the code of a cell of 1 km, 500 m or 250 m.

    >>> [is_code(c) for c in ("5438000041", "54380000", "5438", "5438900041", "54380000415")]
    [True, True, False, False, False]
    """
    return _CODE.fullmatch(text) is not None


def corner(code: str) -> tuple[float, float]:
    """The south-western corner of a cell: longitude and latitude in degrees.

    >>> corner("53394611")  # 東京駅 lies in the cell 53394611: 35.675° to 35.68333°, 139.7625° to 139.775°
    (139.7625, 35.675)
    >>> corner("5438000041")
    (138.00625, 36.004166667)
    """
    latitude = int(code[:2]) * 2 / 3 + int(code[4]) / 12 + int(code[6]) / 120
    longitude = 100 + int(code[2:4]) + int(code[5]) / 8 + int(code[7]) / 80
    for digits in range(9, len(code) + 1):
        quarter = int(code[digits - 1]) - 1  # 1 south-west, 2 south-east, 3 north-west, 4 north-east
        latitude += _SIDES[digits][0] * (quarter // 2)
        longitude += _SIDES[digits][1] * (quarter % 2)
    return round(longitude, 9), round(latitude, 9)


def rectangles(codes: Any) -> Any:
    """The cells as polygons in degrees.

    >>> rectangles(["54380000"])[0].bounds
    (138.0, 36.0, 138.0125, 36.008333333)
    """
    corners = np.array([corner(code) for code in codes], dtype=np.float64).reshape(-1, 2)
    high, wide = (np.array([_SIDES[len(code)][i] for code in codes], dtype=np.float64) for i in (0, 1))
    west, south = corners[:, 0], corners[:, 1]
    return shapely.box(west, south, np.round(west + wide, 9), np.round(south + high, 9))


def codes_of_points(longitude: Any, latitude: Any, digits: int) -> list[str]:
    """The codes of the cells that hold points (degrees), with 8, 9 or 10 digits.

    >>> codes_of_points([139.7671], [35.6812], 8), codes_of_points([138.001], [36.001], 10)
    (['53394611'], ['5438000011'])
    """
    return [_code_of(float(x), float(y), digits) for x, y in zip(longitude, latitude, strict=True)]


def _code_of(longitude: float, latitude: float, digits: int) -> str:
    first, rest = divmod(latitude * 1.5, 1)
    second, rest = divmod(rest * 8, 1)
    third, rest = divmod(rest * 10, 1)
    first_x, rest_x = divmod(longitude - 100, 1)
    second_x, rest_x = divmod(rest_x * 8, 1)
    third_x, rest_x = divmod(rest_x * 10, 1)
    code = f"{int(first):02d}{int(first_x):02d}{int(second)}{int(second_x)}{int(third)}{int(third_x)}"
    for _ in range(digits - 8):
        north, rest = divmod(rest * 2, 1)
        east, rest_x = divmod(rest_x * 2, 1)
        code += str(1 + 2 * int(north) + int(east))
    return code


def codes_of_rectangles(geometry: Any, tolerance: float = 2e-6) -> list[str]:
    """The code of each polygon that is a cell of the grid to within ``tolerance`` degrees, else an empty text.

    >>> codes_of_rectangles([*rectangles(["5438000041", "543800002"]), shapely.box(138, 36, 138.1, 36.1)])
    ['5438000041', '543800002', '']
    """
    shapes = np.asarray(geometry, dtype=object)
    bounds = shapely.bounds(shapes)
    found = [""] * len(shapes)
    for digits, (high, wide) in _SIDES.items():
        fits = np.isclose(bounds[:, 2] - bounds[:, 0], wide, atol=tolerance, rtol=0)
        fits &= np.isclose(bounds[:, 3] - bounds[:, 1], high, atol=tolerance, rtol=0)
        at = np.flatnonzero(fits)
        middle = (bounds[at, 0] + bounds[at, 2]) / 2, (bounds[at, 1] + bounds[at, 3]) / 2
        codes = codes_of_points(*middle, digits)
        expected = shapely.bounds(rectangles(codes)) if codes else np.empty((0, 4))
        off = np.abs(bounds[at] - expected).max(axis=1, initial=0.0)
        for position, code, distance in zip(at, codes, off, strict=True):
            if distance <= tolerance and is_code(code):
                found[int(position)] = code
    return found
