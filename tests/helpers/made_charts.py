"""Charts by their addresses, as far as they can be made.

What a chart lacks, a message or an indicator, fails one test that names it; the other tests walk
the charts that are left.
"""

from collections.abc import Iterable
from pathlib import Path

from app_pages.state.material import material_of
from charts.catalogue import make
from charts.chart import Chart, Material
from curation.code_names import names_of
from ledger import Snapshot
from locales import LANGUAGES, Language
from settings import load


def materials_of(snapshot: Snapshot, config: Path) -> dict[Language, Material]:
    """Give what charts are made from in each language, with the topics of a config.yaml."""
    names = names_of(snapshot, load(config).topics)
    languages: tuple[Language, ...] = LANGUAGES
    return {language: material_of(snapshot, names, language) for language in languages}


def made(addresses: Iterable[str], material: Material) -> dict[str, Chart]:
    """Make charts; those that ask for something that is not there are left out."""
    return _tried(addresses, material)[0]


def lacking(addresses: Iterable[str], material: Material) -> dict[str, str]:
    """Give what charts ask for in vain: a message, an indicator, a programme."""
    return _tried(addresses, material)[1]


def _tried(addresses: Iterable[str], material: Material) -> tuple[dict[str, Chart], dict[str, str]]:
    found: dict[str, Chart] = {}
    missing: dict[str, str] = {}
    for address in addresses:
        try:
            found[address] = make(address, material)
        except KeyError as fault:
            missing[address] = str(fault.args[0])
    return found, missing
