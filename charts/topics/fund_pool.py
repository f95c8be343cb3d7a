"""The chart of a subsidy fund and the matching funds that enterprises add."""

from charts.assemble import assemble_chart
from charts.chart import Chart, ChartData, Form
from charts.declarations import ChartDeclaration
from charts.marks import build_marks, list_wordings
from metrics import matched_funds
from metrics.figure_queries import list_reported
from metrics.latest_of_series import select_latest


def build_pool_chart(data: ChartData, declared: ChartDeclaration) -> Chart:
    """Build a chart of a fund and of the money that enterprises add to it, as parts of one bar.

    The added money is derived, that is, computed: the fund times the matching ratio. The declared
    indicators are the fund and this ratio. The finding, the chart's sentence, has the sum (`pool`)
    and the ratio as reported (`rule`).
    """
    words, (fund, matching_ratio) = data.words, declared.indicators
    unit = words.name("unit", fund)
    figures = data.filter_figures_by_topic(declared.topic)
    metric = select_latest(matched_funds.derive_pool(figures, fund, matching_ratio))
    is_pool = metric["part"] == "pool"  # the sum of the two parts that are drawn
    pool_marks = build_marks(metric[is_pool], words, lambda row: "", unit=unit)
    newest = data.filter_newest_by_topic(declared.topic)
    rule_marks = build_marks(list_reported(newest, indicator=matching_ratio), words, lambda row: "")
    table = build_marks(
        metric[~is_pool],
        words,
        lambda row: words.say(f"charts.pool_{row['part']}"),
        unit=unit,
        formula=words.say("charts.pool_formula"),
    )
    return assemble_chart(
        data,
        declared,
        Form.STACKED,
        table,
        unit=unit,
        pool=list_wordings(pool_marks, words),
        rule=list_wordings(rule_marks, words),
    )
