"""What is known before an upload: code lists and the figures published so far."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from intake.model.areas import AreaList
from intake.model.characters import comparison_form

Entry = Mapping[str, Any]
PublishedReader = Callable[[Collection[str], Collection[str]], pd.DataFrame]


class ReferenceSnapshot(Protocol):
    """A release as `ledger.read` gives it."""

    figures: pd.DataFrame
    indicators: list[dict[str, Any]]
    programmes: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    areas: pd.DataFrame


@dataclass(frozen=True)
class Reference:
    """Code lists and published figures that an upload is checked against.

    With `published` the figures of some indicators, in some areas or (none given) in all, are
    read once an upload tells which.
    """

    indicators: tuple[Entry, ...] = ()
    programmes: tuple[Entry, ...] = ()
    sources: tuple[Entry, ...] = ()
    areas: AreaList = field(default_factory=AreaList)
    figures: pd.DataFrame = field(default_factory=pd.DataFrame)
    published: PublishedReader | None = None

    @classmethod
    def of(cls, snapshot: ReferenceSnapshot) -> "Reference":
        """Take what is needed out of a release."""
        return cls(
            tuple(snapshot.indicators),
            tuple(snapshot.programmes),
            tuple(snapshot.sources),
            AreaList.of(snapshot.areas),
            snapshot.figures,
        )

    def with_published(self, indicators: Collection[str], areas: Collection[str]) -> "Reference":
        """Read the published figures that an upload is compared with."""
        found = self.published(indicators, areas) if self.published else self.figures
        return replace(self, figures=found)

    def with_definitions(
        self, indicators: Iterable[Entry], sources: Iterable[Entry]
    ) -> "Reference":
        """Add definitions that the upload brings; the same code takes the new definition."""
        return replace(
            self,
            indicators=_merge_entries(self.indicators, indicators, "code"),
            sources=_merge_entries(self.sources, sources, "id"),
        )

    @cached_property
    def by_code(self) -> dict[str, Entry]:
        """Indicators by their code."""
        return {str(entry["code"]): entry for entry in self.indicators}

    def breakdown_codes(self, indicator: str) -> frozenset[str]:
        """The codes of an indicator's breakdowns."""
        listed = self.by_code.get(indicator, {}).get("breakdowns") or ()
        return frozenset(str(item["code"]) for item in listed)

    @cached_property
    def classifiers(self) -> frozenset[str]:
        """Every unit and classifier that some indicator takes."""
        return frozenset(word for entry in self.indicators for word in entry_units(entry))

    @cached_property
    def indicator_names(self) -> dict[str, tuple[str, ...]]:
        """Names and terms, condensed, to the codes they stand for."""
        found: dict[str, list[str]] = {}
        for entry in self.indicators:
            for name in {comparison_form(name) for name in entry_names(entry)}:
                found.setdefault(name, []).append(str(entry["code"]))
        return {name: tuple(codes) for name, codes in found.items()}

    @cached_property
    def programme_names(self) -> dict[str, str]:
        """Ids and names of the programmes, condensed, to their ids."""
        return _ids_by_name(self.programmes, "name")

    @cached_property
    def source_names(self) -> dict[str, str]:
        """Ids and titles of the sources, condensed, to their ids."""
        return _ids_by_name(self.sources, "title")


def entry_names(entry: Entry) -> list[str]:
    """Give the names and terms of an indicator or a breakdown."""
    return [*name_texts(entry.get("name")), *map(str, entry.get("terms") or ())]


def entry_units(entry: Entry) -> list[str]:
    """Give the unit of an indicator and the classifiers that mean it."""
    return [*name_texts(entry.get("unit"))[:1], *map(str, entry.get("classifiers") or ())]


def name_texts(name: Any) -> list[str]:
    """Give the texts of a name in two languages, the Chinese one first."""
    if isinstance(name, Mapping):
        return [str(name[language]) for language in ("zh", "en") if name.get(language)]
    return [str(name)] if name else []


def _ids_by_name(entries: Iterable[Entry], attribute: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in entries:
        for name in [str(entry["id"]), *name_texts(entry.get(attribute))]:
            found.setdefault(comparison_form(name), str(entry["id"]))
    return found


def _merge_entries(old: Iterable[Entry], new: Iterable[Entry], key: str) -> tuple[Entry, ...]:
    entries = {str(entry[key]): entry for entry in old}
    entries.update({str(entry[key]): entry for entry in new})
    return tuple(entries.values())
