"""Uploads and report text become figures and problems."""

from intake.areas import Areas
from intake.check import Options, check
from intake.checked import Checked, Label, Reported, Shape
from intake.definitions import draft
from intake.known import Known
from intake.marked import mark, problem_header, problem_rows
from intake.matching import Remembered, Suggestion
from intake.modes import MODES, Mode
from intake.problem import Level, Problem
from intake.template import csv_template, xlsx_template
from intake.wording import mend, message, place, summary

__all__ = [
    "MODES",
    "Areas",
    "Checked",
    "Known",
    "Label",
    "Level",
    "Mode",
    "Options",
    "Problem",
    "Remembered",
    "Reported",
    "Shape",
    "Suggestion",
    "check",
    "csv_template",
    "draft",
    "mark",
    "mend",
    "message",
    "place",
    "problem_header",
    "problem_rows",
    "summary",
    "xlsx_template",
]
