"""The command line: ``python -m etl build|check|template|docs|download``.

Standard output is for the person or, with ``--json``, for a program: one JSON object.  Progress goes to standard error.
Exit codes: 0 done, 1 nothing could be published (build), findings of severity error (check) or no file (download),
2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.build import Progress, Result
    from etl.findings import Finding

DEFAULT_BOUNDARIES = Path("data/boundaries")
DEFAULT_ACTIVITIES = Path("data/activities")
DEFAULT_OUT = Path("data/build")
_IF_NONE = "if neither is given"
#: So many findings of each kind are printed in a terminal; --json has all of them.
SHOWN = 3
_SEVERITIES = {"error": "誤り error", "warning": "注意 warning", "info": "参考 info"}
_STEPS = {
    "read": "読み込み reading",
    "link": "照合 linking",
    "measure": "計測 measuring",
    "map": "地図 drawing map data",
    "write": "書き込み writing",
}


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

    build = commands.add_parser("build", help="データベースを作って公開する / build and publish a database")
    build.add_argument(
        "--boundaries", action="append", type=Path, metavar="DIR", help=f"{DEFAULT_BOUNDARIES} {_IF_NONE}"
    )
    build.add_argument(
        "--activities", action="append", type=Path, metavar="DIR", help=f"{DEFAULT_ACTIVITIES} {_IF_NONE}"
    )
    build.add_argument("--out", type=Path, default=DEFAULT_OUT, metavar="DIR", help=f"default {DEFAULT_OUT}")
    build.add_argument("--json", action="store_true", help="print one JSON object")
    build.set_defaults(run=_build)

    check = commands.add_parser("check", help="ファイルを調べる（書き込みはしない）/ findings only, writes nothing")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.set_defaults(run=_check)

    template = commands.add_parser("template", help="空の様式を作る / blank CSV and XLSX of every table")
    template.add_argument("--out", type=Path, default=Path("templates"), metavar="DIR", help="default templates")
    template.set_defaults(run=_template)

    docs = commands.add_parser(
        "docs", help="data/README.md と datapackage.json を作り直す / regenerate the documentation"
    )
    docs.add_argument("--out", type=Path, default=Path("data"), metavar="DIR", help="default data")
    docs.set_defaults(run=_docs)

    download = commands.add_parser(
        "download", help="公式のファイルを1つ入手する（ネットワークが要る）/ fetch one official file, over a network"
    )
    download.add_argument("publisher", choices=["ksj"], help="国土数値情報")
    download.add_argument(
        "--data", required=True, metavar="CODE", help="A32 中学校区, A27 小学校区, P29 学校, N03 行政区域"
    )
    download.add_argument("--edition", default="", metavar="YEAR", help="default: 最新 the newest")
    download.add_argument("--prefecture", default="", metavar="NUMBER", help="01 – 47, or the name")
    download.add_argument("--municipality", default="", metavar="CODE", help="put it into this municipality's folder")
    download.add_argument("--out", type=Path, metavar="DIR", help=f"default: a folder below {DEFAULT_BOUNDARIES}")
    download.add_argument("--address", default="", metavar="URL", help="a mirror (or CHIKU_KSJ_ADDRESS)")
    download.add_argument("--force", action="store_true", help="置きかえる / replace a different file")
    download.set_defaults(run=_download)
    return parser


# ---------------------------------------------------------------------------------------------------- commands
def _build(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    given = [*(options.boundaries or []), *(options.activities or [])]
    _refuse_missing(parser, given)
    boundaries = options.boundaries or [p for p in [DEFAULT_BOUNDARIES] if p.exists() and not given]
    activities = options.activities or [p for p in [DEFAULT_ACTIVITIES] if p.exists() and not given]
    if not boundaries and not activities:
        parser.error(f"{DEFAULT_BOUNDARIES} も {DEFAULT_ACTIVITIES} もありません / neither folder exists here")
    if options.out.exists() and not options.out.is_dir():
        parser.error(f"--out「{options.out}」はフォルダではありません / is not a folder")
    import duckdb

    from etl.build import build_database

    try:
        with _progress() as progress:
            result = build_database(boundaries, activities, options.out, progress)
    except (OSError, duckdb.IOException) as error:
        # The disk is full, the folder is not writable: the last good build is still there.
        print(f"データベースを書けませんでした / the database could not be written: {error}", file=sys.stderr)
        return 1
    _say(result, as_json=options.json)
    if result.database is None:
        print(
            "取り込める行がなかったため、公開しませんでした。/ Nothing could be loaded; not published.", file=sys.stderr
        )
        return 1
    return 0


def _check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    _refuse_missing(parser, options.files)
    from etl.build import check_files

    with _progress() as progress:
        result = check_files(options.files, progress)
    _say(result, as_json=options.json)
    return 1 if any(f.severity == "error" for f in result.findings) else 0


def _template(_parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from etl.templates import write_templates

    for path in write_templates(options.out):
        print(path)
    return 0


def _docs(_parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from etl.docs import write_docs

    for path in write_docs(options.out):
        print(path)
    return 0


def _download(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from etl import download

    try:
        wanted = download.order(
            options.data, options.edition, options.prefecture, options.municipality, options.out, options.address,
            DEFAULT_BOUNDARIES,
        )  # fmt: skip
    except ValueError as error:
        parser.error(str(error))
    try:
        with _bytes_bar(wanted.official.name) as progress:
            fetched = download.fetch(wanted, force=options.force, progress=progress)
    except download.DownloadError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("中断しました。同じ命令で続けられます / interrupted; the same command goes on", file=sys.stderr)
        return 1
    print("\n".join(download.report(wanted, fetched)))
    return 0


def _refuse_missing(parser: argparse.ArgumentParser, paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.exists():
            parser.error(
                f"「{path}」がありません。場所と名前を確かめてください / {path} does not exist; check path and name"
            )


# ------------------------------------------------------------------------------------------------------ output
@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on standard error when that is a terminal, otherwise silence."""
    if not sys.stderr.isatty():
        yield lambda step, detail: None
        return
    from tqdm import tqdm

    with tqdm(unit=" step", file=sys.stderr, leave=False) as bar:

        def show(step: str, detail: str) -> None:
            bar.set_description_str(f"{_STEPS.get(step, step)} {detail}"[:70])
            bar.update()

        yield show


@contextmanager
def _bytes_bar(name: str) -> Iterator[Callable[[int, int], None]]:
    """A bar of bytes on standard error when that is a terminal, otherwise silence."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from tqdm import tqdm

    with tqdm(desc=name, unit="B", unit_scale=True, file=sys.stderr, leave=False) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total or None
            bar.update(done - bar.n)

        yield show


def _say(result: Result, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(as_object(result), ensure_ascii=False))
        return
    for line in summary(result):
        print(line)


def as_object(result: Result) -> dict[str, Any]:
    """The result as the JSON object of the public interface."""
    return {
        "database": None if result.database is None else str(result.database),
        "tables": {name: count for name, count in sorted(result.tables.items()) if count},
        "rows": {"read": result.rows_read, "loaded": result.rows_loaded, "rejected": result.rows_rejected},
        "findings": [_finding_object(f) for f in result.findings],
    }


def _finding_object(found: Finding) -> dict[str, Any]:
    return {
        "code": found.code,
        "severity": found.severity,
        "file": found.file,
        "part": found.part,
        "row": found.row,
        "column": found.column,
        "value": found.value,
        "message": found.message_ja,
        "remedy": found.remedy_ja,
        "message_en": found.message_en,
        "remedy_en": found.remedy_en,
        "rejected": found.rejected,
        "rows": found.rows,
    }


def summary(result: Result) -> list[str]:
    """What a person should know: counts, then the findings by kind, the gravest first."""
    lines = [
        f"読み取り read {result.rows_read:,} 行 = 取り込み loaded {result.rows_loaded:,}"
        f" + 除外 rejected {result.rows_rejected:,}"
    ]
    lines += [f"  {name}: {count:,}" for name, count in sorted(result.tables.items()) if count]
    lines += _finding_lines(result.findings)
    if result.database is not None:
        lines.append(f"公開しました published: {result.database}")
    return lines


def _finding_lines(findings: Sequence[Finding]) -> list[str]:
    lines: list[str] = []
    for severity, label in _SEVERITIES.items():
        groups: dict[str, list[Finding]] = {}
        for found in findings:
            if found.severity == severity:
                groups.setdefault(found.code, []).append(found)
        for code, group in groups.items():
            lines.append(f"[{label}] {code}: {len(group):,}")
            shown = group if severity == "error" and len(group) <= 2 * SHOWN else group[:SHOWN]
            for found in shown:
                where = f"{found.file} [{found.part}]" if found.part else found.file
                lines.append(f"    {where}: {found.message_ja}")
                lines.append(f"      {found.message_en}")
            lines.append(f"      → {group[0].remedy_ja} / {group[0].remedy_en}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
