"""``template`` and ``docs``: blank forms, and the documentation of the data."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Add the commands to the parser."""
    template = commands.add_parser("template", help="空の様式を作る / blank CSV and XLSX of every table")
    template.add_argument("--out", type=Path, default=Path("templates"), metavar="DIR", help="default templates")
    template.set_defaults(run=_template)

    docs = commands.add_parser(
        "docs", help="data/README.md と datapackage.json を作り直す / regenerate the documentation"
    )
    docs.add_argument("--out", type=Path, default=Path("data"), metavar="DIR", help="default data")
    docs.set_defaults(run=_docs)


def _template(_parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from etl.templates.blank import write_templates

    for path in write_templates(options.out):
        print(path)
    return 0


def _docs(_parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from etl.templates.documentation import write_docs

    for path in write_docs(options.out):
        print(path)
    return 0
