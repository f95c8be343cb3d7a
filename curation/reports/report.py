"""A news report, the decisions on its figures, and the rows made of accepted figures."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any, Literal

from curation.append_only_folder import build_seen_state
from errors import SeenState
from extraction import READER_VERSION, ProposedFigure
from intake.model.submitted_rows import SubmittedRows
from locales import Words
from quantities import Quantity, UnreadableQuantityError, format_quantity, parse_quantity
from quantities.figure_keys import KEY_COLUMNS
from quantities.quantity import Qualifier

Status = Literal["open", "discarded"]
CORRECTABLE_COLUMNS = (*KEY_COLUMNS, "as_reported")
"""Columns of a proposed figure that a person may correct."""
MAX_DIGITS = 15  # significant digits, so many that a number in a report is not rounded
MAX_TITLE_LENGTH = 60  # characters of the title of a draft


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on one figure of a report: accepted, with its row, or left out.

    `subject` and `unit` are the report's words. `taught` is true if a person chose another
    indicator, which is then remembered for this subject. `reader` is the version number of the
    extraction code that found the figure, `phrase` the text around it and `wording` the figure as
    printed; they are empty in decisions of version 0.1.
    """

    accepted: bool
    row: Mapping[str, str] = field(default_factory=dict)
    locator: str = ""
    subject: str = ""
    unit: str = ""
    taught: bool = False
    reader: int = 0
    phrase: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report whose figures are being decided on; `version` is the number of its state, from 1.

    `name` is its file name, `day` its date ("2024-03-01"), `sha256` the hash of the uploaded file,
    `text` the hash of its plain text. `source` is the source's id, `entry` the source itself if it
    is new. `decisions` are keyed by the figure's span in the text ("120-126"); `indicators` are new
    ones that a person has defined. `draft` is the id of the draft made from the report, or "".
    """

    id: str
    version: int
    status: Status
    author: str
    account: str
    name: str
    day: str
    source: str
    entry: Mapping[str, Any] = field(default_factory=dict)
    sha256: str = ""
    text: str = ""
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    indicators: tuple[Mapping[str, Any], ...] = ()
    draft: str = ""

    @property
    def seen(self) -> SeenState:
        """What identifies the report's state that a person sees: id, state number and hash."""
        return build_seen_state(self, asdict(self))

    @property
    def date(self) -> date:
        """The report's date."""
        return date.fromisoformat(self.day)

    @property
    def title(self) -> str:
        """The title of a new source, else the file name without its extension."""
        title = Words().pick(self.entry.get("title")) if self.entry else ""
        return title or PurePath(self.name).stem or "report"

    @property
    def accepted(self) -> dict[str, Decision]:
        """The decisions that accept a figure, in the order of the text."""
        spans = sorted(self.decisions, key=parse_span_key)
        return {span: self.decisions[span] for span in spans if self.decisions[span].accepted}


def format_span_key(figure: ProposedFigure) -> str:
    """Return the key of a decision on a figure: its span in the report's text, "120-126".

    The span are the positions of its first character and of the one after its last.
    """
    return f"{figure.start}-{figure.end}"


def parse_span_key(key: str) -> tuple[int, int]:
    """Return start and end of the span in a decision's key: "120-126" → (120, 126).

    Decisions are sorted by it, in the order of the text.
    """
    start, _, end = key.partition("-")
    return int(start), int(end)


def accept_figure(figure: ProposedFigure, row: Mapping[str, str] | None = None) -> Decision:
    """Return the decision that accepts a proposed figure, with a person's corrections in `row`.

    Corrections are of CORRECTABLE_COLUMNS. A corrected indicator or breakdown is marked as
    `taught`, to be remembered for the report's word.
    """
    proposed_row = {name: str(getattr(figure, name)) for name in CORRECTABLE_COLUMNS}
    proposed_row["as_reported"] = complete_wording(figure)
    accepted_row = {**proposed_row, **(row or {})}
    return Decision(
        accepted=True,
        row=accepted_row,
        locator=figure.locator,
        subject=figure.subject,
        unit=figure.unit,
        taught=any(accepted_row[name] != proposed_row[name] for name in ("indicator", "breakdown")),
        reader=READER_VERSION,
        phrase=figure.phrase,
        wording=proposed_row["as_reported"],
    )


def reject_figure(figure: ProposedFigure, row: Mapping[str, str] | None = None) -> Decision:
    """Return the decision that leaves a proposed figure out.

    `row` keeps earlier corrections, in case the figure is accepted after all.
    """
    return Decision(
        accepted=False,
        row=row or {},
        reader=READER_VERSION,
        phrase=figure.phrase,
        wording=complete_wording(figure),
    )


def find_decision(report: Report, figure: ProposedFigure) -> Decision | None:
    """Return the decision on a figure; None if there is none or it no longer applies.

    A decision applies as long as the present version of the reader finds the same phrase and
    wording in the same span of the text.
    """
    decision = report.decisions.get(format_span_key(figure))
    if not decision or not decision.phrase:  # decisions of version 0.1 have no phrase to compare
        return decision
    found_now = (figure.phrase, complete_wording(figure))
    return decision if (decision.phrase, decision.wording) == found_now else None


def find_outdated_decisions(
    report: Report, figures: Sequence[ProposedFigure]
) -> dict[str, Decision]:
    """Return, by span, the decisions that no longer apply and must be made again.

    A newer version of the reader may find another figure there, or none. `figures` are all figures
    that the present version finds in the report.
    """
    valid_spans = {format_span_key(figure) for figure in figures if find_decision(report, figure)}
    return {
        span: decision for span, decision in report.decisions.items() if span not in valid_spans
    }


def complete_wording(figure: ProposedFigure) -> str:
    """Return a proposed figure's wording as printed, or completed if it lacks a part of the number.

    In "3、5万人" the first figure is printed as "3" but means 30,000, so it is completed to 3万人.
    """
    value_and_bounds = (figure.value, figure.value_low, figure.value_high)
    try:
        printed = parse_quantity(figure.as_reported)
    except UnreadableQuantityError:
        printed = None
    if printed and (printed.value, printed.low, printed.high) == value_and_bounds:
        return figure.as_reported
    qualifier = Qualifier(figure.qualifier)
    return format_quantity(
        Quantity(*value_and_bounds, qualifier=qualifier, unit=figure.unit, digits=MAX_DIGITS)
    )


def collect_taught_subjects(decisions: Mapping[str, Decision]) -> dict[str, str]:
    """Return the codes to remember: "subject\\tunit" → "indicator" or "indicator.breakdown".

    Later reports are read by them, so that nobody has to correct the same word twice.
    They are those of accepted figures whose indicator a person chose. A subject is the words in the
    report that say what is counted, such as 女职工 (women workers); one character is too short.
    """
    codes = {}
    for decision in decisions.values():
        if decision.accepted and decision.taught and len(decision.subject) > 1:
            indicator_and_breakdown = (decision.row["indicator"], decision.row["breakdown"])
            code = ".".join(filter(None, indicator_and_breakdown))
            codes[f"{decision.subject}\t{decision.unit}"] = code
    return codes


def build_submitted_rows(report: Report, accepted: Mapping[str, Decision]) -> SubmittedRows:
    """Return a report's accepted figures as rows to check, like an upload without a file.

    They include the report's source if that is new, and its new indicators that the figures use.
    """
    figures = tuple(
        {**decision.row, "source": report.source, "locator": decision.locator}
        for decision in accepted.values()
    )
    used_codes = {figure["indicator"] for figure in figures}
    indicators = tuple(entry for entry in report.indicators if entry["code"] in used_codes)
    sources = ({**report.entry, "sha256": report.sha256},) if report.entry else ()
    return SubmittedRows(report.title[:MAX_TITLE_LENGTH], figures, indicators, sources)


def report_from_dict(values: Mapping[str, Any]) -> Report:
    """Return the report that was stored as JSON in the form of `dataclasses.asdict`.

    Raises KeyError, TypeError or ValueError for malformed values.
    """
    decisions = {span: Decision(**fields) for span, fields in values["decisions"].items()}
    indicators = tuple(values["indicators"])
    return Report(**{**values, "decisions": decisions, "indicators": indicators})
