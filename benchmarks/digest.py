"""``python -m benchmarks.digest DATABASE [DATABASE]``: what the tables of a build hold, each as one number.

Rows are told apart by all their columns, the order of the rows aside; what differs by the hour of the build is left
out.  With two databases only what differs is printed, and the exit code is 1 if anything does: a change of the code
that should change no data is held against this.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import duckdb

#: Columns that say when something was built, not what.
_PASSING = {"build_info": ("build_id", "built_at"), "files": ("modified_at",)}


def digest(database: Path) -> dict[str, tuple[int, str]]:
    """By table or view: the number of rows, and the sum of the rows' hashes (hexadecimal).

    Raises:
        duckdb.Error: the file is no database that can be read.
    """
    with duckdb.connect(str(database), read_only=True) as db:
        names = db.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY 1"
        ).fetchall()
        return {name: _of_table(db, name) for (name,) in names}


def _of_table(db: duckdb.DuckDBPyConnection, name: str) -> tuple[int, str]:
    columns = [row[0] for row in db.execute(f'DESCRIBE "{name}"').fetchall()]
    kept = ", ".join(f'"{column}"' for column in columns if column not in _PASSING.get(name, ()))
    rows, total = db.execute(
        f'SELECT count(*), coalesce(sum(hash(CAST(r AS VARCHAR))::HUGEINT), 0) FROM (SELECT {kept} FROM "{name}") AS r'
    ).fetchall()[0]
    return int(rows), f"{int(total):x}"


def differing(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> list[str]:
    """One line for each table that is not the same."""
    return [
        f"{name}: {before.get(name, 'missing')} -> {after.get(name, 'missing')}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digest", description="Digest of every table.")
    parser.add_argument("databases", nargs="+", type=Path, metavar="DATABASE")
    given = parser.parse_args(arguments)
    if missing := [str(path) for path in given.databases if not path.is_file()]:
        parser.error(f"no such file: {', '.join(missing)}")
    digests = [digest(path) for path in given.databases]
    if len(digests) == 1:
        for name, (rows, total) in digests[0].items():
            print(f"{name:28} {rows:>9} {total}")
        return 0
    differences = [line for other in digests[1:] for line in differing(digests[0], other)]
    print("\n".join(differences) or "the same")
    return int(bool(differences))


if __name__ == "__main__":
    raise SystemExit(main())
