"""AreaList by name and in titles, who has reported, and what sheets, YAML and pieces come to."""

import datetime
import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import xlsxwriter

from file_formats import LIMITS, FileFormatError, Sheet, yaml
from intake.check import check_files
from intake.check_options import CheckOptions
from intake.model import batch as batches
from intake.model.areas import AreaList, is_total_label
from intake.model.batch import Batch
from intake.model.column_arrays import (
    dictionary_encode,
    index_distinct_numbers,
    make_text_column,
    shrink_indices,
)
from intake.model.table_notes import find_source, is_continuation, is_note, strip_footnote_marks
from intake.rules.reporting_status import find_common_parent
from intake.tables.open_file import format_cells, format_columns, open_file
from quantities.figure_keys import COUNTRY
from tests.helpers.made_uploads import (
    HEADER,
    areas,
    codes,
    figures,
    known,
    published,
    row,
    the,
    tidy,
    upload,
    workbook,
)

NAMES = {
    "宁波市": ["330200"],
    "宁波": ["330200"],
    "宁　波 市": ["330200"],
    "宁波市总工会": ["330200"],
    "海曙": ["330203"],
    "海曙区工会联合会": ["330203"],
    "内蒙古": ["150000"],
    "内蒙古自治区总工会": ["150000"],
    "广西": ["450000"],
    "新疆": ["650000"],
    "香港": ["810000"],
    "彭水": ["500243"],
    "延边": ["222400"],
    "锡林郭勒": ["152500"],
    "大兴安岭": ["232700"],
    "吉林": ["220000"],
    "吉林市": ["220200"],
    "huairou DISTRICT": ["110116"],
    "全国": ["100000"],
    "新疆生产建设兵团": ["ORG-XPCC"],
    "宁波市海曙区": ["330203"],
    "浙江宁波市海曙区": ["330203"],
    "南京市鼓楼区总工会": ["320106"],
    "江苏省鼓楼区": ["320106", "320302"],
    "宁波市鼓楼区": [],
    "高新区": [],
    "工会": [],
    "": [],
}


@pytest.mark.parametrize("name", NAMES)
def test_an_area_is_found_by_its_name(name: str) -> None:
    assert areas().find(name) == NAMES[name]


def test_a_name_of_several_is_the_one_inside_where_it_is_asked_for() -> None:
    found = areas()
    assert len(found.find("鼓楼区")) == 4
    assert found.find("鼓楼区", "320100") == ["320106"]
    assert found.find("鼓楼区", "320000") == ["320106", "320302"]
    assert len(found.find("鼓楼区", "330000")) == 4
    assert found.find("江北", "330000") == ["330205"]


TITLES = {
    "2023年宁波市工会情况": "330200",
    "2023年宁波工会情况": "330200",
    "2023年浙江省宁波市海曙区情况": "330203",
    "宁波市海曙区": "330203",
    "浙江海曙区": "330203",
    "浙江省各市": "330000",
    "海曙情况": "",
    "鼓楼区情况": "",
    "南京市鼓楼区情况": "320106",
    "临沧市双江拉祜族佤族布朗族傣族自治县情况": "530925",
    "情况": "",
    "": "",
}


@pytest.mark.parametrize("title", TITLES)
def test_the_area_of_a_title_is_the_smallest_that_is_named_at_once(title: str) -> None:
    assert areas().find_area_in_text(title) == TITLES[title]


def test_a_title_of_a_name_of_several_is_settled_by_what_is_around() -> None:
    assert areas().find_area_in_text("鼓楼区情况", "320100") == "320106"
    assert areas().find_area_in_text("鼓楼区情况", "320000") == ""
    assert areas().find_areas_in_text("鼓楼区情况", "320000") == ["320106", "320302"]


def test_areas_know_what_is_above_and_below_them() -> None:
    found = areas()
    assert found.parents("330203") == ["330200", "330000", COUNTRY]
    assert found.parents("x") == []
    assert "330203" in found.children("330200")
    assert "330203" not in found.children("330000")
    assert found.children("330203") == []
    table = pd.DataFrame(
        [["1", "甲", "A", "2", "county"], ["2", "乙", "B", "1", "county"]],
        columns=["code", "name_zh", "name_en", "parent", "level"],
    )
    assert AreaList.from_table(table).parents("1") == ["2", "1"]


def test_areas_of_like_names_are_named_nearest_first() -> None:
    found = areas()
    assert found.suggest_area_codes("330299") == "330200, 330203, 330205"
    assert found.suggest_area_codes("991234") == ""
    assert found.suggest_area_codes("海署区", "330200") == "330203, 330211, 330226"
    assert found.suggest_area_codes("余桃市", "330200") == "330281"
    assert found.suggest_area_codes("宁海曙县", "330200").split(", ")[:2] == ["330203", "330226"]
    assert found.suggest_area_codes("彭水苗族自治县总工会").startswith("500243")
    assert found.suggest_area_codes("甲乙丙") == ""


TOTALS = [
    "合计",
    "总 计",
    "全省合计",
    "全市总计",
    "全区",
    "全县",
    "全国",
    "总数：",
    "TOTAL",
    "小计",
    "全部",
]


@pytest.mark.parametrize("label", TOTALS)
def test_rows_of_the_whole(label: str) -> None:
    assert is_total_label(label)
    assert not is_total_label(label + "数")


def test_files_named_after_areas_tell_what_holds_them() -> None:
    names = ["海曙区.xlsx", "江北区.xlsx", "汇总.xlsx"]
    assert find_common_parent(names, areas()) == "330200"
    assert find_common_parent(names[:1], areas()) == ""
    assert find_common_parent(["汇总.xlsx", "表.xlsx"], areas()) == ""
    assert find_common_parent([], areas()) == ""
    assert find_common_parent(["宁波市.xlsx", "温州市.xlsx", "海曙区.xlsx"], areas()) == "330000"


def test_who_has_reported_is_counted_by_area_and_file() -> None:
    one = HEADER + row(ref_area="330203", value="1") + row(ref_area="330205", value="2")
    other = HEADER + row(ref_area="330203", time_period="2022", value="3") + row(value="4")
    checked = upload(("b.csv", one.encode()), ("a.csv", other.encode()))
    told = {found.area: (found.files, found.figures) for found in checked.reporting_status}
    assert told["330203"] == (("a.csv", "b.csv"), 2)
    assert told["330205"] == (("b.csv",), 1)
    assert told["330200"] == (("a.csv",), 1)
    assert told["330206"] == ((), 0)
    assert [found.area for found in checked.reporting_status] == [
        *sorted(areas().children("330200")), "330200",
    ]  # fmt: skip
    alone = tidy(row(ref_area="330203", value="1"))
    assert [found.area for found in alone.reporting_status] == ["330203"]
    expected = tidy(row(ref_area="330203", value="1"), expected=("330206", "330205"))
    assert [(found.area, found.figures) for found in expected.reporting_status] == [
        ("330206", 0), ("330205", 0), ("330203", 1),
    ]  # fmt: skip
    nothing = upload(("a.csv", HEADER.encode()), expected=("330206",))
    assert [(found.area, found.files, found.figures) for found in nothing.reporting_status] == [
        ("330206", (), 0)
    ]
    unknown = tidy(row(ref_area="x", value="1"))
    assert unknown.reporting_status == ()


def test_cells_are_shown_as_a_reader_sees_them() -> None:
    rows = [["甲", 0.5, "2024-01-02", 1.0], ["乙", 0.123, "x", 2.5], ["丙", "n", "2024-03-04"]]
    percents = frozenset({(0, 1), (1, 1), (2, 1), (9, 9), (2, 3)})
    dates = {(0, 2): 7, (1, 2): 4, (2, 2): 4, (9, 9): 4}
    sheet = Sheet("一", rows, percents=percents, dates=dates)
    shown = [
        ["甲", "50%", "2024-01", "1"],
        ["乙", "12.3%", "x", "2.5"],
        ["丙", "n", "2024"],
    ]
    assert format_cells(sheet) == shown
    assert format_cells(sheet, 1) == shown[:1]
    columns = [column.to_pylist() for column in format_columns(sheet, 0)]
    assert columns == [["甲", "乙", "丙"], ["50%", "12.3%", "n"], ["2024-01", "x", "2024"],
                       ["1", "2.5", ""]]  # fmt: skip
    below = [column.to_pylist() for column in format_columns(sheet, 1)]
    assert below == [["乙", "丙"], ["12.3%", "n"], ["x", "2024"], ["2.5", ""]]
    assert format_columns(Sheet("二", []), 0) == []


def test_yaml_is_a_list_of_figures_or_lists_by_their_names() -> None:
    def sheets(value: object) -> tuple[Sheet, ...]:
        return open_file("a.yaml", yaml.dump_yaml(value), LIMITS).sheets

    (only,) = sheets([{"a": 1, "b": "x"}, {"c": {"zh": "甲"}, "a": 2.5}])
    assert only.name == "figures"
    assert only.rows == [["a", "b", "c"], ["1", "x", ""], ["2.5", "", "zh: 甲"]]
    both = sheets({"一": [{"a": "1"}], "二": [{"b": "2"}, {"b": "3"}]})
    assert [(sheet.name, sheet.rows) for sheet in both] == [
        ("一", [["a"], ["1"]]), ("二", [["b"], ["2"], ["3"]]),
    ]  # fmt: skip
    for wrong in ({}, {"a": 1}, [1], {"一": [1]}, "x"):
        with pytest.raises(FileFormatError) as refusal:
            sheets(wrong)
        assert refusal.value.code == "yaml_not_table"


def test_what_is_a_report_is_said_to_be_one() -> None:
    checked = upload(("a.pdf", b"%PDF-1.7\n1 0 obj\n"))
    assert checked.count == 0
    assert [p.domain for p in checked.problems] == ["files"]


def test_a_batch_is_cut_into_pieces_with_their_rows_and_cells(monkeypatch) -> None:
    monkeypatch.setattr(batches, "CHUNK_ROWS", 3)
    chunks = pa.chunked_array([["a", "b"], ["c", "d", "e", "f", "g"]])
    whole = Batch("a.csv", "", {"x": chunks}, np.arange(2, 9), figure_columns=list("ABCDEFG"))
    found = [
        (piece.fields["x"].to_pylist(), piece.rows.tolist(), list(piece.figure_columns))
        for piece in whole.take_chunks()
    ]
    assert found == [
        (["a", "b", "c"], [2, 3, 4], ["A", "B", "C"]),
        (["d", "e", "f"], [5, 6, 7], ["D", "E", "F"]),
        (["g"], [8], ["G"]),
    ]
    empty = Batch("a.csv", "", {"x": make_text_column([])}, np.arange(0))
    assert [len(piece) for piece in empty.take_chunks()] == [0]


def test_a_problem_of_a_batch_names_the_column_of_its_field_or_its_cell() -> None:
    tall = Batch("a.csv", "一", {}, np.array([4, 9]), {"value": "C"}, {"value": "数值"})
    found = tall.make_problem("x", 1, "value", "notice", "v" * 300, "e" * 300, point="p")
    assert (found.row, found.column, found.field, found.level) == (9, "C", "数值", "notice")
    assert (len(found.value), len(found.expected), found.hints) == (200, 200, {"point": "p"})
    wide = Batch("a.csv", "一", {}, np.array([4, 4]), figure_columns=["B", "C"])
    assert [wide.make_problem("x", at, "value").column for at in (0, 1)] == ["B", "C"]
    labels = ("ref_area", "time_period", "indicator")
    assert [wide.make_problem("x", 1, name).column for name in labels] == ["", "", ""]
    assert tall.column("note").to_pylist() == ["", ""]


def test_words_of_a_column_are_numbered() -> None:
    column = pa.chunked_array([["b", "a"], ["b", "c"]])
    numbers, words = dictionary_encode(column)
    assert [words[at] for at in numbers] == ["b", "a", "b", "c"]
    assert dictionary_encode(pa.chunked_array([], pa.string()))[1] == []
    kinds, places = index_distinct_numbers(np.array([7, 5, 7, 9]))
    assert kinds[places].tolist() == [7, 5, 7, 9]
    assert sorted(kinds.tolist()) == [5, 7, 9]
    assert shrink_indices(np.array([1]), 2**15 - 1).dtype == np.int16
    assert shrink_indices(np.array([1]), 2**15).dtype == np.int32


@pytest.mark.parametrize(
    ("line", "note", "continued", "source"),
    [
        ("注：快报数。", True, False, ""),
        ("  （注：快报数）", True, False, ""),
        ("说 明：快报数。", True, False, ""),
        ("① 快报数，含非公企业。", True, False, ""),
        ("① 快报数", False, False, ""),
        ("数据来源：年鉴", True, False, "年鉴"),
        ("Source: Yearbook ", True, False, "Yearbook"),
        ("注册人数", False, False, ""),
        ("负责人数", False, False, ""),
        ("续表", False, True, ""),
        ("3-5 续 表1", False, True, ""),
        ("接上表", False, True, ""),
        ("会员人数（续1）", False, True, ""),
        ("Continued", False, True, ""),
        ("续" + "表" + "长" * 40, False, False, ""),
        ("会员人数", False, False, ""),
    ],
)
def test_lines_beside_a_table(line: str, note: bool, continued: bool, source: str) -> None:
    assert (is_note(line), is_continuation(line), find_source(line)) == (note, continued, source)


@pytest.mark.parametrize(
    ("text", "bare"),
    [("2022年①", "2022年"), ("100*", "100"), ("会员[1]", "会员"), ("会员（注2）", "会员"),
     ("会员【3】①", "会员"), ("会员(人)", "会员(人)"), ("①", "①"), ("100 †", "100"), ("1①2",
     "1①2")],
)  # fmt: skip
def test_footnote_marks_are_taken_off_the_end(text: str, bare: str) -> None:
    assert strip_footnote_marks(text) == bare


def test_a_changed_definition_and_a_hidden_sheet_are_warned_of_with_their_place() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, hide in (("指标", False), ("旧", True), ("数据", False)):
            sheet = book.add_worksheet(name)
            if hide:
                sheet.hide()
            rows = {
                "指标": [["代码", "名称", "单位"], ["members", "会员", "人"]],
                "旧": [["x"]],
                "数据": [["指标", "地区", "报告期", "数值"], ["会员", "宁波市", "2023", "5"]],
            }[name]
            for at, cells in enumerate(rows):
                sheet.write_row(at, 0, cells)
    checked = upload(("a.xlsx", out.getvalue()))
    told = [(p.code, p.level, p.sheet, p.row, p.column, p.value) for p in checked.problems]
    assert told == [
        ("definition_changes", "warning", "指标", 2, "A", "members"),
        ("sheet_hidden", "warning", "旧", 0, "", "旧"),
    ]
    assert figures(checked) == [("members", "330200", "", "2023", 5)]


def test_sheets_without_figures_are_named_beside_those_with() -> None:
    data = workbook(
        数据=[["指标", "地区", "报告期", "数值"], ["members", "宁波市", "2023", 5]],
        通知=[["各区总工会："], ["请于月底前报送。"]],
        空=[],
        代码=[["x"]],
    )
    checked = upload(("a.xlsx", data))
    assert [(p.code, p.level, p.sheet, p.value) for p in checked.problems] == [
        ("sheet_left_out", "warning", "通知", "通知")
    ]
    only = workbook(通知=[["各区总工会："], ["请于月底前报送。"]])
    assert codes(upload(("a.xlsx", only))) == ["no_table"]


def test_an_upload_is_compared_with_what_is_published_of_its_areas() -> None:
    asked: list[tuple[set[str], set[str]]] = []
    figures_ = published(("members", "330203", "", "2023", 100))

    def read(indicators, places):
        asked.append((set(indicators), set(places)))
        return figures_

    base = replace(known(), read_published=read)
    line = row(ref_area="330203", value="1001")
    assert the(tidy(line, base=base), "large_change").hints["times"] == 10.0
    assert asked == [({"members"}, {"330203"})]
    tidy(line, base=base, mode="replace")
    assert asked[1] == ({"members"}, set())


def test_what_is_told_while_an_upload_is_checked() -> None:
    told: list[tuple[str, float, str]] = []
    data = (HEADER + row(value="5")).encode()
    check_files(
        [("a.csv", data), ("b.csv", data)],
        known(),
        CheckOptions(today=datetime.date(2024, 11, 5)),
        progress=lambda stage, share, file: told.append((stage, round(share, 3), file)),
    )
    assert told == [
        ("read", 0.0, "a.csv"),
        ("read", 0.2, "b.csv"),
        ("rows", 0.4, "a.csv"),
        ("rows", 0.5, "b.csv"),
        ("compare", 0.8, ""),
    ]
