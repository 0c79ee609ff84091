"""Uploaded files on their way into the store: names made safe, parts kept together, nothing overwritten.

A name that a browser sends is only a wish: no folder, no control character, no name that Windows reserves.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from etl.build.publish import sync
from etl.findings import Finding, finding
from etl.journal.model import ImportedName, Upload
from etl.readers.folders import is_accompanying

#: File names longer than this many bytes of UTF-8 are cut (ext4 and NTFS allow 255; the ending is kept).
MAX_NAME_BYTES = 180
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_FORBIDDEN = frozenset('<>:"|?*')


def clean_name(written: str) -> str:
    r"""A file name that every system can store, as near to the written one as possible.

    >>> clean_name("..\\secret/活動?.csv"), clean_name("con.csv"), clean_name(".env"), clean_name("a. ")
    ('活動_.csv', '_con.csv', '_env', 'a')
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", written))[-1]
    name = "".join(c if c.isprintable() and c not in _FORBIDDEN else "_" for c in name)
    name = re.sub(r"^(\.+|~\$)", "_", name.strip().rstrip(". "))
    name = f"_{name}" if _RESERVED.match(name) else name
    return _cut(name or "file")


def _cut(name: str) -> str:
    ending = "".join(PurePosixPath(name).suffixes[-2:])[-20:] if "." in name else ""
    stem = name[: len(name) - len(ending)]
    while len((stem + ending).encode("utf-8", "replace")) > MAX_NAME_BYTES:
        stem = stem[:-1]
    return (stem + ending).encode("utf-8", "replace").decode("utf-8")


def examine(uploads: Sequence[Upload]) -> tuple[list[tuple[str, bytes]], list[Finding]]:
    """The files to stage under their safe names, and what is wrong with the choice of files."""
    kept: dict[str, tuple[str, bytes]] = {}
    findings: list[Finding] = []
    for upload in uploads:
        name = clean_name(upload.name)
        if name != upload.name:
            findings.append(finding("upload_renamed", file=name, value=upload.name))
        if not upload.data:
            findings.append(finding("upload_empty", file=name))
        elif kept.setdefault(name.casefold(), (name, upload.data))[1] is not upload.data:
            findings.append(finding("upload_same_name", file=name))
    names = [name for name, _ in kept.values()]
    for name in names:
        if is_accompanying(name) and not _main_files(name, names):
            findings.append(finding("upload_without_main_file", file=name))
    return list(kept.values()), findings


def _main_files(name: str, names: Iterable[str]) -> list[str]:
    """The files that an accompanying file stands beside: the same stem, or the name that it extends."""
    stem = PurePosixPath(name).stem.casefold()
    beside = {n for n in names if not is_accompanying(n)}
    return [n for n in beside if stem in {n.casefold(), PurePosixPath(n).stem.casefold()}]


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files into a new folder and make them durable."""
    folder.mkdir(parents=True)
    for name, data in files:
        path = folder / name
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    sync(folder)


def described(name: str, data: bytes, municipality_code: str) -> ImportedName:
    return ImportedName(name, hashlib.sha256(data).hexdigest(), len(data), municipality_code)
