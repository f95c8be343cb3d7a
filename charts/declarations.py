"""Reads datasets/charts.yaml, in which the named charts are declared."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from charts.forms import NAMED_FORMS, FormRules
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
"""The permitted values of keys that allow only a few words."""
CODE_LISTS = ("indicators", "programmes")


class ChartFileError(UserError):
    """A mistake in charts.yaml: `path`, `entry` (the chart's name, or its number) and a code.

    The code is the message id in messages/<language>/charts.po after `file_`, or `files.` and an id
    in files.po if the file is not valid YAML. `values` fill the message's placeholders; `nearest`
    is the valid word closest to an invalid one.
    """

    domain = "charts"

    def __init__(self, path: Path, entry: str, code: str, values: Values | None = None) -> None:
        """Store the file's path, the entry, and the error's code and values."""
        super().__init__(code, values)
        self.path, self.entry = path, entry

    @property
    def message_id(self) -> str:
        """Return the message id; it differs if a valid word is close to the invalid one."""
        if "." in self.code:
            return self.code
        return f"charts.file_{self.code}{'_nearest' if self.values.get('nearest') else ''}"

    @property
    def place(self) -> str:
        """Return file name and entry as text."""
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
        """The names of the placeholders in the finding, in any language."""
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
    """Return the ratios that a release declares, by (numerator, denominator).

    An old release that declares none gets those of datasets/indicators.yaml.
    """
    return index_ratios(indicators) or index_ratios(load_shipped_entries("indicators"))


def read_charts(path: Path) -> dict[str, ChartDeclaration]:
    """Return the charts of a file by name, in its order.

    Raises ChartFileError for an unknown key, form or other word, a missing key, a chart declared
    twice, or a finding with a placeholder that its form does not fill.
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
        chart = _read_entry(path, number, entry)
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
    """Raise ChartFileError for the first indicator, ratio or topic that is in no code list."""
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
    """Check the charts.yaml of a folder of tables, if there is one, against its code lists.

    Raises ChartFileError.
    """
    path = folder / "charts.yaml"
    if path.is_file():
        lists = [yaml.load_yaml((folder / f"{n}.yaml").read_bytes()) for n in CODE_LISTS]
        require_known_codes(read_charts(path), path, *lists)


def _require(path: Path, entry: str, key: str, given: str, known: Collection[str]) -> None:
    """Raise ChartFileError `unknown_word` with the nearest valid word unless `given` is known.

    `entry` and `key` are the place in the file.
    """
    if given not in known:
        nearest = (get_close_matches(given, known, 1, 0.4) or [""])[0]
        values = {"key": key, "given": given, "nearest": nearest}
        raise ChartFileError(path, entry, "unknown_word", values)


def _read_entry(path: Path, number: int, entry: Any) -> ChartDeclaration:
    """Return one entry of charts.yaml; `number` is its position. Raises ChartFileError."""
    name = entry.get("chart") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ChartFileError(path, str(number), "no_name")
    for key, value in entry.items():
        _require(path, name, "key", key, KEYS)
        if not SHAPES.get(key, _is_string)(value):
            raise ChartFileError(path, name, "wrong_shape", {"key": key})
        if key in CHOICES:
            _require(path, name, key, value, CHOICES[key])
    rules = NAMED_FORMS[entry["form"]] if "form" in entry else FormRules()
    for key in (*REQUIRED, *({"ratios"} & {*rules.keys})):
        if key not in entry:
            raise ChartFileError(path, name, "missing_key", {"key": key})
    for key in entry:
        if key not in (*ANYWHERE, *rules.keys):
            raise ChartFileError(path, name, "key_of_another_form", {"key": key})
    listed = len(entry.get("indicators", ()))
    if listed != rules.indicators and (rules.indicators is not None or not listed):
        needed = "1+" if rules.indicators is None else rules.indicators
        values: Values = {"needed": needed, "found": listed}
        raise ChartFileError(path, name, "indicator_count", values)
    for placeholder in sorted(_list_placeholders(entry["finding"])):
        _require(path, name, "finding", placeholder, ("count", "period", *rules.values))
    ratios = [(each["numerator"], each["denominator"]) for each in entry.get("ratios", ())]
    lists = {key: tuple(entry.get(key, ())) for key in ("notes", "indicators")}
    gaps = entry.get("gaps") == "true"
    return ChartDeclaration(**{**entry, **lists, "ratios": tuple(ratios), "gaps": gaps})


def _list_placeholders(texts: Texts) -> set[str]:
    """Return the placeholders of a text in all its languages.

    Raises ValueError for unmatched braces.
    """
    forms = (form for text in texts.values() for form in _list_plural_forms(text))
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name is not None}


def _list_plural_forms(text: str | Mapping[str, str]) -> tuple[str, ...]:
    """Return the plural forms of a text."""
    return (text,) if isinstance(text, str) else tuple(text.values())


def _is_string(value: Any) -> bool:
    """Return whether a value is a non-empty string."""
    return isinstance(value, str) and bool(value)


def _is_text(value: Any) -> bool:
    """Return whether a value is a text in both languages without placeholders."""
    return _is_mapping(value, LANGUAGES) and not {*"{}"} & {*"".join(value.values())}


def _is_mapping(value: Any, keys: Iterable[str]) -> bool:
    """Return whether a value is a mapping of these keys to text."""
    return isinstance(value, dict) and {*value} == {*keys} and all(map(_is_string, value.values()))


def _is_finding(value: Any) -> bool:
    """Return whether a value is a text in both languages, each a string or {one, other}."""
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        return False
    if not all(_is_string(text) or _is_mapping(text, ("one", "other")) for text in value.values()):
        return False
    try:
        _list_placeholders(value)
    except ValueError:
        return False
    return True


def _is_list_of(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return a function that tests for a non-empty list of values that pass `fits`."""
    return lambda value: isinstance(value, list) and bool(value) and all(map(fits, value))


SHAPES: dict[str, Callable[[Any], bool]] = {
    "name": _is_text,
    "alone": lambda value: isinstance(value, dict) and all(map(_is_text, value.values())),
    "finding": _is_finding,
    "notes": _is_list_of(_is_text),
    "indicators": _is_list_of(_is_string),
    "ratios": _is_list_of(lambda value: _is_mapping(value, ("numerator", "denominator"))),
}
"""The test for the values of each key; values of other keys are strings."""
