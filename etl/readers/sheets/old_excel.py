"""How far the cells of an old workbook (XLS) reach, before anything lays them out.

Reads just enough of the compound file and of its records to know where the cells stand; whatever is not built as it
should be is left to the reader of cells, which says so.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from etl.readers.sheets.spread import MAX_FILLED, MAX_LAID_OUT, require

_SIGN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
_BOF = frozenset((0x0809, 0x0409, 0x0209, 0x0009))
#: Records of one cell with content: formula, number, label, shared text, boolean or error, rich text, RK.
_CELL = frozenset((0x0006, 0x0206, 0x0406, 0x0203, 0x0003, 0x0204, 0x0004, 0x00FD, 0x0205, 0x0005, 0x00D6, 0x027E))
_CELLS = 0x00BD
_NAMES = frozenset(name.encode("utf-16-le") for name in ("Workbook", "Book"))


def require_bounded(data: bytes) -> None:
    """Refuse a workbook whose few cells would be laid out over far more places.

    Raises:
        UnreadableError: ``too_large``.
    """
    places = cells = rows = columns = 0
    for kind, at, size in _records(_book(data) if data.startswith(_SIGN) else data):
        if kind in _BOF:
            places, rows, columns = places + rows * columns, 0, 0
        elif (kind in _CELL or kind == _CELLS) and len(at) >= 4:
            row, column = struct.unpack_from("<HH", at)
            count = max((size - 6) // 6, 1) if kind == _CELLS else 1
            cells, rows, columns = cells + count, max(rows, row + 1), max(columns, column + count)
    require(places + rows * columns, cells, (MAX_LAID_OUT, MAX_FILLED))


def _records(stream: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Kind, first four bytes and size of each record."""
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 8] if size >= 4 else b"", size
        place += 4 + size


def _book(data: bytes) -> bytes:
    """The stream of the workbook; empty if the compound file does not lead to one."""
    if len(data) < 512:
        return b""
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    directory, _, cutoff, small_first = struct.unpack_from("<IIII", data, 48)
    if shift not in {9, 12} or small_shift != 6:
        return b""
    size = 1 << shift
    numbers = [*struct.unpack_from("<109I", data, 76)]
    more, per = struct.unpack_from("<I", data, 68)[0], size // 4
    seen: set[int] = set()
    while more < _END and more not in seen and len(sector := _sector(data, more, size)) == size:
        seen.add(more)
        *listed, more = struct.unpack(f"<{per}I", sector)
        numbers += listed
    table = b"".join(_sector(data, n, size) for n in dict.fromkeys(numbers) if n < _END)
    root = small = b""
    for entry in _entries(_chain(data, directory, table, size)):
        name, kind, first, length = entry
        if kind == 5:
            root = _chain(data, first, table, size)
            small = _chain(data, small_first, table, size)
        elif kind == 2 and name in _NAMES:
            if length >= cutoff:
                return _chain(data, first, table, size)[:length]
            return _chain(b"\0" * 64 + root, first, small, 64)[:length]
    return b""


def _entries(directory: bytes) -> Iterator[tuple[bytes, int, int, int]]:
    """Name, kind, first sector and length of each entry of the directory."""
    for place in range(0, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<HB", directory, place + 64)
        first, size = struct.unpack_from("<II", directory, place + 116)
        yield directory[place : place + min(max(length - 2, 0), 62)], kind, first, size


def _sector(data: bytes, number: int, size: int) -> bytes:
    return data[(number + 1) * size : (number + 2) * size]


def _chain(data: bytes, first: int, table: bytes, size: int) -> bytes:
    """The sectors that follow one another from ``first``; a chain in a circle ends where it began again."""
    parts: list[bytes] = []
    seen: set[int] = set()
    while first < _END and first not in seen and (first + 1) * 4 <= len(table):
        seen.add(first)
        parts.append(_sector(data, first, size))
        first = struct.unpack_from("<I", table, first * 4)[0]
    return b"".join(parts)
