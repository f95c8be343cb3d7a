"""What codes are called in either language."""

from dataclasses import replace

import pytest

import ledger
import settings
from curation.code_names import read_code_names, read_words
from tests.helpers.report_copy import CONFIG


def test_every_kind_of_code_has_its_names(small):
    found = read_code_names(small.store.read(), settings.load_settings(CONFIG).topics[:2])
    assert found["indicator"] == {
        "visits": {"zh": "走访职工", "en": "Visits"},
        "visits_target": {"zh": "走访职工年度任务", "en": "Visits: target of the year"},
        "members": {"zh": "会员", "en": "Members"},
        "teams": {"zh": "服务队", "en": "Teams"},
    }
    assert found["unit"] == {
        "visits": {"zh": "人", "en": "people"},
        "visits_target": {"zh": "人", "en": "people"},
        "members": {"zh": "人", "en": "people"},
        "teams": {"zh": "支", "en": "pieces"},
    }
    assert found["breakdown"] == {
        "members.women": {"zh": "女", "en": "Women"},
        "members.men": {"zh": "男", "en": "Men"},
    }
    assert found["area"]["330203"] == {"zh": "海曙区", "en": "Haishu"}
    assert len(found["area"]) == 10
    assert found["short_area"]["330000"] == {"zh": "浙江", "en": "ZJ"}
    assert found["programme"] == {
        "p": {"zh": "甲项目", "en": "Programme p"},
        "q": {"zh": "乙项目", "en": "Programme q"},
    }
    assert found["source"] == {
        "s": {"zh": "甲报2024年11月5日", "en": "Paper s, 5 November 2024"},
        "t": {"zh": "乙报2024年11月5日", "en": "Paper t, 5 November 2024"},
    }
    assert found["article"] == {}
    topics = {"supervision": {"zh": "劳动法律监督", "en": "Labour-law supervision"}}
    assert found["topic"].items() >= topics.items()
    assert len(found["topic"]) == 2
    assert read_code_names(small.store.read())["topic"] == {}


def test_a_name_of_several_areas_stands_after_that_of_the_area_above(first_release):
    found = read_code_names(ledger.open_store(str(first_release)).read())["area_in_parent"]
    assert found["330205"] == {"zh": "宁波市江北区", "en": "Jiangbei District, Ningbo City"}
    assert found["500105"] == {"zh": "重庆市江北区", "en": "Jiangbei District, Chongqing"}
    assert "330203" not in found
    assert not [each for each in found.values() if each["zh"].startswith(("市辖区", "省直"))]


@pytest.mark.parametrize(
    ("source", "zh", "en"),
    [
        ({"date_published": "2024-11"}, "某报2024年11月", "A paper, November 2024"),
        ({"date_published": ""}, "某报", "A paper"),
        ({}, "某报", "A paper"),
        ({"date_published": "昨天"}, "某报", "A paper"),
        ({"producer": None, "date_published": "2024"}, "x2024年", "x, 2024"),
        ({"producer": {"zh": "只有中文"}}, "只有中文", "只有中文"),
        ({"producer": {"en": "English alone"}}, "English alone", "English alone"),
    ],
)
def test_a_source_is_cited_by_who_brought_it_out_and_when(small, source, zh, en):
    paper = {"id": "x", "producer": {"zh": "某报", "en": "A paper"}}
    head = replace(small.store.read(), sources=[{**paper, **source}])
    assert read_code_names(head)["source"] == {"x": {"zh": zh, "en": en}}


def test_the_articles_of_a_page_have_names(small):
    articles = [
        {"id": "a", "name": {"zh": "甲文", "en": "One"}},
        {"id": "b", "name": {"zh": "乙文", "en": "Two"}},
    ]
    sources = [{"id": "x", "articles": articles}, {"id": "y", "articles": None}]
    found = read_code_names(replace(small.store.read(), sources=sources))["article"]
    assert found == {"a": {"zh": "甲文", "en": "One"}, "b": {"zh": "乙文", "en": "Two"}}


def test_a_readers_words_know_the_newest_release_and_are_bare_where_there_is_none(small, tmp_path):
    words = read_words(small.store, "en", settings.load_settings(CONFIG).topics)
    assert (words.language, words.name("indicator", "visits")) == ("en", "Visits")
    assert words.name("topic", "supervision") == "Labour-law supervision"
    bare = read_words(ledger.open_store(str(tmp_path / "none")), "zh")
    assert (bare.language, bare.name("indicator", "visits")) == ("zh", "visits")
