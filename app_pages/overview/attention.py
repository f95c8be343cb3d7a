"""What to look at (需要注意) as HTML: a row a unit, each one link as a whole, with its reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import urlencode

from app_pages.components.area_words import word_thing
from app_pages.overview.cockpit import Cockpit, one_decimal, word_month
from metrics.alerts import Alert, find_alerts
from periods import last_month
from periods.spans import count_month, spell_month
from quantities.figure_keys import split_key

MOST_MISSING = 3
"""Units without a report that have a row of their own; of more, one row says how many."""


@dataclass(frozen=True)
class Correction:
    """A published figure that was corrected: its key, and `old → new` as they were reported."""

    key: str
    change: str


def choose_corrections(
    cockpit: Cockpit, rows: Iterable[Mapping[str, object]], most: int
) -> list[Mapping[str, object]]:
    """Return the newest corrections, at most `most`, of the area or its units in the scope's span.

    `rows` are corrected figures with their `key`, the newest first.
    """
    areas = {cockpit.overview.area, *cockpit.unit_names}
    first = min(cockpit.overview.period[: len("2025-01")], cockpit.overview.through[:4])
    corrections = []
    for row in rows:
        parts = split_key(str(row["key"]))
        month = last_month(parts["time_period"])
        if parts["ref_area"] in areas and first <= month <= cockpit.overview.through:
            corrections.append(row)
    return corrections[:most]


def render_attention(
    cockpit: Cockpit,
    today: date,
    corrections: Sequence[Correction] = (),
    less_is_better: Sequence[str] = (),
) -> str:
    """Return the list of alerts and corrections; a sentence if there are none.

    `today` counts the days that a report is overdue; `less_is_better` are indicators whose fall is
    nothing to look at.
    """
    alerts = find_alerts(cockpit.overview, cockpit.rules, less_is_better)
    missing = [alert for alert in alerts if alert.kind == "missing"]
    rows = [
        _render_alert(cockpit, alert, today)
        for alert in alerts
        if alert not in missing[MOST_MISSING:]
    ]
    if further := max(0, len(missing) - MOST_MISSING):
        text = cockpit.say("further_missing", count=further)
        rows.append(f'<li><span class="ov-row">{escape(text)}</span></li>')
    rows += [_render_correction(cockpit, correction) for correction in corrections]
    content = f"<ul>{''.join(rows)}</ul>" if rows else f"<p>{escape(cockpit.say('nothing'))}</p>"
    title = escape(cockpit.say("attention"))
    return f'<div class="ov-attention"><h2>{title}</h2>{content}</div>'


def _render_row(href: str, area: str, subject: str, reason: str) -> str:
    """Return a row as one link; `reason` is HTML already."""
    return (
        f'<li><a class="ov-row" href="{escape(href)}"><span><b>{escape(area)}</b> {escape(subject)}'
        f"</span><span>{reason}</span></a></li>"
    )


def _render_alert(cockpit: Cockpit, alert: Alert, today: date) -> str:
    """Return the row of a unit that is behind, has fallen or has not reported."""
    href = f"area?{urlencode({'area': alert.unit})}"
    name = cockpit.unit_names.get(alert.unit, alert.unit)
    indicator = cockpit.words.name("indicator", alert.indicators[0])
    count = len(alert.indicators)
    if alert.kind in ("missing", "lacking"):
        months = _word_months(cockpit, alert.months)
        message = "all_items" if alert.kind == "missing" else "some_items" if count > 1 else ""
        subject = (
            cockpit.say(
                message,
                months=months,
                name=word_thing(cockpit.words, alert.indicators[0]),
                count=count,
            )
            if message
            else indicator
        )
        return _render_row(href, name, subject, _word_missing(cockpit, alert, today))
    return _render_row(href, name, indicator, _word_distance(cockpit, alert))


def _word_distance(cockpit: Cockpit, alert: Alert) -> str:
    """Return how far a unit is behind the time elapsed, or below last year, as HTML."""
    say = cockpit.say
    if alert.kind == "behind":
        done = say("only_completed", rate=f"{one_decimal(alert.value)}%")
        # The difference of what is printed: 75.0 less 53.4.
        by = one_decimal(round(cockpit.overview.elapsed, 1) - float(one_decimal(alert.value)))
        return f'{escape(done)}<span class="warn">{escape(say("behind", points=by))}</span>'
    span = say("than_last_month" if cockpit.is_month else "than_last_span")
    fall = cockpit.words.say("totals.fall", rate=one_decimal(alert.by))
    return f'{escape(span)} <span class="fall">▼ {escape(fall)}</span>'


def _word_months(cockpit: Cockpit, months: Sequence[str]) -> str:
    """Return months without their year: 9月, 5月、9月; of a number at a date, that of the scope."""
    named = [word_month(cockpit.words, month) for month in months or [cockpit.overview.through]]
    return cockpit.words.listing(named, 3)


def _word_missing(cockpit: Cockpit, alert: Alert, today: date) -> str:
    """Return that a report is missing, and how many days it is overdue, as HTML."""
    text = cockpit.say("lacking" if alert.kind == "lacking" else "unreported")
    if alert.kind == "missing" and cockpit.due_day:
        days = (today - find_due_day(cockpit.overview.through, cockpit.due_day)).days
        if days > 0:
            text = cockpit.say("overdue", count=days)
    return f'<span class="warn">{escape(text)}</span>'


def find_due_day(month: str, day: int) -> date:
    """Return the day by which a month is reported: 2025-09 and 10 -> 10 October 2025."""
    following = spell_month(count_month(month) + 1)
    return date(int(following[:4]), int(following[5:]), day)


def _render_correction(cockpit: Cockpit, correction: Correction) -> str:
    """Return the row of a figure that was corrected; it leads to the list of corrections."""
    parts, words = split_key(correction.key), cockpit.words
    area = cockpit.unit_names.get(parts["ref_area"], words.name("area", parts["ref_area"]))
    month = last_month(parts["time_period"])
    period = words.period(parts["time_period"])
    if month[:4] == cockpit.overview.through[:4] and parts["time_period"] == month:
        period = word_month(words, month)
    subject = cockpit.say(
        "corrected_item", period=period, name=words.name("indicator", parts["indicator"])
    )
    text = cockpit.say("corrected", change=correction.change)
    return _render_row("history", area, subject, escape(text))
