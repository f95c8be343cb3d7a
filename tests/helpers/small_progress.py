"""Nine months of two counted things in five areas: risen, fallen, the same, unknown, missing."""

from datetime import date
from pathlib import Path
from typing import Any

from curation.code_names import read_code_names
from exports import Bulletin
from ledger import Snapshot
from locales import Language, Words
from metrics.progress import compute_progress
from tests.helpers.releases import small

NOW, BEFORE = "2024-01/2024-09", "2023-01/2023-09"
ROWS = {
    f"visits.p.330100..{NOW}": "120人",
    f"visits.p.330100..{BEFORE}": "100人",
    "visits_target.p.330100..2024": "160人",
    f"visits.p.330200..{NOW}": "9万人",
    f"visits.p.330200..{BEFORE}": "10万人",
    "visits_target.p.330200..2024": "10万余人",
    f"visits.p.330203..{NOW}": "50人",
    f"visits.p.330203..{BEFORE}": "50人",
    f"visits.p.340100..{NOW}": "超100人",
    "visits_target.p.340100..2024": "0人",
    f"visits.p.340200..{NOW}": "120人",
    f"competitors.q.330100..{NOW}": "300余人",
    f"competitors.q.330100..{BEFORE}": "200人",
    "competitors.q.330200..2024-01/2024-07": "10人",
    "competitors.q.330200..2024-09": "10人",
}
"""Two counted things; areas of two levels, five in the one and two in the other."""


def told_of(folder: Path, rows: dict[str, str] = ROWS, month: int = 9, **more: Any) -> Bulletin:
    """A bulletin on some figures through a month of 2024."""
    release = small(folder / "store", rows)
    table = compute_progress(release.figures, list(release.indicators), 2024, month)
    about = {"topic": "劳动法律监督", "organiser": "市总工会", "release": 7, **more}
    return Bulletin(table, 2024, month, date(2024, 11, 5), **about)


def release_of(folder: Path, rows: dict[str, str] = ROWS) -> Snapshot:
    """The figures as a release."""
    return small(folder / "release", rows)


def words_of(release: Snapshot, language: Language = "zh") -> Words:
    """The words of a reader of a release."""
    return Words(language, read_code_names(release))
