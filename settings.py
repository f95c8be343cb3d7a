"""The settings of config.yaml, typed; a mistake names file, key and what was expected."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from files import Refused, yaml

ROOT = Path(__file__).parent
VARIABLE = "DASHBOARD_CONFIG"
DATASETS = ROOT / "datasets"


def path_in_force() -> Path:
    """Give the file to read: the one that the environment names, else config.yaml beside us."""
    return Path(os.environ.get(VARIABLE) or ROOT / "config.yaml")


class SettingsError(ValueError):
    """A mistake in config.yaml: `path`, `key` (dotted) and what was `expected` there."""

    def __init__(self, path: Path, key: str, expected: str) -> None:
        self.path, self.key, self.expected = path, key, expected
        super().__init__(f"{path}: {key}: {expected}")


class Part(BaseModel):
    """A part of the settings: unknown keys are refused, values cannot change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Names(Part):
    """A text in both languages."""

    zh: str
    en: str


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

    topic: str
    name: Names
    charts: list[ChartSpec]


class Progress(Part):
    """When progress counts as lagging: percentage points behind the time elapsed."""

    lagging: float = 0
    late: float = 10


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

    uri: str = "store"
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


class Present(Part):
    """Slides and bulletins."""

    template: str = ""


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

    def chart_addresses(self) -> list[tuple[str, str]]:
        """List the charts that stand on pages: the key in config.yaml, and the permanent name."""
        pages = {f"topics.{n}.charts": topic.charts for n, topic in enumerate(self.topics)}
        pages["overview.charts"] = self.overview.charts
        specs = [(f"{key}.{n}", spec) for key, page in pages.items() for n, spec in enumerate(page)]
        return [
            ("overview.tiles", self.overview.tiles),
            *((key, chart_address(spec)) for key, spec in specs),
        ]

    @property
    def store_uri(self) -> str:
        """Give the store's address; a relative folder stands beside config.yaml."""
        uri = self.store.uri
        return uri if "://" in uri else str(self.folder / uri)


def load(path: Path | None = None) -> Settings:
    """Read the settings of a file, by default of the one in force.

    Raises SettingsError with the first mistake: file, key and what was expected.
    """
    path = path or path_in_force()
    try:
        values = yaml.load(path.read_bytes())
    except FileNotFoundError:
        raise SettingsError(path, "-", "the file is missing") from None
    except Refused as fault:
        raise SettingsError(path, "-", str(fault)) from fault
    if not isinstance(values, dict):
        raise SettingsError(path, "-", "keys with values, such as `title:`")
    try:
        return Settings.model_validate({**values, "folder": path.resolve().parent})
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"] if part not in ("str", "IndicatorChart"))
        given = f" (is: {first['input']!r})" if first["type"] != "missing" else ""
        raise SettingsError(path, key, first["msg"] + given) from fault
