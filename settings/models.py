"""Models of the sections of config.yaml."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from charts.chart_forms import GeneralForm
from locales import Language
from periods.spans import Since


class SettingsModel(BaseModel):
    """Base of all sections: unknown keys are errors, values are immutable."""

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
    """Return a chart's name in URLs: its declared name, or "indicator.form"."""
    return spec if isinstance(spec, str) else spec.address


class CardSettings(SettingsModel):
    """A headline card, which shows the newest figure of an indicator.

    `programme` and `ref_area` None mean any.
    """

    indicator: str
    programme: str | None = None
    ref_area: str | None = None
    breakdown: str = ""


class OverviewSettings(SettingsModel):
    """The overview page: an area's month, and below it what reports tell.

    `indicators` are those of an area's month, in order; without any, those that most units report.
    `phrases` are an indicator's words in its paragraph, where its name does not do. `cards`,
    `tiles` (a tile map, "" for none) and `charts` show figures of reports, as they were reported.
    """

    indicators: list[str] = Field([], max_length=12)
    phrases: dict[str, LocalizedText] = {}
    cards: list[CardSettings] = Field([], max_length=6)
    tiles: str = ""
    charts: list[ChartSpec] = []


class AttentionSettings(SettingsModel):
    """What the overview lists as to be looked at (需要注意).

    `behind`: from so many percentage points behind the time elapsed; `fallen`: from so many percent
    below the year before; `most` units of each of the two. `due_day` is the day of the following
    month by which a month is reported, 0 where none is set: days overdue are then not told.
    """

    behind: float = Field(10, ge=0)
    fallen: float = Field(15, ge=0)
    most: int = Field(2, ge=0, le=12)
    due_day: int = Field(0, ge=0, le=28)


class TopicSettings(SettingsModel):
    """A topic page: its id in URLs, its name, its indicators and its charts.

    `indicators` are told in their order, the first one in full; without any, those of the topic in
    indicators.yaml. `charts` show figures of reports, as they were reported.
    """

    topic: str = Field(pattern="^[a-z][a-z0-9_]*$")
    name: LocalizedText
    indicators: list[str] = []
    charts: list[ChartSpec]


class ProgressSettings(SettingsModel):
    """How far behind the time elapsed a completion is on schedule, and from where it is marked.

    Up to `lagging` percentage points behind it counts as on schedule (达到序时进度); from `late` on
    its number is coloured.
    """

    lagging: float = Field(0, ge=0)
    late: float = Field(5, ge=0)

    @field_validator("late")
    @classmethod
    def _check_late(cls, late: float, info: ValidationInfo) -> float:
        """Raise PydanticCustomError if `late` is below `lagging`.

        A faulty `lagging` has an error of its own and is missing from `info.data`.
        """
        if late < info.data.get("lagging", 0):
            raise PydanticCustomError("late_before_lagging", "late before lagging")
        return late


class TotalSettings(SettingsModel):
    """Which month and span pages open with, and when an area has a total.

    `since` is where the span begins that ends with the month; `month_share`: pages open with a
    month once so many percent of the units have reported it; `least_share`: below so many percent
    of its units an area has no total. `union_year` is the month in which a union's year begins.
    """

    since: Since = "year"
    month_share: float = Field(80, gt=0, le=100)
    least_share: float = Field(50, gt=0, le=100)
    union_year: int = Field(10, ge=1, le=12)


class CheckSettings(SettingsModel):
    """Checks of uploads.

    `logical` is the level of problems with relations between figures; `factor` is how many times
    larger or smaller than before a figure may be without a warning.
    """

    logical: Literal["error", "warning"] = "error"
    factor: float = Field(100, gt=1)


class LimitSettings(SettingsModel):
    """Limits of what is uploaded.

    Megabytes and cells of one file; seconds and megabytes of memory for reading an upload, all its
    files together, or a report.
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
    """Publishing; with `approval` a second person must accept a draft before it is published."""

    approval: bool = False


class OpenIdSettings(SettingsModel):
    """Sign-in through an OpenID Connect provider.

    `client_secret_file` is the path of the file with the secret; members of `staff_group`, which
    the claim `group_claim` lists, are staff.
    """

    issuer: str
    client_id: str
    client_secret_file: str
    staff_group: str
    group_claim: str = "groups"


class SignInSettings(SettingsModel):
    """Sign-in of staff; reading needs none.

    `accounts` is the SQLAlchemy URL of the accounts database ("": SQLite in the store), `address`
    the address to listen on, `proxy_header` the header in which a proxy names the user ("": none).
    A session ends after `hours`, or after `idle_minutes` without being used. Without HTTPS an
    address that other machines reach is refused, unless `allow_plain_http`.
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
    """Slides and bulletins: the slide template's path, the issuer, and the bulletin's sentences.

    `sentences` are an office's own templates; those it does not name stay as they are.
    """

    template: str = ""
    organiser: LocalizedText | None = None
    sentences: dict[Literal["zh", "en"], dict[SentencePart, str]] = {}

    def bulletin_texts(self, language: Language) -> tuple[str, Mapping[Any, str]]:
        """Return a bulletin's issuer in a language, "" if none, and the sentence templates."""
        return getattr(self.organiser, language, ""), self.sentences.get(language, {})
