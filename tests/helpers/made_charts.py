"""Charts by their addresses, as far as they can be made.

What a chart lacks, a message or an indicator, fails one test that names it; the other tests walk
the charts that are left.
"""

from collections.abc import Iterable
from pathlib import Path

from app_pages.state.release import build_chart_data
from charts.catalogue import make_chart
from charts.chart import Chart, ChartData
from curation.code_names import read_code_names
from ledger import Snapshot
from locales import LANGUAGES, Language
from settings import load_settings


def materials_of(snapshot: Snapshot, config: Path) -> dict[Language, ChartData]:
    """Give what charts are made from in each language, with the topics of a config.yaml."""
    names = read_code_names(snapshot, load_settings(config).topics)
    languages: tuple[Language, ...] = LANGUAGES
    return {language: build_chart_data(snapshot, names, language) for language in languages}


def made(addresses: Iterable[str], material: ChartData) -> dict[str, Chart]:
    """Make charts; those that ask for something that is not there are left out."""
    return _tried(addresses, material)[0]


def lacking(addresses: Iterable[str], material: ChartData) -> dict[str, str]:
    """Give what charts ask for in vain: a message, an indicator, a programme."""
    return _tried(addresses, material)[1]


def _tried(
    addresses: Iterable[str], material: ChartData
) -> tuple[dict[str, Chart], dict[str, str]]:
    found: dict[str, Chart] = {}
    missing: dict[str, str] = {}
    for address in addresses:
        try:
            found[address] = make_chart(address, material)
        except KeyError as fault:
            missing[address] = str(fault.args[0])
    return found, missing
