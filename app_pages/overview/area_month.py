"""An area's month as HTML, as the page shows it: computed once a release, scope and day."""

from datetime import date
from html import escape

from app_pages.components import diff
from app_pages.components.links import render_page_link
from app_pages.components.notices import render_empty
from app_pages.overview.attention import Correction, choose_corrections, render_attention
from app_pages.overview.cards import render_cards
from app_pages.overview.cockpit import Cockpit
from app_pages.overview.paragraph import render_lead
from app_pages.overview.read import list_not_better, read_cockpit
from app_pages.overview.unit_section import render_units
from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.scope import Scope, usual_scope
from ledger import StoreError
from locales import Language
from metrics.metric_table import to_records


@memoize(
    max_results=128,
    warm=lambda new: [
        (
            new.number,
            new.language,
            usual_scope(new.number),
            "",
            "",
            date.today(),
        )
    ],
)
def render_area_month(
    number: int, language: Language, scope: Scope, indicator: str, measure: str, today: date
) -> str:
    """Return the HTML of an area's month: paragraph, alerts, cards, units; cached.

    `indicator` and `measure` are what the ranking and the tiles show, "" for the usual ones.
    `today` counts the days that a report is overdue. Without any number of the month there is one
    sentence and one way on.
    """
    words = release.get_chart_data(number, language).words
    cockpit = read_cockpit(number, language, scope)
    title = f'<h1 class="ov-unseen">{escape(scope.word(words))}</h1>'
    if cockpit is None:
        text = words.say("overview.no_month", area=words.name("area", scope.area))
        way_on = render_page_link(words.say("overview.reported_so_far"), "data", words)
        return f"{title}{render_empty(text)}<p>{way_on}</p>"
    attention = render_attention(
        cockpit, today, _read_corrections(number, cockpit), list_not_better(number)
    )
    newest = usual_scope(number, scope.area).through
    lead = render_lead(cockpit, attention, newest)
    return f"{title}{lead}{render_cards(cockpit)}{render_units(cockpit, indicator, measure)}"


def _read_corrections(number: int, cockpit: Cockpit) -> list[Correction]:
    """Return the newest corrections in the scope; none if an earlier release cannot be read."""
    try:
        rows = to_records(diff.list_corrections(number))
    except StoreError:
        return []
    chosen = choose_corrections(cockpit, rows, cockpit.rules.most)
    return [
        Correction(str(row["key"]), diff.format_old_and_new(dict(row), cockpit.words))
        for row in chosen
    ]
