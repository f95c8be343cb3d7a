"""A browser tab without a browser: it speaks Streamlit's own messages over a socket.

So it can send what no page offers: another page's buttons, another session's name, a click of
long ago.
"""

import re
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from google.protobuf.text_format import MessageToString
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect
from websockets.typing import Subprotocol

LONGEST = 30.0  # seconds for one run of a page on a busy machine


@dataclass(frozen=True)
class Drawn:
    """What one run of a page sent."""

    messages: Sequence[ForwardMsg]

    @property
    def text(self) -> str:
        """Everything that was sent, as text."""
        return "\n".join(MessageToString(each, as_utf8=True) for each in self.messages)

    @property
    def widgets(self) -> list[tuple[str, Any]]:
        """Every widget, by its kind."""
        return list(self._widgets())

    def _widgets(self) -> Iterator[tuple[str, Any]]:
        for message in self.messages:
            if message.WhichOneof("type") == "delta" and message.delta.HasField("new_element"):
                kind = message.delta.new_element.WhichOneof("type")
                widget = getattr(message.delta.new_element, kind or "", None)
                if kind and getattr(widget, "id", ""):
                    yield kind, widget

    def button(self, label: str) -> str:
        """The id of the button of a label."""
        (found,) = {w.id for kind, w in self._widgets() if kind == "button" and w.label == label}
        return str(found)

    @property
    def pages(self) -> dict[str, str]:
        """The hash of every page that the navigation names, by its address."""
        named = [m.navigation for m in self.messages if m.WhichOneof("type") == "navigation"]
        return {p.url_pathname: p.page_script_hash for each in named for p in each.app_pages}

    @property
    def session(self) -> str:
        """The session's name, which Streamlit tells its own tab."""
        (found,) = {
            each.new_session.initialize.session_id
            for each in self.messages
            if each.WhichOneof("type") == "new_session"
        }
        return str(found)


@dataclass
class Tab:
    """One tab: `cookies` are sent once, when it connects, as a browser does.

    `at` is where the site's name leads to, for a site whose name this machine does not know; its
    certificate is taken as it is.
    """

    url: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    session: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    at: tuple[str, int] | None = None

    def __post_init__(self) -> None:
        protocols = ["streamlit", "no-token", *([self.session] if self.session else [])]
        sent = {"Origin": self.url, **self.headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._open = ExitStack()
        there: dict[str, Any] = {}
        if self.at:
            there["sock"] = socket.create_connection(self.at)
            there["ssl"] = ssl._create_unverified_context()
        self._socket = self._open.enter_context(
            connect(
                re.sub("^http", "ws", self.url) + "/_stcore/stream",
                **there,
                subprotocols=[Subprotocol(each) for each in protocols],
                additional_headers=sent,
                max_size=None,
            )
        )
        self._page, self._query = "", ""

    def close(self) -> None:
        """Close the tab."""
        self._open.close()

    def open(self, page: str = "", page_hash: str = "", **query: str | list[str]) -> Drawn:
        """Open a page by its address, or by its hash."""
        self._page, self._query = page, urlencode(query, doseq=True)
        return self.send(page_hash=page_hash)

    def begin(self, page: str, **query: str | list[str]) -> None:
        """Ask for a page, and wait for nothing of it."""
        self._page, self._query = page, urlencode(query, doseq=True)
        self.ask()

    def click(self, *buttons: str, fragment: str = "", page_hash: str = "", **texts: str) -> Drawn:
        """Press buttons by their ids; `texts` are what fields hold, by their ids."""
        pressed = [WidgetState(id=each, trigger_value=True) for each in buttons]
        filled = [WidgetState(id=each, string_value=text) for each, text in texts.items()]
        return self.send(*filled, *pressed, fragment=fragment, page_hash=page_hash)

    def send(self, *states: WidgetState, fragment: str = "", page_hash: str = "") -> Drawn:
        """Ask for a run with the states of widgets; gives what came of it."""
        self.ask(*states, fragment=fragment, page_hash=page_hash)
        return Drawn(self._run())

    def ask(self, *states: WidgetState, fragment: str = "", page_hash: str = "") -> None:
        """Ask for a run and wait for nothing: of a part that is no longer there nothing comes."""
        asked = BackMsg()
        asked.rerun_script.query_string = self._query
        asked.rerun_script.page_name = self._page
        asked.rerun_script.page_script_hash = page_hash
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.context_info.url = f"{self.url}/{self._page}"
        asked.rerun_script.widget_states.widgets.extend(states)
        self._socket.send(asked.SerializeToString())

    def finished(self) -> int:
        """Wait for the end of a run; gives how it ended, such as for another run."""
        return int(self._run()[-1].script_finished)

    def send_bytes(self, data: bytes | str) -> None:
        """Send bytes, or text, as they stand."""
        self._socket.send(data)

    def _run(self) -> list[ForwardMsg]:
        got: list[ForwardMsg] = []
        while not got or got[-1].WhichOneof("type") != "script_finished":
            message = ForwardMsg()
            message.ParseFromString(self._socket.recv(timeout=LONGEST))  # type: ignore[arg-type]
            got.append(message)
        return got
