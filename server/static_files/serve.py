"""Serves Streamlit's scripts and style sheets from the cache of compressed files."""

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
from server.static_files.encoding import parse_accepted_codings
from server.static_files.precompress import BROTLI, GZIP, MEDIA_TYPES, list_compressible_files

ROOT = Path(__file__).parents[2]

# Every name below /static/ contains a hash of the file's content.
IMMUTABLE = "public, max-age=31536000, immutable"
# For the script with Plotly: its content changes with the trace types, its name does not.
REVALIDATE = "no-cache"

ENCODINGS = (("br", BROTLI), ("gzip", GZIP))


@dataclass(frozen=True)
class CompressedFiles:
    """The compressed static files of one Streamlit version, which a separate process writes.

    `trace_types` are the Plotly trace types whose code browsers get; `loaded` caches the files that
    were read, by name and ending.
    """

    static_folder: Path
    cache_folder: Path
    trace_types: Collection[str]
    loaded: dict[tuple[str, str], bytes] = field(default_factory=dict, repr=False)

    @cached_property
    def key(self) -> str:
        """The name of this cache's folder: a hash that changes with the trace types."""
        return precompress.compute_cache_key(self.trace_types)

    @property
    def folder(self) -> Path:
        """The folder of the compressed files."""
        return self.cache_folder / self.key

    def read(self, name: str, ending: str) -> bytes | None:
        """Return a compressed static file; None if it is not compressed yet.

        `name` is the path of the original file, `ending` ".br" or ".gz".
        """
        key = (name, ending)
        if key not in self.loaded:
            with suppress(FileNotFoundError):
                self.loaded[key] = (self.folder / (name + ending)).read_bytes()
        return self.loaded.get(key)

    def check_health(self) -> HealthState:
        """Return for /healthz how Plotly is served: "subset", "whole" with a reason, or "pending".

        "pending" means that not all files are compressed yet. Charts work in each case.
        """
        with suppress(FileNotFoundError):
            reason = (self.folder / precompress.WHOLE_PLOTLY).read_text("utf-8")
            return HealthState(good=True, facts={"plotly": "whole", "reason": reason})
        is_pending = precompress.is_missing(self.static_folder, self.folder)
        return HealthState(good=True, facts={"plotly": "pending" if is_pending else "subset"})

    @asynccontextmanager
    async def compress_missing(self) -> AsyncIterator[None]:
        """Run a process that compresses the missing static files; end it with the context.

        It takes about a minute; meanwhile Streamlit serves the files itself.
        """
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
    """ASGI middleware: serves compressed scripts and style sheets in a form the browser accepts."""

    def __init__(self, app: ASGIApp, cache: CompressedFiles) -> None:
        """Take the next ASGI application and the cache of compressed files."""
        self.app = app
        self.cache = cache
        # Only these files can be opened: a request's path is never used as a file path.
        self.names = frozenset(list_compressible_files(cache.static_folder))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a compressed script or style sheet; pass on every other request.

        The request for a file that is not compressed yet is passed on too, and Streamlit serves it.
        """
        name = scope.get("path", "")[1:]  # without the slash
        if scope["type"] == "http" and name in self.names and scope["method"] in ("GET", "HEAD"):
            response = self._respond(Request(scope), name)
            if response is not None:
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _respond(self, request: Request, name: str) -> Response | None:
        """Return the response with a compressed static file; 304 if the browser has it.

        None if the file is not compressed in a coding that the browser accepts. Browsers may keep a
        file forever, because its name has a hash of its content (index.AbC123.js). The script
        with Plotly keeps its name although its content is reduced, so browsers ask for it again.
        """
        for coding, data in self._read_accepted_forms(request, name):
            is_plotly_script = precompress.is_chart_chunk(name)
            # The hash in the file's name (index.AbC123.js); for the script with Plotly the cache's
            # key.
            version = self.cache.key if is_plotly_script else name.split(".")[-2]
            headers = {
                "Cache-Control": REVALIDATE if is_plotly_script else IMMUTABLE,
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
        """Yield each form of a file that the browser accepts: content coding and content.

        The smallest form (brotli) comes first; a form that is not compressed yet is left out.
        """
        accepted = parse_accepted_codings(request.headers.get("accept-encoding", ""))
        for coding, ending in ENCODINGS:
            data = self.cache.read(name, ending) if coding in accepted else None
            if data is not None:
                yield coding, data
