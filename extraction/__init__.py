"""Report text becomes proposed figures."""

from extraction.numbers.comparison import Compared, Standing, compare, in_the_body
from extraction.proposals import Piece, Proposal, TooLong
from extraction.reader import LIMIT, Reader, read_pieces, read_report, read_with

__all__ = [
    "LIMIT",
    "Compared",
    "Piece",
    "Proposal",
    "Reader",
    "Standing",
    "TooLong",
    "compare",
    "in_the_body",
    "read_pieces",
    "read_report",
    "read_with",
]
