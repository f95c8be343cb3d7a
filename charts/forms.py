"""The forms of charts: those of any indicator, and those that datasets/charts.yaml may name."""

from dataclasses import dataclass
from typing import Literal, get_args

General = Literal["bar", "dots", "trend", "tiles", "ranking"]
GENERAL: tuple[General, ...] = get_args(General)
"""The forms in which any indicator can be drawn, and the addresses of such charts."""


@dataclass(frozen=True)
class FormRules:
    """What an entry of charts.yaml with this form may say beside name, finding, notes and topic.

    `indicators` is how many it lists (None: one or more), `values` what its finding may be filled
    in with beside `count` and `period`.
    """

    keys: tuple[str, ...] = ()
    indicators: int | None = 0
    values: tuple[str, ...] = ()


REPORTED = FormRules(
    keys=("by", "detail", "order", "unit", "gaps"),
    indicators=None,
    values=("marks", "wordings", "total"),
)
"""Of a form that draws figures as they were reported."""

NAMED_FORMS = {
    "bar": REPORTED,
    "dots": REPORTED,
    "multiples": REPORTED,
    "waffle": REPORTED,
    "equations": FormRules(keys=("ratios",), values=("results",)),
    "matched_pool": FormRules(indicators=2, values=("pool", "rule")),
    "notices": FormRules(keys=("kind",), indicators=1, values=("named", "total")),
    "prizes": FormRules(indicators=2, values=("winners", "total", "percent", "shares")),
    "projects": FormRules(indicators=1, values=("named",)),
    "province_tiles": FormRules(values=("known", "all")),
    "roles": FormRules(),
    "target": FormRules(indicators=2, values=("target", "state")),
}
"""The forms that charts.yaml may name; the last seven are functions in charts/topics/."""


def split_address(address: str) -> tuple[str, str]:
    """Return indicator and form of `indicator.form`; two empty strings for any other address."""
    indicator, _, form = address.rpartition(".")
    return (indicator, form) if form in GENERAL else ("", "")
