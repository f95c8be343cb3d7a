"""The paragraph of an area's month in union wording, to be copied as it stands.

Its numbers are those of the cards: 2025年1—9月，全市（已报9个区县，缺沙溪县）新发展会员
至少2.98万人，比去年同期增长8.4%，完成全年任务的73.9%；…
"""

from collections import Counter
from collections.abc import Sequence
from html import escape

from app_pages.components.area_marks import word_change, word_rate, word_total
from app_pages.components.area_words import word_thing
from app_pages.components.export_buttons import render_add_link
from app_pages.components.links import render_page_link
from app_pages.overview.cockpit import NO_LEVEL, Cockpit
from app_pages.state.chart_query import ChartQuery
from metrics.rollup.area_results import AreaIndicator


def write_paragraph(cockpit: Cockpit) -> str:
    """Return the paragraph as plain text; "" if the area has no number of the span.

    It tells the indicators of `list_told`: first counts, then shares, last numbers at a date.
    """
    indicators = list_told(cockpit)
    if not indicators:
        return ""
    by_kind = [
        [indicator for indicator in indicators if _is_of(indicator, kind)]
        for kind in ("flow", "ratio", "stock")
    ]
    sentences = _Sentences(cockpit, indicators[0])
    text = sentences.write(*by_kind)
    return text + sentences.close()


def list_told(cockpit: Cockpit) -> list[AreaIndicator]:
    """Return the indicators of the paragraph: those whose numbers are made of the same units.

    These are the units of most indicators, so that who is missing is said once.
    """
    known = [indicator for indicator in cockpit.shown if indicator.total.quantity is not None]
    bases = Counter(map(_find_basis, known)).most_common(1)
    return [indicator for indicator in known if _find_basis(indicator) == bases[0][0]]


def _find_basis(indicator: AreaIndicator) -> tuple[str, tuple[str, ...]]:
    """Return of what an indicator's number is made: its source and the units that are missing."""
    return indicator.total.source, indicator.total.coverage.missing


def _is_of(indicator: AreaIndicator, kind: str) -> bool:
    """Return whether an indicator belongs to the sentence of a kind; unknown kinds are counts."""
    return (indicator.kind if indicator.kind in ("ratio", "stock") else "flow") == kind


class _Sentences:
    """Writes the sentences; the first change says with what it is compared."""

    def __init__(self, cockpit: Cockpit, first: AreaIndicator) -> None:
        """Take the area's month and one of its indicators, whose coverage is that of all."""
        self.cockpit, self.coverage = cockpit, first.total.coverage
        self.is_partial = first.total.source == "units" and bool(self.coverage.missing)
        self.rates = 0  # told so far

    def write(
        self,
        flows: Sequence[AreaIndicator],
        ratios: Sequence[AreaIndicator],
        stocks: Sequence[AreaIndicator],
    ) -> str:
        """Return the sentences of counts, of shares, and of numbers at a date."""
        cockpit, say = self.cockpit, self.cockpit.say
        period, through = (
            cockpit.words.period(each)
            for each in (cockpit.overview.period, cockpit.overview.through)
        )
        if not flows and not ratios:
            head = say("para_end_head", month=through, who=self._name_area_and_missing)
            return head + say("para_sentence", text=self._list_stocks(stocks))
        head = say("para_head", period=period, who=self._name_area_and_missing)
        parts, semicolon = [], say("para_semicolon")
        for items in (flows, ratios):
            if items:
                parts.append(semicolon.join(self._write_indicator(text) for text in items))
        if stocks:
            listed = self._list_stocks(stocks)
            parts.append(say("para_at_end", month=cockpit.month, items=listed))
        return head + "".join(say("para_sentence", text=part) for part in parts)

    def _list_stocks(self, stocks: Sequence[AreaIndicator]) -> str:
        """Return numbers at a date, one after the other."""
        return self.cockpit.say("para_comma").join(map(self._thing_and_total, stocks))

    @property
    def _name_area_and_missing(self) -> str:
        """The area and, where units are missing, how many have reported and who has not."""
        if not self.is_partial:
            return self.cockpit.whole
        return self.cockpit.say(
            "para_partial",
            whole=self.cockpit.whole,
            reported=self._count_reported(),
            missing=self.cockpit.name_units(self.coverage.missing),
        )

    def _count_reported(self) -> str:
        """Return how many units have reported, in short: 9个区县."""
        level = self.cockpit.level
        return self.cockpit.words.say(
            f"overview.short_{level or NO_LEVEL}", count=self.coverage.reporting
        )

    def _thing_and_total(self, indicator: AreaIndicator) -> str:
        """Return an indicator with its number: 新发展会员至少2.98万人."""
        words, code = self.cockpit.words, indicator.code
        default = words.name("indicator", code) if indicator.kind == "ratio" else None
        thing = self.cockpit.phrases.get(code) or default or word_thing(words, code)
        return self.cockpit.say(
            "para_item", thing=thing, total=word_total(indicator.total, words, code)
        )

    def _write_indicator(self, indicator: AreaIndicator) -> str:
        """Return an indicator with its number, its change and its completion."""
        words, say = self.cockpit.words, self.cockpit.say
        parts = [self._thing_and_total(indicator)]
        if indicator.growth.change is not None:
            change, _direction = word_change(indicator.growth.change, words, indicator.code)
            span = "month" if self.cockpit.is_month else "span"
            message = "para_change" if self.rates else f"para_first_change_{span}"
            parts.append(say(message, change=change) + self._word_compared_units(indicator))
            self.rates += 1
        elif indicator.growth.reason == "broken":
            parts.append(say("para_broken"))
        if indicator.completion and indicator.completion.rate:
            self.rates += 1
            message = "para_done_month" if self.cockpit.is_month else "para_done"
            parts.append(say(message, rate=word_rate(indicator.completion.rate, words)))
        return say("para_comma").join(parts)

    def _word_compared_units(self, indicator: AreaIndicator) -> str:
        """Return of how many units a change is, where these are not those of the total."""
        if indicator.growth.coverage.reporting == indicator.total.coverage.reporting:
            return ""
        count = self.cockpit.count(indicator.growth.coverage.reporting)
        return self.cockpit.say("para_compared", count=count)

    def close(self) -> str:
        """Return of which units rates are, where some are missing; "" without rates."""
        if not (self.is_partial and self.rates):
            return ""
        return self.cockpit.say("para_basis", count=self.cockpit.count(self.coverage.reporting))


def write_absence(cockpit: Cockpit) -> str:
    """Return in one sentence why the area has no number of the span: too few units, or none."""
    say, all_of_them = cockpit.say, len(cockpit.expected)
    reported = all_of_them - len(cockpit.missing)
    period = cockpit.words.period(cockpit.overview.period)
    if not all_of_them or not reported:
        return say("none_reported", period=period, area=cockpit.area_name)
    return say(
        "too_few",
        period=period,
        reported=cockpit.count(reported),
        all=all_of_them,
        share=f"{cockpit.least_share:g}%",
        whole=cockpit.whole,
    )


def list_charts(cockpit: Cockpit) -> list[str]:
    """Return the codes of the charts that say what the paragraph does, for a presentation.

    They are rankings of the area's units through its month, trends where nothing answers to it.
    """
    form = "ranking" if cockpit.expected else "trend"
    overview = cockpit.overview
    return [
        ChartQuery(f"{each.code}.{form}", under=overview.area, until=overview.through).code
        for each in list_told(cockpit)
        if each.kind != "ratio" or form == "trend"
    ]


def render_lead(cockpit: Cockpit, attention: str, newest: str) -> str:
    """Return the top of the page: the paragraph with its copy button, and the alerts beside it.

    `attention` is HTML, left out where no units report. Without a number of the area there is one
    sentence instead, and one way on: to the month `newest`, the one that the area opens with, or
    from there to the figures.
    """
    say, text = cockpit.say, write_paragraph(cockpit)
    if text:
        copy = (
            f'<p class="ov-acts"><button type="button" data-copy=".para"'
            f' data-done="{escape(say("copied"))}">{escape(say("copy"))}</button>'
            f"{render_add_link(list_charts(cockpit), cockpit.words)}</p>"
        )
        main = f'<p class="para">{escape(text)}</p>{copy}'
    else:
        is_newest = cockpit.overview.through == newest
        way_on = (
            render_page_link(say("reported_so_far"), "data", cockpit.words)
            if is_newest
            else f'<a href="?through=" data-here>{escape(say("newest_month"))}</a>'
        )
        main = f'<p class="para">{escape(write_absence(cockpit))} {way_on}</p>'
    is_summed = any(indicator.total.source == "units" for indicator in cockpit.shown)
    side = attention if is_summed else ""
    return f'<section class="ov-lead-part"><div class="ov-told">{main}</div>{side}</section>'
