"""What is made once and kept in this process: a release never changes, nor what is made of it."""

from collections.abc import Callable
from functools import lru_cache, partial, wraps
from threading import Lock
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class LazyValue(Generic[T]):
    """A value that is made when it is first asked for, by one thread; an error is not kept."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make: Callable[[], T] | None = make
        self._value: T
        self._lock = Lock()

    @property
    def value(self) -> T:
        """Give the value; whoever else asks while it is made waits for it."""
        if self._make is not None:
            with self._lock:
                if self._make is not None:
                    self._value = self._make()
                    self._make = None
        return self._value


def memoize(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the latest `most` results of a function of hashable arguments.

    All readers get the same object, which nobody changes. Streamlit's own caches hash arguments
    by their source each time, which costs as much as small parts of a page.
    """

    def keep(function: Callable[P, T]) -> Callable[P, T]:
        def begin(*args: P.args, **kwargs: P.kwargs) -> LazyValue[T]:
            return LazyValue(partial(function, *args, **kwargs))

        # The stub of lru_cache tells nothing of the arguments.
        place: Callable[P, LazyValue[T]] = lru_cache(most)(begin)  # type: ignore[assignment]

        @wraps(function)
        def found(*args: P.args, **kwargs: P.kwargs) -> T:
            return place(*args, **kwargs).value

        return found

    return keep
