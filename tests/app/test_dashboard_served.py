"""The dashboard as it is served: its health, and what a reader may not do."""

import json

from settings import VERSION
from tests.helpers.http_requests import ask


def test_the_store_is_part_of_health(server):
    answer = ask(server, "/healthz")
    body = json.loads(answer.body)
    assert body["parts"].pop("static_files")["plotly"] in ("pending", "subset")
    parts = {"store": {"good": True, "release": 1}, "records": {"good": True}}
    assert (answer.status, body) == (200, {"good": True, "parts": parts, "version": VERSION})


def test_a_reader_uploads_nothing(server):
    answer = ask(server, "/_stcore/upload_file/any/any", "PUT", cookie="role=staff")
    assert answer.status == 403
