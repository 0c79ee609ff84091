"""What can go wrong around a build, as one sentence for the person who waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from etl.journal.model import JournalError


@contextmanager
def reporting() -> Iterator[None]:
    """Turn what the disk or the checks of a build refuse into a :class:`JournalError`."""
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        raise JournalError(
            f"データベースを書けませんでした（{error}）。空き容量とフォルダの権限を確かめてください。",
            f"The database could not be written ({error}); check free space and permissions.",
        ) from error
    except RuntimeError as error:
        raise JournalError(
            f"データベースの検査に通らないため、取り込めません（{error}）。",
            f"The database does not pass its checks; this cannot be taken in ({error}).",
        ) from error
