"""The manual at /manual/: HTML rendered from the Markdown files in `docs/manual`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from locales import LANGUAGE_NAMES, LANGUAGES, Language, Words
from server.index_html import LANGUAGE_TAGS, read_requested_language
from server.static_files.encoding import PrecompressedBody

PREFIX = "/manual"
INDEX = "README"
STYLE = (Path(__file__).parent / "browser" / "manual.css").read_text(encoding="utf-8")
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Manual:
    """The manual in each language.

    `folder` contains a folder of Markdown files for each language and a folder `pictures`; `titles`
    are the dashboard's names, `default_language` is the language of a URL that has none.
    """

    folder: Path
    titles: Mapping[Language, str]
    default_language: Language = "zh"

    def routes(self) -> list[Route]:
        """Return the routes of pages and pictures, and the redirects from /manual to the index."""
        pages = [
            (language, path)
            for language in LANGUAGES
            for path in sorted((self.folder / language).glob("*.md"))
        ]
        pictures = sorted((self.folder / "pictures").glob("*.png"))
        return [
            *(Route(path, self._redirect, methods=["GET"]) for path in (PREFIX, f"{PREFIX}/")),
            *(self._create_page_route(language, path) for language, path in pages),
            *(_create_picture_route(path) for path in pictures),
        ]

    async def _redirect(self, request: Request) -> Response:
        """Redirect to the index page in the requested language."""
        language = read_requested_language(request.scope, self.default_language)
        return RedirectResponse(build_manual_url(language, INDEX), 307)

    def _create_page_route(self, language: Language, path: Path) -> Route:
        """Return the route of a page of the manual; `path` is its Markdown file.

        The file is read once: a later change shows after a restart.
        """

        @cache
        def render() -> PrecompressedBody:
            """Return the page's HTML, rendered at the first request."""
            return PrecompressedBody(self.build_page_html(language, path.stem).encode())

        async def respond(request: Request) -> Response:
            """Send the page, compressed if the browser accepts that."""
            body, headers = render().pick(request.headers.get("accept-encoding", ""))
            return HTMLResponse(body, headers=headers | {"Cache-Control": "no-cache"})

        return Route(build_manual_url(language, path.stem), respond, methods=["GET"])

    def build_page_html(self, language: Language, name: str) -> str:
        """Return a page of the manual as an HTML document; `name` is "upload" for upload.md.

        Its title is the first heading of the file. The index has no link to itself.
        """
        words, title = Words(language), self.titles.get(language, "")
        tokens = MARKDOWN.parse((self.folder / language / f"{name}.md").read_text("utf-8"))
        heading = next(token.content for token in tokens if token.type == "inline")
        _rewrite_links(tokens)
        body = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
        links = [(f"/?lang={language}", words.say("access.back_to_dashboard"))]
        if name != INDEX:
            links.append((build_manual_url(language, INDEX), words.say("pages.manual")))
        nav = "".join(f'<a href="{escape(address)}">{escape(text)}</a>' for address, text in links)
        return (
            f'<!doctype html><html lang="{LANGUAGE_TAGS[language]}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<link rel="shortcut icon" href="/ui/mark.svg">'
            f"<title>{escape(heading)} · {escape(title)}</title><style>{STYLE}</style></head>"
            f'<body><header><p class="site">{escape(title)}</p>'
            f'<nav aria-label="{escape(words.say("pages.manual"))}">{nav}'
            f"{self._build_language_links(language, name)}</nav></header>"
            f"<main>{body}</main></body></html>"
        )

    def _build_language_links(self, language: Language, name: str) -> str:
        """Return HTML links to a page in the other languages, or to their index if they lack it.

        `language` is that of the page, `name` its name: "upload".
        """
        links = []
        for other in LANGUAGES:
            if other != language:
                target = name if (self.folder / other / f"{name}.md").is_file() else INDEX
                address, tag = build_manual_url(other, target), LANGUAGE_TAGS[other]
                links.append(f'<a href="{address}" lang="{tag}">{LANGUAGE_NAMES[other]}</a>')
        return "".join(links)


def build_manual_url(language: Language, name: str) -> str:
    """Return the URL path of a page: ("en", "upload") → "/manual/en/upload"."""
    return f"{PREFIX}/{language}/{'' if name == INDEX else name}"


def _create_picture_route(path: Path) -> Route:
    """Return the route of a picture of the manual, which browsers keep for an hour."""

    async def respond(_request: Request) -> Response:
        """Send the picture's file."""
        return FileResponse(path, headers={"Cache-Control": "max-age=3600"})

    return Route(f"{PREFIX}/pictures/{path.name}", respond, methods=["GET"])


def _rewrite_links(tokens: list[Token]) -> None:
    """Change links to Markdown files into URLs in `tokens`, and make images load lazily.

    The files link to each other as files, so that they can be read in the repository, too.
    "upload.md" -> "./upload", "../en/README.md" -> "../en/". `tokens` are those of markdown-it;
    links and images are children of a paragraph's token.
    """
    for token in [child for parent in tokens for child in parent.children or []]:
        if token.type == "image":
            token.attrSet("loading", "lazy")
        address = token.attrGet("href") if token.type == "link_open" else None
        if isinstance(address, str) and address.endswith(".md"):
            folder, _, file_name = address.rpartition("/")
            name = file_name.removesuffix(".md")
            token.attrSet("href", f"{folder or '.'}/{'' if name == INDEX else name}")
