"""The bulletin as a Word document that needs no retyping."""

from collections.abc import Iterator
from dataclasses import replace

from charts.chart import Chart, Form
from charts.table import figure_name
from exports.bulletins import Bulletin, sentences
from exports.bulletins.gbt9704 import BulletinDocument, BulletinFonts
from exports.citations import list_cited_figures
from exports.errors import ExportError
from exports.footnotes import format_table_cell, list_footnotes
from exports.options import ExportOptions, PictureSize
from exports.pictures import render_chart
from exports.request import ExportRequest, list_marks
from locales import plain
from quantities import Quantity

IMAGE_OPTIONS = ExportOptions(size=PictureSize("bulletin", 1600, 0))
CHINESE_NUMERALS = "一二三四五六七八九十"
PROGRESS_COLUMNS = ("area", "cumulative", "last_year", "rate", "target", "completion", "place")


def write_bulletin(order: ExportRequest) -> bytes:
    """Return the bulletin of an order: what is told of the months, each chart, notes, sources.

    Without Chromium or a Chinese font it has tables alone, and says why.
    """
    words = order.words
    about = order.bulletin
    faces = (
        BulletinFonts(about.title_face, about.body_face) if about else BulletinFonts("宋体", "仿宋")
    )
    paper = BulletinDocument(faces, words.language, build_bulletin_title(order))
    paper.title(build_bulletin_title(order))
    counter = BulletinWriter(paper, order)
    if about and not about.progress.empty:
        counter.heading("exports.part_progress")
        _write_progress(counter, about)
    if order.charts:
        counter.heading("exports.part_charts")
        for chart in order.charts:
            _write_chart(counter, chart)
    _write_ending(counter, faces)
    return paper.save()


class BulletinWriter:
    """Numbers headings, tables and charts as they come."""

    def __init__(self, paper: BulletinDocument, order: ExportRequest) -> None:
        self.paper = paper
        self.order = order
        self.words = order.words
        self.parts = self.items = self.tables = self.pictures = 0
        self.refusal = ""

    def heading(self, message: str) -> None:
        """Write a heading of the first rank with its number."""
        self.parts, self.items = self.parts + 1, 0
        title, number = self.words.say(message), self._number(self.parts)
        self.paper.first(self.words.say("exports.rank_first", number=number, title=title))

    def item(self, title: str) -> None:
        """Write a heading of the second rank with its number."""
        self.items += 1
        number = self._number(self.items)
        self.paper.second(self.words.say("exports.rank_second", number=number, title=title))

    def table_name(self, title: str) -> None:
        """Write a table's number and name above it."""
        self.tables += 1
        self.paper.caption(self.words.say("exports.table", number=self.tables, title=title))

    def picture_name(self, title: str) -> None:
        """Write a chart's number and name below it."""
        self.pictures += 1
        self.paper.caption(self.words.say("exports.picture", number=self.pictures, title=title))

    def _number(self, number: int) -> str:
        if self.words.language != "zh" or number > len(CHINESE_NUMERALS):
            return str(number)
        return CHINESE_NUMERALS[number - 1]


def build_bulletin_title(order: ExportRequest) -> str:
    """Name a bulletin: the title given, else its months and topic, else its charts."""
    about, words = order.bulletin, order.words
    if order.title or about is None:
        return order.name
    period = words.period(about.period)
    return about.say(words, "title", period=period, topic=about.topic)


def _write_progress(counter: BulletinWriter, about: Bulletin) -> None:
    """Tell the months in sentences, then give a table of each counted thing."""
    words, order = counter.words, counter.order
    period = words.period(about.period)
    release = order.release
    opening = about.say(words, "opening", period=period, topic=about.topic, release=release)
    counter.paper.body(opening)
    for text in sentences.write_paragraphs(about, words):
        counter.paper.body(text)
    for key, rows in sentences.group_by_indicator(about):
        name = figure_name(key, words)
        counter.table_name(words.say("exports.progress_title", period=period, name=name))
        unit = words.name("unit", rows[0]["indicator"])
        head = [words.say(f"exports.progress_{column}") for column in PROGRESS_COLUMNS]
        cells = [_format_progress_row(counter, row) for row in rows]
        counter.paper.table(words.say("exports.unit", unit=unit), head, cells)
    counter.paper.note(words.say("exports.progress_note"))


def _format_progress_row(counter: BulletinWriter, row: dict[str, object]) -> list[str]:
    words = counter.words
    missing = words.say("charts.not_reported")
    rate, completion, place = row["rate"], row["completion"], row["place"]
    return [
        words.name("area", str(row["ref_area"])),
        _format_amount(row["cumulative"], counter) or missing,
        _format_amount(row["last_year"], counter) or missing,
        sentences.format_percent(rate, words) if isinstance(rate, Quantity) else "—",
        _format_amount(row["target"], counter) or missing,
        sentences.format_percent(completion, words) if isinstance(completion, Quantity) else "—",
        str(int(place)) if isinstance(place, float) and place == place else "—",
    ]


def _format_amount(quantity: object, counter: BulletinWriter) -> str:
    """Give the bare number where it is exact, since the unit stands above; else the wording."""
    if not isinstance(quantity, Quantity):
        return ""
    if quantity.low == quantity.high == quantity.value:
        return plain(quantity.value, counter.words.language)
    return sentences.format_amount(quantity, "", counter.words)


def _write_chart(counter: BulletinWriter, chart: Chart) -> None:
    """Give a chart: heading, finding, table, and the picture where one can be made."""
    paper, words = counter.paper, counter.words
    counter.item(chart.title)
    if chart.finding:
        paper.body(chart.finding)
    if chart.empty:
        return
    counter.table_name(" ".join(part for part in (chart.period, chart.title) if part))
    head, rows, texts = _build_table(chart, counter)
    unit = words.say("exports.unit", unit=chart.unit) if chart.unit else ""
    paper.table(unit, head, rows, texts)
    for note in list_footnotes(chart, words):
        paper.note(note)
    paper.note(chart.source)
    if data := _render_chart(counter, chart):
        paper.picture(data, f"{chart.title} {chart.finding}".strip())
        counter.picture_name(chart.title)


def _build_table(chart: Chart, counter: BulletinWriter) -> tuple[list[str], list[list[str]], int]:
    """Give the columns that hold something: group, name, detail, and last the number as worded.

    The third value counts the columns of words. What joins the boxes of a flow is no group, and
    places that report nothing are left out.
    """
    rows = list_marks(chart)
    if chart.form is Form.TILES:
        rows = [row for row in rows if row["status"] != "missing"] or rows
    columns = [] if chart.form in (Form.FLOW, Form.TILES) else ["series"]
    columns = [name for name in [*columns, "category"] if any(row[name] for row in rows)]
    if any(row["detail"] not in ("", row["wording"]) for row in rows):
        columns.append("detail")
    head = [counter.words.say(f"exports.beside_{name}") for name in columns]
    cells = [[str(row[name]) for name in columns] for row in rows]
    if any(row["wording"] not in ("", row["category"]) for row in rows):
        name = "date" if chart.form is Form.TIMELINE else "wording"
        head.append(counter.words.say(f"exports.beside_{name}"))
        cells = [
            [*cell, format_table_cell(chart, row)] for cell, row in zip(cells, rows, strict=True)
        ]
    return head, cells, len(columns)


def _render_chart(counter: BulletinWriter, chart: Chart) -> bytes:
    """Paint a chart; after the first refusal none is tried again, and the reason is kept."""
    if counter.refusal:
        return b""
    try:
        plain_chart = replace(chart, title="", finding="", unit="", notes=(), source="")
        return render_chart(plain_chart, IMAGE_OPTIONS, "png", framed=False)
    except ExportError as refusal:
        counter.refusal = refusal.code
        return b""


def _write_ending(counter: BulletinWriter, faces: BulletinFonts) -> None:
    """Name the sources, what stands in for what, and who issues it when."""
    words, order, paper = counter.words, counter.order, counter.paper
    counter.heading("exports.part_sources")
    for line in _list_sources(order):
        paper.body(line)
    keep = order.bulletin is not None
    if order.link:
        paper.note(words.say("exports.address", link=order.link), keep)
    if counter.refusal:
        paper.note(words.say(f"exports.without_{counter.refusal}"), keep)
    if words.language == "zh":
        paper.note(words.say("exports.faces", title=faces.title, body=faces.body), keep)
    if order.bulletin:
        paper.signed(order.bulletin.organiser, words.period(order.bulletin.day.isoformat()))


def _list_sources(order: ExportRequest) -> Iterator[str]:
    """Name each source once, with the release."""
    words = order.words
    found = [row["source"] for row in list_cited_figures(order.keys, order.places)]
    names = words.listing([words.name("source", code) for code in dict.fromkeys(found)])
    if names:
        yield words.say("charts.source", names=names, release=order.release)
