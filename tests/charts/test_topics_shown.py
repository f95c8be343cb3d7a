"""Which topics and indicators readers see: those that a release has something of."""

from collections.abc import Callable

from charts.catalogue import list_topics
from charts.chart import ChartData
from locales import Language
from settings import load_settings
from tests.helpers.dataset_tables import column, table
from tests.helpers.report_copy import SHIPPED_CONFIG

Materials = Callable[[Language], ChartData]


def test_an_indicator_is_shown_once_it_or_its_target_has_a_figure(shipped: Materials) -> None:
    data, reported = shipped("zh"), {*column("figures", "indicator")}
    shown = {entry["code"] for entry in data.reported_indicators}
    aims = {entry.get("target_for") for entry in table("indicators") if entry["code"] in reported}
    assert shown == reported | (aims - {None})
    assert "supervision_coverage" in shown - reported
    assert len(data.indicators) > len(table("indicators"))


def test_a_topic_is_shown_for_a_figure_a_programme_or_a_chart(shipped: Materials) -> None:
    data = shipped("zh")
    charts = {
        "supervision": [],
        "craftsmen": [],  # a programme, but no figure
        "funds": [],
        "unknown": ["union_members.trend", "honoured"],
        "people": ["union_members.bar", "competitors.bar"],
        "prizes": ["prize_winners"],
    }
    assert list_topics(data, charts) == ["supervision", "craftsmen", "people", "prizes"]


def test_the_topics_of_the_everyday_catalogue_wait_for_figures(shipped: Materials) -> None:
    charts = load_settings(SHIPPED_CONFIG).topic_charts
    reported = {*column("figures", "indicator")}
    wanted = {
        *column("programmes", "topic"),
        *(entry["topic"] for entry in table("indicators") if entry["code"] in reported),
    }
    shown = list_topics(shipped("en"), charts)
    assert shown == [topic for topic in charts if topic in wanted]
    assert {"organisation", "assistance", "craft", "funds"} & set(shown) == {
        topic for topic in ("organisation", "assistance", "craft", "funds") if topic in wanted
    }
