"""The tidy shape: what is read, what is filled in, and each fault with its place."""

import pytest

from file_formats import yaml
from tests.helpers.made_uploads import (
    HEADER,
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


def test_who_types_only_the_wording_gets_the_rest() -> None:
    checked = tidy(
        row(indicator="funds", as_reported="2300万余元"),
        row(as_reported="近6.5万人", ref_area="330203"),
        row(as_reported="4.75万", ref_area="330205"),
        row(as_reported="1,088", ref_area="330206"),
        row(indicator="coverage", as_reported="50%以上"),
        row(as_reported="约300人", ref_area="330211"),
    )
    ends = checked.figures[["value", "value_low", "value_high"]].fillna(-1).to_numpy().tolist()
    assert ends == [
        [23_000_000, 23_000_000, 24_000_000],
        [65_000, -1, 65_000],
        [47_500, 47_500, 47_500],
        [1_088, 1_088, 1_088],
        [50, 50, -1],
        [300, -1, -1],
    ]
    assert list(checked.figures["qualifier"]) == [
        "and_more", "nearly", "exact", "exact", "at_least", "about",
    ]  # fmt: skip
    assert list(checked.figures["obs_status"]) == ["V"] * 6
    assert checked.problems == ()


def test_a_value_alone_is_exact_and_keeps_what_was_typed() -> None:
    checked = tidy(row(value="-0.29", indicator="coverage"), row(value="4.75万"))
    assert list(checked.figures["value"]) == [-0.29, 47_500]
    assert list(checked.figures["value_high"]) == [-0.29, 47_500]
    assert list(checked.figures["as_reported"]) == ["-0.29", "4.75万"]


def test_a_qualifier_bounds_a_value_without_wording() -> None:
    checked = tidy(
        row(value="9100", qualifier="and_more"), row(value="600", qualifier="超", ref_area="330203")
    )
    assert checked.figures["value_low"].tolist() == [9100, 600]
    assert checked.figures["value_high"].fillna(-1).tolist() == [9200, -1]


def test_names_and_chinese_periods_are_read_as_codes() -> None:
    text = "指标,地区,分组,报告期,原文数值,计量单位\n"
    text += "工会会员人数,宁波市,女会员,2024年1—9月,12.3,万人\n"
    checked = upload(("宁波.csv", text.encode("gb18030")))
    assert figures(checked) == [("members", "330200", "women", "2024-01/2024-09", 123_000)]
    assert checked.figures["as_reported"][0] == "12.3万人"
    assert (checked.shape, checked.shapes[0].encoding) == ("tidy", "gb18030")
    assert checked.problems == ()


@pytest.mark.parametrize(
    ("cells", "code", "column", "expected"),
    [
        ({"indicator": "membrs"}, "unknown_indicator", "A", "members"),
        ({"indicator": "mеmbers"}, "look_alike", "A", "members"),
        ({"ref_area": "330299"}, "unknown_area", "C", "330200, 330203, 330205"),
        ({"ref_area": "鼓楼区"}, "area_ambiguous", "C", "320106, 320302, 350102, 410204"),
        ({"time_period": "2023-13"}, "period_unreadable", "E", "2024, 2024-09, 2024-01/2024-09"),
        (
            {"time_period": "2023-09/2023-01"},
            "period_unreadable",
            "E",
            "2024, 2024-09, 2024-01/2024-09",
        ),
        ({"breakdown": "men"}, "unknown_breakdown", "D", "women, migrants"),
        ({"programme": "nothing"}, "unknown_programme", "B", ""),
        ({"source": "page"}, "unknown_source", "L", ""),
        ({"obs_status": "X"}, "unknown_status", "K", None),
        ({"qualifier": "maybe"}, "unknown_qualifier", "J", None),
        ({"as_reported": "12a"}, "number_unreadable", "F", ""),
        ({"as_reported": "٤٧٥"}, "number_unreadable", "F", ""),
        ({"as_reported": "1_0"}, "number_unreadable", "F", ""),
        ({"as_reported": "nan"}, "number_unreadable", "F", ""),
        ({"as_reported": "1e999"}, "number_unreadable", "F", ""),
        ({"as_reported": "4\u00a075"}, "number_unreadable", "F", ""),
        ({"as_reported": "10²"}, "number_unreadable", "F", ""),
        ({"as_reported": "47\u200b5"}, "hidden_character", "F", ""),
        ({"as_reported": "\u202e574"}, "hidden_character", "F", ""),
        ({"ref_area": "330200\u200b"}, "hidden_character", "C", ""),
        ({"note": "一\u202e二"}, "hidden_character", "N", ""),
        ({"as_reported": "100元"}, "unit_differs", "F", "人"),
        ({"as_reported": "100人", "value": "101"}, "wording_disagrees", "G", "100"),
        ({"as_reported": "9100多", "value_high": "9300"}, "bounds_disagree", "I", "9200"),
        ({"as_reported": "约100", "value_low": "90"}, "bounds_disagree", "H", ""),
        ({"as_reported": "近100", "qualifier": "about"}, "qualifier_disagrees", "J", "nearly"),
        ({"value": "100", "value_low": "101", "as_reported": ""}, "bounds_reversed", "H", "100"),
        ({"as_reported": ""}, "missing", "G", "value"),
        ({"ref_area": ""}, "missing", "C", "ref_area"),
        ({"as_reported": "-5"}, "number_negative", "F", "≥ 0"),
    ],
)
def test_each_fault_is_named_with_its_cell(
    cells: dict[str, str], code: str, column: str, expected: str | None
) -> None:
    checked = tidy(row(as_reported="1"), row(**{"as_reported": "7", "ref_area": "330203"} | cells))
    problem = the(checked, code)
    assert (problem.level, problem.row, problem.column) == ("error", 3, column)
    assert problem.file == "t.csv"
    assert expected is None or problem.expected == expected
    assert checked.count == 2


def test_hidden_characters_are_named_by_their_code_point() -> None:
    checked = tidy(
        row(as_reported="47\u200b5"), row(note="\u202e", as_reported="1", ref_area="330203")
    )
    assert [problem.hints["point"] for problem in checked.errors] == ["U+200B", "U+202E"]


@pytest.mark.parametrize(
    ("written", "value", "form"),
    [
        ("１２３", 123, "123"),
        ("4．5万", 45_000, "4.5万"),
        ("4，750", 4_750, "4,750"),
        ("⑩", 10, "10"),
    ],
)
def test_other_forms_of_digits_are_read_and_shown(written: str, value: float, form: str) -> None:
    checked = upload(("t.csv", (HEADER + row(as_reported=f"{written}人")).encode()))
    problem = the(checked, "normalised")
    assert (problem.level, problem.value, problem.expected) == (
        "notice",
        f"{written}人",
        f"{form}人",
    )
    assert checked.figures["value"][0] == value


def test_chinese_numerals_are_ordinary() -> None:
    checked = tidy(row(as_reported="五万人"))
    assert (checked.figures["value"][0], checked.problems) == (50_000, ())


def test_columns_missing_twice_and_unknown() -> None:
    text = "indicator,ref_area,value,value,colour\nmembers,330200,1,2,red\n"
    checked = upload(("t.csv", text.encode()))
    assert codes(checked, "error") == ["column_missing", "column_twice", "missing"]
    assert the(checked, "column_missing").expected == "time_period"
    assert the(checked, "column_unknown").column == "E"


def test_a_row_of_another_width_is_named_and_the_rest_is_read() -> None:
    checked = upload(
        (
            "t.csv",
            (HEADER + row(value="1") + "members,x\n" + row(value="2", ref_area="330203")).encode(),
        )
    )
    problem = the(checked, "row_width")
    assert (problem.row, problem.expected, problem.hints) == (3, "14", {"found": 2})
    assert checked.places["row"].tolist() == [2, 4]


def test_the_same_key_twice_is_listed_even_if_the_rows_are_equal() -> None:
    checked = tidy(
        row(value="1"),
        row(value="2"),
        row(value="1", ref_area="330203"),
        row(value="1", ref_area="330203"),
    )
    found = [(problem.code, problem.row, problem.hints["other_row"]) for problem in checked.errors]
    assert found == [("duplicate_key", 3, 2), ("duplicate_key", 5, 4)]


def test_two_reports_that_disagree_are_listed_with_both_places() -> None:
    one, other = (HEADER + row(value="5")).encode(), (HEADER + row(value="6")).encode()
    checked = upload(("海曙.csv", one), ("鄞州.csv", other))
    problem = the(checked, "reports_disagree")
    assert (problem.level, problem.file, problem.row) == ("error", "鄞州.csv", 2)
    assert (problem.value, problem.expected, problem.hints["other_file"]) == ("6", "5", "海曙.csv")
    agreeing = upload(("a.csv", one), ("b.csv", one))
    assert [(p.code, p.level) for p in agreeing.problems] == [("reports_agree", "warning")]


def test_modes() -> None:
    base = known(
        published(("members", "330200", "", "2023", 5), ("members", "330203", "", "2023", 6))
    )
    assert tidy(row(value="5"), base=base).problems == ()
    appended = tidy(row(value="5"), base=base, mode="append")
    assert the(appended, "already_published").hints["key"] == "members..330200..2023"
    replaced = tidy(row(value="5"), base=base, mode="replace")
    assert replaced.removed == ("members..330203..2023",)
    assert (
        the(replaced, "replace_removes").level,
        the(replaced, "replace_removes").hints["count"],
    ) == ("warning", 1)


def test_a_workbook_may_bring_its_own_definitions() -> None:
    data = workbook(
        数据=[
            ["指标", "地区", "报告期", "数值", "数据来源"],
            ["volunteers", "宁波市", 2023, 12, "yearbook-2024"],
        ],
        指标=[
            ["代码", "名称", "计量单位", "主题", "类型"],
            ["volunteers", "志愿者人数", "人", "social_work", "期末数"],
        ],
        来源=[["编号", "标题"], ["yearbook-2024", "宁波工会年鉴2024"]],
    )
    checked = upload(("a.xlsx", data))
    assert checked.problems == ()
    assert figures(checked) == [("volunteers", "330200", "", "2023", 12)]
    assert checked.indicators[0]["code"] == "volunteers"
    assert (checked.indicators[0]["kind"], checked.indicators[0]["aggregation"]) == (
        "stock",
        "last",
    )
    assert checked.sources[0]["title"] == {"zh": "宁波工会年鉴2024"}


def test_faults_in_definitions_are_named() -> None:
    data = workbook(
        数据=[["指标", "地区", "报告期", "数值"], ["members", "宁波市", 2023, 12]],
        indicators=[
            ["code", "name_zh", "unit_zh", "kind", "checks"],
            ["Bad Code", "甲", "人", "stock", ""],
            ["good", "", "人", "stock", ""],
            ["other", "乙", "人", "pile", "a <> b"],
            ["members", "会员", "人", "stock", "members >= 1"],
        ],
    )
    checked = upload(("a.xlsx", data))
    found = [
        (p.code, p.sheet, p.row, p.column) for p in checked.problems if p.sheet == "indicators"
    ]
    assert found == [
        ("definition_incomplete", "indicators", 2, "A"),
        ("definition_incomplete", "indicators", 3, "B"),
        ("definition_choice", "indicators", 4, "D"),
        ("relation_unreadable", "indicators", 4, "E"),
        ("definition_changes", "indicators", 5, "A"),
    ]


def test_yaml_uploads() -> None:
    text = "- {indicator: members, ref_area: 330200, time_period: 2023, as_reported: 2300余人}\n"
    assert figures(upload(("a.yaml", text.encode()))) == [("members", "330200", "", "2023", 2300)]
    new = {"code": "x_y", "name": {"zh": "新", "en": "New"}, "unit": {"zh": "个", "en": "n"}}
    one = {"indicator": "x_y", "ref_area": "330200", "time_period": "2023", "value": "3"}
    both = yaml.dump_yaml({"indicators": [new], "figures": [one]})
    checked = upload(("a.yml", both))
    assert (figures(checked), checked.problems) == ([("x_y", "330200", "", "2023", 3)], ())
    assert checked.indicators[0]["name"] == {"zh": "新", "en": "New"}


def test_percent_cells_errors_and_uncalculated_formulas_of_a_workbook() -> None:
    import io

    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, percent = book.add_worksheet("数据"), book.add_format({"num_format": "0.0%"})
        sheet.write_row(0, 0, ["指标", "地区", "报告期", "数值"])
        sheet.write_row(1, 0, ["coverage", "330200", "2023"])
        sheet.write_number(1, 3, 0.905, percent)
        sheet.write_row(2, 0, ["members", "330203", "2023"])
        sheet.write_formula(2, 3, "=1/0", None, "#DIV/0!")
        sheet.write_row(3, 0, ["members", "330205", "2023"])
        sheet.write_formula(3, 3, "=A1", None, "")
    checked = upload(("a.xlsx", out.getvalue()))
    assert checked.figures["value"][0] == 90.5
    assert checked.figures["as_reported"][0] == "90.5%"
    assert [(p.code, p.row, p.column) for p in checked.errors if p.code != "missing"] == [
        ("cell_error", 3, "D"),
        ("formula_not_calculated", 4, "D"),
    ]


def test_many_problems_of_one_kind_are_counted() -> None:
    lines = [row(indicator="x", value=str(n), ref_area="330203") for n in range(1, 1502)]
    checked = tidy(*lines)
    assert codes(checked).count("unknown_indicator") == 1000
    more = the(checked, "more_of_same")
    assert (more.value, more.hints) == ("unknown_indicator", {"more": 501, "total": 1501})
