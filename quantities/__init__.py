"""A reported number: from its wording, its bounds, arithmetic on them, worded again."""

from quantities.arithmetic import NotCombinableError, difference, product, ratio, share, total
from quantities.figures import quantity_of_figure
from quantities.keys import figure_key, split_key
from quantities.quantity import Bounds, Qualifier, Quantity, bounds_of
from quantities.reading import UnreadableQuantityError, parse_number, parse_quantity
from quantities.units import same_unit
from quantities.wording import format_bounds, format_quantity

__all__ = [
    "Bounds",
    "NotCombinableError",
    "Qualifier",
    "Quantity",
    "UnreadableQuantityError",
    "bounds_of",
    "difference",
    "figure_key",
    "format_bounds",
    "format_quantity",
    "parse_number",
    "parse_quantity",
    "product",
    "quantity_of_figure",
    "ratio",
    "same_unit",
    "share",
    "split_key",
    "total",
]
