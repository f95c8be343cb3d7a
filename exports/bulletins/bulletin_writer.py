"""A bulletin as a finished Word document: progress in sentences and tables, charts, sources."""

import math
from dataclasses import replace
from typing import Any

from charts.chart import Chart, Form
from charts.labels import format_figure_name, format_source_line
from exports.bulletins import Bulletin, sentences
from exports.bulletins.word_document import BulletinDocument, BulletinFonts
from exports.citations import list_cited_figures
from exports.errors import ExportError
from exports.export_options import ExportOptions, PictureSize
from exports.export_request import ExportRequest
from exports.footnotes import format_signed_wording, list_footnotes
from exports.pictures import render_chart
from locales import format_plain
from metrics.metric_table import to_records
from quantities import Quantity, format_rate
from quantities.figure_keys import split_key

IMAGE_OPTIONS = ExportOptions(size=PictureSize("bulletin", 1600, 0))
CHINESE_NUMERALS = "一二三四五六七八九十"
PROGRESS_COLUMNS = ("area", "cumulative", "last_year", "rate", "target", "completion", "place")


def write_bulletin(request: ExportRequest) -> bytes:
    """Return the bulletin of a request as DOCX: progress in sentences and tables, charts, sources.

    Without Chromium or a Chinese font, tables replace the pictures and a sentence says why.
    """
    return BulletinWriter(request).write()


def build_bulletin_title(request: ExportRequest) -> str:
    """Return the request's title or, without one, a title of the bulletin's period and topic.

    A request with neither a title nor a bulletin has the title of its first chart.
    """
    bulletin, words = request.bulletin, request.words
    if request.title or bulletin is None:
        return request.name
    period = words.period(bulletin.period)
    return words.mark(bulletin.say(words, "title", period=period, topic=bulletin.topic))


class BulletinWriter:
    """Writes one bulletin and counts its headings, tables and pictures, to number them.

    `sections` counts headings of the first level, `items` those of the second in this section.
    """

    def __init__(self, request: ExportRequest) -> None:
        """Choose fonts and title for the request's bulletin and create the empty document.

        A request of charts alone has no bulletin (`request.bulletin` is None): the document then
        has no part on progress and no signature, and the default fonts.
        """
        self.request, self.words, bulletin = request, request.words, request.bulletin
        self.fonts = BulletinFonts("宋体", "仿宋")  # of title and text
        if bulletin:
            self.fonts = BulletinFonts(bulletin.title_font, bulletin.body_font)
        self.title = build_bulletin_title(request)
        self.document = BulletinDocument(self.fonts, self.words.language, self.title)
        self.sections = self.items = self.tables = self.pictures = 0
        self.picture_error = ""
        """The code of the first error in rendering a chart, "" before; no more are rendered then.

        Each of them would have the same error, some only after a long wait.
        """

    def write(self) -> bytes:
        """Write the bulletin: title, progress, charts and sources; return the DOCX file.

        Progress and charts are left out if there are none.
        """
        self.document.add_title(self.title)
        bulletin = self.request.bulletin
        if bulletin and not bulletin.progress.empty:
            self._add_section("exports.part_progress")
            self._write_progress(bulletin)
        if self.request.charts:
            self._add_section("exports.part_charts")
            for chart in self.request.charts:
                self._write_chart(chart)
        self._add_section("exports.part_sources")
        self._write_ending()
        return self.document.save()

    def _add_section(self, message: str) -> None:
        """Add a numbered heading of the first level; `message` is the id of its text."""
        self.sections, self.items = self.sections + 1, 0
        title, number = self.words.say(message), self._format_number(self.sections)
        heading = self.words.say("exports.rank_first", number=number, title=title)
        self.document.add_heading1(heading)

    def _add_item(self, title: str) -> None:
        """Add a numbered heading of the second level."""
        self.items += 1
        number = self._format_number(self.items)
        heading = self.words.say("exports.rank_second", number=number, title=title)
        self.document.add_heading2(heading)

    def _format_number(self, number: int) -> str:
        """Return the number of a heading: 一 for 1 in Chinese up to ten, else digits."""
        if self.words.language != "zh" or number > len(CHINESE_NUMERALS):
            return str(number)
        return CHINESE_NUMERALS[number - 1]

    def _add_table(
        self,
        title: str,
        unit: str,
        headings: list[str],
        rows: list[list[str]],
        text_columns: int = 1,
    ) -> None:
        """Add a table to the bulletin, below its caption, which has the next number.

        The first `text_columns` contain text, the others numbers.
        """
        self.tables += 1
        caption = self.words.say("exports.table", number=self.tables, title=title)
        self.document.add_caption(caption)
        unit_line = self.words.say("charts.unit", unit=unit) if unit else ""
        self.document.add_table(unit_line, headings, rows, text_columns)

    def _write_progress(self, bulletin: Bulletin) -> None:
        """Write the sum of the months in sentences, then a table for each indicator.

        The sentences name only the first areas, the tables all of them.
        """
        words, period = self.words, self.words.period(bulletin.period)
        values = {"period": period, "topic": bulletin.topic, "release": self.request.release}
        self.document.add_paragraph(bulletin.say(words, "opening", **values))
        for text in sentences.write_paragraphs(bulletin, words):
            self.document.add_paragraph(text)
        headings = [words.say(f"exports.progress_{column}") for column in PROGRESS_COLUMNS]
        for key, rows in sentences.group_by_indicator(bulletin, words):
            name = format_figure_name(key, words)
            title = words.say("exports.progress_title", period=period, name=name)
            unit = words.name("unit", split_key(key)["indicator"])
            self._add_table(title, unit, headings, [self._format_progress_row(row) for row in rows])
        self.document.add_note(words.say("exports.progress_note"))

    def _format_progress_row(self, row: dict[str, Any]) -> list[str]:
        """Return the cells of PROGRESS_COLUMNS for an area.

        A sum or target that is missing is "not reported"; a rate of change, a completion (the share
        of the target) or a place among the areas that is missing is a dash.
        """
        words, missing = self.words, self.words.say("charts.not_reported")
        rate, completion = (
            format_rate(percent, words.language) if percent else "—"
            for percent in (row["rate"], row["completion"])
        )
        return [
            row["area"],
            self._format_amount(row["cumulative"]) or missing,
            self._format_amount(row["last_year"]) or missing,
            rate,
            self._format_amount(row["target"]) or missing,
            completion,
            "—" if math.isnan(row["place"]) else str(int(row["place"])),
        ]

    def _format_amount(self, quantity: Quantity | None) -> str:
        """Return an exact amount as a number without its unit, which stands above the table.

        An inexact amount keeps its wording, the printed text (300余人); None (not reported) becomes
        "".
        """
        if quantity is None:
            return ""
        if quantity.low == quantity.high == quantity.value:
            return format_plain(quantity.value, self.words.language)
        return sentences.format_amount(quantity, unit="", words=self.words)

    def _write_chart(self, chart: Chart) -> None:
        """Write heading, finding, table, footnotes, source and, if it can be drawn, the picture.

        A chart without marks has only heading and finding.
        """
        document, words = self.document, self.words
        self._add_item(chart.title)
        if chart.finding:
            document.add_paragraph(chart.finding)
        if chart.empty:
            return
        title = " ".join(part for part in (chart.period, chart.title) if part)
        headings, rows, text_columns = self._build_chart_table(chart)
        self._add_table(title, chart.unit, headings, rows, text_columns)
        for note in (*list_footnotes(chart, words), chart.source):
            document.add_note(note)
        if picture := self._render_chart(chart):
            document.add_picture(picture, f"{chart.title} {chart.finding}".strip())
            self.pictures += 1
            caption = words.say("exports.picture", number=self.pictures, title=chart.title)
            document.add_caption(caption)

    def _build_chart_table(self, chart: Chart) -> tuple[list[str], list[list[str]], int]:
        """Return headings, rows and the number of text columns of a chart's table.

        The columns are group, name, detail and wording, without empty ones. In a flow the group is
        left out, as it only has arrows between boxes; so are tiles of areas without a figure.
        """
        marks = to_records(chart.table)
        if chart.form is Form.TILES:  # all of them, if none has a figure
            marks = [mark for mark in marks if mark["status"] != "missing"] or marks
        columns = ["category"] if chart.form in (Form.FLOW, Form.TILES) else ["series", "category"]
        columns = [column for column in columns if any(mark[column] for mark in marks)]
        if any(mark["detail"] not in ("", mark["wording"]) for mark in marks):
            columns.append("detail")
        headings = [self.words.say(f"exports.beside_{column}") for column in columns]
        rows = [[str(mark[column]) for column in columns] for mark in marks]
        if any(mark["wording"] not in ("", mark["category"]) for mark in marks):
            column = "date" if chart.form is Form.TIMELINE else "wording"
            headings.append(self.words.say(f"exports.beside_{column}"))
            for row, mark in zip(rows, marks, strict=True):
                row.append(format_signed_wording(chart, mark))
        return headings, rows, len(columns)

    def _render_chart(self, chart: Chart) -> bytes:
        """Return the picture of a chart as PNG; b"" for each chart after an error.

        The error's code is kept in `picture_error`, for the sentence that says why pictures are
        missing.
        """
        if self.picture_error:
            return b""
        try:
            # These texts are in the document, above and below the picture.
            plain_chart = replace(chart, title="", finding="", unit="", notes=(), source="")
            return render_chart(plain_chart, IMAGE_OPTIONS, "png", framed=False)
        except ExportError as error:
            self.picture_error = error.code
            return b""

    def _write_ending(self) -> None:
        """Write sources, web address, reason for missing pictures, fonts, issuer and date.

        Parts that do not apply are left out. The note on the fonts used in place of those of GB/T
        9704 is in Chinese only.
        """
        words, request, document = self.words, self.request, self.document
        cited = list_cited_figures(request.figure_keys, request.citations)
        sources = dict.fromkeys(figure["source"] for figure in cited)
        if sources:
            document.add_paragraph(format_source_line(sources, words, request.release))
        bulletin = request.bulletin
        keep_with_signature = bulletin is not None  # on the same page; else there is none
        if request.link:
            document.add_note(words.say("exports.address", link=request.link), keep_with_signature)
        if self.picture_error:
            reason = words.say(f"exports.without_{self.picture_error}")
            document.add_note(reason, keep_with_signature)
        if words.language == "zh":
            fonts = words.say("exports.faces", title=self.fonts.title, body=self.fonts.body)
            document.add_note(fonts, keep_with_signature)
        if bulletin:
            day = words.period(bulletin.day.isoformat())
            document.add_signature(bulletin.organiser, day)
