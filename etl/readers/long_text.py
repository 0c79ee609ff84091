"""Long CSV files of records: recognised like any other, but read into DuckDB; rows that need a look come out.

The rules are those of :mod:`etl.readers.tabular` and :mod:`etl.readers.sheet`; here it is only decided which rows they
have to look at.  A file that is not even (lines of different length, ditto marks) is left to them altogether.
"""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from etl.bulk.staged import Rows, Staged, stage
from etl.marks import DITTO, is_total
from etl.readers import encoding, sheet
from etl.readers.base import Given, RawTable
from etl.readers.tabular import SAMPLE, top_of

#: Smaller files are read at once, which is as fast and simpler.
LONG_BYTES = 24_000_000
#: Tables that may be long; their rows are counted by district and nothing else refers to them.
TABLES = frozenset({"activities"})


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
    with _as_utf8(given.path, name) as path:
        staged = None if path is None else stage(path, len(top.grid.names), top.delimiter, top.line)
    if staged is None:
        return None
    if guessed:
        top.grid.findings.insert(0, given.finding("encoding_guessed", encoding=name))
    return _table(top.grid, staged, chosen[1])


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
def _table(grid: sheet.Grid, staged: Staged, positions: dict[str, int]) -> RawTable | None:
    """The rows that may be no data go through :func:`etl.readers.sheet.to_table`; the others only count."""
    if _any_ditto(staged):
        return None
    looked_at = _not_plain_data(staged)
    grid.frame = staged.frame(looked_at)
    raw = sheet.to_table(grid)
    blank = _blank(staged)
    kept = np.isin(staged.lines(looked_at), raw.frame.index.to_numpy())
    staged.gone = np.union1d(looked_at[~kept], blank)
    staged.mark("gone", staged.gone)
    staged.columns = {column: positions[column] for column in raw.headers}
    raw.rows_read += staged.rows - len(np.union1d(looked_at, blank))
    raw.staged = staged
    return raw


def _any_ditto(staged: Staged) -> bool:
    marks = ", ".join("'" + mark.replace("'", "''") + "'" for mark in DITTO)
    anywhere = " OR ".join(f"c{i} IN ({marks})" for i in range(staged.width))
    return bool(staged.db.execute(f"SELECT 1 FROM cells WHERE {anywhere} LIMIT 1").fetchall())


def _blank(staged: Staged) -> Rows:
    nothing = " AND ".join(f"c{i} IS NULL" for i in range(staged.width))
    return staged.numbers(f"SELECT rowid FROM cells WHERE {nothing}")


def _not_plain_data(staged: Staged) -> Rows:
    """Totals, notes (rows of one cell, and the end of the file), and the first row that fills each column."""
    rest = " AND ".join(f"c{i} IS NULL" for i in range(1, staged.width)) or "true"
    found = [
        np.arange(max(0, staged.rows - sheet.NOTES_WITHIN), staged.rows, dtype=np.int64),
        staged.numbers(f"SELECT rowid FROM cells WHERE {rest}"),
    ]
    for i in range(staged.width):
        found.append(staged.numbers(f"SELECT min(rowid) FROM cells WHERE c{i} IS NOT NULL HAVING count(*) > 0"))
    for i in range(min(3, staged.width)):
        likely = staged.db.execute(
            f"SELECT DISTINCT c{i} FROM cells WHERE regexp_matches(c{i}, $hint)",
            {"hint": sheet.TOTALS_HINT},
        ).fetchall()
        for (word,) in likely:
            if is_total(word):
                found.append(_rows_saying(staged, i, word))
    return np.setdiff1d(np.concatenate(found), _blank(staged))


def _rows_saying(staged: Staged, position: int, word: str) -> Rows:
    query = f"SELECT rowid AS r FROM cells WHERE c{position} = $word"
    return np.asarray(staged.db.execute(query, {"word": word}).fetchnumpy()["r"], dtype=np.int64)
