"""Report text becomes proposed figures."""

from intake.prose.proposals import Proposal, TooLong
from intake.prose.report import LIMIT, Reader, read_report, read_with
from intake.prose.standing import Compared, Standing, compare

__all__ = [
    "LIMIT",
    "Compared",
    "Proposal",
    "Reader",
    "Standing",
    "TooLong",
    "compare",
    "read_report",
    "read_with",
]
