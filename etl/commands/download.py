"""``download``: one official file, over a network, when a person gives the command."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from etl.commands.output import bytes_bar
from etl.commands.places import BOUNDARIES


def add(commands: Any) -> None:
    """Add the command to the parser."""
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
    download.add_argument("--out", type=Path, metavar="DIR", help=f"default: a folder below {BOUNDARIES}")
    download.add_argument("--address", default="", metavar="URL", help="a mirror (or CHIKU_KSJ_ADDRESS)")
    download.add_argument("--force", action="store_true", help="置きかえる / replace a different file")
    download.set_defaults(run=_download)


def _download(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from etl.download import fetch

    try:
        wanted = fetch.order(
            options.data, options.edition, options.prefecture, options.municipality, options.out, options.address,
            BOUNDARIES,
        )  # fmt: skip
    except ValueError as error:
        parser.error(str(error))
    try:
        with bytes_bar(wanted.official.name) as progress:
            fetched = fetch.fetch(wanted, force=options.force, progress=progress)
    except fetch.DownloadError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("中断しました。同じ命令で続けられます / interrupted; the same command goes on", file=sys.stderr)
        return 1
    print("\n".join(fetch.report(wanted, fetched)))
    return 0
