"""The texts of 填报情况: how many have reported, who is late, and the reminder to send."""

from dataclasses import dataclass
from datetime import date

from locales import Words
from metrics.reporting_grid import ReportingGrid, ReportState
from periods.spans import count_month, spell_month

MAX_LISTED = 12
"""Late units that the page lists; the reminder and the files list all."""


@dataclass(frozen=True)
class LateUnit:
    """A unit that has not reported the newest month, or lacks some of its items.

    `items` are the names of the indicators that it lacks. `is_organisation`: the unit is the union
    of an industry or enterprise, and so its name needs no addition in the reminder (总工会).
    """

    code: str
    name: str
    is_organisation: bool
    state: ReportState
    items: tuple[str, ...]


def list_late_units(grid: ReportingGrid, words: Words) -> list[LateUnit]:
    """Return the units that lack the newest month or items of it, in the grid's order.

    They are listed beside the grid, and reminded.
    """
    newest_month_index = len(grid.months) - 1
    late_reporters = list(grid.list_late(newest_month_index))
    names = words.areas(grid.reporters[reporter_index] for reporter_index, _ in late_reporters)
    organisation_indices = {
        reporter_index
        for row in grid.rows
        for reporter_index in row.reporters
        if row.is_organisation
    }
    return [
        LateUnit(
            code := grid.reporters[reporter_index],
            names[code],
            reporter_index in organisation_indices,
            state,
            tuple(
                words.name("indicator", indicator)
                for indicator in grid.list_lacking((reporter_index, newest_month_index))
            ),
        )
        for reporter_index, state in late_reporters
    ]


def format_month(month: str, words: Words) -> str:
    """Format a month without its year: 9月, Sep."""
    return words.say(f"scope.month_{int(month[5:])}")


def format_window(grid: ReportingGrid, words: Words) -> str:
    """Format the months of the reporting grid: 2024年10月—2025年9月."""
    return words.period(f"{grid.months[0]}/{grid.months[-1]}")


def write_summary(grid: ReportingGrid, words: Words) -> str:
    """Return how many of the expected reports are complete, and what the newest month lacks.

    14个地区（单位）应报168次：报全165次，缺项2次，未报1次。9月还差2家、13项。
    """
    counts = grid.count_states()
    complete_count = counts[ReportState.REPORTED] + counts[ReportState.CORRECTED]
    text = words.say(
        "filing.summary",
        units=len(grid.reporters),
        asked=sum(counts.values()) - counts[ReportState.ABSENT],
        whole=complete_count,
        lacking=counts[ReportState.LACKING],
        missing=counts[ReportState.MISSING],
    )
    if counts[ReportState.CORRECTED]:
        text += words.say("filing.summary_corrected", times=counts[ReportState.CORRECTED])
    newest_month_index = len(grid.months) - 1
    late_reporters = list(grid.list_late(newest_month_index))
    missing_count = sum(
        len(grid.list_lacking((reporter_index, newest_month_index)))
        for reporter_index, _ in late_reporters
    )
    month_name = format_month(grid.months[-1], words)
    message = "filing.summary_late" if late_reporters else "filing.summary_done"
    return text + words.say(
        message, month=month_name, units=len(late_reporters), items=missing_count
    )


def find_due_day(month: str, due_day: int) -> date | None:
    """Return the day by which a month has to be reported: "2025-09" and 10 → 10 October 2025.

    The result is None if `due_day` is 0, as config.yaml then sets no day (`attention.due_day`).
    """
    following = spell_month(count_month(month) + 1)
    return date.fromisoformat(f"{following}-{due_day:02d}") if due_day else None


def write_reminder(
    late: list[LateUnit], month: str, words: Words, today: date, due_day: int = 0
) -> str:
    """Return the reminder to all late units, a line each, as an office sends it.

    `month` is the month that they lack, `due_day` is as in `find_due_day`. A unit that has reported
    nothing is reminded of the whole report, others of the missing items by name.
    """
    due = find_due_day(month, due_day)
    until = words.say("filing.until", day=words.period(due.isoformat())) if due else ""
    lines = []
    for unit in late:
        name = unit.name if unit.is_organisation else words.say("filing.union_of", name=unit.name)
        lines.append(
            words.say(
                "filing.remind_missing"
                if unit.state is ReportState.MISSING
                else "filing.remind_lacking",
                name=name,
                period=words.period(month),
                until=until,
                today=words.period(today.isoformat()),
                items=words.say("scope.comma").join(unit.items),
                number=len(unit.items),
            )
        )
    return "\n".join(lines)


def describe_delay(unit: LateUnit, month: str, words: Words, today: date, due_day: int) -> str:
    """Describe the state of a late unit: 逾期7天 after the due day, before it 未报, or 缺项."""
    if unit.state is ReportState.LACKING:
        return words.say("filing.state_lacking")
    due = find_due_day(month, due_day)
    if due and today > due:
        return words.say("filing.overdue", count=(today - due).days)
    return words.say("filing.state_missing")
