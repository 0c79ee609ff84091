"""Long work of a session, in a thread of its own: a click elsewhere meanwhile does not break it off.

While it runs the page says which step is under way; whatever run of the page finds it done takes up its result.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from dashboard import state, text
from dashboard.importing.access import LockedError
from dashboard.importing.proposals import Progress, sentence
from dashboard.text import literal, t, words
from etl import JournalError, guard

#: Seconds between two looks at the work.
GLANCE_S = 0.2


@dataclass
class Job:
    """One piece of work: what is said of it, what it gave, and what is to be done with that."""

    title: str
    then: Callable[[Any], None]
    step: tuple[str, str] = ("", "")
    result: Any = None
    error: Exception | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def tell(self, step: str, detail: str) -> None:
        """The callback of the build."""
        self.step = step, detail

    def run(self, work: Callable[[Progress], Any]) -> None:
        """Do the work; an error is kept for the page."""
        try:
            self.result = work(self.tell)
        except Exception as error:
            self.error = error
        finally:
            self.done.set()


_jobs: dict[str, Job] = {}


def nothing(_result: Any) -> None:
    """Nothing more to do."""


def begin(work: Callable[[Progress], Any], title: str, then: Callable[[Any], None] = nothing) -> None:
    """Begin the work, unless some is under way; the next run of the page waits for it.

    What must not be lost begins in the callback of its button: callbacks run first, and also when the reader goes to
    another page in the same moment, which would drop a press that the page itself was to notice.

    Args:
        work: called in a thread of its own; draws nothing.
        title: what is said while it runs.
        then: called with the work's result, in a run of the page.
    """
    session = state.session_id()
    if session not in _jobs:
        job = _jobs[session] = Job(title, then)
        state.in_thread(job.run, work)


def run(work: Callable[[Progress], Any], title: str) -> None:
    """Begin work that the page needs to go on, wait for it here, and show the page anew, or say what cannot be done."""
    begin(work, title)
    wait()


def wait() -> None:
    """Wait for this session's work, if there is any, and take up its result."""
    session = state.session_id()
    job = _jobs.get(session)
    if job is None:
        return
    place = st.empty()
    with place.status(job.title) as status:
        while not job.done.wait(GLANCE_S):
            status.update(label=f"{job.title} {step_words(*job.step)}")
    place.empty()
    _jobs.pop(session, None)
    if isinstance(job.error, LockedError):
        st.rerun()  # the page asks for the passphrase again
    if isinstance(job.error, JournalError):
        st.error(literal(sentence(job.error, state.current().language)), icon=":material/close:")
        return
    if isinstance(job.error, OSError):
        st.error(t("import.cannot_write", reason=literal(str(job.error))), icon=":material/close:")
        return
    if job.error is not None:
        unexpected(job.error)
        return
    job.then(job.result)
    st.rerun()


def unexpected(error: Exception) -> None:
    """Say that the program failed, and where the log of it is; nothing was taken in."""
    if not guard.is_on():
        raise error
    doing, doing_en = (text.translate(tongue, "import.unexpected_doing") for tongue in ("ja", "en"))
    found = guard.told(error, doing=doing, doing_en=doing_en)
    english = state.current().language == "en"
    st.error(literal(found.message_en if english else found.message_ja), icon=":material/close:")
    st.caption(literal(found.remedy_en if english else found.remedy_ja))


def step_words(step: str, detail: str) -> str:
    """A step of the build in words, with the file it is about."""
    key = f"import_step.{step}"
    word = t(key) if key in words("ja") else ""
    return f"{word} {literal(detail.rsplit('/', 1)[-1])}".strip()
