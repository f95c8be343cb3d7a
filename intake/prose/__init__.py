"""Report text becomes proposed figures."""

from intake.prose.proposals import Proposal, TooLong
from intake.prose.report import LIMIT, Reader, read_report, read_with

__all__ = ["LIMIT", "Proposal", "Reader", "TooLong", "read_report", "read_with"]
