"""A news report, the decisions on its figures, and the rows that the accepted ones become."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any, Literal

from extraction import READER_VERSION, ProposedFigure
from intake.model.submitted_rows import SubmittedRows
from quantities import Quantity, UnreadableQuantityError, format_quantity, parse_quantity
from quantities.quantity import Qualifier

Status = Literal["open", "discarded"]
ROW = ("indicator", "programme", "ref_area", "breakdown", "time_period", "as_reported")
"""What a person may correct of a proposed figure."""
MOST_DIGITS = 15  # significant digits of a number in a report: it is worded as it was read
LONGEST_TITLE = 60  # characters of the title of a draft


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of one figure of a report: its row as accepted, or that it is left out.

    `subject` and `unit` are what the report says; `taught` is true where a person chose the
    indicator, which is remembered. The decision was made on the text `phrase` as version `reader`
    of the reader read it: `wording`. All three are empty in decisions of version 0.1.
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
    """A report whose figures are being decided, as it is after `version` changes.

    `sha256` is the hash of the file as uploaded, `text` that of its plain text. `entry` is the
    source if it is a new one. `decisions` are keyed by the span of a figure in the text,
    `start-end`. `draft` is the id of the draft made of the report last.
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
    def date(self) -> date:
        """Return the report's date."""
        return date.fromisoformat(self.day)

    @property
    def title(self) -> str:
        """Return the title of a new source, else the file name without its ending."""
        title = str(self.entry["title"]["zh"]) if self.entry else ""
        return title or PurePath(self.name).stem or "report"

    @property
    def accepted(self) -> dict[str, Decision]:
        """Return the decisions that accept a figure, in the order of the text."""
        spans = sorted(self.decisions, key=span_of_key)
        return {span: self.decisions[span] for span in spans if self.decisions[span].accepted}


def span_key(proposal: ProposedFigure) -> str:
    """Return the key of a figure's decision: its span in the text."""
    return f"{proposal.start}-{proposal.end}"


def span_of_key(key: str) -> tuple[int, int]:
    """Return start and end of the span that a decision's key names."""
    start, _, end = key.partition("-")
    return int(start), int(end)


def accept_proposal(proposal: ProposedFigure, row: Mapping[str, str] | None = None) -> Decision:
    """Return the decision that accepts a figure as proposed, or with a person's corrections."""
    proposed = {name: str(getattr(proposal, name)) for name in ROW}
    proposed["as_reported"] = complete_wording(proposal)
    accepted = {**proposed, **(row or {})}
    return Decision(
        True,
        accepted,
        proposal.locator,
        proposal.subject,
        proposal.unit,
        any(accepted[name] != proposed[name] for name in ("indicator", "breakdown")),
        READER_VERSION,
        proposal.phrase,
        proposed["as_reported"],
    )


def reject_proposal(proposal: ProposedFigure, row: Mapping[str, str] | None = None) -> Decision:
    """Return the decision that leaves a figure out, keeping earlier corrections."""
    return Decision(
        False,
        row or {},
        reader=READER_VERSION,
        phrase=proposal.phrase,
        wording=complete_wording(proposal),
    )


def find_decision(report: Report, proposal: ProposedFigure) -> Decision | None:
    """Return the decision on a figure, None where none was made or it was made on another reading.

    A decision of an earlier reader counts only if the present one reads the same span alike.
    """
    decision = report.decisions.get(span_key(proposal))
    if not decision or not decision.phrase:
        return decision
    reading = (proposal.phrase, complete_wording(proposal))
    return decision if (decision.phrase, decision.wording) == reading else None


def find_outdated_decisions(
    report: Report, proposals: Sequence[ProposedFigure]
) -> dict[str, Decision]:
    """Return the decisions, by span, on figures that the present reader does not find alike.

    They must be decided again. `proposals` are all figures found in the report.
    """
    current = {span_key(each) for each in proposals if find_decision(report, each)}
    return {span: each for span, each in report.decisions.items() if span not in current}


def complete_wording(proposal: ProposedFigure) -> str:
    """Return a figure's wording as printed, or in full where a list lends it 万 (3、5万人)."""
    ends = (proposal.value, proposal.value_low, proposal.value_high)
    try:
        alone = parse_quantity(proposal.as_reported)
    except UnreadableQuantityError:
        alone = None
    if alone and (alone.value, alone.low, alone.high) == ends:
        return proposal.as_reported
    qualifier = Qualifier(proposal.qualifier)
    quantity = Quantity(*ends, qualifier=qualifier, unit=proposal.unit, digits=MOST_DIGITS)
    return format_quantity(quantity)


def collect_taught_subjects(decisions: Mapping[str, Decision]) -> dict[str, str]:
    """Return what corrections teach: subject and unit → indicator, with its breakdown after a dot.

    Subjects of one character say too little and are left out.
    """
    return {
        f"{each.subject}\t{each.unit}": ".".join(
            filter(None, (each.row["indicator"], each.row["breakdown"]))
        )
        for each in decisions.values()
        if each.accepted and each.taught and len(each.subject) > 1
    }


def rows_to_submit(report: Report, accepted: Mapping[str, Decision]) -> SubmittedRows:
    """Return accepted figures as rows to check, with the new indicators they use and the source."""
    used = {each.row["indicator"] for each in accepted.values()}
    figures = tuple(
        {**each.row, "source": report.source, "locator": each.locator} for each in accepted.values()
    )
    indicators = tuple(each for each in report.indicators if each["code"] in used)
    sources = ({**report.entry, "sha256": report.sha256},) if report.entry else ()
    return SubmittedRows(report.title[:LONGEST_TITLE], figures, indicators, sources)


def to_dict(report: Report) -> dict[str, Any]:
    """Return a report as JSON values."""
    return asdict(report)


def from_dict(values: Mapping[str, Any]) -> Report:
    """Return the report that `to_dict` gave as JSON values."""
    decisions = {span: Decision(**each) for span, each in values["decisions"].items()}
    indicators = tuple(values["indicators"])
    return Report(**{**values, "decisions": decisions, "indicators": indicators})
