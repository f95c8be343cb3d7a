"""Which charts a change moves, and each of them before and after."""

from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from app_pages import _chart, _release
from charts.catalogue import make
from charts.chart import Chart, Material
from locales import Words

MOST = 6


@dataclass(frozen=True)
class Moved:
    """A chart that a change moves, by its permanent name, before and after it."""

    address: str
    before: Chart
    after: Chart


def moved(before: Material, after: Material) -> Iterator[Moved]:
    """Give the charts that stand on pages and differ, each once."""
    for address in dict.fromkeys(address for _, address in _release.settings().chart_addresses()):
        old, new = make(address, before), make(address, after)
        if not old.table.equals(new.table):
            yield Moved(address, old, new)


def show_moved(before: Material, after: Material, words: Words) -> None:
    """Show the charts that would move, before beside after."""
    found = list(moved(before, after))
    if not found:
        return
    st.subheader(words.say("desk.moved", count=len(found)))
    for each in found[:MOST]:
        for column, chart, when in zip(
            st.columns(2), (each.before, each.after), ("before", "after"), strict=True
        ):
            with column:
                _chart.show_still(chart, f"{when}-{each.address}", words.say(f"desk.{when}"))
    if len(found) > MOST:
        names = words.listing([each.after.title for each in found[MOST:]])
        st.html(f"<p>{words.say('desk.also_moved', names=names)}</p>")
