"""The forms of a page as whoever fills them in meets them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """Where a form goes; each field's label and what its input says; what its button says."""

    action: str
    fields: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    button: str = ""
    second: bool = False


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.labels: dict[str, str] = {}
        self.within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: text or "" for name, text in attrs}
        self.within = given.get("for", "") if tag == "label" else tag
        match tag:
            case "form":
                assert given["method"] == "post"
                self.forms.append(Form(given["action"]))
            case "input":
                self.forms[-1].fields.append((self.labels[given["id"]], given))
            case "button":
                assert given["type"] == "submit"
                self.forms[-1].second = given.get("class") == "second"

    def handle_endtag(self, tag: str) -> None:
        self.within = ""

    def handle_data(self, data: str) -> None:
        if self.within == "button":
            self.forms[-1].button = data
        elif self.within:
            self.labels[self.within] = data


def forms_of(html: str) -> list[Form]:
    """Read the forms of a page; an input without a label of its own is a KeyError."""
    parser = _Forms()
    parser.feed(html)
    return parser.forms
