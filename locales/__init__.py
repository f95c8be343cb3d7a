"""Messages in Chinese and English, and formats of numbers and dates."""

from locales.messages import LANGUAGE_NAMES, LANGUAGES, Language, catalogue
from locales.numbers import axis_ticks, format_amount, format_compact, format_plain, unit_form
from locales.words import Words
from periods import format_period

__all__ = [
    "LANGUAGES",
    "LANGUAGE_NAMES",
    "Language",
    "Words",
    "axis_ticks",
    "catalogue",
    "format_amount",
    "format_compact",
    "format_period",
    "format_plain",
    "unit_form",
]
