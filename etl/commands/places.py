"""Where commands find and put things if nobody says otherwise."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

DATA = Path("data")
BOUNDARIES = DATA / "boundaries"
ACTIVITIES = DATA / "activities"
IMPORTS = DATA / "imports"
OUT = DATA / "build"


def refuse_missing(parser: argparse.ArgumentParser, paths: Sequence[Path]) -> None:
    """Wrong usage, if a path that was given does not exist."""
    for path in paths:
        if not path.exists():
            parser.error(
                f"「{path}」がありません。場所と名前を確かめてください / {path} does not exist; check path and name"
            )
