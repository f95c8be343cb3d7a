"""Charts and tables on a page: what a drawing stands between, columns, names, classes."""

from typing import Any

import pytest

from charts.chart import Form
from exports.errors import ExportError
from exports.html_tables import format_locator, render_chart_table, render_table
from exports.static_site import chart_svg, site_pages
from exports.static_site.chart_svg import SvgRenderer
from locales import Words
from tests.helpers.export_charts import chart, row
from tests.helpers.small_marks import above, missing
from tests.helpers.written_pages import lines_of, parsed, tables_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><g id="a"/><use fill="url(#a)"/></svg>'


def test_a_chart_is_drawn_between_its_words_and_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []

    def paint(*what: Any) -> bytes:
        asked.append(what)
        return SVG

    monkeypatch.setattr(chart_svg, "render_drawing", paint)
    brush, words = SvgRenderer(), Words("zh")
    subject = chart(Form.BAR, above("甲", 2), row("乙", 1), notes=("注。",), title="提示<函>")
    html = site_pages.render_site_chart(subject, words, brush)
    again = site_pages.render_site_chart(subject, words, brush)
    assert lines_of(html) == [
        "h3: 提示<函>",
        "p.finding: 共若干份。",
        "p.unit: 单位：份",
        "p: 注。",
        "p: 数据来源：某报 · 第1版",
    ]
    (drawing,) = parsed(html).find_class("drawing")
    assert (drawing.get("role"), drawing.get("aria-label")) == ("img", "提示<函>")
    assert ('id="c1-a"' in html, 'fill="url(#c1-a)"' in html) == (True, True)
    assert 'id="c2-a"' in again  # two drawings on a page keep apart
    assert html.index("<svg") < html.index("<table>") < html.index("注。")
    assert (brush.count, brush.error) == (2, None)
    _, place, look, kind = asked[0]
    assert (place.width, place.scale, place.spare, kind) == (400, 1, 0, "svg")
    assert place.height == asked[0][0]["layout"]["height"]
    assert look.theme == "light"


def test_a_chart_of_nothing_says_its_finding_alone() -> None:
    html = site_pages.render_site_chart(chart(Form.BAR, unit=""), Words("zh"), SvgRenderer())
    assert lines_of(html) == ["h3: 提示函", "p.finding: 共若干份。"]
    assert "<table>" not in html
    assert "数据来源" not in html


def test_after_a_refusal_no_chart_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def refuse(*what: Any) -> bytes:
        asked.append(what)
        raise ExportError("picture_failed")

    monkeypatch.setattr(chart_svg, "render_drawing", refuse)
    brush, subject = SvgRenderer(), chart(Form.BAR, row("甲"))
    assert [brush.render(subject, Words("zh")) for _ in range(2)] == ["", ""]
    assert (len(asked), brush.count) == (1, 0)
    assert brush.error is not None
    assert brush.error.code == "picture_failed"
    assert "drawing" not in site_pages.render_site_chart(subject, Words("zh"), brush)


def test_a_table_has_a_name_for_those_who_do_not_see_it() -> None:
    named = render_table(["甲", "乙"], [["一", ("二", "missing")], ["三", "四"]], "表")
    (table,) = tables_of(named)
    assert (table.caption, table.label) == ("表", "表")
    assert (table.head, table.rows) == (["甲", "乙"], [["一", "二"], ["三", "四"]])
    assert (table.classes, table.row_heads) == ({(0, 1): "missing"}, ["一", "三"])
    (bare,) = tables_of(render_table(["甲"], [[("一", "quiet")]]))
    assert (bare.caption, bare.label) == ("", "甲")
    assert bare.classes == {(0, 0): "quiet"}
    box = parsed(named).find_class("table")[0]
    assert (box.get("tabindex"), box.get("role")) == ("0", "region")
    heads = [e.get("scope") for e in parsed(named).iter("th")]
    assert heads == ["col", "col", "row", "row"]


def test_a_phone_shows_name_and_value_and_the_other_cells_with_their_headings() -> None:
    heads, rows = ["名", "数", "比", "注"], [["甲", "1", ("2%", "quiet"), "三"]]
    (box,) = parsed(render_table(heads, rows, "表", numbers=[1, 2])).find_class("table")
    assert box.get("class") == "table stacked"
    cells = [(e.tag, e.get("class"), e.get("data-label")) for e in box.iter("th", "td")]
    assert cells[:4] == [
        *[("th", None, None), ("th", "number value", None)],
        *[("th", "number", None), ("th", None, None)],
    ]
    assert cells[4:] == [
        *[("th", None, None), ("td", "number value", None)],
        *[("td", "quiet number", "比"), ("td", None, None)],
    ]
    (texts,) = parsed(render_table(heads, rows, "表")).find_class("table")
    assert texts.get("class") == "table stacked texts"
    labels = [e.get("data-label") for e in texts.iter("th", "td")]
    assert labels == [None] * 5 + ["数", "比", "注"]


def test_texts_in_a_table_are_text() -> None:
    html = render_table(['<b>"甲"'], [["<i>&", ("<u>", "x")]], '<s>"表"')
    assert [e.tag for e in parsed(html).iter() if e.tag in ("b", "i", "u", "s")] == []
    (table,) = tables_of(html)
    assert (table.caption, table.label, table.head) == ('<s>"表"', '<s>"表"', ['<b>"甲"'])
    assert table.rows == [["<i>&", "<u>"]]


def test_the_table_of_a_chart_has_the_columns_that_say_something() -> None:
    words = Words("zh")
    full = chart(Form.DOTS, row("甲", 1, series="男", detail="2024年"), missing("乙", series="女"))
    (table,) = tables_of(render_chart_table(full, words))
    assert table.head == ["分组", "项目", "数值", "说明"]
    assert table.rows == [["男", "甲", "1份", "2024年"], ["女", "乙", "未报告", ""]]
    numbers = {(row, 2): "number value" for row in (0, 1)}  # at the right; stay on a phone
    assert (table.classes, table.row_heads) == (numbers, ["男", "女"])
    same = chart(
        Form.FLOW, row("甲", series="甲", wording="甲"), row("乙", series="乙", wording="乙")
    )
    assert tables_of(render_chart_table(same, words))[0].head == ["项目"]
    half = chart(
        Form.FLOW, row("甲", series="甲", wording="1份"), row("乙", series="丙", wording="乙")
    )
    assert tables_of(render_chart_table(half, words))[0].head == ["分组", "项目", "数值"]


def test_dates_and_tiles_in_the_table_of_a_chart() -> None:
    words = Words("zh")
    events = chart(Form.TIMELINE, row("发出", wording="3月"), row("整改", wording="4月"))
    (table,) = tables_of(render_chart_table(events, words))
    assert table.head == ["项目", "时间"]
    assert table.rows == [["发出", "3月"], ["整改", "4月"]]
    assert table.classes == {(0, 1): "when", (1, 1): "when"}
    tiles = chart(
        Form.TILES,
        row("浙江省", 2, series="浙江", detail="2份"),
        missing("安徽省", series="安徽", detail=""),
    )
    (table,) = tables_of(render_chart_table(tiles, words))
    assert (table.head, table.rows) == (["项目", "数值"], [["浙江省", "2份"]])
    nothing = chart(Form.TILES, missing("安徽省", series="安徽"), missing("浙江省", series="浙江"))
    assert render_chart_table(nothing, words) == ""


@pytest.mark.parametrize(
    ("locator", "wording"), [("art ¶2", "art，第2段"), ("第3页", "第3页"), ("", ""), ("¶1", "¶1")]
)
def test_a_place_in_a_document_is_worded(locator: str, wording: str) -> None:
    assert format_locator(locator, Words("zh")) == wording
