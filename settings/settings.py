"""`Settings`: all sections of config.yaml, and values derived from several of them."""

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from settings.models import (
    AttentionSettings,
    CheckSettings,
    LimitSettings,
    LocalizedText,
    OverviewSettings,
    PresentSettings,
    ProgressSettings,
    PublishingSettings,
    SettingsModel,
    SignInSettings,
    StoreSettings,
    TopicSettings,
    TotalSettings,
    chart_address,
)

ROOT = Path(__file__).parents[1]


class Settings(SettingsModel):
    """All settings; `folder` contains config.yaml, and relative paths start from it."""

    title: LocalizedText
    language: Literal["zh", "en"] = "zh"
    up_colour: Literal["red", "green"] = "red"
    overview: OverviewSettings
    topics: list[TopicSettings]
    home_area: str = ""
    totals: TotalSettings = TotalSettings()
    progress: ProgressSettings = ProgressSettings()
    attention: AttentionSettings = AttentionSettings()
    checks: CheckSettings = CheckSettings()
    limits: LimitSettings = LimitSettings()
    store: StoreSettings = StoreSettings()
    snapshot: str = "snapshot"
    engine: str = "duckdb"
    publishing: PublishingSettings = PublishingSettings()
    sign_in: SignInSettings = SignInSettings()
    present: PresentSettings = PresentSettings()
    folder: Path = Field(default=ROOT, exclude=True)

    @field_validator("topics")
    @classmethod
    def _require_unique_topics(cls, topics: list[TopicSettings]) -> list[TopicSettings]:
        """Return the topics; raise PydanticCustomError, which names it, if two have the same id."""
        ids = [topic.topic for topic in topics]
        repeated_ids = [topic_id for index, topic_id in enumerate(ids) if topic_id in ids[:index]]
        if repeated_ids:
            raise PydanticCustomError("twice", "stands twice", {"given": repeated_ids[0]})
        return topics

    def chart_addresses(self) -> list[tuple[str, str]]:
        """Return the charts of all pages as (key in config.yaml, name in URLs).

        The key is named if a chart cannot be drawn. Example: ("topics.0.charts.1",
        "members.trend"). The overview's tile map, if there is one, comes first, its other charts
        last.
        """
        addresses = [("overview.tiles", self.overview.tiles)] if self.overview.tiles else []
        pages = [
            (f"topics.{index}.charts", topic.charts) for index, topic in enumerate(self.topics)
        ]
        for key, charts in [*pages, ("overview.charts", self.overview.charts)]:
            addresses += [
                (f"{key}.{index}", chart_address(spec)) for index, spec in enumerate(charts)
            ]
        return addresses

    @property
    def topic_charts(self) -> dict[str, list[str]]:
        """Topic id → the names in URLs of the topic's charts."""
        return {
            topic.topic: [chart_address(spec) for spec in topic.charts] for topic in self.topics
        }

    @property
    def template(self) -> Path | None:
        """The path of the slide template; None without one."""
        return self.folder / self.present.template if self.present.template else None

    @property
    def snapshot_folder(self) -> Path | None:
        """The folder of the static site; None without one."""
        return self.folder / self.snapshot if self.snapshot else None

    @property
    def store_uri(self) -> str:
        """The URL or the absolute path of the store."""
        return self.store.uri if "://" in self.store.uri else str(self.folder / self.store.uri)
