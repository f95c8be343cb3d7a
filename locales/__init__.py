"""Every word a reader sees, in Chinese and English, and how numbers and dates are written."""

from locales.messages import LANGUAGES, Language, catalogue
from locales.numbers import amount, compact, plain, ticks, unit_for
from locales.periods import period_text
from locales.words import Words

__all__ = [
    "LANGUAGES",
    "Language",
    "Words",
    "amount",
    "catalogue",
    "compact",
    "period_text",
    "plain",
    "ticks",
    "unit_for",
]
