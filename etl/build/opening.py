"""Opening database files: by any name of a folder, read-only and closed to the outside, and never one that is damaged.

What is said of a file that cannot be read is plain words, not the words of the system.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

#: In a DuckDB file ``DUCK`` stands behind a checksum of eight bytes; three headers of 4,096 bytes precede the blocks.
_MAGIC, _MAGIC_AT, _HEADERS = b"DUCK", 8, 3 * 4096
_FOLDER = "フォルダーです", "it is a folder"
_EMPTY = "中身が空です", "it is empty"
_FOREIGN = "データベースのファイルではありません", "it is not a database file"
_CUT = "途中で切れています", "it is cut short"
_DENIED = "読む権限がないか、ディスクから読めません", "it may not be read, or the disk does not give it"
_DAMAGED = "中身が壊れています", "its content is damaged"
_OTHER = "このプログラムのデータベースではありません", "it is not a database of this program"
_BUSY = "ほかのプログラムが書き込みに使っています", "another program has it open for writing"


@dataclass(frozen=True)
class Unreadable:
    """A database file that cannot be read, and why, as half a sentence in Japanese and English."""

    path: Path
    japanese: str
    english: str


@contextmanager
def written_to(path: Path) -> Iterator[Path]:
    """Where a database is written that shall lie at ``path``: there, or elsewhere first where its log could not.

    DuckDB puts the name of its log before the first ``?`` of the whole path, links or not.

    Raises:
        OSError: the path holds a backslash that is no separator; DuckDB takes it for one.
    """
    whole = literal(path)
    if os.sep == "/" and "\\" in whole:
        raise OSError(
            "フォルダーの名前に使えない文字 \\ があります。名前を変えてください / "
            "rename the folder: \\ cannot stand in its name"
        )
    if "?" not in whole:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="chiku-") as folder:
        place = Path(folder) / "written.duckdb"
        yield place
        shutil.move(place, path)


def literal(path: str | Path) -> str:
    """The path in the form that DuckDB takes for a file: absolute.

    A relative one that begins like ``md:``, ``:memory:`` or ``~`` means something else than a folder to DuckDB.
    """
    return str(Path(path).absolute())


def open_published(path: str | Path) -> duckdb.DuckDBPyConnection:
    """A published database for reading, closed to the outside: no other file, no network, no extension.

    Everybody opens published files through here, as DuckDB refuses two configurations of one file in one process.
    """
    import duckdb

    plain: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": "false"}
    connection = duckdb.connect(literal(path), read_only=True, config=plain)
    # Not in the configuration: with it the file's own log may not be looked for where the path holds a ``?``.
    connection.execute("SET enable_external_access = false")
    return connection


def unreadable(path: Path) -> Unreadable | None:
    """Why a file is no database that can be shown; None if it is one, or if there is no such file.

    Looks at what is quick to see: that it opens, is as long as it says and holds ``build_info``.  A file that has not
    changed is not looked at again.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    except OSError:
        return Unreadable(path, *_DENIED)
    why = _known.get(seen := (str(path), status.st_ino, status.st_mtime_ns, status.st_size))
    if why is None:
        why = _reason(path, status.st_size) or ()
        if why != _BUSY:
            if len(_known) >= _KNOWN_AT_MOST:
                _known.clear()
            _known[seen] = why
    return Unreadable(path, *why) if why else None


#: What was found of a file by path, inode, time and size; empty where nothing is wrong.
_known: dict[tuple[str, int, int, int], tuple[str, str] | tuple[()]] = {}
_KNOWN_AT_MOST = 1_000


def _reason(path: Path, size: int) -> tuple[str, str] | None:
    if path.is_dir():
        return _FOLDER
    if not path.is_file():
        return _FOREIGN
    if not size:
        return _EMPTY
    try:
        with path.open("rb") as file:
            begin = file.read(_MAGIC_AT + len(_MAGIC))
    except OSError:
        return _DENIED
    if begin[_MAGIC_AT:] != _MAGIC:
        return _FOREIGN
    if size < _HEADERS:
        return _CUT
    return _within(path, size)


def _within(path: Path, size: int) -> tuple[str, str] | None:
    """What is wrong with a file that begins like a database."""
    import duckdb

    try:
        with open_published(path) as connection:
            ((block, blocks),) = connection.execute(
                "SELECT block_size, total_blocks FROM pragma_database_size()"
            ).fetchall()
            if (size - _HEADERS) % block:
                return _CUT
            connection.execute("SELECT * FROM build_info").fetchall()
            if size < _HEADERS + block * blocks:
                _read_all(connection)
    except duckdb.CatalogException:
        return _OTHER
    except duckdb.ConnectionException:  # this process has it open otherwise: it can be read
        return None
    except (duckdb.Error, OSError) as error:
        if "lock on file" in str(error):
            return _BUSY
        return _CUT if "enough bytes" in str(error) else _DAMAGED
    return None


def _read_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Read every table: a file may be shorter than its blocks, as free ones at its end are given back."""
    tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    for (table,) in tables:
        connection.execute(f'SELECT bit_xor(hash(t)) FROM "{table}" AS t').fetchall()  # noqa: S608 - a name of the catalogue


def is_refusal(error: BaseException) -> bool:
    """Whether an error says that the disk or a file's content refuses, not that a question was put wrongly.

    DuckDB tells a full disk as an error of input, of a transaction, of memory or of itself, as it happens to notice.
    """
    import duckdb

    mistakes = (duckdb.ProgrammingError, duckdb.IntegrityError, duckdb.DataError, duckdb.NotSupportedError)
    return isinstance(error, OSError) or (isinstance(error, duckdb.Error) and not isinstance(error, mistakes))
