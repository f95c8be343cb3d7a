"""Write charts to take away."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from commands.line import Line, Out, app
from curation.faults import Refused

Format = Literal["png", "svg", "pdf", "pptx", "docx", "html", "xlsx", "zip"]


@app.command()
def export(
    ctx: typer.Context,
    charts: Annotated[list[str] | None, typer.Argument(help="图表 · Charts by their names")] = None,
    everything: Annotated[bool, typer.Option("--all", help="全部图表 · Every chart")] = False,
    kind: Annotated[Format, typer.Option("--format", help="格式 · Format")] = "pptx",
    size: Annotated[str, typer.Option(help="wide, classic, a4, square, long, …")] = "wide",
    title: Annotated[str, typer.Option(help="标题 · Title")] = "",
    out: Out = Path(),
) -> None:
    """导出图表 · Write charts as pictures, slides, a bulletin, a page or a workbook."""
    # What draws takes a second to load.
    from charts.catalogue import make as drawn_as
    from charts.chart import Material
    from exports import SIZES, Look, Order, bulletin_of, make
    from exports import Refused as NotExported

    line: Line = ctx.obj
    settings, snapshot = line.desk.settings, line.desk.store.read()
    lists = (tuple(snapshot.programmes), tuple(snapshot.indicators), snapshot.areas)
    material = Material(snapshot.figures, *lists, line.words, snapshot.release.number)
    listed = (name for _, name in settings.chart_addresses()) if everything else charts or ()
    named = list(dict.fromkeys(listed))
    if size not in SIZES:
        raise typer.BadParameter(", ".join(SIZES), param_hint="--size")
    try:
        drawn = tuple(drawn_as(name, material) for name in named)
        told = settings.present.told_in(line.words.language)
        about = bulletin_of(named, material, settings.topic_charts, told)
        order = Order(drawn, line.words, snapshot.figures, title=title, bulletin=about)
        order = replace(order, look=Look(size=SIZES[size]), template=settings.template)
        file = make(order, kind)
    except KeyError as unknown:
        raise Refused("unknown_chart", {"chart": str(unknown.args[0])}) from None
    except NotExported as fault:
        raise Refused(fault.code, fault.values, domain="exports") from None
    out.mkdir(parents=True, exist_ok=True)
    (out / file.name).write_bytes(file.data)
    print(out / file.name)
