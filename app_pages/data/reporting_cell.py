"""The pop-over of a cell in the reporting grid (填报情况): which items, by whom and when.

An item is an indicator that a unit has reported for a month, or is expected to report.
"""

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from app_pages.components.area_marks import find_unit_of_measure
from app_pages.data.reporting_data import CellHistory
from app_pages.data.reporting_words import format_month
from locales import Words
from metrics.reporting_grid import ReportState
from periods.spans import count_month, spell_month
from quantities import Quantity, format_quantity

MAX_ITEMS = 8
"""Missing items that are listed with their earlier numbers; further ones are only named."""


def render_pop_over(
    words: Words,
    name: str,
    unit: str,
    month: str,
    state: ReportState,
    items: tuple[Sequence[str], Sequence[str]],
    history: CellHistory,
    author: str,
    reminder: str,
) -> str:
    """Return the HTML of the pop-over for a unit's month.

    `items` are the indicators reported and those missing. `author` is the name of the person who
    first published the month. `reminder` is the text that reminds this unit, "" if it lacks
    nothing. Links in the pop-over open the unit's numbers, a button copies the reminder.
    """
    reported, lacking = items
    title = words.say("filing.cell_title", name=name, period=words.period(month))
    message = {ReportState.MISSING: "cell_missing", ReportState.LACKING: "cell_lacking"}.get(state)
    sentence = words.say(
        f"filing.{message or 'cell_reported'}", number=len(reported), lacking=len(lacking)
    )
    close = escape(words.say("filing.close"))
    return (
        f'<span class="fl-pop" role="dialog" aria-label="{escape(title)}">'
        f'<span class="fl-head"><strong>{escape(title)}</strong>'
        f'<a href="?cell=" data-here class="fl-close" aria-label="{close}">×</a></span>'
        f'<span class="fl-told">{escape(sentence)}</span>'
        f"{_render_history(words, history, author)}"
        f"{_render_missing_items(words, month, lacking, history)}"
        f"{_render_actions(words, unit, month, len(reported), reminder)}</span>"
    )


def _render_history(words: Words, history: CellHistory, author: str) -> str:
    """Return the HTML of when and by whom the month was first published, and its corrections.

    The HTML is "" for a month of which nothing was published.
    """
    if history.at is None:
        return ""
    time = f"{words.period(history.at.date().isoformat())} {history.at.astimezone():%H:%M %Z}"
    lines = [
        words.say("filing.cell_published", time=time, release=history.release_number, author=author)
    ]
    if history.corrected:
        names = [words.name("indicator", code) for code in history.corrected]
        lines.append(words.say("filing.cell_corrected", names=words.listing(names, MAX_ITEMS)))
    return "".join(f'<span class="fl-quiet">{escape(line)}</span>' for line in lines)


def _render_missing_items(
    words: Words, month: str, lacking: Sequence[str], history: CellHistory
) -> str:
    """Return the HTML of missing items, with their numbers of the month before and of last year.

    `lacking` are their codes. The earlier numbers let the reader judge how much is missing.
    """
    if not lacking:
        return ""
    month_before = format_month(spell_month(count_month(month) - 1), words)
    headings = (
        words.say("filing.column_missing_items"),
        month_before,
        words.say("filing.column_last_year", month=format_month(month, words)),
    )
    texts = "".join(f"<span>{escape(head)}</span>" for head in headings)
    rows = [f'<span class="fl-line fl-quiet">{texts}</span>']
    for code in lacking[:MAX_ITEMS]:
        numbers = history.numbers.get(code, (None, None))
        cells = [
            words.name("indicator", code),
            *(_format_number(words, code, each) for each in numbers),
        ]
        texts = "".join(f"<span>{escape(cell)}</span>" for cell in cells)
        rows.append(f'<span class="fl-line">{texts}</span>')
    if len(lacking) > MAX_ITEMS:
        names = [words.name("indicator", code) for code in lacking]
        rest_names = words.listing(names[MAX_ITEMS:], MAX_ITEMS)
        rows.append(f'<span class="fl-quiet">{escape(rest_names)}</span>')
    return f'<span class="fl-lines">{"".join(rows)}</span>'


def _format_number(words: Words, code: str, number: Quantity | None) -> str:
    """Format the number of a missing item in an earlier month, as it was reported; or "—"."""
    if number is None:
        return "—"
    return format_quantity(number, words.language, find_unit_of_measure(words, code))


def _render_actions(words: Words, unit: str, month: str, reported_count: int, reminder: str) -> str:
    """Return the HTML of a cell's actions: open its numbers, copy the reminder to this unit.

    Without reported items or a reminder the action is left out.
    """
    actions = []
    if reported_count:
        query = urlencode({"area": unit, "through": month, "since": "month"})
        label = escape(words.say("filing.see_reported", number=reported_count))
        actions.append(f'<a href="area?{escape(query)}">{label}</a>')
    if reminder:
        actions.append(render_copy_button(words, "copy_one", reminder))
    return f'<span class="fl-acts">{"".join(actions)}</span>' if actions else ""


def render_copy_button(words: Words, message: str, text: str, css: str = "") -> str:
    """Return the HTML of a button that copies `text`; its label is `message` of filing.po.

    A script in the browser copies what `data-copy` has, and then shows `data-done`. `css` is the
    button's class.
    """
    attributes: Mapping[str, str] = {"data-copy": text, "data-done": words.say("filing.copied")}
    pairs = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    style = f' class="{css}"' if css else ""
    return f'<button type="button"{style}{pairs}>{escape(words.say(f"filing.{message}"))}</button>'
