"""What readers raise: a file or table that cannot be read, as the code of its finding."""

from __future__ import annotations

from typing import Any


class UnreadableError(Exception):
    """A file that cannot be read: ``code`` is the finding, ``params`` what its sentences need (``reason`` says why)."""

    def __init__(self, code: str, reason: str = "", **params: object) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason
        self.params: dict[str, Any] = {"reason": reason, "value": reason, **params}
