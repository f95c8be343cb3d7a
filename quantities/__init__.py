"""`Quantity`, a reported number with bounds: parsing, arithmetic and formatting."""

from quantities.arithmetic import (
    NotCombinableError,
    add_quantities,
    build_computed_quantity,
    divide_quantities,
    multiply_quantity,
    subtract_quantities,
)
from quantities.figure_keys import figure_key, split_key
from quantities.figure_row import change_of_figure, quantity_of_figure
from quantities.format import format_bounds, format_quantity, format_total
from quantities.parse import UnreadableQuantityError, parse_number, parse_quantity
from quantities.quantity import Bounds, Qualifier, Quantity, compute_bounds
from quantities.rates_and_changes import (
    Direction,
    change_message,
    compute_change,
    describe_change,
    format_rate,
    percent_change,
    percentage_of,
)
from quantities.units import same_unit

__all__ = [
    "Bounds",
    "Direction",
    "NotCombinableError",
    "Qualifier",
    "Quantity",
    "UnreadableQuantityError",
    "add_quantities",
    "build_computed_quantity",
    "change_message",
    "change_of_figure",
    "compute_bounds",
    "compute_change",
    "describe_change",
    "divide_quantities",
    "figure_key",
    "format_bounds",
    "format_quantity",
    "format_rate",
    "format_total",
    "multiply_quantity",
    "parse_number",
    "parse_quantity",
    "percent_change",
    "percentage_of",
    "quantity_of_figure",
    "same_unit",
    "split_key",
    "subtract_quantities",
]
