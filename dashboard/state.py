"""What the reader has chosen, and which database answers: alone touches Streamlit's session and query string.

A selection is plain values only.  It is kept in the session and mirrored in the address, so that every view can be
linked, kept on a change of page, and gone back to.  It never holds data: frames belong to the cached queries.
"""

from __future__ import annotations

import datetime
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from dashboard.database import queries
from dashboard.web.visitor import COOKIE, Visitor, well_formed
from etl import Unreadable, current_database, unreadable, unreadable_builds

Language = Literal["ja", "en"]

#: Field of the selection -> its key in the query string.  Links depend on these: never rename one.
QUERY_KEYS = {
    "municipality": "m",
    "fiscal_year": "y",
    "district": "d",
    "language": "lang",
    "indicator": "i",
    "category": "cat",
    "council": "c",
    "framework": "f",
    "topic": "t",
    "issue": "is",
    "facility_kind": "fk",
    "facility_status": "fs",
}
#: What belongs to one municipality and is let go when another one is chosen.
LOCAL_FIELDS = ("district", "council", "framework", "topic", "issue")
DEFAULT_BUILD_DIR = Path(__file__).parents[1] / "data" / "build"
_SELECTION, _MIRRORED = "chiku_selection", "chiku_mirrored"
#: The selection of the run of this thread: every word on the screen asks for it, and the session is slow to answer.
_run = threading.local()


class NoDatabaseError(RuntimeError):
    """There is no published build to read; the message says how to make one."""


@dataclass(frozen=True)
class Selection:
    """What the reader looks at: municipality (5-digit code), 年度 (its first calendar year) and optional narrowings."""

    municipality: str
    fiscal_year: int
    district: str | None = None
    language: Language = "ja"
    indicator: str | None = None
    category: str | None = None
    council: str | None = None
    framework: str | None = None
    topic: str | None = None
    facility_kind: str | None = None
    facility_status: str | None = None
    issue: str | None = None


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

    The address counts when it names something and is not what we wrote last: a deep link, or Back in the browser.
    """
    address = dict(st.query_params.to_dict())
    stored: Selection | None = st.session_state.get(_SELECTION)
    if stored is None or (address.get("m") and address != st.session_state.get(_MIRRORED)):
        stored = parse(address)
    found = find_database()
    return _store(stored if found is None else valid(stored, str(found)))


def update(**changes: Any) -> None:
    """Change fields of the selection, and the address with it; another municipality lets go of what was local."""
    before = current()
    if changes.get("municipality", before.municipality) != before.municipality:
        changes = {**dict.fromkeys(LOCAL_FIELDS), **changes}
    after = replace(before, **changes)
    if (after.municipality, after.fiscal_year, after.district) != (
        before.municipality,
        before.fiscal_year,
        before.district,
    ):
        after = valid(after, database())
    _store(after)


def _store(selection: Selection) -> Selection:
    st.session_state[_SELECTION] = selection
    _run.context, _run.selection = get_script_run_ctx(suppress_warning=True), selection
    address = as_query(selection)
    st.session_state[_MIRRORED] = address
    if st.query_params.to_dict() != address:  # writing the same address again would add a step to the browser's history
        st.query_params.from_dict(address)
    return selection


def as_query(selection: Selection) -> dict[str, str]:
    """The query string of a selection, empty fields left out.

    >>> as_query(Selection("99201", 2024, language="en"))
    {'m': '99201', 'y': '2024', 'lang': 'en'}
    """
    values = asdict(selection)
    return {key: str(values[field]) for field, key in QUERY_KEYS.items() if values[field] not in (None, "")}


def parse(address: Mapping[str, str]) -> Selection:
    """A selection from a query string; whatever is missing or unreadable stays at its default.

    >>> parse({"m": "99201", "y": "soon", "lang": "fr"})
    Selection(municipality='99201', fiscal_year=0, district=None, language='ja', indicator=None, category=None, \
council=None, framework=None, topic=None, facility_kind=None, facility_status=None, issue=None)
    """
    texts = {field: address.get(key) or None for field, key in QUERY_KEYS.items()}
    year = texts.pop("fiscal_year") or ""
    language: Language = "en" if texts.pop("language") == "en" else "ja"
    municipality = texts.pop("municipality") or ""
    return Selection(municipality, int(year) if year.isdecimal() else 0, language=language, **texts)


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
    year = nearest_year(selection.fiscal_year, years, fiscal_year_of(datetime.date.today()))
    district = selection.district
    if district is not None and district not in set(queries.districts(path, selection.municipality)["district_id"]):
        district = None
    return replace(selection, fiscal_year=year, district=district)


def default_municipality(rows: Sequence[Mapping[Any, Any]]) -> str:
    """The first real municipality with districts, else the sample city, else the first listed, else ``""``."""
    with_map = [row for row in rows if row["district_count"]]
    ranked = sorted(with_map, key=lambda row: bool(row["is_sample"])) or list(rows)
    return str(ranked[0]["municipality_code"]) if ranked else ""


def fiscal_year_of(day: datetime.date) -> int:
    """The 年度 of a day: it starts on 1 April.

    >>> fiscal_year_of(datetime.date(2008, 1, 15))
    2007
    """
    return day.year if day.month >= 4 else day.year - 1


def nearest_year(wanted: int, years: Sequence[int], this_year: int) -> int:
    """The wanted 年度 if there is data, else the last completed one with data, else the nearest to it.

    >>> nearest_year(0, [2019, 2020, 2021], 2021), nearest_year(2019, [2019, 2020], 2021)
    (2020, 2019)
    """
    if wanted in years:
        return wanted
    target = this_year - 1 if wanted <= 0 else wanted
    return min(years, key=lambda year: (abs(year - target), -year), default=target)


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


def written(key: str) -> str:
    """What stands in a text field, also in a callback; empty if the field is not there."""
    return str(st.session_state.get(key) or "").strip()


def renew(name: str) -> None:
    """Count up: a widget keyed with the count starts afresh."""
    keep(name, int(kept(name) or 0) + 1)


def preset(key: str, value: str | int | None) -> None:
    """Give a widget a value before it is drawn; to be called in a callback."""
    st.session_state[key] = value


# -------------------------------------------------------------------------------------------------- widgets
def bound(field: str, *, place: str = "") -> dict[str, Any]:
    """Keyword arguments that tie a widget to a field: ``st.selectbox(label, options, **state.bound("category"))``.

    The widget shows the selection and changes it; ``place`` tells two widgets of the same field apart.
    Where nothing chosen means "all", leave ``None`` out of the options and add ``index=None, placeholder=…``.
    """
    key = f"chiku_{field}{place}"
    st.session_state[key] = getattr(current(), field)
    return {"key": key, "on_change": _take, "args": (field, key)}


def _take(field: str, key: str) -> None:
    update(**{field: st.session_state[key]})


def on_component(key: str, act: Callable[[Mapping[str, Any]], None]) -> Callable[[], None]:
    """A callback that hands a component's newest value to ``act``, if there is one."""

    def callback() -> None:
        value = st.session_state.get(key)
        if isinstance(value, Mapping):
            act(value)

    return callback
