"""Streamlit's scripts and styles, served as they were compressed once."""

import asyncio
import sys
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.static_files import precompress
from server.static_files.encoding import accepted_codings
from server.static_files.precompress import BROTLI, GZIP, TEXT, compressible_files

ROOT = Path(__file__).parents[2]

# Every name under /static/ carries a hash of its content.
FOREVER = "public, max-age=31536000, immutable"
# The chunk that draws charts is served with less in it under the name that Streamlit gave it.
ASK_AGAIN = "no-cache"

ENCODINGS = (("br", BROTLI), ("gzip", GZIP))


@dataclass(frozen=True)
class CompressedFiles:
    """The compressed files of one Streamlit version; filled by a process of its own.

    `kinds` are the kinds of Plotly trace that charts are drawn with: there is code for no others.
    """

    static: Path
    place: Path
    kinds: Collection[str]
    held: dict[tuple[str, str], bytes] = field(default_factory=dict, repr=False)

    @cached_property
    def tag(self) -> str:
        """What is made of the files is named by."""
        return precompress.cache_key(self.kinds)

    @property
    def folder(self) -> Path:
        """Where the compressed files lie."""
        return self.place / self.tag

    def read(self, name: str, ending: str) -> bytes | None:
        """Give a compressed file, kept in memory once read; None while it is not there."""
        key = (name, ending)
        if key not in self.held:
            with suppress(FileNotFoundError):
                self.held[key] = (self.folder / (name + ending)).read_bytes()
        return self.held.get(key)

    @asynccontextmanager
    async def filling(self) -> AsyncIterator[None]:
        """Compress what is missing in a process beside the server, for as long as it runs."""
        if not precompress.is_missing(self.static, self.folder):
            yield
            return
        given = (str(self.static), str(self.folder), *self.kinds)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server", *given, cwd=ROOT
        )
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


class StaticFiles:
    """Answers `/static/…` from the cache in the coding that the browser takes."""

    def __init__(self, app: ASGIApp, cache: CompressedFiles) -> None:
        self.app = app
        self.cache = cache
        # Only these names are ever looked up, so no path reaches the disk as it came.
        self.names = frozenset(compressible_files(cache.static))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a script or style; whatever else, or is not yet compressed, goes on."""
        name = scope.get("path", "")[1:]
        if scope["type"] == "http" and name in self.names and scope["method"] in ("GET", "HEAD"):
            answer = self._answer(Request(scope), name)
            if answer is not None:
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _answer(self, request: Request, name: str) -> Response | None:
        for coding, data in self._codings(request, name):
            altered = precompress.is_chart_chunk(name)
            tag = self.cache.tag if altered else name.split(".")[-2]
            headers = {
                "Cache-Control": ASK_AGAIN if altered else FOREVER,
                "ETag": f'W/"{tag}-{coding}"',
                "Vary": "Accept-Encoding",
            }
            if headers["ETag"] in request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
            kind = TEXT[Path(name).suffix] + "; charset=utf-8"
            headers["Content-Encoding"] = coding
            return Response(data, headers=headers, media_type=kind)
        return None

    def _codings(self, request: Request, name: str) -> Iterator[tuple[str, bytes]]:
        taken = accepted_codings(request.headers.get("accept-encoding", ""))
        for coding, ending in ENCODINGS:
            data = self.cache.read(name, ending) if coding in taken else None
            if data is not None:
                yield coding, data
