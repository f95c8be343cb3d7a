"""What config.yaml may hold: what it offers itself, values on each border, what is left out."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from charts.catalogue import require_charts
from charts.chart_forms import GeneralForm
from file_formats import yaml
from settings import Settings, SettingsError, TopicSettings, chart_address, load_settings
from settings.models import IndicatorChart
from tests.helpers.report_copy import CONFIG, SHIPPED, SHIPPED_CONFIG

TEXT = SHIPPED_CONFIG.read_text("utf-8")


def written(folder: Path, text: str) -> Settings:
    """The settings of a file with this text."""
    path = folder / "config.yaml"
    path.write_text(text, "utf-8")
    return load_settings(path)


def mistake(folder: Path, text: str) -> tuple[str, str]:
    with pytest.raises(SettingsError) as found:
        written(folder, text)
    return found.value.key, found.value.code


def shipped_indicators() -> list[dict[str, Any]]:
    listed = yaml.load_yaml((SHIPPED / "indicators.yaml").read_bytes())
    return listed if isinstance(listed, list) else listed["indicators"]


@pytest.mark.parametrize("form", get_args(GeneralForm))
def test_a_topic_takes_an_indicator_in_every_form_that_the_files_own_comment_offers(
    tmp_path: Path, form: str
) -> None:
    """The two lines of the comment, as somebody takes the # away, on the last topic's page."""
    offered = re.search(r"^#   (- indicator: \w+)\n#     form: \w+ +# ([\w, ]+)$", TEXT, re.M)
    assert offered
    assert re.findall(r"\w+", offered[2].replace(" or ", ", ")) == list(get_args(GeneralForm))
    page = "- topic: offered\n  name: {zh: 甲, en: A}\n  charts:\n"
    offer = f"topics:\n{page}  - honours\n  {offered[1]}\n    form: {form}\n"
    settings = written(tmp_path, TEXT.replace("topics:\n", offer, 1))
    assert isinstance(settings.topics[0].charts[1], IndicatorChart)
    indicator = offered[1].split()[-1]
    assert settings.topic_charts["offered"] == ["honours", f"{indicator}.{form}"]
    assert ("topics.0.charts.1", f"{indicator}.{form}") in settings.chart_addresses()
    require_charts(settings.chart_addresses(), shipped_indicators())


def test_an_indicator_that_there_is_not_is_named_with_its_place(tmp_path: Path) -> None:
    charts = "[honours, {indicator: unheard_of, form: bar}]"
    topic = f"{{topic: a, name: {{zh: 甲, en: A}}, charts: {charts}}}"
    settings = written(tmp_path, f"topics: [{topic}]\n")
    with pytest.raises(LookupError) as unknown:
        require_charts(settings.chart_addresses(), shipped_indicators())
    assert unknown.value.args == ("topics.0.charts.1", "unheard_of.bar")


def test_charts_are_listed_page_by_page_with_their_places(tmp_path: Path) -> None:
    settings = written(
        tmp_path,
        "overview:\n  cards: []\n  tiles: t\n  charts: [a, {indicator: i, form: dots}]\n"
        "topics:\n"
        "- {topic: one, name: {zh: 一, en: One}, charts: [b]}\n"
        "- {topic: two, name: {zh: 二, en: Two}, charts: []}\n"
        "- {topic: three, name: {zh: 三, en: Three}, charts: [c, d]}\n",
    )
    assert settings.chart_addresses() == [
        ("overview.tiles", "t"),
        ("topics.0.charts.0", "b"),
        ("topics.2.charts.0", "c"),
        ("topics.2.charts.1", "d"),
        ("overview.charts.0", "a"),
        ("overview.charts.1", "i.dots"),
    ]
    assert settings.topic_charts == {"one": ["b"], "two": [], "three": ["c", "d"]}
    assert settings.overview.cards == []


def test_a_passage_that_is_left_out_says_what_the_whole_file_says(tmp_path: Path) -> None:
    """Nothing changes for whoever deletes what stands there, the sentences of bulletins aside."""
    least, whole = written(tmp_path, "language: zh\n"), load_settings(CONFIG)
    assert least.store_uri == str(tmp_path / "store")
    said = set(Settings.model_fields) - {"title", "overview", "topics", "folder", "present"}
    assert {name: getattr(least, name) for name in said} == {
        name: getattr(whole, name) for name in said
    }
    assert len(said) >= 10
    assert least.present.organiser is None
    assert least.present.sentences == {}
    assert least.template is None


def test_a_number_that_nothing_says_is_this_one(tmp_path: Path) -> None:
    least = written(tmp_path, "language: zh\n")
    assert least.totals.model_dump() == {
        **{"since": "year", "month_share": 80, "least_share": 50, "union_year": 10},
    }
    assert least.progress.model_dump() == {"lagging": 0, "late": 5}
    assert least.attention.model_dump() == {"behind": 10, "fallen": 15, "most": 2, "due_day": 0}
    assert least.checks.model_dump() == {"logical": "error", "factor": 100}
    assert least.limits.model_dump() == {
        **{"size_mb": 64, "cells": 20_000_000, "seconds": 60, "memory_mb": 1024},
    }
    assert least.publishing.model_dump() == {"approval": False}


def test_a_mistake_that_has_no_words_of_its_own_is_told_with_what_stands_there(
    tmp_path: Path,
) -> None:
    with pytest.raises(SettingsError) as found:
        written(tmp_path, "limits: {size_mb: " + "9" * 5000 + "}\n")
    assert (found.value.key, found.value.code) == ("limits.size_mb", "wrong")
    assert found.value.describe_expected("zh").startswith("不是可用的值；现为999")


def test_sign_in_is_as_narrow_as_promised_where_nothing_is_said(tmp_path: Path) -> None:
    """Eight hours, an hour idle, this machine alone, no proxy believed, no provider."""
    said = written(tmp_path, "language: en\n").sign_in
    assert (said.max_duration, said.idle_minutes) == (timedelta(hours=8), 60)
    assert (said.address, said.allow_plain_http) == ("127.0.0.1", False)
    assert (said.accounts, said.proxy_header, said.openid) == ("", "", None)
    openid = "{issuer: https://i, client_id: c, client_secret_file: f, staff_group: g}"
    assert written(tmp_path, f"sign_in: {{openid: {openid}}}\n").sign_in.openid.group_claim == (
        "groups"
    )


@pytest.mark.parametrize("name", ["title", "overview", "topics"])
def test_each_page_that_is_left_out_is_the_shipped_one_and_no_other(
    tmp_path: Path, name: str
) -> None:
    own = {
        "title": "title: {zh: 甲, en: A}\n",
        "overview": "overview: {cards: [], tiles: t, charts: []}\n",
        "topics": "topics: []\n",
    }
    shipped = load_settings(SHIPPED_CONFIG)
    settings = written(tmp_path, "".join(text for each, text in own.items() if each != name))
    for each in own:
        assert (getattr(settings, each) == getattr(shipped, each)) == (each == name), each


BORDERS = [
    # key, the least or most that is taken, what is no longer
    ("title.zh", "title: {zh: 甲, en: A}", "title: {zh: '', en: A}"),
    ("title.en", "title: {zh: 甲, en: A}", "title: {zh: 甲, en: ''}"),
    ("store.uri", "store: {uri: s}", "store: {uri: ''}"),
    ("progress.lagging", "progress: {lagging: 0}", "progress: {lagging: -0.1}"),
    ("progress.late", "progress: {late: 0}", "progress: {late: -0.1}"),
    ("progress.late", "progress: {lagging: 3, late: 3}", "progress: {lagging: 3, late: 2.9}"),
    ("attention.behind", "attention: {behind: 0}", "attention: {behind: -1}"),
    ("attention.fallen", "attention: {fallen: 0}", "attention: {fallen: -1}"),
    ("attention.most", "attention: {most: 12}", "attention: {most: 13}"),
    ("attention.most", "attention: {most: 0}", "attention: {most: -1}"),
    ("attention.due_day", "attention: {due_day: 28}", "attention: {due_day: 29}"),
    ("attention.due_day", "attention: {due_day: 0}", "attention: {due_day: -1}"),
    (
        "overview.indicators",
        "overview: {indicators: [" + "x, " * 12 + "]}",
        "overview: {indicators: [" + "x, " * 13 + "]}",
    ),
    ("overview.phrases.x.en", "overview: {phrases: {x: {zh: 甲, en: A}}}",
     "overview: {phrases: {x: {zh: 甲}}}"),
    ("totals.since", "totals: {since: union-year}", "totals: {since: week}"),
    ("totals.month_share", "totals: {month_share: 100}", "totals: {month_share: 100.1}"),
    ("totals.month_share", "totals: {month_share: 0.1}", "totals: {month_share: 0}"),
    ("totals.least_share", "totals: {least_share: 100}", "totals: {least_share: 100.1}"),
    ("totals.least_share", "totals: {least_share: 0.1}", "totals: {least_share: 0}"),
    ("totals.union_year", "totals: {union_year: 12}", "totals: {union_year: 13}"),
    ("totals.union_year", "totals: {union_year: 1}", "totals: {union_year: 0}"),
    ("checks.factor", "checks: {factor: 1.1}", "checks: {factor: 1}"),
    ("limits.size_mb", "limits: {size_mb: 1}", "limits: {size_mb: 0}"),
    ("limits.cells", "limits: {cells: 1}", "limits: {cells: 0}"),
    ("limits.seconds", "limits: {seconds: 1}", "limits: {seconds: 0}"),
    ("limits.memory_mb", "limits: {memory_mb: 1}", "limits: {memory_mb: 0}"),
    ("sign_in.hours", "sign_in: {hours: 0.1}", "sign_in: {hours: 0}"),
    ("sign_in.idle_minutes", "sign_in: {idle_minutes: 0.1}", "sign_in: {idle_minutes: 0}"),
    ("checks.factor", "checks: {factor: 1e300}", "checks: {factor: inf}"),
    (
        "overview.cards",
        "overview: {tiles: t, charts: [], cards: [" + "{indicator: x}, " * 6 + "]}",
        "overview: {tiles: t, charts: [], cards: [" + "{indicator: x}, " * 7 + "]}",
    ),
    ("publishing.approval", "publishing: {approval: true}", "publishing: {approval: 2}"),
    ("up_colour", "up_colour: green", "up_colour: blue"),
    ("checks.logical", "checks: {logical: warning}", "checks: {logical: warnings}"),
    ("present.sentences.en.rise", "present: {sentences: {en: {rise: ''}}}",
     "present: {sentences: {en: {rise: [a]}}}"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "taken", "refused"), BORDERS)
def test_a_value_on_the_border_is_taken_and_one_beyond_is_named(
    tmp_path: Path, key: str, taken: str, refused: str
) -> None:
    written(tmp_path, taken + "\n")
    assert mistake(tmp_path, refused + "\n")[0] == key


@pytest.mark.parametrize(
    ("name", "taken"),
    [("a", True), ("a_1", True), ("A", False), ("1a", False), ("a-b", False), ("a/b", False),
     ("", False)],
)  # fmt: skip
def test_a_topics_name_is_an_address(tmp_path: Path, name: str, taken: bool) -> None:
    text = f"topics: [{{topic: '{name}', name: {{zh: 甲, en: A}}, charts: []}}]\n"
    if taken:
        assert [each.topic for each in written(tmp_path, text).topics] == [name]
    else:
        assert mistake(tmp_path, text) == ("topics.0.topic", "string_pattern_mismatch")


def test_of_two_topics_that_stand_twice_the_first_is_named(tmp_path: Path) -> None:
    topic = "- {{topic: {}, name: {{zh: 甲, en: A}}, charts: []}}\n"
    text = "topics:\n" + "".join(topic.format(name) for name in ("a", "b", "c", "b", "a"))
    with pytest.raises(SettingsError) as found:
        written(tmp_path, text)
    assert (found.value.key, found.value.code) == ("topics", "twice")
    assert found.value.values["given"] == "b"


def test_a_bulletin_names_who_issues_it_and_tells_in_the_sentences_given(tmp_path: Path) -> None:
    present = written(
        tmp_path,
        "present:\n  template: own.pptx\n  organiser: {zh: 市总工会, en: The union}\n"
        "  sentences: {zh: {title: 通报, rise: ''}, en: {title: Bulletin}}\n",
    ).present
    assert present.bulletin_texts("zh") == ("市总工会", {"title": "通报", "rise": ""})
    assert present.bulletin_texts("en") == ("The union", {"title": "Bulletin"})
    assert written(tmp_path, "language: zh\n").present.bulletin_texts("en") == ("", {})


def test_what_stands_beside_the_file_is_found_there(tmp_path: Path) -> None:
    settings = written(tmp_path, "present: {template: own.pptx}\nsnapshot: still\n")
    assert settings.template == tmp_path / "own.pptx"
    assert settings.snapshot_folder == tmp_path / "still"
    assert written(tmp_path, "snapshot: ''\n").snapshot_folder is None


def test_a_card_may_say_which_programme_area_and_breakdown(tmp_path: Path) -> None:
    cards = "[{indicator: a}, {indicator: b, programme: p, ref_area: '330200', breakdown: w}]"
    settings = written(tmp_path, f"overview: {{tiles: t, charts: [], cards: {cards}}}\n")
    assert [card.model_dump() for card in settings.overview.cards] == [
        {"indicator": "a", "programme": None, "ref_area": None, "breakdown": ""},
        {"indicator": "b", "programme": "p", "ref_area": "330200", "breakdown": "w"},
    ]


def test_the_keys_known_deep_in_the_file_are_told(tmp_path: Path) -> None:
    openid = "{issuer: i, client_id: c, client_secret_file: f, staff_group: g, realm: r}"
    with pytest.raises(SettingsError) as found:
        written(tmp_path, f"sign_in: {{openid: {openid}}}\n")
    assert found.value.key == "sign_in.openid.realm"
    known = "issuer, client_id, client_secret_file, staff_group, group_claim"
    assert found.value.describe_expected("en").endswith(f"known here: {known}")
    with pytest.raises(SettingsError) as at_the_top:
        written(tmp_path, "colour: red\n")
    assert at_the_top.value.key == "colour"
    told = at_the_top.value.describe_expected("en")
    assert told.endswith("engine, publishing, sign_in, present")
    assert "folder" not in told  # not for the file to say


def test_a_folder_of_ones_own_is_not_the_files_to_choose(tmp_path: Path) -> None:
    assert written(tmp_path, "language: zh\n").folder == tmp_path
    with pytest.raises(SettingsError) as found:
        written(tmp_path, "folder: /etc\n")
    assert (found.value.key, found.value.code) == ("folder", "extra_forbidden")
    assert found.value.describe_expected("en").endswith("publishing, sign_in, present")


def test_a_long_value_is_told_in_part_and_an_empty_one_shown(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as found:
        written(tmp_path, f"language: {'x' * 200}\n")
    assert found.value.describe_expected("en").count("x" * 60) == 1
    assert "x" * 61 not in found.value.describe_expected("en")
    with pytest.raises(SettingsError) as empty:
        written(tmp_path, "language: ''\n")
    assert "“”" in empty.value.describe_expected("en")


def test_the_charts_of_a_page_have_permanent_names(tmp_path: Path) -> None:
    topic = TopicSettings.model_validate(
        {"topic": "a", "name": {"zh": "甲", "en": "A"},
         "charts": ["honours", {"indicator": "x", "form": "tiles"}]}
    )  # fmt: skip
    assert [chart_address(spec) for spec in topic.charts] == ["honours", "x.tiles"]
