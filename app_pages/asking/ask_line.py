"""The search in words: its field, the parts of a question that were understood, and its page.

A question is in the URL as `?ask=鄞州区 今年9月` until it is read. Then the URL has what the
question means, and the full question as `asked`. Each understood part is shown as a chip, whose
links ask again without the part or with another one.
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
from app_pages.state.scope import Scope, get_area_name, get_current_scope
from locales import Words
from periods.spans import SINCE, count_month, span_since
from questions import PARAMS, Chip, UnderstoodQuestion, list_choices, write_unambiguous_words

MAX_ALTERNATIVES = 12
"""Alternatives that a chip offers; of further ones the number is given."""
WITH_INDICATOR = ("explore", "progress")
"""Pages that keep the indicator of the page before."""


class _QuestionView(NamedTuple):
    """A question that was read, with what its chips are made from.

    A chip is a part of the question that was understood, such as an area or a month.
    """

    words: Words
    understood: UnderstoodQuestion
    release_number: int
    scope: Scope


def render_search_field(words: Words) -> str:
    """Return the HTML of the field in which a question is typed; on a phone it is an icon."""
    label, hint = escape(words.say("ask.field")), escape(words.say("ask.hint"))
    field = f'<input class="ask" type="search" maxlength="200" aria-label="{label}"'
    return f'<span class="asking">{field} placeholder="{hint}"></span>'


def show_answer() -> bool:
    """Show the chips of the question in the URL; return whether the browser opens another page.

    If so, the script `server/browser/scope.js` opens the page that the question means, and nothing
    else has to be drawn. A question with an ambiguous part (`is_open`), or of which nothing was
    understood, stays on this page, which shows its chips. Without a question, or if the reader has
    changed the scope since, nothing is shown.
    """
    new_question, read_before = url.get_param("ask"), url.get_param("asked")
    if not (new_question or read_before):
        return False
    release_number, scope = release.get_release_number(), get_current_scope()
    words = release.get_chart_data(release_number, release.get_language()).words
    asked_from = AskedFrom(scope.area, scope.through, scope.union_year)
    understood = read_question(release_number, new_question or read_before, asked_from)
    if not new_question and not _is_shown(understood):
        return False
    if new_question and (understood.page or understood.params) and not understood.is_open:
        st.html(f'<a class="goes" href="{escape(_build_page_url(understood))}"></a>')
        return True
    st.html(render_chips(_QuestionView(words, understood, release_number, scope)))
    return False


def _find_page_and_params(understood: UnderstoodQuestion) -> tuple[str, dict[str, Sequence[str]]]:
    """Return the path of the page that a question means, and the query parameters of that page.

    Who has reported is a tab of the Data page; the Compare page takes several indicators.
    """
    page, params = understood.page, dict[str, Sequence[str]](understood.params)
    if page == "reporting":
        params["show"] = ["completeness"]
    if page == "compare" and "indicator" in params:
        params["indicators"] = params.pop("indicator")
    return PAGE_OF.get(page, page), params


def _is_shown(understood: UnderstoodQuestion) -> bool:
    """Return whether the current page already shows what a question means."""
    page, params = _find_page_and_params(understood)
    has_params = all(url.get_params(name) == [*values] for name, values in params.items())
    return has_params and page in ("", url.get_page_path() or FIRST)


def _build_page_url(understood: UnderstoodQuestion) -> str:
    """Return the URL that a question means, relative to the current page.

    The script adds the parameters that every page keeps. A question that names no page stays on
    this one.
    """
    page, question_params = _find_page_and_params(understood)
    params: dict[str, Sequence[str]] = {"ask": "", "asked": understood.rephrase()}  # "" removes
    if not page:
        params = {**url.get_all_params(), **params}
    elif page in WITH_INDICATOR and url.get_params("indicator"):
        params["indicator"] = url.get_params("indicator")
    path = "./" if page == FIRST else page
    return f"{path}?{urlencode({**params, **question_params}, doseq=True)}"


def render_chips(view: _QuestionView) -> str:
    """Return the HTML of a question's chips, and of the words that were not understood.

    Without any chip an example shows how to ask.
    """
    words, understood = view.words, view.understood
    parts = [
        (_render_ambiguous_chip if chip.is_open else _render_chip)(view, chip)
        for chip in understood.chips
    ]
    if understood.unknown:
        # At most 40 letters of each, as a pasted text may be long.
        quoted = (words.say("ask.quoted", words=text[:40]) for text in understood.unknown)
        unknown = words.say("ask.unknown", words=words.listing(list(quoted)))
        parts.append(f'<span class="unsure">{escape(unknown)}</span>')
    if not understood.chips:
        parts.append(f"<span>{escape(words.say('ask.example'))}</span>")
    label = escape(words.say("ask.understood"))
    chips = "".join(parts)
    return f'<section class="scope asked" role="status" aria-label="{label}">{chips}</section>'


def _render_chip(view: _QuestionView, chip: Chip) -> str:
    """Return the HTML of a chip with one meaning: a click offers others, ✕ removes it."""
    name, choices = _format_code(view, chip, chip.codes[0]), list_choices(chip, list_forms())
    remove_link = _render_remove_link(view, chip, name)
    if len(choices) < 2:
        return f'<span class="chip"><b>{escape(name)}</b>{remove_link}</span>'
    title = escape(view.words.say("ask.change", name=name))
    links = _render_alternatives(view, chip, choices)
    return (
        f'<span class="chip"><details class="pick" name="scope"><summary aria-label="{title}">'
        f"{escape(name)}</summary>"
        f'<div class="sheet"><p class="below">{links}</p></div></details>{remove_link}</span>'
    )


def _render_ambiguous_chip(view: _QuestionView, chip: Chip) -> str:
    """Return the HTML of a chip with several possible meanings: a link for each, ✕ removes it."""
    question = escape(view.words.say("ask.which", words=chip.text))
    hidden_count = len(chip.codes) - MAX_ALTERNATIVES
    more = (
        f"<span>{escape(view.words.say('ask.more', count=hidden_count))}</span>"
        if hidden_count > 0
        else ""
    )
    links, remove_link = (
        _render_alternatives(view, chip, chip.codes),
        _render_remove_link(view, chip, chip.text),
    )
    return f'<span class="choice"><b class="unsure">{question}</b>{links}{more}{remove_link}</span>'


def _render_alternatives(view: _QuestionView, chip: Chip, codes: Sequence[str]) -> str:
    """Return the HTML of a link for each code that a chip can have, another meaning of its words.

    The present one is marked. At most MAX_ALTERNATIVES are listed.
    """
    newest, union_year = get_vocabulary(view.release_number).newest_month, view.scope.union_year
    parts = []
    for code in codes[:MAX_ALTERNATIVES]:
        replacement = write_unambiguous_words(chip.kind, code, newest, union_year)
        mark = ' aria-current="true"' if chip.codes == (code,) else ""
        query = _build_query(view, chip, replacement)
        parts.append(f'<a href="{query}"{mark}>{escape(_format_code(view, chip, code))}</a>')
    return "".join(parts)


def _render_remove_link(view: _QuestionView, chip: Chip, name: str) -> str:
    """Return the HTML of the link (✕) that asks the same question without a chip."""
    label = escape(view.words.say("ask.drop", name=name))
    return f'<a class="drop" href="{_build_query(view, chip)}" aria-label="{label}">✕</a>'


def _build_query(view: _QuestionView, chip: Chip, replacement: str = "") -> str:
    """Return the query that asks the question without a chip, or with other words in its place.

    The parameters that the chip had set are removed.
    """
    dropped: Mapping[str, str] = dict.fromkeys((*PARAMS[chip.kind], "asked"), "")
    question = view.understood.rephrase(chip, replacement)
    return escape("?" + urlencode({**dropped, "ask": question}))


def _format_code(view: _QuestionView, chip: Chip, code: str) -> str:
    """Return the name of a chip's code; areas of the same name have their parent's as well.

    The code of a "period" is a month and a span ("2025-09 year"), that of "than" the period to
    compare with, that of a "page" a topic or a form of answer (`list_forms`).
    """
    words = view.words
    if chip.kind == "area":
        shown = list_choices(chip, ())
        return words.areas(shown)[code] if len(shown) > 1 else get_area_name(words, code)
    if chip.kind == "indicator":
        return words.name("indicator", code)
    if chip.kind == "than":
        return words.period(code)
    if chip.kind == "period":
        through, since = code.split(" ")
        span = next(each for each in SINCE if each == since)
        months = span_since(span, count_month(through), view.scope.union_year)
        return words.period(months.period)
    if chip.kind == "page" and code not in list_forms():
        return words.name("topic", code)
    return words.say(f"ask.{'form' if chip.kind == 'page' else 'against'}_{code}")
