"""Which programme a figure may belong to: a suggestion by place and by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from extraction.context.gazetteer import Gazetteer
from extraction.matching import character_pairs, chinese_text

NAMED = 0.4  # share of a name's pairs of characters that an article must hold


@dataclass(frozen=True)
class ProgrammeWords:
    """A programme's place and the pairs of characters of its name and of all its words."""

    id: str
    area: str
    name: frozenset[int]
    about: frozenset[int]

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "ProgrammeWords":
        """Take the words of one entry of programmes.yaml."""
        name, summary = chinese_text(entry.get("name")), chinese_text(entry.get("summary"))
        return cls(
            str(entry["id"]),
            str(entry.get("ref_area", "")),
            character_pairs(name),
            character_pairs(summary + "".join(_texts(entry))),
        )


def _texts(entry: Mapping[str, Any]) -> Iterable[str]:
    for key in ("themes", "projects", "steps", "channels"):
        yield from (chinese_text(item) for item in entry.get(key) or ())


def suggest_programme(
    programmes: Iterable[ProgrammeWords],
    gazetteer: Gazetteer,
    area: str,
    article: frozenset[int],
    sentence: frozenset[int],
) -> str:
    """Suggest the programme whose name an article and a sentence speak of; "" if none is near.

    `area` is the figure's; a programme of another place is never suggested.
    """
    best, most = "", 0.0
    for programme in programmes:
        if not _related(gazetteer, area, programme.area) or not programme.name:
            continue
        named = len(programme.name & article) / len(programme.name)
        if named < NAMED:
            continue
        here = len(programme.name & sentence) / len(programme.name)
        about = len(programme.about & article) / max(1, len(programme.about))
        if named + here + about > most:
            best, most = programme.id, named + here + about
    return best


def _related(gazetteer: Gazetteer, area: str, other: str) -> bool:
    return gazetteer.is_inside(area, other) or gazetteer.is_inside(other, area)
