"""The command line: ``python -m etl build|check|import|undo|history|template|docs|download``.

Standard output is for the person or, with ``--json``, for a program: one JSON object.  Progress goes to standard error.
Exit codes: 0 done, 1 nothing could be published (build), findings of severity error (check), nothing accepted (import,
undo) or no file (download), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from etl.commands import build, documents, download, imports, output
from etl.findings import guard


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    _speak_utf8()
    parser = _parser()
    options = parser.parse_args(arguments)
    command: Callable[[argparse.ArgumentParser, argparse.Namespace], int] = options.run
    try:
        code = command(parser, options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has seen enough; what was written to disk is complete.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if not guard.is_on():
            raise
        output.say_unexpected(error, options.run.__name__.strip("_"), as_json=getattr(options, "json", False))
        return 1
    return code


def _speak_utf8() -> None:
    """Japanese must not break a console or pipe of another encoding (Windows)."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m etl", description="ファイルから地区データベースを作る / builds the database"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for subject in (build, imports, documents, download):
        subject.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
