"""Words by which tables say that figures are targets (任务, 目标, 计划) or achieved (完成)."""

import re
from collections.abc import Iterable
from typing import Literal

from chinese_text.characters import comparison_form

ValuesAs = Literal["", "actual", "target", "unclear"]
"""What figures are: achieved ("actual"), targets, either ("unclear"), or not stated ("")."""

_TARGET_HEADING = re.compile(
    "(?:本年|今年|当年|年度|全年|下达|上级下达|分解)?"
    "(?:目标任务|指标任务|任务指标|计划任务|任务|目标|计划|责任目标)(?:数|值|量|人数|额)?"
    "|targets?|plan|planned|goals?"
)
_ACTUAL_HEADING = re.compile(
    "(?:本年|今年|已|累计|实际)?(?:完成|实际|实绩|实际完成|完成情况)(?:数|值|量|人数|额)?"
    "|actual|achieved|completed|done"
)
_TARGET_AFFIX = re.compile(
    "^(?:(?:计划|目标|任务|拟)(?P<after>.{2,})"
    "|(?P<before>.{2,}?)[_（(:：]?(?:(?:年度|全年|本年|下达)?(?:目标任务|指标任务|任务|目标)(?:数|值|量)?"
    "|计划[数值量]|(?:年度|全年)计划|target)[）)]?)$",
    re.IGNORECASE,
)
_TARGET_WORD = re.compile("目标|任务|计划|target|(?<![a-z])plan(?![a-z])", re.IGNORECASE)
_ACTUAL_WORD = re.compile("完成|实际|进度|进展|执行|落实|实绩|actual|achieved", re.IGNORECASE)
_NAMED_PLAN = re.compile("(?:行动|工程|关爱|圆梦|培养|提升|帮扶|人才|百|千|万)[^年度]{0,4}计划")
"""A plan that is the name of some work, such as 百人计划: its figures may be of both kinds."""


def read_target_heading(text: str) -> ValuesAs:
    """Return what a heading says the figures are, if it says nothing else: 任务数 → target."""
    text = comparison_form(text).strip(":")
    if _TARGET_HEADING.fullmatch(text):
        return "target"
    return "actual" if _ACTUAL_HEADING.fullmatch(text) else ""


def remove_target_word(label: str) -> str:
    """Return the name of the indicator in the label of its target: 发展会员任务数 → 发展会员.

    The word may stand before the name (计划发展会员) or behind it. "" if the label has none.
    """
    match = _TARGET_AFFIX.match("".join(label.split()))
    return (match["after"] or match["before"]) if match else ""


def read_target_titles(titles: Iterable[str]) -> ValuesAs:
    """Return what the titles of a table, its sheet and its file say the figures are.

    They are unclear if there are words for both kinds (任务完成情况), or only a plan that may be
    the name of some work.
    """
    text = " ".join(titles)
    if not _TARGET_WORD.search(text):
        return ""
    has_named_plan = bool(_NAMED_PLAN.search(text))
    is_only_name = has_named_plan and not _TARGET_WORD.search(_NAMED_PLAN.sub("", text))
    return "unclear" if is_only_name or _ACTUAL_WORD.search(text) else "target"
