"""`WebApp`: all ASGI middleware around Streamlit in order, and the dashboard's own routes."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp

from locales import LANGUAGES, Language, catalogue
from server.browser_assets import BrowserAssets
from server.headers import SecurityHeaders, build_page_policy
from server.health import IsReadable, Probe, always_readable, create_health_route
from server.index_html import (
    COMMON_CHUNKS,
    DocumentOptions,
    IndexHtml,
    list_chunk_files,
    strip_fonts,
    write_document,
)
from server.known_routes import KnownRoutes
from server.limits.requests import RequestLimits
from server.manual import Manual
from server.runtime_tuning import disable_nagle
from server.static_files.precompress import CHART_CHUNK
from server.static_files.serve import CompressedFiles, StaticFiles
from server.static_site import StaticSite, StaticSiteConfig
from server.uploads import FindUploader, IsStored, UploadGuard, always_stored, reject_all
from server.websocket_filter import (
    ForgetTab,
    NotifyTab,
    WebsocketFilter,
    ignore_closed_tab,
    ignore_notice,
)


@dataclass(frozen=True)
class WebApp:
    """The part of the server around Streamlit: middleware and the dashboard's own routes.

    `static_folder` is Streamlit's folder of static files, `cache_folder` has their compressed
    copies; `trace_types` are the Plotly trace types that charts use ("bar"), `hosts` the allowed
    Host headers, `titles` the dashboard's name in each language, `sign_in` the sign-in routes,
    `probes` the checks of `/healthz`, `manual` the manual's folder. While the store is unreadable,
    the static site in `site_folder` is shown. `notify_tab` shows a message in a browser tab,
    `forget_tab` is called when a tab is closed.
    """

    static_folder: Path
    cache_folder: Path
    trace_types: Collection[str]
    hosts: Sequence[str]
    titles: Mapping[Language, str] = field(default_factory=dict)
    default_language: Language = "zh"
    sign_in: Sequence[Route] = ()
    find_uploader: FindUploader = reject_all
    is_upload_stored: IsStored = always_stored
    probes: Mapping[str, Probe] = field(default_factory=dict)
    site_folder: Path | None = None
    is_store_readable: IsReadable = always_readable
    manual: Path | None = None
    notify_tab: NotifyTab = ignore_notice
    forget_tab: ForgetTab = ignore_closed_tab

    @cached_property
    def _page_routes(self) -> list[Route]:
        """The routes of pages that are not Streamlit's: sign-in and the manual."""
        if self.manual is None:
            return [*self.sign_in]
        manual = Manual(self.manual, self.titles, self.default_language)
        return [*self.sign_in, *manual.routes()]

    @cached_property
    def _index(self) -> str:
        """The HTML document of the installed Streamlit."""
        return (self.static_folder / "index.html").read_text(encoding="utf-8")

    @cached_property
    def _assets(self) -> BrowserAssets:
        """The dashboard's own files for browsers; their style sheet is made from Streamlit's."""
        # Raises ValueError unless Streamlit has exactly one style sheet.
        (sheet,) = (self.static_folder / "static" / "css").glob("index.*.css")
        css = strip_fonts(sheet.read_text(encoding="utf-8"))
        return BrowserAssets(css, self.default_language)

    @cached_property
    def _compressed(self) -> CompressedFiles:
        """The compressed copies of Streamlit's static files."""
        return CompressedFiles(self.static_folder, self.cache_folder, self.trace_types)

    def _build_documents(self) -> dict[Language, str]:
        """Return the HTML document of pages in each language, for the middleware IndexHtml.

        It is Streamlit's with our texts; it preloads the scripts that every page needs.
        """
        scripts = self.static_folder / "static" / "js"
        chunks = (CHART_CHUNK, *COMMON_CHUNKS)
        files = (name for chunk in chunks for name in list_chunk_files(scripts, chunk))
        preload = tuple(dict.fromkeys(files))  # without duplicates
        documents: dict[Language, str] = {}
        for language in LANGUAGES:
            texts = catalogue(language, "browser")  # translations by Streamlit's English texts
            options = DocumentOptions(
                language=language,
                title=self.titles.get(language, texts["Streamlit"]),
                noscript=texts["You need to enable JavaScript to run this app."],
                head=self._assets.build_head_html(language),
                styles=self._assets.styles.address,
                preload=preload,
            )
            documents[language] = write_document(self._index, options)
        return documents

    @cached_property
    def _routes(self) -> list[Route]:
        """All routes that the dashboard adds to Streamlit's."""
        probes = {**self.probes, "static_files": self._compressed.check_health}
        return [*self._assets.routes(), create_health_route(probes), *self._page_routes]

    def routes(self) -> list[Route]:
        """Return the routes that the dashboard adds to Streamlit's."""
        return [*self._routes]

    def middleware(self) -> list[Middleware]:
        """Return the middleware between a request and Streamlit, outermost first.

        Limits come first; only requests for known URLs reach static site, websocket and pages.
        """
        own = {route.path for route in self._routes}
        paths = [path for path in self.static_folder.rglob("*") if path.is_file()]
        files = {f"/{path.relative_to(self.static_folder).as_posix()}" for path in paths}
        files -= {"/index.html"}  # served by IndexHtml
        site = StaticSiteConfig(
            folder=self.site_folder,
            is_readable=self.is_store_readable,
            titles=self.titles,
            default_language=self.default_language,
            own=own,
        )
        return [
            Middleware(RequestLimits),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(self.hosts), www_redirect=False),
            Middleware(StaticFiles, cache=self._compressed),
            Middleware(
                UploadGuard, find_uploader=self.find_uploader, is_stored=self.is_upload_stored
            ),
            Middleware(KnownRoutes, own=own, files=files),
            Middleware(StaticSite, config=site),
            Middleware(WebsocketFilter, notify_tab=self.notify_tab, forget_tab=self.forget_tab),
            Middleware(
                IndexHtml,
                documents=self._build_documents(),
                default_language=self.default_language,
                excluded=own | files,
            ),
        ]

    @asynccontextmanager
    async def run_lifespan(self) -> AsyncIterator[None]:
        """Set TCP options when the server starts, and compress static files in a second process."""
        disable_nagle()
        async with self._compressed.compress_missing():
            yield

    def add_security_headers(self, app: ASGIApp) -> ASGIApp:
        """Return the application with security headers on every response, errors included."""
        return SecurityHeaders(app, build_page_policy(self._index))
