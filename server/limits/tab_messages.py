"""The messages of one tab on their way to Streamlit and back, within its share of the server."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from server.limits.fair_share import FairShare, TabShare, TokenBucket
from server.limits.messages import is_short_message, limit_rerun, merge_reruns
from server.limits.new_session import (
    NAVIGATION,
    NEW_SESSION,
    OPERATION_DONE,
    SCRIPT_FINISHED,
    is_end_of_run,
    message_type,
    without_server_details,
)

LOGGER = logging.getLogger("dashboard.limits")
SECONDS_TO_MESSAGE = 10.0
MAX_WAITING = 8
MAX_WAITING_BYTES = 2**19
"""As much as one message may have: large requests are merged, so that many tabs keep little."""
DROPPED_BEFORE_TELLING = 5
LINES_AT_ONCE, LINES_PER_SECOND = 20, 0.2
"""Lines of the log about one tab, at once and in the long run."""
MAX_CALLBACK_SECONDS = 120.0
"""How long a tab's next request waits for the callbacks of its last one."""
WORK = frozenset({"rerun_script", "backend_operation_request"})
IsAllowed = Callable[[bytes], bool]
Tell = Callable[[str], None]


class TabMessages:
    """Checks what a tab sends, and passes requests for runs on when it is the tab's turn.

    `waiting` are its requests that wait. `tell` shows a message in the tab: its code.
    """

    def __init__(
        self, receive: Receive, send: Send, share: FairShare, tab: TabShare, tell: Tell
    ) -> None:
        """Take the connection's functions, what all tabs share, and this tab's own share of it."""
        self._receive, self._send = receive, send
        self._share, self._tab, self._tell = share, tab, tell
        # The next message if it is awaited already, and requests that wait for the tab's turn.
        self._receiving: asyncio.Future[Message] | None = None
        self._waiting: deque[Message] = deque()
        self._has_sent = self._is_accepted = self._is_newest_replaceable = False
        self._dropped = 0  # requests that were merged with a newer one
        self._lines = TokenBucket(LINES_AT_ONCE, LINES_PER_SECOND)
        # Done once the callbacks of the last run are, at the latest when the timer ends.
        self._callbacks: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._has_begun = False  # that run has begun

    async def receive(self, is_allowed: IsAllowed) -> Message:
        """Return the next message for Streamlit; a disconnect for text and malformed bytes.

        Requests for runs are kept until it is the tab's turn and the callbacks of its last run are
        done: Streamlit would end them for the new run, a publication half done. Until then further
        messages are read, so that one that needs no turn, or the end of the connection, is passed
        on at once.
        """
        while True:
            message = None
            if self._waiting:
                callbacks = self._callbacks if not self._are_callbacks_done() else None
                turn = callbacks or self._tab.turn or self._share.start(self._tab)
                if turn is None or turn.done():
                    self._tab.turn = None
                    return self._pass_on(self._waiting.popleft())
                message = await self._receive_before(turn)
                if message is None:  # it is the tab's turn now
                    continue
            else:
                message = await self._receive_next()
            checked = self._check_message(message, is_allowed)
            if checked is not None:
                return checked

    async def send(self, message: Message) -> None:
        """Send a message of Streamlit's, without its details of the server.

        One that ends a run frees the tab's place for the next run.
        """
        data = message.get("bytes")
        if data:
            kind = message_type(data)
            is_end = kind == SCRIPT_FINISHED and is_end_of_run(data)
            # The page draws its navigation first, after the callbacks.
            if self._has_begun and (is_end or kind == NAVIGATION):
                self._end_callbacks()
            if kind == NEW_SESSION:
                self._has_begun = True
                message = {**message, "bytes": without_server_details(data)}
            elif kind == OPERATION_DONE or is_end:
                self._share.finish(self._tab)
        self._is_accepted = self._is_accepted or message["type"] == "websocket.accept"
        await self._send(message)

    def close(self) -> None:
        """Give up the tab's share."""
        if self._receiving is not None:
            self._receiving.cancel()
        self._end_callbacks()
        self._share.leave(self._tab)

    def _pass_on(self, message: Message) -> Message:
        """Return a request whose turn it is; the next one waits until its callbacks are done.

        A run begins with the message NEW_SESSION, and calls them before it draws. Of a part of a
        page that is no longer there nothing comes: no request waits for the run of a part.
        """
        asked = BackMsg.FromString(message["bytes"])
        if asked.HasField("rerun_script") and not asked.rerun_script.fragment_id:
            self._end_callbacks()
            self._has_begun = False
            loop = asyncio.get_running_loop()
            self._callbacks = loop.create_future()
            self._timer = loop.call_later(MAX_CALLBACK_SECONDS, self._end_callbacks)
        return message

    def _are_callbacks_done(self) -> bool:
        """Return whether the callbacks of the tab's last run are done, or there was none."""
        return self._callbacks is None or self._callbacks.done()

    def _end_callbacks(self) -> None:
        """Note that the callbacks of the tab's last run are done, or waited for no longer."""
        if self._timer is not None:
            self._timer.cancel()
        if self._callbacks is not None and not self._callbacks.done():
            self._callbacks.set_result(None)

    async def _receive_next(self) -> Message:
        """Return the websocket's next message; if the first does not come soon, close the tab."""
        if self._receiving is not None:  # begun while the tab waited for its turn
            message, self._receiving = await self._receiving, None
            return message
        if self._has_sent or not self._is_accepted:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), SECONDS_TO_MESSAGE)
        except TimeoutError:
            fields = {"reason": "no_message", "address": self._tab.address}
            LOGGER.info("connection_closed", extra={"fields": fields})
            await self._send({"type": "websocket.close", "code": 1008})  # policy violation
            return {"type": "websocket.disconnect", "code": 1008}
        self._has_sent = True
        return message

    async def _receive_before(self, turn: asyncio.Future[None]) -> Message | None:
        """Return a message that comes before the tab's turn; None if the turn comes first.

        In that case the receiving goes on, for the next call: ending it could lose a message.
        """
        if self._receiving is None:
            self._receiving = asyncio.ensure_future(self._receive())
        either: set[asyncio.Future[Any]] = {self._receiving, turn}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if turn.done():
            return None
        message, self._receiving = self._receiving.result(), None
        return message

    def _check_message(self, message: Message, is_allowed: IsAllowed) -> Message | None:
        """Return a message to pass on at once; None if it is refused or has to wait.

        What is too long in a request for a run is taken out, and the tab is told. Text and
        malformed bytes become a disconnect: no page of ours sends them.
        """
        if message["type"] != "websocket.receive":
            return message
        data = message.get("bytes")
        if data is None:
            return self._disconnect("text")
        try:
            if not is_allowed(data):
                return None
            parsed = BackMsg.FromString(data)
        except DecodeError:
            return self._disconnect("malformed")
        kind = parsed.WhichOneof("type")
        if kind is None:  # it says nothing, and Streamlit would write a line about it
            return None
        if kind == "rerun_script":
            for code in limit_rerun(parsed.rerun_script):
                self._refuse(code)
                data = parsed.SerializeToString()
        elif not is_short_message(parsed):
            self._refuse("message_invalid")
            return None
        if kind not in WORK:
            return {"type": "websocket.receive", "bytes": data}
        self._add_waiting_request({"type": "websocket.receive", "bytes": data})
        return None

    def _add_waiting_request(self, message: Message) -> None:
        """Add a tab's request to run its page to those that wait for their turn.

        One that comes while another waits or runs costs a token. Without a token, or room, it is
        merged with the newest that waits, unless that one had both: no click is lost. The tab is
        told when DROPPED_BEFORE_TELLING of its requests were merged.
        """
        if not self._share.is_flooding(self._tab):
            self._dropped = 0
        is_more = bool(self._waiting) or self._share.is_busy(self._tab)
        has_token = not is_more or self._share.charge(self._tab)
        size = sum(len(request["bytes"]) for request in self._waiting) + len(message["bytes"])
        is_small = size <= MAX_WAITING_BYTES
        has_room = len(self._waiting) < MAX_WAITING and is_small
        is_replaced = not (has_token and has_room) and self._is_newest_replaceable
        if self._waiting and (is_replaced or not is_small):
            newest = BackMsg.FromString(self._waiting[-1]["bytes"])
            merged = merge_reruns(newest, BackMsg.FromString(message["bytes"]))
            if merged or not has_room:
                self._waiting.pop()
            if merged:
                message = {**message, "bytes": merged.SerializeToString()}
            self._dropped += 1
            if self._dropped == DROPPED_BEFORE_TELLING:
                self._refuse("too_many_reruns")
        self._is_newest_replaceable = not has_token or not has_room
        self._waiting.append(message)

    def _disconnect(self, reason: str) -> Message:
        """Return the end of a connection that sent no message of Streamlit's."""
        self._log(reason)
        return {"type": "websocket.disconnect", "code": 1002}

    def _refuse(self, code: str) -> None:
        """Tell the tab what was refused."""
        self._log(code)
        self._tell(code)

    def _log(self, reason: str) -> None:
        """Write one line into the log, unless the tab has had many written lately."""
        if not self._lines.take():
            return
        fields = {"reason": reason, "address": self._tab.address}
        LOGGER.info("message_refused", extra={"fields": fields})
