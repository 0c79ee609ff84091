"""``python -m benchmarks [NAME...] [--keep]``: measure, print, and keep the text in benchmarks/results/<NAME>.txt."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.rows import report

NAMES = ("city_build", "first_map", "recolour", "page_time")
#: Only by name: they take many minutes.
LONG = ("national",)
RESULTS = Path(__file__).parent / "results"


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure; results in benchmarks/results.")
    out.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)} (default: all these), {', '.join(LONG)}"
    )
    out.add_argument("--keep", action="store_true", help="keep the generated cities, and say where")
    return out


def run(name: str, work: Path) -> None:
    """One benchmark; its result replaces the one kept."""
    started = time.perf_counter()
    module = import_module(f"benchmarks.{name}")
    text = report(name, module.__doc__ or "", module.measure(work))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.txt").write_text(text, "utf-8")
    print(text)
    print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    given = parser().parse_args(arguments)
    if unknown := set(given.names) - {*NAMES, *LONG}:
        parser().error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join((*NAMES, *LONG))}")
    work = Path(tempfile.mkdtemp(prefix="chiku-bench-"))
    try:
        for name in given.names or NAMES:
            run(name, work)
    finally:
        if given.keep:
            print(f"kept: {work}", file=sys.stderr)
        else:
            shutil.rmtree(work)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
