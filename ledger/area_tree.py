"""`AreaTree`: which reference areas contain which, and the level of each."""

from typing import Any


class AreaTree:
    """The tree of reference areas.

    `parent` and `level` map an area's code to its parent's code ("" for none) and to its level;
    `country` is the code of the country, "" if there is none.
    """

    def __init__(self, records: list[dict[str, Any]]) -> None:
        """Build the tree from the records of the code list of areas."""
        self.parent = {str(row["code"]): str(row["parent"] or "") for row in records}
        self.level = {str(row["code"]): str(row["level"]) for row in records}
        countries = (code for code, level in self.level.items() if level == "country")
        self.country = next(countries, "")
        self._above: dict[str, tuple[str, ...]] = {}

    def __eq__(self, other: object) -> bool:
        """Return whether all areas have the same parents and levels; names are not compared."""
        if not isinstance(other, AreaTree):
            return NotImplemented
        return (self.parent, self.level) == (other.parent, other.level)

    __hash__ = None  # type: ignore[assignment]

    def above(self, code: str) -> tuple[str, ...]:
        """Return the codes of the areas that contain an area, smallest first.

        "330203" → ("330200", "330000", "100000"). The search stops at a cycle in the code list.
        Results are kept, since every figure asks for them.
        """
        if code not in self._above:
            ancestors: list[str] = []
            parent = self.parent.get(code, "")
            while parent and parent != code and parent not in ancestors:
                ancestors.append(parent)
                parent = self.parent.get(parent, "")
            self._above[code] = tuple(ancestors)
        return self._above[code]

    def within(self, code: str) -> list[str]:
        """Return the codes of an area and of all areas in it, sorted."""
        return sorted({code, *(area for area in self.parent if code in self.above(area))})
