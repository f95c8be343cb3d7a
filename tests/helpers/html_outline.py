"""The elements and the text of a page."""

from html.parser import HTMLParser


class Outline(HTMLParser):
    """Every element of a page with its attributes, and the text outside scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] not in ("script", "style"):
            self.text += data


def outline(data: bytes) -> Outline:
    """Parse a page."""
    found = Outline()
    found.feed(data.decode())
    return found
