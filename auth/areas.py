"""Which areas lie above an area, from the code list's column of parents."""

from collections.abc import Callable, Mapping


def make_parents_lookup(parent: Mapping[str, str]) -> Callable[[str], tuple[str, ...]]:
    """Make the question that `open` takes of a mapping from each code to its parent's, or "".

    Answers from near to far: 330203 → 330200, 330000, 100000. A circle in the list ends it.
    """

    def parents(code: str) -> tuple[str, ...]:
        above: list[str] = []
        while (code := parent.get(code, "")) and code not in above:
            above.append(code)
        return tuple(above)

    return parents
