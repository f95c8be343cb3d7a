"""The search in words: its field, the chips of what was understood, and the way to the page.

A question stands in the address: `?ask=鄞州区 今年9月` until it is read, then the address has what
it means, and `asked`, the question in full. Links of chips ask again, one part less or another.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import urlencode

import streamlit as st

from app_pages.asking.asked_words import (
    PAGE_OF,
    AskedFrom,
    get_vocabulary,
    list_forms,
    read_question,
)
from app_pages.pages import FIRST
from app_pages.state import release, url
from app_pages.state.scope import Scope, current_scope, name_area
from locales import Words
from periods.spans import SINCE, count_month, span_since
from questions import PARAMS, Chip, Understood, list_choices, word_choice

MOST_OFFERED = 12
"""What a chip offers instead of itself at most; of more the number is told."""
WITH_INDICATOR = ("explore", "progress")
"""Pages that go on with the indicator of the page before."""


class _Line(NamedTuple):
    """What the chips of a question are made from."""

    words: Words
    understood: Understood
    number: int
    scope: Scope


def render_field(words: Words) -> str:
    """Return the HTML of the field in which a question is typed; on a phone it is an icon."""
    label, hint = escape(words.say("ask.field")), escape(words.say("ask.hint"))
    field = f'<input class="ask" type="search" maxlength="200" aria-label="{label}"'
    return f'<span class="asking">{field} placeholder="{hint}"></span>'


def show_answer() -> bool:
    """Show the chips of the question in the address; return whether it leads to another page.

    Then the script `server/browser/scope.js` opens the page that the question means, and nothing
    else has to be drawn. What is to be chosen first, or was not understood, is told on this page.
    Without a question, or when the reader has changed the scope since, nothing is shown.
    """
    asking, asked = url.get_param("ask"), url.get_param("asked")
    if not (asking or asked):
        return False
    number, scope = release.get_release_number(), current_scope()
    words = release.get_chart_data(number, release.get_language()).words
    asked_from = AskedFrom(scope.area, scope.through, scope.union_year)
    understood = read_question(number, asking or asked, asked_from)
    if not asking and not _is_shown(understood):
        return False
    if asking and (understood.page or understood.params) and not understood.is_open:
        st.html(f'<a class="goes" href="{escape(_write_address(understood))}"></a>')
        return True
    st.html(render_chips(_Line(words, understood, number, scope)))
    return False


def _find_page_and_params(understood: Understood) -> tuple[str, dict[str, Sequence[str]]]:
    """Return the path of the page that a question means, and the parameters as that page has them.

    Who has reported is a tab of the data page; the page of comparisons takes several indicators.
    """
    page, params = understood.page, dict[str, Sequence[str]](understood.params)
    if page == "reporting":
        params["show"] = ["completeness"]
    if page == "compare" and "indicator" in params:
        params["indicators"] = params.pop("indicator")
    return PAGE_OF.get(page, page), params


def _is_shown(understood: Understood) -> bool:
    """Return whether the page that is drawn shows what a question means."""
    page, params = _find_page_and_params(understood)
    same = all(url.get_params(name) == [*values] for name, values in params.items())
    return same and page in ("", url.get_page_path() or FIRST)


def _write_address(understood: Understood) -> str:
    """Return the address that a question means, relative to the page that is drawn.

    The script adds what every page keeps. A question for no other page changes this one.
    """
    page, meant = _find_page_and_params(understood)
    params: dict[str, Sequence[str]] = {"ask": "", "asked": understood.rephrase()}
    if not page:
        params = {**url.get_all_params(), **params}
    elif page in WITH_INDICATOR and url.get_params("indicator"):
        params["indicator"] = url.get_params("indicator")
    path = "./" if page == FIRST else page
    return f"{path}?{urlencode({**params, **meant}, doseq=True)}"


def render_chips(line: _Line) -> str:
    """Return the HTML of a question's chips and of its words that were not understood."""
    words, understood = line.words, line.understood
    parts = [
        (_render_choice if chip.is_open else _render_chip)(line, chip) for chip in understood.chips
    ]
    if understood.unknown:
        quoted = (words.say("ask.quoted", words=text[:40]) for text in understood.unknown)
        unknown = words.say("ask.unknown", words=words.listing(list(quoted)))
        parts.append(f'<span class="unsure">{escape(unknown)}</span>')
    if not understood.chips:
        parts.append(f"<span>{escape(words.say('ask.example'))}</span>")
    label = escape(words.say("ask.understood"))
    chips = "".join(parts)
    return f'<section class="scope asked" role="status" aria-label="{label}">{chips}</section>'


def _render_chip(line: _Line, chip: Chip) -> str:
    """Return a chip that means one thing: a click offers others, ✕ drops it."""
    name, choices = _name_code(line, chip, chip.codes[0]), list_choices(chip, list_forms())
    drop = _link_drop(line, chip, name)
    if len(choices) < 2:
        return f'<span class="chip"><b>{escape(name)}</b>{drop}</span>'
    title = escape(line.words.say("ask.change", name=name))
    links = _link_choices(line, chip, choices)
    return (
        f'<span class="chip"><details class="pick" name="scope"><summary aria-label="{title}">'
        f"{escape(name)}</summary>"
        f'<div class="sheet"><p class="below">{links}</p></div></details>{drop}</span>'
    )


def _render_choice(line: _Line, chip: Chip) -> str:
    """Return a chip that may mean several things: a link for each of them, ✕ drops it."""
    which = escape(line.words.say("ask.which", words=chip.text))
    rest = len(chip.codes) - MOST_OFFERED
    more = f"<span>{escape(line.words.say('ask.more', count=rest))}</span>" if rest > 0 else ""
    links, drop = _link_choices(line, chip, chip.codes), _link_drop(line, chip, chip.text)
    return f'<span class="choice"><b class="unsure">{which}</b>{links}{more}{drop}</span>'


def _link_choices(line: _Line, chip: Chip, codes: Sequence[str]) -> str:
    """Return a link for each code that a chip may be instead, the chip's own marked."""
    newest, union_year = get_vocabulary(line.number).newest, line.scope.union_year
    parts = []
    for code in codes[:MOST_OFFERED]:
        instead = word_choice(chip.kind, code, newest, union_year)
        mark = ' aria-current="true"' if chip.codes == (code,) else ""
        query = _write_query(line, chip, instead)
        parts.append(f'<a href="{query}"{mark}>{escape(_name_code(line, chip, code))}</a>')
    return "".join(parts)


def _link_drop(line: _Line, chip: Chip, name: str) -> str:
    """Return the link of a chip's cross: the same question without the chip."""
    label = escape(line.words.say("ask.drop", name=name))
    return f'<a class="drop" href="{_write_query(line, chip)}" aria-label="{label}">✕</a>'


def _write_query(line: _Line, chip: Chip, instead: str = "") -> str:
    """Return the query that asks without a chip, or with other words; what it had set is dropped.

    Where no words are left, the address is that of the page without them.
    """
    dropped: Mapping[str, str] = dict.fromkeys((*PARAMS[chip.kind], "asked"), "")
    question = line.understood.rephrase(chip, instead)
    return escape("?" + urlencode({**dropped, "ask": question}))


def _name_code(line: _Line, chip: Chip, code: str) -> str:
    """Return the name of a chip's code; areas of one name have their parent's added."""
    words = line.words
    if chip.kind == "area":
        shown = list_choices(chip, ())
        return words.areas(shown)[code] if len(shown) > 1 else name_area(words, code)
    if chip.kind == "indicator":
        return words.name("indicator", code)
    if chip.kind == "than":
        return words.period(code)
    if chip.kind == "period":
        through, since = code.split(" ")
        span = next(each for each in SINCE if each == since)
        months = span_since(span, count_month(through), line.scope.union_year)
        return words.period(months.period)
    if chip.kind == "page" and code not in list_forms():
        return words.name("topic", code)
    return words.say(f"ask.{'form' if chip.kind == 'page' else 'against'}_{code}")
