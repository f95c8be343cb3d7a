"""The static site at /snapshot/, also shown instead of pages while the store cannot be read."""

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
from server.known_routes import STATIC_SITE_PREFIX, is_page_address
from server.sign_in.pages import document
from server.static_files.encoding import PrecompressedBody

LOG = logging.getLogger("dashboard.store")
CACHE_SECONDS = 2.0
"""Seconds for which an answer of the store is used again."""
TIMEOUT_SECONDS = 5.0
"""Seconds after which a store that does not answer counts as unreadable."""
NO_STORE = {"Cache-Control": "no-store"}

IsReadable = Callable[[], bool]


def always_readable() -> bool:
    """Return that the store can be read."""
    return True


class StoreHealthCheck:
    """A check of whether the store can be read: made now and then, with a time limit."""

    def __init__(self, is_readable: IsReadable) -> None:
        self._is_readable = is_readable
        self._check: asyncio.Future[bool] | None = None
        self._started_at = 0.0
        self._last_result = True

    async def __call__(self) -> bool:
        """Return whether the store can be read; a change is logged."""
        now = monotonic()
        if self._check is None or (self._check.done() and now - self._started_at > CACHE_SECONDS):
            self._started_at = now
            self._check = asyncio.ensure_future(run_in_threadpool(self._is_readable))
        remaining = max(0.0, self._started_at + TIMEOUT_SECONDS - now)
        done, _ = await asyncio.wait([self._check], timeout=remaining)
        result = bool(done) and self._check.result()
        if result is not self._last_result:
            self._last_result = result
            LOG.warning("store_readable" if result else "store_unreadable")
        return result


@dataclass(frozen=True)
class StaticSiteConfig:
    """The static site's folder, and what surrounds it: titles, language, the store's health.

    `own` are paths of the dashboard that are answered without the store.
    """

    folder: Path | None = None
    is_readable: IsReadable = always_readable
    titles: Mapping[Language, str] = field(default_factory=dict)
    default_language: Language = "zh"
    own: Collection[str] = ()


class StaticSite:
    """ASGI middleware: the static site, shown instead of pages while the store is unreadable."""

    def __init__(self, app: ASGIApp, config: StaticSiteConfig) -> None:
        self.app, self.config = app, config
        self.check_store = StoreHealthCheck(config.is_readable)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for the static site and for pages that cannot be shown, or pass the request on."""
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
        elif path == STATIC_SITE_PREFIX or path.startswith(f"{STATIC_SITE_PREFIX}/"):
            is_readable = await self.check_store()
            response = await run_in_threadpool(self._file_response, Request(scope), is_readable)
            await response(scope, receive, send)
        elif not self._is_page(path) or await self.check_store():
            await self.app(scope, receive, send)
        else:
            response = await run_in_threadpool(self._redirect_from_page, scope)
            await response(scope, receive, send)

    def _is_page(self, path: str) -> bool:
        return is_page_address(path) and "." not in path and path not in self.config.own

    def _open_folder(self) -> VerifiedFolder | None:
        folder = self.config.folder
        return verified_folder.open_verified_folder(folder) if folder else None

    def _redirect_from_page(self, scope: Scope) -> Response:
        """Redirect to the same page of the static site; without one, say what has happened."""
        site, language = (
            self._open_folder(),
            requested_language(scope, self.config.default_language),
        )
        if site is None:
            return self._missing_response(language, 503)
        pages = (scope["path"].strip("/"), site.about["front"])
        names = (f"{page}.{language}.html" for page in pages)
        name = next((name for name in names if name in site.hashes), "index.html")
        return RedirectResponse(f"{STATIC_SITE_PREFIX}/{name}", 307, headers=NO_STORE)

    def _file_response(self, request: Request, is_readable: bool) -> Response:
        name = request.url.path.removeprefix(STATIC_SITE_PREFIX).removeprefix("/")
        if not name:
            return RedirectResponse(f"{STATIC_SITE_PREFIX}/index.html", 307, headers=NO_STORE)
        site = self._open_folder()
        data = site.get(name) if site else None
        if site is None or data is None:
            language = requested_language(request.scope, self.config.default_language)
            return self._missing_response(language, 404 if is_readable else 503)
        of_name = (language for language in LANGUAGES if name.endswith(f".{language}.html"))
        words = Words(next(of_name, site.about["first"]))
        notice = _notice_html(site, words, is_readable)
        html = data.decode().replace(site.about["notice"], notice, 1)
        body, headers = _compressed(html).pick(request.headers.get("accept-encoding", ""))
        return HTMLResponse(body, headers=headers | {"Cache-Control": "no-cache"})

    def _missing_response(self, language: Language, status: int) -> Response:
        words, title = Words(language), self.config.titles.get(language, "")
        reason = "unreadable" if status == 503 else "none"
        paragraphs = [f"<p>{escape(words.say(f'snapshot.{key}'))}</p>" for key in (reason, "tell")]
        page = document(words, title, words.say("snapshot.no_snapshot"), *paragraphs)
        return HTMLResponse(page, status, headers=NO_STORE | {"Retry-After": "60"})


def _notice_html(site: VerifiedFolder, words: Words, is_readable: bool) -> str:
    """Return the notice on a static page: when it was made, why it is shown, a link back."""
    link = f'<a href="/?lang={words.language}">'
    if is_readable:
        return f"<p>{link}{escape(words.say('snapshot.live'))}</a></p>"
    made_at = datetime.fromisoformat(site.about["made"])
    day, time = words.period(made_at.date().isoformat()), f"{made_at:%H:%M}"
    text = words.say("snapshot.outage", day=day, time=time, number=site.about["release"])
    back = escape(words.say("snapshot.back"))
    return f'<p class="notice" role="alert">{escape(text)} {link}{back}</a></p>'


@lru_cache(maxsize=64)
def _compressed(html: str) -> PrecompressedBody:
    return PrecompressedBody(html.encode())
