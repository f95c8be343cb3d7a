"""An area's month as the overview tells it, made of figures without a page; the texts in HTML."""

import html
import re
from collections.abc import Sequence

from app_pages.overview.month_view import MonthView
from curation.code_names import read_code_names
from ledger import Snapshot
from locales import Language, Words
from metrics.alerts import AlertRules
from metrics.reporting_units import read_reporting_units
from metrics.rollup.area_overview import build_area_overview
from metrics.rollup.area_scope import AreaScope
from metrics.rollup.further_numbers import find_further_numbers
from metrics.rollup.operand_rows import OperandsInMemory
from metrics.rollup.unit_tree import UnitTree
from periods.spans import Since, count_month


def cockpit_of(
    snapshot: Snapshot,
    area: str,
    through: str,
    codes: Sequence[str],
    *,
    since: Since = "year",
    language: Language = "zh",
    **more: object,
) -> MonthView:
    """What the page says of an area, its indicators in the order of `codes`."""
    source, tree = OperandsInMemory(snapshot.figures), UnitTree(snapshot.areas)
    scope = AreaScope(area, count_month(through), since)
    asked = read_reporting_units(snapshot.figures, tree).cover(area, through)
    levels = dict(zip(snapshot.areas["code"], snapshot.areas["level"], strict=True))
    given = {"rules": AlertRules(), "due_day": 10, **more}
    return MonthView(
        overview=build_area_overview(source, tree, snapshot.indicators, codes, scope),
        further_numbers=find_further_numbers(source, tree, snapshot.indicators, codes, scope),
        words=Words(language, read_code_names(snapshot)),
        levels=levels,
        expected=asked.expected,
        missing=asked.missing,
        **given,  # type: ignore[arg-type]
    )


def texts(markup: str) -> list[str]:
    """The texts between the tags of HTML, in order."""
    parts = (html.unescape(part).strip() for part in re.split(r"<[^>]*>", markup))
    return [part for part in parts if part]


def blocks(markup: str, start: str) -> list[str]:
    """The parts of HTML that begin with a text, as `<tr` or `<a class="tile`."""
    return [start + part for part in markup.split(start)[1:]]
