"""The reference data of a check: code lists and the figures published so far."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from chinese_text.characters import comparison_form
from intake.model.areas import AreaList
from intake.model.name_index import NameIndex
from periods import comparable_period
from quantities.annual_targets import with_annual_targets, without_annual_targets

Entry = Mapping[str, Any]
"""One entry of indicators.yaml, programmes.yaml or sources.yaml."""
PublishedReader = Callable[[Collection[str], Collection[str]], pd.DataFrame]
"""Reads the published figures of some indicators in some areas; no areas mean all."""


@dataclass(frozen=True)
class Reference:
    """Code lists and published figures that an upload is checked against.

    If `read_published` is given, it reads the published figures once it is known which are needed.
    """

    indicators: tuple[Entry, ...] = ()
    programmes: tuple[Entry, ...] = ()
    sources: tuple[Entry, ...] = ()
    areas: AreaList = field(default_factory=AreaList)
    figures: pd.DataFrame = field(default_factory=pd.DataFrame)
    read_published: PublishedReader | None = None

    def with_published(self, indicators: Collection[str], areas: Collection[str]) -> "Reference":
        """Return the reference with the published figures of these indicators and areas.

        No areas mean all. Without `read_published` the reference keeps the figures that it has.
        Periods that an older release spells otherwise get their one spelling.
        """
        figures = self.read_published(indicators, areas) if self.read_published else self.figures
        return replace(self, figures=_unify_period_spelling(figures))

    def with_definitions(
        self, indicators: Iterable[Entry], sources: Iterable[Entry]
    ) -> "Reference":
        """Return the reference with an upload's definitions.

        They replace definitions with the same code. Targets of the year are made by rule from the
        indicators, and are therefore made again.
        """
        own_indicators = without_annual_targets(self.indicators)
        return replace(
            self,
            indicators=tuple(
                with_annual_targets(_merge_entries(own_indicators, indicators, "code"))
            ),
            sources=_merge_entries(self.sources, sources, "id"),
        )

    @cached_property
    def by_code(self) -> dict[str, Entry]:
        """Indicators by their code."""
        return {str(entry["code"]): entry for entry in self.indicators}

    def breakdown_codes(self, indicator: str) -> frozenset[str]:
        """Return the codes of an indicator's breakdowns, such as `women` and `men`."""
        breakdowns = self.by_code.get(indicator, {}).get("breakdowns") or ()
        return frozenset(str(breakdown["code"]) for breakdown in breakdowns)

    @cached_property
    def indicator_codes_by_name(self) -> dict[str, tuple[str, ...]]:
        """Codes of the indicators by the comparison form of their names and terms.

        Several indicators may have the same name.
        """
        codes: dict[str, list[str]] = {}
        for entry in self.indicators:
            for name in {comparison_form(name) for name in list_entry_names(entry)}:
                codes.setdefault(name, []).append(str(entry["code"]))
        return {name: tuple(codes_of_name) for name, codes_of_name in codes.items()}

    @cached_property
    def targets(self) -> dict[str, str]:
        """The code of the target of each indicator that has one, by the indicator's code."""
        pairs = (
            (str(entry["target_for"]), str(entry["code"]))
            for entry in self.indicators
            if _is_target(entry)
        )
        return dict(pairs)

    def has_achieved(self, indicator: str) -> bool:
        """Return whether an indicator counts what was achieved: it is known and no target."""
        entry = self.by_code.get(indicator, {})
        return bool(entry) and not _is_target(entry) and entry.get("kind") != "target"

    @cached_property
    def label_index(self) -> NameIndex:
        """Names and terms of indicators and of their breakdowns (`code.breakdown`), no targets."""
        return NameIndex(
            _list_label_names(
                indicator for indicator in self.indicators if not _is_target(indicator)
            )
        )

    @cached_property
    def target_index(self) -> NameIndex:
        """Names and terms of indicators that are targets, and of their breakdowns."""
        return NameIndex(_list_label_names(filter(_is_target, self.indicators)))

    @cached_property
    def code_index(self) -> NameIndex:
        """Codes, names and terms of the indicators."""
        return NameIndex(
            (code, name)
            for code, entry in self.by_code.items()
            for name in (code, *list_entry_names(entry))
        )

    @cached_property
    def programme_ids_by_name(self) -> dict[str, str]:
        """Ids of the programmes by the comparison form of their ids and names."""
        return _index_ids_by_name(self.programmes, "name")

    @cached_property
    def source_ids_by_name(self) -> dict[str, str]:
        """Ids of the sources by the comparison form of their ids and titles."""
        return _index_ids_by_name(self.sources, "title")


def _is_target(entry: Entry) -> bool:
    """Return whether an indicator is the target of another one."""
    return bool(entry.get("target_for"))


def _list_label_names(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Yield pairs of a code and a name, for each name of indicators and of their breakdowns."""
    for entry in entries:
        yield from ((str(entry["code"]), name) for name in list_entry_names(entry))
        for item in entry.get("breakdowns") or ():
            yield from (
                (f"{entry['code']}.{item['code']}", name) for name in list_entry_names(item)
            )


def list_entry_names(entry: Entry) -> list[str]:
    """Return the names, terms and labels of an indicator or a breakdown.

    Labels are words that mean it in a table, but not in the text of a report.
    """
    words = (*(entry.get("terms") or ()), *(entry.get("labels") or ()))
    return [*list_name_texts(entry.get("name")), *map(str, words)]


def list_entry_units(entry: Entry) -> list[str]:
    """Return the units of an indicator: its own, then the classifiers that may be printed instead.

    A classifier is the word that Chinese puts between number and noun: 个, 名.
    """
    return [*list_name_texts(entry.get("unit"))[:1], *map(str, entry.get("classifiers") or ())]


def list_name_texts(name: Any) -> list[str]:
    """Return the texts of an entry's name in its languages, Chinese first.

    A name without languages is one text; [] for a missing name.
    """
    if isinstance(name, Mapping):
        return [str(name[language]) for language in ("zh", "en") if name.get(language)]
    return [str(name)] if name else []


def _index_ids_by_name(entries: Iterable[Entry], attribute: str) -> dict[str, str]:
    """Return the id of each entry of a code list by the comparison form of its id and names.

    `attribute` is the key of the names in an entry. Of two entries with one name, the first wins.
    """
    ids: dict[str, str] = {}
    for entry in entries:
        for name in [str(entry["id"]), *list_name_texts(entry.get(attribute))]:
            ids.setdefault(comparison_form(name), str(entry["id"]))
    return ids


def _unify_period_spelling(figures: pd.DataFrame) -> pd.DataFrame:
    """Return published figures with equal spellings of equal periods: 2023-01/2023-12 → 2023.

    Only then are they found by the key of an uploaded figure.
    """
    if figures.empty:
        return figures
    periods = figures["time_period"]
    spelling_by_period = {period: comparable_period(period) for period in periods.unique()}
    if all(period == spelling for period, spelling in spelling_by_period.items()):
        return figures
    return figures.assign(time_period=periods.map(spelling_by_period))


def _merge_entries(entries: Iterable[Entry], added: Iterable[Entry], key: str) -> tuple[Entry, ...]:
    """Add an upload's entries to a code list; an entry with the same `key` is replaced."""
    return tuple({str(entry[key]): entry for entry in (*entries, *added)}.values())


def list_added_breakdowns(new: Entry, published: Entry) -> str:
    """Return the names of the breakdowns that a new definition adds, joined by 、.

    Breakdowns are the parts of an indicator, such as women and men. "" if the new definition
    changes anything else in the published one: that needs a warning, added breakdowns a notice.
    """
    old_breakdowns, new_breakdowns = (
        list(entry.get("breakdowns") or ()) for entry in (published, new)
    )
    old_rest, new_rest = ({**entry, "breakdowns": ()} for entry in (published, new))
    added = [breakdown for breakdown in new_breakdowns if breakdown not in old_breakdowns]
    if old_rest != new_rest or len(new_breakdowns) != len(old_breakdowns) + len(added):
        return ""
    return "、".join(list_entry_names(breakdown)[0] for breakdown in added)
