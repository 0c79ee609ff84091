"""The server: Streamlit's own application between our routes (geometry, the map's bundle) and our security headers.

Never imports the map's component: that must happen inside a page, or it stays unregistered.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard import state
from dashboard.database import damage as queries_damage
from dashboard.database import queries
from dashboard.importing import MAX_FILE_MB, access
from dashboard.web import assets
from dashboard.web.hosts import Hosts
from dashboard.web.security import Harden
from etl import builds as readable_builds
from etl import guard as logs

ENTRY = Path(__file__).parents[1] / "app.py"
GEOMETRY_NAME = re.compile(r"[0-9]{5}-[a-z_]+\.[0-9a-f]{16}\.json")
_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable", "vary": "Accept-Encoding"}
_FOR_AN_HOUR = {"cache-control": "public, max-age=3600"}


def builds() -> Iterator[str]:
    """The database in use first, then the other kept builds, newest first: an open page may ask for older geometry.

    What cannot be read is passed over.
    """
    current = state.find_database()
    if current:
        yield str(current)
    yield from (str(path) for path in readable_builds(state.build_dir()) if path != current)


def packed(request: Request, body: bytes, media_type: str, plain: Callable[[], bytes]) -> Response:
    """A gzipped body as it is, or unpacked for the rare client that does not take gzip."""
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(body, media_type=media_type, headers={**_FOR_EVER, "content-encoding": "gzip"})
    return Response(plain(), media_type=media_type, headers=_FOR_EVER)


def stored(database: str, name: str) -> bytes | None:
    """One layer's geometry of one build; None also where that part of the file is damaged, as another may have it."""
    try:
        return queries.map_body(database, name)
    except queries_damage.QueryError as error:
        if not queries_damage.of_the_file(error):
            raise
        return None


def geometry(request: Request) -> Response:
    """One layer's geometry by its name, which carries the hash of its content; reads one row of one build."""
    name = request.path_params["name"]
    if not GEOMETRY_NAME.fullmatch(name):
        return Response(status_code=404)
    for database in builds():
        body = stored(database, name)
        if body is not None:
            return packed(request, body, "application/json", lambda found=body: gzip.decompress(found))  # type: ignore[misc]
    return Response(status_code=404)


def asset(request: Request) -> Response:
    """The map's script or style, or the small script and style of every page."""
    name = request.path_params["name"]
    if name == "boot.js":
        return Response(assets.BOOT_SCRIPT, media_type="text/javascript", headers=_FOR_AN_HOUR)
    if name == "page.css":
        return Response(assets.PAGE_STYLE.read_bytes(), media_type="text/css", headers=_FOR_AN_HOUR)
    found = assets.find(name)
    return packed(request, found.packed, found.media_type, lambda: found.body) if found else Response(status_code=404)


def home(request: Request) -> Response:
    """The first page is served at the root; a link with its name leads there and keeps its selection."""
    return RedirectResponse(request.url.replace(path="/").include_query_params(), status_code=307)


def create(*, lan: bool = False, named: Sequence[str] = (), on_start: Callable[[], None] | None = None) -> st.App:
    """The ASGI application; ``on_start`` is called once the pages can be served."""

    @asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[None]:
        if on_start:
            on_start()
        yield

    gate = access.serve(lan=lan)
    guard = Middleware(Harden, hosts=Hosts.of(lan=lan, named=named), rights=gate if lan else None)
    routes = [Route("/geo/{name}", geometry), Route("/assets/{name}", asset), Route("/overview", home)]
    return st.App(str(ENTRY), routes=routes, middleware=[guard], lifespan=lifespan)


def options(port: int, *, lan: bool) -> dict[str, Any]:
    """Streamlit's settings: silent, never looking at the network, never watching files."""
    return {
        "browser.gatherUsageStats": False,
        "logger.hideWelcomeMessage": True,
        "logger.level": "error",
        # Python collects garbage by itself; a full collection after every run would double the time of a page.
        "runner.postScriptGC": False,
        "server.headless": True,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.port": port,
        "server.maxUploadSize": MAX_FILE_MB,
        # Always given: without an address Streamlit asks the network for its own.
        "server.address": "0.0.0.0" if lan else "127.0.0.1",  # noqa: S104
    }


def serve(port: int, *, lan: bool, named: Sequence[str] = (), on_start: Callable[[], None]) -> None:
    """Serve until stopped; ``named`` are further names by which the network knows this machine."""
    # Nobody is believed who says in a header that he asks for somebody else: tries of the passphrase go by address.
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    logs.log_in(state.build_dir().parent)
    create(lan=lan, named=named, on_start=on_start).run(config=options(port, lan=lan))
