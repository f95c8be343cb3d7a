"""`memoize`, a cache for results that never change, such as those of a release.

All results of the process together are bounded by bytes (MAX_BYTES): addresses are the readers'
own, so a cache that counts results could be filled with long ones. Streamlit's own caches hash the
function's source at every call, which takes as long as drawing small parts of a page.

Room is made by GreedyDual-Size (Cao and Irani, Cost-Aware WWW Proxy Caching Algorithms, 1997): a
result's worth is the seconds that it took for each of its bytes, above the worth of the last one
dropped. So a table of two releases' differences, small and slow, outlives a hundred cheap pages,
and what nobody uses any more is dropped in the end.
"""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import partial, wraps
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

from app_pages.state.memory_size import memory_size
from locales import Language

P = ParamSpec("P")
T = TypeVar("T")
MAX_BYTES = 64 * 2**20
"""All cached results of the process together; a result that is larger is not kept."""


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
        self.seconds = 0.0  # that the computation took

    @property
    def is_computed(self) -> bool:
        """Whether the value is there."""
        return self._compute is None

    @property
    def value(self) -> T:
        """The cached value; while one thread computes it, other threads wait."""
        if self._compute is not None:
            with self._lock:
                if self._compute is not None:  # no other thread has computed it meanwhile
                    began = time.perf_counter()
                    self._value = self._compute()
                    self.seconds = time.perf_counter() - began
                    self._compute = None
        return self._value


Key = tuple[Hashable, ...]


@dataclass
class ResultCache:
    """The results of all memoized functions, those used last at the end.

    A key begins with the function. `sizes` are the bytes of each computed result and its
    key, `total` their sum, `counts` the number of results of each function. `worth` is that of each
    computed result when it was last used, `dropped_worth` that of the last one dropped for room.
    """

    max_bytes: int = MAX_BYTES
    results: OrderedDict[Key, LazyValue[Any]] = field(default_factory=OrderedDict)
    sizes: dict[Key, int] = field(default_factory=dict)
    worth: dict[Key, float] = field(default_factory=dict)
    dropped_worth: float = 0.0
    counts: Counter[Hashable] = field(default_factory=Counter)
    total: int = 0
    lock: Lock = field(default_factory=Lock)

    def get(self, key: Key, compute: Callable[[], T], max_results: int) -> T:
        """Return the cached result of a key, computed by `compute` if needed, and keep it.

        To make room, results are dropped: the function's own used least recently beyond
        `max_results`, and any function's of least worth beyond `max_bytes`. Other threads that ask
        for the same key meanwhile wait for the one that computes it, without holding up those with
        other keys.
        """
        function, *_arguments = key
        with self.lock:
            lazy: LazyValue[T] | None = self.results.get(key)
            if lazy is None:
                lazy = self.results[key] = LazyValue(compute)
                self.counts[function] += 1
                self._drop_oldest_of(function, max_results)
            else:
                self.results.move_to_end(key)
                self._set_worth(key, lazy)
        if lazy.is_computed:
            return lazy.value
        try:
            value = lazy.value
        except BaseException:  # Streamlit ends a run with one that is no Exception
            self._drop_unfinished(key, lazy)
            raise
        self._count_bytes(key, lazy)
        return value

    def clear(self) -> None:
        """Forget all results."""
        with self.lock:
            for key in list(self.results):
                self._drop(key)

    def _count_bytes(self, key: Key, lazy: LazyValue[Any]) -> None:
        """Add a result's bytes to the cache's total; drop results while it exceeds `max_bytes`.

        Those of least worth are dropped first, which may be the new one itself.
        """
        with self.lock:
            others = {id(other._value) for other in self.results.values() if not other._compute}
        # A result that others return as well is theirs: charts refer to the figures of a release.
        size = memory_size(key) + memory_size(vars(lazy), others - {id(lazy.value)})
        with self.lock:
            # Dropped meanwhile, or counted already by another thread that waited for it.
            if self.results.get(key) is not lazy or key in self.sizes:
                return
            self.sizes[key] = size
            self.total += size
            self._set_worth(key, lazy)
            # Results that are still being computed have no bytes to free.
            while self.total > self.max_bytes and self.sizes:
                # Of several of the same worth the one used least recently, which comes first.
                least = min(
                    (each for each in self.results if each in self.sizes),
                    key=self.worth.__getitem__,
                )
                self.dropped_worth = self.worth[least]
                self._drop(least)

    def _set_worth(self, key: Key, lazy: LazyValue[Any]) -> None:
        """Set the worth of a result that is used now, in seconds a byte; the caller has the lock.

        A result that is still being computed has none yet.
        """
        if size := self.sizes.get(key):
            self.worth[key] = self.dropped_worth + lazy.seconds / size

    def _drop_oldest_of(self, function: Hashable, max_results: int) -> None:
        """Drop the function's cached result used least recently if it has more than `max_results`.

        The function is the first part of a result's key; the results used least recently come
        first.
        """
        if self.counts[function] > max_results:
            self._drop(next(key for key in self.results if key[0] == function))

    def _drop_unfinished(self, key: Key, lazy: LazyValue[Any]) -> None:
        """Forget a result that could not be computed, unless the key has a newer one by now."""
        with self.lock:
            if self.results.get(key) is lazy:
                self._drop(key)

    def _drop(self, key: Key) -> None:
        """Forget the result of a key, and its part in the counts of results and of bytes.

        The caller holds the lock. A result that is still being computed has no bytes yet.
        """
        del self.results[key]
        self.counts[key[0]] -= 1
        self.total -= self.sizes.pop(key, 0)
        self.worth.pop(key, None)


RESULTS = ResultCache()


def memoize(
    max_results: int, *, warm: WarmArguments | None
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator that caches the last `max_results` results of a function.

    Its arguments must be hashable. All callers, of every session, get the same object and must not
    change it. `warm` returns the arguments of calls to make early for a new large release, so that
    no reader waits for their results; None means no early call.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        """Return the cached function, and register it for early calls if `warm` is given."""

        @wraps(function)
        def cached_function(*args: P.args, **kwargs: P.kwargs) -> T:
            """Return the cached result, computing it if needed.

            An argument given by its name makes another key than the same one by its place.
            """
            key = (function, args, tuple(sorted(kwargs.items())))
            return RESULTS.get(key, partial(function, *args, **kwargs), max_results)

        if warm is not None:
            WARMED.append((cached_function, warm))
        return cached_function

    return decorate
