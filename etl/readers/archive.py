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
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from etl.findings import Finding
from etl.findings.errors import UnreadableError
from etl.readers.base import LISTED, Given, RawTable
from etl.readers.names import printable

MAX_MEMBERS = 5_000
MAX_BYTES = 4 << 30
#: Real geodata compresses about 5 times, dBASE tables of blanks up to about 100 times.
MAX_RATIO = 400
#: Genuine tables as text compress 5 to 20 times; one row repeated millions of times, hundreds of times.
MAX_TEXT_RATIO = 60
_TEXTS = frozenset((".csv", ".tsv", ".txt"))
#: What damaged or strange members raise while they are unpacked.
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError, RuntimeError, zlib.error,
    lzma.LZMAError, ValueError,
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


def require_reasonable(path: Path, limit: int = MAX_BYTES) -> list[zipfile.ZipInfo]:
    """The members of an archive that is whole, not encrypted and not a bomb; unpacked at most ``limit`` bytes.

    Raises:
        UnreadableError: ``unreadable_file``, ``encrypted`` or ``too_large``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.filename.endswith("/")]
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, OSError, ValueError) as error:
        raise UnreadableError("unreadable_file", f"ZIP: {error}") from error
    if any(m.flag_bits & 1 for m in members):
        raise UnreadableError("encrypted")
    # Members that share their bytes count once: what is packed is never more than the file itself.
    size, packed = sum(m.file_size for m in members), min(sum(m.compress_size for m in members), path.stat().st_size)
    if len(members) > MAX_MEMBERS:
        reason = f"部品が{len(members):,}個、上限は{MAX_MEMBERS:,}個 / {len(members):,} members, limit {MAX_MEMBERS:,}"
        raise UnreadableError("too_large", reason)
    if size > limit:
        found, most = f"{size >> 20:,} MB", f"{limit >> 20:,} MB"
        reason = f"展開すると{found}、上限は{most} / {found} unpacked, limit {most}"
        raise UnreadableError("too_large", reason)
    _require_plausible(size, packed, MAX_RATIO, 10_000_000)
    texts = [m for m in members if _suffix(m.filename) in _TEXTS]
    unpacked, packed = sum(m.file_size for m in texts), sum(m.compress_size for m in texts)
    _require_plausible(unpacked, min(packed, path.stat().st_size), MAX_TEXT_RATIO, 50_000_000)
    return members


def _require_plausible(size: int, packed: int, ratio: int, small: int) -> None:
    """Refuse what unpacks to far more than genuine data does."""
    if size > small and size > ratio * max(packed, 1):
        times = size // max(packed, 1)
        megabytes = f"{size >> 20:,} MB"
        reason = f"展開すると{times:,}倍の{megabytes}、上限は{ratio}倍"
        reason += f" / {megabytes} unpacked ({times:,} times, limit {ratio})"
        raise UnreadableError("too_large", reason)


def shown_name(member: zipfile.ZipInfo) -> str:
    """The member's name as its maker meant it: names without the UTF-8 flag from Japan are cp932."""
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("cp932")
        except UnicodeError:
            name = member.filename
    return printable(name.replace("\\", "/"))


def read_zip(given: Given, read: Callable[[Given], Iterator[RawTable]]) -> Iterator[RawTable]:
    """Every readable member, through ``read``; shapefile parts are kept together."""
    members, refused = _trusted(given, require_reasonable(given.path))
    if refused:
        yield given.table("", findings=refused)
    chosen, doubles = _choose(list(members))
    if not chosen and not refused:
        endings = ", ".join(sorted({_suffix(n) or n for n in members}))[:100]
        yield given.failed("unsupported_format", value=endings) if endings else given.failed("empty_file")
    for double, kept in doubles[:LISTED]:
        yield given.failed("duplicate_content", double=double, kept=kept)
    if len(doubles) > LISTED:
        double, kept = doubles[LISTED]
        yield given.failed("duplicate_content_many", double=double, kept=kept, count=f"{len(doubles) - LISTED:,}")
    told = _Told(given)
    with zipfile.ZipFile(given.path) as archive, tempfile.TemporaryDirectory(prefix="chiku-") as folder:
        for number, name in enumerate(chosen):
            try:
                path = _copied(archive, members, name, Path(folder) / f"member{number}")
            except BROKEN as error:
                yield from told.few(name, [given.at(name).failed("unreadable_file", reason=f"ZIP: {error}")])
                continue
            part = given.at(name if len(chosen) > 1 else "", PurePosixPath(name).stem, path)
            yield from told.few(name, read(part))
            for copy in Path(folder).iterdir():
                copy.unlink()
    yield from told.rest()


class _Told:
    """Lets the tables of an archive through; members that give none are told one by one while they are few."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._without = 0
        self._others: list[str] = []

    def few(self, name: str, tables: Iterable[RawTable]) -> Iterator[RawTable]:
        for table in tables:
            if table.table or table.rows_read:
                yield table
                continue
            self._without += 1
            if self._without <= LISTED:
                yield table
            elif name not in self._others[-1:]:
                self._others.append(name)

    def rest(self) -> Iterator[RawTable]:
        if self._others:
            count = len(self._others)
            yield self._given.failed("members_unread_many", value=self._others[0], count=f"{count:,}")


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
    "unnamed": ("名前がない", "it has no name"),
    "nested": ("ZIP の中の ZIP である", "it is a ZIP file within a ZIP file"),
}


def _mistrust(name: str, member: zipfile.ZipInfo) -> str:
    """A key of ``_REASONS``, or an empty string."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name):
        return "outside"
    if stat.S_IFMT(member.external_attr >> 16) not in {0, stat.S_IFREG}:
        return "special"
    if not path.name or path.name.casefold() in _PREFERRED:
        return "unnamed"
    return "nested" if _suffix(name) == ".zip" else ""


def _refusal(given: Given, reason: str, names: list[str]) -> Finding:
    said, said_en = _REASONS[reason]
    return given.finding("unsafe_member", value=names[0], count=len(names), reason=said, reason_en=said_en)


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.casefold()


def _stem(name: str) -> str:
    """The path without the ending; a name of dots alone has none."""
    path = PurePosixPath(name)
    return str(path.with_name(path.stem)) if path.name else name


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
    tables = {_stem(n) for n in visible if _suffix(n) == ".dbf"}
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
    path = PurePosixPath(_stem(name.casefold()))
    return "/".join(part for part in path.parts if not _ENCODING_FOLDER.fullmatch(part))


def _preference(name: str, tables: set[str]) -> tuple[bool, int, bool, str]:
    """Whole shapefiles first, then the other formats; of two encodings UTF-8, which holds every character."""
    lacking = _suffix(name) == ".shp" and _stem(name) not in tables
    return lacking, _PREFERRED.index(_suffix(name)), "utf" not in name.casefold(), name


def _copied(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], name: str, target: Path) -> Path:
    """The member (for a shapefile all its parts) under the name ``target``; the path of the member."""
    wanted = [name]
    if _suffix(name) == ".shp":
        stem = _stem(name).casefold()
        wanted = [n for n in members if _suffix(n) in _PARTS and _stem(n).casefold() == stem]
    for part in wanted:
        with archive.open(members[part]) as source, target.with_suffix(_suffix(part)).open("wb") as copy:
            shutil.copyfileobj(source, copy)
    return target.with_suffix(_suffix(name))
