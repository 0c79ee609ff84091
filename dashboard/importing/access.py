"""Who may change data: whoever sits at this machine; with ``--lan`` whoever knows the passphrase, until left idle.

The check guards the actions and the upload address, not only the buttons.  A program that never said how it serves is
closed.  What is opened is opened to one session in one browser.  Wrong tries are slowed down for all sessions of one
address together, so that opening more of them does not help to guess, and nobody can keep others out by guessing.
"""

from __future__ import annotations

import hmac
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dashboard.web import passphrase
from dashboard.web.visitor import Visitor

#: Seconds without an action after which the passphrase is asked for again.
IDLE_S = 30 * 60
#: The longest pause after a wrong try, in seconds.
LONGEST_PAUSE_S = 60
#: Addresses whose wrong tries are remembered; more than a local network has.  The one heard of longest ago goes first.
MOST_ADDRESSES = 4096
#: Streamlit's address of uploads: ``/_stcore/upload_file/<session>/<file>``.
UPLOADS = "/_stcore/upload_file/"

Answer = Literal["open", "wrong", "wait", "unset", "no_cookie"]


class LockedError(PermissionError):
    """Somebody who may not change data tried to."""


@dataclass(frozen=True)
class _Tries:
    """The wrong tries of one address, and until when no other is looked at."""

    wrong: int = 0
    closed_until: float = 0.0


class Gate:
    """The sessions that may change data, each with the token of the browser that opened it."""

    def __init__(self, *, lan: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self.lan, self._clock = lan, clock
        self._open: dict[str, tuple[str, float]] = {}
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._trying, self._changing = threading.Lock(), threading.Lock()

    def is_open(self, visitor: Visitor) -> bool:
        """Whether a session may change data now; asking counts as being there."""
        if not self.lan:
            return True
        with self._changing:
            owner = self._owner(visitor.session)
            if owner is None or not _same(owner, visitor.token):
                return False
            self._open[visitor.session] = owner, self._clock()
            return True

    def require(self, visitor: Visitor) -> None:
        """Raise LockedError unless the session may change data."""
        if not self.is_open(visitor):
            raise LockedError

    def may_upload(self, path: str, token: str) -> bool:
        """Whether a browser may send something to an address; only that of uploads is ever closed."""
        return not path.startswith(UPLOADS) or self.is_open(
            Visitor(path.removeprefix(UPLOADS).partition("/")[0], token)
        )

    def may_resume(self, session: str, token: str) -> bool:
        """Whether a browser may go on with a session: one that was opened by another may not."""
        if not self.lan:
            return True
        with self._changing:
            owner = self._owner(session)
        return owner is None or _same(owner, token)

    def unlock(self, visitor: Visitor, given: str) -> Answer:
        """Try a passphrase; while a pause of its address runs none is looked at, not even the right one."""
        if not visitor.token:
            return "no_cookie"
        with self._trying:
            known = passphrase.stored()
            if known is None:
                return "unset"
            if self.pause(visitor.address):
                return "wait"
            if passphrase.matches(known, given):
                self._tries.pop(visitor.address, None)
                with self._changing:
                    self._open[visitor.session] = visitor.token, self._clock()
                return "open"
            self._slow_down(visitor.address)
            return "wrong"

    def pause(self, address: str) -> float:
        """Seconds until the next try of an address is looked at."""
        return max(0.0, self._tries.get(address, _Tries()).closed_until - self._clock())

    def lock(self, visitor: Visitor) -> None:
        """Close a session's access at once."""
        with self._changing:
            if _same(self._owner(visitor.session) or "", visitor.token):
                self._open.pop(visitor.session, None)

    def _owner(self, session: str) -> str | None:
        """The token of the browser that opened a session; sessions left idle are forgotten first."""
        now = self._clock()
        self._open = {key: held for key, held in self._open.items() if now - held[1] < IDLE_S}
        return self._open[session][0] if session in self._open else None

    def _slow_down(self, address: str) -> None:
        wrong = self._tries.pop(address, _Tries()).wrong + 1
        # The exponent is bounded too: 2 to the number of a patient program's tries would be a number without end.
        pause = min(2 ** min(wrong - 1, 16), LONGEST_PAUSE_S)
        self._tries[address] = _Tries(wrong, self._clock() + pause)
        while len(self._tries) > MOST_ADDRESSES:
            self._tries.popitem(last=False)


def _same(one: str, other: str) -> bool:
    """Whether two tokens are the same, in a time that does not tell how much of them is."""
    return hmac.compare_digest(one.encode(), other.encode())


_gate = Gate(lan=True)


def serve(*, lan: bool) -> Gate:
    """Say how this program serves; called once, by the server."""
    global _gate
    _gate = Gate(lan=lan)
    return _gate


def gate() -> Gate:
    """The gate of this program."""
    return _gate
