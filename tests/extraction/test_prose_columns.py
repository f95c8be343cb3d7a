"""Column tables in a report: where one begins and ends, and what its heads say of unit and time."""

from datetime import date

import pytest

from extraction import ProposedFigure, extract_figures
from tests.helpers.marked_passages import reader

DAY = date(2024, 11, 5)


def read(text: str) -> list[ProposedFigure]:
    found = extract_figures(reader(), text, DAY)
    assert all(text[one.start : one.end] == one.phrase for one in found)
    return found


def values(text: str) -> list[tuple[str, float, str]]:
    return [(one.as_reported, one.value, one.unit) for one in read(text)]


@pytest.mark.parametrize(
    "rows",
    [
        "地区\t驿站（个）\n湖州\t512\n金华\t734\n",
        "地区  驿站（个）\n湖州  512\n金华  734\n",
        "地区 驿站（个）\n湖州 512\n金华 734\n",
        "| 地区 | 驿站（个） |\n| 湖州 | 512 |\n| 金华 | 734 |\n",
        "地区\t驿站（个）\n湖州\t512\n\n金华\t734\n",
        "各地\t甲\n地区\t驿站（个）\n湖州\t512\n金华\t734\n",
        "一\t二\n各地\t甲\n地区\t驿站（个）\n湖州\t512\n金华\t734\n",
        "驿站（个）\n湖州\t512\n金华\t734\n",
    ],
)
def test_cells_stand_apart_by_tabs_blanks_or_bars(rows: str) -> None:
    found = read(f"浙江省情况\n{rows}浙江省总工会有会员30万人。\n")
    assert [(one.as_reported, one.value) for one in found] == [
        ("512", 512),
        ("734", 734),
        ("30万人", 300_000),
    ]
    assert [(one.unit, one.ref_area) for one in found[:2]] == [("个", "330500"), ("个", "330700")]


def test_one_row_is_a_table_by_tabs_and_no_table_by_single_blanks() -> None:
    assert [one[0] for one in values("浙江省情况\n地区\t会员数\n湖州\t512\n")] == ["512"]
    assert [one[0] for one in values("浙江省情况\n地区  会员数\n湖州  512\n")] == ["512"]
    assert values("浙江省情况\n地区 会员数\n湖州 512\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "浙江省情况\n湖州\t512\n金华\t734\n",
        "浙江省情况\n地区\t会员数\n湖州\t甲\n金华\t乙\n",
        "浙江省情况\n地区\t会员数\n\t512\n\t734\n",
        "浙江省情况\n地区\t会员数\n湖州\t" + "甲" * 33 + "\n金华\t734\n",
    ],
)
def test_rows_without_heads_labels_or_numbers_are_no_table(text: str) -> None:
    assert [one for one in values(text) if one[2]] == []


def test_a_table_ends_where_its_rows_have_more_cells_or_stand_apart() -> None:
    text = "浙江省情况\n地区\t会员（人）\n湖州\t512\n金华\t734\n温州\t8\t9\n"
    assert [one[0] for one in values(text)] == ["512", "734"]
    text = (
        "浙江省情况\n地区\t会员（人）\n湖州\t512\n金华\t734\n\n\n"
        "项目\t场次（场）\n讲座\t5\n比赛\t6\n"
    )
    assert values(text) == [("512", 512, "人"), ("734", 734, "人"), ("5", 5, "场"), ("6", 6, "场")]


UNITS = [
    # title and unit above, head, label, cell → value, unit
    ("会员情况", "会员（人）", "湖州", "512", 512, "人"),
    ("会员情况", "会员(万人)", "湖州", "5.12", 51_200, "人"),
    ("会员情况", "会员,人", "湖州", "512", 512, "人"),
    ("会员情况", "建会率%", "湖州", "51.2", 51.2, "%"),
    ("会员情况", "增长‰", "湖州", "5", 5, "‰"),
    ("会员情况", "培训人次数", "湖州", "512", 512, "人次"),
    ("会员情况", "会员户数", "湖州", "512", 512, "户"),
    ("会员情况", "会员人数", "湖州", "512", 512, "人"),
    ("会员情况\n单位：万人", "会员", "湖州", "5", 50_000, "人"),
    ("会员情况\n计量单位:户", "会员", "湖州", "5", 5, "户"),
    ("经费情况\n单位：万元", "培训人次", "湖州", "5", 5, "人次"),
    ("会员情况\n单位：人", "培训场次", "湖州", "5", 5, "人"),
    ("会员情况\n单位：人", "建会率", "湖州", "5", 5, ""),
    ("会员情况\n单位：人", "同比增长", "湖州", "5", 5, ""),
    ("会员情况\n单位：人", "位次", "湖州", "5", None, ""),
    ("会员情况\n单位：万人、户", "会员", "湖州", "5", 5, ""),
    ("会员情况", "会员", "湖州", "5人", 5, "人"),
    ("会员情况", "会员（户）", "湖州", "近5人", 5, "人"),
    ("会员情况", "会员", "湖州", "5", 5, ""),
    ("会员情况", "2024年", "会员（户）", "5", 5, "户"),
    ("会员情况", "2024年", "会员户数", "5", 5, "户"),
]


@pytest.mark.parametrize(("title", "head", "label", "cell", "value", "unit"), UNITS)
def test_the_unit_of_a_cell_is_its_own_or_of_what_stands_nearest(
    title, head, label, cell, value, unit
) -> None:
    text = f"浙江省{title}\n地区\t{head}\n{label}\t{cell}\n金华\t—\n"
    assert values(text) == ([] if value is None else [(cell, value, unit)])


def test_a_column_of_measures_goes_before_the_heads() -> None:
    text = "浙江省情况\n指标\t单位\t全省\t杭州市\n会员\t万人\t8\t2\n驿站\t\t5\t3\n"
    assert values(text) == [
        ("8", 80_000, "人"),
        ("2", 20_000, "人"),
        ("5", 5, ""),
        ("3", 3, ""),
    ]


TIMES = [
    # title, head, label → period
    ("2023年会员情况", "会员（人）", "湖州", "2023"),
    ("2024年前三季度培训情况", "培训（人）", "湖州", "2024-01/2024-09"),
    ("培训情况", "2022年", "湖州", "2022"),
    ("培训情况", "2022", "湖州", "2022"),
    ("2024年1—9月培训情况", "去年同期", "湖州", "2023-01/2023-09"),
    ("2024年1—9月培训情况", "上年同期", "湖州", "2023-01/2023-09"),
    ("培训情况", "上年同期", "湖州", ""),
    ("2023年培训情况", "9月", "湖州", "2023-09"),
    ("2023年培训情况", "上半年", "湖州", "2023-01/2023-06"),
    ("2023年培训情况", "2022年上半年", "湖州", "2022-01/2022-06"),
    ("2023年培训情况", "前三季度", "湖州", "2023-01/2023-09"),
    ("2023年培训情况", "前年", "湖州", "2022"),
    ("2023年培训情况", "去年", "湖州", "2023"),
    ("2023年培训情况", "培训", "8月", "2023-08"),
    ("2023年培训情况", "比上年增长", "湖州", "2023"),
    ("2023年培训情况", "目前", "湖州", "2023"),
    ("培训情况", "培训（人）", "湖州", ""),
    ("2023年末会员情况", "会员（人）", "湖州", "2023-12"),
    ("截至9月底会员情况", "现有会员（人）", "湖州", "2024-09"),
]


@pytest.mark.parametrize(("title", "head", "label", "period"), TIMES)
def test_the_time_of_a_cell_is_of_its_heads_or_of_the_title(title, head, label, period) -> None:
    text = f"浙江省{title}\n地区\t{head}\n{label}\t5\n金华\t\n"
    assert [one.time_period for one in read(text)] == [period]


NAMES = [
    ("地区", "会员（人）", "湖州", "会员"),
    ("项目", "2022年", "拨缴经费", "拨缴经费"),
    ("项目", "2022年末", "其中：拨缴经费", "拨缴经费"),
    ("项目", "2022年增长", "拨缴经费", "拨缴经费增长"),
    ("项目", "湖州", "拨缴经费", "拨缴经费"),
    ("项目", "数量", "拨缴经费", "拨缴经费"),
    ("项目", "合计", "1.拨缴经费", "拨缴经费"),
    ("项目", "支出", "拨缴经费", "拨缴经费支出"),
    ("项目", "经费", "经费", "经费"),
    ("时间", "会员（人）", "8月", "会员"),
]


@pytest.mark.parametrize(("corner", "head", "label", "subject"), NAMES)
def test_what_a_cell_counts_is_named_by_the_heads_that_are_no_place_and_no_time(
    corner, head, label, subject
) -> None:
    text = f"浙江省情况\n{corner}\t{head}\n{label}\t5\n金华\t\n"
    assert [one.subject for one in read(text)] == [subject]


@pytest.mark.parametrize("head", ["序号", "编号", "代码", "排名", "名次", "位次", "电话"])
def test_columns_that_number_or_call_are_left_out(head: str) -> None:
    text = f"浙江省情况\n{head}\t地区\t会员（人）\n1\t湖州\t5\n2\t金华\t6\n"
    assert values(text) == [("5", 5, "人"), ("6", 6, "人")]
    text = f"浙江省情况\n地区\t会员（人）\t{head}\n湖州\t5\t1\n金华\t6\t2\n"
    assert values(text) == [("5", 5, "人"), ("6", 6, "人")]


def test_cells_are_matched_by_title_and_heads_and_stand_where_the_table_stands() -> None:
    text = (
        "宁波市总工会推行劳动法律监督“一函两书”。\n\n"
        "各区县劳动法律监督提示函（份）\n地区\t提示函（份）\n海曙区\t12\n江北区\t34\n"
    )
    found = read(text)
    assert [(one.indicator, one.ref_area, one.value) for one in found] == [
        ("supervision_notices", "330203", 12),
        ("supervision_notices", "330205", 34),
    ]
    assert {one.headline for one in found} == {False}
    assert len({one.paragraph for one in found}) == 1


def test_marks_and_blanks_of_a_table_are_no_figures() -> None:
    cells = ["—", "-", "……", "/", "·", "***", "--", "…", "."]
    rows = "".join(f"县{at}\t{cell}\t{at}\n" for at, cell in enumerate(cells, 1))
    found = values(f"浙江省情况\n地区\t会员（人）\t干部（人）\n湖州\t512\t0\n{rows}")
    assert [one[1] for one in found] == [512, 0, *range(1, len(cells) + 1)]
