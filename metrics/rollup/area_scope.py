"""The request for totals: an area, a span of months, indicators, and an office's rules."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from periods.spans import MONTHS_A_YEAR, MonthSpan, Since, span_since
from quantities.aggregation import read_aggregation
from quantities.better import Better, read_better

Entry = Mapping[str, Any]
SPARK_MONTHS = 21
"""Months of the small line of an indicator: this year's and last year's up to September."""


@dataclass(frozen=True)
class TotalRules:
    """An office's rules for totals, as `totals` of config.yaml has them.

    `least_share`: the percentage of its units that must have a number before an area has a total.
    `month_share`: the percentage that must have reported a month before a page opens with it.
    `union_year`: the month in which a union's year begins (1 to 12).
    """

    least_share: float = 50
    month_share: float = 80
    union_year: int = 10


@dataclass(frozen=True)
class AreaScope:
    """One choice of area and months, with an office's rules for totals.

    `through` is the last month, counted since the year 0 (`periods.spans.count_month`). `asked` has
    the units that a reporting task asks for an indicator, by the indicator's code; for other
    indicators all units are asked. Without `among_siblings` the siblings of the area are not read,
    and the area has no place.
    """

    area: str
    through: int
    since: Since = "year"
    rules: TotalRules = TotalRules()
    asked: Mapping[str, Collection[str]] = field(default_factory=dict)
    among_siblings: bool = True

    @property
    def span(self) -> MonthSpan:
        """The span that is shown."""
        return span_since(self.since, self.through, self.rules.union_year)

    @property
    def task_year(self) -> MonthSpan:
        """The whole year to which targets apply: the union's year if shown, else the calendar's."""
        year: Since = "union-year" if self.since == "union-year" else "year"
        first = span_since(year, self.through, self.rules.union_year).first
        return MonthSpan(first, first + MONTHS_A_YEAR - 1)

    @property
    def task_span(self) -> MonthSpan:
        """The part of `task_year` that has passed (序时)."""
        return MonthSpan(self.task_year.first, self.through)

    @property
    def elapsed(self) -> float:
        """The share of `task_year` that has passed, in percent (序时进度): through September 75."""
        return len(self.task_span.months) / MONTHS_A_YEAR * 100

    @property
    def spark(self) -> range:
        """The months of the small line."""
        return range(self.through - SPARK_MONTHS + 1, self.through + 1)

    @property
    def first_month(self) -> int:
        """The first month whose figures may be needed: the January on or before all spans."""
        earliest = min(self.spark.start, self.span.year_before.first, self.task_span.first)
        return earliest - earliest % MONTHS_A_YEAR


@dataclass(frozen=True)
class Catalogue:
    """The indicators of one overview, with the parts of ratios and the targets they need.

    `codes` are all indicators whose figures are read: the `shown` ones, then parts of ratios and
    targets. `targets` maps an indicator to that of its targets, `parts` a ratio to its numerator
    and denominator; `entries` are those of indicators.yaml by code.
    """

    entries: Mapping[str, Entry]
    shown: tuple[str, ...]
    codes: tuple[str, ...]
    targets: Mapping[str, str]
    parts: Mapping[str, tuple[str, str]]

    def without_unreported_targets(self, codes: Collection[str]) -> "Catalogue":
        """Return the catalogue without the targets that are not among the reported `codes`.

        Nothing is computed for them then. A target that is itself shown stays in `codes`.
        """
        targets = {code: target for code, target in self.targets.items() if target in codes}
        unused = set(self.targets.values()) - set(targets.values()) - set(self.shown)
        kept_codes = tuple(code for code in self.codes if code not in unused)
        return Catalogue(self.entries, self.shown, kept_codes, targets, self.parts)

    def find_row(self, code: str) -> int:
        """Return the row of an indicator in arrays, which is its position in `codes`."""
        return self.codes.index(code)

    def get_time_aggregation(self, code: str) -> str:
        """Return how months of an indicator are combined: sum, last or none.

        New members are summed; of members the last month counts. A ratio of two stocks is that at
        the end of a span (last); a target is never combined.
        """
        aggregation = read_aggregation(self.entries[code]).time
        if code in self.parts and aggregation == "none":
            numerator, _ = self.parts[code]
            is_at_end = read_aggregation(self.entries[numerator]).time == "last"
            return "last" if is_at_end else "none"
        return "none" if code in self.targets.values() else aggregation

    def may_sum(self, code: str) -> bool:
        """Return whether areas of an indicator are added up; a target follows its indicator."""
        targeted_code = next(
            (indicator for indicator, target in self.targets.items() if target == code), code
        )
        return read_aggregation(self.entries[targeted_code]).areas == "sum"

    def get_better(self, code: str) -> Better:
        """Return whether more or less of an indicator is better, or neither (none)."""
        return read_better(self.entries[code])

    def get_unit(self, code: str) -> str:
        """Return the Chinese unit of an indicator, such as "人"; "" without a unit."""
        unit = self.entries[code].get("unit", "")
        return str(unit.get("zh", "") if isinstance(unit, Mapping) else unit)


def read_catalogue(indicators: Sequence[Entry], shown: Sequence[str]) -> Catalogue:
    """Build the catalogue of the `shown` indicators from the entries of indicators.yaml.

    The parts of a shown ratio and the targets of shown indicators are added, as their figures are
    needed, too. Raises KeyError for an unknown code.
    """
    entries = {str(entry["code"]): entry for entry in indicators}
    shown = tuple(dict.fromkeys(shown))
    wanted = {code: entries[code] for code in shown}
    targets = {
        str(entry["target_for"]): code
        for code, entry in entries.items()
        if entry.get("target_for") in wanted
    }
    parts = {
        code: (str(entry["numerator"]), str(entry["denominator"]))
        for code, entry in wanted.items()
        if entry.get("numerator") in entries and entry.get("denominator") in entries
    }
    added_codes = (*(part for pair in parts.values() for part in pair), *targets.values())
    codes = tuple(dict.fromkeys((*shown, *added_codes)))
    return Catalogue(entries, shown, codes, targets, parts)
