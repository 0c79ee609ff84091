"""Which encoding a text is in: BOM, then strict UTF-8, then JIS, cp932 and EUC-JP with a plausibility check.

Never ``errors="replace"``: a text that fits none is refused, so that no broken character reaches the database.
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
#: How ISO-2022-JP (JIS, of old mail) turns to Japanese characters; in any other text it is no character.
_JIS = (b"\x1b$B", b"\x1b$@")
_CHUNK = 1 << 24
#: Kana, ideographs, Japanese punctuation, full-width forms, and the signs of JIS X 0208 that documents use.
_JAPANESE = re.compile(
    "[\u3000-\u30ff\u3220-\u33ff\u4e00-\u9fff\uff01-\uff5e\uffe0-\uffe6\u2010-\u2312\u25a0-\u266f\u00d7\u00b0]"
)
#: Half-width kana stand in words; a wrong guess scatters them one by one.
_HALF_KANA_WORD = re.compile("[\uff66-\uff9f]{2,}")
_FOREIGN = re.compile(r"[^\x00-\x7f]")


def detect(data: bytes, stated: str = "") -> tuple[str, bool] | None:
    """The name of the encoding and whether it was told apart by content; None if no encoding fits.

    >>> detect("活動名".encode("cp932")), detect("活動名".encode()), detect("café, été à la plage".encode("latin-1"))
    (('cp932', True), ('utf-8', False), None)
    """
    if stated:
        return (stated, False) if _decodes(data, stated) else None
    for bom, name in _BOMS:
        if data.startswith(bom):
            return (name, False) if _decodes(data, name) else None
    if 0 in data[:4000] and (name := _utf_16(data)):
        return name, True
    if any(sign in data for sign in _JIS) and _decodes(data, "iso2022_jp"):
        return "iso2022_jp", True
    if _decodes(data, "utf-8"):
        return "utf-8", False
    for name in ("cp932", "euc_jp"):
        if _decodes(data, name) and is_plausible(data[: _CHUNK >> 4].decode(name, errors="ignore")):
            return name, True
    if _decodes(data, "cp932") and not _decodes(data, "euc_jp"):
        text = data[: _CHUNK >> 4].decode("cp932", errors="ignore")
        return ("cp932", True) if is_plausible(_HALF_KANA_WORD.sub("カ", text)) else None
    return None


def first_foreign_line(data: bytes) -> tuple[int, str] | None:
    r"""Where a text of two encodings changes: the first line that is not in the encoding of the lines before it.

    Returns:
        The line's number from 1 and its encoding; None if the text is not a mixture of UTF-8 and cp932 lines.

    >>> first_foreign_line("活動\n".encode() + "清掃\n".encode("cp932"))
    (2, 'cp932')
    """
    first = ""
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.isascii():
            continue
        name = next((n for n in ("utf-8", "cp932") if _decodes(line, n) and is_plausible(line.decode(n))), "")
        if not name or (first and name != first):
            return (number, name) if name else None
        first = first or name
    return None


def is_plausible(text: str) -> bool:
    """Whether what is not ASCII looks Japanese: half-width kana and rare signs come from a wrong guess."""
    foreign = len(_FOREIGN.findall(text))
    return foreign == 0 or len(_JAPANESE.findall(text)) / foreign >= 0.7


def _utf_16(data: bytes) -> str:
    """The byte order of UTF-16 without a mark: line ends and commas come out, and no NUL; empty if it is not UTF-16."""
    for name in ("utf-16-le", "utf-16-be"):
        if _decodes(data, name):
            text = data[:4000].decode(name, errors="ignore")
            if "\0" not in text and ("\n" in text or "\r" in text or "," in text) and is_plausible(text):
                return name
    return ""


def _decodes(data: bytes, name: str) -> bool:
    try:
        "".encode(name)  # refuses what is no encoding of text (rot13, base64)
        decoder = codecs.getincrementaldecoder(name)("strict")
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except (UnicodeError, LookupError, ValueError):
        return False
    return True
