"""The HTML document of pages: Streamlit's index.html with the dashboard's title and scripts."""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from locales import Language
from server.known_routes import is_page_path
from server.static_files.encoding import PrecompressedBody

LANGUAGE_TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en-GB"}

# Small chunks that every page needs: fetched together with the document.
COMMON_CHUNKS = ("Html", "Button", "Selectbox")


def read_requested_language(scope: Scope, default: Language) -> Language:
    """Return the language in the URL's query (`?lang=en`), or `default` if it names none of ours.

    If the query names several, the last one counts.
    """
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    requested = query.get("lang", [""])[-1]
    return next((language for language in LANGUAGE_TAGS if language == requested), default)


def list_chunk_files(scripts: Path, chunk: str) -> Iterator[str]:
    """Yield the names of the files of a script chunk: its own, then all that it imports.

    Browsers are told to fetch them together with the document. `scripts` is Streamlit's folder of
    JavaScript files, `chunk` a name without its hash ("Button").
    """
    queue = [path.name for path in scripts.glob(f"{chunk}.*.js")]
    yielded_names = set()
    while queue:
        name = queue.pop()
        if name in yielded_names or not (scripts / name).is_file():
            continue
        yielded_names.add(name)
        yield name
        with (scripts / name).open(encoding="utf-8") as file:
            source = file.read(20_000)  # imports come first; a file may have megabytes
        queue += re.findall(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""", source)


@dataclass(frozen=True)
class DocumentOptions:
    """The values to insert into Streamlit's HTML document for one language.

    `noscript` is the text shown without JavaScript, `head` HTML to insert before every other
    script, `styles` the URL of the style sheet. `preload` are file names of scripts that load
    together with the document; the first of these runs after Streamlit's own script.
    """

    language: Language
    title: str
    noscript: str
    head: str
    styles: str
    preload: tuple[str, ...]


def strip_fonts(css: str) -> str:
    """Return Streamlit's style sheet without the fonts that the theme does not use.

    The Source fonts are removed. The icon font is limited to the characters of icon names, so that
    it loads only on pages with icons. Raises ValueError if there is no icon font.
    """
    css = re.sub(r"@font-face\{font-family:Source [^}]*\}", "", css)
    css, count = re.subn(
        r"(@font-face\{font-family:Material Symbols Rounded;)",
        r"\1unicode-range:U+30-39,U+5F,U+61-7A;",  # 0-9, underscore, a-z
        css,
    )
    if not count:
        raise ValueError("Streamlit's style sheet has no font of icons")
    # The style sheet is served from /ui/, not from the folder beside its fonts.
    return css.replace("url(../media/", "url(../static/media/")


def write_document(html: str, options: DocumentOptions) -> str:
    """Return Streamlit's HTML document with the dashboard's language, title, scripts and styles.

    Its icon, licence comment, preloaded font and the link to Streamlit's agent API are removed.
    Raises ValueError if something to replace is not found: then this version of Streamlit is not
    supported.
    """
    preload_links = "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">\n'
        for name in options.preload
        if name not in html  # Streamlit preloads some itself
    )
    # Streamlit would load it only with the first chart, which would then appear later.
    chart_script = (
        f'<script type="module" crossorigin src="./static/js/{options.preload[0]}"></script>'
    )
    for pattern, replacement in (
        (r"\A\s*<!--.*?-->\s*", ""),  # Streamlit's licence comment
        (r'<html lang="en">', f'<html lang="{LANGUAGE_TAGS[options.language]}">'),
        (r"<title>.*?</title>", f"<title>{escape(options.title)}</title>\n{options.head}"),
        (r'<link rel="shortcut icon"[^>]*>', ""),
        (r'<link\s+rel="preload"[^>]*as="font"[^>]*>', ""),
        (r"<!--\s*Machine-readable.*?-->\s*<link[^>]*>", ""),
        (r"<noscript>.*?</noscript>", f"<noscript><p>{escape(options.noscript)}</p></noscript>"),
        (r'(?=<link rel="modulepreload")', f"{chart_script}\n"),  # before the first of these
        (
            r'<link rel="stylesheet" crossorigin href="[^"]*">',
            f'{preload_links}<link rel="stylesheet" crossorigin href="{options.styles}">',
        ),
    ):
        replacement = replacement.replace("\\", r"\\")  # taken literally by re.subn
        html, count = re.subn(pattern, replacement, html, count=1, flags=re.DOTALL)
        if not count:
            raise ValueError(f"Streamlit's index.html has no {pattern}")
    return html


class IndexHtml:
    """ASGI middleware: responds to every page's URL with our HTML document, not Streamlit's."""

    def __init__(
        self,
        app: ASGIApp,
        documents: Mapping[Language, str],
        default_language: Language,
        excluded: Collection[str] = (),
    ) -> None:
        """Take the HTML document for each language, which is compressed once and gets an ETag.

        Requests for paths in `excluded`, which are files or routes of the dashboard, are passed on
        to `app`.
        """
        self.app = app
        self.default_language = default_language
        self.excluded = excluded
        self.documents = {
            language: (
                PrecompressedBody(html.encode()),
                f'W/"{hashlib.sha256(html.encode()).hexdigest()[:16]}"',  # tells versions apart
            )
            for language, html in documents.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a page's URL, or pass the request on."""
        path = scope.get("path", "")
        is_page = scope["type"] == "http" and is_page_path(path) and path not in self.excluded
        app = self._respond(scope) if is_page else self.app
        await app(scope, receive, send)

    def _respond(self, scope: Scope) -> Response:
        """Return the response to a page's URL: the document in its language, 304, or a redirect.

        304 means that the browser has the document already, by its ETag. A path that ends with "/"
        is redirected to the path without it.
        """
        path = scope["path"]
        if path != "/" and path.endswith("/"):
            query = scope["query_string"].decode("latin-1")
            address = path.rstrip("/") + (f"?{query}" if query else "")
            return RedirectResponse(address, 301, headers={"Cache-Control": "no-cache"})
        document, etag = self.documents[read_requested_language(scope, self.default_language)]
        request_headers = Request(scope).headers
        body, headers = document.pick(request_headers.get("accept-encoding", ""))
        headers |= {"ETag": etag, "Cache-Control": "no-cache"}
        if etag in request_headers.get("if-none-match", ""):
            headers.pop("Content-Encoding", None)
            return Response(status_code=304, headers=headers)
        return HTMLResponse(body, headers=headers)
