"""Files sent to a running server, whatever it answers."""

import socket
from urllib.parse import urlsplit

from tests.helpers.served_app import House, cookie_of

MB = 2**20

BOUNDARY = b"--edge"


def body_of(size: int) -> bytes:
    """A form with one file of so many bytes."""
    head = b'\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n'
    return BOUNDARY + head + b"1" * size + b"\r\n" + BOUNDARY + b"--\r\n"


def put(house: House, path: str, cookies: dict[str, str], body: bytes, chunked: bool) -> int:
    """Send a file, and go on sending whatever is answered; gives the status."""
    xsrf = house.ask("GET", "/_stcore/health").headers["set-cookie"].split(";")[0].split("=", 1)
    sent = {**cookies, xsrf[0]: xsrf[1]}
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {len(body)}"
    head = (
        f"PUT {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie_of(sent)}\r\n"
        f"X-Xsrftoken: {xsrf[1]}\r\n{length}\r\n"
        "Content-Type: multipart/form-data; boundary=edge\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", urlsplit(house.url).port), timeout=60) as line:
        line.sendall(head.encode())
        try:
            for at in range(0, len(body), MB):
                part = body[at : at + MB]
                line.sendall(b"%x\r\n%s\r\n" % (len(part), part) if chunked else part)
            line.sendall(b"0\r\n\r\n" if chunked else b"")
            return int(line.recv(4096).split()[1])
        except (BrokenPipeError, ConnectionResetError):
            return int((line.recv(4096) or b"HTTP/1.1 0").split()[1])
