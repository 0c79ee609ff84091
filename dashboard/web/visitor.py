"""Who asks: a session, the browser it belongs to, and the address it comes from.

The id of a session travels in addresses and may be seen by others.  A browser proves itself by a random token in a
cookie that no script can read; whoever has the id alone is somebody else.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import cookie_parser

COOKIE = "chiku_browser"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Visitor:
    """One session as the gate knows it; ``token`` is empty for a client that keeps no cookie."""

    session: str
    token: str = ""
    address: str = ""


def well_formed(token: str) -> str:
    """The token, or ``""`` if it is none of ours by its form."""
    return token if _TOKEN.fullmatch(token) else ""


def token_of(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The token that a request carries; ``""`` without one."""
    text = "; ".join(value.decode("latin-1") for key, value in headers if key.lower() == b"cookie")
    return well_formed(cookie_parser(text).get(COOKIE, ""))


def new_cookie() -> bytes:
    """A ``Set-Cookie`` with a new token.

    Lax, not Strict: a followed link would come without a strict cookie, be given a new one, and so cut off the pages
    that are open already.  Requests of foreign pages are refused by their origin anyway.
    """
    return f"{COOKIE}={secrets.token_urlsafe(32)}; Path=/; HttpOnly; SameSite=Lax".encode()
