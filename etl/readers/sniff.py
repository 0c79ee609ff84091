"""What the first bytes of a file say that it is, whatever its name says.

Knows signatures only; opens an archive just far enough to read its list of members.  A file whose content is of a
kind that this program reads is read as that, others are named to the user (PDF, picture, program).
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from etl.readers import encoding

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"), (b"RIFF", "RIFF"), (b"\x7fELF", "ELF"), (b"\x1f\x8b", "gzip"), (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"), (b"{\\rtf", "RTF"), (b"\xd0\xcf\x11\xe0", "workbook"),
    (b"SQLite format 3", "gpkg"), (b"\0\0\x27\x0a", "shp"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"),
)  # fmt: skip
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|div|style|center)\b", re.I | re.S
)
_MEMBERS = (
    (re.compile(r"^xl/|^content\.xml$"), "workbook"), (re.compile("^word/"), "Word"),
    (re.compile("^ppt/"), "PowerPoint"), (re.compile(r"^doc\.kml$"), "KMZ"),
)  # fmt: skip
_HEAD = 4096


def kind_of(path: Path) -> str:
    """The kind of a file's content: one that can be read, the name of a foreign format, or "" if nothing tells.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return _kind_of_archive(path) if kind == "zip" else kind
    if head.startswith(b"MZ") and b"\0" in head[:64]:
        return "EXE"
    return _kind_of_text(head)


def _kind_of_text(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HTML.match(text):
        return "HTML"
    if text.startswith(b"<?xml"):
        return (
            "Excel 2003 XML" if b"urn:schemas-microsoft-com:office" in text else "HTML" if b"<html" in text else "xml"
        )
    if re.match(rb'\{\s*"|\[\s*[\[{]', text):
        return "json"
    return "text" if text and _is_text(head) else ""


def _is_text(head: bytes) -> bool:
    """Whether the bytes, perhaps cut inside a character, are text in an encoding that is known."""
    return any(encoding.detect(head[: len(head) - cut]) is not None for cut in range(4) if len(head) > cut)


def _kind_of_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, OSError, ValueError):
        return "zip"
    return next((kind for pattern, kind in _MEMBERS for name in names if pattern.match(name)), "zip")
