"""A long text file as text in a DuckDB file of its own: the cells as read, and on which line each row stands.

Knows cells and lines, not what they mean.  The file lies in a temporary folder and goes with the object.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from duckdb.func import PythonUDFType

from etl.values.cells import BLANKS

Rows = npt.NDArray[np.int64]

#: DuckDB may hold so much before it goes on in a temporary file; the whole build needs about twice as much.
MEMORY = "1500MB"


@dataclass
class Staged:
    """The rows of a long file: table ``cells`` with columns ``c0``, ``c1``, … (text, empty cells NULL), in file order.

    A row's number is DuckDB's ``rowid``, from 0.  ``columns`` maps contract columns to positions, ``gone`` are rows
    that are no data (blank lines, totals), ``line`` is the first line of data.  Cells with line breaks in them make
    later rows stand lower: from row ``breaks_at[i]`` on by ``breaks[i]`` lines.
    """

    folder: Path
    db: duckdb.DuckDBPyConnection
    width: int
    rows: int
    line: int
    breaks_at: Rows
    breaks: Rows
    columns: dict[str, int] = field(default_factory=dict)
    gone: Rows = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @property
    def path(self) -> Path:
        return self.folder / "cells.duckdb"

    def lines(self, rows: Rows) -> Rows:
        """The line of the file on which each row begins, as the user counts."""
        if len(self.breaks_at) == 0:
            return rows + self.line
        before = np.concatenate([[0], self.breaks])
        return np.asarray(rows + self.line + before[np.searchsorted(self.breaks_at, rows, side="right")])

    @property
    def data(self) -> str:
        """The condition that a row of ``cells AS c`` is data."""
        return "c.rowid NOT IN (SELECT r FROM gone)" if len(self.gone) else "true"

    def numbers(self, query: str) -> Rows:
        """The whole numbers of a query's only column, ascending, each once."""
        (found,) = self.db.execute(query).fetchnumpy().values()
        return np.unique(np.asarray(found, dtype=np.int64))

    def mark(self, table: str, rows: Any) -> None:
        """A table of one column ``r`` with these row numbers."""
        self.db.register("given_rows", {"r": np.asarray(rows, dtype=np.int64)})
        self.db.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT r FROM given_rows ORDER BY r")
        self.db.unregister("given_rows")

    def rows_at(self, lines: Rows) -> Rows:
        """The numbers of the rows that begin on these lines."""
        if len(self.breaks_at) == 0:
            return lines - self.line
        return np.searchsorted(self.lines(np.arange(self.rows)), lines).astype(np.int64)

    def frame(self, rows: Rows) -> pd.DataFrame:
        """Some rows as a frame of cells by position; the index is the line of the file."""
        self.mark("wanted", rows)
        cells = ", ".join(f"c.c{i}" for i in range(self.width))
        table = self.db.sql(f"SELECT {cells} FROM wanted AS w JOIN cells AS c ON c.rowid = w.r ORDER BY w.r")
        frame: pd.DataFrame = table.to_arrow_table().to_pandas().astype("str")
        frame.columns = pd.RangeIndex(self.width)
        frame.index = pd.Index(self.lines(rows))
        return frame

    def close(self) -> None:
        """Leave the file to another connection."""
        self.db.close()


def row_function(
    connection: duckdb.DuckDBPyConnection, name: str, of_rows: Callable[[Rows], Any], returns: str
) -> None:
    """A SQL function of a row's number, for what only Python knows of the rows."""
    connection.create_function(
        name, lambda rows: pa.array(of_rows(rows.to_numpy())), ["bigint"], returns, type=PythonUDFType.ARROW
    )


def stage(path: Path, width: int, delimiter: str, header_lines: int) -> Staged | None:
    """Read every cell after the header; None if the file is not even: a row is longer or shorter, or not UTF-8."""
    folder = Path(tempfile.mkdtemp(prefix="chiku-"))
    db = duckdb.connect(str(folder / "cells.duckdb"))
    try:
        limit(db, folder)
        db.execute("SET force_compression = 'dict_fsst'")  # cells repeat: quicker to write and to group than by trial
        db.execute(_READ.format(blanks=list(BLANKS), columns=", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))), {
            "file": str(path), "delimiter": delimiter, "skip": header_lines,
        })  # fmt: skip
        found = _counted(db, path, width, header_lines)
    except duckdb.Error:
        found = None
    if found is None:
        db.close()
        shutil.rmtree(folder, ignore_errors=True)
        return None
    rows, at, breaks = found
    out = Staged(folder, db, width, rows, header_lines + 1, at, breaks)
    weakref.finalize(out, _remove, db, folder)
    return out


def limit(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Keep DuckDB's memory small; what does not fit goes into a file in ``folder``."""
    db.execute(f"SET memory_limit = '{MEMORY}'")
    db.execute("SET temp_directory = $folder", {"folder": str(folder / "spilled")})


_READ = """
CREATE TABLE cells AS SELECT * FROM read_csv(
  $file, auto_detect = false, header = false, skip = $skip, delim = $delimiter, quote = '"', escape = '"',
  nullstr = {blanks}, strict_mode = true, max_line_size = 2000000, columns = {{{columns}}})
"""


def _remove(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    db.close()
    shutil.rmtree(folder, ignore_errors=True)


def _counted(db: duckdb.DuckDBPyConnection, path: Path, width: int, header_lines: int) -> tuple[int, Rows, Rows] | None:
    """Rows, and where lines break inside cells; None if that does not explain every line of the file."""
    (rows,) = db.execute("SELECT count(*) FROM cells").fetchall()[0]
    lines = _lines_of(path) - header_lines
    if rows == 0:
        return None
    if lines == rows:
        return rows, np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    any_break = " OR ".join(f"contains(c{i}, chr(10))" for i in range(width))
    count = " + ".join(f"coalesce(length(c{i}) - length(replace(c{i}, chr(10), '')), 0)" for i in range(width))
    found = db.execute(f"SELECT rowid AS r, {count} AS n FROM cells WHERE {any_break} ORDER BY r").fetchnumpy()
    at, breaks = np.asarray(found["r"], dtype=np.int64) + 1, np.cumsum(np.asarray(found["n"], dtype=np.int64))
    explained = rows + (int(breaks[-1]) if len(breaks) else 0)
    return (rows, at, breaks) if lines == explained else None


def _lines_of(path: Path) -> int:
    """How many lines the file has; what follows the last character that says something does not count."""
    count, last = 0, b""
    with path.open("rb") as file:
        while block := file.read(1 << 24):
            count += block.count(b"\n")
            last = block[-4096:] if len(block) >= 4096 else (last + block)[-4096:]
    said = last.rstrip(b"\r\n \t\x1a\0")
    return count - last[len(said) :].count(b"\n") + 1
