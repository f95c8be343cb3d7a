"""The child process that renders pictures: one Chromium kept open, one request at a time.

Started by `chromium_pool.py` as `chromium_process.py CHROMIUM`. A request is a length (four bytes)
and JSON: `drawing` and `options` for Plotly, or `page` (HTML without scripts) with `print`, or with
`width` and `scale` for an image of the whole page. An answer is a status byte (0 for success), a
length and bytes: the picture, or the error. When standard input ends, the process kills itself and
everything it started.
"""

import asyncio
import base64
import json
import os
import signal
import struct
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, BinaryIO, TypeAlias

Send: TypeAlias = Callable[..., Awaitable[dict[str, Any]]]
"""Sends a DevTools command with its parameters and returns its result."""

_POLICY = (
    "default-src 'none'; script-src file: 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'unsafe-inline'; img-src data: blob:; font-src data:"
)
"""Content-Security-Policy that lets the page load only its two scripts."""
_META = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'

_EXTRA_FLAGS = (
    "--disable-background-networking",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--no-pings",
    "--force-color-profile=srgb",
)
"""Command-line flags that keep Chromium off the network."""

MAX_PART_BYTES = 500_000
"""Bytes of a PDF in one message of Chromium."""

RELOAD_AFTER = 25
"""Pictures after which the page is reloaded, so that its memory does not grow."""


def _make_browser(path: str) -> Any:
    """Return kaleido's browser, run from the program at `path`.

    It is in the process group of this process, so that one signal ends both. It keeps web security,
    has no network and reuses a single tab.
    """
    from kaleido import kaleido
    from kaleido._page_generator import PageGenerator

    class SameGroupChromium(kaleido.choreo.browsers.Chromium):  # type: ignore[misc]
        """A Chromium that starts in this process's group, with web security on."""

        def get_popen_args(self) -> dict[str, Any]:
            """Return kaleido's arguments of Popen, without a new session."""
            return {**super().get_popen_args(), "start_new_session": False}

        def get_cli(self) -> list[str]:
            """Return kaleido's command line, with web security on and the network off."""
            removed = "--disable-web-security"
            return [flag for flag in super().get_cli() if flag != removed] + list(_EXTRA_FLAGS)

    class TabReusingKaleido(kaleido.Kaleido):  # type: ignore[misc]
        """A Kaleido that reuses its tab: loading a tab takes longer than rendering."""

        rendered = 0

        async def _return_kaleido_tab(self, tab: Any) -> None:
            """Put a used tab back; reload it after RELOAD_AFTER pictures, to free its memory."""
            self.rendered += 1
            if self.rendered % RELOAD_AFTER:
                await self.tabs_ready.put(tab)
            else:
                await super()._return_kaleido_tab(tab)

    page = PageGenerator(mathjax=False)
    page.header = page.header.replace("<head>", f'<head><meta charset="utf-8">{_META}')
    # One tab. chromium_pool.py enforces the timeout by ending this whole process.
    options: dict[str, Any] = {"n": 1, "timeout": None, "enable_extensions": False}
    options |= {"page_generator": page, "path": path, "browser_cls": SameGroupChromium}
    return TabReusingKaleido(**options)


def _read_requests(source: BinaryIO, loop: asyncio.AbstractEventLoop, queue: Any) -> None:
    """Put requests from `source` into the queue; at its end kill the process group, busy or not.

    A request is JSON after its length in four bytes. `loop` is the event loop of the other thread,
    in which they are taken from the queue.
    """
    while head := source.read(4):
        body = source.read(struct.unpack(">I", head)[0])
        loop.call_soon_threadsafe(queue.put_nowait, json.loads(body))
    os.killpg(os.getpgrp(), signal.SIGKILL)


async def _read_stream(send: Send, handle: str) -> AsyncIterator[bytes]:
    """Yield the parts of a stream that Chromium has opened and named `handle`.

    They are asked for with `send`. In one message a PDF of 30 MB took a minute: kaleido's pipe
    copies what it has with each read.
    """
    at_end = False
    while not at_end:
        part = await send("IO.read", handle=handle, size=MAX_PART_BYTES)
        at_end = part["eof"]
        yield base64.b64decode(part["data"]) if part.get("base64Encoded") else part["data"].encode()
    await send("IO.close", handle=handle)


async def _render_page(browser: Any, request: dict[str, Any]) -> bytes:
    """Load an HTML page in a tab of Chromium and return it as PDF, or its whole height as one PNG.

    Scripts are turned off. Keys of `request`: `page` (the HTML) and, for a PDF, `print` (true); for
    a PNG `width` in CSS pixels and `scale` in image pixels for each.
    """
    tab = await browser.create_tab("about:blank")

    async def send(command: str, **params: Any) -> dict[str, Any]:
        """Send a DevTools command to Chromium's tab and return its result. Raises RuntimeError."""
        answer = await tab.send_command(command, params=params)
        if "error" in answer:
            raise RuntimeError(str(answer["error"]))
        result: dict[str, Any] = answer["result"]
        return result

    try:
        await send("Emulation.setScriptExecutionDisabled", value=True)
        frame = (await send("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        if request.get("print"):
            await send("Page.setDocumentContent", frameId=frame, html=request["page"])
            printed = await send(
                "Page.printToPDF",
                printBackground=True,
                preferCSSPageSize=True,
                transferMode="ReturnAsStream",
            )
            return b"".join([part async for part in _read_stream(send, printed["stream"])])
        # Any height: the picture goes beyond the screen to the end of the page.
        screen = {"width": request["width"], "height": 600, "mobile": False}
        await send(
            "Emulation.setDeviceMetricsOverride", deviceScaleFactor=request["scale"], **screen
        )
        await send("Page.setDocumentContent", frameId=frame, html=request["page"])
        size = (await send("Page.getLayoutMetrics"))["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": request["width"], "height": size["height"], "scale": 1}
        shot = await send("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(shot["data"])
    finally:
        await tab.close()


async def _handle_request(browser: Any, request: dict[str, Any]) -> bytes:
    """Return the picture that a request describes: an HTML page, or a figure drawn by Plotly."""
    if "page" in request:
        return await _render_page(browser, request)
    picture: bytes = await browser.calc_fig(request["drawing"], request["options"])
    return picture


async def _serve(path: str, source: BinaryIO, target: BinaryIO) -> None:
    """Run this process: start Chromium at a path, then answer requests from `source` on `target`.

    An answer is a status in one byte, a length in four, and the picture or PDF; an error has status
    1 and is answered with its first 500 characters.
    """
    queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    # Reading blocks, so that a thread does it while Chromium draws.
    reader = threading.Thread(
        target=_read_requests, args=(source, asyncio.get_running_loop(), queue), daemon=True
    )
    reader.start()
    async with _make_browser(path) as browser:
        while True:
            request = await queue.get()
            try:
                status, answer = 0, await _handle_request(browser, request)
            except Exception as error:  # any error of the browser is answered
                status, answer = 1, repr(error)[:500].encode()
            target.write(struct.pack(">BI", status, len(answer)) + answer)
            target.flush()


def main() -> None:
    """Answer the requests of `chromium_pool.py` until standard input ends."""
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may be printed between the answers
    asyncio.run(_serve(sys.argv[1], source, target))


if __name__ == "__main__":
    main()
