"""Serving of Streamlit's scripts and style sheets from the cache of compressed files."""

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

from server.health import HealthState
from server.static_files import precompress
from server.static_files.encoding import accepted_codings
from server.static_files.precompress import BROTLI, GZIP, MEDIA_TYPES, compressible_files

ROOT = Path(__file__).parents[2]

# Every name below /static/ contains a hash of the file's content.
IMMUTABLE = "public, max-age=31536000, immutable"
# The chart chunk is served with other content under the name that Streamlit gave it.
REVALIDATE = "no-cache"

ENCODINGS = (("br", BROTLI), ("gzip", GZIP))


@dataclass(frozen=True)
class CompressedFiles:
    """The compressed files of one Streamlit version, written by a process of their own.

    `trace_types` are the Plotly trace types whose code browsers get; `loaded` has the files read so
    far, by name and ending.
    """

    static_folder: Path
    cache_folder: Path
    trace_types: Collection[str]
    loaded: dict[tuple[str, str], bytes] = field(default_factory=dict, repr=False)

    @cached_property
    def key(self) -> str:
        """The name of this cache, which depends on the trace types."""
        return precompress.cache_key(self.trace_types)

    @property
    def folder(self) -> Path:
        """The folder of the compressed files."""
        return self.cache_folder / self.key

    def read(self, name: str, ending: str) -> bytes | None:
        """Return a compressed static file to serve, from memory after its first use; else None.

        `name` is its path without `ending`, which is ".br" or ".gz". None means that it is not
        compressed yet.
        """
        key = (name, ending)
        if key not in self.loaded:
            with suppress(FileNotFoundError):
                self.loaded[key] = (self.folder / (name + ending)).read_bytes()
        return self.loaded.get(key)

    def check_health(self) -> HealthState:
        """Return what is served of Plotly: "subset", "whole" with the reason, or "pending".

        "pending" means that files are not compressed yet. Charts work in each case; the subset
        loads fastest.
        """
        with suppress(FileNotFoundError):
            reason = (self.folder / precompress.WHOLE_PLOTLY).read_text("utf-8")
            return HealthState(good=True, facts={"plotly": "whole", "reason": reason})
        is_pending = precompress.is_missing(self.static_folder, self.folder)
        return HealthState(good=True, facts={"plotly": "pending" if is_pending else "subset"})

    @asynccontextmanager
    async def compress_missing(self) -> AsyncIterator[None]:
        """Run a process that compresses static files not compressed yet, until the context ends."""
        if not precompress.is_missing(self.static_folder, self.folder):
            yield
            return
        arguments = (str(self.static_folder), str(self.folder), *self.trace_types)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server", *arguments, cwd=ROOT
        )
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


class StaticFiles:
    """ASGI middleware: serves `/static/…` from the cache in a coding that the browser accepts."""

    def __init__(self, app: ASGIApp, cache: CompressedFiles) -> None:
        """Take the next ASGI application and the cache of compressed files."""
        self.app = app
        self.cache = cache
        # Only these files can be opened: a request's path is never used as a file path.
        self.names = frozenset(compressible_files(cache.static_folder))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a compressed script or style sheet; pass on every other request.

        A file that is not compressed yet is passed on too: Streamlit serves it as it is.
        """
        name = scope.get("path", "")[1:]  # without the slash
        if scope["type"] == "http" and name in self.names and scope["method"] in ("GET", "HEAD"):
            response = self._respond(Request(scope), name)
            if response is not None:
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _respond(self, request: Request, name: str) -> Response | None:
        """Serve a compressed static file: 304 if the browser has it, None if it is not compressed.

        The compressed forms come best first. Browsers keep a file for good, because its name has a
        hash of its content; but not the script with Plotly, which is cut to what charts use and
        changes under the same name.
        """
        for coding, data in self._read_accepted_forms(request, name):
            is_subset = precompress.is_chart_chunk(name)
            # The cache's key depends on the trace types.
            version = self.cache.key if is_subset else name.split(".")[-2]  # the hash in the name
            headers = {
                "Cache-Control": REVALIDATE if is_subset else IMMUTABLE,
                "ETag": f'W/"{version}-{coding}"',
                "Vary": "Accept-Encoding",
            }
            if headers["ETag"] in request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
            media_type = MEDIA_TYPES[Path(name).suffix] + "; charset=utf-8"
            headers["Content-Encoding"] = coding
            return Response(data, headers=headers, media_type=media_type)
        return None

    def _read_accepted_forms(self, request: Request, name: str) -> Iterator[tuple[str, bytes]]:
        """Yield the codings that can be served to the browser, each with the file, best first."""
        accepted = accepted_codings(request.headers.get("accept-encoding", ""))
        for coding, ending in ENCODINGS:
            data = self.cache.read(name, ending) if coding in accepted else None
            if data is not None:
                yield coding, data
