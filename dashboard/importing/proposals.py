"""Dry runs and what becomes of them: the only place of the screen that calls the journal of imports.

Every action asks first whether this session may change data.  What was proposed is kept here, never in the session,
which only knows its id; the oldest is let go when there are too many.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dashboard import state
from dashboard.importing import access
from etl import (
    Entry,
    JournalError,
    Proposal,
    Store,
    Upload,
    accept,
    discard,
    history,
    pending,
    propose,
    propose_undo,
    publish_pending,
    rebuild,
)

#: Dry runs that are kept, over all sessions: each holds its files and up to 5,000 changed rows.
KEPT = 8
#: Bytes of uploaded files that are kept for dry runs; the newest dry run is kept in any case.
KEPT_BYTES = 512 * 1024**2
#: The finding on rows of which neither the file nor its folder says to which municipality they belong.
UNKNOWN = "municipality_unknown"
Progress = Callable[[str, str], None]


@dataclass(frozen=True)
class Answers:
    """What a person says about files: whose they are, what becomes of rows they lack and of earlier files."""

    municipality: str = ""
    remove_absent: bool | None = None
    replace_same_name: bool = True


@dataclass(frozen=True)
class Draft:
    """A dry run with what led to it, so that it can be run again with another answer.

    ``assumed`` is the municipality that was taken because neither the files nor a person named one.
    """

    key: str
    proposal: Proposal
    uploads: tuple[Upload, ...] = ()
    answers: Answers = Answers()
    assumed: str = ""


_drafts: OrderedDict[str, Draft] = OrderedDict()
_changing = threading.Lock()


def store() -> Store:
    """The data folder around the folder of builds."""
    out = state.build_dir()
    return replace(Store.at(out.parent), out=out)


# ------------------------------------------------------------------------------------------------- what is kept
def find(key: str | None) -> Draft | None:
    """A kept dry run; None if it was let go."""
    with _changing:
        return _drafts.get(key or "")


def forget(key: str | None) -> None:
    """Let a dry run go, with its staged files."""
    with _changing:
        draft = _drafts.pop(key or "", None)
    if draft is not None:
        discard(store(), draft.proposal)


def _keep(draft: Draft) -> Draft:
    with _changing:
        _drafts[draft.key] = draft
    while too_much():
        with _changing:
            oldest = next(iter(_drafts))
        forget(oldest)
    return draft


def too_much() -> bool:
    """Whether more dry runs are kept than there is room for."""
    with _changing:
        size = sum(len(upload.data) for draft in _drafts.values() for upload in draft.uploads)
        return len(_drafts) > KEPT or (len(_drafts) > 1 and size > KEPT_BYTES)


# -------------------------------------------------------------------------------------------------- the actions
def draft_import(
    key: str, uploads: Sequence[Upload], answers: Answers, progress: Progress, *, otherwise: str = ""
) -> Draft:
    """The dry run of files.

    Args:
        key: under which it is kept.
        uploads: the files.
        answers: what the person said about them.
        progress: told what is being done.
        otherwise: whose the files are if nobody says so, themselves included.
    """
    _require()
    forget(key)
    made = _propose(uploads, answers, progress)
    if otherwise and not answers.municipality and any(f.code == UNKNOWN for f in made.findings):
        discard(store(), made)
        answers = replace(answers, municipality=otherwise)
        return _keep(Draft(key, _propose(uploads, answers, progress), tuple(uploads), answers, otherwise))
    return _keep(Draft(key, made, tuple(uploads), answers))


def draft_again(draft: Draft, answers: Answers, progress: Progress) -> Draft:
    """The dry run of the same files with other answers."""
    _require()
    forget(draft.key)
    return _keep(replace(draft, proposal=_propose(draft.uploads, answers, progress), answers=answers))


def draft_undo(key: str, entry: int, progress: Progress) -> Draft:
    """The dry run of taking an entry back."""
    _require()
    return _keep(Draft(key, propose_undo(store(), entry, progress)))


def take(draft: Draft, by: str, note: str, progress: Progress) -> Entry:
    """Accept a dry run and publish."""
    _require()
    entry = accept(store(), draft.proposal, by=by, note=note, progress=progress)
    forget(draft.key)
    return entry


def publish(progress: Progress) -> None:
    """Publish what was accepted and never published."""
    _require()
    publish_pending(store(), progress)


def rebuild_all(progress: Progress) -> None:
    """Build again from the folders and the journal, where what was published cannot be read."""
    _require()
    rebuild(store(), progress)


def entries() -> tuple[Entry, ...]:
    """The history, newest first; anyone may read it."""
    return history(store())


def waiting() -> tuple[int, ...]:
    """Entries that are accepted but not in the published database."""
    return pending(store())


def sentence(error: JournalError, language: str) -> str:
    """What went wrong, in the reader's language."""
    return error.english if language == "en" else error.japanese


def _require() -> None:
    access.gate().require(state.visitor())


def _propose(uploads: Sequence[Upload], answers: Answers, progress: Progress) -> Proposal:
    return propose(
        store(),
        uploads,
        municipality=answers.municipality,
        remove_absent=answers.remove_absent,
        replace_same_name=answers.replace_same_name,
        progress=progress,
    )
