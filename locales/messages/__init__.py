"""Message catalogues: one gettext PO file a language and domain, read once."""

from functools import cache
from pathlib import Path
from typing import Literal, get_args

from babel.messages.pofile import read_po

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
FOLDER = Path(__file__).parent


@cache
def catalogue(language: Language, domain: str) -> dict[str, str]:
    """Read the messages of one domain as msgid → text.

    Raises FileNotFoundError for a domain that has no catalogue in that language.
    """
    with (FOLDER / language / f"{domain}.po").open("rb") as file:
        messages = read_po(file, locale="zh_CN" if language == "zh" else "en")
    return {str(m.id): str(m.string) for m in messages if m.id}


def domains() -> list[str]:
    """Name the domains that have a catalogue in any language."""
    return sorted({path.stem for path in FOLDER.glob("*/*.po")})
