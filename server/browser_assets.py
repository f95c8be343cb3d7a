"""The scripts, icon, style sheet and translations that browsers load from /ui/."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from locales import LANGUAGES, Language, catalogue
from server.static_files.encoding import PrecompressedBody
from server.static_files.serve import IMMUTABLE

FOLDER = Path(__file__).parent / "browser"


def read_streamlit_translations(language: Language) -> Mapping[str, str]:
    """Return translations by the built-in English texts of Streamlit that they replace.

    A text that is the same in the language is left out; so the file for English is short.
    """
    translations = catalogue(language, "browser")
    return {english: text for english, text in translations.items() if english != text}


class BrowserAssets:
    """The dashboard's own files for browsers, each at a URL with a hash of its content.

    `styles` is Streamlit's CSS as the dashboard serves it; `default_language` is the language of a
    page whose URL has none.
    """

    def __init__(self, styles: str, default_language: Language) -> None:
        """Read all files, so that their hashes and URLs are known.

        `styles` is the text of a style sheet. Each language has a file of translations.
        """
        self.default_language = default_language
        self.script = _read_asset("dashboard.js", "text/javascript")
        self.charts = _read_asset("charts.js", "text/javascript")
        self.scope = _read_asset("scope.js", "text/javascript")
        self.tray = _read_asset("tray.js", "text/javascript")
        self.area_pages = _read_asset("area_pages.css", "text/css")
        self.upload = _read_asset("upload.css", "text/css")
        self.visits = _read_asset("visits.js", "text/javascript")
        self.old_browsers = _read_asset("old.js", "text/javascript")
        self.icon = _read_asset("mark.svg", "image/svg+xml")
        self.styles = _BrowserAsset("index.css", "text/css", styles.encode())
        self.translations = {
            language: _BrowserAsset(
                f"words.{language}.json",
                "application/json",
                json.dumps(read_streamlit_translations(language), ensure_ascii=False).encode(),
            )
            for language in LANGUAGES
        }

    def build_head_html(self, language: Language) -> str:
        """Return the HTML elements to insert into a page's head, before all other scripts.

        dashboard.js reads the default language (`data-first`) and the URLs of the translations from
        its `data-` attributes; the file for the page's language is preloaded. old.js redirects too
        old browsers to the static site.
        """
        translations = " ".join(
            f'data-{name}="{asset.address}"' for name, asset in self.translations.items()
        )
        preloaded = self.translations[language].address
        return (
            f'<link rel="shortcut icon" href="{self.icon.address}" />\n'
            f'<link rel="preload" as="fetch" crossorigin href="{preloaded}" />\n'
            f'<script src="{self.old_browsers.address}"></script>\n'
            f'<script src="{self.script.address}" data-first="{self.default_language}"'
            f" {translations}></script>\n"
            f'<script async src="{self.scope.address}"></script>\n'
            f'<script async src="{self.tray.address}"></script>\n'
            f'<script async src="{self.visits.address}"></script>\n'
            f'<script async src="{self.charts.address}"></script>'
        )

    def routes(self) -> list[Route]:
        """Return a route for each file."""
        assets = (
            *(self.old_browsers, self.script, self.scope, self.tray, self.visits, self.charts),
            *(self.icon, self.styles, self.area_pages, self.upload),
        )
        return [asset.route() for asset in (*assets, *self.translations.values())]


class _BrowserAsset:
    """One file with its media type, and the route that serves it."""

    def __init__(self, name: str, media_type: str, data: bytes) -> None:
        """Take the file's name below /ui/ ("mark.svg"), its media type and its content."""
        self.name, self.media_type, self.body = name, media_type, PrecompressedBody(data)
        self.content_hash = hashlib.sha256(data).hexdigest()[:12]  # tells versions of it apart

    @property
    def address(self) -> str:
        """The file's URL with the hash of its content: "./ui/mark.svg?0a1b2c3d4e5f"."""
        return f"./ui/{self.name}?{self.content_hash}"

    def route(self) -> Route:
        """Return the route that serves the file.

        Browsers may cache it forever if the URL has the current hash.
        """

        async def respond(request: Request) -> Response:
            """Send the file, compressed if the browser accepts that."""
            data, headers = self.body.pick(request.headers.get("accept-encoding", ""))
            is_current = request.url.query == self.content_hash
            headers["Cache-Control"] = IMMUTABLE if is_current else "no-cache"
            return Response(data, media_type=self.media_type, headers=headers)

        return Route(f"/ui/{self.name}", respond, methods=["GET"])


def _read_asset(name: str, media_type: str) -> _BrowserAsset:
    """Read a file in server/browser by its name ("dashboard.js"), to serve it below /ui/."""
    return _BrowserAsset(name, media_type, (FOLDER / name).read_bytes())
