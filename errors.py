"""`UserError`: what was not done and why, as a code and values that each language words."""

from collections.abc import Mapping


class UserError(Exception):
    """Something that was not done, for a reason that a person can be told.

    `code` names a message in locales/messages/<language>/<domain>.po, `values` fill its
    placeholders; they never hold a secret. Nothing has changed where one is raised.
    """

    domain = ""

    def __init__(
        self, code: str, values: Mapping[str, str | int | float] | None = None, *args: object
    ) -> None:
        super().__init__(code, *args)
        self.code = code
        self.values: Mapping[str, str | int | float] = dict(values or {})

    def __str__(self) -> str:
        """Code and values, for logs and for programmers; readers get a message."""
        return ", ".join([self.code, *(f"{name} {value}" for name, value in self.values.items())])
