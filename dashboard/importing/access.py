"""Who may change data: whoever sits at this machine; with ``--lan`` whoever knows the passphrase, until left idle.

The check guards the actions and the upload address, not only the buttons.  A program that never said how it serves is
closed.  Wrong tries are slowed down for all sessions together, so that opening more of them does not help to guess.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Literal

from dashboard.importing import passphrase

#: Seconds without an action after which the passphrase is asked for again.
IDLE_S = 30 * 60
#: The longest pause after a wrong try, in seconds.
LONGEST_PAUSE_S = 60
#: Streamlit's address of uploads: ``/_stcore/upload_file/<session>/<file>``.
UPLOADS = "/_stcore/upload_file/"

Answer = Literal["open", "wrong", "wait", "unset"]


class LockedError(PermissionError):
    """Somebody who may not change data tried to."""


class Gate:
    """The sessions that may change data.  ``session`` is Streamlit's id of a session, which nobody else knows."""

    def __init__(self, *, lan: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self.lan, self._clock = lan, clock
        self._open: dict[str, float] = {}
        self._wrong = 0
        self._closed_until = 0.0
        self._trying, self._changing = threading.Lock(), threading.Lock()

    def is_open(self, session: str) -> bool:
        """Whether a session may change data now; asking counts as being there."""
        if not self.lan:
            return True
        now = self._clock()
        with self._changing:
            self._open = {key: seen for key, seen in self._open.items() if now - seen < IDLE_S}
            if session not in self._open:
                return False
            self._open[session] = now
            return True

    def require(self, session: str) -> None:
        """Raise LockedError unless the session may change data."""
        if not self.is_open(session):
            raise LockedError

    def may_upload(self, path: str) -> bool:
        """Whether something may be sent to an address; only that of uploads is ever closed."""
        return not path.startswith(UPLOADS) or self.is_open(path.removeprefix(UPLOADS).partition("/")[0])

    def unlock(self, session: str, given: str) -> Answer:
        """Try a passphrase.  While a pause runs none is looked at, not even the right one."""
        with self._trying:
            known = passphrase.stored()
            if known is None:
                return "unset"
            if self.pause():
                return "wait"
            if passphrase.matches(known, given):
                self._wrong = 0
                with self._changing:
                    self._open[session] = self._clock()
                return "open"
            self._wrong += 1
            self._closed_until = self._clock() + min(2 ** (self._wrong - 1), LONGEST_PAUSE_S)
            return "wrong"

    def pause(self) -> float:
        """Seconds until the next try is looked at."""
        return max(0.0, self._closed_until - self._clock())

    def lock(self, session: str) -> None:
        """Close a session's access at once."""
        with self._changing:
            self._open.pop(session, None)


_gate = Gate(lan=True)


def serve(*, lan: bool) -> Gate:
    """Say how this program serves; called once, by the server."""
    global _gate
    _gate = Gate(lan=lan)
    return _gate


def gate() -> Gate:
    """The gate of this program."""
    return _gate
