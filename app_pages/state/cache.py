"""`memoize`, a cache for results that never change, such as those computed from a release.

All results of the process together are limited by bytes (MAX_BYTES): readers choose the URLs, and
could fill a cache that only counts results with long ones. Streamlit's own caches hash the source
of a function at every call, which takes as long as drawing a small part of a page.

To make room, the result of least worth is dropped (GreedyDual-Size: Cao and Irani, Cost-Aware WWW
Proxy Caching Algorithms, 1997). The worth is the seconds that a result took for each of its bytes,
plus the worth of the last one dropped. So the differences between two releases, small and slow,
outlive a hundred cheap pages, and a result that nobody uses any more is dropped in the end.
"""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import partial, wraps
from threading import Lock, get_ident
from typing import Any, Generic, ParamSpec, TypeVar

from streamlit.runtime.scriptrunner import get_script_run_ctx

from app_pages.state.memory_size import measure_memory
from app_pages.state.work_queue import WORK_QUEUE
from locales import Language

P = ParamSpec("P")
T = TypeVar("T")
MAX_BYTES = 64 * 2**20
"""The limit for all cached results of the process together; a larger result is not kept."""


@dataclass(frozen=True)
class NewRelease:
    """A release for which the caches are filled before readers need them.

    `parent` is the number of the release before it, `language` the default language.
    """

    number: int
    parent: int
    language: Language


WarmArguments = Callable[[NewRelease], Iterable[tuple[Any, ...]]]
"""A function that returns the arguments of each call to make early."""
WARMED: list[tuple[Callable[..., object], WarmArguments]] = []
"""The functions to call early, in the order in which they were defined."""


def _find_tab() -> str:
    """Return the id of the session of the tab that this thread draws; else an id of the thread."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else f"thread {get_ident()}"


class LazyValue(Generic[T]):
    """A value that one thread computes when it is first read; after an error, it tries again."""

    def __init__(self, compute: Callable[[], T]) -> None:
        """Take the function that computes the value."""
        self._compute: Callable[[], T] | None = compute
        self._value: T
        self._lock = Lock()
        self.seconds = 0.0  # how long the computation took, without waiting for turns

    @property
    def is_computed(self) -> bool:
        """Whether the value has been computed."""
        return self._compute is None

    @property
    def value(self) -> T:
        """The cached value; while one thread computes it, other threads wait.

        A thread computes when it is its turn (see `WorkQueue`). While it waits for another thread
        to compute the value, it gives its own turn up, as the other one may need it.
        """
        while self._compute is not None:
            if not self._lock.acquire(blocking=False):
                with WORK_QUEUE.pause(), self._lock:
                    continue
            try:
                if self._compute is not None:  # no other thread has computed it meanwhile
                    with WORK_QUEUE.take_turn(_find_tab()):
                        began = time.perf_counter() - WORK_QUEUE.read_waited()
                        self._value = self._compute()
                        self.seconds = time.perf_counter() - WORK_QUEUE.read_waited() - began
                        self._compute = None
            finally:
                self._lock.release()
        return self._value


Key = tuple[Hashable, ...]


@dataclass
class ResultCache:
    """The results of all memoized functions, the most recently used last.

    A key begins with the function. `sizes` are the bytes of each computed result with its key,
    `total` is their sum, and `counts` is the number of results by function. `worth` is the worth of
    each computed result when it was last used, `dropped_worth` that of the last one dropped.
    `values` counts the results that are one object, by its id.
    """

    max_bytes: int = MAX_BYTES
    results: OrderedDict[Key, LazyValue[Any]] = field(default_factory=OrderedDict)
    sizes: dict[Key, int] = field(default_factory=dict)
    worth: dict[Key, float] = field(default_factory=dict)
    dropped_worth: float = 0.0
    counts: Counter[Hashable] = field(default_factory=Counter)
    values: Counter[int] = field(default_factory=Counter)
    total: int = 0
    lock: Lock = field(default_factory=Lock)

    def get(self, key: Key, compute: Callable[[], T], max_results: int) -> T:
        """Return the cached result of a key; compute and keep it if it is missing.

        To make room, results are dropped: of this function those used least recently beyond
        `max_results`, and of all functions those of least worth beyond `max_bytes`. Threads that
        ask for a key being computed wait for it; those with other keys do not wait.
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
        except BaseException:  # Streamlit ends a run with an error that is not an Exception
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
        """Add a result's bytes to the total; drop results while the total exceeds `max_bytes`.

        Results of least worth are dropped first, which may be the new one.
        """
        # Objects that are results themselves are not counted again: charts refer to the figures.
        size = measure_memory(key) + measure_memory(lazy.value, self.values)
        with self.lock:
            # Dropped meanwhile, or counted already by another thread that waited for it.
            if self.results.get(key) is not lazy or key in self.sizes:
                return
            self.sizes[key] = size
            self.values[id(lazy.value)] += 1
            self.total += size
            self._set_worth(key, lazy)
            # Results that are still being computed have no bytes to free.
            while self.total > self.max_bytes and self.sizes:
                # Among results of the same worth, the one used least recently comes first.
                least_worthy_key = min(
                    (other_key for other_key in self.results if other_key in self.sizes),
                    key=self.worth.__getitem__,
                )
                self.dropped_worth = self.worth[least_worthy_key]
                self._drop(least_worthy_key)

    def _set_worth(self, key: Key, lazy: LazyValue[Any]) -> None:
        """Set the worth of a result that is used now; the caller holds the lock.

        It is the seconds that the result took for each of its bytes, plus `dropped_worth`. A result
        that is still being computed has no worth yet.
        """
        if size := self.sizes.get(key):
            self.worth[key] = self.dropped_worth + lazy.seconds / size

    def _drop_oldest_of(self, function: Hashable, max_results: int) -> None:
        """Drop the least recently used result of a function that has more than `max_results`."""
        if self.counts[function] > max_results:
            self._drop(next(key for key in self.results if key[0] == function))

    def _drop_unfinished(self, key: Key, lazy: LazyValue[Any]) -> None:
        """Forget a result that could not be computed, unless its key has a newer one by now."""
        with self.lock:
            if self.results.get(key) is lazy:
                self._drop(key)

    def _drop(self, key: Key) -> None:
        """Forget the result of a key, and subtract it from the counts; the caller holds the lock.

        A result that is still being computed has no bytes yet.
        """
        lazy = self.results.pop(key)
        self.counts[key[0]] -= 1
        if key in self.sizes:
            self.total -= self.sizes.pop(key)
            self.values[id(lazy.value)] -= 1
            if not self.values[id(lazy.value)]:
                del self.values[id(lazy.value)]
        self.worth.pop(key, None)


RESULTS = ResultCache()


def memoize(
    max_results: int, *, warm: WarmArguments | None
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator that caches the last `max_results` results of a function.

    Its arguments must be hashable. All callers, in every session, get the same object and must not
    change it. `warm` returns the arguments of calls to make early for a new large release, so that
    no reader waits for their results; None means no early call.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        """Return the cached function, and register it for early calls if `warm` is given."""

        @wraps(function)
        def cached_function(*args: P.args, **kwargs: P.kwargs) -> T:
            """Return the cached result, computing it if needed.

            An argument passed by name has another key than the same argument passed by position.
            """
            key = (function, args, tuple(sorted(kwargs.items())))
            return RESULTS.get(key, partial(function, *args, **kwargs), max_results)

        if warm is not None:
            WARMED.append((cached_function, warm))
        return cached_function

    return decorate
