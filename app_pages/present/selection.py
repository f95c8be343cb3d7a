"""What is taken into a presentation: which charts in which order, and how; all in the address."""

from collections.abc import Sequence
from dataclasses import dataclass

from app_pages.state import charts as charts_state
from app_pages.state import release, url
from app_pages.state.cache import kept
from charts.catalogue import NAMED
from charts.chart import Chart
from charts.theme import Theme
from exports import SIZES, Look
from exports.client_json import shown
from locales import LANGUAGES, Language, Words

MOST = 40
TOPIC = "topic:"


@dataclass(frozen=True)
class Choice:
    """Charts by their codes, and how they are to look; `since` is the release of the last time."""

    codes: tuple[str, ...]
    title: str
    occasion: str
    language: Language
    look: Look
    since: int


def codes() -> list[str]:
    """Give the codes of the charts that are chosen, in their order, each once."""
    return list(dict.fromkeys(url.asked_all("charts")))[:MOST]


def add(chosen: str) -> None:
    """Add a chart, or every chart of a topic, at the end."""
    kind, mark, topic = chosen.partition(":")
    more = release.settings().topic_charts[topic] if mark and kind == "topic" else [chosen]
    url.ask("charts", *dict.fromkeys([*codes(), *more]))


def move(code: str, steps: int) -> None:
    """Move a chart up or down among those that are chosen."""
    listed = codes()
    at = listed.index(code)
    listed.insert(max(0, at + steps), listed.pop(at))
    url.ask("charts", *listed)


def leave_out(code: str) -> None:
    """Take a chart out of the choice."""
    url.ask("charts", *(each for each in codes() if each != code))


def made(number: int, language: Language, code: str) -> Chart | None:
    """Give the chart of a code; None where a release has no such chart."""
    try:
        return charts_state.made(number, language, code)
    except KeyError:
        return None


def charts(chosen: Sequence[str], number: int, language: Language) -> dict[str, Chart]:
    """Make the charts of codes; those that a release has not are left out."""
    found = ((code, made(number, language, code)) for code in chosen)
    return {code: chart for code, chart in found if chart}


@kept(512)
def drawing(number: int, language: Language, code: str, look: Look) -> str:
    """Write a chart for the reader's browser to paint; empty where there is nothing to draw."""
    chart = made(number, language, code)
    return "" if chart is None or chart.empty else f"data-drawing='{shown(chart, look)}'"


def offered(words: Words) -> dict[str, str]:
    """Name what can be added: topics with all their charts, then each chart."""
    listed = release.settings().topic_charts
    topics = {
        f"{TOPIC}{topic}": words.say(
            "pages.whole_topic", name=words.name("topic", topic), count=len(listed[topic])
        )
        for topic in listed
    }
    known = dict.fromkeys([*(a for _, a in release.settings().chart_addresses()), *NAMED])
    found = charts(list(known), release.number(), words.language)
    return topics | {code: chart.title for code, chart in found.items() if not chart.empty}


def read(theme: Theme = "light") -> Choice:
    """Read the choice that the address holds."""
    spoken = release.language()
    language = next((each for each in LANGUAGES if each == url.asked("in")), spoken)
    size = SIZES.get(url.asked("size"), SIZES["wide"])
    since = url.asked("since")
    return Choice(
        codes=tuple(codes()),
        title=url.asked("title")[:100],
        occasion=url.asked("occasion")[:100],
        language=language,
        look=Look(
            theme="dark" if url.asked("theme", theme) == "dark" else "light",
            size=size,
            transparent=url.asked("ground") == "none",
            source_line=url.asked("source") != "none",
        ),
        since=int(since) if since.isdecimal() and len(since) < 10 else 0,
    )
