"""Charts by their addresses, as far as they can be made.

What a chart lacks, a message or an indicator, fails one test that names it; the other tests walk
the charts that are left.
"""

from collections.abc import Iterable

from charts.catalogue import make
from charts.chart import Chart, Material


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
