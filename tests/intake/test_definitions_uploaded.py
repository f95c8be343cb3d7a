"""Words of an upload: headings, names, qualifiers, statuses, periods, units and definitions."""

import datetime

import pytest

from intake.check import check_files
from intake.model.upload_labels import LabelMatch
from intake.tables.definitions import draft_indicator
from tests.helpers.made_uploads import known, the, upload, workbook

DEFINED = {
    "代码": "volunteers",
    "指标名称": "志愿者人数",
    "英文名称": "Volunteers",
    "口径": "在册",
    "英文解释": "Listed",
    "计量单位": "人",
    "英文计量单位": "people",
    "量词": "人、名；位",
    "专题": "social_work",
    "指标类型": "期间数",
    "目标对应指标": "members",
    "汇总方式": "none",
    "分组": "women 女；men=男;other",
    "审核关系": "volunteers <= members；volunteers >= 1 * volunteers.women",
    "别名": "志愿者, 义工",
}


def defined(head: dict[str, str]) -> object:
    rows = [[f"{name}*" for name in head], list(head.values())]
    return upload(("a.xlsx", workbook(数据=[["指标", "地区", "报告期", "数值"]], 指标=rows)))


def test_every_column_of_a_definition_is_taken() -> None:
    (entry,) = defined(DEFINED).indicators
    assert entry == {
        "code": "volunteers",
        "name": {"zh": "志愿者人数", "en": "Volunteers"},
        "definition": {"zh": "在册", "en": "Listed"},
        "unit": {"zh": "人", "en": "people"},
        "classifiers": ["人", "名", "位"],
        "topic": "social_work",
        "kind": "flow",
        "target_for": "members",
        "aggregation": "none",
        "breakdowns": [
            {"code": "women", "name": {"zh": "女", "en": "women"}},
            {"code": "men", "name": {"zh": "男", "en": "men"}},
            {"code": "other", "name": {"zh": "other", "en": "other"}},
        ],
        "checks": ["volunteers <= members", "volunteers >= 1 * volunteers.women"],
        "terms": ["志愿者", "义工"],
    }


@pytest.mark.parametrize(
    ("kind", "written"),
    [("stock", "期末数"), ("flow", "期间数"), ("target", "目标"), ("ratio", "比率"),
     ("flow", "flow")],
)  # fmt: skip
def test_what_a_definition_leaves_out_follows_from_its_kind(kind, written) -> None:
    (entry,) = defined(
        {"code": "x_1", "name_zh": "甲", "unit_zh": "个", "kind": written}
    ).indicators
    assert (entry["kind"], entry["classifiers"]) == (kind, ["个"])
    assert entry["aggregation"] == {"stock": "last", "flow": "sum"}.get(kind, "none")


def test_every_column_of_a_source_is_taken() -> None:
    for names in (
        "编号 发布单位 英文发布单位 标题 英文标题 发布日期 查阅日期 引用格式 英文引用 链接 校验值",
        "来源编号 发布机构 producer_en 名称 title_en date_published 访问日期 引用 citation_en 网址"
        " sha256",
    ):
        cells = "y-2024 工会 Union 年鉴 Yearbook 2024-05-01 2024-06-02 引 Cite http://x.cn ab"
        rows = [names.split(), cells.split()]
        head = ["指标", "地区", "报告期", "数值", "来源"]
        data = [head, ["members", "330203", "2023", "5", "y-2024"]]
        checked = upload(("a.xlsx", workbook(数据=data, 来源=rows)))
        assert checked.problems == ()
        assert checked.sources == (
            {
                "id": "y-2024",
                "producer": {"zh": "工会", "en": "Union"},
                "title": {"zh": "年鉴", "en": "Yearbook"},
                "date_published": "2024-05-01",
                "date_accessed": "2024-06-02",
                "citation": {"zh": "引", "en": "Cite"},
                "url": "http://x.cn",
                "sha256": "ab",
            },
        )
        assert checked.figures["source"].tolist() == ["y-2024"]


def test_a_source_without_an_id_or_a_title_is_named_and_the_others_are_taken() -> None:
    rows = [["id", "标题", "网址"], ["ok-1", "甲", ""], ["", "乙", ""], ["ok-2", "", "http://x.cn"],
            ["no spaces", "丁", ""], ["ok-3", "戊", ""]]  # fmt: skip
    checked = upload(("a.xlsx", workbook(数据=[["指标", "地区", "报告期", "数值"]], 来源=rows)))
    assert [one["id"] for one in checked.sources] == ["ok-1", "ok-3"]
    found = [(p.code, p.level, p.sheet, p.row, p.column, p.value) for p in checked.errors]
    assert found == [
        ("definition_incomplete", "error", "来源", 3, "A", ""),
        ("definition_incomplete", "error", "来源", 4, "B", ""),
        ("definition_incomplete", "error", "来源", 5, "A", "no spaces"),
    ]


def test_a_definition_with_a_fault_is_left_out_and_the_next_is_taken() -> None:
    rows = [
        ["code", "名称", "单位", "汇总方式"],
        ["a_1", "甲", "人", "mean"],
        ["a_2", "乙\u200b", "人", "sum"],
        ["a_3", "丙", "", "sum"],
        ["a_4", "丁", "人", "sum"],
    ]
    checked = upload(("a.xlsx", workbook(数据=[["指标", "地区", "报告期", "数值"]], 指标=rows)))
    assert [one["code"] for one in checked.indicators] == ["a_4"]
    found = [(p.code, p.row, p.column, p.field, p.expected) for p in checked.errors]
    assert found == [
        ("definition_choice", 2, "D", "aggregation", "sum, last, none"),
        ("hidden_character", 3, "", "", ""),
        ("definition_incomplete", 4, "C", "unit.zh", ""),
    ]
    assert the(checked, "hidden_character").hints == {"point": "U+200B"}


def test_a_new_indicator_is_drafted_from_its_label() -> None:
    assert draft_indicator(LabelMatch("indicator", "会员/入会率", "", unit="%"), "supervision") == {
        "code": "huiyuanruhuilv",
        "name": {"zh": "入会率", "en": "入会率"},
        "definition": {"zh": "", "en": ""},
        "unit": {"zh": "%", "en": "%"},
        "classifiers": ["%"],
        "topic": "supervision",
        "kind": "ratio",
        "aggregation": "none",
    }
    found = draft_indicator(LabelMatch("indicator", "经费", "", unit="万元"))
    assert (found["unit"]["zh"], found["classifiers"]) == ("元", ["元"])
    assert (found["kind"], found["aggregation"], found["topic"]) == ("stock", "last", "")
    found = draft_indicator(LabelMatch("indicator", "12（3）", ""))
    assert (found["code"], found["classifiers"]) == ("indicator_123", [])


def test_a_day_of_today_is_used_where_none_is_given() -> None:
    row = f"members,330200,{datetime.date.today().year + 2},5"
    table = f"indicator,ref_area,time_period,value\n{row}\n".encode()
    (found,) = check_files([("a.csv", table)], known()).problems
    assert (found.code, found.level) == ("period_in_future", "warning")
