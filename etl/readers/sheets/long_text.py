"""Long CSV files of records: recognised like any other, but read into DuckDB; rows that need a look come out.

The rules are those of :mod:`etl.readers.sheets.tabular` and :mod:`etl.readers.sheets.sheet`; here it is only decided
which rows they have to look at.  A file that is not even (lines of different length, ditto marks) is left to them
altogether.
"""

from __future__ import annotations

import codecs
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from etl.contract import TABLES as CONTRACT
from etl.readers import context, encoding
from etl.readers.base import Given, RawTable
from etl.readers.sheets import rows, sheet
from etl.readers.sheets.tabular import SAMPLE, top_of
from etl.readers.staged import Rows, Staged, stage
from etl.values.marks import DITTO, DITTO_LEFT, is_total
from etl.values.periods import with_year

#: Smaller files are read at once, which is as fast and simpler.
LONG_BYTES = 24_000_000
#: Tables that may be long; their rows are counted by district and nothing else refers to them.
TABLES = frozenset({"activities"})
#: Notes are looked for in so many rows at the end, besides the rows of one cell.
NOTES_WITHIN = 200


def read_long(given: Given) -> RawTable | None:
    """The table of a long text file, its rows staged; None if the file is short, uneven or another table."""
    if given.path.stat().st_size < LONG_BYTES:
        return None
    with given.path.open("rb") as file:
        head = _whole_lines(file.read(SAMPLE))
    found = encoding.detect(head, given.settings.encoding)
    if found is None or b"\n" not in head or b"\0" in head:
        return None
    name, guessed = found
    top = top_of(given, head.decode(name).removeprefix("\ufeff"), name)
    chosen = sheet.recognised(top.grid)
    if chosen is None or chosen[0].name not in TABLES or chosen[2].startswith("opendata"):
        return None
    if context.date_parts(list(top.grid.names)) is not None:
        return None
    with _as_utf8(given.path, name) as path:
        staged = None if path is None else stage(path, len(top.grid.names), top.delimiter, top.line)
    if staged is None:
        return None
    if guessed:
        top.grid.findings.insert(0, given.finding("encoding_guessed", encoding=name))
    return _table(top.grid, staged, chosen[1], top.delimiter)


def _whole_lines(data: bytes) -> bytes:
    """Up to the last line end, so that no character is cut in two."""
    return data[: data.rfind(b"\n") + 1] or data


@contextmanager
def _as_utf8(path: Path, name: str) -> Iterator[Path | None]:
    """The file itself if it is UTF-8, else a copy that is; None if it turns out not to be in that encoding."""
    if name in {"utf-8", "utf-8-sig"}:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="chiku-") as folder:
        copy = Path(folder) / "copy.csv"
        try:
            with codecs.open(str(path), "r", name) as read, copy.open("w", encoding="utf-8", newline="") as write:
                while block := read.read(1 << 22):
                    write.write(block)
        except UnicodeDecodeError:
            yield None
            return
        yield copy


# ----------------------------------------------------------------------------------------- what needs a look
def _table(grid: sheet.Grid, staged: Staged, positions: dict[str, int], delimiter: str) -> RawTable | None:
    """The rows that may be no data go through :func:`etl.readers.sheets.sheet.to_table`; the others only count."""
    if _any_ditto(staged) or _swallowed(staged, delimiter) or _leaves_years_out(grid, staged, positions):
        return None
    looked_at = _not_plain_data(grid, staged)
    grid.frame = staged.frame(looked_at)
    raw = sheet.to_table(grid)
    if any(f.code == "second_table" for f in raw.findings):
        return None
    blank = _blank(staged)
    kept = np.isin(staged.lines(looked_at), raw.frame.index.to_numpy())
    staged.gone = np.union1d(looked_at[~kept], blank)
    staged.mark("gone", staged.gone)
    staged.columns = {column: positions[column] for column in raw.headers}
    raw.rows_read += staged.rows - len(np.union1d(looked_at, blank))
    raw.staged = staged
    return raw


def _any_ditto(staged: Staged) -> bool:
    marks = ", ".join("'" + mark.replace("'", "''") + "'" for mark in (*DITTO, *DITTO_LEFT))
    return any(
        staged.db.execute(f"SELECT 1 FROM cells WHERE c{i} IN ({marks}) LIMIT 1").fetchall()
        for i in range(staged.width)
    )


def _swallowed(staged: Staged, delimiter: str) -> bool:
    """Whether a cell holds something like a whole line, as where a quote never closes."""
    if len(staged.breaks_at) == 0:
        return False
    anywhere = " OR ".join(f"regexp_matches(c{i}, $line)" for i in range(staged.width))
    line = rf"\n[^\n]*{re.escape(delimiter)}"
    return bool(staged.db.execute(f"SELECT 1 FROM cells WHERE {anywhere} LIMIT 1", {"line": line}).fetchall())


def _leaves_years_out(grid: sheet.Grid, staged: Staged, positions: dict[str, int]) -> bool:
    """Whether dates take their year from a title or the file's name."""
    told = context.year_told(grid.given, grid.titles)
    if told is None:
        return False
    dates = {c.name for table in TABLES for c in CONTRACT[table].input_columns if c.type == "date"}
    for column in dates & set(positions):
        distinct = staged.db.execute(f"SELECT DISTINCT c{positions[column]} FROM cells").fetchall()
        if any(cell is not None and with_year(cell, told.year) is not None for (cell,) in distinct):
            return True
    return False


def _blank(staged: Staged) -> Rows:
    nothing = " AND ".join(f"c{i} IS NULL" for i in range(staged.width))
    return staged.numbers(f"SELECT rowid FROM cells WHERE {nothing}")


def _not_plain_data(grid: sheet.Grid, staged: Staged) -> Rows:
    """Totals, notes (rows of one cell, and the end of the file), headers again, and the first row of each column."""
    rest = " AND ".join(f"c{i} IS NULL" for i in range(1, staged.width)) or "true"
    firsts = ", ".join(f"min(rowid) FILTER (c{i} IS NOT NULL)" for i in range(staged.width))
    (filled,) = staged.db.execute(f"SELECT {firsts} FROM cells").fetchall()
    found = [
        np.arange(max(0, staged.rows - NOTES_WITHIN), staged.rows, dtype=np.int64),
        staged.numbers(f"SELECT rowid FROM cells WHERE {rest}"),
        np.array([row for row in filled if row is not None], dtype=np.int64),
    ]
    for i in range(min(rows.LABEL_COLUMNS, staged.width)):
        likely = staged.db.execute(
            f"SELECT DISTINCT c{i} FROM cells WHERE regexp_matches(c{i}, $hint)",
            {"hint": rows.TOTALS_HINT},
        ).fetchall()
        for (word,) in likely:
            if is_total(word):
                found.append(_rows_saying(staged, i, word))
    words = ", ".join("'" + word.replace("'", "''") + "'" for word in rows.header_words(grid.names) if word)
    for i in range(min(rows.LABEL_COLUMNS, staged.width)):
        found.append(staged.numbers(f"SELECT rowid FROM cells WHERE c{i} IN ({words})"))
    found.append(_late_totals(staged))
    return np.setdiff1d(np.concatenate(found), _blank(staged))


def _late_totals(staged: Staged) -> Rows:
    """Rows whose first filled cell stands right of the labels: perhaps totals (see :mod:`etl.readers.sheets.rows`)."""
    right = range(rows.LABEL_COLUMNS, staged.width)
    if not right:
        return np.empty(0, dtype=np.int64)
    left = " AND ".join(f"c{i} IS NULL" for i in range(rows.LABEL_COLUMNS))
    first = ", ".join(f"c{i}" for i in right)
    return np.asarray(
        staged.db.execute(
            f"SELECT rowid AS r FROM cells WHERE {left} AND regexp_matches(coalesce({first}), $hint)",
            {"hint": rows.TOTALS_HINT},
        ).fetchnumpy()["r"],
        dtype=np.int64,
    )


def _rows_saying(staged: Staged, position: int, word: str) -> Rows:
    query = f"SELECT rowid AS r FROM cells WHERE c{position} = $word"
    return np.asarray(staged.db.execute(query, {"word": word}).fetchnumpy()["r"], dtype=np.int64)
