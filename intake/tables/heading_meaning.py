"""The meaning of the labels of a row or column of a wide table, and what several have in common."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.tables.grid import CellPosition
from intake.values.target_words import ValuesAs

_FIRST_CELL = CellPosition(0, 0)


@dataclass(frozen=True)
class HeadingMeaning:
    """The meaning of the labels of one row or column.

    `indicator_labels` are the labels that name an indicator, from the outermost inwards. `area` is
    the code of the area that `area_label` names, "" without such a label, None if the label's area
    is unknown. `relative_periods` are labels of incomplete periods (1—9月, 上年同期 "same period
    last year"), each completed by the period before it. `is_total`: `area_label` is a total (合计),
    and `area` the area that it would be the number of; `parts` are the positions of its parts if
    these are not areas. `values_as` is what a heading such as 任务数 says the figures are.
    `is_derived`: they are growth rates, ranks and the like, which are not imported. `position` is
    that of the label, `unclear_period` one whose period cannot be read whole (2023年10月至今).
    `is_end`: the labels say of the period only until when it goes (截至2024年10月).
    """

    indicator_labels: tuple[str, ...] = ()
    area: str | None = ""
    area_label: str = ""
    period: str = ""
    relative_periods: tuple[str, ...] = ()
    unit: str = ""
    is_derived: bool = False
    is_total: bool = False
    parts: tuple[CellPosition, ...] = ()
    values_as: ValuesAs = ""
    position: CellPosition = _FIRST_CELL
    unclear_period: str = ""
    is_end: bool = False


def describe_dimensions(meanings: Sequence[HeadingMeaning]) -> str:
    """Return which dimensions the labels of all rows, or of all columns, give.

    The result, such as `indicator+time_period`, is shown to the uploader as the shape of the table.
    """
    dimensions = {
        "indicator": any(each.indicator_labels for each in meanings if not each.is_derived),
        "ref_area": any(meaning.area != "" for meaning in meanings),
        "time_period": any(meaning.period or meaning.relative_periods for meaning in meanings),
    }
    return "+".join(name for name, is_present in dimensions.items() if is_present)
