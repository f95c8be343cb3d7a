"""The scope of a page: what the address means, what the bar says, what stays from page to page."""

import re
from collections.abc import Iterator

import pytest

from tests.helpers.pages_in_process import Dashboard, Tab
from tests.helpers.small_scope import CITY, CODES, COUNTIES, city_of_ten


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Dashboard:
    return Dashboard(city_of_ten(tmp_path_factory.mktemp("city")))


@pytest.fixture
def city(kept: Dashboard) -> Iterator[Dashboard]:
    """The dashboard of that city."""
    with kept.open() as board:
        yield board


def bar(tab: Tab) -> list[str]:
    """The lines of the bar."""
    texts = [line.text for line in tab.lines]
    at = next(n for n, text in enumerate(texts) if text.startswith("<.scope"))
    return texts[at + 1 : next(n for n, text in enumerate(texts) if text.endswith(" .state"))]


def faults(tab: Tab) -> list[str]:
    """What the address asks for in vain."""
    return [
        line.text.removesuffix(" .scope-fault")
        for line in tab.lines
        if line.text.endswith(" .scope-fault")
    ]


def test_a_page_opens_with_the_home_area_and_the_month_that_enough_have_reported(
    city: Dashboard,
) -> None:
    tab = city.tab().open("explore")
    counties = "".join(f"{n} → ?area={c}" for c, n in zip(CODES, COUNTIES, strict=True))
    whole = "".join(f"{m}月 10/10 → ?through=2025-{m:02d}" for m in range(8, 0, -1))
    assert bar(tab) == [
        "<.pick where>",
        "▸ 宁波市",
        "<.sheet>",
        "上级 .group",
        "全国 → ?area=100000浙江省 → ?area=330000 .above",
        "下辖 .group",
        f"{counties} .below",
        "<.pick when>",
        "▸ 2025年9月",
        "<.sheet>",
        "2025年 .group",
        f"10月 5/10 → ?through=2025-109月 9/10 → ?through=2025-09{whole} .months",
        "当月 → ?since=month累计 → ?since=year .seg",
        ".asking",
        "已报 9/10 → data?show=completeness未报：癸县 → area?area=330219 .area"
        "10月已报 5/10 → ?through=2025-10地区一页 → area?area=330200 .one .cov",
    ]
    assert (tab.address, faults(tab)) == ({}, [])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"through": "2025-10"}, "已报 5/10未报：己县、庚县、辛县、壬县等5个"),
        ({"through": "2025-08"}, "已报 10/10缺项：癸县10月已报 5/10"),
        ({"area": CODES[9]}, "未报 .behind"),
        ({"area": CODES[9], "through": "2025-08"}, "已报缺项：指标5和指标7"),
        ({"area": CODES[0]}, "已报"),
        ({"area": "340100"}, "已报 1/1"),
        ({"area": CITY, "lang": "en"}, "Reported 9/10Missing: County 330219Oct reported by 5/10"),
    ],
)
def test_the_bar_says_who_has_not_reported_and_who_in_part(
    city: Dashboard, asked: dict[str, str], told: str
) -> None:
    line = bar(city.tab().open("explore", **asked))[-1].removesuffix(" .cov")
    line, _, page = line.rpartition(" → ")
    assert page.removesuffix(" .one").startswith("area?area=")
    line = line.removesuffix("地区一页").removesuffix("Page of this area")
    line = re.sub(r" → (area\?area=33021\d \.area|\?through=2025-10|data\?show=[a-z]+)", "", line)
    assert line == told


@pytest.mark.parametrize(
    ("since", "through", "period", "chinese", "english"),
    [
        ("", "", "2025-01/2025-09", "2025年1—9月", "January–September 2025"),
        ("month", "", "2025-09", "2025年9月", "September 2025"),
        ("quarter", "2025-08", "2025-07/2025-08", "2025年7—8月", "July–August 2025"),
        ("half-year", "2025-10", "2025-07/2025-10", "2025年7—10月", "July–October 2025"),
        (
            "union-year",
            "",
            "2024-10/2025-09",
            "2024年10月—2025年9月",
            "October 2024 – September 2025",
        ),
    ],
)
def test_a_scope_in_words_for_titles_files_and_slides(
    city: Dashboard, since: str, through: str, period: str, chinese: str, english: str
) -> None:
    resolve = city.page("state.scope").resolve_scope
    release = city.page("state.release")
    city.tab().open("explore")
    found = resolve(1, (), through, since, (), "")
    assert (found.area, found.period, found.against) == (CITY, period, ())
    for language, words in (("zh", f"宁波市 · {chinese}"), ("en", f"Ningbo · {english}")):
        assert found.describe(release.get_chart_data(1, language).words) == words


def test_an_address_may_compare_with_several_spans(city: Dashboard) -> None:
    resolve = city.page("state.scope").resolve_scope
    city.tab().open("explore")
    found = resolve(1, tuple(CODES[:3]), "2025-08", "", ("previous", "no", "last_year"), "")
    assert (found.areas, found.against) == (tuple(CODES[:3]), ("last_year", "previous"))
    assert [fault.value for fault in found.faults] == ["no"]


def test_two_districts_of_one_name_stand_with_their_cities(city: Dashboard) -> None:
    def opens(area: str) -> list[str]:
        return bar(city.tab().open("explore", area=area))[:3]

    assert opens("340101")[:2] == ["<.pick where>", "▸ 甲县（合肥市）"]
    above = f"宁波市 → ?area={CITY} › .up"  # below the home area the bar leads up
    assert opens(CODES[0]) == [above, "<.pick where>", "▸ 甲县（宁波市）"]
    assert opens(CODES[1]) == [above, "<.pick where>", "▸ 乙县"]


def test_what_an_address_asks_for_in_vain_is_said_with_one_way_on(city: Dashboard) -> None:
    asked = {"area": ["500000", "999", CODES[3]], "through": "2025-13", "since": "ever"}
    tab = city.tab().open("explore", against="2019", indicator="nope", **asked)
    assert faults(tab) == [
        f"重庆市还没有数据，现在显示的是丁县。 改看丁县 → ?area={CODES[3]}",
        f"地区表里没有“999”，现在显示的是丁县。 改看丁县 → ?area={CODES[3]}",
        "“2025-13”不是月份，现在显示的是丁县2025年9月的数据。 改看2025年9月 → ?through=",
        "没有“ever”这种口径，现在按“累计”显示。 改看累计 → ?since=",
        "没有“2019”这种比较，现在与去年同期比较。 从地址里去掉 → ?against=",
        "指标表里没有“nope”。 从地址里去掉 → ?indicator=",
    ]
    several = city.tab().open("explore", against=["last_year", "2019", "previous"])
    assert faults(several) == ["没有“2019”这种比较，现在与去年同期比较。 从地址里去掉 → ?against="]
    # Nothing of the address is replaced.
    assert tab.address == {**asked, "against": "2019", "indicator": "nope"}
    asked = {"through": "2030-01", "indicator": "members", "lang": "en"}
    assert faults(city.tab().open("explore", **asked)) == [
        "Ningbo has no figures for January 2030; September 2025 is shown instead."
        " Show September 2025 → ?through=",
        "Members has no figures yet. Take it out of the address → ?indicator=",
    ]


def test_the_scope_stays_from_page_to_page_and_with_all_areas_of_a_comparison(
    city: Dashboard,
) -> None:
    tab = city.tab().open("explore", area=CODES[:3], through="2025-08", since="month", form="dots")
    kept = {"area": CODES[:3], "through": "2025-08", "since": "month"}
    # A page without a bar keeps it, too.
    for name, has_bar in (("history", False), ("present", False), ("progress", True)):
        tab.go(name)
        assert tab.address == kept, name
        assert any("<.scope>" in line.text for line in tab.lines) == has_bar
    tab.click("English")
    assert tab.address == {**kept, "lang": "en"}
    found = city.page("state.scope").resolve_scope(1, tuple(CODES[:3]), "2025-08", "month", (), "")
    assert (found.area, found.areas) == (CODES[0], tuple(CODES[:3]))


def test_a_link_from_before_there_were_scopes_means_the_area(city: Dashboard) -> None:
    tab = city.tab().open("explore", under="330000", indicator="visits")
    assert (tab.address, bar(tab)[1]) == ({"area": "330000", "indicator": "visits"}, "▸ 浙江省")
    assert city.tab().open("explore", under="330000", area=CITY).address == {"area": CITY}


def test_without_a_home_area_it_is_the_lowest_of_all(
    city: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.tab().open("explore")
    states, release = city.page("state.scope"), city.page("state.release")
    for home, area in (("", "100000"), ("330299", "100000"), (CODES[4], CODES[4])):
        settings = release.get_settings().model_copy(update={"home_area": home})
        with monkeypatch.context() as patch:
            patch.setattr(release, "get_settings", lambda settings=settings: settings)
            assert states.get_home_area(1) == area


def test_an_abolished_area_says_until_when_it_was_and_what_it_belongs_to_since(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    gone = {CODES[0]: ("2025-07", CODES[1]), CODES[9]: ("2025-06", "")}
    with Dashboard(city_of_ten(tmp_path_factory.mktemp("merged"), gone)).open() as merged:
        for path in ("overview", "area", "explore"):
            assert faults(merged.tab().open(path, area=CODES[0])) == [
                "甲县（宁波市）存在至2025年7月，之后已撤销。 现属乙县 → ?area=330211"
            ]
        english = merged.tab().open("area", area=CODES[0], lang="en")
        assert faults(english) == [
            "County 330210 existed until July 2025. Now part of County 330211 → ?area=330211"
        ]
        assert faults(merged.tab().open("area", area=CODES[9])) == [
            "癸县存在至2025年6月，之后已撤销。"
        ]
        assert faults(merged.tab().open("area", area=CODES[1])) == []
