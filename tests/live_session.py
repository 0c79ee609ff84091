"""A session of a running server without a browser: the page's websocket, spoken as Streamlit's page speaks it."""

from __future__ import annotations

import urllib.request
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.sync.client import connect

PATIENCE_S = 60


def new_cookie(address: str) -> str:
    """The cookie that a document of the server brings to a browser without one."""
    with urllib.request.urlopen(address) as answer:
        return str(answer.headers["set-cookie"]).partition(";")[0]


@dataclass
class LiveSession:
    """One tab: ``elements`` are what the last run showed; ``session`` is the id that the server gave."""

    address: str
    page: str = ""
    cookie: str = ""
    resume: str = ""
    source: str = "127.0.0.1"
    headers: dict[str, str] = field(default_factory=dict)
    elements: list[Any] = field(default_factory=list)
    session: str = ""

    def __enter__(self) -> LiveSession:
        own = {"Cookie": self.cookie} if self.cookie else {}
        protocols: list[Any] = ["streamlit", "token", *([self.resume] if self.resume else [])]
        self._opened = connect(
            f"ws://{urlsplit(self.address).netloc}/_stcore/stream",
            additional_headers={**own, **self.headers}, subprotocols=protocols, max_size=None, open_timeout=PATIENCE_S,
            source_address=(self.source, 0),
        )  # fmt: skip
        self._socket = self._opened.__enter__()
        self.run()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.__exit__(kind, error, trace)

    def run(self, *widgets: WidgetState) -> None:
        """Run the page with these values of widgets, and wait for its end."""
        said = BackMsg()
        said.rerun_script.page_name = self.page
        said.rerun_script.widget_states.CopyFrom(WidgetStates(widgets=widgets))
        self._socket.send(said.SerializeToString())
        self.elements = []
        while True:
            heard = ForwardMsg()
            heard.ParseFromString(bytes(self._socket.recv(timeout=PATIENCE_S)))  # type: ignore[arg-type]
            kind = heard.WhichOneof("type")
            if kind == "new_session":
                self.session, self.elements = heard.new_session.initialize.session_id, []
            elif kind == "delta":
                self.elements.append(heard.delta)
            elif kind == "script_finished" and heard.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return

    def find(self, kind: str) -> list[Any]:
        """The elements of one kind (``text_input``, ``button``, ``file_uploader``, ``alert``)."""
        return [
            getattr(delta.new_element, kind)
            for delta in self.elements
            if delta.WhichOneof("type") == "new_element" and delta.new_element.WhichOneof("type") == kind
        ]

    def unlock(self, passphrase: str) -> None:
        """Fill in the prompt and press its button."""
        prompt = self.find("text_input")[-1]
        button = next(found for found in self.find("button") if found.is_form_submitter)
        self.run(WidgetState(id=prompt.id, string_value=passphrase), WidgetState(id=button.id, trigger_value=True))

    def says(self) -> str:
        """The words of all notices."""
        return "\n".join(found.body for found in self.find("alert"))
