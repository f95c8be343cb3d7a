"""Message catalogues: one gettext PO file a language and domain, read once."""

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
FOLDER = Path(__file__).parent


@cache
def _messages(language: Language, domain: str) -> Catalog:
    with (FOLDER / language / f"{domain}.po").open("rb") as file:
        return read_po(file, locale="zh_CN" if language == "zh" else "en")


@cache
def _forms(language: Language, domain: str) -> dict[str, tuple[str, ...]]:
    """Read every message's forms, one for most, several where a number changes the words."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (message.string,)
        if isinstance(message.string, str)
        else tuple(message.string or ())
        for message in _messages(language, domain)
        if message.id
    }


@cache
def catalogue(language: Language, domain: str) -> dict[str, str]:
    """Read the messages of one domain as msgid → text, of several forms the one for many.

    Raises FileNotFoundError for a domain that has no catalogue in that language.
    """
    return {name: forms[-1] for name, forms in _forms(language, domain).items()}


@cache
def _rule(language: Language, domain: str) -> Callable[[int], int]:
    return gettext.c2py(_messages(language, domain).plural_expr)


def plural_form(language: Language, domain: str, name: str, count: int) -> str:
    """Give the form of a message that goes with a count, by the language's plural rule."""
    forms = _forms(language, domain)[name]
    return forms[_rule(language, domain)(count)] if len(forms) > 1 else forms[0]


def domains() -> list[str]:
    """Name the domains that have a catalogue in any language."""
    return sorted({path.stem for path in FOLDER.glob("*/*.po")})
