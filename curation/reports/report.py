"""A news report, the decisions on its figures, and the rows made of accepted figures."""

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
MOST_DIGITS = 15  # significant digits of a number in a report: enough to write it as it was read
LONGEST_TITLE = 60  # characters of the title of a draft


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on one figure of a report: its row as accepted, or that it is left out.

    `subject` and `unit` are the report's words; `taught` is true if a person chose another
    indicator, which is remembered for this subject. `reader` is the version number of the
    extraction code that found the figure, in the text `phrase`, as `wording`; these are empty in
    decisions of version 0.1.
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

    `day` is its date ("2024-03-01"), `sha256` the hash of the uploaded file, `text` the hash of its
    plain text. `source` is the source's id, `entry` the source itself if it is new. `decisions` are
    keyed by the figure's span in the text ("120-126"). `draft` is the id of the draft made of it,
    or "".
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
        """The report's date."""
        return date.fromisoformat(self.day)

    @property
    def title(self) -> str:
        """The title of a new source, else the file name without its extension."""
        title = str(self.entry["title"]["zh"]) if self.entry else ""
        return title or PurePath(self.name).stem or "report"

    @property
    def accepted(self) -> dict[str, Decision]:
        """The decisions that accept a figure, in the order of the text."""
        spans = sorted(self.decisions, key=span_of_key)
        return {span: self.decisions[span] for span in spans if self.decisions[span].accepted}


def span_key(proposal: ProposedFigure) -> str:
    """Return the key of a figure's decision, its span in the text: "120-126"."""
    return f"{proposal.start}-{proposal.end}"


def span_of_key(key: str) -> tuple[int, int]:
    """Return start and end of the span in a decision's key: "120-126" → (120, 126)."""
    start, _, end = key.partition("-")
    return int(start), int(end)


def accept_proposal(proposal: ProposedFigure, row: Mapping[str, str] | None = None) -> Decision:
    """Return the decision that accepts a figure; `row` has a person's corrections, if any."""
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
    """Return the decision that leaves a figure out; `row` preserves earlier corrections."""
    return Decision(
        False,
        row or {},
        reader=READER_VERSION,
        phrase=proposal.phrase,
        wording=complete_wording(proposal),
    )


def find_decision(report: Report, proposal: ProposedFigure) -> Decision | None:
    """Return the decision on a figure, None if there is none that still applies.

    A decision applies as long as the present reader finds the same phrase and wording at this
    place.
    """
    decision = report.decisions.get(span_key(proposal))
    if not decision or not decision.phrase:
        return decision
    reading = (proposal.phrase, complete_wording(proposal))
    return decision if (decision.phrase, decision.wording) == reading else None


def find_outdated_decisions(
    report: Report, proposals: Sequence[ProposedFigure]
) -> dict[str, Decision]:
    """Return, by span, the decisions that no longer apply and must be made again.

    `proposals` are all figures that the present reader finds in the report.
    """
    current = {span_key(each) for each in proposals if find_decision(report, each)}
    return {span: each for span, each in report.decisions.items() if span not in current}


def complete_wording(proposal: ProposedFigure) -> str:
    """Return a figure's wording as printed, completed if it shares 万 with a list.

    In "3、5万人" the first figure is printed as "3" and completed to 3万人.
    """
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
    """Return the codes to remember: "subject\\tunit" → "indicator" or "indicator.breakdown".

    They come from accepted figures whose indicator a person chose. Subjects of one character are
    left out as too short.
    """
    return {
        f"{each.subject}\t{each.unit}": ".".join(
            filter(None, (each.row["indicator"], each.row["breakdown"]))
        )
        for each in decisions.values()
        if each.accepted and each.taught and len(each.subject) > 1
    }


def rows_to_submit(report: Report, accepted: Mapping[str, Decision]) -> SubmittedRows:
    """Return accepted figures as rows to check, with the new indicators and the new source."""
    used = {each.row["indicator"] for each in accepted.values()}
    figures = tuple(
        {**each.row, "source": report.source, "locator": each.locator} for each in accepted.values()
    )
    indicators = tuple(each for each in report.indicators if each["code"] in used)
    sources = ({**report.entry, "sha256": report.sha256},) if report.entry else ()
    return SubmittedRows(report.title[:LONGEST_TITLE], figures, indicators, sources)


def to_dict(report: Report) -> dict[str, Any]:
    """Convert a report to JSON values."""
    return asdict(report)


def from_dict(values: Mapping[str, Any]) -> Report:
    """Convert the JSON values that `to_dict` returned to a report."""
    decisions = {span: Decision(**each) for span, each in values["decisions"].items()}
    indicators = tuple(values["indicators"])
    return Report(**{**values, "decisions": decisions, "indicators": indicators})
