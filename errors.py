"""`UserError`, the base class of every error whose message is shown to people."""

from collections.abc import Mapping


class UserError(Exception):
    """Something that was not done, for a reason that people are told; nothing has changed.

    `code` names a message in locales/messages/<language>/<domain>.po; `values` fill its
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
    def place(self) -> str:
        """Return what is written before the message in either language, such as a file's path."""
        return ""

    def __str__(self) -> str:
        """Return code and values, for logs and programmers."""
        return ", ".join([self.code, *(f"{name} {value}" for name, value in self.values.items())])
