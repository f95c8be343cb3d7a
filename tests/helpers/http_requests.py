"""Requests sent as they stand."""

import http.client
from dataclasses import dataclass
from threading import Event
from urllib.parse import urlsplit

import pytest


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(url: str, path: str, method: str = "GET", **headers: str) -> Answer:
    """Send a request as it stands: no library straightens the path."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        connection.putrequest(method, path, skip_host="host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, named, response.read())
    finally:
        connection.close()


def settled(workshop, coding, path):
    """Ask until the file has been compressed that way."""
    waiting = Event()
    for _ in range(900):
        answer = ask(workshop, path, accept_encoding=coding)
        if answer.headers.get("content-encoding") == coding:
            return answer
        waiting.wait(0.1)
    pytest.fail(f"never served with {coding}")
