"""The static site at /snapshot/, also shown instead of pages while the store is unreadable."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from html import escape
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from file_formats import verified_folder
from file_formats.verified_folder import VerifiedFolder
from locales import LANGUAGES, Language, Words
from server.health import IsReadable, StoreReadabilityCheck, always_readable
from server.index_html import read_requested_language
from server.known_routes import STATIC_SITE_PREFIX, is_page_path
from server.sign_in.pages import build_plain_page
from server.static_files.encoding import PrecompressedBody

NO_STORE = {"Cache-Control": "no-store"}


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
        self.check_store = StoreReadabilityCheck(config.is_readable)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the static site, redirect pages to it while the store is unreadable, or pass on.

        Files are read in a thread, since reading blocks. Only reading requests (GET, HEAD) for the
        static site and for pages are concerned.
        """
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
        elif path == STATIC_SITE_PREFIX or path.startswith(f"{STATIC_SITE_PREFIX}/"):
            is_readable = await self.check_store()
            response = await run_in_threadpool(self._serve_file, Request(scope), is_readable)
            await response(scope, receive, send)
        elif not self._is_page(path) or await self.check_store():
            await self.app(scope, receive, send)
        else:
            response = await run_in_threadpool(self._redirect_from_page, scope)
            await response(scope, receive, send)

    def _is_page(self, path: str) -> bool:
        """Return whether a path is that of a page that needs the store: no file, no own route."""
        return is_page_path(path) and "." not in path and path not in self.config.own

    def _open_folder(self) -> VerifiedFolder | None:
        """Return the static site's folder, its hashes verified; None if there is none."""
        folder = self.config.folder
        return verified_folder.open_verified_folder(folder) if folder else None

    def _redirect_from_page(self, scope: Scope) -> Response:
        """Return a redirect to the same page of the static site; 503 if there is no static site.

        A page that the static site lacks leads to its front page in the requested language.
        """
        site = self._open_folder()
        language = read_requested_language(scope, self.config.default_language)
        if site is None:
            return self._build_missing_response(language, 503)
        # A page that the static site lacks is redirected to its front page.
        pages = (scope["path"].strip("/"), site.about["front"])
        file_names = (f"{page}.{language}.html" for page in pages)
        name = next((name for name in file_names if name in site.hashes), "index.html")
        return RedirectResponse(f"{STATIC_SITE_PREFIX}/{name}", 307, headers=NO_STORE)

    def _serve_file(self, request: Request, is_readable: bool) -> Response:
        """Return a page of the static site with a notice, or 404 or 503 if there is no such page.

        The notice says where the live pages are, or why they are not shown; it replaces the comment
        `site.about["notice"]` in the page. The page's language is in its file name; index.html has
        that of `site.about["first"]`.
        """
        name = request.url.path.removeprefix(STATIC_SITE_PREFIX).removeprefix("/")
        if not name:
            return RedirectResponse(f"{STATIC_SITE_PREFIX}/index.html", 307, headers=NO_STORE)
        site = self._open_folder()
        data = site.get(name) if site else None
        if site is None or data is None:
            language = read_requested_language(request.scope, self.config.default_language)
            return self._build_missing_response(language, 404 if is_readable else 503)
        languages = (language for language in LANGUAGES if name.endswith(f".{language}.html"))
        words = Words(next(languages, site.about["first"]))
        notice = _build_notice_html(site, words, is_readable)
        html = data.decode().replace(site.about["notice"], notice, 1)
        body, headers = _compress_static_page(html).pick(request.headers.get("accept-encoding", ""))
        return HTMLResponse(body, headers=headers | {"Cache-Control": "no-cache"})

    def _build_missing_response(self, language: Language, status: int) -> Response:
        """Return a page that says that there is no static site, or no such page in it.

        `status` is 404, or 503 if the store cannot be read either.
        """
        words, title = Words(language), self.config.titles.get(language, "")
        reason = "unreadable" if status == 503 else "none"
        paragraphs = [
            f"<p>{escape(words.say(f'snapshot.{message}'))}</p>" for message in (reason, "tell")
        ]
        page = build_plain_page(words, title, words.say("snapshot.no_snapshot"), *paragraphs)
        return HTMLResponse(page, status, headers=NO_STORE | {"Retry-After": "60"})


def _build_notice_html(site: VerifiedFolder, words: Words, is_readable: bool) -> str:
    """Return the notice on a page of the static site: a link to the live page, or the outage.

    While the store is unreadable, it says how old the site is.
    """
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
    """Return the body of a page of the static site, which is compressed once for all requests."""
    return PrecompressedBody(html.encode())
