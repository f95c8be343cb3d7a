"""`UserError`, the base class of every error whose message is shown to people."""

from collections.abc import Mapping


class UserError(Exception):
    """An action was not carried out, for a reason that is shown to the user; nothing has changed.

    `code` is the id of a message in locales/messages/<language>/<domain>.po; `values` fill its
    placeholders and contain no secrets.
    """

    domain = ""

    def __init__(
        self, code: str, values: Mapping[str, str | int | float] | None = None, *args: object
    ) -> None:
        super().__init__(code, *args)
        self.code = code
        self.values: Mapping[str, str | int | float] = dict(values or {})

    @property
    def message_id(self) -> str:
        """Return the id of the message, as `locales.Words.say` takes it: `domain.code`."""
        return f"{self.domain}.{self.code}"

    @property
    def location(self) -> str:
        """Return where the error is, such as a file's path; it is shown before the message."""
        return ""

    def __str__(self) -> str:
        """Return code and values, for logs and programmers."""
        return ", ".join([self.code, *(f"{name} {value}" for name, value in self.values.items())])
