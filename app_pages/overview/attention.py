"""The list of what needs attention (需要注意) as HTML: each row is a link, with its reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import urlencode

from app_pages.components.area_words import shorten_indicator_name
from app_pages.overview.month_view import MonthView, format_month, format_one_decimal
from metrics.alerts import Alert, find_alerts
from periods import last_month
from periods.spans import count_month, spell_month
from quantities.figure_keys import split_key

MAX_MISSING_ROWS = 3
"""Units without a report that have a row of their own; one more row counts the others."""


@dataclass(frozen=True)
class Correction:
    """A correction of a published figure: its key, and the old and new wording (`old → new`)."""

    key: str
    change: str


def choose_corrections(
    view: MonthView, rows: Iterable[Mapping[str, object]], most: int
) -> list[Mapping[str, object]]:
    """Return the newest corrections of the area or its units, at most `most`.

    Only corrections of figures in the scope's span, or in the same calendar year before the end of
    the span, count. `rows` are corrected figures, the newest first, each with its figure key as
    `key`.
    """
    areas = {view.overview.area, *view.unit_names}
    # The span, but always the whole calendar year so far: the page of one month shows all of it.
    first_month = min(view.overview.period[: len("2025-01")], view.overview.through[:4])
    corrections = []
    for row in rows:
        key_parts = split_key(str(row["key"]))
        month = last_month(key_parts["time_period"])
        if key_parts["ref_area"] in areas and first_month <= month <= view.overview.through:
            corrections.append(row)
    return corrections[:most]


def render_attention(
    view: MonthView,
    today: date,
    corrections: Sequence[Correction] = (),
    no_fall_alert: Sequence[str] = (),
) -> str:
    """Return the HTML of the list of alerts and corrections, or of a sentence if it is empty.

    `today` is needed to count overdue days. `no_fall_alert` has the indicators whose fall is no
    alert, as more of them is not better.
    """
    alerts = find_alerts(view.overview, view.rules, no_fall_alert)
    missing_alerts = [alert for alert in alerts if alert.kind == "missing"]
    rows = [
        _render_alert(view, alert, today)
        for alert in alerts
        if alert not in missing_alerts[MAX_MISSING_ROWS:]
    ]
    if further_count := max(0, len(missing_alerts) - MAX_MISSING_ROWS):
        text = view.say("further_missing", count=further_count)
        rows.append(f'<li><span class="ov-row">{escape(text)}</span></li>')
    rows += [_render_correction(view, correction) for correction in corrections]
    content = f"<ul>{''.join(rows)}</ul>" if rows else f"<p>{escape(view.say('nothing'))}</p>"
    title = escape(view.say("attention"))
    return f'<div class="ov-attention"><h2>{title}</h2>{content}</div>'


def _render_row(href: str, area: str, subject: str, reason_html: str) -> str:
    """Return the HTML of a row in the list of what needs attention; all of it is a link to `href`.

    `area` and `subject` (what it is about, such as an indicator) are texts and are escaped here;
    `reason_html` is HTML.
    """
    return (
        f'<li><a class="ov-row" href="{escape(href)}"><span><b>{escape(area)}</b> {escape(subject)}'
        f"</span><span>{reason_html}</span></a></li>"
    )


def _render_alert(view: MonthView, alert: Alert, today: date) -> str:
    """Return the HTML row of a unit that is behind, has fallen, or has not reported something.

    A single missing indicator is named; of several only the first, with how many they are.
    """
    href = f"area?{urlencode({'area': alert.unit})}"
    name = view.unit_names.get(alert.unit, alert.unit)
    indicator = view.words.name("indicator", alert.indicators[0])
    count = len(alert.indicators)
    if alert.kind in ("missing", "lacking"):
        months = _format_months(view, alert.months)
        message = "all_items" if alert.kind == "missing" else "some_items" if count > 1 else ""
        subject = (
            view.say(
                message,
                months=months,
                name=shorten_indicator_name(view.words, alert.indicators[0]),
                count=count,
            )
            if message
            else indicator
        )
        return _render_row(href, name, subject, _describe_missing(view, alert, today))
    return _render_row(href, name, indicator, _describe_distance(view, alert))


def _describe_distance(view: MonthView, alert: Alert) -> str:
    """Return the HTML of how far a unit is behind the time elapsed, or has fallen.

    A fall is against the same month or span of the year before.
    """
    say = view.say
    if alert.kind == "behind":
        done = say("only_completed", rate=f"{format_one_decimal(alert.value)}%")
        # The difference of what is printed: 75.0 less 53.4.
        printed_rate = float(format_one_decimal(alert.value))
        points = format_one_decimal(round(view.overview.elapsed, 1) - printed_rate)
        return f'{escape(done)}<span class="warn">{escape(say("behind", points=points))}</span>'
    span = say("than_last_month" if view.is_month else "than_last_span")
    fall = view.words.say("totals.fall", rate=format_one_decimal(alert.by))
    return f'{escape(span)} <span class="fall">▼ {escape(fall)}</span>'


def _format_months(view: MonthView, months: Sequence[str]) -> str:
    """Format months without their year: 5月、9月; for none, the last month of the span."""
    named = [format_month(view.words, month) for month in months or [view.overview.through]]
    return view.words.listing(named, 3)  # names at most 3 of them


def _describe_missing(view: MonthView, alert: Alert, today: date) -> str:
    """Return the HTML of a missing report's state: not reported, or how many days it is overdue.

    Days are counted only if config.yaml sets a day, and only for a unit that has reported nothing;
    for one that lacks some indicators the state is "lacking".
    """
    text = view.say("lacking" if alert.kind == "lacking" else "unreported")
    if alert.kind == "missing" and view.due_day:
        days = (today - find_due_day(view.overview.through, view.due_day)).days
        if days > 0:
            text = view.say("overdue", count=days)
    return f'<span class="warn">{escape(text)}</span>'


def find_due_day(month: str, day: int) -> date:
    """Return the day by which a month has to be reported: "2025-09" and 10 → 10 October 2025."""
    following = spell_month(count_month(month) + 1)
    return date(int(following[:4]), int(following[5:]), day)


def _render_correction(view: MonthView, correction: Correction) -> str:
    """Return the HTML row of a corrected figure, a link to the list of all corrections.

    A figure of a month of the page's year names its period without the year: 9月.
    """
    key_parts, words = split_key(correction.key), view.words
    area = view.unit_names.get(key_parts["ref_area"], words.name("area", key_parts["ref_area"]))
    month = last_month(key_parts["time_period"])
    period = words.period(key_parts["time_period"])
    if month[:4] == view.overview.through[:4] and key_parts["time_period"] == month:
        period = format_month(words, month)
    subject = view.say(
        "corrected_item", period=period, name=words.name("indicator", key_parts["indicator"])
    )
    text = view.say("corrected", change=correction.change)
    return _render_row("history", area, subject, escape(text))
