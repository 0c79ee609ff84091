"""``python -m data.sample_city [FOLDER]``: writes the invented city into data/ (or FOLDER), the same each time."""

from __future__ import annotations

import sys
from pathlib import Path

from data.sample_city.generate import generate

if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1])
