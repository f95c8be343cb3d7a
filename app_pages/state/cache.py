"""`memoize`, a cache for results that never change, such as those of a release.

Streamlit's own caches hash the function's source at every call, which takes as long as drawing
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
    """A release for which the caches are filled before readers need them.

    `number` is its number, `parent` that of the release before it, `language` the default one.
    """

    number: int
    parent: int
    language: Language


WarmArguments = Callable[[NewRelease], Iterable[tuple[Any, ...]]]
"""A function that returns the arguments of each call to make early."""
WARMED: list[tuple[Callable[..., object], WarmArguments]] = []
"""The functions to call early, in the order in which they were defined."""


class LazyValue(Generic[T]):
    """A value computed by one thread when it is first read; after an error it is computed again."""

    def __init__(self, compute: Callable[[], T]) -> None:
        """Take the function that computes the value."""
        self._compute: Callable[[], T] | None = compute
        self._value: T
        self._lock = Lock()

    @property
    def value(self) -> T:
        """The value; while one thread computes it, other threads wait."""
        if self._compute is not None:
            with self._lock:
                if self._compute is not None:  # no other thread has computed it meanwhile
                    self._value = self._compute()
                    self._compute = None
        return self._value


def memoize(
    max_results: int, *, warm: WarmArguments | None
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Cache the last `max_results` results of a function whose arguments are hashable.

    All callers get the same object and must not change it. `warm` returns the arguments with which
    `warm_up` calls the function once for a new large release; None means no early call.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        """Return the cached function, and register it for early calls if `warm` is given."""

        def lazy(*args: P.args, **kwargs: P.kwargs) -> LazyValue[T]:
            """Return the call as a value that is not computed yet."""
            return LazyValue(partial(function, *args, **kwargs))

        # The stub of lru_cache does not type the arguments.
        cached: Callable[P, LazyValue[T]] = lru_cache(max_results)(lazy)  # type: ignore[assignment]

        @wraps(function)
        def cached_function(*args: P.args, **kwargs: P.kwargs) -> T:
            """Return the cached result, computing it if needed."""
            return cached(*args, **kwargs).value

        if warm is not None:
            WARMED.append((cached_function, warm))
        return cached_function

    return decorate
