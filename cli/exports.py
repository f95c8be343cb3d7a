"""Write charts to take away."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import file_formats.verified_folder
from cli.common_options import CliContext, Newest, Out, app
from curation.code_names import names_of_codes
from curation.errors import CurationError
from ledger import Snapshot
from locales import LANGUAGES, Language, Words

if TYPE_CHECKING:
    from charts.chart import ChartData


@app.command()
def export(
    ctx: typer.Context,
    charts: Annotated[list[str] | None, typer.Argument(help="图表 · Charts by their names")] = None,
    everything: Annotated[bool, typer.Option("--all", help="全部图表 · Every chart")] = False,
    kind: Annotated[str, typer.Option("--format", help="格式 · pptx, docx, pdf, png, …")] = "pptx",
    size: Annotated[str, typer.Option(help="wide, classic, a4, square, long, …")] = "wide",
    title: Annotated[str, typer.Option(help="标题 · Title")] = "",
    out: Out = Path(),
) -> None:
    """导出图表 · Write charts as pictures, slides, a bulletin, a page or a workbook."""
    # What draws takes a second to load.
    from charts.catalogue import make_chart as drawn_as
    from exports import (
        FORMATS,
        SIZES,
        ExportOptions,
        ExportRequest,
        build_bulletin,
        find_topics,
        run_export,
    )
    from exports import ExportError as NotExported

    line: CliContext = ctx.obj
    settings, state = line.workspace.settings, line.workspace.store.read()
    material = _material(state, line.words)
    listed = (name for _, name in settings.chart_addresses()) if everything else charts or ()
    named = list(dict.fromkeys(listed))
    known = next((each for each in FORMATS if each == kind), None)
    if not known:
        raise typer.BadParameter(", ".join(FORMATS), param_hint="--format")
    if size not in SIZES:
        raise typer.BadParameter(", ".join(SIZES), param_hint="--size")
    try:
        drawn = tuple(drawn_as(name, material) for name in named)
        told = settings.present.told_in(line.words.language)
        about = build_bulletin(find_topics(named, material, settings.topic_charts), material, told)
        order = ExportRequest(drawn, line.words, state.figures, title=title, bulletin=about)
        order = replace(order, options=ExportOptions(size=SIZES[size]), template=settings.template)
        file = run_export(order, known)
    except KeyError as unknown:
        raise CurationError("unknown_chart", {"chart": str(unknown.args[0])}) from None
    except NotExported as fault:
        raise CurationError(fault.code, fault.values, domain="exports") from None
    out.mkdir(parents=True, exist_ok=True)
    (out / file.name).write_bytes(file.data)
    print(out / file.name)


@app.command()
def snapshot(
    ctx: typer.Context,
    number: Newest = None,
    out: Annotated[
        Path | None, typer.Option(help="文件夹，默认config.yaml所定 · Folder, else config.yaml's")
    ] = None,
) -> None:
    """静态快照 · Write a release as plain pages, for old browsers, paper and outages."""
    from exports import static_site

    line: CliContext = ctx.obj
    settings, state = line.workspace.settings, line.workspace.store.read(number)
    folder = out or settings.snapshot_folder
    if folder is None:
        raise typer.BadParameter("config.yaml: snapshot", param_hint="--out")
    languages: tuple[Language, ...] = LANGUAGES
    names = names_of_codes(state, settings.topics)
    written = static_site.write_site(
        static_site.SiteContent(
            release=state.release,
            sources=state.sources,
            chart_data={each: _material(state, Words(each, names)) for each in languages},
            titles={each: getattr(settings.title, each) for each in languages},
            first=settings.language,
            overview=[name for key, name in settings.chart_addresses() if key[:8] == "overview"],
            cards=[_wanted(each.model_dump()) for each in settings.overview.cards],
            topics=settings.topic_charts,
            made=datetime.now().astimezone(),
        )
    )
    try:
        file_formats.verified_folder.write_verified_folder(folder, written.files, written.about)
    except file_formats.verified_folder.NotVerifiedFolderError as fault:
        told = {"folder": str(fault.path)}
        raise CurationError("snapshot_not_ours", told, domain="manage") from None
    count = {"pages": len(written.files), "charts": written.charts}
    line.say("snapshot", number=state.release.number, folder=folder, **count)
    if written.refused:
        code, values = written.refused
        line.say("snapshot_without", why=line.words.say(f"exports.{code}", **values))


def _wanted(card: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in card.items() if value is not None}


def _material(state: Snapshot, words: Words) -> "ChartData":
    from charts.chart import ChartData

    lists = (tuple(state.programmes), tuple(state.indicators), state.areas)
    return ChartData(state.figures, *lists, words, state.release.number)
