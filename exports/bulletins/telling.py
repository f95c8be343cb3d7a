"""From the charts that are chosen to what their bulletin tells."""

from collections.abc import Iterable, Mapping
from datetime import date

from charts.chart import Material
from exports.bulletins.told import Bulletin
from metrics.figures import choose
from metrics.progress import month_ends, progress


def bulletin_of(
    addresses: Iterable[str],
    material: Material,
    topics: Mapping[str, Iterable[str]],
    issued: tuple[str, Mapping[str, str]] = ("", {}),
    day: date | None = None,
) -> Bulletin | None:
    """Tell the newest months of the topics that the charts belong to; None where none are counted.

    `topics` lists the charts of each topic by their addresses; `issued` is who issues the
    bulletin and the sentences it is told in; `day` is today where none is given.
    """
    words, wanted = material.words, _topics(set(addresses), material, topics)
    counted = [each for each in material.indicators if each["topic"] in wanted]
    ends = month_ends(choose(material.figures, indicator=[each["code"] for each in counted]))
    if not ends:
        return None
    year, month = (int(part) for part in ends[0].split("-"))
    names = words.listing([words.name("topic", topic) for topic in topics if topic in wanted])
    table = progress(material.figures, counted, year, month)
    return Bulletin(table, year, month, day or date.today(), names, *issued)


def _topics(
    addresses: set[str], material: Material, topics: Mapping[str, Iterable[str]]
) -> set[str]:
    """Find the topics of charts: where they stand, or what their indicator belongs to."""
    own = {each["code"]: each["topic"] for each in material.indicators}
    codes = (address.rpartition(".")[0] for address in addresses)
    listed = {topic for topic, charts in topics.items() if addresses & set(charts)}
    return listed | {own[code] for code in codes if code in own}
