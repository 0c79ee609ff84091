"""From folders of files to raw tables.

Adding a file format = one function and one line in ``FORMATS``; adding a layout inside a format = one function and one
line in ``geo.RECOGNISERS`` or ``opendata.LAYOUTS``.  Whatever a file holds, it ends in rows or in findings, never in a
traceback; nothing is ever written beside an input.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path

from etl.findings import Finding, finding, guard
from etl.findings.errors import UnreadableError
from etl.readers import archive, geo, names, sniff
from etl.readers.accepted import ImportLayer
from etl.readers.base import Given, RawTable, Settings
from etl.readers.settings import scope_of, settings_beside
from etl.readers.shapes import gml, layers
from etl.readers.sheets import long_text, tabular, workbook

__all__ = [
    "FORMATS",
    "Given",
    "RawTable",
    "Settings",
    "folder_files",
    "input_files",
    "is_accompanying",
    "read_file",
    "read_folders",
    "read_imports",
    "shown_as",
]

Progress = Callable[[str], None]
Reader = Callable[[Given], Iterator[RawTable]]


def _geo(read: Callable[[Given], Iterator[layers.Layer]]) -> Reader:
    return lambda given: geo.recognised(given, read(given))


def _text(given: Given) -> Iterator[RawTable]:
    long = long_text.read_long(given)
    return tabular.read_text(given) if long is None else iter([long])


#: Reader of each file ending.
FORMATS: dict[str, Reader] = {
    ".csv": _text,
    ".tsv": _text,
    ".txt": _text,
    ".xlsx": workbook.read_workbook,
    ".xlsm": workbook.read_workbook,
    ".xls": workbook.read_workbook,
    ".ods": workbook.read_workbook,
    ".geojson": _geo(layers.read_json),
    ".json": _geo(layers.read_json),
    ".topojson": _geo(layers.read_json),
    ".shp": _geo(layers.read_shapefile),
    ".gpkg": _geo(layers.read_geopackage),
    ".gml": _geo(gml.read_gml),
    ".xml": _geo(gml.read_gml),
    ".zip": lambda given: archive.read_zip(given, _read_part),
}
#: What the content of a file may be, by its ending (see :mod:`etl.readers.sniff`).
_KINDS: dict[str, tuple[str, ...]] = {
    ".csv": ("text",), ".tsv": ("text",), ".txt": ("text",), ".xlsx": ("workbook",), ".xlsm": ("workbook",),
    ".xls": ("workbook",), ".ods": ("workbook",), ".geojson": ("json", "text"), ".json": ("json", "text"),
    ".topojson": ("json", "text"), ".shp": ("shp",), ".gpkg": ("gpkg",), ".zip": ("zip",),
}  # fmt: skip
#: Sheets and archives are read as what they are, whatever they are called.
_SHEETS = frozenset((".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".zip"))
_BY_CONTENT: dict[str, Reader] = {
    "text": FORMATS[".csv"], "workbook": FORMATS[".xlsx"], "zip": FORMATS[".zip"],
}  # fmt: skip
_KIND_NAMES = {
    "text": ("文字だけのファイル（CSV など）", "plain text (such as CSV)"),
    "workbook": ("Excel ブック", "an Excel workbook"),
    "zip": ("ZIP", "ZIP"), "json": ("JSON", "JSON"), "xml": ("XML", "XML"), "shp": ("シェープファイル", "a shapefile"),
    "gpkg": ("GeoPackage（SQLite）", "GeoPackage (SQLite)"), "EXE": ("実行プログラム", "a program"),
    "ELF": ("実行プログラム", "a program"),
}  # fmt: skip
#: Files that accompany others, or speak to people: never read by themselves, never reported.
_SIDECARS = frozenset((
    ".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".qpj", ".qmd", ".toml", ".md", ".lock", ".ini",
    ".db", ".sha256", ".part", ".part-from",
))  # fmt: skip


def read_folders(
    boundaries: Sequence[Path],
    activities: Sequence[Path],
    progress: Progress | None = None,
    without: Container[Path] = (),
) -> Iterator[RawTable]:
    """Every file below the given folders (or the given files), in a stable order.

    Args:
        boundaries: folders or files; read first, so that districts are known before records that refer to them.
        activities: as boundaries.
        progress: told the name of each file before it is read.
        without: files that are passed over.
    """
    for path, root in folder_files((*boundaries, *activities)):
        if path not in without:
            if progress is not None:
                progress(shown_as(path, root))
            kept = archive.preferred(path)
            yield from read_file(path, root) if kept == path else [_double(path, kept, shown_as(path, root))]


def folder_files(roots: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """Every file below the given folders, once, with the folder, in the order in which they are read."""
    seen: set[Path] = set()
    for root in roots:
        for path in input_files(root):
            place = _place(path)
            if place not in seen:
                seen.add(place)
                yield path, root


def _double(path: Path, kept: Path, name: str) -> RawTable:
    """A layer that lies beside itself in another format."""
    return Given(path, name).failed("duplicate_content", double=names.shown(path.name), kept=names.shown(kept.name))


def read_imports(
    layers: Sequence[ImportLayer], progress: Progress | None = None, without: Container[Path] = ()
) -> Iterator[tuple[int, RawTable]]:
    """The tables of the files of accepted imports, each with the number of its import."""
    for layer in layers:
        for file in layer.files:
            if is_accompanying(file.path.name) or file.path in without:
                continue
            if progress is not None:
                progress(file.name)
            if _is_gone(file.path):
                yield layer.entry, Given(file.path, file.name).failed("import_file_missing", entry=layer.entry)
                continue
            if (kept := archive.preferred(file.path)) != file.path:
                yield layer.entry, _double(file.path, kept, file.name)
                continue
            for raw in read_file(file.path, name=file.name, municipality_code=file.municipality_code):
                if file.sha256 and raw.sha256 not in {"", file.sha256}:
                    raw.findings.append(finding("import_file_changed", file=raw.file, part=raw.part))
                yield layer.entry, raw


def _is_gone(path: Path) -> bool:
    """Whether there is no such file; one in a folder that may not be looked into counts as there."""
    try:
        return not path.exists()
    except OSError:
        return False


def is_accompanying(name: str) -> bool:
    """Whether a file of this name accompanies others (``.dbf``, ``.toml``) or speaks to people, and is never read.

    >>> is_accompanying("A32.dbf"), is_accompanying("活動.csv.toml"), is_accompanying("活動.csv")
    (True, True, False)
    """
    return _is_sidecar(Path(name), Path())


def input_files(root: Path) -> list[Path]:
    """The files below a folder that are read, sorted by name; the file itself if it is one.

    Broken links and folders that are called like a file (``x.csv``) are among them, so that somebody is told.
    """
    if not root.is_dir():
        return [root]
    readable = (p for p in root.rglob("*") if _is_meant_as_file(p) and not _is_sidecar(p, root))
    found = (p for p in readable if not gml.is_foreign(p))
    return sorted(found, key=lambda p: p.relative_to(root).as_posix())


def _is_meant_as_file(path: Path) -> bool:
    return not path.is_dir() or path.suffix.casefold() in FORMATS


def _place(path: Path) -> Path:
    """Where a path leads, so that a file reached twice is read once; links in a circle lead nowhere."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def _is_sidecar(path: Path, root: Path) -> bool:
    if archive.is_metadata(path.name):
        return True
    hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in path.relative_to(root).parts)
    return hidden or path.suffix.casefold() in _SIDECARS or path.stem.casefold().startswith(("readme", "license"))


def shown_as(path: Path, root: Path) -> str:
    """The name for display: from the given folder's own name on, with slashes."""
    if path == root:
        return names.shown(path.name)
    parts = (root.resolve().name, *path.relative_to(root).parts)
    return "/".join(names.shown(part) for part in parts)


def read_file(
    path: Path, root: Path | None = None, *, name: str = "", municipality_code: str = ""
) -> Iterator[RawTable]:
    """The tables of one file.

    Args:
        path: the file.
        root: the folder that was given; its name and those below may carry a municipality code.
        name: how an imported file is named to the user; its folder is the store's and names no municipality.
        municipality_code: the municipality that the user chose for the file.
    """
    root = path if root is None else root
    shown = name or shown_as(path, root)
    try:
        if reason := _no_file(path):
            yield Given(path, shown).failed("unreadable_file" if path.is_symlink() or path.exists() else "missing_file",
                                           reason=reason)  # fmt: skip
            return
        settings, problems = settings_beside(path, shown)
        if not name and names.is_decoded(
            Path(path.name) if path == root else Path(root.resolve().name, path.relative_to(root))
        ):
            problems.append(finding("name_decoded", file=shown))
        scope = municipality_code if name else scope_of(path, root if root.is_dir() else path.parent)
        given = Given(path, shown, names.shown(path.stem), "", scope, settings, _sha256(path), path.stat().st_size)
    except OSError as error:
        yield Given(path, shown).failed("unreadable_file", reason=error.strerror or str(error))
        return
    if problems:
        yield given.table("", findings=problems)
    yield from _read_part(given)


def _no_file(path: Path) -> str:
    """Why a path is no file that can be read; empty if it is one."""
    if path.is_dir():
        return "フォルダです / it is a folder"
    if not path.exists():
        return "リンク先がありません / the link leads nowhere" if path.is_symlink() else "ありません / not there"
    return "" if path.is_file() else "普通のファイルではありません / not an ordinary file"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_part(given: Given) -> Iterator[RawTable]:
    """Dispatch by content and ending; an unreadable file becomes its one finding."""
    ending = given.path.suffix.casefold()
    if ending not in FORMATS:
        yield given.failed("unsupported_format", value=names.shown(ending or given.path.name))
        return
    try:
        reader, said = _reader_of(given, ending)
        for table in reader(given):
            if table.table:
                table.findings[:0], said = said, []
            yield table
    except UnreadableError as error:
        yield given.failed(error.code, **error.params)
    except OSError as error:
        yield given.failed("unreadable_file", reason=error.strerror or str(error))
    except (RecursionError, MemoryError) as error:
        yield given.failed("too_large", reason=type(error).__name__)
    except Exception as error:
        if not guard.is_on():
            raise
        yield given.table("", findings=[guard.told(error, file=given.name, part=given.part)])


def _reader_of(given: Given, ending: str) -> tuple[Reader, list[Finding]]:
    """The reader for what a file holds, and what to say where that is not what its ending says.

    Raises:
        UnreadableError: ``wrong_content``.
    """
    kind = sniff.kind_of(given.path)
    if not kind or kind in _KINDS.get(ending, (kind,)):
        return FORMATS[ending], []
    name, name_en = _KIND_NAMES.get(kind, (kind, kind))
    if kind not in _BY_CONTENT or ending not in _SHEETS:
        raise UnreadableError("wrong_content", value=name if name == name_en else f"{name} / {name_en}", ending=ending)
    return _BY_CONTENT[kind], [given.finding("ending_misleads", ending=ending, kind=name, kind_en=name_en)]
