"""Measures how many bytes of memory an object takes, with everything that it refers to."""

import sys
from collections.abc import Container, Iterable, Mapping, Set
from threading import Thread
from types import FunctionType, MethodType, ModuleType
from typing import Any

import pandas as pd

from ledger import Store
from locales import Words

# Objects that others share, or that do not belong to the objects that refer to them.
SHARED = (type, FunctionType, MethodType, ModuleType, Store, Thread, Words)
ATOMS = (str, bytes, int, float, complex, bool, type(None))
PANDAS = (pd.DataFrame, pd.Series, pd.Index)


def measure_memory(value: Any, excluded: Container[int] = ()) -> int:
    """Return the bytes of a value and of everything that it holds; each object counts once.

    `excluded` are the ids (`id(object)`) of objects that do not count, as others hold them
    (`value` itself does). SHARED objects, such as classes and the store, do not count either. A
    stack is used rather than recursion, which has a limit.
    """
    seen: set[int] = set()
    total, stack = 0, [value]
    while stack:
        item = stack.pop()
        if isinstance(item, ATOMS):  # too many to be remembered; a repeated one counts
            total += sys.getsizeof(item)
            continue
        is_excluded = id(item) in excluded and item is not value
        if is_excluded or id(item) in seen or isinstance(item, SHARED):
            continue
        seen.add(id(item))
        total += _measure_own_size(item)
        stack.extend(_list_contents(item))
    return total


def _measure_own_size(item: Any) -> int:
    """Return the bytes of an object without what it refers to.

    For a pandas object its texts are included. `nbytes` is the data of an array, which
    `sys.getsizeof` leaves out for a view; data that two views share are then counted twice rather
    than not at all.
    """
    if isinstance(item, PANDAS):
        usage = item.memory_usage(deep=True)
        return int(usage if isinstance(usage, int) else usage.sum())
    return sys.getsizeof(item) + int(getattr(item, "nbytes", 0))


def _list_contents(item: Any) -> Iterable[Any]:
    """Yield the objects that belong to an object: its items, attributes, and attributes in slots.

    For a pandas object nothing is yielded, as its own size has all.
    """
    if isinstance(item, PANDAS):
        return
    if isinstance(item, Mapping):
        yield from item.keys()
        yield from item.values()
    elif isinstance(item, list | tuple | Set):
        yield from item
    if hasattr(item, "__dict__"):
        yield from vars(item).values()
    for owner in type(item).__mro__:
        slots = getattr(owner, "__slots__", ())  # a tuple of names, or a single name
        for name in (slots,) if isinstance(slots, str) else slots:
            if hasattr(item, name):
                yield getattr(item, name)
