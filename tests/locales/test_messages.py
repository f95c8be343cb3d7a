"""Every message in both languages, with the same placeholders, and every one that is asked for."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from locales import LANGUAGES, Language, Words
from locales.messages import FOLDER, list_domains

ROOT = Path(__file__).parents[2]
PLACE = re.compile(r"\{(\w*)[^{}]*\}")
CHINESE = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;?!(][\u4e00-\u9fff]")
# What a Chinese reader knows by its Latin name: formats, products, keys, units.
KNOWN_IN_LATIN = {
    *(
        "AI",
        "API",
        "BOM",
        "CSV",
        "DDE",
        "DOCX",
        "GB",
        "HTML",
        "HTTPS",
        "IP",
        "JPG",
        "JSON",
        "MB",
        "NUL",
    ),
    *(
        "PDF",
        "PNG",
        "PPTX",
        "SDMX",
        "SHA",
        "SVG",
        "TIFF",
        "TSV",
        "URL",
        "UTF",
        "WebP",
        "XLS",
        "ODS",
    ),
    *("XLSX", "XML", "YAML", "ZIP", "Esc", "Tab", "Excel", "PowerPoint", "Word"),
    *("Chromium", "JavaScript", "OpenID", "Connect", "Spark", "Noto", "Sans", "CJK", "SC"),
}
# What stands in a file or on the command line as it is written here.
TYPED = {
    "sessions",
    "load",
    "verify",
    "tar",
    "restore",
    "https",
    "ORG",
    "true",
    "false",
    "lagging",
    "figures",
    "accounts",
    "invite",
    "token",
    "run",
    "make",
}
# Numbers as a Chinese report prints them, shown to an English reader as an example.
PRINTED = re.compile(r"such as \S+|万 or 亿|元 for 万元")
QUOTED = re.compile(r"“[^”]*”|`[^`]*`|\{[^}]*\}|<[^>]*>|[\w./-]*[/._][\w./-]+|--?[\w-]+")
# The domain of Streamlit's own words is keyed by its English text.
KEYED_BY_TEXT = "browser"


@cache
def messages(language: Language, domain: str) -> dict[str, Message]:
    """The messages of one file by their id."""
    with (FOLDER / language / f"{domain}.po").open("rb") as file:
        catalog: Catalog = read_po(file, locale="zh_CN" if language == "zh" else "en")
    return {name_of(message): message for message in catalog if message.id}


def name_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[str, ...]:
    """The texts of a message, several where a number changes the words."""
    text = message.string
    return (text,) if isinstance(text, str) else tuple(text or ())


def places(text: str) -> set[str]:
    return set(PLACE.findall(text))


@pytest.mark.parametrize("domain", list_domains())
def test_both_languages_have_the_same_messages(domain: str):
    chinese, english = (messages(language, domain) for language in LANGUAGES)
    assert set(chinese) == set(english)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", list_domains())
def test_no_message_stands_twice_or_says_nothing(language: Language, domain: str):
    text = (FOLDER / language / f"{domain}.po").read_text("utf-8")
    with (FOLDER / language / f"{domain}.po").open("rb") as file:
        known = sum(1 for _ in read_po(file))
    assert len(re.findall(r"^msgid ", text, re.MULTILINE)) == known
    assert [
        name
        for name, message in messages(language, domain).items()
        if message.fuzzy or not (all(forms(message)) or name.endswith("_join"))
    ] == []


@pytest.mark.parametrize("domain", list_domains())
def test_both_languages_have_the_same_placeholders(domain: str):
    chinese, english = (messages(language, domain) for language in LANGUAGES)
    differing = {
        name: (forms(chinese[name]), forms(english[name]))
        for name in chinese.keys() & english.keys()
        if len({frozenset(places(f)) for m in (chinese, english) for f in forms(m[name])}) > 1
        or (domain == KEYED_BY_TEXT and places(name) != places(forms(chinese[name])[0]))
    }
    assert differing == {}


@pytest.mark.parametrize("domain", list_domains())
def test_one_and_many_have_the_forms_that_each_language_needs(domain: str):
    for language, needed in zip(LANGUAGES, (1, 2), strict=True):
        for name, message in messages(language, domain).items():
            if not isinstance(message.id, str):
                assert len(forms(message)) == needed, name
                assert "count" in places(forms(message)[0]), name


@pytest.mark.parametrize("domain", list_domains())
def test_english_messages_hold_no_chinese(domain: str):
    assert {
        name: text
        for name, message in messages("en", domain).items()
        for text in forms(message)
        if CHINESE.search(PRINTED.sub("", text))
    } == {}


@pytest.mark.parametrize("domain", list_domains())
def test_chinese_messages_hold_no_stray_latin_word(domain: str):
    assert {
        name: found
        for name, message in messages("zh", domain).items()
        for text in forms(message)
        if (found := set(LATIN.findall(QUOTED.sub("", text))) - KNOWN_IN_LATIN - TYPED)
    } == {}


@pytest.mark.parametrize("domain", list_domains())
def test_chinese_messages_use_full_width_punctuation(domain: str):
    assert {
        name: text
        for name, message in messages("zh", domain).items()
        for text in forms(message)
        if HALF_WIDTH.search(QUOTED.sub("", text))
    } == {}


def asked() -> Iterator[tuple[str, ast.Call, ast.expr]]:
    """Every call of `say`, with its place and what it asks for."""
    for path in sorted(ROOT.glob("*.py")) + sorted(ROOT.glob("[a-z]*/**/*.py")):
        where = path.relative_to(ROOT)
        if where.parts[0] in ("tests", "benchmarks"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = getattr(node, "func", None)
            if isinstance(node, ast.Call) and getattr(called, "attr", "") == "say" and node.args:
                yield f"{where}:{node.lineno}", node, node.args[0]


def _in_full(place: str, message: str) -> str:
    """The command line leaves its own domain out."""
    own = place.startswith("cli/") and "." not in message
    return f"manage.{message}" if own else message


def test_every_message_asked_for_exists_with_the_values_it_is_given():
    wrong, seen = [], 0
    for place, call, message in asked():
        if not isinstance(message, ast.Constant):
            continue
        seen += 1
        domain, mark, name = _in_full(place, str(message.value)).partition(".")
        if not mark:
            continue
        if domain not in list_domains() or name not in messages("zh", domain):
            wrong.append(f"{place} {message.value}")
            continue
        given = {keyword.arg for keyword in call.keywords}
        if None not in given and given != places(forms(messages("zh", domain)[name])[0]):
            wrong.append(f"{place} {message.value} {given}")
    assert wrong == []
    assert seen > 100, "the tests look for calls of `say` in the wrong place"


def test_every_message_put_together_at_run_time_can_exist():
    wrong = []
    for place, _, message in asked():
        if not isinstance(message, ast.JoinedStr):
            continue
        shape = "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.-]+"
            for part in message.values
        )
        known = (f"{domain}.{name}" for domain in list_domains() for name in messages("zh", domain))
        if not any(re.fullmatch(shape, name) for name in known):
            wrong.append(f"{place} {shape}")
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_message_is_an_error(language: Language):
    with pytest.raises(KeyError):
        Words(language).say("charts.nothing_like_it")
    with pytest.raises(FileNotFoundError):
        Words(language).say("nowhere.nothing")
