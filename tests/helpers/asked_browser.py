"""What stands where a browser and fonts are asked, and keeps what was asked for."""

from typing import Any


class Kept:
    """Reads what fonts cover once, until it is told to read anew."""

    def __init__(self, read: Any) -> None:
        self.read, self.times = read, 0
        self.found: tuple[range, ...] | None = None

    def __call__(self) -> tuple[range, ...]:
        if self.found is None:
            self.found, self.times = self.read(), self.times + 1
        return self.found

    def cache_clear(self) -> None:
        """Read anew the next time."""
        self.found = None
