"""Totals (合计) in tables: checks of the rows, an area's own figure only where it may be."""

import pytest

from intake.model.areas import find_whole_area, list_parts
from intake.result import CheckResult
from tests.helpers.made_uploads import COUNTIES, areas, codes, figures, the, upload, workbook


def counties(total: object, *names: str, label: str = "合计", **options: object) -> CheckResult:
    """A table of counties with one member more in each."""
    rows = [[name, number] for number, name in enumerate(names or COUNTIES, 1)]
    title, head = ["2023年宁波市工会会员人数（人）"], ["地区", "工会会员人数"]
    data = workbook(表=[title, head, *rows, [label, total]])
    return upload(("1.xlsx", data), **options)


@pytest.mark.parametrize(
    "label",
    [
        "合计",
        "总计",
        "全市合计",
        "全市总计",
        "总数",
        "小计",
        "全部",
        "合\u3000计",
        "合计：",
        "Total",
    ],
)
def test_a_total_is_a_check_of_its_rows(label: str) -> None:
    checked = counties(55, label=label)
    assert (len(figures(checked)), codes(checked)) == (10, ["total_row"])
    assert (the(checked, "total_row").level, the(checked, "total_row").row) == ("notice", 13)
    assert "330200" not in {one[1] for one in figures(checked)}


def test_the_whole_city_by_name_is_its_own_figure() -> None:
    checked = counties(3, "海曙区", "江北区", label="全市")
    assert [one[1] for one in figures(checked)] == ["330203", "330205", "330200"]
    assert checked.problems == ()


def test_a_total_of_all_parts_may_be_taken_as_the_areas_own() -> None:
    for question in ("total_row", "total_row@A13"):
        checked = counties(55, choices={question: "own"})
        assert figures(checked)[-1] == ("members", "330200", "", "2023", 55)
        assert codes(checked) == ["chosen"]


def test_a_total_of_some_parts_is_nobodys_figure_whatever_is_chosen() -> None:
    checked = counties(6, *COUNTIES[:3], choices={"total_row": "own", "total_in_part": "own"})
    assert [one[1] for one in figures(checked)] == ["330203", "330205", "330206"]
    told = the(checked, "total_in_part")
    assert (told.hints["count"], told.hints["area"]) == (7, "330200")
    assert told.hints["names"] == "镇海区、鄞州区、奉化区、象山县、宁海县等"


def test_a_total_that_is_not_the_sum_is_told_at_its_cell() -> None:
    told = the(counties(70), "total_differs")
    assert (told.level, told.row, told.column, told.value) == ("warning", 13, "B", "70")
    assert told.hints == {"total": 70, "sum": 55, "difference": 15}


@pytest.mark.parametrize(
    ("cells", "total", "fits"),
    [
        (["100余", "5"], "110", True),
        (["100余", "5"], "100", False),
        (["约100", "5"], "900", True),
        (["近100", "5"], "105", True),
        (["近100", "5"], "106", False),
        (["1.2万", "2.3万"], "3.5万", True),
        (["1.2", "2.3"], "3.6", True),
        (["1.2", "2.3"], "3.8", False),
        (["5", "…"], "9", True),
        (["5", "…"], "4", False),
    ],
)
def test_totals_are_compared_by_their_bounds(cells: list[str], total: str, fits: bool) -> None:
    text = "2023年\n单位：人\n地区,工会会员人数\n" + "".join(
        f"{area},{cell}\n" for area, cell in zip(("海曙区", "江北区"), cells, strict=True)
    )
    checked = upload(("1.csv", f"{text}合计,{total}\n".encode()))
    assert ("total_differs" not in codes(checked)) == fits


def test_an_area_that_is_not_in_the_list_counts_in_the_sum_and_rates_are_not_added() -> None:
    text = "宁波市2023年\n地区,工会会员人数,建会率（%）\n海曙区,5,70\n高新区,3,90\n合计,8,80\n"
    assert codes(upload(("1.csv", text.encode()))) == ["area_unmatched", "total_in_part"]


def test_totals_across_and_a_city_among_its_counties() -> None:
    text = "2023年\n指标,海曙区,江北区,合计\n工会会员人数,5,6,12\n"
    told = the(upload(("1.csv", text.encode())), "total_differs")
    assert (told.row, told.column, told.hints["difference"]) == (3, "D", 1)
    for total, fits in ((5, False), (11, True), (16, True)):
        text = f"2023年\n地区,工会会员人数\n宁波市,11\n海曙区,5\n合计,{total}\n"
        assert ("total_differs" not in codes(upload(("1.csv", text.encode())))) == fits


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ("黄浦区 徐汇区 浦东新区", "310000"),
        ("东城区 西城区", "110000"),
        ("万州区 涪陵区 渝中区", "500000"),
        ("江苏省 浙江省", "100000"),
        ("宁波市 温州市", "330000"),
    ],
)
def test_the_total_of_a_municipalitys_districts_is_of_the_municipality(
    names: str, code: str
) -> None:
    rows = "".join(f"{name},1\n" for name in names.split())
    checked = upload(("1.csv", f"2023年\n地区,工会会员人数\n{rows}合计,9\n".encode()))
    assert the(checked, "total_in_part").hints["area"] == code


def test_parts_leave_out_groups_organisations_and_what_national_tables_lack() -> None:
    assert len(list_parts("310000", areas())) == 16
    assert len(list_parts("100000", areas())) == 31
    assert "429004" in list_parts("420000", areas())
    assert find_whole_area("全省", "330200", areas()) == "330000"
    assert find_whole_area("全县", "330200", areas()) == ""
