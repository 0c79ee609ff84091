"""A GeoPackage is a program as well as a file: what can run in it is taken out of our copy before it is opened.

A view may never end, a trigger acts, a virtual table reads other files, a computed column makes gigabytes out of bytes.
Only tables that hold their rows stay.  Source: https://sqlite.org/security.html
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from etl.findings.errors import UnreadableError

#: Steps of SQLite's machine that looking at the list of tables may take.
_STEPS = 20_000_000
#: The package's own lists of tables (OGC 12-128r18); the first is that of its layers.
_ABOUT_TABLES = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_ogr_contents", "gpkg_extensions")
_PLAIN_TABLE = re.compile(r"\s*CREATE\s+TABLE\s", re.IGNORECASE)
#: A default of more characters than this would be repeated in every row that was written before it.
_LONGEST_DEFAULT = 1_000


def leave_tables_only(path: Path) -> list[str]:
    """Strike out, in this copy, everything of the schema but tables that hold their rows and their indexes.

    Returns:
        The layers that are gone: names in the list of contents that are no such table.

    Raises:
        UnreadableError: ``unreadable_file``, or ``layers_not_read`` where none is left.
    """
    try:
        with closing(sqlite3.connect(path)) as database:
            database.set_progress_handler(lambda: 1, _STEPS)
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            listed = database.execute("SELECT rowid, type, name, tbl_name, sql FROM sqlite_master").fetchall()
            plain = {name for _, kind, name, _, sql in listed if kind == "table" and _is_plain(database, name, sql)}
            gone = [row for row, kind, name, table, _ in listed if not _stays(kind, name, table, plain)]
            database.execute("PRAGMA writable_schema = ON")
            database.executemany("DELETE FROM sqlite_master WHERE rowid = ?", [(row,) for row in gone])
            lost = {about: _lost(database, about, plain) for about in _ABOUT_TABLES if about in plain}
            for about, names in lost.items():
                database.executemany(f"DELETE FROM {about} WHERE table_name IS ?", [(n,) for n in names])  # noqa: S608
            database.commit()
            gone_layers = [name for name in lost.get(_ABOUT_TABLES[0], ()) if isinstance(name, str)]
            if gone_layers and not database.execute("SELECT 1 FROM gpkg_contents LIMIT 1").fetchone():
                raise UnreadableError("layers_not_read", "、".join(gone_layers))
            return gone_layers
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise UnreadableError("unreadable_file", f"SQLite: {error}") from error


def _lost(database: sqlite3.Connection, about: str, plain: set[str]) -> list[object]:
    """The tables that one of the package's own lists speaks of and that are not there."""
    named = database.execute(f"SELECT DISTINCT table_name FROM {about}").fetchall()  # noqa: S608
    return [name for (name,) in named if name not in plain]


def _stays(kind: str, name: str, table: str, plain: set[str]) -> bool:
    return name in plain if kind == "table" else kind == "index" and table in plain


def _is_plain(database: sqlite3.Connection, name: str, sql: str | None) -> bool:
    """Whether a table holds its rows itself, each column as it was written."""
    if name.startswith("sqlite_"):
        return True
    if not isinstance(sql, str) or _PLAIN_TABLE.match(sql) is None:
        return False
    columns = database.execute("SELECT dflt_value, hidden FROM pragma_table_xinfo(?)", [name]).fetchall()
    return all(hidden == 0 and len(str(default or "")) <= _LONGEST_DEFAULT for default, hidden in columns)
