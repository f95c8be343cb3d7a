"""What answers in Streamlit's place where the layers around it are looked at alone."""

from pathlib import Path

import streamlit
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

STATIC = Path(streamlit.__file__).parent / "static"
INDEX = (STATIC / "index.html").read_text("utf-8")


class StandIn:
    """Answers as Streamlit does: every address that it does not know gets the document.

    `/media/…` is a file, `/media/fault` an error, an upload is read to its end; sockets are kept.
    What was asked is written down in `asked`, what came over a socket or as a body in `got`.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.got: list[bytes] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        self.asked.append(scope["path"])
        if scope["type"] == "websocket":
            while (message := await receive())["type"] != "websocket.disconnect":
                self.got.append(message.get("bytes") or b"")
            self.got.append(b"end %d" % message["code"])
            return
        if scope["path"].startswith("/_stcore/upload_file"):
            while (message := await receive()).get("more_body"):
                self.got.append(message["body"])
            self.got.append(message["body"])
        await self._answer(scope["path"])(scope, receive, send)

    def _answer(self, path: str) -> Response:
        if path == "/media/fault":
            raise RuntimeError("a page failed")
        if path.startswith("/_stcore/upload_file"):
            return Response(status_code=204)
        if path.startswith("/media/"):
            return HTMLResponse("<script>alert(1)</script>")
        if path == "/_stcore/health":
            return PlainTextResponse("ok")
        if path == "/gone":
            return HTMLResponse("<p>gone</p>", 404)
        return HTMLResponse(INDEX)
