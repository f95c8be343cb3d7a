"""All layers in their order, for `app.py` to lay around the pages."""

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
from server.blocked_routes import BlockedRoutes
from server.browser_assets import BrowserAssets
from server.headers import SecurityHeaders, page_policy
from server.health import Probe, health_route
from server.index_html import (
    PIECES,
    DocumentOptions,
    IndexHtml,
    chunk_imports,
    strip_fonts,
    write_document,
)
from server.manual import Manual
from server.prompt import disable_nagle
from server.static_files.precompress import CHARTS
from server.static_files.serve import CompressedFiles, StaticFiles
from server.static_site import Readable, StaticSite, StaticSiteConfig, always_readable
from server.uploads import Held, Uploader, UploadGuard, always_held, reject_all
from server.websocket_filter import WebsocketFilter


@dataclass(frozen=True)
class WebApp:
    """How the dashboard is served.

    `static` is Streamlit's folder of scripts, `cache` where their compressed copies go, `kinds` the
    kinds of Plotly trace that charts are drawn with, `hosts` the names it may be reached by;
    `titles` names it in each language, of which `first` is a reader's who asked for none; `sign_in`
    are its routes; `probes` are asked by `/healthz`. While the store is not `readable`, the
    `snapshot` is served in the place of pages. `manual` is the folder of the manual.
    """

    static: Path
    cache: Path
    kinds: Collection[str]
    hosts: Sequence[str]
    titles: Mapping[Language, str] = field(default_factory=dict)
    first: Language = "zh"
    sign_in: Sequence[Route] = ()
    uploader: Uploader = reject_all
    held: Held = always_held
    probes: Mapping[str, Probe] = field(default_factory=dict)
    snapshot: Path | None = None
    readable: Readable = always_readable
    manual: Path | None = None

    @cached_property
    def _own(self) -> list[Route]:
        """Our pages that Streamlit does not serve: sign-in and the manual."""
        manual = Manual(self.manual, self.titles, self.first).routes() if self.manual else []
        return [*self.sign_in, *manual]

    @cached_property
    def _index(self) -> str:
        return (self.static / "index.html").read_text(encoding="utf-8")

    @cached_property
    def _browser(self) -> BrowserAssets:
        (sheet,) = (self.static / "static" / "css").glob("index.*.css")
        return BrowserAssets(strip_fonts(sheet.read_text(encoding="utf-8")), self.first)

    @cached_property
    def _compressed(self) -> CompressedFiles:
        return CompressedFiles(self.static, self.cache, self.kinds)

    def _documents(self) -> dict[Language, str]:
        scripts = self.static / "static" / "js"
        chunks = (CHARTS, *PIECES)
        early = tuple(
            dict.fromkeys(name for each in chunks for name in chunk_imports(scripts, each))
        )
        documents: dict[Language, str] = {}
        for language in LANGUAGES:
            known = catalogue(language, "browser")
            title = self.titles.get(language, known["Streamlit"])
            noscript = known["You need to enable JavaScript to run this app."]
            head, styles = self._browser.head(language), self._browser.styles.address
            dress = DocumentOptions(language, title, noscript, head, styles, early)
            documents[language] = write_document(self._index, dress)
        return documents

    def routes(self) -> list[Route]:
        """Give the routes of ours."""
        return [*self._browser.routes(), health_route(self.probes), *self._own]

    @property
    def _outside(self) -> StaticSiteConfig:
        own = {"/healthz", *(route.path for route in self._own)}
        return StaticSiteConfig(self.snapshot, self.readable, self.titles, self.first, own)

    def middleware(self) -> list[Middleware]:
        """Give the layers that a request passes before Streamlit's, outermost first."""
        return [
            Middleware(TrustedHostMiddleware, allowed_hosts=list(self.hosts), www_redirect=False),
            Middleware(StaticFiles, cache=self._compressed),
            Middleware(BlockedRoutes),
            Middleware(StaticSite, outside=self._outside),
            Middleware(WebsocketFilter),
            Middleware(UploadGuard, uploader=self.uploader, held=self.held),
            Middleware(
                IndexHtml,
                documents=self._documents(),
                first=self.first,
                own={route.path for route in self._own},
            ),
        ]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do what needs the process that serves: answer at once, compress the scripts once."""
        disable_nagle()
        async with self._compressed.filling():
            yield

    def around(self, app: ASGIApp) -> ASGIApp:
        """Put the headers around everything, failures of the layers within included."""
        return SecurityHeaders(app, page_policy(self._index))
