"""The entry of a new source for sources.yaml, from what a person types about it."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any


def build_source_entry(
    kind: str, taken: Collection[str], producer: str, title: str, url: str, day: date
) -> dict[str, Any]:
    """Return the sources.yaml entry of a new source, with the same texts for both languages.

    `producer` is who published it, `day` when. The id consists of `kind` and day,
    "report-2024-11-05", with a number if another source has that id: "report-2024-11-05-2". `taken`
    are the ids of the existing sources. The date of access is today.
    """
    first_id = f"{kind}-{day.isoformat()}"
    # More ids than are taken, so that one is free.
    candidates = [first_id, *(f"{first_id}-{number}" for number in range(2, len(taken) + 3))]
    citation = "，".join(filter(None, (producer, f"《{title}》", day.isoformat())))
    return {
        "id": next(source_id for source_id in candidates if source_id not in taken),
        "producer": {"zh": producer, "en": producer},
        "title": {"zh": title, "en": title},
        "date_published": day.isoformat(),
        "date_accessed": datetime.now(UTC).date().isoformat(),
        "citation": {"zh": citation, "en": citation},
        "url": url,
    }
