"""The fields (columns) of figures.csv, and the headings that staff use for them."""

from collections.abc import Sequence
from typing import NamedTuple

from chinese_text.characters import comparison_form, fold_characters
from locales import LANGUAGES, Words

_HEADINGS = {
    "indicator": "指标 指标代码 指标名称 指标编码 统计指标 统计指标名称 indicator_code",
    "programme": "工作项目 工作项目代码 项目 项目名称 project program",
    "ref_area": "地区 地区代码 地区名称 行政区划 行政区划代码 区划 省份 省 省区市 "
    "省(自治区、直辖市) 省(区、市) 省市 地市 市州 市(州) 城市 "
    "市 区县 县区 县市 县(市、区) 区(县、市) 市(县、区) "
    "区域 所在地区 报送单位 填报单位 上报单位 报送地区 填报地区 所属地区 县市区 市县 "
    "市县区 工会名称 area reference_area region province city county",
    "breakdown": "分组 分组代码 分类 类别 category",
    "time_period": "报告期 时间 期间 年份 年度 年月 统计时间 报告期别 截至 截止 截至时间 截止时间 "
    "截至日期 截止日期 统计截止 统计年度 报告年度 月份 季度 统计期 统计期间 统计时期 统计月份 "
    "统计年份 统计截止日期 统计截止时间 统计截至 数据截止 数据截至 数据截止日期 数据截止时间 "
    "时点 统计时点 截止年月 截至年月 截止月份 截至月份 "
    "数据期 数据时间 所属期 所属时期 期别 报表期 period year",
    "as_reported": "原文数值 原文 上报数 原文表述 填报数 reported wording",
    "value": "数值 数据 指标值 指标数值 统计值 obs_value",
    "value_low": "下限 数值下限 最小值 low lower",
    "value_high": "上限 数值上限 最大值 high upper",
    "qualifier": "限定词 限定 数值限定 近/超 超/近 限定语 概数词",
    "obs_status": "数据状态 状态 观测状态 status",
    "source": "数据来源 来源 资料来源",
    "locator": "原文位置 位置 出处 原文出处",
    "note": "备注 说明 附注 notes comment comment_obs",
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
PERIOD_NAME, FREQUENCY = "period_name", "freq"
"""The period in words, beside its code; CL_FREQ beside a period of SDMX."""
_SDMX_COLUMNS = frozenset(
    ("structure", "structure_id", "action", "freq", "unit_measure", "unit_mult", "release")
)
"""Columns of SDMX-CSV that only describe a figure; UNIT_MULT of our own dataflow is always 0."""


_NO_FIGURES = """
联系人 联系电话 电话 电话号码 手机 手机号 手机号码 联系方式 办公电话 传真 邮箱 电子邮箱
邮编 邮政编码 地址 单位地址 详细地址
身份证 身份证号 身份证号码 证件号 证件号码 统一社会信用代码 社会信用代码
账号 银行账号 银行卡号
填报人 填表人 审核人 负责人 经办人 制表人 报送人 单位负责人 姓名 职务 主席 工会主席
填报日期 填报时间 填表日期 填表时间 上报日期 上报时间 报送日期 报送时间
出生年月 出生日期 入会时间 入会日期 入职时间 参加工作时间
登记日期 审核日期 更新时间 更新日期 录入时间
片区 片 分片 组别 片组 所属片区 contact phone telephone email address
"""
NO_FIGURES = frozenset(_NO_FIGURES.split())
"""Headings of columns about who filled in a form, when, and how to reach them: never figures."""


class Heading(NamedTuple):
    """What a heading means: a field of figures.csv, and which of two columns for it this is.

    Downloads have one column of codes (`has_codes`) and one of names (`has_names`) side by side.
    """

    field: str
    has_codes: bool = False
    has_names: bool = False


def _list_headings() -> dict[str, Heading]:
    """Return the meaning of every known heading by its comparison form.

    Known are the names of the fields, the headings in _HEADINGS, and in each language those of
    downloads, which have a column of codes and a column of names for a field with codes.
    """
    meaning_by_heading = {
        comparison_form(name): Heading(field)
        for field, headings in _HEADINGS.items()
        for name in (field, *headings.split())
    }
    for words in map(Words, LANGUAGES):
        for field in _HEADINGS:
            is_coded = field in (*CODE_COLUMNS, "note")
            heading_of_names = comparison_form(words.say(f"exports.column_{field}"))
            meaning_by_heading[heading_of_names] = Heading(field, has_names=is_coded)
            if is_coded:
                heading_of_codes = comparison_form(words.say(f"exports.code_{field}"))
                meaning_by_heading[heading_of_codes] = Heading(field, has_codes=True)
    return meaning_by_heading


_FIELD_BY_HEADING = _list_headings()


def read_heading(heading: str) -> Heading:
    """Return what a heading means (地区 → ref_area, 地区代码 → its codes); field "" if unknown."""
    return _FIELD_BY_HEADING.get(_normalize_heading(heading), Heading(""))


def find_field(heading: str) -> str:
    """Return the field of figures.csv that a heading means (地区 → ref_area); "" if unknown."""
    return read_heading(heading).field


def is_form_heading(heading: str) -> bool:
    """Return whether a heading is that of row numbers, or says who filled in a form and when."""
    return _normalize_heading(heading) in NO_FIGURES.union(("序号", "编号"))


def _normalize_heading(heading: str) -> str:
    """Return a heading in the form in which headings are compared: 地 區* → 地区."""
    return fold_characters(comparison_form(heading)).rstrip("*＊:")


def choose_columns(headings: Sequence[str], area_columns: Sequence[int] = ()) -> dict[str, int]:
    """Return the index of the column that is read for each field.

    A column of codes counts before one of names, the first of two equal ones before the second. Of
    `area_columns`, which name the area together, it is the last. PERIOD_NAME and FREQUENCY are
    descriptions beside the period: they tell which period a spreadsheet has turned into a date
    (2024/9/1).
    """
    rank_and_column: dict[str, tuple[int, int]] = {}
    for column, text in enumerate(headings):
        heading = read_heading(text)
        # -1 for a column of codes, 1 for one of names, 0 for any other: the lowest rank counts.
        rank = heading.has_names - heading.has_codes
        if column in area_columns:
            continue
        # (2, 0) is above every rank, for a field without a column so far.
        if heading.field and (rank, column) < rank_and_column.get(heading.field, (2, 0)):
            rank_and_column[heading.field] = (rank, column)
    columns = {field: column for field, (_, column) in rank_and_column.items()}
    columns |= {"ref_area": area_columns[-1]} if area_columns else {}
    for column, text in enumerate(headings):
        if read_heading(text) == ("time_period", False, True) and is_description(text, headings):
            columns[PERIOD_NAME] = column
        elif comparison_form(text) == FREQUENCY and is_description(text, headings):
            columns[FREQUENCY] = column
    return columns


def is_description(heading: str, headings: Sequence[str]) -> bool:
    """Return whether a column repeats or describes another one: 地区 beside 地区代码.

    `headings` are those of the whole table. FREQ only describes a figure if the table is SDMX-CSV,
    which has a column STRUCTURE_ID.
    """
    if comparison_form(heading) in _SDMX_COLUMNS:
        return "structure_id" in map(comparison_form, headings)
    own, others = read_heading(heading), map(read_heading, headings)
    repeats = {(other.has_codes, other.has_names) for other in others if other.field == own.field}
    return repeats == {(True, False), (False, True)}
