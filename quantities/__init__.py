"""A reported number: from its wording, its bounds, arithmetic on them, worded again."""

from quantities.arithmetic import NotCombinableError, difference, product, ratio, share, total
from quantities.figures import quantity_of_figure
from quantities.keys import figure_key, split_key
from quantities.quantity import Bounds, Qualifier, Quantity, bounds_of
from quantities.reading import UnreadableQuantityError, read, read_number
from quantities.units import same_unit
from quantities.wording import word_bounds, word_quantity

__all__ = [
    "Bounds",
    "NotCombinableError",
    "Qualifier",
    "Quantity",
    "UnreadableQuantityError",
    "bounds_of",
    "difference",
    "figure_key",
    "product",
    "quantity_of_figure",
    "ratio",
    "read",
    "read_number",
    "same_unit",
    "share",
    "split_key",
    "total",
    "word_bounds",
    "word_quantity",
]
