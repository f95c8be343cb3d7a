"""The charts selected for a presentation, with its options, as query parameters of the URL."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app_pages.state import release, url
from app_pages.state.cache import memoize
from app_pages.state.charts import find_chart, find_chart_code_in_scope, get_charts, get_topics
from app_pages.state.scope import Scope, get_current_scope
from charts.declarations import load_named_charts
from charts.theme import Theme
from exports import SIZES, ExportOptions
from exports.chart_json import serialize_chart
from locales import LANGUAGES, Language, Words

MAX_CHARTS = 40
MAX_HEADING = 60
TOPIC_PREFIX = "topic:"  # in the code of a choice that means all charts of a topic


@dataclass(frozen=True)
class PresentationSelection:
    """The codes of the selected charts, and the options of the presentation.

    `since` is the number of the release of the last export, 0 for none. `headings` are titles of
    slides that a person has typed, by the charts' codes.
    """

    codes: tuple[str, ...]
    title: str
    occasion: str
    language: Language
    options: ExportOptions
    since: int
    headings: Mapping[str, str] = field(default_factory=dict)


def get_selected_codes() -> list[str]:
    """Return the codes of the selected charts in order, each once, at most MAX_CHARTS."""
    return list(dict.fromkeys(url.get_params("charts")))[:MAX_CHARTS]


def add_charts(choice: str) -> None:
    """Add charts to the end of the selection in the URL; charts already selected keep their place.

    `choice` is a chart's code, or `topic:CODE` for all charts of a topic in config.yaml.
    """
    topic = choice.removeprefix(TOPIC_PREFIX)
    added = (
        [choice]
        if topic == choice
        else _find_codes_in_scope(release.get_settings().topic_charts[topic])
    )
    url.set_param("charts", *dict.fromkeys([*get_selected_codes(), *added]))


def move_chart(code: str, steps: int) -> None:
    """Move a selected chart down by `steps` positions, or up if negative, as far as possible.

    The new order is written into the URL. A chart that is not selected any more, as after a click
    in a page of an older state, is left alone.
    """
    codes = get_selected_codes()
    if code not in codes:
        return
    position = codes.index(code)
    codes.insert(max(0, position + steps), codes.pop(position))
    url.set_param("charts", *codes)


def remove_chart(code: str) -> None:
    """Remove the chart with this code from the selection."""
    url.set_param("charts", *(kept for kept in get_selected_codes() if kept != code))


def read_headings() -> dict[str, str]:
    """Return the typed titles of slides by chart code; in the URL each is `heading=CODE|TEXT`."""
    parts = (value.partition("|") for value in url.get_params("heading"))
    return {code: text[:MAX_HEADING] for code, _, text in parts if text}


def write_heading(code: str, text: str, default_title: str) -> None:
    """Write the typed title of a chart's slide into the URL.

    An empty title or the default one is removed: the slide then has the default.
    """
    headings = read_headings() | {code: "" if text.strip() == default_title else text.strip()}
    url.set_param(
        "heading", *(f"{chart_code}|{title}" for chart_code, title in headings.items() if title)
    )


@memoize(max_results=512, warm=None)
def render_drawing_attribute(
    release_number: int, language: Language, code: str, options: ExportOptions
) -> str:
    """Return an HTML attribute with a chart as JSON, from which the browser draws it; cached.

    The attribute is "" if the release has no such chart, or the chart no marks.
    """
    chart = find_chart(release_number, language, code)
    if chart is None or chart.empty:
        return ""
    return f"data-drawing='{serialize_chart(chart, options)}'"


def list_chart_choices(words: Words) -> dict[str, str]:
    """Return the titles of the charts that can be selected, by code; whole topics come first.

    The code of a topic is `topic:CODE`. Then come the charts in config.yaml and in charts.yaml, for
    the scope's area and month. Charts without marks in the reader's release are left out.
    """
    charts_of_topics = release.get_settings().topic_charts
    topics = {
        f"{TOPIC_PREFIX}{topic}": words.say(
            "pages.whole_topic", name=words.name("topic", topic), count=len(codes_of_topic)
        )
        for topic in get_topics(release.get_release_number(), words.language)
        if (codes_of_topic := charts_of_topics[topic])
    }
    scope = get_current_scope()
    return topics | _list_chart_titles(release.get_release_number(), words.language, scope)


@memoize(max_results=256, warm=None)
def _list_chart_titles(release_number: int, language: Language, scope: Scope) -> dict[str, str]:
    """Return the titles of all charts with marks, by their codes for an area and month; cached.

    The titles stay in the cache longer than the charts, which take far more memory.
    """
    configured = (address for _, address in release.get_settings().chart_addresses())
    codes = [
        find_chart_code_in_scope(release_number, address, scope)
        for address in dict.fromkeys([*configured, *load_named_charts()])
    ]
    charts = get_charts(codes, release_number, language)
    return {code: chart.title for code, chart in charts.items() if not chart.empty}


def _find_codes_in_scope(addresses: Iterable[str]) -> list[str]:
    """Return the codes of charts for the area and month of the page's scope."""
    release_number, scope = release.get_release_number(), get_current_scope()
    return [find_chart_code_in_scope(release_number, address, scope) for address in addresses]


def read_selection(theme: Theme = "light") -> PresentationSelection:
    """Return the selection for a presentation from the URL; `theme` applies if the URL has none.

    Unknown values mean the defaults: the reader's language, a light theme, a wide picture (16:9)
    with background and source line. Title and occasion are cut to 100 characters. `theme` is set by
    the slideshow, which follows the reader's browser.
    """
    code = url.get_param("in")
    language = next((known for known in LANGUAGES if known == code), release.get_language())
    size = SIZES.get(url.get_param("size"), SIZES["wide"])
    since = url.get_param("since")
    return PresentationSelection(
        codes=tuple(get_selected_codes()),
        title=url.get_param("title")[:100],
        occasion=url.get_param("occasion")[:100],
        language=language,
        options=ExportOptions(
            theme="dark" if url.get_param("theme", theme) == "dark" else "light",
            size=size,
            transparent=url.get_param("ground") == "none",
            source_line=url.get_param("source") != "none",
        ),
        # A reader can type anything: no release has a number of ten digits.
        since=int(since) if since.isdecimal() and len(since) < 10 else 0,
        headings=read_headings(),
    )
