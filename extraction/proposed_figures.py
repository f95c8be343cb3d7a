"""The figures proposed from a report's text, and the error for a text that is too long."""

from dataclasses import asdict, dataclass
from typing import Any

from errors import UserError


class TextTooLongError(UserError):
    """Raised for a text above the limit (text_too_long); sizes are bytes of UTF-8."""

    domain = "curation"

    def __init__(self, size: int, limit: int) -> None:
        """Store the size of the text and the limit."""
        super().__init__("text_too_long", {"limit": limit, "found": size})
        self.size = size
        self.limit = limit


@dataclass(frozen=True, slots=True)
class ProposedFigure:
    """A figure proposed from a report's text, for a person to accept, correct or leave out.

    - `phrase` is its wording (the text of the number as printed) in the report, `text[start:end]`.
    - `as_reported` is the wording without spaces and line breaks.
    - `subject` is the name of the thing counted.
    - `indicator` and `breakdown` are codes, "" if none matches; a new indicator named `subject` is
      proposed then.
    - `programme` is a suggestion, empty if none fits.
    - `article` is the article's title, `paragraph` the paragraph's number in the article (0 for a
      heading).
    - `headline`: only a heading contains the number.
    - `planned`: the number is still to be reached.
    - `stated`: place, period and a term of the indicator are in the text, or a person has chosen
      the indicator for the subject before. Only such figures can be accepted many at once.
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
    planned: bool = False
    stated: bool = False

    @property
    def locator(self) -> str:
        """Return article and paragraph as text, as in figures.csv: 工会新闻 ¶3."""
        return f"{self.article} ¶{self.paragraph}" if self.paragraph else self.article

    def as_dict(self) -> dict[str, Any]:
        """Return every field by its name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """One article of a text, `text[start:end]`, with its title and its figures in text order."""

    title: str
    start: int
    end: int
    proposals: tuple[ProposedFigure, ...]
