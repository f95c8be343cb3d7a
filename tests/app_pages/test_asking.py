"""Questions in words on pages: where they lead, what they leave to choose, what the chips offer."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.small_scope import CODES, city_of_ten


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Dashboard:
    return Dashboard(city_of_ten(tmp_path_factory.mktemp("city")))


@pytest.fixture
def city(kept: Dashboard) -> Iterator[Dashboard]:
    """A dashboard of a city with ten counties; a county of another has the name of one of them."""
    with kept.open() as board:
        yield board


def html_of(tab: Tab) -> str:
    """The HTML of a page, its parts one after the other."""
    return "".join(element.proto.body for element in tab.app.get("html"))


def way_on(tab: Tab) -> tuple[str, dict[str, list[str]]] | None:
    """The page and the parameters that a question leads to; None if it leads nowhere."""
    found = re.search(r'<a class="goes" href="([^"]*)"', html_of(tab))
    parts = urlsplit(unescape(found[1])) if found else None
    return (parts.path, parse_qs(parts.query)) if parts else None


def section_of(tab: Tab) -> str:
    """The HTML of the chips of a page, "" without any."""
    found = re.search(r'<section class="scope asked".*?</section>', html_of(tab), re.DOTALL)
    return found[0] if found else ""


def chips_of(tab: Tab) -> str:
    """The chips that a page shows, their tags left out."""
    return re.sub(r"(<[^>]*>)+", "|", section_of(tab))


def test_a_question_leads_to_a_page_with_what_it_means(city: Dashboard) -> None:
    tab = city.tab().open("overview", ask="乙县 8月 指标5 趋势 雨伞")
    assert way_on(tab) == (
        "explore",
        {
            "asked": ["乙县 2025年8月 指标5 趋势 雨伞"],
            "area": [CODES[1]],
            "through": ["2025-08"],
            "since": ["month"],
            "indicator": ["funds"],
            "form": ["trend"],
        },
    )
    assert not chips_of(tab)
    # Nothing else is drawn of the page that is left.
    assert " .state" not in "".join(line.text for line in tab.lines)


def test_a_question_for_no_other_page_changes_this_one(city: Dashboard) -> None:
    tab = city.tab().open("explore", ask="上月", indicator="funds", form="dots")
    assert way_on(tab) == (
        "",
        {
            "asked": ["2025年8月"],
            "indicator": ["funds"],
            "form": ["dots"],
            "through": ["2025-08"],
            "since": ["month"],
        },
    )


def test_pages_of_an_indicator_go_on_with_that_of_the_page_before(city: Dashboard) -> None:
    tab = city.tab().open("explore", ask="进度", indicator="funds", form="dots")
    assert way_on(tab) == ("progress", {"asked": ["进度"], "indicator": ["funds"]})
    assert way_on(city.tab().open("explore", ask="总览")) == ("./", {"asked": ["总览"]})


def test_a_page_gets_what_a_question_means_in_its_own_parameters(city: Dashboard) -> None:
    month = {"through": ["2025-08"], "since": ["month"]}
    tab = city.tab().open("overview", ask="谁没报8月")
    show = {"show": ["completeness"]}
    assert way_on(tab) == ("data", {"asked": ["谁没报 2025年8月"], **month, **show})
    tab = city.tab().open("overview", ask="乙县 丙县 指标5 8月")
    assert way_on(tab) == (
        "compare",
        {
            "asked": ["乙县 丙县 指标5 2025年8月"],
            "area": [CODES[1], CODES[2]],
            "indicators": ["funds"],
            **month,
        },
    )
    shown = {"area": [CODES[1], CODES[2]], "through": "2025-08", "since": "month"}
    query = {"asked": "乙县 丙县 指标5 8月", "indicators": "funds", **shown}
    assert "|乙县|✕|丙县|✕|" in chips_of(city.tab().open("compare", **query))


def test_of_two_areas_of_one_name_both_are_offered_and_the_page_stays(city: Dashboard) -> None:
    tab = city.tab().open("explore", ask="甲县 8月")
    assert way_on(tab) is None
    assert "|“甲县”指哪一个？|甲县（宁波市）|甲县（合肥市）|✕|" in chips_of(tab)
    links = re.findall(r'<a href="(\?[^"]*)">甲县', section_of(tab))
    assert [parse_qs(unescape(link)[1:])["ask"] for link in links] == [
        [f"{code} 2025年8月"] for code in (CODES[0], "340101")
    ]
    assert " .state" in "".join(line.text for line in tab.lines)


def test_what_was_not_understood_is_named(city: Dashboard) -> None:
    tab = city.tab().open("explore", ask="雨伞 天气")
    assert way_on(tab) is None
    assert "没认出：“雨伞”和“天气”" in chips_of(tab)
    english = city.tab().open("explore", ask="<b>umbrella", lang="en")
    assert 'Not recognised: "b"' in unescape(chips_of(english))


def test_chips_stand_on_the_page_that_a_question_has_opened_until_its_scope_changes(
    city: Dashboard,
) -> None:
    asked = {"asked": "乙县 2025年8月 指标5", "area": CODES[1], "through": "2025-08"}
    shown = {**asked, "since": "month", "indicator": "funds"}
    tab = city.tab().open("explore", **shown)
    assert chips_of(tab).startswith("|乙县|✕|2025年8月|")
    assert not chips_of(city.tab().open("explore", **{**shown, "through": "2025-07"}))
    assert not chips_of(city.tab().open("progress", **shown))
    assert not chips_of(city.tab().open("explore"))


def test_a_chip_that_is_dropped_takes_its_part_out_of_the_address(city: Dashboard) -> None:
    asked = {"asked": "乙县 2025年8月", "area": CODES[1], "through": "2025-08", "since": "month"}
    tab = city.tab().open("area", **asked)
    drops = re.findall(r'class="drop" href="(\?[^"]*)"', html_of(tab))
    assert [parse_qs(unescape(drop)[1:], keep_blank_values=True) for drop in drops] == [
        {"area": [""], "asked": [""], "ask": ["2025年8月"]},
        {"through": [""], "since": [""], "asked": [""], "ask": ["乙县"]},
    ]
