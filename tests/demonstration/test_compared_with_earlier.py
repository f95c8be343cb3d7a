"""Charts through a month, and changes that each mark says, of the invented city."""

import pytest

from metrics.rollup.area_overview import build_area_overview
from metrics.rollup.area_scope import AreaScope
from metrics.rollup.further_numbers import find_further_numbers
from periods.spans import count_month
from tests.helpers.pages_in_process import Dashboard

CITY, MEMBERS = "990100", "new_members"


@pytest.fixture(scope="module")
def board(city):
    with Dashboard(city).open() as opened:
        yield opened


@pytest.fixture
def chart(board):
    """Makes the chart of a code in the newest release."""
    board.tab().open("explore")
    return lambda code, language="zh": board.page("state.charts").get_chart(8, language, code)


def code_in_scope(board, address, **asked):
    """The code of a page's chart for the scope of an address."""
    scope = board.page("state.scope").resolve_scope(
        8, tuple(asked.get("area", ())), asked.get("through", ""), "", (), ""
    )
    return board.page("state.charts").find_chart_code_in_scope(8, address, scope)


@pytest.mark.parametrize(
    ("area", "through", "first", "last", "lines"),
    [
        ((CITY,), "2025-06", "2024年1月", "2025年6月", 5),
        ((CITY,), "2024-03", "2024年1月", "2024年3月", 5),
        ((), "2025-06", "2024年1月", "2025年6月", 5),
        (("100000",), "2025-06", "2024年1月", "2025年6月", 5),
        (("990102",), "2025-08", "2024年1月", "2025年8月", 1),
        ((CITY,), "", "2024年1月", "2025年9月", 5),
    ],
)
def test_a_line_of_a_page_ends_with_the_month_of_its_scope(
    board, chart, area, through, first, last, lines
):
    drawn = chart(code_in_scope(board, f"{MEMBERS}.trend", area=area, through=through)).table
    periods = list(dict.fromkeys(drawn["category"]))
    assert (periods[0], periods[-1], drawn["series"].nunique()) == (first, last, lines)


def test_each_county_says_its_change_on_the_year_and_on_the_month_before(board, chart):
    address = f"{MEMBERS}.ranking?under={CITY}&level=county&span=month&until=2025-09"
    plain = chart(address).table
    assert list(plain["detail"])[:2] == ["第1位", "第2位"]
    both = chart(f"{address}&against=last_year&against=previous").table
    assert list(both["detail"])[:3] == [
        "第1位 · 同比▲27.6% · 环比▲18.1%",
        "第2位 · 同比▲14.2% · 环比▲10.7%",
        "第3位 · 同比▲11% · 环比▲18.1%",
    ]
    assert both["detail"].iloc[6] == "第7位 · 同比▼9.8% · 环比▼4.4%"
    assert list(both["value"]) == list(plain["value"])
    english = chart(f"{address}&against=previous", "en").table
    assert english["detail"].iloc[0] == "place 1 · vs previous ▲18.1%"


def test_where_the_base_is_missing_a_mark_says_so(board, chart):
    address = f"{MEMBERS}.bar?under={CITY}&level=county&span=month&until=2024-02"
    first = chart(f"{address}&against=last_year&against=previous").table["detail"].iloc[0]
    assert first.startswith("同比无同期数 · 环比")


def test_switches_stand_above_the_chart_and_in_the_address(board):
    asked = {"indicator": MEMBERS, "area": CITY, "form": "ranking", "through": "2025-09"}
    switches = [line for line in board.tab().open("explore", **asked).said if "各数注明" in line]
    assert switches == [
        "各数注明 同比（去年同月） → ?against=last_year环比（上月） → ?against=previous"
        " .seg2 “各数注明” .against-what"
    ]
    tab = board.tab().open("explore", against=["last_year", "previous"], **asked)
    assert [line for line in tab.said if "各数注明" in line] == [
        "各数注明 同比（去年同月） → ?against=previous环比（上月） → ?against=last_year"
        " .seg2 “各数注明” .against-what"
    ]
    trend = board.tab().open("explore", **{**asked, "form": "trend"})
    assert not [line for line in trend.said if "各数注明" in line]


def test_the_paragraph_is_added_to_a_presentation_with_the_charts_of_its_month(board):
    said = "\n".join(board.tab().open().said)
    code = f"{MEMBERS}.ranking%3Funder%3D{CITY}%26until%3D2025-09"
    # The paragraph has the numbers of January to September, the charts those of September.
    assert f"加入汇报材料（9月排名） → present?charts={code}&charts=" in said
    county = "\n".join(board.tab().open(area="990102").said)
    trend = f"{MEMBERS}.trend%3Funder%3D990102%26until%3D2025-09"
    assert f"加入汇报材料（逐月趋势） → present?charts={trend}&" in county
    page = "\n".join(board.tab().open("area", area="990102").said)
    assert f"加入汇报材料（逐月趋势） → present?charts={MEMBERS}.trend%3Fareas%3D990102&" in page
    selection = {"charts": [f"{MEMBERS}.ranking?under={CITY}&until=2025-09"]}
    shown = "\n".join(board.tab().open("present", **selection).said)
    assert "云川市2025年9月新发展会员人数排名：江湾区居首" in shown


@pytest.mark.parametrize("show", ["figures", "definitions", "completeness", "sources", "downloads"])
def test_the_scope_stands_on_every_view_of_the_data(board, show):
    texts = [line.text for line in board.tab().open("data", show=show, area="990102").lines]
    assert "▸ 东湖区（云川市）" in texts
    assert "▸ 2025年9月" in texts


def test_cards_and_their_further_numbers_are_read_in_one_question(board):
    overviews, scopes = board.page("state.overviews"), board.page("state.scope")
    read = board.page("overview.read_month_view")
    board.tab().open("explore")
    asked = []

    class Counting:
        """The operands of the newest release, and what is asked of them."""

        def __init__(self, source):
            self.source = source

        def read_rows(self, **question):
            asked.append(question)
            return self.source.read_rows(**question)

        def read_figures(self, keys):
            return self.source.read_figures(keys)

    source = overviews.RecentOperands(Counting(overviews.get_operand_source(8)))
    scope = scopes.resolve_scope(8, (CITY,), "2025-08", "", (), "")
    codes = read.list_shown_indicators(8, scope)
    arguments = (source, overviews.get_unit_tree(8), board.page("state.release"))
    first, again = (ask_for_cards(*arguments, codes, scope) for _ in range(2))
    assert (len(asked), first.equals(again)) == (1, True)
    ask_for_cards(*arguments, codes[:2], scope)
    assert len(asked) == 2


def ask_for_cards(source, tree, release, codes, scope):
    """The units of an overview and then the further numbers of its cards, from one source."""
    entries = release.get_code_lists(8).indicators
    asked = AreaScope(scope.area, count_month(scope.through), scope.since, among_siblings=False)
    overview = build_area_overview(source, tree, entries, codes, asked)
    find_further_numbers(source, tree, entries, codes, asked)
    return overview.units
