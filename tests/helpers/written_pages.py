"""HTML pages read back: what stands on them line by line, and their tables."""

from dataclasses import dataclass
from typing import Any

import lxml.html

BLOCKS = ("h1", "h2", "h3", "p", "li", "dt", "dd", "summary", "caption", "footer")


@dataclass(frozen=True)
class Table:
    """A table: its name, unit, headings, and cells; classes of cells by row and column."""

    caption: str
    label: str
    unit: str
    head: list[str]
    rows: list[list[str]]
    classes: dict[tuple[int, int], str]
    row_heads: list[str]


def parsed(html: str | bytes) -> Any:
    """Parse a page or a piece of one."""
    return lxml.html.fromstring(html.decode() if isinstance(html, bytes) else html)


def lines_of(html: str | bytes) -> list[str]:
    """List headings, paragraphs and items in order, each as `element.class: text`."""
    return [
        f"{each.tag}{'.' + each.get('class') if each.get('class') else ''}: {each.text_content()}"
        for each in parsed(f"<div>{html}</div>" if isinstance(html, str) else html).iter(*BLOCKS)
    ]


def tables_of(html: str | bytes) -> list[Table]:
    """List the tables of a page or a piece of one."""
    page = parsed(f"<div>{html}</div>" if isinstance(html, str) else html)
    return [_table(each) for each in page.iter("table")]


def _table(table: Any) -> Table:
    box = table.getparent()
    before = box.getprevious()
    caption = table.find("caption")
    body = list(table.find("tbody"))
    return Table(
        caption="" if caption is None else caption.text_content(),
        label=box.get("aria-label") or "",
        unit=before.text_content() if before is not None and before.get("class") == "unit" else "",
        head=[cell.text_content() for cell in table.find("thead").iter("th")],
        rows=[[cell.text_content() for cell in row] for row in body],
        classes={
            (n, at): cell.get("class")
            for n, row in enumerate(body)
            for at, cell in enumerate(row)
            if cell.get("class")
        },
        row_heads=[cell.text_content() for row in body for cell in row if cell.tag == "th"],
    )
