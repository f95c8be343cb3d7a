"""The static snapshot: at /snapshot/, and in the place of pages while the store cannot be read."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from time import monotonic

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from file_formats import verified_folder
from file_formats.verified_folder import VerifiedFolder
from locales import LANGUAGES, Language, Words
from server.index_html import requested_language
from server.sign_in.pages import document
from server.static_files.encoding import PrecompressedBody

JOURNAL = logging.getLogger("dashboard.store")
PLACE = "/snapshot"
FRESH = 2.0
"""Seconds that an answer of the store counts for."""
PATIENCE = 5.0
"""Seconds after which a store that does not answer counts as one that cannot be read."""
NOT_KEPT = {"Cache-Control": "no-store"}

Readable = Callable[[], bool]


def always_readable() -> bool:
    """Take the store as readable."""
    return True


class StoreHealthCheck:
    """Whether the store can be read: asked now and then, and never waited for long."""

    def __init__(self, readable: Readable) -> None:
        self._readable = readable
        self._asking: asyncio.Future[bool] | None = None
        self._since = 0.0
        self._was = True

    async def __call__(self) -> bool:
        """Answer for a page that somebody asks for now."""
        now = monotonic()
        if self._asking is None or (self._asking.done() and now - self._since > FRESH):
            self._since = now
            self._asking = asyncio.ensure_future(run_in_threadpool(self._readable))
        left = max(0.0, self._since + PATIENCE - now)
        done, _ = await asyncio.wait([self._asking], timeout=left)
        now_is = bool(done) and self._asking.result()
        if now_is is not self._was:
            self._was = now_is
            JOURNAL.warning("store_readable" if now_is else "store_unreadable")
        return now_is


@dataclass(frozen=True)
class StaticSiteConfig:
    """What stands around the snapshot: its folder, the names of the dashboard, its own addresses.

    `own` are addresses that are answered without the store.
    """

    folder: Path | None = None
    readable: Readable = always_readable
    titles: Mapping[Language, str] = field(default_factory=dict)
    first: Language = "zh"
    own: Collection[str] = ()


class StaticSite:
    """Serves the files of the snapshot, and sends readers there while the store cannot be read."""

    def __init__(self, app: ASGIApp, outside: StaticSiteConfig) -> None:
        self.app, self.outside = app, outside
        self.watch = StoreHealthCheck(outside.readable)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for the snapshot and for pages that cannot be shown, or pass the request on."""
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
        elif path == PLACE or path.startswith(f"{PLACE}/"):
            readable = await self.watch()
            answer = await run_in_threadpool(self._file, Request(scope), readable)
            await answer(scope, receive, send)
        elif not self._is_page(path) or await self.watch():
            await self.app(scope, receive, send)
        else:
            answer = await run_in_threadpool(self._instead, scope)
            await answer(scope, receive, send)

    def _is_page(self, path: str) -> bool:
        return "/" not in path[1:] and "." not in path and path not in self.outside.own

    def _kept(self) -> VerifiedFolder | None:
        return (
            verified_folder.open_verified_folder(self.outside.folder)
            if self.outside.folder
            else None
        )

    def _instead(self, scope: Scope) -> Response:
        """Lead to the same page of the snapshot; without one say what has happened."""
        kept, language = self._kept(), requested_language(scope, self.outside.first)
        if kept is None:
            return self._nothing(language, 503)
        names = (f"{page}.{language}.html" for page in (scope["path"][1:], kept.about["front"]))
        name = next((name for name in names if name in kept.hashes), "index.html")
        return RedirectResponse(f"{PLACE}/{name}", 307, headers=NOT_KEPT)

    def _file(self, request: Request, readable: bool) -> Response:
        name = request.url.path.removeprefix(PLACE).removeprefix("/")
        if not name:
            return RedirectResponse(f"{PLACE}/index.html", 307, headers=NOT_KEPT)
        kept = self._kept()
        data = kept.get(name) if kept else None
        if kept is None or data is None:
            language = requested_language(request.scope, self.outside.first)
            return self._nothing(language, 404 if readable else 503)
        named = (each for each in LANGUAGES if name.endswith(f".{each}.html"))
        words = Words(next(named, kept.about["first"]))
        html = data.decode().replace(kept.about["notice"], _notice(kept, words, readable), 1)
        body, headers = _coded(html).pick(request.headers.get("accept-encoding", ""))
        return HTMLResponse(body, headers=headers | {"Cache-Control": "no-cache"})

    def _nothing(self, language: Language, status: int) -> Response:
        words, title = Words(language), self.outside.titles.get(language, "")
        told = "unreadable" if status == 503 else "none"
        parts = [f"<p>{escape(words.say(f'snapshot.{each}'))}</p>" for each in (told, "tell")]
        page = document(words, title, words.say("snapshot.no_snapshot"), *parts)
        return HTMLResponse(page, status, headers=NOT_KEPT | {"Retry-After": "60"})


def _notice(kept: VerifiedFolder, words: Words, readable: bool) -> str:
    """Say whose figures these are, why they are shown, and the way back."""
    made = datetime.fromisoformat(kept.about["made"])
    day, time = words.period(made.date().isoformat()), f"{made:%H:%M}"
    link = f'<a href="/?lang={words.language}">'
    if readable:
        return f"<p>{link}{escape(words.say('snapshot.live'))}</a></p>"
    said = words.say("snapshot.outage", day=day, time=time, number=kept.about["release"])
    back = escape(words.say("snapshot.back"))
    return f'<p class="notice" role="alert">{escape(said)} {link}{back}</a></p>'


@lru_cache(maxsize=64)
def _coded(html: str) -> PrecompressedBody:
    return PrecompressedBody(html.encode())
