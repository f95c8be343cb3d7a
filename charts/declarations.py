"""Reads datasets/charts.yaml: the charts that bear a name, declared as data."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, NoReturn

from charts.forms import NAMED_FORMS
from errors import UserError
from file_formats import FileFormatError, yaml
from locales import LANGUAGES
from metrics.combine import Pair, index_ratios

DATASETS = Path(__file__).parents[1] / "datasets"
Entry = Mapping[str, Any]
Values = Mapping[str, str | int | float]
Texts = Mapping[str, str | Mapping[str, str]]

CHOICES = {
    "form": tuple(NAMED_FORMS),
    "by": ("figure", "breakdown", "area", "programme"),
    "detail": ("area", "area_if_several", "period", "indicator"),
    "order": ("code_list", "value"),
    "gaps": ("true", "false"),
}
"""What the keys of an entry may say, where only a few words are possible."""
PLURAL_FORMS = ("one", "other")
CODE_LISTS = ("indicators", "programmes")


class ChartFileError(UserError):
    """A mistake in charts.yaml: `path`, `entry` (the chart's name, or its number) and a code.

    The code is an id in messages/<language>/charts.po after `file_`, or `files.` and an id in
    files.po where the file cannot be read as YAML. `values` fill it; `nearest` is the right word
    that is nearest to a wrong one.
    """

    domain = "charts"

    def __init__(self, path: Path, entry: str, code: str, values: Values | None = None) -> None:
        super().__init__(code, values)
        self.path, self.entry = path, entry

    @property
    def message_id(self) -> str:
        """Return the id of the message, of another one where there is a nearest right word."""
        if "." in self.code:
            return self.code
        return f"charts.file_{self.code}{'_nearest' if self.values.get('nearest') else ''}"

    @property
    def place(self) -> str:
        """Return file and entry."""
        return ": ".join(filter(None, (str(self.path), self.entry)))


@dataclass(frozen=True)
class ChartDeclaration:
    """One entry of charts.yaml; the keys are explained at the top of that file."""

    chart: str
    form: str
    name: Texts
    finding: Texts
    alone: Mapping[str, Texts] = field(default_factory=dict)
    notes: tuple[Texts, ...] = ()
    indicators: tuple[str, ...] = ()
    ratios: tuple[Pair, ...] = ()
    by: str = "figure"
    detail: str = ""
    order: str = "code_list"
    unit: str = ""
    gaps: bool = False
    topic: str = ""
    kind: str = ""

    @property
    def placeholders(self) -> frozenset[str]:
        """Name the values that the finding is filled in with, in any language."""
        return frozenset(_list_placeholders(self.finding))


NAME = re.compile(r"[a-z0-9][a-z0-9_]*")
KEYS = tuple(each.name for each in fields(ChartDeclaration))
REQUIRED = ("chart", "form", "name", "finding")
ANYWHERE = (*REQUIRED, "alone", "notes", "indicators", "topic")
"""The keys that an entry of any form may have."""


@cache
def load_named_charts() -> dict[str, ChartDeclaration]:
    """Return the charts of datasets/charts.yaml by name, in their order.

    Raises ChartFileError.
    """
    return read_charts(DATASETS / "charts.yaml")


@cache
def load_shipped_entries(table: str) -> tuple[Entry, ...]:
    """Return the entries of datasets/TABLE.yaml."""
    return tuple(yaml.load_yaml((DATASETS / f"{table}.yaml").read_bytes()))


def find_ratios(indicators: Iterable[Entry]) -> dict[Pair, Entry]:
    """Return the ratios that a release declares; one from before any were declared has ours."""
    return index_ratios(indicators) or index_ratios(load_shipped_entries("indicators"))


def read_charts(path: Path) -> dict[str, ChartDeclaration]:
    """Read the charts of a file by name, in its order.

    Raises ChartFileError for an unknown key, form or other word, a missing key, a chart declared
    twice, and a finding that asks for a value which its form does not give.
    """
    try:
        entries = yaml.load_yaml(path.read_bytes())
    except FileNotFoundError:
        raise ChartFileError(path, "", "missing") from None
    except FileFormatError as error:
        values: Values = {"line": error.line, "value": error.value, **error.values}
        raise ChartFileError(path, "", f"files.{error.code}", values) from error
    if not isinstance(entries, list):
        raise ChartFileError(path, "", "not_a_list")
    charts: dict[str, ChartDeclaration] = {}
    for number, entry in enumerate(entries, 1):
        chart = _EntryReader(path, number, entry).declaration()
        if chart.chart in charts:
            raise ChartFileError(path, chart.chart, "twice")
        charts[chart.chart] = chart
    return charts


def require_known_codes(
    charts: Mapping[str, ChartDeclaration],
    path: Path,
    indicators: Collection[Entry],
    programmes: Iterable[Entry],
) -> None:
    """Raise ChartFileError for the first indicator, ratio or topic that no code list has."""
    codes = [str(entry["code"]) for entry in indicators]
    topics = sorted({str(entry.get("topic", "")) for entry in (*indicators, *programmes)})
    pairs = find_ratios(indicators)
    for chart in charts.values():
        ratios = [code for pair in chart.ratios for code in pair]
        for code in filter(None, (*chart.indicators, chart.unit, *ratios)):
            _require(path, chart.chart, "indicators", code, codes)
        if chart.topic:
            _require(path, chart.chart, "topic", chart.topic, topics)
        for pair in chart.ratios:
            _require(path, chart.chart, "ratios", " ÷ ".join(pair), [" ÷ ".join(p) for p in pairs])


def check_charts_file(folder: Path) -> None:
    """Check the charts.yaml of a folder of tables, if it has one, against its code lists.

    Raises ChartFileError.
    """
    path = folder / "charts.yaml"
    if path.is_file():
        lists = [yaml.load_yaml((folder / f"{n}.yaml").read_bytes()) for n in CODE_LISTS]
        require_known_codes(read_charts(path), path, *lists)


def _require(path: Path, entry: str, key: str, given: str, known: Collection[str]) -> None:
    """Raise ChartFileError `unknown_word` with the nearest right word, if a word is unknown."""
    if given not in known:
        nearest = (get_close_matches(given, known, 1, 0.4) or [""])[0]
        values = {"key": key, "given": given, "nearest": nearest}
        raise ChartFileError(path, entry, "unknown_word", values)


def _list_plural_forms(text: str | Mapping[str, str]) -> tuple[str, ...]:
    """Return the plural forms of a text."""
    return (text,) if isinstance(text, str) else tuple(text.values())


def _list_placeholders(texts: Texts) -> set[str]:
    """Name the placeholders of a text in all its languages; ValueError for unmatched braces."""
    return {
        name
        for text in texts.values()
        for form in _list_plural_forms(text)
        for _, name, _, _ in Formatter().parse(form)
        if name is not None
    }


class _EntryReader:
    """Reads one entry of charts.yaml, from keys and text to a ChartDeclaration."""

    def __init__(self, path: Path, number: int, entry: Any) -> None:
        self.path, self.name, self.entry = path, str(number), entry

    def declaration(self) -> ChartDeclaration:
        """Return the declaration, or raise ChartFileError."""
        if not isinstance(self.entry, dict):
            self._raise("not_an_entry")
        name = self.entry.get("chart") or self.name
        if not isinstance(name, str) or not NAME.fullmatch(name):
            self._raise("not_a_name", {"given": str(name)})
        self.name = name
        self._check_keys()
        rules = NAMED_FORMS[self.entry["form"]]
        indicators = self._codes("indicators")
        if len(indicators) != rules.indicators and (rules.indicators is not None or not indicators):
            needed = "1+" if rules.indicators is None else rules.indicators
            self._raise("indicator_count", {"needed": needed, "found": len(indicators)})
        return ChartDeclaration(
            **{
                **self.entry,
                "name": self._texts(self.entry["name"], "name"),
                "finding": self._finding(("count", "period", *rules.values)),
                "alone": self._alone(),
                "notes": tuple(self._texts(note, "notes") for note in self._list("notes")),
                "indicators": indicators,
                "ratios": tuple(self._ratio(ratio) for ratio in self._list("ratios")),
                "gaps": self.entry.get("gaps") == "true",
            }
        )

    def _check_keys(self) -> None:
        """Check the names of the keys, and the values that are one of a few words."""
        for key in self.entry:
            _require(self.path, self.name, "key", key, KEYS)
        for key in REQUIRED:
            if not self.entry.get(key):
                self._raise("missing_key", {"key": key})
        for key, known in CHOICES.items():
            if key in self.entry:
                _require(self.path, self.name, key, str(self.entry[key]), known)
        form = self.entry["form"]
        if "ratios" in NAMED_FORMS[form].keys and not self.entry.get("ratios"):
            self._raise("missing_key", {"key": "ratios"})
        for key in self.entry:
            if key not in (*ANYWHERE, *NAMED_FORMS[form].keys):
                self._raise("key_of_another_form", {"key": key, "form": form})
        for key in ("unit", "topic", "kind"):
            if not isinstance(self.entry.get(key, ""), str):
                self._raise("not_text", {"key": key})

    def _list(self, key: str) -> list[Any]:
        """Return the list of a key; empty where the key is missing."""
        values = self.entry.get(key, [])
        if not isinstance(values, list):
            self._raise("not_a_list_of", {"key": key})
        return values

    def _codes(self, key: str) -> tuple[str, ...]:
        """Return the codes listed under a key."""
        values = self._list(key)
        if not all(isinstance(value, str) for value in values):
            self._raise("not_text", {"key": key})
        return tuple(values)

    def _texts(self, texts: Any, key: str) -> Texts:
        """Check a text in both languages, without placeholders."""
        if not isinstance(texts, dict) or set(texts) != set(LANGUAGES):
            self._raise("not_both_languages", {"key": key, "keys": "zh, en"})
        for text in texts.values():
            if not isinstance(text, str) or not text:
                self._raise("not_text", {"key": key})
            if "{" in text or "}" in text:
                self._raise("braces", {"key": key})
        return texts

    def _finding(self, known: tuple[str, ...]) -> Texts:
        """Check a finding: one text or `one` and `other` in each language, known placeholders."""
        texts = self.entry["finding"]
        if not isinstance(texts, dict) or set(texts) != set(LANGUAGES):
            self._raise("not_both_languages", {"key": "finding", "keys": "zh, en"})
        for text in texts.values():
            if isinstance(text, dict) and set(text) != set(PLURAL_FORMS):
                self._raise("plural_forms", {"key": "finding", "keys": ", ".join(PLURAL_FORMS)})
            if not all(isinstance(form, str) and form for form in _list_plural_forms(text)):
                self._raise("not_text", {"key": "finding"})
        try:
            names = sorted(_list_placeholders(texts))
        except ValueError:
            self._raise("braces", {"key": "finding"})
        for name in names:
            _require(self.path, self.name, "finding", name, known)
        return texts

    def _alone(self) -> dict[str, Texts]:
        """Return the titles for single programmes."""
        titles = self.entry.get("alone", {})
        if not isinstance(titles, dict):
            self._raise("not_both_languages", {"key": "alone", "keys": "zh, en"})
        return {code: self._texts(texts, "alone") for code, texts in titles.items()}

    def _ratio(self, ratio: Any) -> Pair:
        """Return numerator and denominator of one entry of `ratios`."""
        if not isinstance(ratio, dict) or set(ratio) != {"numerator", "denominator"}:
            self._raise("missing_key", {"key": "numerator, denominator"})
        return str(ratio["numerator"]), str(ratio["denominator"])

    def _raise(self, code: str, values: Values | None = None) -> NoReturn:
        """Raise ChartFileError for this entry."""
        raise ChartFileError(self.path, self.name, code, values)
