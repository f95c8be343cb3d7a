"""What may stand in config.yaml, part by part."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from charts.forms import General
from locales import Language


class SettingsModel(BaseModel):
    """A part of the settings: unknown keys are refused, values cannot change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class LocalizedText(SettingsModel):
    """A text in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class IndicatorChart(SettingsModel):
    """An indicator drawn in a generic form."""

    indicator: str
    form: General

    @property
    def address(self) -> str:
        """Give the chart's permanent name."""
        return f"{self.indicator}.{self.form}"


ChartSpec = str | IndicatorChart


def chart_address(spec: ChartSpec) -> str:
    """Give a chart's permanent name: its own, or `indicator.form`."""
    return spec if isinstance(spec, str) else spec.address


class CardSettings(SettingsModel):
    """A headline card: the newest figure of an indicator."""

    indicator: str
    programme: str | None = None
    ref_area: str | None = None
    breakdown: str = ""


class OverviewSettings(SettingsModel):
    """What stands on the first page."""

    cards: list[CardSettings] = Field(max_length=6)
    tiles: str
    charts: list[ChartSpec]


class TopicSettings(SettingsModel):
    """A topic's page."""

    topic: str = Field(pattern="^[a-z][a-z0-9_]*$")
    name: LocalizedText
    charts: list[ChartSpec]


class ProgressSettings(SettingsModel):
    """When progress counts as lagging: percentage points behind the time elapsed."""

    lagging: float = Field(0, ge=0)
    late: float = Field(10, ge=0)

    @field_validator("late")
    @classmethod
    def _check_late(cls, late: float, others: ValidationInfo) -> float:
        if late < others.data.get("lagging", 0):
            raise PydanticCustomError("late_before_lagging", "late before lagging")
        return late


class CheckSettings(SettingsModel):
    """How uploads are checked."""

    logical: Literal["error", "warning"] = "error"
    factor: float = Field(100, gt=1)


class LimitSettings(SettingsModel):
    """One limit each for uploaded files: bytes, cells, seconds."""

    size_mb: int = Field(64, gt=0)
    cells: int = Field(20_000_000, gt=0)
    seconds: int = Field(60, gt=0)


class StoreSettings(SettingsModel):
    """Where the releases are kept: a folder or s3://…"""

    uri: str = Field("store", min_length=1)
    options: dict[str, str] = {}


class PublishingSettings(SettingsModel):
    """Whether a second person accepts a draft before it is published."""

    approval: bool = False


class OpenIdSettings(SettingsModel):
    """Sign-in through an OpenID Connect provider."""

    issuer: str
    client_id: str
    client_secret_file: str
    staff_group: str
    group_claim: str = "groups"


class SignInSettings(SettingsModel):
    """Sign-in of staff; reading is always open."""

    accounts: str = ""
    hours: float = Field(8, gt=0)
    idle_minutes: float = Field(60, gt=0)
    address: str = "127.0.0.1"
    allow_plain_http: bool = False
    proxy_header: str = ""
    openid: OpenIdSettings | None = None

    @property
    def max_duration(self) -> timedelta:
        """Give the longest time a session may last."""
        return timedelta(hours=self.hours)


SentencePart = Literal[
    "title", "opening", "count", "rise", "fall", "unchanged", "no_base", "completion", "no_target",
    "place", "incomplete", "others",
]  # fmt: skip


class PresentSettings(SettingsModel):
    """Slides and bulletins."""

    template: str = ""
    organiser: LocalizedText | None = None
    sentences: dict[Literal["zh", "en"], dict[SentencePart, str]] = {}

    def bulletin_texts(self, language: Language) -> tuple[str, Mapping[Any, str]]:
        """Give who issues a bulletin, "" where nobody is named, and the sentences it is told in."""
        return getattr(self.organiser, language, ""), self.sentences.get(language, {})
