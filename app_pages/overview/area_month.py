"""The HTML of an area's month on the Overview page, computed once a release, scope and day."""

from datetime import date
from html import escape

from app_pages.components import diff
from app_pages.components.links import render_page_link
from app_pages.components.notices import render_empty
from app_pages.overview.attention import Correction, choose_corrections, render_attention
from app_pages.overview.cards import render_cards
from app_pages.overview.month_view import MonthView
from app_pages.overview.paragraph import render_lead
from app_pages.overview.ranking import render_units
from app_pages.overview.read_month_view import list_fall_without_alert, read_month_view
from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.scope import Scope, get_default_scope
from ledger import StoreError
from locales import Language
from metrics.metric_table import to_records


@memoize(
    max_results=128,
    warm=lambda new: [
        (
            new.number,
            new.language,
            get_default_scope(new.number),
            "",
            "",
            date.today(),
        )
    ],
)
def render_area_month(
    release_number: int, language: Language, scope: Scope, indicator: str, measure: str, today: date
) -> str:
    """Return the HTML of an area's month: paragraph, alerts, cards and units; cached.

    `indicator` and `measure` come from the URL: what the ranking and the tiles of units compare, ""
    for the default. `today` is needed to count the days that a report is overdue. An area without
    a month of figures gets one sentence and a link to the figures.
    """
    words = release.get_chart_data(release_number, language).words
    view = read_month_view(release_number, language, scope)
    title = f'<h1 class="ov-unseen">{escape(scope.describe(words))}</h1>'
    if view is None:
        text = words.say("overview.no_month", area=words.name("area", scope.area))
        way_on = render_page_link(words.say("overview.reported_so_far"), "data", words)
        return f"{title}{render_empty(text)}<p>{way_on}</p>"
    attention = render_attention(
        view,
        today,
        _read_corrections(release_number, view),
        list_fall_without_alert(release_number),
    )
    newest = get_default_scope(release_number, scope.area).through
    lead = render_lead(view, attention, newest)
    return f"{title}{lead}{render_cards(view)}{render_units(view, indicator, measure)}"


def _read_corrections(release_number: int, view: MonthView) -> list[Correction]:
    """Return the newest corrections of the view's area, its units and span, for the alerts.

    The list is empty if an earlier release cannot be read, as a correction is a change between
    releases.
    """
    try:
        rows = to_records(diff.list_corrections(release_number))
    except StoreError:
        return []
    chosen = choose_corrections(view, rows, view.rules.most)
    return [
        Correction(str(row["key"]), diff.format_old_and_new(dict(row), view.words))
        for row in chosen
    ]
