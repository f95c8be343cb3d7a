"""Assembles a `Chart` from its table of marks: title, finding, notes and source line."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from charts.chart import Chart, ChartData, Form
from charts.declarations import ChartDeclaration
from charts.headings import find_newest_period, find_place, write_heading, write_subject
from charts.labels import REVIEW_STATUSES, format_source_line, format_status
from charts.marks import build_marks_from_dicts, list_periods
from locales import Words
from metrics.figure_queries import choose, counts_by_value
from quantities import NotCombinableError
from quantities.figure_keys import split_key

MAX_MARKS = 20
"""The most marks of a chart with one mark in each row: more do not fit on a page."""
MAX_RANKED = 34
"""The most areas of a ranking: all provinces."""
MAX_MARKS_BY_FORM = {
    **dict.fromkeys((Form.BAR, Form.DOTS, Form.STACKED, Form.WAFFLE), MAX_MARKS),
    Form.RANKING: MAX_RANKED,
    **dict.fromkeys((Form.BULLET, Form.TIMELINE), MAX_MARKS),
    Form.MULTIPLES: 2 * MAX_MARKS,
}

GENERAL_SUBJECTS = frozenset(
    ("indicator_ranking", "indicator_trend", "indicator_values", "indicator_tiles")
)
"""Charts of any indicator, which have a shorter name after a place and a period."""


def assemble_chart(
    data: ChartData,
    declared: ChartDeclaration | str,
    form: Form,
    table: pd.DataFrame,
    /,  # so that a placeholder may have the name of one of these
    *,
    unit: str = "",
    notes: Iterable[str] = (),
    sources: Iterable[str] = (),
    **values: object,
) -> Chart:
    """Return a chart with its title, finding, notes and source line.

    `table` has a row for each mark (bar, point or tile), in their order. The texts are those of the
    declaration in charts.yaml; of a chart without one `declared` is the name, whose messages
    (`charts.indicator_trend`) are taken. `values` fill the finding, besides {period}, the periods
    of the marks. `sources` are codes of sources that no figure has.
    """
    words, drawn = data.words, table.head(MAX_MARKS_BY_FORM.get(form, len(table)))
    figures = choose(data.figures, key=sorted({key for keys in drawn["figures"] for key in keys}))
    values.setdefault("period", period := list_periods(drawn, words))
    name, title, finding, own_notes = _format_chart_texts(declared, drawn, words, values)
    own_notes += [*notes, *_list_status_notes(figures, form, words)]
    subject, heading = _write_headings(data, drawn, form, name, title, values)
    return Chart(
        name=name,
        form=form,
        table=drawn,
        title=words.mark(_begin_large(title)),
        finding=_begin_large(finding),
        unit=unit,
        period=period,
        source=_format_source_line(data, figures, sources),
        release=data.release,
        language=words.language,
        notes=(*own_notes, *list_rest_notes(words, len(drawn), len(table))),
        subject=subject,
        heading=heading,
    )


def _begin_large(text: str) -> str:
    """Return a text with a capital: it may begin with what was filled in, more than 300 people."""
    return text[:1].upper() + text[1:]


def _write_headings(
    data: ChartData,
    table: pd.DataFrame,
    form: Form,
    name: str,
    title: str,
    values: dict[str, object],
) -> tuple[str, str]:
    """Return a chart's subject and heading (charts/headings.py)."""
    words, place, newest = data.words, find_place(table, data), find_newest_period(table)
    short = words.say(f"charts.{name}_subject", **values) if name in GENERAL_SUBJECTS else title
    place_name = words.areas([place])[place] if place else ""
    subject = write_subject(short, place_name, words.period(newest) if newest else "", words)
    is_general = name in GENERAL_SUBJECTS
    return subject, words.mark(write_heading(subject, form, table, data, is_general=is_general))


def _format_chart_texts(
    declared: ChartDeclaration | str, table: pd.DataFrame, words: Words, values: dict[str, object]
) -> tuple[str, str, str, list[str]]:
    """Assemble a chart's name, title, finding and notes; without any mark the finding is "".

    A mark is a bar, point or tile: a row of `table`. The finding is the sentence that the chart
    states; `values` fill its placeholders. `declared` is a chart's entry in charts.yaml, or the
    name of its messages. If all its figures are of one programme, and the declaration has a title
    for that programme in `alone`, the chart has this title.
    """
    if isinstance(declared, str):
        title = words.say(f"charts.{declared}", name=values.get("name", ""))
        finding = "" if table.empty else words.say(f"charts.{declared}_finding", **values)
        return declared, title, finding, []
    programmes = {split_key(key)["programme"] for keys in table["figures"] for key in keys}
    (programme,) = programmes if len(programmes) == 1 else ("",)  # "" is in no `alone`
    title = words.fill(declared.alone.get(programme, declared.name))
    finding = "" if table.empty else words.fill(declared.finding, **values)
    return declared.chart, title, finding, [words.fill(note) for note in declared.notes]


def _list_status_notes(figures: pd.DataFrame, form: Form, words: Words) -> list[str]:
    """Return a note with the statuses of a chart's figures (估计值1项: one estimated), [] if none.

    Only whether a figure was reviewed is no matter of a chart. A trend tells of breaks by itself.
    """
    statuses = figures["obs_status"]
    counts = statuses[~statuses.isin(REVIEW_STATUSES)].value_counts(sort=False)
    names = [
        words.say("charts.status_count", name=format_status(str(code), words), number=number)
        for code, number in counts.items()
        if (code, form) != ("B", Form.TREND)
    ]
    return [words.say("charts.statuses", statuses=words.listing(names))] if names else []


def _format_source_line(data: ChartData, figures: pd.DataFrame, sources: Iterable[str]) -> str:
    """Assemble a chart's line on its release and sources: those of its `figures`, and `sources`.

    A chart that has neither, such as an empty one, names all sources of the release.
    """
    words = data.words
    codes = sorted({*figures["source"], *sources} or counts_by_value(data.figures, "source"))
    return format_source_line(codes, words, data.release)


def list_rest_notes(words: Words, drawn: int, total: int) -> list[str]:
    """Return a note with the number of marks that a chart leaves out; [] if it draws all."""
    return [words.say("charts.rest", shown=drawn, rest=total - drawn)] if total > drawn else []


def build_refused_chart(
    declared: ChartDeclaration | str,
    data: ChartData,
    error: NotCombinableError,
    indicator: str = "",
) -> Chart:
    """Return an empty chart, whose finding says why its figures must not be combined.

    The notes of the declaration are left out, because they explain what would be drawn. `indicator`
    is the code whose name fills the title of a chart that has no declaration.
    """
    name = data.words.name("indicator", indicator)
    chart = assemble_chart(data, declared, Form.BAR, build_marks_from_dicts([]), name=name)
    return replace(chart, notes=(), finding=data.words.say(f"charts.refused_{error.code}"))
