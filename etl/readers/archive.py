"""Zip archives: what they hold, within limits.

Members are copied out under our own names, never under the names written in the archive; a layer that comes in two
formats is read once.
"""

from __future__ import annotations

import lzma
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from etl.findings import Finding
from etl.readers.base import Given, RawTable
from etl.readers.errors import UnreadableError

MAX_MEMBERS = 5_000
MAX_BYTES = 4 << 30
#: Real geodata compresses about 5 times, dBASE tables of blanks up to about 100 times.
MAX_RATIO = 400
#: What damaged or strange members raise while they are unpacked.
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError, RuntimeError, zlib.error,
    lzma.LZMAError,
)  # fmt: skip
_PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")
#: Endings that are read, best first: where one layer comes in several, the first is used.
_PREFERRED = (
    ".shp", ".gpkg", ".geojson", ".json", ".topojson", ".gml", ".xml", ".csv", ".tsv", ".xlsx", ".xls", ".ods",
)  # fmt: skip
#: Of these, those that hold shapes: side by side in a folder under one name they are one layer.
_LAYERS = _PREFERRED[:7]
_ENCODING_FOLDER = re.compile(r"utf-?8|shift-?_?jis|sjis|cp932")
_METADATA = re.compile(r"^KS-?META|\.(shp|geojson|gpkg|csv)\.xml$", re.IGNORECASE)


def require_reasonable(path: Path) -> list[zipfile.ZipInfo]:
    """The members of an archive that is whole, not encrypted and not a bomb.

    Raises:
        UnreadableError: ``unreadable_file``, ``encrypted`` or ``too_large``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, OSError, ValueError) as error:
        raise UnreadableError("unreadable_file", f"ZIP: {error}") from error
    if any(m.flag_bits & 1 for m in members):
        raise UnreadableError("encrypted")
    # Members that share their bytes count once: what is packed is never more than the file itself.
    size, packed = sum(m.file_size for m in members), min(sum(m.compress_size for m in members), path.stat().st_size)
    if len(members) > MAX_MEMBERS:
        raise UnreadableError("too_large", f"{len(members):,} > {MAX_MEMBERS:,}")
    if size > MAX_BYTES or (size > 10_000_000 and size > MAX_RATIO * max(packed, 1)):
        raise UnreadableError("too_large", f"{size:,} B")
    return members


def shown_name(member: zipfile.ZipInfo) -> str:
    """The member's name as its maker meant it: names without the UTF-8 flag from Japan are cp932."""
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("cp932")
        except UnicodeError:
            name = member.filename
    return name.replace("\\", "/")


def read_zip(given: Given, read: Callable[[Given], Iterator[RawTable]]) -> Iterator[RawTable]:
    """Every readable member, through ``read``; shapefile parts are kept together."""
    members, refused = _trusted(given, require_reasonable(given.path))
    if refused:
        yield given.table("", findings=refused)
    chosen, doubles = _choose(list(members))
    if not chosen and not refused:
        endings = ", ".join(sorted({_suffix(n) or n for n in members}))[:100]
        yield given.failed("unsupported_format", value=endings) if endings else given.failed("empty_file")
    for double, kept in doubles:
        yield given.failed("duplicate_content", double=double, kept=kept)
    with zipfile.ZipFile(given.path) as archive, tempfile.TemporaryDirectory(prefix="chiku-") as folder:
        for number, name in enumerate(chosen):
            try:
                path = _copied(archive, members, name, Path(folder) / f"member{number}")
            except BROKEN as error:
                yield given.at(name).failed("unreadable_file", reason=f"ZIP: {error}")
                continue
            yield from read(given.at(name if len(chosen) > 1 else "", PurePosixPath(name).stem, path))


def is_metadata(name: str) -> bool:
    """Whether a file speaks about another one (KS-META-A32-23_29.xml, towns.shp.xml).

    >>> is_metadata("KS-META-A32-23_29.xml"), is_metadata("A32-13_12.xml")
    (True, False)
    """
    return _METADATA.search(name) is not None


def preferred(path: Path) -> Path:
    """The file to read of those beside ``path`` that hold the same layer: itself where it is the best or the only one.

    A shapefile counts only with its table of attributes.
    """
    if path.suffix.casefold() not in _LAYERS or not path.is_file():
        return path
    beside = [p for p in path.parent.iterdir() if p.stem == path.stem and p.suffix.casefold() in _LAYERS]
    has_table = any((path.parent / f"{path.stem}{ending}").exists() for ending in (".dbf", ".DBF"))
    whole = [p for p in beside if has_table or p.suffix.casefold() != ".shp"]
    return min(whole, key=lambda p: (_LAYERS.index(p.suffix.casefold()), p.name), default=path)


def _trusted(given: Given, found: list[zipfile.ZipInfo]) -> tuple[dict[str, zipfile.ZipInfo], list[Finding]]:
    """The members by name that may be read, and why the others are not.

    Nothing is ever written under a member's name; but a name that points out of the folder, a link or a second member
    of one name shows that the archive is not what somebody meant to send.
    """
    members: dict[str, zipfile.ZipInfo] = {}
    refused: dict[str, list[str]] = {}
    for member in found:
        name = shown_name(member)
        if reason := _mistrust(name, member) or ("double" if name in members else ""):
            refused.setdefault(reason, []).append(name)
        else:
            members[name] = member
    return members, [_refusal(given, reason, names) for reason, names in refused.items()]


#: Why a member is not read: the reason in both languages.
_REASONS = {
    "outside": ("名前がフォルダの外を指す", "its name points out of the folder"),
    "special": ("リンクなどの特別なファイルである", "it is a link or another special file"),
    "double": ("同じ名前のファイルがほかにもある", "there is another file of the same name"),
    "nested": ("ZIP の中の ZIP である", "it is a ZIP file within a ZIP file"),
}


def _mistrust(name: str, member: zipfile.ZipInfo) -> str:
    """A key of ``_REASONS``, or an empty string."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name):
        return "outside"
    if stat.S_IFMT(member.external_attr >> 16) not in {0, stat.S_IFREG}:
        return "special"
    return "nested" if _suffix(name) == ".zip" else ""


def _refusal(given: Given, reason: str, names: list[str]) -> Finding:
    said, said_en = _REASONS[reason]
    return given.finding("unsafe_member", value=names[0], count=len(names), reason=said, reason_en=said_en)


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.casefold()


def _choose(names: list[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The members to read, and (double, kept) of those that repeat a layer in another format."""
    visible = [
        n
        for n in names
        if not PurePosixPath(n).name.startswith(".") and "__MACOSX" not in n and not is_metadata(PurePosixPath(n).name)
    ]
    layers: dict[str, list[str]] = {}
    for name in visible:
        if _suffix(name) in _PREFERRED:
            layers.setdefault(_layer_of(name), []).append(name)
    tables = {str(PurePosixPath(n).with_suffix("")) for n in visible if _suffix(n) == ".dbf"}
    chosen, doubles = [], []
    for same in layers.values():
        best, *rest = sorted(same, key=lambda n: _preference(n, tables))
        chosen.append(best)
        doubles += [(other, best) for other in rest]
    return sorted(chosen), sorted(doubles)


def _layer_of(name: str) -> str:
    """What members of one layer share: the path without ending and without a folder named by an encoding.

    >>> _layer_of("A32-21_29_GML/UTF-8/A32-21_29.shp") == _layer_of("A32-21_29_GML/Shift-JIS/A32-21_29.geojson")
    True
    """
    path = PurePosixPath(name.casefold()).with_suffix("")
    return "/".join(part for part in path.parts if not _ENCODING_FOLDER.fullmatch(part))


def _preference(name: str, tables: set[str]) -> tuple[bool, int, bool, str]:
    """Whole shapefiles first, then the other formats; of two encodings UTF-8, which holds every character."""
    lacking = _suffix(name) == ".shp" and str(PurePosixPath(name).with_suffix("")) not in tables
    return lacking, _PREFERRED.index(_suffix(name)), "utf" not in name.casefold(), name


def _copied(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str, target: Path) -> Path:
    """The member (for a shapefile all its parts) under the name ``target``; the path of the member."""
    stem = str(PurePosixPath(name).with_suffix("")).casefold()
    wanted = [n for n in members if str(PurePosixPath(n).with_suffix("")).casefold() == stem and _suffix(n) in _PARTS]
    for part in wanted if _suffix(name) == ".shp" else [name]:
        with archive.open(members[part]) as source, target.with_suffix(_suffix(part)).open("wb") as copy:
            shutil.copyfileobj(source, copy)
    return target.with_suffix(_suffix(name))
