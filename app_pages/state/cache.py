"""A cache of results that never change, as those of a release, and which of them to compute early.

Streamlit's own caches hash the source of arguments at every call, which takes as long as drawing
small parts of a page.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial, wraps
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

from locales import Language

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class NewRelease:
    """A release to compute results of before readers ask: its number, and the one before it."""

    number: int
    parent: int
    language: Language


WarmArguments = Callable[[NewRelease], Iterable[tuple[Any, ...]]]
"""Returns the arguments of every call whose result is to be computed early."""
WARMED: list[tuple[Callable[..., object], WarmArguments]] = []
"""The functions to call early, in the order in which they were defined."""


class LazyValue(Generic[T]):
    """A value computed when it is first read, by one thread; an error is not kept."""

    def __init__(self, compute: Callable[[], T]) -> None:
        self._compute: Callable[[], T] | None = compute
        self._value: T
        self._lock = Lock()

    @property
    def value(self) -> T:
        """The value; other threads wait while one computes it."""
        if self._compute is not None:
            with self._lock:
                if self._compute is not None:
                    self._value = self._compute()
                    self._compute = None
        return self._value


def memoize(most: int, *, warm: WarmArguments | None) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Cache the latest `most` results of a function of hashable arguments.

    All callers get the same object, which nobody may change. `warm` returns the arguments of the
    calls that `warm_up` makes once for a new release of many figures; None if it makes none.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        def lazy(*args: P.args, **kwargs: P.kwargs) -> LazyValue[T]:
            return LazyValue(partial(function, *args, **kwargs))

        # The stub of lru_cache does not type the arguments.
        cached: Callable[P, LazyValue[T]] = lru_cache(most)(lazy)  # type: ignore[assignment]

        @wraps(function)
        def cached_function(*args: P.args, **kwargs: P.kwargs) -> T:
            return cached(*args, **kwargs).value

        if warm is not None:
            WARMED.append((cached_function, warm))
        return cached_function

    return decorate
