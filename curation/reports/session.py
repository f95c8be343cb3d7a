"""A reading as a value: a report, what was decided of its figures, and the workbook they become."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any, Literal

from extraction import ProposedFigure
from file_formats import Cell
from file_formats.xlsx import SheetToWrite, write_xlsx
from intake.model.fields import FIGURE
from quantities import Quantity, UnreadableQuantityError, read, word_quantity
from quantities.quantity import Qualifier

Status = Literal["open", "discarded"]
ROW = ("indicator", "programme", "ref_area", "breakdown", "time_period", "as_reported")
"""What a person may correct of a proposed figure."""
LONGEST = 15  # significant digits of a number in a report: it is worded as exactly as it was read
_INDICATOR = (
    *("code", "name_zh", "name_en", "definition_zh", "definition_en", "unit_zh", "unit_en"),
    *("classifiers", "topic", "kind", "aggregation"),
)
_SOURCE = (
    *("id", "producer_zh", "producer_en", "title_zh", "title_en"),
    *("date_published", "date_accessed", "citation_zh", "citation_en", "url", "sha256"),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of one figure of a report: its row as accepted, or that it is left out.

    `subject` and `unit` are what the report says; `taught` tells that a person chose the
    indicator, which is worth remembering.
    """

    accepted: bool
    row: Mapping[str, str] = field(default_factory=dict)
    locator: str = ""
    subject: str = ""
    unit: str = ""
    taught: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A report that is being read, as it holds after `version` steps.

    `sha256` is of the report as it came, `text` of its plain text; `entry` is the source if it is
    a new one; `decisions` go by the place of a figure in the text, `start-end`; `draft` is the
    draft made of it last.
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
        """The title of a new source, else the name of the file."""
        named = str(self.entry["title"]["zh"]) if self.entry else ""
        return named or PurePath(self.name).stem or "report"

    @property
    def accepted(self) -> dict[str, Decision]:
        """What was accepted, in the order of the text."""
        chosen = [(_place(key), key) for key, each in self.decisions.items() if each.accepted]
        return {key: self.decisions[key] for _, key in sorted(chosen)}


def _place(key: str) -> int:
    return int(key.partition("-")[0])


def figure_place(proposal: ProposedFigure) -> str:
    """Name a proposed figure by its place in the text."""
    return f"{proposal.start}-{proposal.end}"


def acceptance(proposal: ProposedFigure, row: Mapping[str, str] | None = None) -> Decision:
    """Accept a proposed figure as it stands, or with what a person has corrected."""
    proposed = {**{name: str(getattr(proposal, name)) for name in ROW}}
    proposed["as_reported"] = full_wording(proposal)
    chosen = {**proposed, **(row or {})}
    taught = any(chosen[name] != proposed[name] for name in ("indicator", "breakdown"))
    return Decision(True, chosen, proposal.locator, proposal.subject, proposal.unit, taught)


def full_wording(proposal: ProposedFigure) -> str:
    """Give the wording of a figure: as printed, or in full where a list lends it 万 (3、5万人)."""
    ends = (proposal.value, proposal.value_low, proposal.value_high)
    try:
        alone = read(proposal.as_reported)
    except UnreadableQuantityError:
        alone = None
    if alone and (alone.value, alone.low, alone.high) == ends:
        return proposal.as_reported
    kind = Qualifier(proposal.qualifier)
    return word_quantity(Quantity(*ends, qualifier=kind, unit=proposal.unit, digits=LONGEST))


def taught_subjects(reading: Reading) -> dict[str, str]:
    """Give what corrections teach: subject and unit to the indicator, its breakdown after a dot."""
    return {
        f"{each.subject}\t{each.unit}": ".".join(
            filter(None, (each.row["indicator"], each.row["breakdown"]))
        )
        for each in reading.accepted.values()
        if each.taught and len(each.subject) > 1
    }


def workbook(reading: Reading) -> bytes:
    """Write what was accepted as an upload: figures, new indicators, a new source, a sheet each."""
    used = {each.row["indicator"] for each in reading.accepted.values()}
    figures = [
        [_figure(each, reading).get(name, "") for name in FIGURE]
        for each in reading.accepted.values()
    ]
    pages = [_page("数据", FIGURE, figures)]
    news = [_flat(each) for each in reading.indicators if each["code"] in used]
    if news:
        pages.append(_page("指标", _INDICATOR, [[e.get(n, "") for n in _INDICATOR] for e in news]))
    if reading.entry:
        entry = _flat({**reading.entry, "sha256": reading.sha256})
        pages.append(_page("来源", _SOURCE, [[entry.get(name, "") for name in _SOURCE]]))
    return write_xlsx(pages, reading.title)


def _figure(decision: Decision, reading: Reading) -> dict[str, str]:
    return {**decision.row, "source": reading.source, "locator": decision.locator}


def _page(name: str, columns: tuple[str, ...], rows: list[list[str]]) -> SheetToWrite:
    cells: list[list[Cell | None]] = [list(row) for row in rows]
    return SheetToWrite(name, [list(columns), *cells], text_columns=frozenset(range(len(columns))))


def _flat(entry: Mapping[str, Any]) -> dict[str, str]:
    """Write {zh, en} as two columns and a list as one."""
    found: dict[str, str] = {}
    for name, value in entry.items():
        if isinstance(value, Mapping):
            found |= {f"{name}_{language}": str(text) for language, text in value.items()}
        else:
            found[name] = (
                "；".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            )
    return found


def to_dict(reading: Reading) -> dict[str, Any]:
    """Write a reading as JSON values."""
    return asdict(reading)


def from_dict(plain: Mapping[str, Any]) -> Reading:
    """Read it back."""
    values = dict(plain)
    values["decisions"] = {key: Decision(**each) for key, each in values["decisions"].items()}
    values["indicators"] = tuple(values["indicators"])
    return Reading(**values)
