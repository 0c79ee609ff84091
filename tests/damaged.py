"""Ways in which a database file can be damaged, for the tests of what is said of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

#: A way, with the words that say it.
WAYS: dict[str, tuple[Callable[[Path, bytes], object], str]] = {
    "cut in half": (lambda path, whole: path.write_bytes(whole[: len(whole) // 2]), "途中で切れています"),
    "cut by a byte": (lambda path, whole: path.write_bytes(whole[:-1]), "途中で切れています"),
    "cut in its head": (lambda path, whole: path.write_bytes(whole[:100]), "途中で切れています"),
    "empty": (lambda path, _: path.write_bytes(b""), "中身が空です"),
    "noise": (
        lambda path, whole: path.write_bytes(random.Random(1).randbytes(len(whole))),  # noqa: S311 (a fixed noise)
        "データベースのファイルではありません",
    ),
    "blanks": (lambda path, whole: path.write_bytes(whole[:12_288] + bytes(len(whole) - 12_288)), "壊れています"),
    "folder": (lambda path, _: path.mkdir(), "フォルダーです"),
    "text": (lambda path, _: path.write_text("地区\n" * 5_000, "utf-8"), "データベースのファイルではありません"),
}


def damage(path: Path, way: str) -> str:
    """Put a damaged database in the place of a whole one; the Japanese words that must be said of it."""
    whole = path.read_bytes()
    path.unlink()
    make, words = WAYS[way]
    make(path, whole)
    return words
