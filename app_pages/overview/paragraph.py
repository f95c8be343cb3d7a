"""The paragraph on an area's month in the wording of union reports, which readers can copy.

Its numbers are those of the cards: 2025年1—9月，全市（已报9个区县，缺沙溪县）新发展会员
至少2.98万人，比去年同期增长8.4%，完成全年任务的73.9%；…
"""

from collections import Counter
from collections.abc import Sequence
from html import escape

from app_pages.components.area_marks import (
    format_area_change,
    format_area_total,
    format_completion_rate,
)
from app_pages.components.area_words import shorten_indicator_name
from app_pages.components.export_buttons import render_add_link
from app_pages.components.links import render_page_link
from app_pages.overview.month_view import NO_LEVEL, MonthView
from app_pages.state.chart_query import ChartQuery
from metrics.rollup.area_results import AreaIndicator


def write_paragraph(view: MonthView) -> str:
    """Return the paragraph as plain text; "" if the area has no number in the span.

    It has a sentence each for flows, ratios and stocks among the `list_told_indicators`.
    """
    indicators = list_told_indicators(view)
    if not indicators:
        return ""
    by_kind = [
        [indicator for indicator in indicators if _is_of_kind(indicator, kind)]
        for kind in ("flow", "ratio", "stock")
    ]
    sentences = _Sentences(view, indicators[0])
    text = sentences.write(*by_kind)
    return text + sentences.write_basis()


def list_told_indicators(view: MonthView) -> list[AreaIndicator]:
    """Return the indicators of the paragraph: the largest group with numbers of the same units.

    Indicators whose number is made of other units (`_find_basis`) are left out, so that missing
    units need to be named only once: 缺沙溪县. Without any number the result is [].
    """
    known = [
        indicator for indicator in view.shown_indicators if indicator.total.quantity is not None
    ]
    commonest_bases = Counter(map(_find_basis, known)).most_common(1)
    return [indicator for indicator in known if _find_basis(indicator) == commonest_bases[0][0]]


def _find_basis(indicator: AreaIndicator) -> tuple[str, tuple[str, ...]]:
    """Return what an indicator's number is made of: its source, and the units missing in it.

    The source is "own" if the area reported the number itself, "units" for a sum of its units.
    """
    return indicator.total.source, indicator.total.coverage.missing


def _is_of_kind(indicator: AreaIndicator, kind: str) -> bool:
    """Return whether an indicator is of a kind: "ratio", "stock", or "flow" for any other."""
    return (indicator.kind if indicator.kind in ("ratio", "stock") else "flow") == kind


class _Sentences:
    """Writes the sentences of the paragraph.

    It counts the changes and completions, as only the first change says what it is compared with
    (比去年同期), and only a paragraph with any has a sentence on their basis.
    """

    def __init__(self, view: MonthView, first: AreaIndicator) -> None:
        """Take the area's month and the first indicator: all others have the same coverage."""
        self.view, self.coverage = view, first.total.coverage
        self.is_partial = first.total.source == "units" and bool(self.coverage.missing)
        self.rate_count = 0  # changes and completions written so far

    def write(
        self,
        flows: Sequence[AreaIndicator],
        ratios: Sequence[AreaIndicator],
        stocks: Sequence[AreaIndicator],
    ) -> str:
        """Return the sentences on flows (sums over the span), ratios and stocks (at a date).

        Without flows and ratios the paragraph begins with the last month (9月末), not the span.
        """
        view, say = self.view, self.view.say
        period = view.words.period(view.overview.period)
        end_month = view.words.period(view.overview.through)
        if not flows and not ratios:
            head = say("para_end_head", month=end_month, who=self.area_and_missing)
            return head + say("para_sentence", text=self._format_stocks(stocks))
        head = say("para_head", period=period, who=self.area_and_missing)
        sentence_texts, semicolon = [], say("para_semicolon")
        for items in (flows, ratios):
            if items:
                sentence_texts.append(
                    semicolon.join(self._write_indicator(indicator) for indicator in items)
                )
        if stocks:
            listed = self._format_stocks(stocks)
            sentence_texts.append(say("para_at_end", month=view.month_name, items=listed))
        return head + "".join(say("para_sentence", text=text) for text in sentence_texts)

    def _format_stocks(self, stocks: Sequence[AreaIndicator]) -> str:
        """Return the stocks of the paragraph with their numbers, one after the other."""
        return self.view.say("para_comma").join(map(self._format_item, stocks))

    @property
    def area_and_missing(self) -> str:
        """The area's name; if units are missing, also how many have reported and which have not."""
        if not self.is_partial:
            return self.view.whole_area_name
        return self.view.say(
            "para_partial",
            whole=self.view.whole_area_name,
            reported=self._format_reported_count(),
            missing=self.view.list_unit_names(self.coverage.missing),
        )

    def _format_reported_count(self) -> str:
        """Format how many units have reported in the short form: 9个区县."""
        level = self.view.unit_level
        return self.view.words.say(
            f"overview.short_{level or NO_LEVEL}", count=self.coverage.reporting
        )

    def _format_item(self, indicator: AreaIndicator) -> str:
        """Format an indicator with its number: 新发展会员至少2.98万人."""
        words, code = self.view.words, indicator.code
        default = words.name("indicator", code) if indicator.kind == "ratio" else None
        thing = self.view.phrases.get(code) or default or shorten_indicator_name(words, code)
        return self.view.say(
            "para_item", thing=thing, total=format_area_total(indicator.total, words, code)
        )

    def _write_indicator(self, indicator: AreaIndicator) -> str:
        """Return the paragraph's text on an indicator: number, change and completion.

        新发展会员至少2.98万人，比去年同期增长8.4%，完成全年任务的73.9%. What an indicator lacks is
        left out.
        """
        words, say = self.view.words, self.view.say
        parts = [self._format_item(indicator)]
        if indicator.growth.change is not None:
            change, _direction = format_area_change(indicator.growth.change, words, indicator.code)
            span = "month" if self.view.is_month else "span"
            message = "para_change" if self.rate_count else f"para_first_change_{span}"
            parts.append(say(message, change=change) + self._describe_compared_units(indicator))
            self.rate_count += 1
        elif indicator.growth.reason == "broken":
            parts.append(say("para_broken"))
        if indicator.completion and indicator.completion.rate:
            self.rate_count += 1
            message = "para_done_month" if self.view.is_month else "para_done"
            parts.append(
                say(message, rate=format_completion_rate(indicator.completion.rate, words))
            )
        return say("para_comma").join(parts)

    def _describe_compared_units(self, indicator: AreaIndicator) -> str:
        """Return how many units a change compares; "" if they are as many as the total's.

        Fewer are compared if a unit has no number of the year before.
        """
        if indicator.growth.coverage.reporting == indicator.total.coverage.reporting:
            return ""
        count = self.view.format_unit_count(indicator.growth.coverage.reporting)
        return self.view.say("para_compared", count=count)

    def write_basis(self) -> str:
        """Return the last sentence, on how many units the changes and completions are based.

        The sentence is "" without any of them, or if no unit is missing.
        """
        if not (self.is_partial and self.rate_count):
            return ""
        return self.view.say(
            "para_basis", count=self.view.format_unit_count(self.coverage.reporting)
        )


def write_absence(view: MonthView) -> str:
    """Return the sentence that stands instead of the paragraph if no indicator has a number.

    It says why: nobody has reported in the span, or too few units for a sum.
    """
    say, expected_count = view.say, len(view.expected)
    reported_count = expected_count - len(view.missing)
    period = view.words.period(view.overview.period)
    if not expected_count or not reported_count:
        return say("none_reported", period=period, area=view.area_name)
    return say(
        "too_few",
        period=period,
        reported=view.format_unit_count(reported_count),
        all=expected_count,
        share=f"{view.least_share:g}%",
        whole=view.whole_area_name,
    )


def list_paragraph_charts(view: MonthView) -> list[str]:
    """Return the codes of charts for a presentation that show the paragraph's numbers.

    They are rankings of the area's units up to the month, or trends if the area has no units.
    Ratios have no ranking.
    """
    form = "ranking" if view.expected else "trend"
    overview = view.overview
    return [
        ChartQuery(f"{indicator.code}.{form}", under=overview.area, until=overview.through).code
        for indicator in list_told_indicators(view)
        if indicator.kind != "ratio" or form == "trend"
    ]


def _render_add_link(view: MonthView) -> str:
    """Return the HTML of the link that adds the paragraph's charts to a presentation.

    The paragraph may have the numbers of a span (2025年1—9月), while the charts compare the units
    of its last month or draw all months: the link says so.
    """
    form = "added_rankings" if view.expected else "added_trends"
    what = view.say(form, month=view.month_name)
    return render_add_link(list_paragraph_charts(view), view.words, what)


def render_lead(view: MonthView, attention: str, newest: str) -> str:
    """Return the HTML of the page's top: the paragraph with its copy button, the alerts beside it.

    `attention` is the HTML of the alerts; it is left out where no total is a sum of units. If the
    area has no number, a sentence and one link stand in place of the paragraph: to `newest`, the
    month with which the area opens, or from that month to the figures.
    """
    say, text = view.say, write_paragraph(view)
    if text:
        buttons = (
            f'<p class="ov-acts"><button type="button" data-copy=".para"'
            f' data-done="{escape(say("copied"))}">{escape(say("copy"))}</button>'
            f"{_render_add_link(view)}</p>"
        )
        main = f'<p class="para">{escape(text)}</p>{buttons}'
    else:
        is_newest = view.overview.through == newest
        link = (
            render_page_link(say("reported_so_far"), "data", view.words)
            if is_newest
            else f'<a href="?through=" data-here>{escape(say("newest_month"))}</a>'
        )
        main = f'<p class="para">{escape(write_absence(view))} {link}</p>'
    is_summed = any(indicator.total.source == "units" for indicator in view.shown_indicators)
    side = attention if is_summed else ""
    return f'<section class="ov-lead-part"><div class="ov-told">{main}</div>{side}</section>'
