"""Match labels of a table to indicators: suggestions with scores, best first.

A label equal to a name or a term of the code list, apart from white space and case, is matched
(score 1). Any other match is only suggested: a person confirms it once and it is remembered.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from chinese_text.characters import comparison_form
from intake.model.reference import Entry, Reference, list_entry_names, list_name_texts
from intake.model.upload_labels import (
    RememberedLabels,
    Suggestion,
    clean_label,
    find_answer,
    join_label_path,
)
from intake.values.printed_units import is_same_unit, split_unit
from intake.values.similar_names import CERTAIN_SCORE, MIN_SCORE, choose_best, suggest_exact_matches

_MAX_SIMILAR_SCORE = 0.95
"""A similar name is never certain, even if all pairs of characters are the same."""
_WRONG_UNIT_WEIGHT = 0.5
"""Factor of the score of an indicator that is not counted in the printed unit."""
_GENERAL_WORDS = re.compile(
    "情况|工作|组织|工会|建设|基本|主要|指标|方面|总体|数据|统计|完成|开展|活动|服务|有关|相关|项目|"
    "内容|类别|帮扶|救助|维权|保障|权益|慰问|人数|总数|数量|(?<![女困离退])职工|数|[的等和与及]|[^\\w]|[0-9]"
)
"""Words that any heading may have, which do not name what is counted."""
_AREAS_AND_TIMES = re.compile(
    "[本全我该各][省市区县旗镇乡村年月季级]|本单位|辖区|合计|总计|小计|共计|累计|其中|年度|全国|当[年月]|上[年月]|[年月日]"
)
"""Words for areas and times in a heading, which do not name what is counted either."""
_GOALS = ("任务", "目标", "计划")
_MIN_SPECIFIC_LENGTH = 4
"""Characters from which a sub-item's label can name an indicator by itself; 女 and 其他 cannot."""


def match_indicators(
    path: tuple[str, ...],
    unit: str,
    reference: Reference,
    remembered: RememberedLabels,
    context: str = "",
    asked: str = "",
    subject: str = "",
) -> list[Suggestion]:
    """Return the indicators that the labels of a figure may mean, best first.

    `path` are the labels from the outermost to the figure's own: (会员人数, 其中：女性) means the
    breakdown `members.women`. `unit` is the printed one, `remembered` are people's answers. Equal
    names count first, then an answer in the same `context` to what was `asked` (by default the
    path), then names of the `subject` of the table's title together with a single label (女会员,
    人数), then similar names. If several indicators have the name, an answer may choose one.

    A single suggestion with score 1 is certain; if its code is "", the label is to be ignored.
    """
    answers = remembered.indicators
    answer = find_answer(answers, asked or join_label_path(path), context, partial=path[-1])
    codes = _find_exact_matches(path, unit, reference)
    short_path = (*filter(_names_something, path[:-1]), path[-1])
    if codes and short_path != path:
        # If the path means something else without general headings, it is unclear.
        without = _find_exact_matches(short_path, unit, reference)
        codes += [code for code in without if code not in codes]
    if answer or codes:
        return choose_match(codes, answer, answers)
    if subject and len(path) == 1:
        name = comparison_form(clean_label(subject) + clean_label(path[0]))
        codes = list(reference.indicator_codes_by_name.get(name, ()))
        if codes and all(_does_unit_fit(reference.by_code[code], unit) for code in codes):
            return suggest_exact_matches(codes)
    return suggest_indicators(path, unit, reference)


def choose_match(codes: list[str], answer: str, answers: Mapping[str, str]) -> list[Suggestion]:
    """Return the suggestions for a label that has an answer, equal names (`codes`), or both.

    `answer` is the key of the answer, "" if there is none. An answer that contradicts the names is
    not followed; the first suggestion then has the answered code as `refused`.
    """
    if not answer:
        return suggest_exact_matches(codes)
    code = answers[answer]
    if not codes or code in ("", *codes):
        return [Suggestion(code, CERTAIN_SCORE, answer if code not in codes[:1] else "")]
    first, *others = suggest_exact_matches(codes)
    return [replace(first, answer=answer, refused=code), *others]


def _find_exact_matches(path: tuple[str, ...], unit: str, reference: Reference) -> list[str]:
    """Return the indicators whose names equal the last label, alone or together with its parents.

    `path` are the labels from the outermost inwards; those before the last are its parents. The
    first of these steps that finds something counts. From the innermost parent outwards: the last
    breakdown (part of what is counted) of this name that the parent's indicators have, else the
    indicators named as a part of the parent. Then the breakdown that the label before the last one
    names (女性 above 会员人数). Then the indicators whose name is the joined path, then those whose
    name is the last label; of these, the ones counted in the printed `unit` are preferred.
    """
    label = comparison_form(clean_label(path[-1]))
    joined_labels = comparison_form("".join(map(clean_label, path)))
    for parent in reversed(path[:-1]):
        if breakdowns := _find_breakdowns(parent, label, reference):
            return breakdowns[-1:]
        if parts := _named_with_parent(parent, label, reference):
            return parts
    if len(path) > 1 and (breakdowns := _find_breakdowns(label, path[-2], reference)):
        return breakdowns[-1:]  # 女性 above 会员人数
    # Inside a path, a short label (女, 其他) has no meaning without its parents.
    is_specific = len(path) == 1 or len(label) >= _MIN_SPECIFIC_LENGTH
    for name in (joined_labels, label) if is_specific else (joined_labels,):
        codes = reference.indicator_codes_by_name.get(name, ())
        if name == label:
            codes = tuple(
                code for code in codes if _do_parents_fit(path[:-1], reference.by_code[code])
            )
        fitting = [code for code in codes if _does_unit_fit(reference.by_code[code], unit)]
        if codes:
            return fitting or list(codes)
    return []


def _names_something(heading: str) -> bool:
    """Return whether a label above others says what is counted: 会员, but not 本市 or 组织情况."""
    text = _GENERAL_WORDS.sub("", comparison_form(clean_label(heading)))
    return bool(_AREAS_AND_TIMES.sub("", text))


def _do_parents_fit(parents: Iterable[str], entry: Entry) -> bool:
    """Return whether the labels above an indicator's name are about the indicator.

    Without general words (情况, 工作), each must occur in its names or its definition, as 集体合同
    in 集体合同份数. 女职工 above 会员人数 makes the figures another number.
    """
    about = [*list_entry_names(entry), *list_name_texts(entry.get("definition"))]
    texts = [comparison_form(text) for text in about]
    for parent in parents:
        parent_words = _GENERAL_WORDS.sub("", comparison_form(clean_label(parent)))
        if parent_words and not any(parent_words in text for text in texts):
            return False
    return True


def _find_breakdowns(parent: str, label: str, reference: Reference) -> list[str]:
    """Return the breakdowns with this label of all indicators named `parent`: `members.women`."""
    label = comparison_form(clean_label(label))
    return [
        f"{code}.{breakdown['code']}"
        for code in reference.indicator_codes_by_name.get(comparison_form(clean_label(parent)), ())
        for breakdown in reference.by_code[code].get("breakdowns") or ()
        if label in map(comparison_form, list_entry_names(breakdown))
    ]


def _named_with_parent(parent: str, label: str, reference: Reference) -> list[str]:
    """Return the indicators whose name is that of the parent with the label behind it.

    The parent is an indicator that may have several names. 女会员 below 会员人数, which is also
    called 工会会员人数, is the indicator with the term 工会会员人数女会员.
    """
    codes_by_name = reference.indicator_codes_by_name
    part_codes: dict[str, None] = {}  # an ordered set
    for parent_code in codes_by_name.get(comparison_form(clean_label(parent)), ()):
        for parent_name in list_entry_names(reference.by_code[parent_code]):
            joined_name = comparison_form(parent_name + label)
            part_codes |= dict.fromkeys(codes_by_name.get(joined_name, ()))
    return list(part_codes)


def suggest_indicators(path: tuple[str, ...], unit: str, reference: Reference) -> list[Suggestion]:
    """Return indicators and breakdowns whose names are similar to a label, best first.

    The last label of `path` is compared alone and joined with those before it, its parents. Codes
    of breakdowns are `members.women`. Indicators that are not counted in the printed unit get half
    the score. Targets are suggested only for labels with a word for a goal.
    """
    labels = {
        comparison_form(clean_label(path[-1])),
        comparison_form("".join(map(clean_label, path))),
    }
    scores = reference.label_index.find_best_scores(labels)
    if any(word in label for word in _GOALS for label in labels):
        scores |= reference.target_index.find_best_scores(labels)
    suggestions = []
    for code, similarity in scores.items():
        if similarity < MIN_SCORE:
            continue
        entry = reference.by_code[code.partition(".")[0]]
        score = similarity * (1.0 if _does_unit_fit(entry, unit) else _WRONG_UNIT_WEIGHT)
        suggestions.append(Suggestion(code, round(min(score, _MAX_SIMILAR_SCORE), 3)))
    return choose_best(suggestions)


def _does_unit_fit(entry: Entry, unit: str) -> bool:
    """Return whether an indicator may be counted in a printed unit; True if either has none.

    Factors such as 万 are ignored. Classifiers (个, 名) and synonyms count like the unit.
    """
    units = list_name_texts(entry.get("unit"))
    classifiers = list(entry.get("classifiers") or ())
    base = split_unit(unit)[1]
    return not base or not units or is_same_unit(base, units[0], classifiers)
