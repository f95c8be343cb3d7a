"""Filter for websocket messages from the browser to Streamlit.

Streamlit accepts more messages than its page sends: with these any reader could empty the caches of
all readers, read the repository's branch and files, or write into the program's folder.
"""

import logging
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from google.protobuf.empty_pb2 import Empty
from google.protobuf.unknown_fields import UnknownFieldSet
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from server.limits.client_addresses import client_of
from server.limits.fair_share import FairShare
from server.limits.tab_messages import TabMessages

OPERATION = "backend_operation_request"
ALLOWED_MESSAGES = frozenset({"app_heartbeat", "file_urls_request", "rerun_script", "stop_script"})
REFUSED_MESSAGES = frozenset(
    {
        "clear_cache",
        "debug_disconnect_websocket",
        "debug_shutdown_runtime",
        "load_git_info",
        "set_run_on_save",
    }
)
# Downloads made on demand, and more rows of a table.
ALLOWED_OPERATIONS = frozenset({"dataframe_chunk", "deferred_file"})
REFUSED_OPERATIONS = frozenset({"dismiss_skills_nudge", "install_skills"})
MAX_SOCKETS_OF_ADDRESS = 250
TAB_HEADER = "x-dashboard-tab"
LOGGER = logging.getLogger("dashboard.limits")
Tell = Callable[[str, str], None]
Forget = Callable[[str], None]


def tell_nobody(_tab: str, _code: str) -> None:
    """Show nothing."""


def forget_nothing(_tab: str) -> None:
    """Do nothing: no tab was told anything."""


@dataclass(frozen=True)
class WebsocketFilter:
    """ASGI middleware: drops messages that our pages never send, and limits and shares the others.

    A malformed message disconnects. `tell` shows a message in a tab: its id, which pages read from
    the header TAB_HEADER, and the message's code; `forget` is called with the id of a closed tab.
    """

    app: ASGIApp
    tell: Tell = tell_nobody
    forget: Forget = forget_nothing
    share: FairShare = field(default_factory=FairShare)
    sockets: Counter[str] = field(default_factory=Counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check each message of a websocket before Streamlit receives it.

        The tab gets a random id in a header, in place of one that a browser may have sent: pages
        read from it what `tell` has for the tab. Too many websockets of one address are refused.
        """
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        address = client_of(str(scope["client"][0])) if scope.get("client") else ""
        if self.sockets[address] >= MAX_SOCKETS_OF_ADDRESS:
            fields = {"reason": "too_many_tabs", "address": address}
            LOGGER.info("connection_closed", extra={"fields": fields})
            await send({"type": "websocket.close", "code": 1008})  # policy violation
            return
        tab_id = secrets.token_hex(8)
        header = TAB_HEADER.encode()
        headers = [(name, value) for name, value in scope["headers"] if name.lower() != header]
        tell = partial(self.tell, tab_id)
        tab = self.share.open_tab(address)
        messages = TabMessages(receive, send, self.share, tab, tell)
        self.sockets[address] += 1
        try:
            await self.app(
                {**scope, "headers": [*headers, (header, tab_id.encode())]},
                partial(messages.receive, is_allowed_message),
                messages.send,
            )
        finally:
            messages.close()
            self.forget(tab_id)
            self.sockets[address] -= 1
            if not self.sockets[address]:
                del self.sockets[address]


def is_allowed_message(data: bytes) -> bool:
    """Return whether a websocket message is one that our pages send; an empty one is allowed.

    `data` is a serialized BackMsg. Raises DecodeError if it is not a protocol buffer.
    """
    message = BackMsg.FromString(data)
    # A message has one field. If it had several, Streamlit would read only the last.
    if len(UnknownFieldSet(Empty.FromString(data))) > 1:
        return False
    message_type = message.WhichOneof("type")
    if message_type == OPERATION:
        return message.backend_operation_request.WhichOneof("payload") in ALLOWED_OPERATIONS
    return message_type in ALLOWED_MESSAGES or not data
