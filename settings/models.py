"""Pydantic models of the sections of config.yaml."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from charts.chart_forms import GeneralForm
from locales import Language
from periods.spans import Since


class SettingsModel(BaseModel):
    """Base of the models of all sections: unknown keys are errors, values are immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class LocalizedText(SettingsModel):
    """A text in Chinese and English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class IndicatorChart(SettingsModel):
    """A chart of one indicator in a generic form, such as a line."""

    indicator: str
    form: GeneralForm

    @property
    def address(self) -> str:
        """The chart's name in URLs: "indicator.form"."""
        return f"{self.indicator}.{self.form}"


ChartSpec = str | IndicatorChart


def chart_address(spec: ChartSpec) -> str:
    """Return a chart's name in URLs: its name in charts.yaml, or "indicator.form"."""
    return spec if isinstance(spec, str) else spec.address


class CardSettings(SettingsModel):
    """A headline card, which shows the newest figure of an indicator.

    None for `programme` or `ref_area` means any.
    """

    indicator: str
    programme: str | None = None
    ref_area: str | None = None
    breakdown: str = ""


class OverviewSettings(SettingsModel):
    """The overview page: an area's month, and below it figures of reports.

    `indicators` are those of the area's month, in order; if empty, those that most units report.
    `phrases` are words for an indicator in the summary paragraph, if its name does not fit.
    `cards`, `tiles` (a tile map, "" for none) and `charts` show figures as they were reported.
    """

    indicators: list[str] = Field([], max_length=12)
    phrases: dict[str, LocalizedText] = {}
    cards: list[CardSettings] = Field([], max_length=6)
    tiles: str = ""
    charts: list[ChartSpec] = []


class AttentionSettings(SettingsModel):
    """Which units the overview page lists as needing attention (需要注意).

    These are units whose completion is at least `behind` percentage points behind the time elapsed,
    and units at least `fallen` percent below the year before; at most `most` of each. `due_day` is
    the day of the following month by which a month must be reported; with 0, days overdue are not
    shown.
    """

    behind: float = Field(10, ge=0)
    fallen: float = Field(15, ge=0)
    most: int = Field(2, ge=0, le=12)
    due_day: int = Field(0, ge=0, le=28)


class TopicSettings(SettingsModel):
    """A topic page: its id in URLs, its name, its indicators and its charts.

    `indicators` are shown in this order, the first in full; if empty, those of the topic in
    indicators.yaml. `charts` show figures as they were reported.
    """

    topic: str = Field(pattern="^[a-z][a-z0-9_]*$")
    name: LocalizedText
    indicators: list[str] = []
    charts: list[ChartSpec]


class ProgressSettings(SettingsModel):
    """How a completion of a target is judged against the time elapsed: 40% done in June is behind.

    Up to `lagging` percentage points behind it counts as on schedule (达到序时进度); from `late`
    percentage points on its number is coloured.
    """

    lagging: float = Field(0, ge=0)
    late: float = Field(5, ge=0)

    @field_validator("late")
    @classmethod
    def _check_late(cls, late: float, info: ValidationInfo) -> float:
        """Raise PydanticCustomError if `late` is below `lagging`.

        An invalid `lagging` has its own error and is missing from `info.data`.
        """
        if late < info.data.get("lagging", 0):
            raise PydanticCustomError("late_before_lagging", "late before lagging")
        return late


class TotalSettings(SettingsModel):
    """Which month and span pages show at first, and when an area has a total.

    `since` is the beginning of the span that ends with the month. Pages show a month at first once
    `month_share` percent of the units have reported it. An area has a total if at least
    `least_share` percent of its units have reported. `union_year` is the month in which the working
    year of a union begins.
    """

    since: Since = "year"
    month_share: float = Field(80, gt=0, le=100)
    least_share: float = Field(50, gt=0, le=100)
    union_year: int = Field(10, ge=1, le=12)


class CheckSettings(SettingsModel):
    """Checks of uploads.

    `logical` is the level of problems with the relations between indicators; `factor` says how many
    times larger or smaller than before a figure may be without a warning.
    """

    logical: Literal["error", "warning"] = "error"
    factor: float = Field(100, gt=1)


class LimitSettings(SettingsModel):
    """Limits of uploads and reports.

    `size_mb` and `cells` limit one file; `seconds` and `memory_mb` limit reading all files of an
    upload, or a report.
    """

    size_mb: int = Field(64, gt=0)
    cells: int = Field(20_000_000, gt=0)
    seconds: int = Field(60, gt=0)
    memory_mb: int = Field(1_024, gt=0)


class StoreSettings(SettingsModel):
    """Location of the release store, a folder or an s3:// URL, and its storage options."""

    uri: str = Field("store", min_length=1)
    options: dict[str, str] = {}


class PublishingSettings(SettingsModel):
    """Publishing: with `approval` a second person must accept a draft before it is published."""

    approval: bool = False


class OpenIdSettings(SettingsModel):
    """Sign-in through an OpenID Connect provider.

    `client_secret_file` is the path of the file with the secret. Users may sign in if the claim
    `group_claim` lists `staff_group`.
    """

    issuer: str
    client_id: str
    client_secret_file: str
    staff_group: str
    group_claim: str = "groups"


class SignInSettings(SettingsModel):
    """Sign-in of staff; reading needs none.

    `accounts` is the SQLAlchemy URL of the accounts database ("": SQLite in the store), `address`
    the IP address to listen on, `proxy_header` the header in which a proxy names the user ("":
    none). A session ends after `hours`, or if it is unused for `idle_minutes`. Without HTTPS an IP
    address that other machines can reach is refused, unless `allow_plain_http` is true.
    """

    accounts: str = ""
    hours: float = Field(8, gt=0)
    idle_minutes: float = Field(60, gt=0)
    address: str = "127.0.0.1"
    allow_plain_http: bool = False
    proxy_header: str = ""
    openid: OpenIdSettings | None = None

    @property
    def max_duration(self) -> timedelta:
        """The maximum duration of a session."""
        return timedelta(hours=self.hours)


SentencePart = Literal[
    "title",
    "opening",
    "count",
    "rise",
    "fall",
    "unchanged",
    "nearly_unchanged",
    "unclear",
    "rise_by_amount",
    "fall_by_amount",
    "broken",
    "no_base",
    "completion",
    "no_target",
    "place",
    "incomplete",
    "others",
]


class PresentSettings(SettingsModel):
    """Slides and bulletins: path of the slide template, issuer, and sentences of the bulletin.

    `sentences` replace the built-in sentence templates of the same names.
    """

    template: str = ""
    organiser: LocalizedText | None = None
    sentences: dict[Literal["zh", "en"], dict[SentencePart, str]] = {}

    def bulletin_texts(self, language: Language) -> tuple[str, Mapping[Any, str]]:
        """Return the bulletin's issuer in a language ("" if none), and the sentence templates.

        The templates are only those that config.yaml replaces, by the name of the sentence.
        """
        return getattr(self.organiser, language, ""), self.sentences.get(language, {})
