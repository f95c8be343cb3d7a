"""Options of a check hold for every kind of table, or are refused in words."""

import pytest

from intake.result import CheckResult
from quantities.annual_targets import with_annual_targets
from tests.helpers.made_uploads import codes, known, the, upload, workbook

OPTIONS = {
    "area": "宁波市", "period": "2023年9月", "unit": "万人", "source": "yearbook-2023",
}  # fmt: skip
FILES = {
    "wide": ("1.csv", "指标,数量\n工会会员人数,5\n".encode()),
    "wide workbook": ("1.xlsx", workbook(表=[["指标", "数量"], ["工会会员人数", 5]])),
    "long": ("1.csv", "指标,工作项目,分组,数值\n工会会员人数,,,5\n".encode()),
    "long workbook": (
        "1.xlsx",
        workbook(表=[["指标", "工作项目", "分组", "数值"], ["工会会员人数", "", "", 5]]),
    ),
    "long with empty cells": (
        "1.csv",
        "指标,地区,报告期,数值,计量单位,数据来源\n工会会员人数,,,5,,\n".encode(),
    ),
    "quoted CSV": (
        "1.csv",
        '指标,地区,报告期,数值,计量单位,备注\n工会会员人数,,,5,,"甲""乙"\n'.encode(),
    ),
}


def rows(checked: CheckResult) -> list[tuple[object, ...]]:
    columns = ["indicator", "ref_area", "time_period", "value", "source"]
    return list(checked.figures[columns].itertuples(index=False, name=None))


@pytest.mark.parametrize("kind", FILES)
def test_options_hold_for_every_kind_of_table(kind: str) -> None:
    checked = upload(FILES[kind], **OPTIONS)
    assert rows(checked) == [("members", "330200", "2023-09", 50_000, "yearbook-2023")]
    assert codes(checked, "error") == []


def test_options_hold_for_several_files_and_never_against_what_is_stated() -> None:
    stated = "指标,地区,报告期,数值,计量单位\n工会会员人数,温州市,2022,7,人\n".encode()
    checked = upload(FILES["wide"], ("2.csv", stated), **OPTIONS)
    assert rows(checked) == [
        ("members", "330200", "2023-09", 50_000, "yearbook-2023"),
        ("members", "330300", "2022", 7, "yearbook-2023"),
    ]


@pytest.mark.parametrize(
    ("option", "value"),
    [("area", "无此市"), ("area", "鼓楼区"), ("period", "某月"), ("unit", "万块钱"),
     ("values_as", "maybe")],
)  # fmt: skip
def test_an_option_that_means_nothing_is_refused(option: str, value: str) -> None:
    checked = upload(FILES["long"], **{**OPTIONS, option: value})
    told = the(checked, "option_unknown")
    assert (told.level, told.value, told.hints) == ("error", value, {"option": option})


def test_an_unknown_source_is_an_error() -> None:
    for kind in ("long", "wide"):
        assert "unknown_source" in codes(upload(FILES[kind], **{**OPTIONS, "source": "none"}))


def test_targets_by_option_in_a_long_table() -> None:
    base = known()
    base = type(base)(tuple(with_annual_targets(base.indicators)), areas=base.areas)
    text = "指标,地区,报告期,数值,计量单位\n提示函份数,宁波市,2023,5,份\n"
    checked = upload(("1.csv", text.encode()), base=base, values_as="target")
    assert rows(checked)[0][0] == "notices_target"


def test_figures_without_a_source_are_told_once_a_file() -> None:
    text = (
        "指标,地区,报告期,数值,数据来源\n工会会员人数,宁波市,{},5,{}\n工会会员人数,温州市,2023,5,\n"
    )
    files = [
        ("1.csv", text.format("2022", "").encode()),
        ("2.csv", text.format("2021", "yearbook-2023").replace("温州", "嘉兴").encode()),
    ]
    told = [p for p in upload(*files, ask_source=True).problems if p.code == "source_missing"]
    assert [(p.level, p.file, p.hints["count"]) for p in told] == [
        ("error", "1.csv", 2),
        ("error", "2.csv", 1),
    ]
    chosen = {"source_missing": "yearbook-2023"}
    checked = upload(*files, ask_source=True, choices=chosen)
    assert set(checked.figures["source"]) == {"yearbook-2023"}
    assert codes(checked) == ["chosen", "chosen"]


def test_a_source_that_is_not_listed_is_told_at_its_cell_alone() -> None:
    text = "指标,地区,报告期,数值,数据来源\n工会会员人数,宁波市,2022,5,昨天的报纸\n"
    more = "工会会员人数,温州市,2023,5,\n"
    told = [
        [(p.code, p.row, p.hints.get("count")) for p in checked.problems if "source" in p.code]
        for checked in (
            upload(("1.csv", text.encode()), ask_source=True),
            upload(("1.csv", (text + more).encode()), ask_source=True),
        )
    ]
    assert told == [
        [("unknown_source", 2, None)],
        [("source_missing", 0, 1), ("unknown_source", 2, None)],
    ]


def test_a_source_line_that_names_no_listed_source_says_so() -> None:
    text = "宁波市2024年情况\n指标,2024年\n工会会员人数（人）,5\n{}：{}\n"
    named = {
        "1.csv": ("数据来源", "市总工会月报"),
        "2.csv": ("资料来源", "统计局快报"),
        "3.csv": ("来源", "各区县（市）总工会"),
        "4.csv": ("Source", "county returns"),
        "5.csv": ("数据来源", "某报，第3版"),
        "6.csv": ("数据来源", "yearbook-2023"),
        "7.csv": ("备注", "没有来源"),
    }
    for file, (word, name) in named.items():
        found = upload((file, text.format(word, name).encode()), ask_source=True).problems
        told = [(p.code, p.level, p.value) for p in found if "source" in p.code]
        expected = {"6.csv": [], "7.csv": [("source_missing", "error", "")]}
        assert told == expected.get(file, [("source_unlisted", "error", name)]), file
