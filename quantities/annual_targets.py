"""The year's target of every flow (年度任务), made by rule when a list of indicators is read.

A made target is never stored: whoever reads a list gets it, whoever writes one leaves it out.
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
"""What a table writes behind an indicator's name for its target; the first is in the name."""


def with_annual_targets(indicators: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """Return entries of indicators.yaml, each flow without a target followed by one that is made.

    A flow has a target if an entry's `target_for` names it, or one has the code of the made one.
    """
    entries = [dict(entry) for entry in indicators]
    have_targets = {entry.get("target_for") for entry in entries}
    codes = {entry["code"] for entry in entries}
    result = []
    for entry in entries:
        result.append(entry)
        if entry.get("kind") != "flow" or entry["code"] in have_targets:
            continue
        if f"{entry['code']}{SUFFIX}" not in codes:
            result.append(_make_target(entry))
    return result


def without_annual_targets(
    indicators: Iterable[Mapping[str, Any]], keep: Collection[str] = ()
) -> list[Entry]:
    """Return entries of indicators.yaml without the targets that are made of the others.

    One that is written out exactly as it would be made is left out too. Those with a code in `keep`
    stay.
    """
    entries = [dict(entry) for entry in indicators]
    flows = {entry["code"]: entry for entry in entries if entry.get("kind") == "flow"}
    return [
        entry
        for entry in entries
        if entry["code"] in keep
        or entry.get("target_for") not in flows
        or entry != _make_target(flows[entry["target_for"]])
    ]


def _make_target(flow: Mapping[str, Any]) -> Entry:
    """Return the entry of a flow's target: counted and grouped like the flow, not added up."""
    name = flow.get("name") or {}
    zh = str(name.get("zh", "") if isinstance(name, Mapping) else name)
    names = {"zh": zh, "en": str(name.get("en") or zh) if isinstance(name, Mapping) else zh}
    called = [names["zh"], *map(str, (*(flow.get("terms") or ()), *(flow.get("labels") or ())))]
    target: Entry = {
        "code": f"{flow['code']}{SUFFIX}",
        "name": {key: NAME[key].format(name=text) for key, text in names.items()},
        "definition": {key: DEFINITION[key].format(name=text) for key, text in names.items()},
        "kind": "target",
        "target_for": flow["code"],
        "aggregation": "none",
        "terms": [f"{text}{word}" for text in called for word in WORDS][1:],
    }
    kept = ("unit", "classifiers", "topic", "breakdowns")
    return target | {key: flow[key] for key in kept if key in flow}
