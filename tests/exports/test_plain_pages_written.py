"""Plain pages of a small release, element by element: headings, cards, tables, links, foot."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from charts.chart import ChartData
from exports import html_fragments, static_site
from exports.html_tables import render_figures_table
from exports.pictures import chromium_availability
from exports.static_site import site_figures_table
from exports.static_site.site_content import FIGURES_PAGE, FRONT_PAGE, SOURCES_PAGE
from ledger import Snapshot
from locales import LANGUAGES, Words
from metrics.figure_queries import choose
from tests.helpers.releases import INDICATORS, PROGRAMMES, small
from tests.helpers.releases import SOURCES as LISTED
from tests.helpers.small_progress import words_of
from tests.helpers.written_pages import lines_of, parsed, tables_of

NOW = "2024-01/2024-09"


ROWS = {
    f"visits.p.330200..{NOW}": "超1200人",
    f"visits.p.330100..{NOW}": "800人",
    "members..330000.women.2024-10": "0.5万人",
    "members..330000.men.2024-10": "6000人",
    "funds.q.330200..2024": "2300万余元",
}


CONTEST = {
    **PROGRAMMES[0],
    "since": "2024-11-03",
    "channels": [{"zh": "热线", "en": "Hotline"}, {"zh": "窗口", "en": "Desk"}],
    "themes": [{"zh": "工资", "en": "Pay"}],
    "steps": [{"zh": "受理", "en": "Accept"}, {"zh": "办结", "en": "Close"}],
    "events": [
        {
            "kind": "contest",
            "ref_area": "330200",
            "source": "s",
            "date": "2024-11-03",
            "name": {"zh": "技能竞赛", "en": "Skills contest"},
            "summary": {"zh": "全国赛", "en": "National"},
        }
    ],
}


PLAIN = {**PROGRAMMES[1], "topic": "contests", "since": "2019"}


CITED = {**LISTED[0], "citation": {"zh": "《某报》<1>", "en": "A paper <1>"}}


OTHER = {**CITED, "id": "t", "producer": {"zh": "统计局", "en": "Bureau"}, "date_published": "2023"}


DEFINED = [
    {**each, "definition": {"zh": f"解释{n}", "en": f"Meaning {n}"}}
    for n, each in enumerate(INDICATORS)
]


TITLES: Mapping[Any, str] = {"zh": "工会统计<看板>", "en": "Union <Dashboard>"}


def material_of(release: Snapshot, language: Any) -> ChartData:
    names = {
        **words_of(release).names,
        "topic": {
            "supervision": {"zh": "监督", "en": "Supervision"},
            "contests": {"zh": "竞赛", "en": "Contests"},
        },
    }
    lists = (tuple(release.programmes), tuple(release.indicators), release.areas)
    return ChartData(release.figures, *lists, Words(language, names), release.release.number)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    lists: dict[str, Any] = {"sources": [CITED, OTHER], "programmes": [CONTEST, PLAIN]}
    found = small(tmp_path_factory.mktemp("plain"), ROWS, indicators=DEFINED, **lists)
    late = found.figures["indicator"] == "funds"
    figures = found.figures.assign(
        source=["t" if each else "s" for each in late],
        locator=["q ¶3" if each else "¶1" for each in late],
        obs_status=["E" if each else "A" for each in late],
    )
    at = replace(found.release, number=3, at=datetime(2024, 11, 5, tzinfo=UTC))
    return replace(found, figures=figures, release=at)


@pytest.fixture(scope="module")
def materials(release: Snapshot) -> Mapping[Any, ChartData]:
    return {language: material_of(release, language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def contents(release: Snapshot, materials: Mapping[Any, ChartData]) -> static_site.SiteContent:
    return static_site.SiteContent(
        release=release.release,
        sources=release.sources,
        chart_data=materials,
        titles=TITLES,
        default_language="en",
        overview=["visits.bar", "members.dots", "funds.bar"],
        cards=[
            {"indicator": "visits", "ref_area": "330200"},
            {"indicator": "funds"},
            {"indicator": "honours"},
        ],
        topics={"supervision": ["visits.bar", "visits.trend"], "contests": []},
        created=datetime(2026, 11, 24, 3, 5, tzinfo=UTC),
    )


@pytest.fixture
def written(
    contents: static_site.SiteContent, monkeypatch: pytest.MonkeyPatch
) -> static_site.SiteFiles:
    monkeypatch.setattr(chromium_availability, "find_chromium", lambda: "")
    return static_site.write_site(contents)


PAGES = (FRONT_PAGE, "supervision", "contests", FIGURES_PAGE, SOURCES_PAGE)


def test_there_is_a_page_for_each_topic_in_each_language_and_a_first_one(
    written: static_site.SiteFiles,
) -> None:
    assert list(written.files) == [
        *(f"{page}.{language}.html" for language in ("zh", "en") for page in PAGES),
        "index.html",
    ]
    assert written.files["index.html"] == written.files[f"{FRONT_PAGE}.en.html"]
    assert written.files["index.html"] != written.files[f"{FRONT_PAGE}.zh.html"]


def test_what_is_said_of_a_snapshot(written: static_site.SiteFiles, release: Snapshot) -> None:
    assert written.about == {
        "release": 3,
        "sha256": release.release.sha256,
        "made": "2026-11-24T03:05:00+00:00",
        "first": "en",
        "front": "front-page",
        "notice": "<!-- notice -->",
    }
    assert (written.charts, written.error) == (0, ("chromium_missing", {}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_has_its_head_and_its_place_among_the_others(
    language: str, written: static_site.SiteFiles
) -> None:
    names = {
        "zh": ["总览", "监督", "竞赛", "全部数据", "来源与指标解释"],
        "en": ["Overview", "Supervision", "Contests", "All figures", "Sources and definitions"],
    }[language]
    for at, page in enumerate(PAGES):
        html = written.files[f"{page}.{language}.html"].decode()
        root = parsed(html)
        assert html.startswith("<!DOCTYPE html>\n<html lang=")
        assert html.endswith("</div></body></html>\n")
        assert html.count("<!-- notice -->") == 1
        assert root.get("lang") == {"zh": "zh-CN", "en": "en-GB"}[language]
        assert root.findtext(".//title") == f"{names[at]} · {TITLES[language]}"
        assert root.findtext(".//h1") == names[at]
        metas = {e.get("http-equiv") or e.get("name"): e.get("content") for e in root.iter("meta")}
        assert metas["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        )
        assert metas["viewport"] == "width=device-width,initial-scale=1"
        (nav,) = root.iter("nav")
        assert nav.get("aria-label") == {"zh": "页面", "en": "Pages"}[language]
        assert [each.text for each in nav] == names
        here = nav.find("span")
        assert (here.text, here.get("aria-current"), here.get("class")) == (
            names[at],
            "page",
            "here",
        )
        assert [a.get("href") for a in nav.iter("a")] == [
            f"{other}.{language}.html" for other in PAGES if other != page
        ]
        sheet = root.find_class("sheet")[0]
        assert sheet.get("class") == ("sheet wide" if page == FIGURES_PAGE else "sheet")


def test_the_bar_names_dashboard_release_extent_and_the_other_language(
    written: static_site.SiteFiles,
) -> None:
    for language, other, own, said in (
        ("zh", "en", "English", "第3版 · 数据截至2024年10月 · 5个数据项"),
        ("en", "zh", "中文", "Release 3 · figures to October 2024 · 5 figures"),
    ):
        root = parsed(written.files[f"supervision.{language}.html"])
        (top,) = root.find_class("top")
        link, name, told = top
        assert (link.get("href"), link.text) == (f"supervision.{other}.html", own)
        assert link.get("lang") == {"zh": "zh-CN", "en": "en-GB"}[other]
        assert (name.get("class"), name.text) == ("name", TITLES[language])  # type: ignore[index]
        assert (told.get("class"), told.text) == ("quiet", said)


def test_the_foot_says_how_to_cite_the_seal_and_when_it_was_made(
    written: static_site.SiteFiles, release: Snapshot
) -> None:
    for name, data in written.files.items():
        (foot,) = parsed(data).find_class("foot")
        if ".zh." in name:
            assert [p.text_content() for p in foot] == [
                "引用：工会统计<看板>，第3版，2024年11月5日发布。",
                f"本版数据校验值（SHA-256）： {release.release.sha256}",
                "本页为静态快照，生成于2026年11月24日03:05，其后发布的数据不在其中。",
            ]
        assert foot.find_class("seal")[0].text == release.release.sha256


def test_the_front_page_has_what_is_held_the_cards_and_the_charts(
    written: static_site.SiteFiles,
) -> None:
    html = written.files[f"{FRONT_PAGE}.zh.html"].decode()
    main = html.partition("<main>")[2].partition("</main>")[0]
    lines, why = lines_of(main), Words("zh").say("exports.chromium_missing")
    assert lines[:13] == [
        "h1: 总览",
        "p.quiet: " + Words("zh").say("snapshot.no_charts", why=why),
        "p: 本版收录3项指标、5个数据项和2个工作项目，来自3个地区和单位；每个数据均可查看原文位置。",
        "p.name: 指标6",
        "p.number: 超1200人",
        "p.place: 宁波市",
        "p.place: 2024年1—9月",
        "p.name: 指标5",
        "p.number: 2300万余元",
        "p.place: 宁波市",
        "p.place: 2024年",
        "p.name: 指标7",
        "p.number: 未报告",
    ]
    titles = [line for line in lines if line.startswith("h3")]
    assert titles == ["h3: 指标6：最新数据", "h3: 指标7：最新数据", "h3: 指标5：最新数据"]
    root = parsed(html)
    assert [len(pair) for pair in root.find_class("pair")] == [2, 1]
    assert len(root.find_class("charts")) == 1


def test_a_page_without_charts_says_why_only_where_charts_would_stand(
    written: static_site.SiteFiles,
) -> None:
    for name, data in written.files.items():
        words = Words("zh" if ".zh." in name else "en")
        if name == "index.html":
            continue
        told = words.say("snapshot.no_charts", why=words.say("exports.chromium_missing"))
        assert (told in data.decode()) == (not name.startswith((FIGURES_PAGE, SOURCES_PAGE))), name


def test_a_topic_has_its_programmes_charts_and_figures(written: static_site.SiteFiles) -> None:
    html = written.files["supervision.zh.html"].decode()
    main = html.partition("<main>")[2].partition("</main>")[0]
    lines = [line for line in lines_of(main) if not line.startswith("p.quiet: 本页")]
    assert lines[:11] == [
        "h1: 监督",
        "h2: 甲项目",
        "p.facts: 主办：总工会 · 宁波市 · 2024年11月3日举办",
        "p: 说明",
        "li: 受理",
        "li: 办结",
        "dt: 工作渠道",
        "dd: 热线和窗口",
        "dt: 工作领域",
        "dd: 工资",
        "h3: 指标6：最新数据",
    ]
    titles = [line for line in lines if line.startswith("h3")]
    assert len(titles) == 3  # two charts, and what happened when
    assert tables_of(html)[-1].caption == "监督数据"
    other = written.files["contests.zh.html"].decode()
    assert [line for line in lines_of(other) if "2019" in line or line[:2] == "h2"] == [
        "h2: 乙项目",
        "p.facts: 主办：总工会 · 宁波市 · 2019年起",
    ]
    assert [line for line in lines_of(other) if line.startswith("h3")] == []
    assert tables_of(other)[-1].rows == []


def test_the_table_of_all_figures_has_what_where_when_how_much_and_from_where(
    written: static_site.SiteFiles,
) -> None:
    (table,) = tables_of(written.files[f"{FIGURES_PAGE}.zh.html"])
    assert (table.caption, table.label) == ("全部数据", "全部数据")
    assert table.head == [
        *("指标", "工作项目", "地区", "报告期", "原文写法", "数据来源", "原文位置", "复核情况"),
    ]
    rows = {row[0] + row[2]: row for row in table.rows}
    assert rows["指标6宁波市"] == [
        *("指标6", "甲项目", "宁波市", "2024年1—9月", "超1200人", "某报2024年11月5日", "¶1"),
        "已核对",
    ]
    assert rows["指标5宁波市"] == [
        *(
            "指标5",
            "乙项目",
            "宁波市",
            "2024年",
            "2300万余元",
            "统计局2023年",
            "q，第3段",
            "估计值",
        ),
    ]
    assert rows["指标7（女）浙江省"][1] == ""
    assert len(table.rows) == len(table.row_heads) == 5
    told = [
        line for line in lines_of(written.files[f"{FIGURES_PAGE}.zh.html"]) if "p.quiet" in line
    ]
    assert told == ["p.quiet: 数据来源：某报2024年11月5日和统计局2023年"]


def test_an_english_table_has_the_number_in_english_before_the_printed_one(
    written: static_site.SiteFiles,
) -> None:
    (table,) = tables_of(written.files[f"{FIGURES_PAGE}.en.html"])
    assert table.head[3:6] == ["Period", "Value", "As printed"]
    visits = next(row for row in table.rows if "超1200人" in row)
    at = visits.index("超1200人")
    assert visits[at - 1] == "more than 1,200 people"
    funds = next(row for row in table.rows if "2300万余元" in row)
    assert funds[at - 1].startswith("more than 23 million yuan")


def test_what_is_the_same_in_every_row_stands_below(materials: Mapping[Any, ChartData]) -> None:
    material = materials["zh"]
    one = choose(material.figures, indicator="visits")
    html = site_figures_table.render_site_figures(material, one, "表")
    (table,) = tables_of(html)
    assert table.head == ["指标", "地区", "报告期", "原文写法", "原文位置", "复核情况"]
    assert lines_of(html)[-1] == "p.quiet: 数据来源：某报2024年11月5日"
    none = site_figures_table.render_site_figures(material, one.head(0), "空")
    assert [line for line in lines_of(none) if "p.quiet" in line] == []
    assert tables_of(none)[0].rows == []


def test_figures_beyond_what_a_page_holds_are_counted(
    materials: Mapping[Any, ChartData], monkeypatch: pytest.MonkeyPatch
) -> None:
    material = materials["zh"]
    for most, rows, said in ((4, 4, True), (5, 5, False)):
        monkeypatch.setattr(site_figures_table, "MAX_ROWS", most)
        html = site_figures_table.render_site_figures(material, material.figures, "表")
        assert len(tables_of(html)[0].rows) == rows
        assert ("另有1个数据项未列在此表" in html) == said


def test_sources_and_definitions_are_listed(written: static_site.SiteFiles) -> None:
    cited, meant = tables_of(written.files[f"{SOURCES_PAGE}.zh.html"])
    assert cited.head == ["发布单位", "题名", "发布日期", "引用格式"]
    assert cited.rows == [
        ["某报", "来源", "2024-11-05", "《某报》<1>"],
        ["统计局", "来源", "2023", "《某报》<1>"],
    ]
    assert (meant.caption, meant.head) == ("指标解释", ["指标", "指标解释", "计量单位"])
    # Only of what is reported: the others are for who uploads.
    assert meant.rows == [
        ["指标6", "解释0", "人"],
        ["指标7", "解释2", "人"],
        ["指标5", "解释6", "元"],
    ]
    english = tables_of(written.files[f"{SOURCES_PAGE}.en.html"])
    assert english[0].rows[1] == ["Bureau", "Source", "2023", "A paper <1>"]


@pytest.mark.parametrize(
    ("wording", "size"), [("1" * 12 + "人", "number"), ("1" * 13 + "人", "number long")]
)
def test_a_long_number_on_a_card_is_written_smaller(
    wording: str, size: str, tmp_path: Path
) -> None:
    release = small(tmp_path, {"visits.p.330200..2024": "5人"})
    shown = replace(release, figures=release.figures.assign(as_reported=wording))
    headline = html_fragments.find_headline(material_of(shown, "zh"), {"indicator": "visits"})
    card = html_fragments.render_headline(headline)
    assert parsed(card).find_class("number")[0].get("class") == size


def test_a_programme_needs_no_more_than_its_name_and_who_runs_it(
    materials: Mapping[Any, ChartData],
) -> None:
    html = html_fragments.render_programme(PROGRAMMES[0], materials["zh"].words, with_steps=True)
    assert lines_of(html) == ["h2: 甲项目", "p.facts: 主办：总工会 · 宁波市", "p: 说明"]
    assert "<ol>" not in html
    english = html_fragments.render_programme(CONTEST, materials["en"].words)
    assert lines_of(english)[3:5] == ["dt: Channels", "dd: Hotline and Desk"]
    assert "<li>" not in english


def test_the_table_of_figures_on_a_page_of_the_dashboard(
    materials: Mapping[Any, ChartData],
) -> None:
    material = materials["zh"]
    html = render_figures_table(material, choose(material.figures, indicator="members"), "会员")
    (table,) = tables_of(html)
    assert (table.caption, table.head) == ("会员", ["指标", "地区", "报告期", "数值", "原文位置"])
    assert sorted(table.rows) == sorted(
        [
            ["指标7（女）", "浙江省", "2024年10月", "0.5万人", "¶1"],
            ["指标7（男）", "浙江省", "2024年10月", "6000人", "¶1"],
        ]
    )
