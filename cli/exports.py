"""Commands that export charts and figures: `export` writes files, `snapshot` a static site."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import CliContext, Newest, Out, app
from curation.code_names import read_code_names
from curation.errors import CurationError
from file_formats.verified_folder import write_verified_folder
from ledger import Snapshot
from locales import LANGUAGES, Words
from periods import is_period, last_month, parse_period
from quantities.figure_keys import COUNTRY
from settings import Settings

# Charts and exports take a second to import, so only these commands import them.
if TYPE_CHECKING:
    from charts.chart import ChartData
    from exports import ExportedFile, ExportRequest, PictureSize
    from exports.static_site import SiteContent

Kind = Annotated[
    str,
    typer.Option(
        "--format", help="格式 · pptx, docx, pdf, png, …; --data: csv, xlsx, sdmx, datapackage"
    ),
]
Area = Annotated[str, typer.Option(help="地区代码，默认全国 · Code of an area")]
Period = Annotated[
    str, typer.Option(help="截至的月份，如2025-09 · The last month, else the newest")
]


@app.command()
def export(
    ctx: typer.Context,
    charts: Annotated[list[str] | None, typer.Argument(help="图表 · Charts by their names")] = None,
    everything: Annotated[bool, typer.Option("--all", help="全部图表 · Every chart")] = False,
    figures: Annotated[
        bool, typer.Option("--data", help="全部数据项而非图表 · The figures, no charts")
    ] = False,
    kind: Kind = "",
    size: Annotated[str, typer.Option(help="wide, classic, a4, square, long, …")] = "wide",
    title: Annotated[str, typer.Option(help="标题 · Title")] = "",
    area: Area = COUNTRY,
    period: Period = "",
    out: Out = Path(),
) -> None:
    """导出图表或数据 · Write charts as pictures, slides, a page, or the figures as data."""
    # `figures` (--data) excludes what chooses charts. `kind` "" means csv for figures, else pptx.
    from exports import FORMATS, SIZES, run_export  # loads slowly; few commands need it

    context: CliContext = ctx.obj
    if figures:
        if charts or everything or period or area != COUNTRY:
            raise typer.BadParameter("CHARTS, --all, --area, --period", param_hint="--data")
        _export_figures(context, kind or "csv", out)
        return
    kind = kind or "pptx"
    if kind not in FORMATS:
        raise typer.BadParameter(", ".join(FORMATS), param_hint="--format")
    if size not in SIZES:
        raise typer.BadParameter(", ".join(SIZES), param_hint="--size")
    if everything:
        charts = _list_configured_charts(context)
    names = list(dict.fromkeys(charts or ()))  # each once, in the order of the arguments
    try:
        request = _build_export_request(
            context, names, title, SIZES[size], (area, _read_month(period))
        )
        file = run_export(request, kind)
    except KeyError as error:
        raise CurationError("unknown_chart", {"chart": str(error.args[0])}) from None
    _write_file(file, out)


def _list_configured_charts(context: CliContext) -> list[str]:
    """Return the names of the charts in config.yaml that can be drawn of the newest release.

    They are exported with --all. A chart without figures in the release is left out.
    """
    from charts.catalogue import find_charts  # loads slowly; few commands need it

    names = (name for _, name in context.workspace.settings.chart_addresses())
    chart_data = _build_chart_data(context.workspace.store.read(), context.words)
    return list(find_charts(names, chart_data))


def _export_figures(context: CliContext, kind: str, out: Path) -> None:
    """Write all figures of the newest release into the folder `out`, for SDMX also their structure.

    Raises typer.BadParameter for an unknown kind.
    """
    from exports import data  # loads slowly; few commands need it

    # What --format takes → the files to write.
    download_kinds: dict[str, tuple[data.DownloadKind, ...]] = {
        "csv": ("csv",),
        "xlsx": ("xlsx",),
        "sdmx": ("sdmx", "sdmx_structure"),
        "datapackage": ("package",),
    }
    if kind not in download_kinds:
        raise typer.BadParameter(", ".join(download_kinds), param_hint="--format")
    snapshot = context.workspace.store.read()
    for download_kind in download_kinds[kind]:
        _write_file(data.make_download(download_kind, snapshot, context.words), out)


def _write_file(file: "ExportedFile", out: Path) -> None:
    """Write an exported file into a folder, which is created if it is missing; print its path."""
    out.mkdir(parents=True, exist_ok=True)
    (out / file.name).write_bytes(file.data)
    print(out / file.name)


def _read_month(period: str) -> str:
    """Return the month in which a typed period ends: "2025-09" for 2025年三季度; "" for "".

    `period` is the text of --period. Raises CurationError("overview_month") for a text that is no
    period.
    """
    if not period:
        return ""
    code = period if is_period(period) else parse_period(period)  # 2025年三季度 → 2025-07/2025-09
    if not code:
        raise CurationError("overview_month", {"month": period})
    return last_month(code)


def _build_export_request(
    context: CliContext,
    names: Sequence[str],
    title: str,
    size: "PictureSize",
    scope: tuple[str, str],
) -> "ExportRequest":
    """Return the request to export charts of the newest release, with a bulletin of their topics.

    `scope` is the area's code and the last month of the charts `names`, "" for the newest. Raises
    KeyError for an unknown chart, CurationError("overview_area") for an area that is not listed.
    """
    # These load slowly, and few commands need them.
    from charts.catalogue import make_chart
    from charts.figures_of_area import filter_until, restrict_to_scope
    from exports import ExportOptions, ExportRequest, build_bulletin, find_topics

    settings, words = context.workspace.settings, context.words
    snapshot = context.workspace.store.read()
    area, until = scope
    if area not in set(snapshot.areas["code"]):
        raise CurationError("overview_area", {"area": area})
    chart_data = _build_chart_data(snapshot, words)
    reported = replace(chart_data, figures=filter_until(chart_data.figures, area, until))
    return ExportRequest(
        charts=tuple(
            make_chart(name, restrict_to_scope(chart_data, name, area, until)) for name in names
        ),
        words=words,
        figures=snapshot.figures,
        title=title,
        bulletin=build_bulletin(
            find_topics(names, chart_data, settings.topic_charts),
            reported,
            settings.present.bulletin_texts(words.language),
            area="" if area in (COUNTRY, settings.home_area) else area,
        ),
        options=ExportOptions(size=size),
        template=settings.template,
    )


@app.command()
def snapshot(
    ctx: typer.Context,
    number: Newest = None,
    out: Annotated[
        Path | None, typer.Option(help="文件夹，默认config.yaml所定 · Folder, else config.yaml's")
    ] = None,
) -> None:
    """静态快照 · Write a release as plain pages, for old browsers, paper and outages."""
    from exports import static_site  # loads slowly; few commands need it

    context: CliContext = ctx.obj
    settings = context.workspace.settings
    folder = out or settings.snapshot_folder
    if folder is None:
        raise typer.BadParameter("config.yaml: snapshot", param_hint="--out")
    release = context.workspace.store.read(number)  # None: the newest
    site = static_site.write_site(_build_site_content(settings, release))
    write_verified_folder(folder, site.files, site.about)
    count = {"pages": len(site.files), "charts": site.charts}
    context.print_message("snapshot", number=release.release.number, folder=folder, **count)
    if site.error:  # why the pages have no pictures of charts
        code, values = site.error
        context.print_message(
            "snapshot_without", why=context.words.say(f"exports.{code}", **values)
        )


def _build_site_content(settings: Settings, snapshot: Snapshot) -> "SiteContent":
    """Return the content of the static site: a release in both languages and all pages' charts.

    Its front page has the charts and cards that config.yaml puts on the overview. Empty keys of a
    card are left out, because its keys select the figure to show.
    """
    from charts.catalogue import list_topics
    from exports.static_site import SiteContent  # loads slowly; few commands need it

    names = read_code_names(snapshot, settings.topics)
    chart_data = {
        language: _build_chart_data(snapshot, Words(language, names)) for language in LANGUAGES
    }
    topics = list_topics(chart_data[settings.language], settings.topic_charts)
    cards = (card.model_dump() for card in settings.overview.cards)
    return SiteContent(
        release=snapshot.release,
        sources=snapshot.sources,
        chart_data=chart_data,
        titles={language: getattr(settings.title, language) for language in LANGUAGES},
        default_language=settings.language,
        overview=[name for page, name in settings.chart_addresses() if page.startswith("overview")],
        cards=[{key: value for key, value in card.items() if value is not None} for card in cards],
        topics={topic: settings.topic_charts[topic] for topic in topics},
        created=datetime.now().astimezone(),
    )


def _build_chart_data(snapshot: Snapshot, words: Words) -> "ChartData":
    """Return a release as the data that charts are drawn from, with texts in one language.

    `words` says the texts and has the names of codes in this language.
    """
    from charts.chart import ChartData  # loads slowly; few commands need it

    return ChartData(
        figures=snapshot.figures,
        programmes=tuple(snapshot.programmes),
        indicators=tuple(snapshot.indicators),
        areas=snapshot.areas,
        words=words,
        release=snapshot.release.number,
    )
