"""The process that paints pictures: one Chromium kept open, one request at a time.

Started by `chromium_pool.py` as `chromium_process.py CHROMIUM`. A request is a length
(four bytes) and JSON: `drawing` and `options` for Plotly, or `page` (HTML without scripts) with
`print`, or with `width` and `scale` for a picture of it from top to bottom. An answer is a status
byte (0 is a picture), a length and bytes. When the requests end, this process ends itself and
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
from typing import Any, BinaryIO

_POLICY = (
    "default-src 'none'; script-src file: 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'unsafe-inline'; img-src data: blob:; font-src data:"
)
"""Nothing is fetched but the two scripts beside the page."""

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


RELOAD_AFTER = 25
"""Pictures after which the page is loaded anew, so that it does not grow."""


def _make_browser(path: str) -> Any:
    """Make the browser; it stays in this process's group, so that one signal ends it all."""
    from kaleido import kaleido
    from kaleido._page_generator import PageGenerator

    class Grouped(kaleido.choreo.browsers.Chromium):  # type: ignore[misc]
        def get_popen_args(self) -> dict[str, Any]:
            return {**super().get_popen_args(), "start_new_session": False}

        def get_cli(self) -> list[str]:
            refused = "--disable-web-security"
            return [part for part in super().get_cli() if part != refused] + list(_EXTRA_FLAGS)

    class Lasting(kaleido.Kaleido):  # type: ignore[misc]
        """Keeps its page from picture to picture: loading it anew takes longer than painting."""

        painted = 0

        async def _return_kaleido_tab(self, tab: Any) -> None:
            self.painted += 1
            if self.painted % RELOAD_AFTER:
                await self.tabs_ready.put(tab)
            else:
                await super()._return_kaleido_tab(tab)

    page = PageGenerator(mathjax=False)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    page.header = page.header.replace("<head>", f'<head><meta charset="utf-8">{meta}')
    return Lasting(
        n=1,
        timeout=None,  # browser.py counts the seconds, and ends this whole process
        page_generator=page,
        path=path,
        browser_cls=Grouped,
        enable_extensions=False,
    )


def _read_requests(source: BinaryIO, loop: asyncio.AbstractEventLoop, queue: Any) -> None:
    """Hand requests on as they come; at their end stop everything, however busy it is."""
    while head := source.read(4):
        body = source.read(struct.unpack(">I", head)[0])
        loop.call_soon_threadsafe(queue.put_nowait, json.loads(body))
    os.killpg(os.getpgrp(), signal.SIGKILL)


async def _render_page(browser: Any, request: dict[str, Any]) -> bytes:
    """Show a page in a tab of its own and print it, or photograph it from top to bottom."""
    tab = await browser.create_tab("about:blank")

    async def ask(command: str, **params: Any) -> dict[str, Any]:
        answer = await tab.send_command(command, params=params)
        if "error" in answer:
            raise RuntimeError(str(answer["error"]))
        result: dict[str, Any] = answer["result"]
        return result

    try:
        await ask("Emulation.setScriptExecutionDisabled", value=True)
        frame = (await ask("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        if request.get("print"):
            await ask("Page.setDocumentContent", frameId=frame, html=request["page"])
            printed = await ask("Page.printToPDF", printBackground=True, preferCSSPageSize=True)
            return base64.b64decode(printed["data"])
        screen = {"width": request["width"], "height": 600, "mobile": False}
        await ask(
            "Emulation.setDeviceMetricsOverride", deviceScaleFactor=request["scale"], **screen
        )
        await ask("Page.setDocumentContent", frameId=frame, html=request["page"])
        size = (await ask("Page.getLayoutMetrics"))["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": request["width"], "height": size["height"], "scale": 1}
        shot = await ask("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(shot["data"])
    finally:
        await tab.close()


async def _handle_request(browser: Any, request: dict[str, Any]) -> bytes:
    if "page" in request:
        return await _render_page(browser, request)
    painted: bytes = await browser.calc_fig(request["drawing"], request["options"])
    return painted


async def _serve(path: str, source: BinaryIO, target: BinaryIO) -> None:
    queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    reader = threading.Thread(
        target=_read_requests, args=(source, asyncio.get_running_loop(), queue), daemon=True
    )
    reader.start()
    async with _make_browser(path) as browser:
        while True:
            request = await queue.get()
            try:
                status, answer = 0, await _handle_request(browser, request)
            except Exception as fault:  # whatever the browser says goes back as an answer
                status, answer = 1, repr(fault)[:500].encode()
            target.write(struct.pack(">BI", status, len(answer)) + answer)
            target.flush()


def main() -> None:
    """Paint until the requests end."""
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whoever prints must not disturb the answers
    asyncio.run(_serve(sys.argv[1], source, target))


if __name__ == "__main__":
    main()
