"""``python -m etl download``: one official file, fetched once, where there is a network.

Never runs by itself: no build, check or page calls it.  A file gets its name only when it is whole and holds the data
set that it should; a different file of the same name is never replaced unless the person says so.
"""

from __future__ import annotations

import errno
import hashlib
import os
import urllib.parse
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from etl.download.ksj_catalogue import ADDRESS, TERMS_ADDRESS, Official, official_file
from etl.download.transfer import DownloadError, Progress, Transfer, wrong_content
from etl.readers.settings import code_in_name
from etl.values import codes
from etl.values.normalize import CellError, municipality_code

__all__ = ["CHECKSUM", "DownloadError", "Fetched", "Order", "checked_address", "fetch", "folder_for", "order", "report"]

#: Beside the file, as ``sha256sum -c`` reads it.
CHECKSUM = ".sha256"


@dataclass(frozen=True)
class Fetched:
    """A file that is in its place: path, bytes, SHA-256, and whether the same file was there already."""

    path: Path
    size_bytes: int
    sha256: str
    unchanged: bool


@dataclass(frozen=True)
class Order:
    """What a person asked for, checked: which file, into which folder, from which address.

    ``standard`` says that a build reads the folder by itself.
    """

    official: Official
    folder: Path
    address: str
    standard: bool


def order(
    data: str, edition: str, prefecture: str, municipality: str, out: Path | None, address: str, boundaries: Path
) -> Order:
    """The order that the words of a command make; empty words take what is usual.

    Args:
        data: code of the data set, as A32.
        edition: year; the newest if empty.
        prefecture: number or name; that of the municipality if empty.
        municipality: code of five or six digits whose folder below ``boundaries`` is used; a ward stands for its city.
        out: the folder, instead of one below ``boundaries``.
        address: of a mirror; else the environment's ``CHIKU_KSJ_ADDRESS``, else the publisher's.
        boundaries: the folder that a build reads by itself.

    Raises:
        ValueError: something does not exist or does not fit; the message lists what there is.
    """
    code = _city(municipality) if municipality else ""
    if code and out:
        raise ValueError("--municipality と --out は、どちらか一方だけを書いてください / give only one of the two")
    if not prefecture and not code:
        raise ValueError("--prefecture か --municipality を書いてください / give --prefecture or --municipality")
    official = official_file(data, edition, prefecture or code[:2])
    if code and code[:2] != official.prefecture:
        raise ValueError(
            f"{code} は {codes.PREFECTURES[official.prefecture]} の市区町村ではありません / is not in that prefecture"
        )
    place = checked_address(address or os.environ.get("CHIKU_KSJ_ADDRESS", "") or ADDRESS)
    folder = out or folder_for(boundaries, official.prefecture, code, boundaries.parent / "activities")
    return Order(official, folder, place, standard=out is None)


def _city(written: str) -> str:
    try:
        return codes.city_of_ward(municipality_code(written).value)
    except CellError as error:
        raise ValueError(
            f"--municipality「{written}」は市区町村コードではありません / is not a municipality code"
        ) from error


def fetch(wanted: Order, *, force: bool = False, progress: Progress = lambda done, total: None) -> Fetched:
    """Fetch an official file into its folder, going on where an earlier attempt stopped.

    Args:
        wanted: which file, where to, where from; the folder is made if it is not there.
        force: replace a file of the same name that has other content.
        progress: told the bytes that are there and the bytes that there will be.

    Raises:
        DownloadError: the file is not in its place; what can be resumed is kept as ``<name>.part``.
    """
    official, folder = wanted.official, wanted.folder
    target = folder / official.name
    transfer = Transfer(f"{wanted.address}/{official.path}", target)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        transfer.run(progress)
        _require_data(transfer, official)
        return _put_in_place(transfer, target, force=force)
    except DownloadError as error:
        if error.passing:
            raise _with_hint(error, transfer.keep_if_resumable()) from error
        transfer.discard()
        raise
    except OSError as error:
        raise _with_hint(_not_written(folder, error), transfer.keep_if_resumable()) from error
    except BaseException:
        transfer.keep_if_resumable()
        raise


def checked_address(written: str) -> str:
    """The address without a slash at its end, ready for a request.

    Raises:
        ValueError: it is not a plain http or https address.

    >>> checked_address("http://127.0.0.1:8000/ksj/")
    'http://127.0.0.1:8000/ksj'
    """
    try:
        parts = urllib.parse.urlsplit(written.strip())
        plain = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        plain = plain and parts.netloc.isascii() and parts.username is None and not parts.query + parts.fragment
    except ValueError:
        plain = False
    if not plain:
        raise ValueError(
            f"アドレス「{written}」は使えません。http:// か https:// で始まる場所を書いてください"
            " / is not a plain http or https address"
        )
    path = urllib.parse.quote(parts.path.rstrip("/"), safe="/%~")
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def folder_for(boundaries: Path, prefecture: str, municipality: str = "", beside: Path | None = None) -> Path:
    """The folder below ``boundaries`` for a file: of the prefecture, or of one municipality of it.

    A name of two digits names no municipality: every row of the file is used.  A name of five digits keeps the rows of
    that municipality.  A folder that names the municipality already is used; ``beside`` is asked for the name else.
    """
    if not municipality:
        return boundaries / f"{prefecture}_{codes.PREFECTURES[prefecture]}"
    for place in (boundaries, beside):
        names = sorted(p.name for p in place.iterdir() if p.is_dir()) if place and place.is_dir() else []
        if name := next((n for n in names if code_in_name(n) == municipality), ""):
            return boundaries / name
    return boundaries / "_".join(filter(None, (municipality, codes.designated_city_name(municipality))))


def report(wanted: Order, fetched: Fetched) -> list[str]:
    """What a person should know: where, how much, its checksum, the terms, and the next command."""
    official = wanted.official
    own = (
        "市区町村ごとに条件が違います。使う前に提供元の表を確かめてください / they differ by municipality: check first"
    )
    option = "" if wanted.standard else f' --boundaries "{fetched.path.parent}"'
    return [
        f"{'同じファイルがありました already here' if fetched.unchanged else '保存しました saved'}: {fetched.path}",
        f"  {official.data.name_ja} {official.data.name_en} {official.edition}"
        f" {official.prefecture} {codes.PREFECTURES[official.prefecture]}: {fetched.size_bytes:,} bytes",
        f"  SHA-256 {fetched.sha256} ({fetched.path.name}{CHECKSUM})",
        f"利用条件 terms: 国土数値情報利用規約 {TERMS_ADDRESS}",
        *([f"  {own}"] if official.data.own_terms else []),
        f"  出典の書き方 attribution: {official.attribution}（加工したときは、その旨も / say so if processed）",
        f"次に next: python -m etl build{option}",
    ]


# ------------------------------------------------------------------------------------------------------ the file
def _require_data(transfer: Transfer, official: Official) -> None:
    """Refuse what is not a whole ZIP with a layer of the data set in it."""
    from etl.findings.errors import UnreadableError
    from etl.readers.archive import require_reasonable, shown_name

    try:
        members = require_reasonable(transfer.part)
        with zipfile.ZipFile(transfer.part) as archive:
            broken = archive.testzip()
    except UnreadableError as error:
        raise wrong_content(transfer.address, error.reason or error.code) from error
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        raise wrong_content(transfer.address, f"ZIP: {error}") from error
    if broken is not None:
        raise wrong_content(transfer.address, f"CRC {broken}")
    names = [PurePosixPath(shown_name(m)) for m in members]
    code = official.data.code.casefold()
    if not any(n.name.casefold().startswith(code) and n.suffix.casefold() in {".shp", ".geojson"} for n in names):
        raise wrong_content(transfer.address, f"{official.data.code}*.shp ×")


def _put_in_place(transfer: Transfer, target: Path, *, force: bool) -> Fetched:
    digest, size = _sha256(transfer.part), transfer.part.stat().st_size
    there = _sha256(target) if target.exists() else ""
    if there not in {"", digest} and not force:
        raise DownloadError(
            f"{target} に、内容の違うファイルがあります（{there[:12]}…、届いたのは {digest[:12]}…）。"
            "元のファイルに触れていません。置きかえるなら --force を付けてください",
            "A different file of this name is there and was left alone; --force replaces it",
        )
    if there != digest:
        transfer.part.replace(target)
    transfer.discard()
    note = target.with_name(target.name + CHECKSUM)
    beside = note.with_name(note.name + ".part")
    beside.write_text(f"{digest}  {target.name}\n", "utf-8", newline="\n")
    beside.replace(note)
    return Fetched(target, size, digest, unchanged=there == digest)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _with_hint(error: DownloadError, kept: int) -> DownloadError:
    """The error with what the same command would do: go on from what was kept, or start anew."""
    if kept:
        japanese = f"届いた {kept:,} バイトは残しました。同じ命令で続きから始まります"
        english = f"{kept:,} bytes are kept; the same command goes on from there"
    else:
        japanese, english = "同じ命令でやり直せます", "the same command tries again"
    return DownloadError(f"{error.japanese}。{japanese}", f"{error.english}; {english}")


def _not_written(folder: Path, error: OSError) -> DownloadError:
    reason = os.strerror(error.errno) if error.errno else str(error)
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return DownloadError(
            f"空き容量が足りません（{folder}、{reason}）。空けてください", "The disk is full; free some space"
        )
    return DownloadError(
        f"{folder} に書けません（{reason}）。書きこめるフォルダを --out で指定してください",
        "The folder cannot be written; name another with --out",
    )
