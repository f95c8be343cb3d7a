"""Message catalogues: one gettext PO file for each language and domain, cached."""

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
    """Read the PO file of a language and domain. Raises FileNotFoundError."""
    with (FOLDER / language / f"{domain}.po").open("rb") as file:
        return read_po(file, locale="zh_CN" if language == "zh" else "en")


@cache
def _read_forms(language: Language, domain: str) -> dict[str, tuple[str, ...]]:
    """Return the forms of every message of a PO file by its id: one, or singular and plural.

    A message with a plural has two ids in the file; the first one is used here.
    """
    forms: dict[str, tuple[str, ...]] = {}
    for message in _read_catalogue(language, domain):
        if message.id:  # "" is the head of the file
            name = message.id if isinstance(message.id, str) else message.id[0]
            texts = message.string
            forms[name] = (texts,) if isinstance(texts, str) else tuple(texts or ())
    return forms


@cache
def catalogue(language: Language, domain: str) -> dict[str, str]:
    """Return the messages of a domain (a PO file) by id; those with several forms in the plural.

    Raises FileNotFoundError if the language has no PO file for the domain.
    """
    return {name: forms[-1] for name, forms in _read_forms(language, domain).items()}


@cache
def _read_plural_rule(language: Language, domain: str) -> Callable[[int], int]:
    """Return the rule in a PO file's head: a function from a count to the index of its form."""
    return gettext.c2py(_read_catalogue(language, domain).plural_expr)


def select_plural_form(language: Language, domain: str, name: str, count: int) -> str:
    """Return the singular or plural of the message `name` for a count, or the only form it has.

    Raises KeyError for an unknown message.
    """
    forms = _read_forms(language, domain)[name]
    return forms[_read_plural_rule(language, domain)(count)] if len(forms) > 1 else forms[0]


def list_domains() -> list[str]:
    """Return the names of all domains, sorted: ["access", "charts", …]."""
    return sorted({path.stem for path in FOLDER.glob("*/*.po")})
