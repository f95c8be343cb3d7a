"""The figures that a report's text proposes, and the error for a text that is too long."""

from dataclasses import dataclass, fields
from typing import Any

from errors import UserError


class TextTooLongError(UserError):
    """A text longer than may be pasted (text_too_long); sizes are bytes of UTF-8."""

    domain = "curation"

    def __init__(self, size: int, limit: int) -> None:
        super().__init__("text_too_long", {"limit": limit, "found": size})
        self.size = size
        self.limit = limit


@dataclass(frozen=True, slots=True)
class ProposedFigure:
    """A figure that a report's text proposes; `phrase` is `text[start:end]`.

    - `subject` names what is counted.
    - `indicator` and `breakdown` are codes; empty where none matches, so that a new indicator
      named `subject` is proposed.
    - `programme` is a suggestion, empty where none fits.
    - `article` is the article's title, `paragraph` the paragraph's number in its body (0 for a
      heading).
    - `headline` is true where only a heading contains the number.
    """

    phrase: str
    as_reported: str
    value: float
    value_low: float | None
    value_high: float | None
    qualifier: str
    unit: str
    subject: str
    ref_area: str
    time_period: str
    start: int
    end: int
    indicator: str = ""
    breakdown: str = ""
    programme: str = ""
    article: str = ""
    paragraph: int = 0
    headline: bool = False

    @property
    def locator(self) -> str:
        """Return article and paragraph, as in figures.csv."""
        return f"{self.article} ¶{self.paragraph}" if self.paragraph else self.article

    def as_dict(self) -> dict[str, Any]:
        """Return every field by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """One article of a page: `text[start:end]`, its title, its figures in text order."""

    title: str
    start: int
    end: int
    proposals: tuple[ProposedFigure, ...]
