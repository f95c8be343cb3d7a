"""The forms of charts and their rules: forms that fit any indicator, and forms of charts.yaml."""

from dataclasses import dataclass
from typing import Literal, get_args

GeneralForm = Literal["bar", "dots", "trend", "tiles", "ranking"]
GENERAL_FORMS: tuple[GeneralForm, ...] = get_args(GeneralForm)
"""The forms in which any indicator can be drawn, as in the address "members.trend"."""


@dataclass(frozen=True)
class FormRules:
    """What an entry of charts.yaml of one form may contain.

    `keys` are its keys besides those of every entry, `indicators` is the required number of
    indicators (None: one or more), `values` are the placeholders that its finding may use besides
    `count` and `period`. A `national` form draws the whole country, whatever area a page shows.
    """

    keys: tuple[str, ...] = ()
    indicators: int | None = 0
    values: tuple[str, ...] = ()
    national: bool = False


REPORTED = FormRules(
    keys=("by", "detail", "order", "unit", "gaps"),
    indicators=None,
    values=("marks", "wordings", "total"),
)
"""The rules of forms that draw figures as they were reported."""
RATIO_OF_PROVINCES = FormRules(
    keys=("ratios",), values=("country", "highest", "lowest", "missing"), national=True
)
"""The rules of forms that draw the first declared ratio, province by province."""

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
    "province_tiles": FormRules(values=("known", "all"), national=True),
    "ratio_ranking": RATIO_OF_PROVINCES,
    "ratio_tiles": RATIO_OF_PROVINCES,
    "roles": FormRules(),
    "target": FormRules(indicators=2, values=("target", "state")),
}
"""The forms that charts.yaml may name; the last nine compute what they draw."""


def split_address(address: str) -> tuple[str, str]:
    """Split a chart's address: "members.trend" -> ("members", "trend").

    An address of another kind, such as a chart's name, gives ("", "").
    """
    indicator, _, form = address.rpartition(".")
    return (indicator, form) if form in GENERAL_FORMS else ("", "")
