"""Long work on the screen: which step runs, in words; nothing else is done meanwhile in this session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.importing.proposals import Progress
from dashboard.text import literal, t, words


@contextmanager
def shown(title: str) -> Iterator[Progress]:
    """A line that tells the step under way; gone when the work is done."""
    place = st.empty()
    with place.status(title, expanded=True) as status:
        yield telling(lambda words_now: status.update(label=f"{title} {words_now}"))
    place.empty()


def telling(say: Callable[[str], None]) -> Progress:
    """The callback of the build: a step's word with what it is about; the same words are said once."""
    last = ""

    def tell(step: str, detail: str) -> None:
        nonlocal last
        key = f"import_step.{step}"
        word = t(key) if key in words("ja") else ""
        now = f"{word} {literal(detail.rsplit('/', 1)[-1])}".strip()
        if now != last:
            last = now
            say(now)

    return tell
