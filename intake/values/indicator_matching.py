"""Match labels of a table to indicators: suggestions with scores, best first.

A label equal to a name or a term of the code list, apart from white space and case, is matched
(score 1). Any other match is only suggested: a person confirms it once and it is remembered.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from intake.model.name_index import NameIndex
from intake.model.reference import Entry, Reference, entry_names, name_texts
from intake.model.text_normalization import comparison_form, find_foreign_letter, to_latin_letters
from intake.model.upload_labels import (
    RememberedLabels,
    Suggestion,
    clean_label,
    find_answer,
    join_label_path,
)
from intake.values.printed_units import is_same_unit, split_unit

CERTAIN_SCORE = 1.0
"""Score of the only exact match of a label, or of a person's earlier answer."""
_AMBIGUOUS_SCORE = 0.9
"""Score of each match of a label that has several."""
_MAX_SIMILAR_SCORE = 0.95
"""A similar name is never certain, even if all pairs of characters are the same."""
_WRONG_UNIT_WEIGHT = 0.5
"""Factor of the score of an indicator that is not counted in the printed unit."""
_SAYS_NOTHING = re.compile(
    "情况|工作|组织|工会|建设|基本|主要|指标|方面|总体|数据|统计|完成|开展|活动|服务|有关|相关|项目|"
    "内容|类别|帮扶|救助|维权|保障|权益|慰问|人数|总数|数量|(?<![女困离退])职工|数|[的等和与及]|[^\\w]|[0-9]"
)
"""What a heading may say without naming anything of its own."""
_SCOPE = re.compile(
    "[本全我该各][省市区县旗镇乡村年月季级]|本单位|辖区|合计|总计|小计|共计|累计|其中|年度|全国|当[年月]|上[年月]|[年月日]"
)
"""What a heading may say of areas and times, which name nothing that is counted."""
_GOALS = ("任务", "目标", "计划")
_MIN_SCORE = 0.3
_SIMILAR_AREA_SCORE = 0.5
"""Score of an area whose name only resembles the label."""
_MAX_SUGGESTIONS = 5
_MIN_SPECIFIC_LENGTH = 4
"""Characters from which a sub-item's label can name an indicator by itself; 女 and 其他 cannot."""


def match_indicators(
    path: tuple[str, ...],
    unit: str,
    reference: Reference,
    remembered: RememberedLabels,
    context: str = "",
    asked: str = "",
) -> list[Suggestion]:
    """Match the labels of a figure, from the outermost to its own, to indicators.

    The path (会员人数, 其中：女性) means the breakdown `members.women`. Equal names count first,
    then a person's answer about what was `asked`, by default the path, in a context, then similar
    names. Of several indicators of one name an answer may choose one. An answer "" leaves the label
    out.

    A single suggestion with score 1 is certain; if its code is "", the label is to be ignored.
    """
    answers = remembered.indicators
    answer = find_answer(answers, asked or join_label_path(path), context, partial=path[-1])
    codes = _exact_matches(path, unit, reference)
    told = (*filter(_names_something, path[:-1]), path[-1])
    if codes and told != path:
        # With a heading that names nothing a label means what it means without, or is unclear.
        codes += [code for code in _exact_matches(told, unit, reference) if code not in codes]
    if answer or codes:
        return choose_match(codes, answer, answers)
    return suggest_indicators(path, unit, reference)


def choose_match(codes: list[str], answer: str, answers: Mapping[str, str]) -> list[Suggestion]:
    """Suggest what a label means that has an answer, equal names (`codes`), or both.

    `answer` is the key of the answer, "" if there is none. An answer that contradicts the names
    is not followed, and the first suggestion says so.
    """
    if not answer:
        return suggest_exact_matches(codes)
    code = answers[answer]
    if not codes or code in ("", *codes):
        return [Suggestion(code, CERTAIN_SCORE, answer if code not in codes[:1] else "")]
    first, *others = suggest_exact_matches(codes)
    return [replace(first, answer=answer, refused=code), *others]


def suggest_areas(label: str, reference: Reference, within: str = "") -> list[Suggestion]:
    """Suggest the areas that an unclear label may mean: of equal names, else of similar ones."""
    areas = reference.areas
    if codes := areas.find(clean_label(label), within):
        return [Suggestion(code, _AMBIGUOUS_SCORE) for code in codes[:_MAX_SUGGESTIONS]]
    similar = filter(None, areas.similar_codes(label, within).split(", "))
    return [Suggestion(code, _SIMILAR_AREA_SCORE) for code in similar]


def suggest_exact_matches(codes: list[str]) -> list[Suggestion]:
    """Suggest the codes (of indicators or areas) whose names equal a label; one is certain."""
    score = CERTAIN_SCORE if len(codes) == 1 else _AMBIGUOUS_SCORE
    return [Suggestion(code, score) for code in codes[:_MAX_SUGGESTIONS]]


def suggest_codes(text: str, names_by_code: Mapping[str, Iterable[str]]) -> list[Suggestion]:
    """Suggest codes that resemble a text themselves or have a name that does.

    At most _MAX_SUGGESTIONS with a score from _MIN_SCORE on, best first.
    """
    spelled = ((code, name) for code, names in names_by_code.items() for name in (code, *names))
    return suggest_from_index(text, NameIndex(spelled))


def suggest_from_index(text: str, names: NameIndex) -> list[Suggestion]:
    """Suggest codes with a name like a text, as `suggest_codes`; their names are `names`."""
    scores = names.best_scores([comparison_form(to_latin_letters(text))])
    return _best_suggestions(Suggestion(code, round(score, 3)) for code, score in scores.items())


def find_look_alike(text: str, codes: Iterable[str]) -> tuple[str, str]:
    """Return the code that a text with foreign letters looks like, and the first such letter.

    `mеmbers` with a Cyrillic е → (`members`, U+0435). If it looks like no code, the result is
    ("", "").
    """
    latin = to_latin_letters(text)
    foreign_letter = find_foreign_letter(text)
    return (latin, foreign_letter) if foreign_letter and latin in set(codes) else ("", "")


def _exact_matches(path: tuple[str, ...], unit: str, reference: Reference) -> list[str]:
    """Return the indicators whose names equal the label, alone or together with its parents.

    A breakdown of the innermost parent that has one by this name comes first (the last, if several
    indicators have the parent's name), then an indicator that is named as a part of the parent,
    then indicators counted in the printed unit.
    """
    label = comparison_form(clean_label(path[-1]))
    joined_labels = comparison_form("".join(map(clean_label, path)))
    for parent in reversed(path[:-1]):
        if breakdowns := _matching_breakdowns(parent, label, reference):
            return breakdowns[-1:]
        if parts := _named_with_parent(parent, label, reference):
            return parts
    if len(path) > 1 and (breakdowns := _matching_breakdowns(label, path[-2], reference)):
        return breakdowns[-1:]  # 女性 above 会员人数
    # Inside a path, a short label (女, 其他) means nothing without its parents.
    is_specific = len(path) == 1 or len(label) >= _MIN_SPECIFIC_LENGTH
    for name in (joined_labels, label) if is_specific else (joined_labels,):
        codes = reference.indicator_codes_by_name.get(name, ())
        if name == label:
            codes = tuple(
                code for code in codes if _parents_fit(path[:-1], reference.by_code[code])
            )
        fitting = [code for code in codes if _unit_fits(reference.by_code[code], unit)]
        if codes:
            return fitting or list(codes)
    return []


def _names_something(heading: str) -> bool:
    """Return whether a label above others says what is counted: 会员, but not 本市 or 组织情况."""
    return bool(_SCOPE.sub("", _SAYS_NOTHING.sub("", comparison_form(clean_label(heading)))))


def _parents_fit(parents: Iterable[str], entry: Entry) -> bool:
    """Return whether labels above an indicator's name are about it: 集体合同 above 集体合同份数.

    What they say beside words that any heading may have (情况, 工作) must stand in its names or its
    definition: above 会员人数, 女职工 makes it another number.
    """
    about = [*entry_names(entry), *name_texts(entry.get("definition"))]
    texts = [comparison_form(text) for text in about]
    for parent in parents:
        parent_words = _SAYS_NOTHING.sub("", comparison_form(clean_label(parent)))
        if parent_words and not any(parent_words in text for text in texts):
            return False
    return True


def _matching_breakdowns(parent: str, label: str, reference: Reference) -> list[str]:
    """Return the breakdowns with this label (`members.women`) of the indicators named `parent`.

    Several indicators may have the parent's name.
    """
    label = comparison_form(clean_label(label))
    return [
        f"{code}.{breakdown['code']}"
        for code in reference.indicator_codes_by_name.get(comparison_form(clean_label(parent)), ())
        for breakdown in reference.by_code[code].get("breakdowns") or ()
        if label in map(comparison_form, entry_names(breakdown))
    ]


def _named_with_parent(parent: str, label: str, reference: Reference) -> list[str]:
    """Return the indicators that have a label joined with any name of its parent as a name.

    女会员 below 会员人数 is the indicator with the term 工会会员人数女会员.
    """
    codes = reference.indicator_codes_by_name
    found: dict[str, None] = {}
    for code in codes.get(comparison_form(clean_label(parent)), ()):
        for name in entry_names(reference.by_code[code]):
            found |= dict.fromkeys(codes.get(comparison_form(name + label), ()))
    return list(found)


def suggest_indicators(path: tuple[str, ...], unit: str, reference: Reference) -> list[Suggestion]:
    """Return indicators and breakdowns whose names are similar to a label, best first.

    The label is compared alone and joined with its parents; those not counted in the printed unit
    have half the score. A target is suggested only for a label with a word for a goal.
    """
    labels = {
        comparison_form(clean_label(path[-1])),
        comparison_form("".join(map(clean_label, path))),
    }
    scores = reference.label_index.best_scores(labels)
    if any(word in label for word in _GOALS for label in labels):
        scores |= reference.target_index.best_scores(labels)
    suggestions = []
    for code, likeness in scores.items():
        if likeness < _MIN_SCORE:
            continue
        entry = reference.by_code[code.partition(".")[0]]
        score = likeness * (1.0 if _unit_fits(entry, unit) else _WRONG_UNIT_WEIGHT)
        suggestions.append(Suggestion(code, round(min(score, _MAX_SIMILAR_SCORE), 3)))
    return _best_suggestions(suggestions)


def _unit_fits(entry: Entry, unit: str) -> bool:
    """Return whether an indicator may be counted in a printed unit; any may without a unit.

    A factor such as 万 does not count; classifiers (个, 名) and synonyms are as good as the unit.
    """
    units = name_texts(entry.get("unit"))
    classifiers = list(entry.get("classifiers") or ())
    base = split_unit(unit)[1]
    return not base or not units or is_same_unit(base, units[0], classifiers)


def _best_suggestions(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Return the few suggested indicators or codes with the highest scores."""
    candidates = [suggestion for suggestion in suggestions if suggestion.score >= _MIN_SCORE]
    return sorted(candidates, key=lambda best: (-best.score, best.code))[:_MAX_SUGGESTIONS]
