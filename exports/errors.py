"""What is said of an export that is not made: a stable code and its values; words come later."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(eq=False)
class Refused(RuntimeError):
    """An export that is not made; `code` is an id in messages/<language>/exports.po.

    chromium_missing, font_missing (letters: the first that no font has), picture_timeout
    (seconds), picture_failed (detail, for logs), too_many_rows (limit, found),
    template_unreadable (file), sentence_placeholder (sentence), nothing_chosen.
    """

    code: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep the parts as the exception's arguments."""
        super().__init__(self.code, dict(self.values))

    def __str__(self) -> str:
        """Code and values, for logs; readers get a message."""
        return ", ".join([self.code, *(f"{name} {value}" for name, value in self.values.items())])
