"""The one HTML document: Streamlit's own, with our language, name, mark and script."""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from locales import Language
from server.static_files.encoding import PrecompressedBody

LANG: dict[Language, str] = {"zh": "zh-CN", "en": "en-GB"}

# Small chunks that every page needs as soon as it is told what it shows: fetched meanwhile.
PIECES = ("Html", "Button", "Selectbox")


def requested_language(scope: Scope, first: Language) -> Language:
    """Give the language that the address asks for (`?lang=en`), `first` where it asks for none."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[-1]
    return next((language for language in LANG if language == asked), first)


def chunk_imports(scripts: Path, chunk: str) -> Iterator[str]:
    """Give the file of a chunk, and then of every chunk that it needs before it can run."""
    waiting = [path.name for path in scripts.glob(f"{chunk}.*.js")]
    seen = set()
    while waiting:
        name = waiting.pop()
        if name in seen or not (scripts / name).is_file():
            continue
        seen.add(name)
        yield name
        with (scripts / name).open(encoding="utf-8") as file:
            source = file.read(20_000)  # imports stand first; a chunk may have megabytes
        waiting += re.findall(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""", source)


@dataclass(frozen=True)
class DocumentOptions:
    """What Streamlit's document is dressed in: one for each language.

    `head` goes before every other script, `styles` is the address of the style sheet, `early`
    are chunks fetched with the document, of which the first is run after Streamlit's own.
    """

    language: Language
    title: str
    noscript: str
    head: str
    styles: str
    early: tuple[str, ...]


def strip_fonts(css: str) -> str:
    """Keep Streamlit's style sheet from fetching fonts that the theme does without.

    The Source faces go. The icons' face names the characters that icons are spelt with, so that
    it comes with the first icon drawn and not, as Streamlit asks for it, with every page.
    Raises ValueError where there is no such face any more.
    """
    css = re.sub(r"@font-face\{font-family:Source [^}]*\}", "", css)
    css, found = re.subn(
        r"(@font-face\{font-family:Material Symbols Rounded;)",
        r"\1unicode-range:U+30-39,U+5F,U+61-7A;",
        css,
    )
    if not found:
        raise ValueError("Streamlit's style sheet has no font of icons")
    return css.replace("url(../media/", "url(../static/media/")


def write_document(html: str, dress: DocumentOptions) -> str:
    """Make our document of Streamlit's.

    Raises ValueError where Streamlit's has none of the places that are to be changed: then
    nobody has looked at this version yet.
    """
    loads = "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">\n'
        for name in dress.early
        if name not in html
    )
    charts = f'<script type="module" crossorigin src="./static/js/{dress.early[0]}"></script>'
    for place, new in (
        (r"\A\s*<!--.*?-->\s*", ""),
        (r'<html lang="en">', f'<html lang="{LANG[dress.language]}">'),
        (r"<title>.*?</title>", f"<title>{escape(dress.title)}</title>\n{dress.head}"),
        (r'<link rel="shortcut icon"[^>]*>', ""),
        (r'<link\s+rel="preload"[^>]*as="font"[^>]*>', ""),
        (r"<!--\s*Machine-readable.*?-->\s*<link[^>]*>", ""),
        (r"<noscript>.*?</noscript>", f"<noscript><p>{escape(dress.noscript)}</p></noscript>"),
        (r'(?=<link rel="modulepreload")', f"{charts}\n"),
        (
            r'<link rel="stylesheet" crossorigin href="[^"]*">',
            f'{loads}<link rel="stylesheet" crossorigin href="{dress.styles}">',
        ),
    ):
        new = new.replace("\\", r"\\")
        html, found = re.subn(place, new, html, count=1, flags=re.DOTALL)
        if not found:
            raise ValueError(f"Streamlit's index.html has no {place}")
    return html


class IndexHtml:
    """Puts our document in the place of Streamlit's.

    Streamlit answers with its document whatever it does not know. Pages of ours have addresses
    of one part; for every other address that answer becomes 404. The addresses in `own` are
    answered with documents that are no page of Streamlit's, which stay as they are.
    """

    def __init__(
        self,
        app: ASGIApp,
        documents: Mapping[Language, str],
        first: Language,
        own: Collection[str] = (),
    ) -> None:
        self.app = app
        self.first = first
        self.own = own
        self.documents = {
            language: (
                PrecompressedBody(html.encode()),
                f'W/"{hashlib.sha256(html.encode()).hexdigest()[:16]}"',
            )
            for language, html in documents.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Streamlit decide what an address is, then change the document alone."""
        path = scope.get("path", "")
        if scope["type"] != "http" or path.startswith("/media/") or path in self.own:
            await self.app(scope, receive, send)
            return
        ours = False

        async def swap(message: Message) -> None:
            nonlocal ours
            if message["type"] == "http.response.start":
                kind = MutableHeaders(scope=message).get("content-type", "")
                ours = message["status"] == 200 and kind.startswith("text/html")
                if ours:
                    await self._answer(scope)(scope, receive, send)
            if not ours:
                await send(message)

        await self.app(scope, receive, swap)

    def _answer(self, scope: Scope) -> Response:
        if "/" in scope["path"][1:]:
            return PlainTextResponse("Not Found", status_code=404)
        document, tag = self.documents[requested_language(scope, self.first)]
        asked = Request(scope).headers
        body, headers = document.pick(asked.get("accept-encoding", ""))
        headers |= {"ETag": tag, "Cache-Control": "no-cache"}
        if tag in asked.get("if-none-match", ""):
            headers.pop("Content-Encoding", None)
            return Response(status_code=304, headers=headers)
        return HTMLResponse(body, headers=headers)
