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
"""Names of charts of any indicator, which have a shorter title after a place and a period."""


def assemble_chart(
    data: ChartData,
    declared: ChartDeclaration | str,
    form: Form,
    table: pd.DataFrame,
    /,  # positional only: `values` may have placeholders of these names
    *,
    unit: str = "",
    notes: Iterable[str] = (),
    sources: Iterable[str] = (),
    **values: object,
) -> Chart:
    """Return a chart with its title, finding, notes and source line; all charts are made here.

    The finding is the sentence that it states. `table` has a row for each mark (bar, point, tile).
    `declared` is the chart's entry in charts.yaml with its texts or, for a chart without one, the
    name of its messages (`indicator_trend`). `values` fill the placeholders of the finding,
    {period} is always filled. `sources` are codes of further sources, which no figure has.
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
        title=words.mark(_capitalize_first(title)),
        finding=_capitalize_first(finding),
        unit=unit,
        period=period,
        source=_format_source_line(data, figures, sources),
        release=data.release,
        language=words.language,
        notes=(*own_notes, *list_rest_notes(words, len(drawn), len(table))),
        subject=subject,
        heading=heading,
    )


def _capitalize_first(text: str) -> str:
    """Return a text with a capital first letter: "more than 300 people" → "More than 300 people".

    A sentence may begin with a number in words that a placeholder is filled with.
    """
    return text[:1].upper() + text[1:]


def _write_headings(
    data: ChartData,
    table: pd.DataFrame,
    form: Form,
    name: str,
    title: str,
    values: dict[str, object],
) -> tuple[str, str]:
    """Return a chart's subject and heading (charts/headings.py).

    The subject is place, period and title, after which files are named; the heading, which titles a
    slide, adds what stands out. `values` fill the placeholders of a general chart's short title.
    """
    words, place, newest = data.words, find_place(table, data), find_newest_period(table)
    is_general = name in GENERAL_SUBJECTS
    short_title = words.say(f"charts.{name}_subject", **values) if is_general else title
    place_name = words.areas([place])[place] if place else ""
    period_name = words.period(newest) if newest else ""
    subject = write_subject(short_title, place_name, period_name, words)
    return subject, words.mark(write_heading(subject, form, table, data, is_general=is_general))


def _format_chart_texts(
    declared: ChartDeclaration | str, table: pd.DataFrame, words: Words, values: dict[str, object]
) -> tuple[str, str, str, list[str]]:
    """Return a chart's name, title, finding and notes; a chart without marks has the finding "".

    `table` has a row for each mark: a bar, point or tile. `declared` is the entry in charts.yaml,
    with the texts of a named chart. A chart of any indicator has no entry, and `declared` is the
    name of its messages in charts.po ("indicator_trend"); it has no notes. `values` fill the
    placeholders of the finding.

    A named chart may have a title of its own for figures that all are of one programme: `alone` has
    them by programme.
    """
    if isinstance(declared, str):
        title = words.say(f"charts.{declared}", name=values.get("name", ""))
        finding = "" if table.empty else words.say(f"charts.{declared}_finding", **values)
        return declared, title, finding, []
    programmes = {split_key(key)["programme"] for keys in table["figures"] for key in keys}
    # The only programme; for several or none "", which `alone` does not have.
    (programme,) = programmes if len(programmes) == 1 else ("",)
    title = words.fill(declared.alone.get(programme, declared.name))
    finding = "" if table.empty else words.fill(declared.finding, **values)
    return declared.chart, title, finding, [words.fill(note) for note in declared.notes]


def _list_status_notes(figures: pd.DataFrame, form: Form, words: Words) -> list[str]:
    """Return a note with the statuses of a chart's figures (估计值1项: one estimated), [] if none.

    Statuses that only say whether a figure was reviewed are left out, and breaks in a trend, which
    has its own notes on them.
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
    """Return the line below a chart on its release and its sources.

    These are the sources of its `figures`, and the codes in `sources`; a chart without either names
    all sources of the release.
    """
    words = data.words
    codes = sorted({*figures["source"], *sources} or counts_by_value(data.figures, "source"))
    return format_source_line(codes, words, data.release)


def list_rest_notes(words: Words, drawn: int, total: int) -> list[str]:
    """Return a note with the number of marks that a chart leaves out; [] if it draws all.

    `drawn` and `total` are numbers of marks, or of whatever is too many: lines, equations.
    """
    return [words.say("charts.rest", shown=drawn, rest=total - drawn)] if total > drawn else []


def build_refused_chart(
    declared: ChartDeclaration | str,
    data: ChartData,
    error: NotCombinableError,
    indicator: str = "",
) -> Chart:
    """Return an empty chart whose finding says why its figures must not be combined.

    The notes of the declaration are left out, because they explain marks that are not drawn.
    `indicator` is the code whose name fills the title of a chart that has no declaration.
    """
    name = data.words.name("indicator", indicator)
    chart = assemble_chart(data, declared, Form.BAR, build_marks_from_dicts([]), name=name)
    return replace(chart, notes=(), finding=data.words.say(f"charts.refused_{error.code}"))
