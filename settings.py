"""The settings of config.yaml, typed; a mistake names file, key and what was expected."""

import os
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from files import Refused, yaml
from locales import LANGUAGES, Language, Words, catalogue

ROOT = Path(__file__).parent
VARIABLE = "DASHBOARD_CONFIG"
DATASETS = ROOT / "datasets"
Values = Mapping[str, str | int | float]


def path_in_force() -> Path:
    """Give the file to read: the one that the environment names, else config.yaml beside us."""
    return Path(os.environ.get(VARIABLE) or ROOT / "config.yaml")


class SettingsError(ValueError):
    """A mistake in config.yaml: `path`, `key` (dotted, "" for the whole file) and a stable `code`.

    The code is an id in messages/<language>/settings.po, most of them pydantic's own name of the
    mistake, or `files.` and one in files.po where the file cannot be read; `values` fill it.
    """

    def __init__(self, path: Path, key: str, code: str, values: Values | None = None) -> None:
        self.path, self.key, self.code, self.values = path, key, code, dict(values or {})
        super().__init__(path, key, code)

    def __str__(self) -> str:
        """File, key and what was expected, in both languages."""
        line = f":{self.values['line']}" if self.values.get("line") else ""
        said = " · ".join(self.expected(language) for language in LANGUAGES)
        return ": ".join(filter(None, (f"{self.path}{line}", self.key, said)))

    def expected(self, language: Language) -> str:
        """Say what was expected."""
        message = self.code if "." in self.code else f"settings.{self.code}"
        return Words(language).say(message, **self.values)


class Part(BaseModel):
    """A part of the settings: unknown keys are refused, values cannot change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Names(Part):
    """A text in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class IndicatorChart(Part):
    """An indicator drawn in a generic form."""

    indicator: str
    form: Literal["bar", "dots", "trend", "tiles", "ranking"]

    @property
    def address(self) -> str:
        """Give the chart's permanent name."""
        return f"{self.indicator}.{self.form}"


ChartSpec = str | IndicatorChart


def chart_address(spec: ChartSpec) -> str:
    """Give a chart's permanent name: its own, or `indicator.form`."""
    return spec if isinstance(spec, str) else spec.address


class Card(Part):
    """A headline card: the newest figure of an indicator."""

    indicator: str
    programme: str | None = None
    ref_area: str | None = None
    breakdown: str = ""


class Overview(Part):
    """What stands on the first page."""

    cards: list[Card] = Field(max_length=6)
    tiles: str
    charts: list[ChartSpec]


class Topic(Part):
    """A topic's page."""

    topic: str = Field(pattern="^[a-z][a-z0-9_]*$")
    name: Names
    charts: list[ChartSpec]


class Progress(Part):
    """When progress counts as lagging: percentage points behind the time elapsed."""

    lagging: float = Field(0, ge=0)
    late: float = Field(10, ge=0)

    @field_validator("late")
    @classmethod
    def _not_before_lagging(cls, late: float, others: ValidationInfo) -> float:
        if late < others.data.get("lagging", 0):
            raise PydanticCustomError("late_before_lagging", "late before lagging")
        return late


class Checks(Part):
    """How uploads are checked."""

    logical: Literal["error", "warning"] = "error"
    factor: float = Field(100, gt=1)


class Limits(Part):
    """One limit each for uploaded files: bytes, cells, seconds."""

    size_mb: int = Field(64, gt=0)
    cells: int = Field(20_000_000, gt=0)
    seconds: int = Field(60, gt=0)


class Store(Part):
    """Where the releases are kept: a folder or s3://…"""

    uri: str = Field("store", min_length=1)
    options: dict[str, str] = {}


class Publishing(Part):
    """Whether a second person accepts a draft before it is published."""

    approval: bool = False


class OpenID(Part):
    """Sign-in through an OpenID Connect provider."""

    issuer: str
    client_id: str
    client_secret_file: str
    staff_group: str
    group_claim: str = "groups"


class SignIn(Part):
    """Sign-in of staff; reading is always open."""

    accounts: str = ""
    hours: float = Field(8, gt=0)
    idle_minutes: float = Field(60, gt=0)
    address: str = "127.0.0.1"
    allow_plain_http: bool = False
    proxy_header: str = ""
    openid: OpenID | None = None

    @property
    def longest(self) -> timedelta:
        """Give the longest time a session may last."""
        return timedelta(hours=self.hours)


SentencePart = Literal[
    "title", "opening", "count", "rise", "fall", "unchanged", "no_base", "completion", "no_target",
    "place", "incomplete", "others",
]  # fmt: skip


class Present(Part):
    """Slides and bulletins."""

    template: str = ""
    organiser: Names | None = None
    sentences: dict[Literal["zh", "en"], dict[SentencePart, str]] = {}

    def told_in(self, language: Language) -> tuple[str, Mapping[Any, str]]:
        """Give who issues a bulletin, "" where nobody is named, and the sentences it is told in."""
        return getattr(self.organiser, language, ""), self.sentences.get(language, {})


class Settings(Part):
    """All settings."""

    title: Names
    language: Literal["zh", "en"] = "zh"
    up_colour: Literal["red", "green"] = "red"
    overview: Overview
    topics: list[Topic]
    progress: Progress = Progress()
    checks: Checks = Checks()
    limits: Limits = Limits()
    store: Store = Store()
    engine: str = "duckdb"
    publishing: Publishing = Publishing()
    sign_in: SignIn = SignIn()
    present: Present = Present()
    folder: Path = Field(default=ROOT, exclude=True)

    @field_validator("topics")
    @classmethod
    def _each_once(cls, topics: list[Topic]) -> list[Topic]:
        names = [topic.topic for topic in topics]
        if again := [name for n, name in enumerate(names) if name in names[:n]]:
            raise PydanticCustomError("twice", "stands twice", {"given": again[0]})
        return topics

    def chart_addresses(self) -> list[tuple[str, str]]:
        """List the charts that stand on pages: the key in config.yaml, and the permanent name."""
        pages = {f"topics.{n}.charts": each for n, each in enumerate(self.topic_charts.values())}
        pages["overview.charts"] = [chart_address(spec) for spec in self.overview.charts]
        listed = [(f"{k}.{n}", name) for k, page in pages.items() for n, name in enumerate(page)]
        return [("overview.tiles", self.overview.tiles), *listed]

    @property
    def topic_charts(self) -> dict[str, list[str]]:
        """Give the charts of each topic by their permanent names."""
        return {t.topic: [chart_address(spec) for spec in t.charts] for t in self.topics}

    @property
    def template(self) -> Path | None:
        """Give the template of slides, which stands beside config.yaml; None without one."""
        return self.folder / self.present.template if self.present.template else None

    @property
    def store_uri(self) -> str:
        """Give the store's address; a relative folder stands beside config.yaml."""
        return self.store.uri if "://" in self.store.uri else str(self.folder / self.store.uri)


def load(path: Path | None = None) -> Settings:
    """Read the settings of a file, by default of the one in force.

    Raises SettingsError with the first mistake: file, key and what was expected.
    """
    path = path or path_in_force()
    try:
        given = yaml.load(path.read_bytes())
    except FileNotFoundError:
        raise SettingsError(path, "", "file_missing") from None
    except Refused as fault:
        values = {"line": fault.line, "value": fault.value, **fault.values}
        raise SettingsError(path, "", f"files.{fault.code}", values) from fault
    if not isinstance(given, dict):
        raise SettingsError(path, "", "model_type", {"given": _shown(given)})
    try:
        return Settings.model_validate({**given, "folder": path.resolve().parent})
    except ValidationError as fault:
        raise _mistake(path, next(filter(_tells, fault.errors()))) from fault


def _tells(error: ErrorDetails) -> bool:
    """Leave out what a chart written as keys is told: that it is no plain name."""
    return not ("str" in error["loc"] and isinstance(error["input"], dict))


def _mistake(path: Path, error: ErrorDetails) -> SettingsError:
    keys = [part for part in error["loc"] if part not in ("str", IndicatorChart.__name__)]
    about = error.get("ctx", {})
    values: Values = {
        "given": about.get("actual_length", about.get("given", _shown(error["input"]))),
        "limit": next((about[n] for n in ("gt", "ge", "max_length") if n in about), ""),
        "choices": ", ".join(re.findall(r"'([^']*)'", str(about.get("expected", "")))),
        "known": ", ".join(_known(keys[:-1])) if error["type"] == "extra_forbidden" else "",
    }
    code = error["type"] if error["type"] in catalogue("zh", "settings") else "wrong"
    return SettingsError(path, ".".join(map(str, keys)), code, values)


def _shown(value: object) -> str:
    return str(value)[:60] or "“”"


def _known(place: list[int | str]) -> list[str]:
    """List the keys that may stand at a place of the settings."""
    part: type[Part] = Settings
    for key in place:
        if isinstance(key, str):
            part = next(_parts(part.model_fields[key].annotation))
    return [name for name in part.model_fields if name != "folder"]


def _parts(kind: Any) -> Iterator[type[Part]]:
    if isinstance(kind, type) and issubclass(kind, Part):
        yield kind
    for inner in get_args(kind):
        yield from _parts(inner)
