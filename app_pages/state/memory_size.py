"""How many bytes an object takes in memory, with what it refers to."""

import sys
from collections.abc import Iterable, Mapping, Set
from threading import Thread
from types import FunctionType, MethodType, ModuleType
from typing import Any

import pandas as pd

from ledger import Store
from locales import Words

# Shared by everything, or not kept by what refers to them.
SHARED = (type, FunctionType, MethodType, ModuleType, Store, Thread, Words)
ATOMS = (str, bytes, int, float, complex, bool, type(None))
PANDAS = (pd.DataFrame, pd.Series, pd.Index)


def memory_size(value: Any, seen: set[int] | None = None) -> int:
    """Return the bytes of a value and everything that it holds; each object counts once.

    `seen` are the ids (`id(object)`) of objects that are not counted, as others hold them already;
    nor are SHARED ones, such as classes and the store. Deep values are walked with a stack, not by
    recursion, which has a limit.
    """
    seen = set() if seen is None else set(seen)
    total, stack = 0, [value]
    while stack:
        item = stack.pop()
        if id(item) in seen or isinstance(item, SHARED):
            continue
        if isinstance(item, ATOMS):  # too many to be remembered; a repeated one counts
            total += sys.getsizeof(item)
            continue
        seen.add(id(item))
        total += _own_size(item)
        stack.extend(_contents(item))
    return total


def _own_size(item: Any) -> int:
    """Return the bytes of an object without what it refers to.

    Of a pandas object the texts in it count too. `nbytes` is the data of an array, which
    `sys.getsizeof` leaves out for a view: it is rather counted twice than not at all.
    """
    if isinstance(item, PANDAS):
        usage = item.memory_usage(deep=True)
        return int(usage if isinstance(usage, int) else usage.sum())
    return sys.getsizeof(item) + int(getattr(item, "nbytes", 0))


def _contents(item: Any) -> Iterable[Any]:
    """Yield the objects whose memory belongs to an object: items, attributes, attributes in slots.

    Nothing for pandas objects, whose own size has all.
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
