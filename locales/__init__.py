"""Messages in Chinese and English, and formats of numbers and dates."""

from locales.messages import LANGUAGE_NAMES, LANGUAGES, Language, catalogue
from locales.numbers import (
    choose_axis_ticks,
    format_amount,
    format_compact,
    format_plain,
    inflect_unit,
)
from locales.words import Words
from periods import format_period

__all__ = [
    "LANGUAGES",
    "LANGUAGE_NAMES",
    "Language",
    "Words",
    "catalogue",
    "choose_axis_ticks",
    "format_amount",
    "format_compact",
    "format_period",
    "format_plain",
    "inflect_unit",
]
