"""Every answer carries what makes the browser refuse the outside; requests of foreign pages are turned away.

Also two repairs of Streamlit's document: ``<html lang="ja">``, and a script that saves deep links two failed probes.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import streamlit
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.web import visitor
from dashboard.web.hosts import Hosts

COMPONENT = "/component/streamlit_folium."
#: A request for a whole, plain document is needed to rewrite it: these headers would bring a part or a packed one.
_PARTIAL = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range", b"if-range"}
_STALE_AFTER_REWRITE = {b"content-length", b"etag", b"last-modified", b"accept-ranges"}

#: Of Streamlit's own addresses those that its pages need; its figures about sessions and its agent stay inside.
_CORE = re.compile(r"/_stcore/(?!(?:health|host-config|stream|upload_file/[^/]+/[^/]+)/?$)|/(?:auth/|oauth2callback)")
#: The third entry of this header is the session that a client wants to go on with.
_PROTOCOL = b"sec-websocket-protocol"

#: Our two files on every page.
PAGE_HEAD = b'<script src="/assets/boot.js"></script><link rel="stylesheet" href="/assets/page.css">'

Headers = list[tuple[bytes, bytes]]


def hash_source(script: str) -> str:
    """The expression of Content-Security-Policy that allows one inline script by its content."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


@lru_cache(maxsize=1)
def page_policy() -> str:
    """The policy of Streamlit's pages: itself only; its one inline script by hash; WebAssembly for its tables."""
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    inline = " ".join(hash_source(script) for script in re.findall(r"<script>(.*?)</script>", index, re.DOTALL))
    return (
        f"default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {inline}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; media-src 'self'; font-src 'self' data:; connect-src 'self'; frame-src 'self'; "
        "manifest-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    )


@lru_cache(maxsize=1)
def _known_frame_policy() -> str:
    from dashboard.maps import folium_map

    return (
        f"default-src 'none'; script-src 'self' {hash_source(folium_map.inline_script())}; "
        "style-src 'self' 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'"
    )


def frame_policy() -> str:
    """The policy of the map's frame: itself only, and the one constant script that starts the map.

    The component must be imported by a page first: imported here, before any page ran, it would stay unregistered.
    """
    return _known_frame_policy() if "streamlit_folium" in sys.modules else "default-src 'none'"


def policy_for(path: str) -> str:
    return frame_policy() if path.startswith(COMPONENT) else page_policy()


def _as_local(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Headers with the checked origin under a name that Streamlit knows; else it asks the network for its address."""
    return [(key, b"http://localhost" if key.lower() == b"origin" else value) for key, value in headers]


def is_document(path: str) -> bool:
    """Whether a path asks for a page rather than a file."""
    last = path.rsplit("/", 1)[-1]
    return "." not in last or last.endswith(".html")


def rewrite(document: bytes, path: str) -> bytes:
    """The document in Japanese, and on pages with our small script and style."""
    document = document.replace(b'<html lang="en"', b'<html lang="ja"', 1)
    if path.startswith("/component/"):
        return document
    return document.replace(b"<head>", b"<head>" + PAGE_HEAD, 1)


class Rights(Protocol):
    """Who may send files to a session, and who may go on with one."""

    def may_upload(self, path: str, token: str) -> bool: ...

    def may_resume(self, session: str, token: str) -> bool: ...


class Harden:
    """ASGI middleware: refuses foreign requests, rewrites documents, adds the headers to every answer.

    ``rights`` are asked before a byte of what is sent here is read; without them everything may be sent.
    """

    def __init__(self, app: ASGIApp, *, hosts: Hosts | None = None, rights: Rights | None = None) -> None:
        self.app, self.hosts, self.rights = app, hosts or Hosts(), rights

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif not self.hosts.allow(scope["headers"]) or not self._may_send(scope):
            await refuse(scope, receive, send, 403, b"This server answers its own pages only.\n")
        elif _CORE.match(scope["path"]):
            await refuse(scope, receive, send, 404, b"Not found.\n")
        elif scope["type"] == "websocket":
            await self.app({**scope, "headers": self._own_session(_as_local(scope["headers"]))}, receive, send)
        else:
            await self._answer({**scope, "headers": _as_local(scope["headers"])}, receive, send)

    def _may_send(self, scope: Scope) -> bool:
        if self.rights is None or scope.get("method", "GET") in ("GET", "HEAD", "OPTIONS"):
            return True
        return self.rights.may_upload(scope["path"], visitor.token_of(scope["headers"]))

    def _own_session(self, headers: Headers) -> Headers:
        """A client that wants to go on with somebody else's session begins a new one."""
        token = visitor.token_of(headers)
        return [
            (key, self._without_foreign(value, token) if key.lower() == _PROTOCOL else value) for key, value in headers
        ]

    def _without_foreign(self, protocol: bytes, token: str) -> bytes:
        entries = protocol.split(b",")
        session = entries[2].strip().decode("latin-1") if len(entries) > 2 else ""
        return protocol if self.rights is None or self.rights.may_resume(session, token) else b",".join(entries[:2])

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        cookie = None
        if is_document(path):
            cookie = visitor.new_cookie() if self.rights and not visitor.token_of(scope["headers"]) else None
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() not in _PARTIAL]}
        answer = _Answer(path, scope["method"], send, cookie)
        try:
            await self.app(scope, receive, answer)
        except Exception:
            if not answer.begun:  # the application around this one would answer without our headers
                await refuse(scope, receive, send, 500, b"Internal Server Error\n")
            raise


class _Answer:
    """The sending side of one request: adds the headers; holds back an HTML document until it is whole."""

    def __init__(self, path: str, method: str, send: Send, cookie: bytes | None = None) -> None:
        self.path, self.method, self.send, self.cookie = path, method, send, cookie
        self.begun = False
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self.start)

    async def _begin(self, message: Message) -> None:
        headers = with_security(message["headers"], policy_for(self.path))
        message = {**message, "headers": headers}
        if message["status"] == 200 and _is_plain_html(headers):
            self.start = message
        else:
            self.begun = True
            await self.send(message)

    async def _finish(self, start: Message) -> None:
        document = rewrite(self.body, self.path) if self.method != "HEAD" else b""
        kept = [pair for pair in start["headers"] if pair[0].lower() not in _STALE_AFTER_REWRITE]
        length = [(b"content-length", str(len(document)).encode())] if document else []
        cookie = [(b"set-cookie", self.cookie)] if self.cookie else []
        self.begun = True
        await self.send({**start, "headers": kept + length + cookie})
        await self.send({"type": "http.response.body", "body": document})


def _is_plain_html(headers: Headers) -> bool:
    found = {key.lower(): value for key, value in headers}
    return found.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in found


def with_security(headers: Iterable[tuple[bytes, bytes]], policy: str) -> Headers:
    """An answer's headers with ours in the place of any of the same name."""
    ours = {
        b"content-security-policy": policy.encode(),
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"no-referrer",
        b"cross-origin-opener-policy": b"same-origin",
        b"cross-origin-resource-policy": b"same-origin",
    }
    return [pair for pair in headers if pair[0].lower() not in ours] + list(ours.items())


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, words: bytes) -> None:
    """Answer with a status and a sentence, and our headers."""
    headers = with_security(
        [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(words)).encode())],
        "default-src 'none'",
    )
    kind = "http"
    if scope["type"] == "websocket":
        await receive()
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": 4403, "reason": "refused"})
            return
        kind = "websocket.http"
    await send({"type": f"{kind}.response.start", "status": status, "headers": headers})
    await send({"type": f"{kind}.response.body", "body": words})
