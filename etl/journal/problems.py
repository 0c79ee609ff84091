"""What can go wrong around a build, as one sentence for the person who waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl.build.opening import is_refusal
from etl.build.publish import current_database, unreadable_builds
from etl.journal.model import DatabaseUnreadableError, JournalError


@contextmanager
def reporting() -> Iterator[None]:
    """Turn what the disk or the checks of a build refuse into a :class:`JournalError`."""
    try:
        yield
    except RuntimeError as error:
        raise JournalError(
            f"データベースの検査に通らないため、取り込めません（{error}）。",
            f"The database does not pass its checks; this cannot be taken in ({error}).",
        ) from error
    except Exception as error:
        if not is_refusal(error):
            raise
        said = _one_line(error)
        raise JournalError(
            f"データベースを書けませんでした（{said}）。空き容量とフォルダの権限を確かめてください。",
            f"The database could not be written ({said}); check free space and permissions.",
        ) from error


@contextmanager
def reading(database: Path | None) -> Iterator[None]:
    """Turn what the content of a published database refuses into a :class:`DatabaseUnreadableError`."""
    try:
        yield
    except Exception as error:
        if database is None or not is_refusal(error):
            raise
        raise _damaged(database, _one_line(error), _one_line(error)) from error


def published(out: Path) -> Path | None:
    """The current database; None if nothing was published yet.

    Raises:
        DatabaseUnreadableError: something was published, and none of it can be read.
    """
    found = current_database(out)
    if found is None and (problems := unreadable_builds(out)):
        raise _damaged(problems[0].path, problems[0].japanese, problems[0].english)
    return found


def _damaged(database: Path, japanese: str, english: str) -> DatabaseUnreadableError:
    return DatabaseUnreadableError(
        f"データベース「{database.name}」を読めません（{japanese}）。"
        "「python -m etl build」か「取り込み」の画面で、作り直してください。",
        f"The database {database.name} cannot be read ({english}); build it again with “python -m etl build”"
        " or on the import page.",
    )


def _one_line(error: Exception) -> str:
    """The system's words without what DuckDB adds below them (advice, a trace)."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
