"""Filter for websocket messages from the browser to Streamlit.

Streamlit accepts more messages than its page sends. With these messages any reader could empty the
caches of all readers, read the repository's branch and files, or write into the program's folder.
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

from server.limits.client_addresses import normalize_client_address
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
# More rows of a table, and downloads that are created on demand.
ALLOWED_OPERATIONS = frozenset({"dataframe_chunk", "deferred_file"})
REFUSED_OPERATIONS = frozenset({"dismiss_skills_nudge", "install_skills"})
MAX_WEBSOCKETS_PER_CLIENT = 250
TAB_HEADER = "x-dashboard-tab"
LOGGER = logging.getLogger("dashboard.limits")
# Shows a message in a tab, given the tab's id and the message's code.
NotifyTab = Callable[[str, str], None]
# Called with the id of a tab that was closed.
ForgetTab = Callable[[str], None]


def ignore_notice(_tab_id: str, _code: str) -> None:
    """Do nothing: messages to tabs are not shown where no function for it is configured."""


def ignore_closed_tab(_tab_id: str) -> None:
    """Do nothing: there is nothing to forget where no function for messages is configured."""


@dataclass(frozen=True)
class WebsocketFilter:
    """ASGI middleware: drops messages that our pages never send, and limits the others.

    A malformed message ends the connection. `share` divides the server's time among tabs.
    `websockets` counts the open ones by client address.
    """

    app: ASGIApp
    notify_tab: NotifyTab = ignore_notice
    forget_tab: ForgetTab = ignore_closed_tab
    share: FairShare = field(default_factory=FairShare)
    websockets: Counter[str] = field(default_factory=Counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check each message of a websocket before Streamlit receives it.

        The tab gets a random id in TAB_HEADER, in place of one that a browser may have sent; pages
        read from this header which messages of `notify_tab` are theirs. Too many websockets of one
        client are refused.
        """
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        client = normalize_client_address(str(scope["client"][0])) if scope.get("client") else ""
        if self.websockets[client] >= MAX_WEBSOCKETS_PER_CLIENT:
            fields = {"reason": "too_many_tabs", "address": client}
            LOGGER.info("connection_closed", extra={"fields": fields})
            await send({"type": "websocket.close", "code": 1008})  # policy violation
            return
        tab_id = secrets.token_hex(8)
        header = TAB_HEADER.encode()
        headers = [(name, value) for name, value in scope["headers"] if name.lower() != header]
        notify = partial(self.notify_tab, tab_id)
        tab = self.share.open_tab(client)
        messages = TabMessages(receive, send, self.share, tab, notify)
        self.websockets[client] += 1
        try:
            await self.app(
                {**scope, "headers": [*headers, (header, tab_id.encode())]},
                partial(messages.receive, is_allowed_message),
                messages.send,
            )
        finally:
            messages.close()
            self.forget_tab(tab_id)
            self.websockets[client] -= 1
            if not self.websockets[client]:
                del self.websockets[client]


def is_allowed_message(data: bytes) -> bool:
    """Return whether a websocket message is of a type that our pages send, or empty.

    Other types would let any reader change the server for all. `data` is a serialized BackMsg.
    Raises DecodeError if it is not a protocol buffer.
    """
    message = BackMsg.FromString(data)
    # A message must have one field: of several, Streamlit would read only the last. `Empty` has no
    # fields of its own, so that all fields of the message are unknown to it and are counted.
    if len(UnknownFieldSet(Empty.FromString(data))) > 1:
        return False
    message_type = message.WhichOneof("type")
    if message_type == OPERATION:
        return message.backend_operation_request.WhichOneof("payload") in ALLOWED_OPERATIONS
    return message_type in ALLOWED_MESSAGES or not data
