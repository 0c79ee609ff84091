"""What is said of databases that cannot be read: a banner over a page, or a page instead of all others.

Never shows the system's own words; offers to build again where this session may change data.
"""

from __future__ import annotations

import streamlit as st

from dashboard import state, text
from dashboard.importing import gate_view, jobs, proposals
from dashboard.text import literal, t
from etl import Unreadable

COMMAND = "python -m etl build"


def reason(problem: Unreadable, language: state.Language) -> str:
    """Why the file cannot be read, as half a sentence."""
    return problem.english if language == "en" else problem.japanese


def banner() -> None:
    """Over every page: files newer than the database that is shown, and why they are not."""
    for problem in state.unreadable_databases():
        said = {"file": literal(problem.path.name), "reason": reason(problem, text.language())}
        st.warning(t("damage.older_shown", **said), icon=":material/warning:")


def page() -> None:
    """Instead of all pages: nothing was built yet, or nothing that was can be read.  Both languages at once."""
    problems = state.unreadable_databases()
    _both("damage.title" if problems else "app.no_database_title", problems[:1], title=True)
    if problems and state.serves_one_file():
        _both("damage.one_file", problems)
        return
    _both("damage.none_opens" if problems else "app.no_database", problems[:1])
    st.code(COMMAND, language="sh")
    if problems and gate_view.passed():
        offer_rebuild()


def inside(path: str) -> None:
    """Instead of a page: its database opens, but what the page asks for is damaged."""
    for tongue in text.LANGUAGES:
        st.error(text.translate(tongue, "damage.inside", file=literal(path.rpartition("/")[2])))
    if not state.serves_one_file() and gate_view.passed():
        offer_rebuild()


def offer_rebuild() -> None:
    """One button that builds again from the files and the imports; to be shown to whoever may change data."""
    jobs.wait()
    st.button(
        t("damage.rebuild"), key="damage_rebuild", type="primary", icon=":material/build:", on_click=jobs.begin,
        args=(proposals.rebuild_all, t("damage.rebuilding")),
    )  # fmt: skip


def _both(key: str, problems: tuple[Unreadable, ...], *, title: bool = False) -> None:
    said = []
    for tongue in text.LANGUAGES:
        about = {"file": literal(p.path.name), "reason": reason(p, tongue)} if (p := next(iter(problems), None)) else {}
        said.append(text.translate(tongue, key, **about))
    if title:
        st.title(" / ".join(said))
        return
    for sentence in said:
        st.write(sentence)
