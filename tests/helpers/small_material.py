"""What charts are made from, for a few figures given by key and wording; without a store."""

from functools import cache
from typing import Any

from app_pages.state.release import build_chart_data
from charts.chart import ChartData
from curation.code_names import read_code_names
from locales import Language
from settings import load_settings
from tests.helpers.releases import INDICATORS, codes, figures_of
from tests.helpers.report_copy import CONFIG
from tests.helpers.snapshots import in_memory

OF_NAMED_CHARTS = (
    ("prize_winners", "人", ("first", "second", "third")),
    ("contest_events", "个", ()),
    ("competing_enterprises", "家", ()),
    ("model_workers", "人", ("national", "provincial")),
    ("subsidy_budget", "元", ()),
    ("matching_ratio", "", ()),
    ("supervision_coverage", "%", ()),
    ("supervision_coverage_target", "%", ()),
    ("supervision_organisations", "个", ("unions", "enterprises")),
    ("awarded_organisations", "家", ("organiser", "contribution")),
    ("workers_covered", "人", ()),
    ("health_service_users", "人", ()),
)


def _indicator(code: str, unit: str, parts: tuple[str, ...]) -> dict[str, Any]:
    breakdowns = [{"code": part, "name": {"zh": f"分{part}", "en": part}} for part in parts]
    return {
        "code": code,
        "name": {"zh": f"名{code}", "en": code},
        "unit": {"zh": unit, "en": unit},
        "topic": "contests",
        "kind": "flow",
        "aggregation": "sum",
        **({"breakdowns": breakdowns} if parts else {}),
    }


@cache
def _topics() -> Any:
    return load_settings(CONFIG).topics


def material(rows: dict[str, str], language: Language = "zh", **instead: Any) -> ChartData:
    """A release of figures by key and wording, with the words of a language."""
    indicators = [*INDICATORS, *(_indicator(*each) for each in OF_NAMED_CHARTS)]
    snapshot = in_memory(figures_of(rows), codes(**{"indicators": indicators, **instead}))
    return build_chart_data(snapshot, read_code_names(snapshot, _topics()), language)
