"""How much work a refusal may take."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from file_formats.sandbox.run import CHILD_USAGE

SECONDS = 2.0


@contextmanager
def little_work() -> Iterator[None]:
    """What is done in between takes at most two seconds of processor, children's included."""
    before = sum(os.times()[:4]) + CHILD_USAGE.seconds
    yield
    assert sum(os.times()[:4]) + CHILD_USAGE.seconds - before < SECONDS
