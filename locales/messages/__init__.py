"""Message catalogues: a gettext PO file for each language and domain, cached."""

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
# Each language's name in itself.
LANGUAGE_NAMES: dict[str, str] = {"zh": "中文", "en": "English"}
FOLDER = Path(__file__).parent


@cache
def _read_catalogue(language: Language, domain: str) -> Catalog:
    with (FOLDER / language / f"{domain}.po").open("rb") as file:
        return read_po(file, locale="zh_CN" if language == "zh" else "en")


@cache
def _read_forms(language: Language, domain: str) -> dict[str, tuple[str, ...]]:
    """Read the forms of every message: one, or singular and plural."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (message.string,)
        if isinstance(message.string, str)
        else tuple(message.string or ())
        for message in _read_catalogue(language, domain)
        if message.id
    }


@cache
def catalogue(language: Language, domain: str) -> dict[str, str]:
    """Return the messages of one domain by id, in the plural if they have one.

    Raises FileNotFoundError for a domain without a catalogue in that language.
    """
    return {name: forms[-1] for name, forms in _read_forms(language, domain).items()}


@cache
def _plural_rule(language: Language, domain: str) -> Callable[[int], int]:
    return gettext.c2py(_read_catalogue(language, domain).plural_expr)


def plural_form(language: Language, domain: str, name: str, count: int) -> str:
    """Return the form of a message for a count, by the plural rule of the language."""
    forms = _read_forms(language, domain)[name]
    return forms[_plural_rule(language, domain)(count)] if len(forms) > 1 else forms[0]


def domains() -> list[str]:
    """Return the domains that have a catalogue in any language."""
    return sorted({path.stem for path in FOLDER.glob("*/*.po")})
