"""Bytes to rows and rows to bytes, safely: one module a format, one refusal for all of them."""

from file_formats.errors import EncodingUnclear, Refused
from file_formats.limits import LIMITS, Limits
from file_formats.sheet import Cell, Sheet

__all__ = ["LIMITS", "Cell", "EncodingUnclear", "Limits", "Refused", "Sheet"]
