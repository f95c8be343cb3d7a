"""What is taken into a presentation: which charts in which order, and how; all in the address."""

from dataclasses import dataclass

from app_pages.state import release, url
from app_pages.state.cache import memoize
from app_pages.state.charts import find_chart, get_charts
from charts.declarations import named_charts
from charts.theme import Theme
from exports import SIZES, ExportOptions
from exports.client_json import serialize_chart
from locales import LANGUAGES, Language, Words

MAX_CHARTS = 40
TOPIC = "topic:"


@dataclass(frozen=True)
class PresentationSelection:
    """Charts by their codes, and how they are to look; `since` is the release of the last time."""

    codes: tuple[str, ...]
    title: str
    occasion: str
    language: Language
    options: ExportOptions
    since: int


def get_selected_codes() -> list[str]:
    """Give the codes of the charts that are chosen, in their order, each once."""
    return list(dict.fromkeys(url.get_params("charts")))[:MAX_CHARTS]


def add_charts(chosen: str) -> None:
    """Add a chart, or every chart of a topic, at the end."""
    kind, mark, topic = chosen.partition(":")
    more = release.get_settings().topic_charts[topic] if mark and kind == "topic" else [chosen]
    url.set_param("charts", *dict.fromkeys([*get_selected_codes(), *more]))


def move_chart(code: str, steps: int) -> None:
    """Move a chart up or down among those that are chosen."""
    listed = get_selected_codes()
    at = listed.index(code)
    listed.insert(max(0, at + steps), listed.pop(at))
    url.set_param("charts", *listed)


def remove_chart(code: str) -> None:
    """Take a chart out of the choice."""
    url.set_param("charts", *(each for each in get_selected_codes() if each != code))


@memoize(512, warm=None)
def write_drawing(number: int, language: Language, code: str, look: ExportOptions) -> str:
    """Write a chart for the reader's browser to paint; empty where there is nothing to draw."""
    chart = find_chart(number, language, code)
    return "" if chart is None or chart.empty else f"data-drawing='{serialize_chart(chart, look)}'"


def list_chart_choices(words: Words) -> dict[str, str]:
    """Name what can be added: topics with all their charts, then each chart."""
    listed = release.get_settings().topic_charts
    topics = {
        f"{TOPIC}{topic}": words.say(
            "pages.whole_topic", name=words.name("topic", topic), count=len(listed[topic])
        )
        for topic in listed
    }
    known = dict.fromkeys(
        [*(a for _, a in release.get_settings().chart_addresses()), *named_charts()]
    )
    found = get_charts(list(known), release.get_release_number(), words.language)
    return topics | {code: chart.title for code, chart in found.items() if not chart.empty}


def read_selection(theme: Theme = "light") -> PresentationSelection:
    """Read the choice that the address holds."""
    spoken = release.get_language()
    language = next((each for each in LANGUAGES if each == url.get_param("in")), spoken)
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
        since=int(since) if since.isdecimal() and len(since) < 10 else 0,
    )
