"""``build`` and ``check``: files to a database, or to findings only."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.commands.output import say, shown_progress
from etl.commands.places import ACTIVITIES, BOUNDARIES, DATA, IMPORTS, OUT, refuse_missing
from etl.findings import guard

if TYPE_CHECKING:
    from etl.readers.accepted import Imports

_IF_NONE = "if no folder is given"


def add(commands: Any) -> None:
    """Add the commands to the parser."""
    build = commands.add_parser("build", help="データベースを作って公開する / build and publish a database")
    build.add_argument("--boundaries", action="append", type=Path, metavar="DIR", help=f"{BOUNDARIES} {_IF_NONE}")
    build.add_argument("--activities", action="append", type=Path, metavar="DIR", help=f"{ACTIVITIES} {_IF_NONE}")
    build.add_argument("--imports", type=Path, metavar="DIR", help=f"default {IMPORTS}, and imports beside --out")
    build.add_argument("--out", type=Path, default=OUT, metavar="DIR", help=f"default {OUT}")
    build.add_argument("--json", action="store_true", help="print one JSON object")
    build.set_defaults(run=_build)

    check = commands.add_parser("check", help="ファイルを調べる（書き込みはしない）/ findings only, writes nothing")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.set_defaults(run=_check)


def _build(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    given = [*(options.boundaries or []), *(options.activities or [])]
    refuse_missing(parser, [*given, *([options.imports] if options.imports else [])])
    boundaries = options.boundaries or [p for p in [BOUNDARIES] if p.exists() and not given]
    activities = options.activities or [p for p in [ACTIVITIES] if p.exists() and not given]
    # What is published beside accepted imports holds them, whatever folders were given.
    near = [*([] if given else [IMPORTS]), options.out.parent / IMPORTS.name]
    imports = options.imports or next((p for p in near if p.exists()), None)
    if not boundaries and not activities and imports is None:
        parser.error(f"{BOUNDARIES} も {ACTIVITIES} もありません / neither folder exists here")
    if options.out.exists() and not options.out.is_dir():
        parser.error(f"--out「{options.out}」はフォルダではありません / is not a folder")
    from etl.build.database import build_database
    from etl.journal import JournalError
    from etl.journal.problems import reporting

    guard.log_in(options.out.absolute().parent)
    try:
        # If the disk is full or the folder not writable, the last good build is still there.
        with reporting(), shown_progress() as progress:
            result = build_database(
                boundaries, activities, options.out, progress, imports=lambda: _imports(imports, options.out)
            )
    except JournalError as error:
        print(error, file=sys.stderr)
        return 1
    say(result, as_json=options.json)
    if result.database is None:
        print(
            "取り込める行がなかったため、公開しませんでした。/ Nothing could be loaded; not published.", file=sys.stderr
        )
        return 1
    return int(any(f.code in guard.SET_ASIDE for f in result.findings))


def _imports(folder: Path | None, out: Path) -> Imports:
    from etl.journal import Store, load_imports
    from etl.readers.accepted import Imports

    return Imports() if folder is None else load_imports(Store(folder, (), (), out))


def _check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    refuse_missing(parser, options.files)
    from etl.build.database import check_files

    guard.log_in(DATA)
    with shown_progress() as progress:
        result = check_files(options.files, progress)
    say(result, as_json=options.json)
    return 1 if any(f.severity == "error" for f in result.findings) else 0
