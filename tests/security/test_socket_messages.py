"""A3 once more: what else any reader can send over the socket, beside clicks."""

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed

from tests.helpers.served_app import House
from tests.helpers.servers import ROOT
from web.messages import allowed, fields

A_FIGURE = "supervisors_trained.ningbo-supervision.330200..2024-01/2024-11"


def message(**asked: object) -> bytes:
    """One message of Streamlit's."""
    return BackMsg(**asked).SerializeToString()


def operation(name: str) -> bytes:
    """A request for an operation on the server."""
    made = BackMsg()
    made.backend_operation_request.request_id = "1"
    getattr(made.backend_operation_request, name).SetInParent()
    return made.SerializeToString()


REFUSED = {
    "clear_cache": message(clear_cache=True),
    "load_git_info": message(load_git_info=True),
    "set_run_on_save": message(set_run_on_save=True),
    "debug_disconnect": message(debug_disconnect_websocket=True),
    "debug_shutdown": message(debug_shutdown_runtime=True),
    "install": operation("install_skills"),
    "dismiss": operation("dismiss_skills_nudge"),
    "two at once": message(clear_cache=True) + message(app_heartbeat=True),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_our_pages_never_send_is_dropped(name: str) -> None:
    assert not allowed(REFUSED[name])


def test_what_our_pages_send_passes() -> None:
    rerun = BackMsg()
    rerun.rerun_script.query_string = "lang=en"
    rerun.rerun_script.page_script_hash = "x" * 300
    for sent in (
        rerun.SerializeToString(),
        message(app_heartbeat=True),
        message(stop_script=True),
        operation("deferred_file"),
    ):
        assert allowed(sent)


def test_every_message_of_streamlit_is_known() -> None:
    """A version with another one wants a decision."""
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


@pytest.mark.parametrize("data", [b"\xff", b"\x0b", b"\x5a\xff\x01", b"\x5a" + b"\xff" * 11])
def test_what_is_no_message_is_none(data: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        list(fields(data))


def test_a_reader_empties_nothing_and_writes_nothing(house: House) -> None:
    before = sorted(path.name for path in ROOT.iterdir())
    tab = house.tab()

    def panel_shown() -> bool:
        return any(m.delta.fragment_id for m in tab.open("data", figure=A_FIGURE).messages)

    assert panel_shown()
    assert not panel_shown()  # it opens once, which the tab's session remembers
    for data in REFUSED.values():
        tab.send_bytes(data)
    assert not panel_shown()
    assert sorted(path.name for path in ROOT.iterdir()) == before


@pytest.mark.parametrize("data", ["text", b"\xff\xff", b""])
def test_nonsense_ends_the_tab_alone(house: House, data: str | bytes) -> None:
    tab, other = house.tab(), house.tab()
    tab.open("history")
    tab.send_bytes(data)
    if data:
        with pytest.raises((ConnectionClosed, TimeoutError)):
            tab.send()
    assert other.open("history").text
    assert "Traceback" not in (house.folder / "server.log").read_text()
