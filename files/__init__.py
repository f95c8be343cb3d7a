"""Bytes to rows and rows to bytes, safely: one module a format, one refusal for all of them."""

from files.limits import LIMITS, Limits
from files.refused import EncodingUnclear, Refused
from files.sheet import Cell, Sheet

__all__ = ["LIMITS", "Cell", "EncodingUnclear", "Limits", "Refused", "Sheet"]
