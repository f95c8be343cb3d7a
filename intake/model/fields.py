"""The fields (columns) of figures.csv, and the headings that staff use for them."""

from intake.model.text_normalization import comparison_form

_HEADINGS = {
    "indicator": "指标 指标代码 指标名称 指标编码 indicator_code",
    "programme": "工作项目 工作项目代码 项目 项目名称 project program",
    "ref_area": "地区 地区代码 地区名称 行政区划 行政区划代码 区划 省份 省 省区市 "
    "省(自治区、直辖市) 省(区、市) 省市 地市 市州 市(州) 城市 "
    "市 区县 县区 县市 县(市、区) 区(县、市) 市(县、区) "
    "区域 所在地区 area reference_area region province city county",
    "breakdown": "分组 分组代码 分类 类别 category",
    "time_period": "报告期 时间 期间 年份 年度 统计时间 报告期别 截至 截止 截至时间 截止时间 "
    "截至日期 截止日期 统计截止 统计年度 报告年度 月份 季度 period year",
    "as_reported": "原文数值 原文 上报数 原文表述 填报数 reported wording",
    "value": "数值 数据 指标值 obs_value",
    "value_low": "下限 数值下限 最小值 low lower",
    "value_high": "上限 数值上限 最大值 high upper",
    "qualifier": "限定词 限定 数值限定 近/超 超/近 限定语 概数词",
    "obs_status": "数据状态 状态 观测状态 status",
    "source": "数据来源 来源 资料来源",
    "locator": "原文位置 位置 出处 原文出处",
    "note": "备注 说明 附注 notes comment",
    "unit": "计量单位 单位 units",
}
"""Headings, separated by blanks, of the fields of figures.csv in their order, then of `unit`.

The first heading is that of the Chinese template.
"""
HEADINGS = {field: headings.split()[0] for field, headings in _HEADINGS.items()}
"""Headings of the Chinese template."""
FIGURE_COLUMNS = tuple(field for field in _HEADINGS if field != "unit")
KEY_COLUMNS = ("indicator", "programme", "ref_area", "breakdown", "time_period")
REQUIRED_COLUMNS = ("indicator", "ref_area", "time_period")
"""Code columns that no figure may leave empty."""
CODE_COLUMNS = (*KEY_COLUMNS, "qualifier", "obs_status", "source")
"""Columns with few distinct texts, each of which is looked up once."""
AMOUNT_COLUMNS = ("value", "value_low", "value_high")
TEXT_COLUMNS = ("locator", "note")
TEMPLATE_SHEETS = frozenset({"填写说明", "代码", "校验问题", "help", "codes", "problems"})
"""Sheets without figures in the dashboard's templates and annotated workbooks."""
_FIELD_BY_NAME = {
    comparison_form(name): field
    for field, headings in _HEADINGS.items()
    for name in (field, *headings.split())
}


def find_field(heading: str) -> str:
    """Return the field of figures.csv that a heading means (地区 → ref_area); "" if unknown."""
    return _FIELD_BY_NAME.get(comparison_form(heading).rstrip("*＊:"), "")
