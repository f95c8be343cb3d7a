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


def built_in_translations(language: Language) -> Mapping[str, str]:
    """Map Streamlit's built-in English texts to their translations in a language."""
    translations = catalogue(language, "browser")
    return {english: text for english, text in translations.items() if english != text}


class BrowserAssets:
    """Our files for browsers, each at a URL that contains a hash of its content.

    `styles` is Streamlit's CSS as we serve it; `default_language` is used where a URL names none.
    """

    def __init__(self, styles: str, default_language: Language) -> None:
        """Read the scripts, icon, style sheet and translations; each URL is known from then on."""
        self.default_language = default_language
        self.script = _asset_from_file("dashboard.js", "text/javascript")
        self.charts = _asset_from_file("charts.js", "text/javascript")
        self.scope = _asset_from_file("scope.js", "text/javascript")
        self.tray = _asset_from_file("tray.js", "text/javascript")
        self.area_pages = _asset_from_file("area_pages.css", "text/css")
        self.upload = _asset_from_file("upload.css", "text/css")
        self.visits = _asset_from_file("visits.js", "text/javascript")
        self.old_browsers = _asset_from_file("old.js", "text/javascript")
        self.icon = _asset_from_file("mark.svg", "image/svg+xml")
        self.styles = _BrowserAsset("index.css", "text/css", styles.encode())
        self.translations = {
            language: _BrowserAsset(
                f"words.{language}.json",
                "application/json",
                json.dumps(built_in_translations(language), ensure_ascii=False).encode(),
            )
            for language in LANGUAGES
        }

    def head_html(self, language: Language) -> str:
        """Return the HTML elements for the head of a page's document, before all other scripts.

        dashboard.js reads the URLs of the translations from its `data-` attributes; those of the
        page's language are loaded at once. old.js leads browsers that are too old to the static
        site.
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
        self.content_hash = hashlib.sha256(data).hexdigest()[:12]

    @property
    def address(self) -> str:
        """The URL of the current content, relative to a page: "./ui/mark.svg?0a1b2c3d4e5f"."""
        return f"./ui/{self.name}?{self.content_hash}"

    def route(self) -> Route:
        """Return the route of a file for browsers.

        Browsers cache it forever if the URL has the current hash.
        """

        async def respond(request: Request) -> Response:
            """Send the file, compressed if the browser accepts that."""
            data, headers = self.body.pick(request.headers.get("accept-encoding", ""))
            is_current = request.url.query == self.content_hash
            headers["Cache-Control"] = IMMUTABLE if is_current else "no-cache"
            return Response(data, media_type=self.media_type, headers=headers)

        return Route(f"/ui/{self.name}", respond, methods=["GET"])


def _asset_from_file(name: str, media_type: str) -> _BrowserAsset:
    """Read a file in server/browser by its name."""
    return _BrowserAsset(name, media_type, (FOLDER / name).read_bytes())
