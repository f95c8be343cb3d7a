"""Report text becomes proposed figures."""

from intake.prose.proposals import Piece, Proposal, TooLong
from intake.prose.report import LIMIT, Reader, read_pieces, read_report, read_with
from intake.prose.standing import Compared, Standing, compare, in_the_body

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
