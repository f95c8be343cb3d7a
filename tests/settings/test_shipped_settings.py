"""The config.yaml that ships against the charts and the lists that ship, counted from the files."""

import pytest

from charts.catalogue import require_charts
from charts.declarations import load_named_charts
from locales import LANGUAGES
from settings import load_settings
from tests.helpers.dataset_tables import column, table
from tests.helpers.report_copy import SHIPPED_CONFIG

SETTINGS = load_settings(SHIPPED_CONFIG)
TOPICS = {topic.topic: topic for topic in SETTINGS.topics}


def test_every_chart_on_a_page_is_a_named_one_or_an_indicator_in_a_form() -> None:
    require_charts(SETTINGS.chart_addresses(), table("indicators"))


def test_every_named_chart_stands_on_a_page() -> None:
    assert set(load_named_charts()) - {name for _, name in SETTINGS.chart_addresses()} == set()


def test_every_topic_has_a_name_in_both_languages_and_with_programmes_charts() -> None:
    topics = {*column("indicators", "topic"), *column("programmes", "topic")}
    assert topics - TOPICS.keys() == set()
    named = {*column("programmes", "topic")}
    for topic in TOPICS.values():
        assert topic.charts or topic.topic not in named, topic.topic
        assert len({getattr(topic.name, language) for language in LANGUAGES}) == 2, topic.topic


@pytest.mark.parametrize("card", SETTINGS.overview.cards, ids=lambda card: card.indicator)
def test_every_card_shows_a_figure(card) -> None:
    asked = {name: value for name, value in card.model_dump().items() if value is not None}
    assert [row for row in table("figures") if asked.items() <= row.items()]
