"""The static site at /snapshot/, also shown instead of pages while the store is unreadable."""

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
from server.sign_in.pages import plain_page
from server.static_files.encoding import PrecompressedBody

LOG = logging.getLogger("dashboard.store")
CACHE_SECONDS = 2.0
"""Seconds for which the result of a check is used again."""
TIMEOUT_SECONDS = 5.0
"""Seconds after which a store that does not answer counts as unreadable."""
NO_STORE = {"Cache-Control": "no-store"}

# Returns whether the store can be read; it may block.
IsReadable = Callable[[], bool]


def always_readable() -> bool:
    """Return True: the store counts as readable where no check is configured."""
    return True


class StoreHealthCheck:
    """Checks whether the store can be read, at most once in CACHE_SECONDS and with a time limit."""

    def __init__(self, is_readable: IsReadable) -> None:
        """Take the function that reads from the store; it may block."""
        self._is_readable = is_readable
        self._check: asyncio.Future[bool] | None = None
        self._started_at = 0.0
        self._last_result = True

    async def __call__(self) -> bool:
        """Return whether the store can be read, so that no static site is needed; log a change.

        All callers share one check. One that does not end in TIMEOUT_SECONDS counts as unreadable
        but goes on, and no second one is started beside it.
        """
        now = monotonic()
        if self._check is None or (self._check.done() and now - self._started_at > CACHE_SECONDS):
            self._started_at = now
            self._check = asyncio.ensure_future(run_in_threadpool(self._is_readable))
        remaining = max(0.0, self._started_at + TIMEOUT_SECONDS - now)
        done, _pending = await asyncio.wait([self._check], timeout=remaining)
        result = bool(done) and self._check.result()
        if result is not self._last_result:
            self._last_result = result
            LOG.warning("store_readable" if result else "store_unreadable")
        return result


@dataclass(frozen=True)
class StaticSiteConfig:
    """The static site's folder, None if there is none, and the options of its middleware.

    `is_readable` checks the store, `titles` are the dashboard's names, `own` the paths of routes
    that work without the store.
    """

    folder: Path | None = None
    is_readable: IsReadable = always_readable
    titles: Mapping[Language, str] = field(default_factory=dict)
    default_language: Language = "zh"
    own: Collection[str] = ()


class StaticSite:
    """ASGI middleware: serves the static site, also instead of pages if the store is unreadable."""

    def __init__(self, app: ASGIApp, config: StaticSiteConfig) -> None:
        """Take the next ASGI application and the static site's configuration."""
        self.app, self.config = app, config
        self.check_store = StoreHealthCheck(config.is_readable)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the static site, redirect from a page that cannot be shown, or pass on.

        A page is passed on while the store can be read; other paths always are.
        """
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
        """Return whether a path belongs to a page that needs the store, and not to a file."""
        return is_page_address(path) and "." not in path and path not in self.config.own

    def _open_folder(self) -> VerifiedFolder | None:
        """Return the static site's folder, its hashes verified; None if there is none."""
        folder = self.config.folder
        return verified_folder.open_verified_folder(folder) if folder else None

    def _redirect_from_page(self, scope: Scope) -> Response:
        """Redirect to the same page of the static site; without a static site respond with 503."""
        site = self._open_folder()
        language = requested_language(scope, self.config.default_language)
        if site is None:
            return self._missing_response(language, 503)
        # A page that the static site lacks leads to its front page.
        pages = (scope["path"].strip("/"), site.about["front"])
        file_names = (f"{page}.{language}.html" for page in pages)
        name = next((name for name in file_names if name in site.hashes), "index.html")
        return RedirectResponse(f"{STATIC_SITE_PREFIX}/{name}", 307, headers=NO_STORE)

    def _file_response(self, request: Request, is_readable: bool) -> Response:
        """Return a page of the static site with a notice about the store, or 404 or 503.

        The notice replaces the comment `site.about["notice"]` in the page. A page without a
        language in its name is in the default one.
        """
        name = request.url.path.removeprefix(STATIC_SITE_PREFIX).removeprefix("/")
        if not name:
            return RedirectResponse(f"{STATIC_SITE_PREFIX}/index.html", 307, headers=NO_STORE)
        site = self._open_folder()
        data = site.get(name) if site else None
        if site is None or data is None:
            language = requested_language(request.scope, self.config.default_language)
            return self._missing_response(language, 404 if is_readable else 503)
        named = (language for language in LANGUAGES if name.endswith(f".{language}.html"))
        words = Words(next(named, site.about["first"]))
        notice = _notice_html(site, words, is_readable)
        html = data.decode().replace(site.about["notice"], notice, 1)
        body, headers = _compress_static_page(html).pick(request.headers.get("accept-encoding", ""))
        return HTMLResponse(body, headers=headers | {"Cache-Control": "no-cache"})

    def _missing_response(self, language: Language, status: int) -> Response:
        """Return a page that says why there is no static site: 404 if none was written.

        A `status` of 503 says that the dashboard's store cannot be read either.
        """
        words, title = Words(language), self.config.titles.get(language, "")
        reason = "unreadable" if status == 503 else "none"
        paragraphs = [
            f"<p>{escape(words.say(f'snapshot.{message}'))}</p>" for message in (reason, "tell")
        ]
        page = plain_page(words, title, words.say("snapshot.no_snapshot"), *paragraphs)
        return HTMLResponse(page, status, headers=NO_STORE | {"Retry-After": "60"})


def _notice_html(site: VerifiedFolder, words: Words, is_readable: bool) -> str:
    """Return the notice on a page of the static site: a link to the live page, or the outage."""
    link = f'<a href="/?lang={words.language}">'
    if is_readable:
        return f"<p>{link}{escape(words.say('snapshot.live'))}</a></p>"
    made_at = datetime.fromisoformat(site.about["made"])
    day, time = words.period(made_at.date().isoformat()), f"{made_at:%H:%M}"
    reason = words.say("snapshot.outage", day=day, time=time, number=site.about["release"])
    link_text = escape(words.say("snapshot.back"))
    return f'<p class="notice" role="alert">{escape(reason)} {link}{link_text}</a></p>'


@lru_cache(maxsize=64)
def _compress_static_page(html: str) -> PrecompressedBody:
    """Return the body of a page of the static site, compressed once for all requests."""
    return PrecompressedBody(html.encode())
