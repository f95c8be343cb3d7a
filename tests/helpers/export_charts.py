"""Charts made by hand, and what is asked of files made from them."""

import io
from typing import Any

import pandas as pd
from PIL import Image, ImageChops

from charts.chart import MARK_COLUMNS, POSITION_COLUMNS, Chart, Form

HOSTILE = (
    "<script>window.__xss=1</script>",
    '"><img src=http://127.0.0.1:9/x onerror=window.__xss=1>',
    "<a href='javascript:window.__xss=1'>x</a>",
    "</script><script>window.__xss=1</script>",
    "<svg onload=window.__xss=1>",
    "<iframe srcdoc='<script>parent.__xss=1</script>'>",
    "[x](javascript:alert(1)) ![i](http://127.0.0.1:9/i.png)",
    "$\\href{javascript:alert(1)}{x}$ :red[x]",
    "&lt;script&gt;window.__xss=1&lt;/script&gt;",
    "{{7*7}} ${7*7} #{7*7}",
    "\u202egnp.exe \u200b\u2066x",
    '=HYPERLINK("http://127.0.0.1:9","x")',
)


def row(category: str, value: float = 1.0, **values: Any) -> dict[str, Any]:
    """One mark; its label is the category's value."""
    plain = {
        "category": category,
        "series": "",
        "value": float(value),
        "value_low": float(value),
        "value_high": float(value),
        "low_exclusive": False,
        "high_exclusive": False,
        "wording": f"{value:g}份",
        "status": "reported",
        "detail": "",
        "formula": "",
        "figures": (),
        "row": 0,
        "column": 0,
    }
    return plain | values


def chart(form: Form, *rows: dict[str, Any], **values: Any) -> Chart:
    """A chart of some marks."""
    table = pd.DataFrame(list(rows), columns=[*MARK_COLUMNS, *POSITION_COLUMNS])
    plain: dict[str, Any] = {
        "name": "made",
        "title": "提示函",
        "finding": "共若干份。",
        "unit": "份",
        "period": "2024年",
        "source": "数据来源：某报 · 第1版",
        "release": 1,
        "language": "zh",
    }
    return Chart(form=form, table=table, **(plain | values))


def hostile(form: Form, at: int = 0) -> Chart:
    """A chart that has something hostile in each of its texts."""
    bad = [HOSTILE[(at + n) % len(HOSTILE)] for n in range(12)]
    rows = [
        row(bad[n], 3 - n, series=bad[3], detail=bad[4], wording=bad[5], formula=bad[6],
            status=("reported", "derived", "target")[n], row=n // 2, column=n % 2)
        for n in range(3)
    ]  # fmt: skip
    return chart(form, *rows, title=bad[7], finding=bad[8], unit=bad[9], source=bad[10],
                 period=bad[11], notes=(bad[0],))  # fmt: skip


def picture_of(data: bytes) -> Image.Image:
    """Decode a PNG over white."""
    drawn = Image.open(io.BytesIO(data)).convert("RGBA")
    ground = Image.new("RGBA", drawn.size, "white")
    return Image.alpha_composite(ground, drawn).convert("RGB")


def differing(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ plainly between two pictures of one size."""
    difference = ImageChops.difference(one, other).convert("L").point(lambda v: 255 * (v > 40))
    return sum(difference.histogram()[255:]) / (one.width * one.height)


def ink(picture: Image.Image) -> float:
    """The share of pixels that are not the ground (the top left one)."""
    blank = Image.new("RGB", picture.size, picture.getpixel((0, 0)))
    return differing(picture, blank)
