"""What the reader has chosen, and which database answers: alone touches Streamlit's session and query string.

A selection is plain values only.  It is kept in the session and mirrored in the address, so that every view can be
linked, kept on a change of page, and gone back to.  It never holds data: frames belong to the cached queries.
"""

from __future__ import annotations

import copy
import datetime
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from dashboard.database import queries
from dashboard.selection import (
    LOCAL_FIELDS,
    QUERY_KEYS,
    as_query,
    default_municipality,
    nearest_year,
    parse,
)
from dashboard.selection import Language as Language
from dashboard.selection import Selection as Selection
from dashboard.web.visitor import COOKIE, Visitor, well_formed
from etl import Unreadable, current_database, fiscal_year_of, unreadable, unreadable_builds

DEFAULT_BUILD_DIR = Path(__file__).parents[1] / "data" / "build"
_SELECTION = "chiku_selection"
#: The selection of the run of this thread: every word on the screen asks for it, and the session is slow to answer.
_run = threading.local()


class NoDatabaseError(RuntimeError):
    """There is no published build to read; the message says how to make one."""


# ------------------------------------------------------------------------------------------------- database
def find_database() -> Path | None:
    """The file to read: ``CHIKU_DATABASE``, else the newest build in ``CHIKU_BUILD_DIR`` (default data/build).

    None if there is none that can be read; :func:`unreadable_databases` says what is wrong with those there are.
    """
    chosen = os.environ.get("CHIKU_DATABASE")
    if chosen:
        return Path(chosen) if Path(chosen).exists() and unreadable(Path(chosen)) is None else None
    return current_database(build_dir())


def unreadable_databases() -> tuple[Unreadable, ...]:
    """The chosen file, or the builds newer than the one to read, as far as they cannot be read."""
    chosen = os.environ.get("CHIKU_DATABASE")
    if not chosen:
        return unreadable_builds(build_dir())
    problem = unreadable(Path(chosen))
    return () if problem is None else (problem,)


def build_dir() -> Path:
    """The folder in which builds are published."""
    return Path(os.environ.get("CHIKU_BUILD_DIR") or DEFAULT_BUILD_DIR)


def serves_one_file() -> bool:
    """Whether the database was named by itself, so that no folder of data belongs to it."""
    return bool(os.environ.get("CHIKU_DATABASE"))


def database() -> str:
    """The database of this run as a path; a newer build is taken up by the next rerun.

    Raises:
        NoDatabaseError: nothing has been built yet.
    """
    found = find_database()
    if found is None:
        raise NoDatabaseError(f"No database in {build_dir()}: run `python -m etl build` first.")
    queries.take_up(str(found))
    return str(found)


# ------------------------------------------------------------------------------------------------ selection
def current() -> Selection:
    """The selection of this run, valid for this database."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None and getattr(_run, "context", None) is context:
        known: Selection = _run.selection
        return known
    if _SELECTION not in st.session_state:
        begin_run()
    selection: Selection = st.session_state[_SELECTION]
    return selection


def begin_run() -> Selection:
    """Settle the selection at the top of a run: take up a followed link, correct what this database lacks, mirror it.

    Without a database there is nothing to correct: the language of the words is all that counts.

    The address counts in a new session, a deep link, and when the reader went back to one.  Any other is of our making
    and says nothing new; a busy browser sends the one before with the next click and would undo the choice just made.
    """
    address = dict(st.query_params.to_dict())
    stored: Selection | None = st.session_state.get(_SELECTION)
    if stored is None or (address.get("m") and went_back()):
        stored = parse(address)
    found = find_database()
    return _store(stored if found is None else valid(stored, str(found)))


def went_back() -> bool:
    """Whether the reader went back or forward in the browser; an older Streamlit does not tell, so it may always be."""
    return bool(getattr(get_script_run_ctx(suppress_warning=True), "is_history_navigation", True))


def update(*, widget: str | None = None, **changes: Any) -> None:
    """Change fields of the selection, and the address with it; another municipality lets go of what was local.

    ``widget`` is the field whose own widget the reader changed, if it was one.
    """
    before = current()
    if changes.get("municipality", before.municipality) != before.municipality:
        changes = {**dict.fromkeys(LOCAL_FIELDS), **changes}
    after = replace(before, **changes)
    if any(getattr(after, field) != getattr(before, field) for field in ("municipality", "fiscal_year", "district")):
        after = valid(after, database())
    _store(after, widget)


def _store(selection: Selection, widget: str | None = None) -> Selection:
    _renew_widgets(st.session_state.get(_SELECTION), selection, widget)
    st.session_state[_SELECTION] = selection
    _run.context, _run.selection = get_script_run_ctx(suppress_warning=True), selection
    address = as_query(selection)
    if st.query_params.to_dict() != address:  # writing the same address again would add a step to the browser's history
        st.query_params.from_dict(address)
    return selection


def _renew_widgets(before: Selection | None, after: Selection, own: str | None) -> None:
    """Start those widgets afresh whose field changed without them, and all in another language.

    A busy browser sends what they held before, or its word in the language just left, with the next click; what a
    widget that is no longer there held undoes nothing.
    """
    if before is None:
        return
    spoken = before.language != after.language
    for field in QUERY_KEYS:
        if field not in (own, "language") and (spoken or getattr(before, field) != getattr(after, field)):
            renew(f"bound_{field}")


# --------------------------------------------------------------------------------------- validity, defaults
def valid(selection: Selection, path: str) -> Selection:
    """The nearest selection that this database can answer."""
    municipalities = queries.municipalities(path)
    codes = [str(code) for code in municipalities["municipality_code"]]
    if selection.municipality not in codes:
        home = default_municipality(municipalities.to_dict("records"))
        local: dict[str, Any] = dict.fromkeys(LOCAL_FIELDS)
        selection = replace(selection, municipality=home, **local)
    years = queries.fiscal_years(path, selection.municipality) if selection.municipality else []
    this_year = fiscal_year_of(datetime.date.today())
    year = nearest_year(selection.fiscal_year, years, this_year)
    district = selection.district
    if district is not None and district not in set(queries.districts(path, selection.municipality)["district_id"]):
        district = None
    return replace(selection, fiscal_year=year, district=district)


# -------------------------------------------------------------------------------------- the work of one page
def session_id() -> str:
    """Streamlit's id of this session, known to its own browser only; ``""`` outside of a run."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context is not None else ""


def visitor() -> Visitor:
    """Who asks in this run; nobody outside of one, or after the browser has gone."""
    session = session_id()
    if not session or not runtime.exists():
        return Visitor(session)
    # Streamlit gives no address for this machine's own; one that a header claims is not believed
    # (dashboard/web/server.py).
    return Visitor(session, well_formed(str(st.context.cookies.get(COOKIE, ""))), str(st.context.ip_address or ""))


def in_thread(work: Callable[..., None], *args: Any) -> None:
    """Run something in a thread of its own that belongs to this session and draws nothing."""
    thread = threading.Thread(target=work, args=args, daemon=True)
    add_script_run_ctx(thread, get_script_run_ctx(suppress_warning=True))
    thread.start()


def keep(name: str, value: str | int | bool | None) -> None:
    """Remember a plain value of a page's work (an id, a number) for the next runs of this session."""
    st.session_state[f"chiku_work_{name}"] = value


def kept(name: str) -> Any:
    """What :func:`keep` remembered; ``None`` if nothing."""
    return st.session_state.get(f"chiku_work_{name}")


def written(key: str, *, strip: bool = True) -> str:
    """What stands in a text field, also in a callback; empty if the field is not there."""
    text = str(st.session_state.get(key) or "")
    return text.strip() if strip else text


def renew(name: str) -> None:
    """Count up: a widget keyed with the count starts afresh."""
    keep(name, int(kept(name) or 0) + 1)


def preset(key: str, value: str | int | None) -> None:
    """Give a widget a value before it is drawn; to be called in a callback."""
    st.session_state[key] = value


# -------------------------------------------------------------------------------------------------- widgets
def bound(field: str) -> dict[str, Any]:
    """Keyword arguments that tie a widget to a field: ``st.selectbox(label, options, **state.bound("category"))``.

    The widget shows the selection and changes it.  Where nothing chosen means "all", leave ``None`` out of the
    options and add ``index=None, placeholder=…``.
    """
    key, value = _key(field), getattr(current(), field)
    st.session_state[key] = value
    return {"key": key, "on_change": _take, "args": (field, key, value)}


def _key(field: str) -> str:
    return f"chiku_{field}_{kept(f'bound_{field}') or 0}"


def _take(field: str, key: str, drawn: Any) -> None:
    """Take up a widget's value, unless it is what a widget held that has been started afresh since."""
    value = st.session_state[key]
    if key == _key(field) or value != drawn:
        update(widget=field, **{field: value})


def on_component(key: str, act: Callable[[Mapping[str, Any]], None]) -> Callable[[], None]:
    """A callback that hands a component's newest value to ``act``, if it is one not yet acted on or :func:`drawn`."""

    def callback() -> None:
        value = st.session_state.get(key)
        if isinstance(value, Mapping) and dict(value) != st.session_state.get(f"chiku_drawn_{key}"):
            drawn(key)
            act(value)

    return callback


def drawn(key: str) -> None:
    """Note what a component holds as it is drawn: when a busy browser sends it again later, that is no click."""
    value = st.session_state.get(key)
    st.session_state[f"chiku_drawn_{key}"] = copy.deepcopy(dict(value)) if isinstance(value, Mapping) else None
