"""A few marks, two of each kind that a chart tells apart, small enough to know by heart."""

from typing import Any

from tests.helpers.export_charts import row

OPEN = float("nan")


def exact(name: str, value: float, **more: Any) -> dict[str, Any]:
    """A reported number without bounds of its own: 100份."""
    return row(name, value, **more)


def between(name: str, value: float, low: float, high: float, **more: Any) -> dict[str, Any]:
    """A number between two bounds: 200余份."""
    bounds = {"value_low": low, "value_high": high}
    return row(name, value, **{"wording": f"{value:g}余份", **bounds, **more})


def above(name: str, value: float, **more: Any) -> dict[str, Any]:
    """A number with no upper bound: 超400份."""
    return row(name, value, **{"wording": f"超{value:g}份", "value_high": OPEN, **more})


def below(name: str, value: float, **more: Any) -> dict[str, Any]:
    """A number with no lower bound: 近250份."""
    return row(name, value, **{"wording": f"近{value:g}份", "value_low": OPEN, **more})


def about(name: str, value: float, **more: Any) -> dict[str, Any]:
    """A number with neither bound: 约150份."""
    return between(name, value, OPEN, OPEN, **{"wording": f"约{value:g}份", **more})


def missing(name: str, **more: Any) -> dict[str, Any]:
    """What was not reported."""
    return between(name, OPEN, OPEN, OPEN, **{"wording": "未报告", "status": "missing", **more})


KINDS = (
    exact("甲区", 100, figures=("a",)),
    between("乙区", 200, 200, 500, figures=("b",)),
    missing("丙区"),
    above("丁区", 400, figures=("d",)),
    below("戊区", 250, figures=("e",)),
    about("己区", 150, figures=("f",)),
    exact("庚区", 50, status="derived", figures=("g", "h")),
    between("辛区", 80, 60, 90, status="derived", figures=("g", "i")),
    above("壬区", 120, status="derived", figures=("j", "k")),
    below("癸区", 140, status="derived", figures=("j", "l")),
    missing("子区", detail="2024年"),
    exact("丑区", 0, figures=("m",)),
    above("寅区", 490, figures=("n",)),
    below("卯区", 16, figures=("o",)),
)
"""Reported, derived and missing marks with every bound; one at zero, two next to an axis's ends."""


def only(*names: str) -> list[dict[str, Any]]:
    """Some of KINDS, by name, in this order."""
    by_name = {mark["category"]: mark for mark in KINDS}
    return [by_name[name] for name in names]
