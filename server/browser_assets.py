"""What our small scripts ask for: themselves, the mark, Streamlit's own words in our languages."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from locales import LANGUAGES, Language, catalogue
from server.static_files.encoding import PrecompressedBody

HERE = Path(__file__).parent / "browser"
FOREVER = "public, max-age=31536000, immutable"


def built_in_translations(language: Language) -> Mapping[str, str]:
    """Map Streamlit's English strings to what a reader of the language sees in their place."""
    known = catalogue(language, "browser")
    return {english: word for english, word in known.items() if english != word}


class BrowserAssets:
    """The files of ours that a browser fetches, each under an address that names its content."""

    def __init__(self, styles: str, first: Language) -> None:
        self.first = first
        self.script = _Held("dashboard.js", "text/javascript", (HERE / "dashboard.js").read_bytes())
        self.charts = _Held("charts.js", "text/javascript", (HERE / "charts.js").read_bytes())
        self.old = _Held("old.js", "text/javascript", (HERE / "old.js").read_bytes())
        self.mark = _Held("mark.svg", "image/svg+xml", (HERE / "mark.svg").read_bytes())
        self.styles = _Held("index.css", "text/css", styles.encode())
        self.words = {
            language: _Held(
                f"words.{language}.json",
                "application/json",
                json.dumps(built_in_translations(language), ensure_ascii=False).encode(),
            )
            for language in LANGUAGES
        }

    def head(self, language: Language) -> str:
        """Give the elements that go into the document's head, before every other script."""
        words = " ".join(f'data-{each}="{held.address}"' for each, held in self.words.items())
        return (
            f'<link rel="shortcut icon" href="{self.mark.address}" />\n'
            f'<link rel="preload" as="fetch" crossorigin href="{self.words[language].address}" />\n'
            f'<script src="{self.old.address}"></script>\n'
            f'<script src="{self.script.address}" data-first="{self.first}" {words}></script>\n'
            f'<script async src="{self.charts.address}"></script>'
        )

    def routes(self) -> list[Route]:
        """Give a route for each file."""
        held = (self.old, self.script, self.charts, self.mark, self.styles, *self.words.values())
        return [each.route() for each in held]


class _Held:
    def __init__(self, name: str, kind: str, data: bytes) -> None:
        self.name, self.kind, self.data = name, kind, PrecompressedBody(data)
        self.tag = hashlib.sha256(data).hexdigest()[:12]

    @property
    def address(self) -> str:
        return f"./ui/{self.name}?{self.tag}"

    def route(self) -> Route:
        async def answer(request: Request) -> Response:
            data, headers = self.data.pick(request.headers.get("accept-encoding", ""))
            current = request.url.query == self.tag
            headers["Cache-Control"] = FOREVER if current else "no-cache"
            return Response(data, media_type=self.kind, headers=headers)

        return Route(f"/ui/{self.name}", answer, methods=["GET"])
