"""Names of files as they are shown: always text that can be written, whatever bytes stand on the disk.

Files from old Japanese systems may have names in Shift_JIS, which the file system hands over as bytes that are no
text; and any name may hold line ends or signs that turn the direction of writing.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

#: Control characters, separators of lines, signs that turn the direction of writing, bytes that are no text.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_JAPANESE = re.compile("[\u3041-\u30fe\u4e00-\u9fff\uff66-\uff9f]")


def printable(name: str) -> str:
    r"""The name with an escape for each character that cannot be written or would break the line.

    >>> printable("活動\n.csv"), printable("\udc8a.csv")
    ('活動\\x0a.csv', '\\x8a.csv')
    """
    return _UNWRITABLE.sub(_escape, name)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a name that is not UTF-8
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def shown(name: str) -> str:
    r"""One part of a path: bytes that are no UTF-8 as Shift_JIS if they make Japanese words, else escaped.

    >>> shown("\udc8a\udc88\udc93\udcae.csv"), shown("\udcff.csv")
    ('活動.csv', '\\xff.csv')
    """
    return printable(_from_cp932(name) or name)


def is_decoded(path: PurePath) -> bool:
    """Whether the name of a file, or of a folder above it, is shown as read from Shift_JIS."""
    return any(_from_cp932(part) for part in path.parts)


def _from_cp932(name: str) -> str:
    """The name read from Shift_JIS; empty if it is text already or makes no Japanese words."""
    if not any("\udc80" <= c <= "\udcff" for c in name):
        return ""
    try:
        read = name.encode("utf-8", "surrogateescape").decode("cp932")
    except UnicodeError:
        return ""
    plain = not any(unicodedata.category(c) in {"Cc", "Cn", "Co"} for c in read)
    return read if plain and _JAPANESE.search(read) else ""
