"""Suggests the programme that a figure belongs to, by its place and the article's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from extraction.context.gazetteer import Gazetteer
from extraction.indicator_words import character_pairs, get_chinese_text

LEAST_SHARE = 0.4  # of the pairs of characters of a programme's name, in the article


@dataclass(frozen=True)
class ProgrammeWords:
    """A programme's area, and the character pairs of its name and of all its texts."""

    id: str
    area: str
    name: frozenset[int]
    about: frozenset[int]

    @classmethod
    def from_entry(cls, entry: Mapping[str, Any]) -> "ProgrammeWords":
        """Build the area and character pairs of an entry of programmes.yaml.

        The pairs in `name` are those of the programme's name, the pairs in `about` those of its
        other texts: the summary and the items of its lists (themes, projects, steps, channels).
        """
        lists = (entry.get(key) or () for key in ("themes", "projects", "steps", "channels"))
        texts = [get_chinese_text(item) for items in lists for item in items]
        return cls(
            id=str(entry["id"]),
            area=str(entry.get("ref_area", "")),
            name=character_pairs(get_chinese_text(entry.get("name"))),
            about=character_pairs("".join([get_chinese_text(entry.get("summary")), *texts])),
        )


def suggest_programme(
    programmes: Iterable[ProgrammeWords],
    gazetteer: Gazetteer,
    area: str,
    article: frozenset[int],
    sentence: frozenset[int],
) -> str:
    """Return the id of the programme that a figure probably belongs to; "" if none fits.

    It is only proposed to the person who accepts the figure. `area` is the figure's; `article` and
    `sentence` are the character pairs (pairs of neighbouring characters) of their texts. The
    programme is the one with the highest sum of three shares: of the pairs of its name that are in
    the article (at least LEAST_SHARE) and in the sentence, and of the pairs of its other texts that
    are in the article. Its area must contain the figure's or be inside it.
    """
    best, best_score = "", 0.0
    for programme in programmes:
        if not _contains_other(gazetteer, area, programme.area) or not programme.name:
            continue
        in_article = len(programme.name & article) / len(programme.name)
        if in_article < LEAST_SHARE:
            continue
        in_sentence = len(programme.name & sentence) / len(programme.name)
        about = len(programme.about & article) / max(1, len(programme.about))
        score = in_article + in_sentence + about
        if score > best_score:
            best, best_score = programme.id, score
    return best


def _contains_other(gazetteer: Gazetteer, area: str, other: str) -> bool:
    """Return whether one of two areas is inside the other."""
    return gazetteer.is_inside(area, other) or gazetteer.is_inside(other, area)
