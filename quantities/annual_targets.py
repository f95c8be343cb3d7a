"""Annual targets (年度任务): an indicator for each flow's target, derived from the flow's entry.

A derived target is never stored. It is added when a list of indicators is read, and left out when
one is written.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

Entry = dict[str, Any]
SUFFIX = "_target"
NAME = {"zh": "{name}年度任务", "en": "{name}: target of the year"}
DEFINITION = {
    "zh": "{name}在一年内应完成的任务数，由下达任务的工会确定；统计范围与“{name}”相同。",
    "en": "What is to be reached of “{name}” in a year, as the union sets it; counted likewise.",
}
WORDS = ("年度任务", "年度目标", "全年任务", "全年目标", "目标任务", "目标")
"""The words after an indicator's name with which tables mean its target; names have the first."""


def with_annual_targets(indicators: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """Return entries of indicators.yaml, each flow without a target followed by a derived one.

    A flow has a target if an entry names it in `target_for`, or has the code of its derived target.
    """
    entries = [dict(entry) for entry in indicators]
    codes_with_target = {entry.get("target_for") for entry in entries}
    codes = {entry["code"] for entry in entries}
    all_entries = []
    for entry in entries:
        all_entries.append(entry)
        if entry.get("kind") != "flow" or entry["code"] in codes_with_target:
            continue
        if f"{entry['code']}{SUFFIX}" not in codes:
            all_entries.append(_derive_target(entry))
    return all_entries


def without_annual_targets(
    indicators: Iterable[Mapping[str, Any]], keep: Collection[str] = ()
) -> list[Entry]:
    """Return entries of indicators.yaml without derived targets, as they are stored.

    A target is derived if its entry is exactly what would be derived from its flow. An entry whose
    code is in `keep` stays, as that of a target that has figures must.
    """
    entries = [dict(entry) for entry in indicators]
    flows = {entry["code"]: entry for entry in entries if entry.get("kind") == "flow"}
    return [
        entry
        for entry in entries
        if entry["code"] in keep
        or entry.get("target_for") not in flows
        or entry != _derive_target(flows[entry["target_for"]])
    ]


def _derive_target(flow: Mapping[str, Any]) -> Entry:
    """Return the entry of a flow's target: with its unit and breakdowns, but never added up.

    `flow` is the flow's own entry; its `name` may be one text for both languages, and a missing
    English name is replaced by the Chinese one. The target's `terms`, by which tables are
    recognized, are every name of the flow followed by each of WORDS. The first of these is the
    target's own name and is left out.
    """
    name = flow.get("name") or {}
    name_zh = str(name.get("zh", "") if isinstance(name, Mapping) else name)
    name_en = str(name.get("en") or name_zh) if isinstance(name, Mapping) else name_zh
    names = {"zh": name_zh, "en": name_en}
    further_names = (*(flow.get("terms") or ()), *(flow.get("labels") or ()))
    flow_names = [name_zh, *map(str, further_names)]
    target: Entry = {
        "code": f"{flow['code']}{SUFFIX}",
        "name": {language: NAME[language].format(name=text) for language, text in names.items()},
        "definition": {
            language: DEFINITION[language].format(name=text) for language, text in names.items()
        },
        "kind": "target",
        "target_for": flow["code"],
        "aggregation": "none",
        "terms": [f"{flow_name}{word}" for flow_name in flow_names for word in WORDS][1:],
    }
    shared_keys = ("unit", "classifiers", "topic", "breakdowns")
    return target | {key: flow[key] for key in shared_keys if key in flow}
