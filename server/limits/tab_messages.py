"""The websocket messages between one tab and Streamlit: checked, and requests for runs queued."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from server.limits.fair_share import FairShare, TabShare, TokenBucket
from server.limits.messages import is_short_message, merge_reruns, remove_long_values
from server.limits.outgoing_messages import (
    NAVIGATION,
    NEW_SESSION,
    OPERATION_DONE,
    SCRIPT_FINISHED,
    is_end_of_run,
    read_message_type,
    remove_server_details,
)

LOGGER = logging.getLogger("dashboard.limits")
SECONDS_TO_MESSAGE = 10.0
MAX_WAITING = 8
MAX_WAITING_BYTES = 2**19
"""The size of a tab's waiting requests, as much as one message may have; more are merged."""
MERGED_BEFORE_NOTICE = 5
LINES_AT_ONCE, LINES_PER_SECOND = 20, 0.2
"""How many lines about one tab are logged: at once, and in the long run."""
MAX_CALLBACK_SECONDS = 120.0
"""How long a tab's next request waits at most for the widgets' callbacks of the last run."""
QUEUED_TYPES = frozenset({"rerun_script", "backend_operation_request"})
"""Types of messages that make Streamlit work, and wait for the tab's turn."""
IsAllowed = Callable[[bytes], bool]
# Shows a message in the tab, given the message's code.
Notify = Callable[[str], None]


class TabMessages:
    """Checks the messages of a tab, and passes requests for runs on when it is the tab's turn."""

    def __init__(
        self, receive: Receive, send: Send, share: FairShare, tab: TabShare, notify: Notify
    ) -> None:
        """Take the connection's functions, the queue of all tabs, and this tab's state in it.

        `notify` shows a message in the tab.
        """
        self._receive, self._send = receive, send
        self._share, self._tab, self._notify = share, tab, notify
        self._receiving: asyncio.Future[Message] | None = None  # the next message, if awaited
        self._waiting: deque[Message] = deque()  # requests that wait for the tab's turn
        self._has_sent = self._is_accepted = self._is_newest_replaceable = False
        self._merged_count = 0
        self._log_budget = TokenBucket(LINES_AT_ONCE, LINES_PER_SECOND)
        # Done when the callbacks of the last run are done, at the latest when the timer ends.
        self._callbacks: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._has_begun = False  # whether Streamlit has begun the last run (NEW_SESSION)

    async def receive(self, is_allowed: IsAllowed) -> Message:
        """Return the next message for Streamlit; a disconnect for text and malformed bytes.

        A request for a run waits until it is the tab's turn and the widgets' callbacks of its last
        run are done, because Streamlit would break these off, even in the middle of publishing.
        Meanwhile messages are read, so that other types, and the end of the connection, are passed
        on at once. `is_allowed` says whether our pages send such a message.
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
                if message is None:  # `turn` is done
                    continue
            else:
                message = await self._receive_next()
            checked = self._check_message(message, is_allowed)
            if checked is not None:
                return checked

    async def send(self, message: Message) -> None:
        """Send a message of Streamlit to the tab, without details of the server.

        The message that ends a run lets the next run start.
        """
        data = message.get("bytes")
        if data:
            message_type = read_message_type(data)
            is_end = message_type == SCRIPT_FINISHED and is_end_of_run(data)
            # A page draws its navigation after the callbacks, before anything else.
            if self._has_begun and (is_end or message_type == NAVIGATION):
                self._end_callbacks()
            if message_type == NEW_SESSION:
                self._has_begun = True
                message = {**message, "bytes": remove_server_details(data)}
            elif message_type == OPERATION_DONE or is_end:
                self._share.finish(self._tab)
        self._is_accepted = self._is_accepted or message["type"] == "websocket.accept"
        await self._send(message)

    def close(self) -> None:
        """Remove the tab, which was closed, from the queue."""
        if self._receiving is not None:
            self._receiving.cancel()
        self._end_callbacks()
        self._share.close(self._tab)

    def _pass_on(self, message: Message) -> Message:
        """Return a request whose turn it is; the tab's next one waits for this one's callbacks.

        A run of the whole page begins with the message NEW_SESSION and calls the callbacks before
        it draws. Nothing waits for the run of a fragment: if it is no longer on the page, Streamlit
        sends no message.
        """
        request = BackMsg.FromString(message["bytes"])
        if request.HasField("rerun_script") and not request.rerun_script.fragment_id:
            self._end_callbacks()
            self._has_begun = False
            loop = asyncio.get_running_loop()
            self._callbacks = loop.create_future()
            self._timer = loop.call_later(MAX_CALLBACK_SECONDS, self._end_callbacks)
        return message

    def _are_callbacks_done(self) -> bool:
        """Return whether the callbacks of the tab's last run are done, or there was no run."""
        return self._callbacks is None or self._callbacks.done()

    def _end_callbacks(self) -> None:
        """Stop waiting for the callbacks of the tab's last run.

        They are the functions that Streamlit calls for changed widgets before it draws the page.
        """
        if self._timer is not None:
            self._timer.cancel()
        if self._callbacks is not None and not self._callbacks.done():
            self._callbacks.set_result(None)

    async def _receive_next(self) -> Message:
        """Return the websocket's next message.

        If the first one does not come in SECONDS_TO_MESSAGE after Streamlit has accepted the
        websocket, it is closed and a disconnect is returned. Later ones may come at any time.
        """
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
        """Return a message that comes before `turn` is done; None if `turn` is done first.

        In that case the receiving goes on for the next call, since ending it could lose a message.
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
        """Return a message to pass on at once; None if it is refused or was added to the queue.

        Too long values are removed from a request for a run, and the tab shows a message. Text and
        malformed bytes become a disconnect, because our pages never send them.
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
        if kind is None:  # an empty message, which Streamlit would log
            return None
        if kind == "rerun_script":
            for code in remove_long_values(parsed.rerun_script):
                self._refuse(code)
                data = parsed.SerializeToString()
        elif not is_short_message(parsed):
            self._refuse("message_invalid")
            return None
        if kind not in QUEUED_TYPES:
            return {"type": "websocket.receive", "bytes": data}
        self._add_waiting_request({"type": "websocket.receive", "bytes": data})
        return None

    def _add_waiting_request(self, message: Message) -> None:
        """Add a request to those that wait for the tab's turn, or merge it with the newest of them.

        A request costs a token while another waits or runs. If there is no token for it or no room,
        and there was none for the newest waiting request either, the two are merged, so that no
        click is lost; they are also merged if all waiting requests would be too large together. If
        two cannot be merged and there is no room, the older is dropped. After MERGED_BEFORE_NOTICE
        such requests the tab shows a message.
        """
        if not self._share.is_flooding(self._tab):
            self._merged_count = 0
        is_early = bool(self._waiting) or self._share.is_busy(self._tab)
        has_token = not is_early or self._share.charge(self._tab)
        size = sum(len(request["bytes"]) for request in self._waiting) + len(message["bytes"])
        is_small = size <= MAX_WAITING_BYTES
        has_room = len(self._waiting) < MAX_WAITING and is_small
        is_excess = not (has_token and has_room) and self._is_newest_replaceable
        if self._waiting and (is_excess or not is_small):
            newest = BackMsg.FromString(self._waiting[-1]["bytes"])
            merged = merge_reruns(newest, BackMsg.FromString(message["bytes"]))
            if merged or not has_room:
                self._waiting.pop()
            if merged:
                message = {**message, "bytes": merged.SerializeToString()}
            self._merged_count += 1
            if self._merged_count == MERGED_BEFORE_NOTICE:
                self._refuse("too_many_reruns")
        self._is_newest_replaceable = not has_token or not has_room
        self._waiting.append(message)

    def _disconnect(self, reason: str) -> Message:
        """Log why a connection is ended, and return the message that ends it for Streamlit."""
        self._log(reason)
        return {"type": "websocket.disconnect", "code": 1002}  # protocol error

    def _refuse(self, code: str) -> None:
        """Log what was refused, and show the message with this code in the tab."""
        self._log(code)
        self._notify(code)

    def _log(self, reason: str) -> None:
        """Write one line with a reason ("text") into the log, unless the tab had many lately."""
        if not self._log_budget.take():
            return
        fields = {"reason": reason, "address": self._tab.address}
        LOGGER.info("message_refused", extra={"fields": fields})
