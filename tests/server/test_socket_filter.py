"""What else any reader can send over the socket, beside clicks: what passes and what does not."""

import pytest
from google.protobuf.message import DecodeError
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg

from server.websocket_filter import WebsocketFilter, is_allowed_message
from tests.helpers.asgi_client import run
from tests.helpers.asgi_requests import exchange, scope_of
from tests.helpers.socket_messages import REFUSED, message, operation
from tests.helpers.streamlit_stand_in import StandIn

RERUN = BackMsg()
RERUN.rerun_script.query_string = "lang=en"
RERUN.rerun_script.page_script_hash = "x" * 300
SENT = {
    "a click": RERUN.SerializeToString(),
    "a heartbeat": message(app_heartbeat=True),
    "an end": message(stop_script=True),
    "addresses for files": message(file_urls_request={"request_id": "1", "file_names": ["a"]}),
    "a download": operation("deferred_file"),
    "more of a table": operation("dataframe_chunk"),
    "nothing": b"",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_our_pages_never_send_is_dropped(name: str) -> None:
    assert not is_allowed_message(REFUSED[name])


@pytest.mark.parametrize("name", SENT)
def test_what_our_pages_send_passes(name: str) -> None:
    assert is_allowed_message(SENT[name])


def test_every_message_of_streamlit_is_known() -> None:
    """A version with another one needs a decision."""
    known = {field.name for field in BackMsg.DESCRIPTOR.fields}
    assert known == {
        *("clear_cache", "set_run_on_save", "stop_script", "rerun_script", "load_git_info"),
        *("debug_disconnect_websocket", "debug_shutdown_runtime", "file_urls_request"),
        *("app_heartbeat", "backend_operation_request"),
    }
    inner = BackMsg.DESCRIPTOR.fields_by_name["backend_operation_request"].message_type
    assert {field.name: field.number for field in inner.fields} == {
        "request_id": 1,
        "session_id": 2,
        "deferred_file": 3,
        "install_skills": 4,
        "dismiss_skills_nudge": 5,
        "dataframe_chunk": 6,
    }


@pytest.mark.parametrize(
    "data",
    [
        b"\x08\x96\x01",  # a field of a number that Streamlit has not
        b"\x11" + b"12345678" + b"\x18\x01",
        b"\x1d" + b"1234",
        b"\x12\x02ab\x12\x00",
        b"\x12\x80\x01" + b"a" * 128,
        b"\x08" + b"\xff" * 9 + b"\x01\x10\x01",
        message(app_heartbeat=True) + b"\x18\x01",
        message(app_heartbeat=True) * 2,
        message(backend_operation_request={"request_id": "1"}),
    ],
)
def test_what_has_another_field_or_more_than_one_is_dropped(data: bytes) -> None:
    assert not is_allowed_message(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff",  # a number without its end
        b"\x0b",  # a group
        b"\x0f",  # no such type
        b"\x5a\xff\x01",  # longer than what there is
        b"\x12\x03ab",
        b"\x11" + b"1234567",
        b"\x1d123",
        b"\x5a" + b"\xff" * 11,  # a number longer than any
        b"\x08" + b"\xff" * 10 + b"\x01",
        b"\x9a\x01\x01x",  # an operation whose content is none
    ],
)
def test_what_is_no_message_is_none(data: bytes) -> None:
    with pytest.raises(DecodeError):
        is_allowed_message(data)


def got_of(*told: Message) -> list[bytes]:
    """What Streamlit gets of a socket's messages."""
    streamlit = StandIn()
    scope = scope_of("/_stcore/stream", scheme="ws")
    run(lambda: exchange(WebsocketFilter(streamlit), scope, told))
    return streamlit.got


def came(data: bytes | str) -> Message:
    kind = "bytes" if isinstance(data, bytes) else "text"
    return {"type": "websocket.receive", kind: data}


def test_a_dropped_message_leaves_the_tab_open() -> None:
    click, beat = SENT["a click"], SENT["a heartbeat"]
    told = (came(click), came(REFUSED["clear_cache"]), came(REFUSED["install"]), came(beat))
    assert got_of(*told) == [click, beat, b"end 1000"]


@pytest.mark.parametrize("data", ["text", b"\xff\xff", b"\x0b"])
def test_nonsense_ends_the_tab(data: str | bytes) -> None:
    click = SENT["a click"]
    assert got_of(came(click), came(data), came(click)) == [click, b"end 1002"]


def test_the_start_of_a_socket_and_other_requests_pass() -> None:
    seen: list[str] = []

    async def streamlit(scope, receive, send) -> None:
        seen.append((await receive())["type"])

    for kind, told in (("ws", "websocket.connect"), ("http", "http.request")):
        scope = scope_of("/", scheme=kind)
        run(lambda: exchange(WebsocketFilter(streamlit), scope, [{"type": told}]))  # noqa: B023
    assert seen == ["websocket.connect", "http.request"]
