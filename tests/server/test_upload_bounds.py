"""Files on their way in: from whom, how much at a time over all their tabs, and how slowly."""

import asyncio
from collections.abc import Iterable, Mapping

import pytest
from starlette.types import Message, Receive, Scope, Send

from server.uploads import UPLOAD_PATH, UploadAllowance, UploadGuard, reject_all
from tests.helpers.asgi_client import run
from tests.helpers.asgi_requests import Answer, ask, exchange, scope_of
from tests.helpers.streamlit_stand_in import StandIn

STAFF = {"cookie": "who=zhou"}


def who(cookies: Mapping[str, str]) -> str:
    return cookies.get("who", "")


def uploads(most: int, **more: object) -> tuple[StandIn, UploadGuard]:
    streamlit = StandIn()
    return streamlit, UploadGuard(streamlit, who, allowance=UploadAllowance(bytes=most), **more)


def put(
    app: UploadGuard, name: str, body: Iterable[bytes], by: str = "zhou", **headers: str
) -> Answer:
    return ask(app, f"{UPLOAD_PATH}/{name}", "PUT", body, cookie=f"who={by}", **headers)


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [f"{UPLOAD_PATH}/s/f", UPLOAD_PATH, f"{UPLOAD_PATH}/s/f/more"])
def test_who_may_not_upload_is_refused_unread(method: str, path: str) -> None:
    streamlit, app = uploads(100)
    for cookies in ({}, {"cookie": "who="}, {"cookie": "other=zhou"}):
        answer = ask(app, path, method, [b"1" * 50, b"1"], **cookies)
        assert (answer.status, answer.text, answer.read) == (403, "Forbidden", 0)
        assert answer.headers["connection"] == "close"
        assert answer.headers["cache-control"] == "no-store"
    assert streamlit.asked == []


def test_by_default_nobody_may() -> None:
    assert reject_all({"role": "admin"}) == ""
    assert ask(UploadGuard(StandIn()), f"{UPLOAD_PATH}/s/f", "PUT", **STAFF).status == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_only_reads_is_streamlits_to_answer(method: str) -> None:
    streamlit, app = uploads(0)
    assert ask(app, f"{UPLOAD_PATH}/s/f", method).status == 204
    assert streamlit.asked == [f"{UPLOAD_PATH}/s/f"]


def test_other_addresses_and_sockets_pass() -> None:
    streamlit, app = uploads(0)
    assert ask(app, "/_stcore/other", "PUT", [b"1"]).status == 200
    run(lambda: exchange(app, scope_of(UPLOAD_PATH, scheme="ws"), []))
    assert streamlit.asked == ["/_stcore/other", UPLOAD_PATH]


def test_a_file_is_taken_up_to_the_allowance_and_not_a_byte_more() -> None:
    streamlit, app = uploads(100)
    assert put(app, "s/f", [b"1" * 60, b"2" * 40]).status == 204
    assert streamlit.got == [b"1" * 60, b"2" * 40]
    over = put(app, "s/f", [b"1" * 60, b"2" * 41, b"3"])
    assert (over.status, over.text, over.read) == (413, "Request Entity Too Large", 101)
    assert over.headers["connection"] == "close"


def test_what_is_announced_as_too_large_is_not_read() -> None:
    streamlit, app = uploads(100)
    assert put(app, "s/f", [b"1"], content_length="101").read == 0
    assert streamlit.asked == []
    assert put(app, "s/f", [b"1" * 100], content_length="100").status == 204


@pytest.mark.parametrize("announced", ["", "-1", "1e9", "many", "²"])
def test_a_length_that_is_none_is_not_believed(announced: str) -> None:
    _, app = uploads(100)
    assert put(app, "s/f", [b"1" * 100], content_length=announced).status == 204
    assert put(app, "s/f", [b"1" * 101], content_length=announced).status == 413


def test_who_announces_less_than_comes_is_counted_by_what_comes() -> None:
    _, app = uploads(100)
    assert put(app, "s/f", [b"1" * 101], content_length="1").status == 413
    assert put(app, "s/f", [b"1" * 60], content_length="90").status == 204
    # The larger of the two stays counted until the file is let go.
    assert put(app, "s/g", [b"1" * 11]).status == 413
    assert put(app, "s/g", [b"1" * 10]).status == 204


def test_files_add_up_over_sessions_and_for_each_person() -> None:
    _, app = uploads(100)
    assert put(app, "one/f", [b"1" * 60]).status == 204
    assert put(app, "two/f", [b"1" * 40]).status == 204
    assert put(app, "two/g", [b"1"]).status == 413
    assert put(app, "two/g", [b"1" * 100], by="wang").status == 204


def test_a_file_sent_again_takes_the_place_of_itself() -> None:
    _, app = uploads(100)
    assert [put(app, "s/f", [b"1" * 90]).status for _ in range(3)] == [204] * 3
    # And one that was stopped takes no room.
    assert put(app, "s/g", [b"1" * 50]).status == 413
    assert put(app, "s/g", [b"1" * 10]).status == 204


def test_what_streamlit_no_longer_keeps_makes_room() -> None:
    kept = {("s", "f")}
    asked: list[tuple[str, str]] = []

    def held(session: str, file: str) -> bool:
        asked.append((session, file))
        return (session, file) in kept

    _, app = uploads(100, is_stored=held)
    assert put(app, "s/f", [b"1" * 100]).status == 204
    assert put(app, "s/g", [b"1"]).status == 413
    assert asked == [("s", "f")]
    kept.clear()
    assert put(app, "s/g", [b"1" * 100]).status == 204


def test_who_may_upload_may_take_away() -> None:
    streamlit, app = uploads(100)
    assert ask(app, f"{UPLOAD_PATH}/s/f", "DELETE", **STAFF).status == 204
    assert streamlit.asked == [f"{UPLOAD_PATH}/s/f"]
    assert app.sizes == {}


@pytest.mark.parametrize("method", ["POST", "PATCH", "TRACE", "NEW"])
def test_another_method_is_refused_to_staff_too(method: str) -> None:
    streamlit, app = uploads(100)
    answer = ask(app, f"{UPLOAD_PATH}/s/f", method, [b"1" * 50, b"1"], **STAFF)
    assert (answer.status, answer.read) == (405, 0)
    assert streamlit.asked == []


def test_a_file_on_its_way_is_kept_whatever_streamlit_says() -> None:
    """Streamlit knows of a file once all of it has come: until then it is counted here."""
    _, app = uploads(100, is_stored=lambda _session, _file: False)

    async def both() -> list[int]:
        gate, status = asyncio.Event(), []
        parts = iter([b"1" * 60, b""])

        async def slow() -> Message:
            part = next(parts)
            if not part:
                await gate.wait()
            return {"type": "http.request", "body": part, "more_body": bool(part)}

        async def send(message: Message) -> None:
            status.append(message.get("status", 0))

        scope = scope_of(f"{UPLOAD_PATH}/s/slow", "PUT", **STAFF)
        first = asyncio.ensure_future(app(scope, slow, send))
        while app.sizes["zhou"].get(("s", "slow")) != 60:
            await asyncio.sleep(0)
        other = scope_of(f"{UPLOAD_PATH}/s/other", "PUT", **STAFF)
        part = {"type": "http.request", "body": b"1" * 41, "more_body": False}
        refused = await exchange(app, other, [part])
        gate.set()
        await first
        return [refused[0]["status"], status[0]]

    assert run(both) == [413, 204]
    # Now that it has come, Streamlit says that it is gone.
    assert put(app, "s/other", [b"1" * 100]).status == 204


def test_a_fault_within_ends_the_counting() -> None:
    async def failing(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise RuntimeError("a page failed")

    app = UploadGuard(failing, who, allowance=UploadAllowance(bytes=100))
    with pytest.raises(RuntimeError, match="a page failed"):
        put(app, "s/f", [b"1"])
    assert app.in_progress == set()


def test_whose_line_stands_still_is_ended() -> None:
    """A part that does not come within the grace; what came before earns its time."""

    async def send_nothing(app: UploadGuard, parts: list[bytes]) -> int:
        left, status = iter(parts), []

        async def receive() -> Message:
            part = next(left, None)
            if part is None:
                await asyncio.Event().wait()
            return {"type": "http.request", "body": part, "more_body": True}

        async def send(message: Message) -> None:
            status.append(message.get("status", 0))

        await app(scope_of(f"{UPLOAD_PATH}/s/f", "PUT", **STAFF), receive, send)
        return status[0]

    for parts in ([], [b"1"], [b"1" * 5] * 3):
        app = UploadGuard(
            StandIn(),
            who,
            allowance=UploadAllowance(bytes=100, grace_seconds=0.05, bytes_per_second=1000),
        )
        assert run(lambda: send_nothing(app, parts)) == 408  # noqa: B023
        assert app.sizes == {"zhou": {}}
        assert app.in_progress == set()


def test_the_limits_in_force() -> None:
    """What SECURITY.md promises: 100 MB for each person, half a minute, 4 KB a second."""
    allowed = UploadAllowance()
    assert (allowed.bytes, allowed.grace_seconds, allowed.bytes_per_second) == (
        100 * 1024 * 1024,
        30.0,
        4096,
    )


def test_what_is_held_is_looked_at_again_for_as_long_as_anything_is() -> None:
    """Two people's files; one is let go of at the first look, the other at the second."""
    looks: list[tuple[str, str]] = []

    def held(session: str, file: str) -> bool:
        looks.append((session, file))
        return session == "late" and len(looks) < 3

    async def work() -> list[dict[str, list[tuple[str, str]]]]:
        app = UploadGuard(StandIn(), who, is_stored=held, check_interval=0.01)
        seen = []
        for name, session in (("zhou", "soon"), ("wang", "late")):
            scope = scope_of(f"{UPLOAD_PATH}/{session}/f", "PUT", cookie=f"who={name}")
            await exchange(app, scope, [{"type": "http.request", "body": b"1"}])
        while app.sizes:
            now = {name: list(files) for name, files in app.sizes.items()}
            if not seen or seen[-1] != now:
                seen.append(now)
            await asyncio.sleep(0)
        return seen

    assert run(work) == [
        {"zhou": [("soon", "f")], "wang": [("late", "f")]},
        {"wang": [("late", "f")]},
    ]
    assert looks == [("soon", "f"), ("late", "f"), ("late", "f")]
