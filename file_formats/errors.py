"""Errors for unreadable files, with the place in the file.

FileFormatError
  └ UnclearEncodingError   the bytes can be read in more than one way: a person has to choose
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from errors import UserError

XML_ERRORS = (ElementTree.ParseError, LookupError, ValueError)
"""What ElementTree raises for XML that is damaged or declares an encoding that it does not know."""


@dataclass(eq=False)
class FileFormatError(UserError):
    """Raised for a file that cannot be read: `code` is an id in messages/<language>/files.po.

    `line` and `column` count from 1 and are 0 if the error has no place. `values` fill the other
    placeholders of the message (a limit, the number found).
    """

    domain = "files"

    code: str
    line: int = 0
    column: int = 0
    sheet: str = ""
    value: str = ""
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Set the arguments of the exception, which a dataclass does not set."""
        super().__init__(self.code, self.values, self.line, self.column, self.sheet, self.value)

    def __str__(self) -> str:
        """Return the code and the place in the file, for logs; users get a message."""
        names = ("sheet", "line", "column", "value")
        places = [f"{name} {place}" for name in names if (place := getattr(self, name))]
        return ", ".join([self.code, *places])


@dataclass(eq=False)
class UnclearEncodingError(FileFormatError):
    """Raised for a text of unclear encoding; `previews` are pairs of encoding and first lines."""

    previews: tuple[tuple[str, str], ...] = ()
