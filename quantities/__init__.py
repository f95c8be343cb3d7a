"""A reported number: from its wording, its bounds, arithmetic on them, worded again."""

from quantities.arithmetic import NotCombinable, difference, product, ratio, share, total
from quantities.figures import from_figure
from quantities.keys import figure_key, split_key
from quantities.quantity import Bounds, Qualifier, Quantity, bounds_of
from quantities.reading import Unreadable, number, read
from quantities.units import same_unit
from quantities.wording import word, word_bounds

__all__ = [
    "Bounds",
    "NotCombinable",
    "Qualifier",
    "Quantity",
    "Unreadable",
    "bounds_of",
    "difference",
    "figure_key",
    "from_figure",
    "number",
    "product",
    "ratio",
    "read",
    "same_unit",
    "share",
    "split_key",
    "total",
    "word",
    "word_bounds",
]
