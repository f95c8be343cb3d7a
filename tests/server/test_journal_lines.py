"""The server's log: a JSON object a line, with nothing in it that opens anything."""

import json
import logging
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from server.logging import JsonFormatter
from tests.helpers.servers import ROOT

LONG_AGO = datetime(2024, 11, 5, 8, 0, 0, 250_000, tzinfo=UTC)


def line(name: str, message: str, *values: object, level: int = logging.INFO, **more: Any) -> Any:
    """One record as it is written."""
    record = logging.LogRecord(name, level, "file.py", 1, message, values, more.pop("exc", None))
    record.created = LONG_AGO.timestamp()
    vars(record).update(more)
    written = JsonFormatter().format(record)
    assert "\n" not in written
    return json.loads(written)


def test_an_event_of_ours_is_named_with_its_fields_beside_it() -> None:
    fields = {"release": 3, "who": "赵敏", "at_once": True}
    assert line("dashboard.audit", "published", level=logging.WARNING, fields=fields) == {
        "at": "2024-11-05T08:00:00.250+00:00",
        "level": "warning",
        "logger": "dashboard.audit",
        "event": "published",
        "release": 3,
        "who": "赵敏",
        "at_once": True,
    }
    assert line("dashboard", "started")["event"] == "started"


@pytest.mark.parametrize("char", "\n\x85\u2028\x9b\u202e\x1b\U000e0001\ud800")
def test_what_a_reader_sends_begins_no_line_and_orders_no_terminal(char: str) -> None:
    record = logging.LogRecord("dashboard", logging.INFO, "f.py", 1, "x", (), None)
    record.fields = {"path": f"/a{char}b 表"}
    written = JsonFormatter().format(record)
    assert written.isprintable()
    assert written.splitlines() == [written]
    assert "表" in written
    assert json.loads(written)["path"] == f"/a{char}b 表"


def test_what_others_write_is_a_message() -> None:
    for name in ("uvicorn.error", "dashboards", "streamlit"):
        assert line(name, "%s of %d", "one", 2) == {
            "at": "2024-11-05T08:00:00.250+00:00",
            "level": "info",
            "logger": name,
            "event": "message",
            "message": "one of 2",
        }


def test_a_fault_comes_with_where_it_was() -> None:
    try:
        raise ValueError("token=abc gone")
    except ValueError:
        told = line("dashboard.store", "store_fault", exc=sys.exc_info())
    assert told["event"] == "store_fault"
    assert told["error"].startswith("Traceback (most recent call last):\n")
    assert told["error"].endswith("ValueError: token=… gone")
    assert "error" not in line("dashboard.store", "store_fault")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("GET /claim?lang=en&token=a-B_9.x HTTP/1.1", "GET /claim?lang=en&token=… HTTP/1.1"),
        ("/cb?code=1&state=2&iss=3", "/cb?code=…&state=…&iss=3"),
        ("Password='x y' SECRET=z", "Password='x y' SECRET=…"),
        ('password=x"y', 'password=…"y'),
        ("no secret here", "no secret here"),
    ],
)
def test_what_opens_something_is_left_out_whoever_wrote_it(said: str, written: str) -> None:
    assert line("uvicorn.access", said)["message"] == written
    assert line("dashboard.x", "asked", fields={"address": said})["address"] == written


def test_it_is_written_as_it_is_read_and_takes_whatever_stands_in_a_field() -> None:
    record = logging.LogRecord("dashboard.x", logging.INFO, "f", 1, "e", (), None)
    record.fields = {"name": "宁波", "day": LONG_AGO}
    written = JsonFormatter().format(record)
    assert '"name": "宁波"' in written
    assert '"day": "2024-11-05 08:00:00.250000+00:00"' in written


PROGRAM = """
import logging, sys
early = logging.getLogger("uvicorn.error")
early.addHandler(logging.StreamHandler(sys.stderr)); early.propagate = False
foreign = logging.getLogger("someone.else")
foreign.addHandler(logging.StreamHandler(sys.stderr)); foreign.propagate = False
from server import configure_logging
configure_logging()
late = logging.getLogger("streamlit.late")
late.addHandler(logging.StreamHandler(sys.stderr)); late.propagate = False
configure_logging()
logging.getLogger("dashboard.start").info("started", extra={"fields": {"release": 3}})
early.warning("a port"); late.warning("a page"); foreign.warning("as it was")
logging.getLogger("somebody").warning("passed up")
logging.getLogger("somebody").info("too small")
"""


def test_every_logger_of_the_server_writes_lines_and_each_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    written = done.stderr.splitlines()
    assert written.count("as it was") == 1
    told = [json.loads(each) for each in written if each != "as it was"]
    assert [(each["logger"], each.get("message", each["event"])) for each in told] == [
        ("dashboard.start", "started"),
        ("uvicorn.error", "a port"),
        ("streamlit.late", "a page"),
        ("somebody", "passed up"),
    ]
    assert told[0]["release"] == 3
