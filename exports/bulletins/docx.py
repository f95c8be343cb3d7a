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
from exports.request import ExportRequest
from locales import format_plain
from metrics.table import records
from quantities import Quantity

IMAGE_OPTIONS = ExportOptions(size=PictureSize("bulletin", 1600, 0))
CHINESE_NUMERALS = "一二三四五六七八九十"
PROGRESS_COLUMNS = ("area", "cumulative", "last_year", "rate", "target", "completion", "place")


def write_bulletin(request: ExportRequest) -> bytes:
    """Return the bulletin of an order: what is told of the months, each chart, notes, sources.

    Without Chromium or a Chinese font it has tables alone, and says why.
    """
    words = request.words
    bulletin = request.bulletin
    fonts = (
        BulletinFonts(bulletin.title_face, bulletin.body_face)
        if bulletin
        else BulletinFonts("宋体", "仿宋")
    )
    document = BulletinDocument(fonts, words.language, build_bulletin_title(request))
    document.title(build_bulletin_title(request))
    writer = BulletinWriter(document, request)
    if bulletin and not bulletin.progress.empty:
        writer.heading("exports.part_progress")
        _write_progress(writer, bulletin)
    if request.charts:
        writer.heading("exports.part_charts")
        for chart in request.charts:
            _write_chart(writer, chart)
    _write_ending(writer, fonts)
    return document.save()


class BulletinWriter:
    """Numbers headings, tables and charts as they come."""

    def __init__(self, document: BulletinDocument, request: ExportRequest) -> None:
        self.document = document
        self.request = request
        self.words = request.words
        self.parts = self.items = self.tables = self.pictures = 0
        self.refusal = ""

    def heading(self, message: str) -> None:
        """Write a heading of the first rank with its number."""
        self.parts, self.items = self.parts + 1, 0
        title, number = self.words.say(message), self._number(self.parts)
        self.document.first(self.words.say("exports.rank_first", number=number, title=title))

    def item(self, title: str) -> None:
        """Write a heading of the second rank with its number."""
        self.items += 1
        number = self._number(self.items)
        self.document.second(self.words.say("exports.rank_second", number=number, title=title))

    def table_name(self, title: str) -> None:
        """Write a table's number and name above it."""
        self.tables += 1
        self.document.caption(self.words.say("exports.table", number=self.tables, title=title))

    def picture_name(self, title: str) -> None:
        """Write a chart's number and name below it."""
        self.pictures += 1
        self.document.caption(self.words.say("exports.picture", number=self.pictures, title=title))

    def _number(self, number: int) -> str:
        if self.words.language != "zh" or number > len(CHINESE_NUMERALS):
            return str(number)
        return CHINESE_NUMERALS[number - 1]


def build_bulletin_title(request: ExportRequest) -> str:
    """Name a bulletin: the title given, else its months and topic, else its charts."""
    bulletin, words = request.bulletin, request.words
    if request.title or bulletin is None:
        return request.name
    period = words.period(bulletin.period)
    return bulletin.say(words, "title", period=period, topic=bulletin.topic)


def _write_progress(writer: BulletinWriter, bulletin: Bulletin) -> None:
    """Tell the months in sentences, then give a table of each counted thing."""
    words, request = writer.words, writer.request
    period = words.period(bulletin.period)
    release = request.release
    opening = bulletin.say(words, "opening", period=period, topic=bulletin.topic, release=release)
    writer.document.body(opening)
    for text in sentences.write_paragraphs(bulletin, words):
        writer.document.body(text)
    for key, rows in sentences.group_by_indicator(bulletin):
        name = figure_name(key, words)
        writer.table_name(words.say("exports.progress_title", period=period, name=name))
        unit = words.name("unit", rows[0]["indicator"])
        head = [words.say(f"exports.progress_{column}") for column in PROGRESS_COLUMNS]
        cells = [_format_progress_row(writer, row) for row in rows]
        writer.document.table(words.say("charts.unit", unit=unit), head, cells)
    writer.document.note(words.say("exports.progress_note"))


def _format_progress_row(writer: BulletinWriter, row: dict[str, object]) -> list[str]:
    words = writer.words
    missing = words.say("charts.not_reported")
    rate, completion, place = row["rate"], row["completion"], row["place"]
    return [
        words.name("area", str(row["ref_area"])),
        _format_amount(row["cumulative"], writer) or missing,
        _format_amount(row["last_year"], writer) or missing,
        sentences.format_percent(rate, words) if isinstance(rate, Quantity) else "—",
        _format_amount(row["target"], writer) or missing,
        sentences.format_percent(completion, words) if isinstance(completion, Quantity) else "—",
        str(int(place)) if isinstance(place, float) and place == place else "—",
    ]


def _format_amount(quantity: object, writer: BulletinWriter) -> str:
    """Give the bare number where it is exact, since the unit stands above; else the wording."""
    if not isinstance(quantity, Quantity):
        return ""
    if quantity.low == quantity.high == quantity.value:
        return format_plain(quantity.value, writer.words.language)
    return sentences.format_amount(quantity, "", writer.words)


def _write_chart(writer: BulletinWriter, chart: Chart) -> None:
    """Give a chart: heading, finding, table, and the picture where one can be made."""
    document, words = writer.document, writer.words
    writer.item(chart.title)
    if chart.finding:
        document.body(chart.finding)
    if chart.empty:
        return
    writer.table_name(" ".join(part for part in (chart.period, chart.title) if part))
    head, rows, texts = _build_table(chart, writer)
    unit = words.say("charts.unit", unit=chart.unit) if chart.unit else ""
    document.table(unit, head, rows, texts)
    for note in list_footnotes(chart, words):
        document.note(note)
    document.note(chart.source)
    if data := _render_chart(writer, chart):
        document.picture(data, f"{chart.title} {chart.finding}".strip())
        writer.picture_name(chart.title)


def _build_table(chart: Chart, writer: BulletinWriter) -> tuple[list[str], list[list[str]], int]:
    """Give the columns that hold something: group, name, detail, and last the number as worded.

    The third value counts the columns of words. What joins the boxes of a flow is no group, and
    places that report nothing are left out.
    """
    rows = records(chart.table)
    if chart.form is Form.TILES:
        rows = [row for row in rows if row["status"] != "missing"] or rows
    columns = [] if chart.form in (Form.FLOW, Form.TILES) else ["series"]
    columns = [name for name in [*columns, "category"] if any(row[name] for row in rows)]
    if any(row["detail"] not in ("", row["wording"]) for row in rows):
        columns.append("detail")
    head = [writer.words.say(f"exports.beside_{name}") for name in columns]
    cells = [[str(row[name]) for name in columns] for row in rows]
    if any(row["wording"] not in ("", row["category"]) for row in rows):
        name = "date" if chart.form is Form.TIMELINE else "wording"
        head.append(writer.words.say(f"exports.beside_{name}"))
        cells = [
            [*cell, format_table_cell(chart, row)] for cell, row in zip(cells, rows, strict=True)
        ]
    return head, cells, len(columns)


def _render_chart(writer: BulletinWriter, chart: Chart) -> bytes:
    """Paint a chart; after the first refusal none is tried again, and the reason is kept."""
    if writer.refusal:
        return b""
    try:
        plain_chart = replace(chart, title="", finding="", unit="", notes=(), source="")
        return render_chart(plain_chart, IMAGE_OPTIONS, "png", framed=False)
    except ExportError as refusal:
        writer.refusal = refusal.code
        return b""


def _write_ending(writer: BulletinWriter, fonts: BulletinFonts) -> None:
    """Name the sources, what stands in for what, and who issues it when."""
    words, request, document = writer.words, writer.request, writer.document
    writer.heading("exports.part_sources")
    for line in _list_sources(request):
        document.body(line)
    keep = request.bulletin is not None
    if request.link:
        document.note(words.say("exports.address", link=request.link), keep)
    if writer.refusal:
        document.note(words.say(f"exports.without_{writer.refusal}"), keep)
    if words.language == "zh":
        document.note(words.say("exports.faces", title=fonts.title, body=fonts.body), keep)
    if request.bulletin:
        document.signed(request.bulletin.organiser, words.period(request.bulletin.day.isoformat()))


def _list_sources(request: ExportRequest) -> Iterator[str]:
    """Name each source once, with the release."""
    words = request.words
    found = [row["source"] for row in list_cited_figures(request.figure_keys, request.citations)]
    names = words.listing([words.name("source", code) for code in dict.fromkeys(found)])
    if names:
        yield words.say("charts.source", names=names, release=request.release)
