"""What a reader meets on a page that Streamlit sent, line by line, in order.

A title is `# 数据`, a button `(检查)`, a field `搜索 = "宁波"`, a choice `专题 [全部] of 甲, 乙`.
Text keeps its class (`第1版 .state`), a link its address (`版本 → history?lang=zh`), a cell of a
table its class (`缺5月 !missing`).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

LISTED = 6
SPACE = re.compile(r"[ \n\t]+")
BOXES = ("div", "section", "article", "ul", "ol", "dl", "header", "details")
LINES = ("p", "li", "summary", "caption", "h1", "h2", "h3", "h4")
MARKS = {"li": "- ", "summary": "▸ ", "caption": "table: "}
MARKS |= {f"h{level}": "#" * level + " " for level in range(1, 5)}
NOT_SAID = ("data-notice", "data-drawing", "data-add", "data-label", "data-added", "data-here")
"""What scripts and styles of the browser need."""
LAYOUT = ("number", "value")
"""Classes that say where a cell stands."""
STYLES = {"primary": " main", "tertiary": " quiet"}


class Written(HTMLParser):
    """The lines of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._line, self._mark, self._after = "", "", ""
        self._row: list[str] = []
        self._inline: list[str] = []
        self._silent = False
        self.feed(html)
        self._end()

    def _end(self) -> None:
        text = SPACE.sub(" ", self._line).strip()
        if text:
            self.lines.append(f"{self._mark}{text}{self._after}")
        self._line, self._mark, self._after = "", "", ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        kinds = said.get("class", "")
        told = [
            f"{n[5:]}={v}" for n, v in said.items() if n.startswith("data-") and n not in NOT_SAID
        ]
        named = " ".join(filter(None, (kinds and f".{kinds}", *told)))
        if tag == "style":
            self._silent = True
        elif tag == "tr":
            self._row = []
        elif tag in ("td", "th"):
            named = " ".join(each for each in kinds.split() if each not in LAYOUT)
            self._line, self._after = "", f" !{named}" if named else ""
        elif tag in BOXES:
            self._end()
            self._line = f"<{named}>" if named and kinds.split()[:1] != ["table"] else ""
            self._end()
        elif tag in LINES:
            self._end()
            self._mark, self._after = MARKS.get(tag, ""), f" {named}" if named else ""
        elif tag == "dt":
            self._end()
        elif tag == "dd":
            self._line += ": "
        elif tag == "br":
            self._line += " / "
        elif tag in ("a", "button", "span", "b", "sup"):
            self._open(tag, said, named)
        elif tag == "img":
            self._line += f" [picture {named}] " if "data-drawing" not in said else ""
        if "data-drawing" in said:
            self._picture(said["data-drawing"])

    def _open(self, tag: str, said: dict[str, str], named: str) -> None:
        if "hidden" in said:
            self._inline.append("")
            return
        ends = {"a": f" → {said.get('href', '')}", "button": ">", "sup": ")"}
        named = f" {named}" if named and tag != "button" else ""
        label = said.get("aria-label", "")
        self._inline.append(f"{ends.get(tag, '')}{named}{f' “{label}”' if label else ''}")
        self._line += {"button": " <", "sup": "("}.get(tag, "")

    def _picture(self, text: str) -> None:
        drawing = json.loads(text)
        layout = drawing["layout"]
        self._end()
        self._line = f"[picture {drawing['name']} {layout.get('width')}×{layout.get('height')}]"
        self._end()

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._silent = False
        elif tag in ("td", "th"):
            self._row.append(SPACE.sub(" ", self._line).strip() + self._after)
            self._line, self._after = "", ""
        elif tag == "tr":
            self.lines.append(" | ".join(self._row))
        elif tag in (*LINES, "dd", *BOXES):
            self._end()
        elif tag in ("a", "button", "span", "b", "sup") and self._inline:
            self._line += self._inline.pop()

    def handle_data(self, data: str) -> None:
        self._line += "" if self._silent else data


@dataclass(frozen=True)
class Line:
    """A line, and the keys of the containers that it stands in."""

    text: str
    inside: tuple[str, ...]


def lines_of(node: Any, inside: tuple[str, ...] = ()) -> Iterator[Line]:
    """Go through what stands in a node of the page."""
    proto = getattr(node, "proto", None)
    children = getattr(node, "children", None)
    if children is None:
        yield from (Line(text, inside) for text in element(node))
        return
    key = key_of(proto)
    if getattr(node, "type", "") == "dialog":
        yield Line(f"dialog: {proto.dialog.title}", inside)
        inside = (*inside, "dialog")
    for child in children.values():
        yield from lines_of(child, (*inside, key) if key else inside)


def key_of(proto: Any) -> str:
    """The name that a container or widget was given, as its id holds it; "" for none."""
    name = str(getattr(proto, "id", "")).removeprefix("$$ID-").partition("-")[2]
    return "" if name == "None" else name


def element(node: Any) -> list[str]:
    """Write one element."""
    proto = node.proto
    kind = node.type
    if kind == "html":
        return Written(proto.body).lines
    if kind in ("title", "header", "subheader"):
        return [f"{MARKS[proto.tag]}{proto.body}"]
    if kind == "plotly_chart":
        return [f"chart: {proto.alt}{'' if proto.selection_mode else ' (still)'}"]
    if kind in ("empty", "imgs", "skeleton"):
        return []
    if kind == "dataframe":
        rows = node.value.astype(object).where(node.value.notna(), "").itertuples(index=False)
        return [" ¦ ".join(map(str, row)) for row in rows]
    if kind == "exception":
        return [f"EXCEPTION {proto.type}: {proto.message}"]
    off = " off" if getattr(proto, "disabled", False) else ""
    return [f"{WIDGETS[kind](node, proto)}{off}"]


def _button(_node: Any, proto: Any) -> str:
    help = f" ?{proto.help}" if proto.help else ""
    return f"({proto.label}){STYLES.get(proto.type, '')}{help}"


def _download(_node: Any, proto: Any) -> str:
    here = "" if proto.ignore_rerun else " and draws the page again"
    return f"⇩({proto.label}){STYLES.get(proto.type, '')}{here}"


def _listed(options: list[str]) -> str:
    if len(options) <= LISTED:
        return ", ".join(options)
    return f"{len(options)}: {options[0]}, {options[1]} … {options[-1]}"


def _choice(node: Any, proto: Any) -> str:
    chosen = node.value if isinstance(node.value, list) else [node.value]
    now = ", ".join(node.format_func(each) for each in chosen if each is not None)
    said = f"{proto.label} [{now}]{f' ‹{proto.placeholder}›' if proto.placeholder else ''}"
    more = " or typed" if proto.accept_new_options else ""
    return f"{said} of {_listed(list(proto.options))}{more}"


def _radio(node: Any, proto: Any) -> str:
    now = node.format_func(node.value) if node.value is not None else ""
    captions = proto.captions or [""] * len(proto.options)
    said = [
        f"{'●' if option == now else '○'} {option}{f' ({caption})' if caption else ''}"
        for option, caption in zip(proto.options, captions, strict=True)
    ]
    return f"{proto.label}: {' '.join(said)}"


def _group(node: Any, proto: Any) -> str:
    now = node.value if isinstance(node.value, list) else [node.value]
    texts = [node.format_func(each) for each in now if each is not None]
    options = [option.content for option in proto.options]
    return f"{proto.label} [{', '.join(texts)}] of {_listed(options)}"


def _field(node: Any, proto: Any) -> str:
    hint = f" ‹{proto.placeholder}›" if proto.placeholder else ""
    most = f" ≤{proto.max_chars}" if proto.max_chars else ""
    return f'{proto.label} = "{node.value or ""}"{hint}{most}'


def _files(_node: Any, proto: Any) -> str:
    several = "several" if proto.multiple_files else "one"
    return f"{proto.label} ⇧ {several} of {' '.join(proto.type)}"


WIDGETS = {
    "button": _button,
    "download_button": _download,
    "selectbox": _choice,
    "multiselect": _choice,
    "radio": _radio,
    "button_group": _group,
    "checkbox": lambda node, proto: f"[{'x' if node.value else ' '}] {proto.label}",
    "text_input": _field,
    "text_area": _field,
    "date_input": lambda node, proto: f"{proto.label} = {node.value} {proto.format}",
    "file_uploader": _files,
    "pagination": lambda node, proto: f"page {node.value} of {proto.num_pages}",
    "progress": lambda node, proto: f"progress {proto.value} {proto.text}",
}
