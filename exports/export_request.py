"""`ExportRequest`, the charts to export and their options, and `ExportedFile`, the result."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from charts.chart import Chart
from exports.bulletins import Bulletin
from exports.citations import Citations, look_up_citations
from exports.export_options import ExportOptions
from locales import Words


@dataclass(frozen=True)
class ExportedFile:
    """An exported file: its name in the reader's language, its media type, its bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class ExportRequest:
    """Charts to export, with title, links and options.

    `figures` are those of the release (with CITATION_COLUMNS), for citations. `occasion` is a line
    below the title, such as the meeting at which the charts are shown. `link` is the URL of the
    page with all charts, `links` one for each chart ("": none). `template` is a .pptx file of the
    user. `bulletin` has the progress table of a bulletin.
    """

    charts: tuple[Chart, ...]
    words: Words
    figures: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False)
    title: str = ""
    occasion: str = ""
    link: str = ""
    links: tuple[str, ...] = ()
    options: ExportOptions = field(default_factory=ExportOptions)
    template: Path | None = None
    bulletin: Bulletin | None = None

    @property
    def name(self) -> str:
        """The title or, without one, area, period and title of the first chart.

        "and others" (等) is added if there are more charts. Files are named after it.
        """
        if self.title:
            return self.title
        first = self.charts[0]
        name = first.file_title
        return name if len(self.charts) == 1 else self.words.say("exports.several", first=name)

    @cached_property
    def citations(self) -> Citations:
        """The figures of the charts and the bulletin by their keys."""
        return look_up_citations(self.figures, (key for keys in self.figure_keys for key in keys))

    @property
    def figure_keys(self) -> list[tuple[str, ...]]:
        """The figure keys of each row of the bulletin's progress table, and of each mark.

        They are the figures to cite. A mark is a bar, point or tile of a chart.
        """
        progress = [self.bulletin.progress] if self.bulletin else []
        tables = [*progress, *(chart.table for chart in self.charts)]
        return [keys for table in tables if "figures" in table for keys in table["figures"]]

    @property
    def release(self) -> int:
        """The number of the exported release: the first chart's, or the bulletin's; 0 without."""
        if self.charts:
            return self.charts[0].release
        return self.bulletin.release if self.bulletin else 0

    def get_link(self, index: int) -> str:
        """Return the URL of the chart at `index`, or that of all charts if it has none."""
        chart_link = self.links[index] if index < len(self.links) else ""
        return chart_link or self.link
